-- The journal and the postings are written once. Nobody edits, deletes or empties them; not even the owner of the tables by mistake.
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is written once: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TRIGGER journal_is_final BEFORE UPDATE OR DELETE ON store_journalevent
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER journal_is_not_emptied BEFORE TRUNCATE ON store_journalevent
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER posting_is_final BEFORE UPDATE OR DELETE ON store_posting
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER posting_is_not_emptied BEFORE TRUNCATE ON store_posting
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER checkpoint_is_final BEFORE UPDATE OR DELETE ON store_checkpoint
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

INSERT INTO store_journaltip (id, seq, digest) VALUES (1, 0, repeat('0', 64));
INSERT INTO store_projection (name, seq) VALUES ('ledger', 0);
