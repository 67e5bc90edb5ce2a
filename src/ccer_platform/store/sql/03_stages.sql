-- A life changes its state only by a step of the table, and begins where the table begins; a life that began is never taken away.
CREATE OR REPLACE FUNCTION refuse_unknown_step() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE was text := CASE WHEN TG_OP = 'INSERT' THEN 'NONE' ELSE OLD.state END;
BEGIN
    IF NEW.state IS DISTINCT FROM was AND NOT EXISTS (
        SELECT 1 FROM store_stagetransition t WHERE t.machine = NEW.machine AND t.source = was AND t.target = NEW.state
    ) THEN
        RAISE EXCEPTION '%: no step leads from % to %', NEW.machine, was, NEW.state USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER life_step BEFORE INSERT OR UPDATE ON store_life
    FOR EACH ROW EXECUTE FUNCTION refuse_unknown_step();
CREATE TRIGGER life_is_kept BEFORE DELETE ON store_life
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- The ledger's own account changes its state only by a step of the same table, where `ccer.registry.accounts` writes them.
CREATE OR REPLACE FUNCTION refuse_unknown_account_step() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state IS DISTINCT FROM OLD.state AND NOT EXISTS (
        SELECT 1 FROM store_stagetransition t WHERE t.machine = 'ledger-account' AND t.source = OLD.state AND t.target = NEW.state
    ) THEN
        RAISE EXCEPTION 'account: no step leads from % to %', OLD.state, NEW.state USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER account_step BEFORE UPDATE OF state ON store_registryaccount
    FOR EACH ROW EXECUTE FUNCTION refuse_unknown_account_step();
