-- The tables of the ledger follow the journal. Each call takes them on by at most so many events and gives back how far they now are;
-- whoever calls at the same time waits, and then finds it done. All is written set by set; what the tables refuse, refuses the call.
--
-- Ranges of serials that were moved lie within one another or apart, never across, and whatever lies within is later: a posting takes
-- its serials out of one block. So one walk along each series, with the ranges around the walker on a stack, finds for each posting
-- the one that brought the block it was cut from (`parent`), and for each serial the last that moved it: the blocks as they end.
CREATE OR REPLACE FUNCTION follow_ledger(most integer) RETURNS bigint LANGUAGE plpgsql
    -- One plan for each statement, made once, maybe while the tables are empty: so what it must be is said, not estimated. Rows of
    -- tables are found by their keys; what is joined and sorted out among the events themselves is hashed.
    SET enable_seqscan = off SET enable_nestloop = on SET enable_sort = on SET enable_mergejoin = off
    SET plan_cache_mode = force_generic_plan
AS $$
DECLARE
    was bigint;
    upto bigint;
    e record;
    -- the postings of these events, in their order
    ids bigint[]; kinds bigint[]; firsts bigint[]; lasts bigint[]; sources bigint[]; targets bigint[]; parents bigint[];
    -- the ranges around the walker: who brought it, where it is, where it ends, and whether it is a block of the table
    depth integer := 0;
    at_id bigint[]; at_holding bigint[]; at_last bigint[];
    at_series bigint; at_serial bigint; root_first bigint;
    -- the blocks that come of it
    n integer := 0;
    b_series bigint[]; b_first bigint[]; b_last bigint[]; b_holding bigint[]; b_posting bigint[]; b_old boolean[];
    changed bigint;
BEGIN
    SELECT seq INTO was FROM store_projection WHERE name = 'ledger' FOR UPDATE;
    SELECT max(seq) INTO upto FROM (SELECT seq FROM store_journalevent WHERE seq > was ORDER BY seq LIMIT most) AS next;
    IF upto IS NULL THEN
        RETURN was;
    END IF;

    -- Few events make other rows than postings; those are taken one by one.
    FOR e IN SELECT name, data FROM store_journalevent
        WHERE seq > was AND seq <= upto AND data ?| ARRAY['line', 'hold', 'close', 'account'] AND NOT data ?& ARRAY['action', 'to'] ORDER BY seq
    LOOP
        IF e.data ? 'line' THEN
            INSERT INTO store_series (project, vintage, issued) VALUES (e.data->'line'->1->>0, (e.data->'line'->1->>1)::smallint, 0)
                ON CONFLICT (project, vintage) DO NOTHING;
            INSERT INTO store_line (id, series_id, verified, issued)
                SELECT e.data->'line'->>0, id, (e.data->'line'->>2)::bigint, (e.data->'line'->>3)::bigint
                FROM store_series WHERE project = e.data->'line'->1->>0 AND vintage = (e.data->'line'->1->>1)::smallint
                ON CONFLICT (id) DO UPDATE SET verified = excluded.verified, issued = excluded.issued;
        END IF;
        IF e.data ? 'hold' THEN
            INSERT INTO store_hold (id, kind, account, facts, postings, open)
                VALUES (e.data->'hold'->>0, e.data->'hold'->>1, e.data->'hold'->>2, e.data->'hold'->3, coalesce(e.data->'postings', '[]'),
                        (e.data->'hold'->>4)::boolean);
        END IF;
        IF e.data ? 'close' THEN
            UPDATE store_hold SET open = false WHERE id IN (SELECT jsonb_array_elements_text(e.data->'close'));
        END IF;
        IF e.data ? 'account' THEN
            INSERT INTO store_registryaccount (code, subject, kind, state, view)
                VALUES (e.data->'account'->>'id', e.data->'account'->>'subject', e.data->'account'->>'kind', e.data->'account'->>'state',
                        e.data->'account')
                ON CONFLICT (code) DO UPDATE SET state = excluded.state, view = excluded.view;
        END IF;
    END LOOP;

    PERFORM set_config('enable_nestloop', 'off', true), set_config('enable_sort', 'off', true);
    -- Postings by the rows they name; holdings that are named for the first time are made.
    WITH moved AS MATERIALIZED (
        SELECT (j.seq << 20) + place - 1 AS id, p->0->>0 AS project, (p->0->>1)::smallint AS vintage, (p->>1)::bigint AS first,
               (p->>2)::bigint AS last, p->3 AS source, p->4 AS target
        FROM store_journalevent j, jsonb_array_elements(j.data->'postings') WITH ORDINALITY AS x(p, place)
        WHERE j.seq > was AND j.seq <= upto AND NOT j.data ?& ARRAY['action', 'to']
    ), numbered AS MATERIALIZED (
        SELECT project, vintage, (SELECT s.id FROM store_series s WHERE s.project = d.project AND s.vintage = d.vintage) AS id
        FROM (SELECT DISTINCT project, vintage FROM moved) AS d
    ), named AS MATERIALIZED (
        SELECT n.id AS series_id, d.place, (SELECT h.id FROM store_holding h WHERE h.account = d.place->>0 AND h.state = d.place->>1
                                            AND h.hold = d.place->>2 AND h.series_id = n.id) AS id
        FROM (SELECT project, vintage, place FROM (SELECT project, vintage, source AS place FROM moved UNION ALL
                                                   SELECT project, vintage, target FROM moved) AS ends
              WHERE place <> 'null' GROUP BY project, vintage, place) AS d
        JOIN numbered n USING (project, vintage)
    ), made AS (
        INSERT INTO store_holding (account, state, hold, series_id, quantity)
            SELECT place->>0, place->>1, place->>2, series_id, 0 FROM named WHERE id IS NULL
            RETURNING id, jsonb_build_array(account, state, hold) AS place, series_id
    ), holding AS MATERIALIZED (
        SELECT id, place, series_id FROM named WHERE id IS NOT NULL UNION ALL SELECT id, place, series_id FROM made
    )
    SELECT array_agg(m.id ORDER BY m.id), array_agg(n.id ORDER BY m.id), array_agg(m.first ORDER BY m.id), array_agg(m.last ORDER BY m.id),
           array_agg(s.id ORDER BY m.id), array_agg(t.id ORDER BY m.id)
        INTO ids, kinds, firsts, lasts, sources, targets
        FROM moved m JOIN numbered n USING (project, vintage) JOIN holding t ON t.place = m.target AND t.series_id = n.id
        LEFT JOIN holding s ON s.place = m.source AND s.series_id = n.id;

    PERFORM set_config('enable_nestloop', 'on', true), set_config('enable_sort', 'on', true);

    IF ids IS NOT NULL THEN
        parents := array_fill(NULL::bigint, ARRAY[cardinality(ids)]);
        FOR e IN
            WITH moved AS MATERIALIZED (
                SELECT * FROM unnest(kinds, firsts, lasts, ids, sources, targets) WITH ORDINALITY AS m(series_id, first, last, id, source, target, nr)
            ), around AS (
                SELECT DISTINCT b.series_id, b.first, b.last, b.posting, b.holding_id
                FROM moved m, LATERAL (SELECT * FROM store_block b WHERE b.series_id = m.series_id AND b.first <= m.first
                                       ORDER BY b.first DESC LIMIT 1) AS b WHERE b.last >= m.last
            )
            SELECT series_id, first, last, id, source, target, nr FROM moved
            UNION ALL SELECT series_id, first, last, posting, NULL, holding_id, NULL FROM around
            ORDER BY 1, 2, 3 DESC, 4
        LOOP
            -- Out of the ranges that end before this one; what is left of each is a block.
            WHILE depth > 0 AND (at_series <> e.series_id OR at_last[depth] < e.first) LOOP
                IF at_serial <= at_last[depth] THEN
                    n := n + 1;
                    b_series[n] := at_series; b_first[n] := at_serial; b_last[n] := at_last[depth];
                    b_holding[n] := at_holding[depth]; b_posting[n] := at_id[depth]; b_old[n] := at_serial = root_first;
                    at_serial := at_last[depth] + 1;
                END IF;
                depth := depth - 1;
            END LOOP;
            IF depth > 0 AND at_serial < e.first THEN
                n := n + 1;
                b_series[n] := at_series; b_first[n] := at_serial; b_last[n] := e.first - 1;
                b_holding[n] := at_holding[depth]; b_posting[n] := at_id[depth]; b_old[n] := at_serial = root_first;
            END IF;
            IF e.nr IS NULL THEN
                root_first := e.first;
            ELSIF depth = 0 THEN
                root_first := NULL;
            END IF;
            IF e.nr IS NOT NULL THEN
                IF e.source IS NULL AND depth > 0 OR e.source IS NOT NULL AND (depth = 0 OR at_holding[depth] IS DISTINCT FROM e.source
                    OR at_last[depth] < e.last OR at_id[depth] >= e.id) THEN
                    RAISE EXCEPTION 'posting %: serials % to % are not where it takes them from', e.id, e.first, e.last
                        USING ERRCODE = 'integrity_constraint_violation';
                END IF;
                IF depth > 0 THEN
                    parents[e.nr] := at_id[depth];
                END IF;
            END IF;
            depth := depth + 1;
            at_series := e.series_id; at_serial := e.first;
            at_id[depth] := e.id; at_holding[depth] := e.target; at_last[depth] := e.last;
        END LOOP;
        WHILE depth > 0 LOOP
            IF at_serial <= at_last[depth] THEN
                n := n + 1;
                b_series[n] := at_series; b_first[n] := at_serial; b_last[n] := at_last[depth];
                b_holding[n] := at_holding[depth]; b_posting[n] := at_id[depth]; b_old[n] := at_serial = root_first;
                at_serial := at_last[depth] + 1;
            END IF;
            depth := depth - 1;
        END LOOP;

        UPDATE store_holding h SET quantity = h.quantity + c.change
            FROM (SELECT holding, sum(change) AS change
                  FROM (SELECT unnest(targets) AS holding, unnest(lasts) - unnest(firsts) + 1 AS change
                        UNION ALL SELECT unnest(sources), unnest(firsts) - unnest(lasts) - 1) AS each
                  WHERE holding IS NOT NULL GROUP BY holding) AS c
            WHERE h.id = c.holding AND c.change <> 0;
        INSERT INTO store_posting (id, series_id, first, last, source_id, target_id, parent)
            SELECT * FROM unnest(ids, kinds, firsts, lasts, sources, targets, parents);
        UPDATE store_block b SET last = u.last, holding_id = u.holding, posting = u.posting
            FROM unnest(b_series, b_first, b_last, b_holding, b_posting, b_old) AS u(series, first, last, holding, posting, old)
            WHERE u.old AND b.series_id = u.series AND b.first = u.first;
        INSERT INTO store_block (series_id, first, last, holding_id, posting)
            SELECT series, first, last, holding, posting
            FROM unnest(b_series, b_first, b_last, b_holding, b_posting, b_old) AS u(series, first, last, holding, posting, old)
            WHERE NOT coalesce(u.old, false);
        UPDATE store_series s SET issued = greatest(s.issued, i.last)
            FROM (SELECT series_id, max(last) AS last FROM unnest(kinds, lasts, sources) AS m(series_id, last, source)
                  WHERE source IS NULL GROUP BY series_id) AS i
            WHERE s.id = i.series_id;
    END IF;
    UPDATE store_projection SET seq = upto WHERE name = 'ledger';
    RETURN upto;
END $$;
