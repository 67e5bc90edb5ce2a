-- The journal's end, in two calls of one transaction (`store/post.py`).

-- Whoever writes next waits here. Gives the last place and hash, and which of some idempotency keys (parted by the unit separator,
-- chr 31) were used before.
CREATE OR REPLACE FUNCTION journal_open(keys text, OUT seq bigint, OUT digest text, OUT known text) LANGUAGE plpgsql AS $$
BEGIN
    SELECT t.seq, t.digest INTO seq, digest FROM store_journaltip t WHERE t.id = 1 FOR UPDATE;
    SELECT string_agg(k, chr(31)) INTO known FROM unnest(string_to_array(keys, chr(31))) AS k
        WHERE k <> '' AND EXISTS (SELECT FROM store_journalevent e WHERE e.key = k AND e.key <> '' AND e.part = 0);
END $$;

-- Events that follow the last. They come as one text: columns parted by the record separator (chr 30), the elements of a column by the
-- unit separator (chr 31), which JSON never holds raw.
CREATE OR REPLACE FUNCTION journal_append(batch text) RETURNS void LANGUAGE plpgsql
    SET plan_cache_mode = force_generic_plan
AS $$
DECLARE
    part text := chr(31);
    c text[] := string_to_array(batch, chr(30));
    was_seq bigint := c[1];
    digests text[] := string_to_array(c[12], part);
    many integer := cardinality(digests);
BEGIN
    UPDATE store_journaltip SET seq = was_seq + many, digest = digests[many] WHERE id = 1 AND seq = was_seq AND digest = c[2];
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the journal does not end at event %', was_seq USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    INSERT INTO store_journalevent (seq, name, subject, actor, at, "on", cites, data, key, part, previous, digest)
        SELECT was_seq + n, name, subject, coalesce(actor, ''), at::timestamptz, on_::date, string_to_array(coalesce(cites, ''), ' '),
               data::jsonb, coalesce(key, ''), place, CASE WHEN n = 1 THEN c[2] ELSE digests[n - 1] END, digest
        FROM unnest(string_to_array(c[3], part), string_to_array(c[4], part), string_to_array(c[5], part),
                    string_to_array(c[6], part), string_to_array(c[7], part), string_to_array(c[8], part),
                    string_to_array(c[9], part), string_to_array(c[10], part), c[11]::int[], digests)
             WITH ORDINALITY AS e(name, subject, actor, at, on_, cites, data, key, place, digest, n);
END $$;
