-- The ETS registry's own chain is written once, like ours.
CREATE TRIGGER ets_is_final BEFORE UPDATE OR DELETE ON store_etsevent
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER ets_is_not_emptied BEFORE TRUNCATE ON store_etsevent
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

INSERT INTO store_etstip (id, seq, digest) VALUES (1, 0, repeat('0', 64));
