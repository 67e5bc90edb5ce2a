-- The journal's end; what goes behind it is in `store/post.py`.

-- Whoever writes next waits here. Gives the last place and hash, and which of some idempotency keys (parted by the unit separator,
-- chr 31) were used before.
CREATE OR REPLACE FUNCTION journal_open(keys text, OUT seq bigint, OUT digest text, OUT known text) LANGUAGE plpgsql AS $$
BEGIN
    SELECT t.seq, t.digest INTO seq, digest FROM store_journaltip t WHERE t.id = 1 FOR UPDATE;
    SELECT string_agg(e.key, chr(31)) INTO known FROM store_journalevent e
        WHERE e.key = ANY (string_to_array(keys, chr(31))) AND e.key <> '' AND e.part = 0;
END $$;
