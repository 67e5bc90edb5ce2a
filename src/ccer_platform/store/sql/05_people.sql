-- What sign-in counts its attempts in, and other values that may be lost with the server: shared by all processes.
CREATE UNLOGGED TABLE store_cache (cache_key varchar(255) PRIMARY KEY, value text NOT NULL, expires timestamptz NOT NULL);
CREATE INDEX store_cache_expires ON store_cache (expires);

-- A proposal is decided once, as it was made.
CREATE OR REPLACE FUNCTION refuse_second_decision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state <> 'open' OR (NEW.organisation_id, NEW.kind, NEW.subject, NEW.command, NEW.made_by_id, NEW.made_at)
        IS DISTINCT FROM (OLD.organisation_id, OLD.kind, OLD.subject, OLD.command, OLD.made_by_id, OLD.made_at) THEN
        RAISE EXCEPTION 'proposal %: it is decided once, as it was made', OLD.id USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER proposal_is_decided_once BEFORE UPDATE ON store_proposal
    FOR EACH ROW EXECUTE FUNCTION refuse_second_decision();
