-- One batch of the ledger in one call: the tip moves on if it still stands where the batch was decided, and everything is written, or
-- nothing is. The batch is one text: columns parted by the record separator (chr 30); the elements of a column of texts are parted by
-- the unit separator (chr 31), which JSON never holds raw. Without ``wait`` the commit does not wait for the disk: whoever calls so
-- makes sure of it afterwards, before anyone is told.
CREATE OR REPLACE FUNCTION post_batch(batch text, wait boolean) RETURNS boolean LANGUAGE plpgsql
    -- The rows to change are found by their keys, however many there are of them and of the rest: one plan, made once.
    SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET plan_cache_mode = force_generic_plan
AS $$
DECLARE
    part text := chr(31);
    c text[] := string_to_array(batch, chr(30));
    was_seq bigint := c[1];
    digests text[] := string_to_array(c[14], part);
    touched bigint[] := c[20];
    kept bigint[] := c[30];
    changed bigint;
BEGIN
    IF NOT wait THEN
        PERFORM set_config('synchronous_commit', 'off', true);
    END IF;
    UPDATE store_journaltip SET seq = c[3]::bigint, digest = c[4] WHERE id = 1 AND seq = was_seq AND digest = c[2];
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    INSERT INTO store_journalevent (seq, name, subject, actor, at, "on", cites, data, key, part, previous, digest)
        SELECT was_seq + n, name, subject, coalesce(actor, ''), at::timestamptz, on_::date, string_to_array(coalesce(cites, ''), ' '), data::jsonb,
               coalesce(key, ''), place, CASE WHEN n = 1 THEN c[2] ELSE digests[n - 1] END, digest
        FROM unnest(string_to_array(c[5], part), string_to_array(c[6], part), string_to_array(c[7], part),
                    string_to_array(c[8], part), string_to_array(c[9], part), string_to_array(c[10], part),
                    string_to_array(c[11], part), string_to_array(c[12], part), c[13]::int[], digests)
             WITH ORDINALITY AS e(name, subject, actor, at, on_, cites, data, key, place, digest, n);
    IF c[15] <> '{}' THEN
        INSERT INTO store_holding (id, account, state, hold, series_id, quantity)
            SELECT id, account, state, coalesce(hold, ''), series, 0
            FROM unnest(c[15]::bigint[], string_to_array(c[16], part), string_to_array(c[17], part),
                        string_to_array(c[18], part), c[19]::bigint[]) AS n(id, account, state, hold, series);
    END IF;
    -- Postings and blocks name only holdings that are changed here, so that every one of them is there stands and falls with this count.
    UPDATE store_holding h SET quantity = h.quantity + n.change
        FROM unnest(touched, c[21]::bigint[]) AS n(id, change) WHERE h.id = n.id;
    GET DIAGNOSTICS changed = ROW_COUNT;
    IF changed <> cardinality(touched) THEN
        RAISE EXCEPTION 'a holding is missing' USING ERRCODE = 'foreign_key_violation';
    END IF;
    INSERT INTO store_posting (id, series_id, first, last, source_id, target_id, parent)
        SELECT * FROM unnest(c[22]::bigint[], c[23]::bigint[], c[24]::bigint[], c[25]::bigint[], c[26]::bigint[], c[27]::bigint[],
                             c[28]::bigint[]);
    UPDATE store_block b SET last = u.last, holding_id = u.holding, posting = u.posting
        FROM unnest(c[29]::bigint[], kept, c[31]::bigint[], c[32]::bigint[], c[33]::bigint[])
            AS u(series, first, last, holding, posting)
        WHERE b.series_id = u.series AND b.first = u.first;
    GET DIAGNOSTICS changed = ROW_COUNT;
    IF changed <> cardinality(kept) THEN
        RAISE EXCEPTION 'a block is missing' USING ERRCODE = 'foreign_key_violation';
    END IF;
    INSERT INTO store_block (series_id, first, last, holding_id, posting)
        SELECT * FROM unnest(c[34]::bigint[], c[35]::bigint[], c[36]::bigint[], c[37]::bigint[], c[38]::bigint[]);
    RETURN true;
END $$;
