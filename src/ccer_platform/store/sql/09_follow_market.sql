-- The tables of the exchange follow the journal, as those of the ledger do (07). Orders, trades, money and positions are written set by
-- set: rows of many orders are drawn together by id first, so that no order is written twice in a call. What is rare goes one by one.
CREATE FUNCTION market_record(kind text, code text, trader text, state text, seq bigint, view jsonb) RETURNS void LANGUAGE sql AS $$
    INSERT INTO store_marketrecord (kind, code, trader, state, seq, view) VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (kind, code) DO UPDATE SET state = excluded.state, seq = excluded.seq, view = excluded.view
$$;

-- Money a buying side's reserve needs is not kept here; units it would sell are. One change of a position, to be summed up later.
CREATE TYPE market_change AS (trader text, project text, vintage smallint, platform bigint, selling bigint, sold bigint, bought bigint,
                              sold_on date, bought_on date);

-- Units that a block agreement holds ready, of the offering side from its offer on and of the other from its acceptance.
CREATE FUNCTION market_block(b jsonb, state text, sign bigint) RETURNS market_change LANGUAGE sql IMMUTABLE AS $$
    SELECT ROW(CASE b->>'side' WHEN 'sell' THEN b->>'trader' ELSE b->>'counterparty' END, b->'series'->>0, b->'series'->>1, 0,
               CASE WHEN b->>'side' = 'sell' OR state = 'accepted' THEN sign * (b->>'quantity')::bigint ELSE 0 END, 0, 0, NULL, NULL)::market_change
$$;

-- Those an auction holds ready: of whoever sells by it, and of bids to sell.
CREATE FUNCTION market_auction(a jsonb, sign bigint) RETURNS market_change LANGUAGE sql IMMUTABLE AS $$
    SELECT ROW(a->>'trader', a->'series'->>0, a->'series'->>1, 0,
               CASE a->>'side' WHEN 'sell' THEN sign * (a->>'quantity')::bigint ELSE 0 END, 0, 0, NULL, NULL)::market_change
$$;
CREATE FUNCTION market_bid(a jsonb, bid jsonb, sign bigint) RETURNS market_change LANGUAGE sql IMMUTABLE AS $$
    SELECT ROW(bid->>'trader', a->'series'->>0, a->'series'->>1, 0,
               CASE a->>'side' WHEN 'buy' THEN sign * (bid->>'quantity')::bigint ELSE 0 END, 0, 0, NULL, NULL)::market_change
$$;

CREATE OR REPLACE FUNCTION follow_market(most integer) RETURNS bigint LANGUAGE plpgsql
    SET enable_seqscan = off SET plan_cache_mode = force_generic_plan
AS $$
DECLARE
    was bigint;
    upto bigint;
    e record;
    r record;
    b jsonb;
    -- what orders did: new ones, fills of postings by takers, and postings that ended otherwise
    o_seq bigint[]; o_at timestamptz[]; o_row jsonb[];
    f_trade text[]; f_maker text[]; f_taker text[]; f_quantity bigint[]; f_buyer_fee bigint[]; f_seller_fee bigint[]; f_nr bigint[];
    w_id text[]; w_state text[];
    -- each order once
    g_id text[]; g_nr bigint[]; g_quantity bigint[]; g_fee bigint[]; g_state text[];
    rare market_change[] := '{}';
    dealt text[] := '{}';  -- trades of block agreements and auctions
    ended boolean;
BEGIN
    SELECT seq INTO was FROM store_projection WHERE name = 'market' FOR UPDATE;
    SELECT max(seq) INTO upto FROM (
        SELECT seq, sum(orders) OVER (ORDER BY seq) - orders AS before FROM (
            SELECT seq, CASE WHEN name = 'exchange.orders.entered' THEN jsonb_array_length(data->'rows') ELSE 1 END AS orders
            FROM store_journalevent WHERE seq > was ORDER BY seq LIMIT most) AS next) AS counted
        WHERE before < most;
    IF upto IS NULL THEN
        RETURN was;
    END IF;

    FOR e IN SELECT seq, name, subject, at, data FROM store_journalevent
        WHERE seq > was AND seq <= upto AND starts_with(name, 'exchange.')
          AND name NOT IN ('exchange.order.posted', 'exchange.order.taken', 'exchange.order.withdrawn', 'exchange.orders.entered',
                           'exchange.trade.settled', 'exchange.trade.failed') ORDER BY seq
    LOOP
        b := e.data;
        CASE e.name
        WHEN 'exchange.day.opened' THEN
            INSERT INTO store_marketday (date, number, terms, state, opened_at, digest, trades, turnover, fees, confirmed, delivered, failed)
                VALUES ((b->'day'->>'date')::date, (b->'day'->>'number')::bigint, b->'day', 'open', e.at, '', 0, 0, 0, '{}', 0, 0);
            INSERT INTO store_daybar (project, vintage, "on", base, last_quantity, volume, turnover, trades)
                SELECT x->0->>0, (x->0->>1)::smallint, (b->'day'->>'date')::date, (x->>1)::bigint, 0, 0, 0, 0
                FROM jsonb_array_elements(b->'bases') AS x;
            UPDATE store_instrument i SET base = (x->>1)::bigint, version = e.seq
                FROM jsonb_array_elements(b->'bases') AS x WHERE i.project = x->0->>0 AND i.vintage = (x->0->>1)::smallint;
        WHEN 'exchange.day.closed' THEN
            UPDATE store_marketday SET state = 'closed', closed_at = e.at WHERE date = substr(e.subject, 5)::date;
            FOR r IN SELECT code, view, state FROM store_marketrecord
                WHERE kind = 'block' AND code IN (SELECT jsonb_array_elements_text(b->'blocks'))
            LOOP
                rare := rare || market_block(r.view, r.state, -1);
                PERFORM market_record('block', r.code, r.view->>'trader', 'lapsed', e.seq, r.view);
            END LOOP;
        WHEN 'exchange.instrument.proposed' THEN
            INSERT INTO store_instrument (project, vintage, state, proposer, first_price, wanted, base, suspended, version)
                VALUES (b->'series'->>0, (b->'series'->>1)::smallint, 'proposed', b->>'trader', (b->>'price')::bigint, (b->>'on')::date, 0, '', e.seq);
        WHEN 'exchange.instrument.declined' THEN
            DELETE FROM store_instrument WHERE project = b->'series'->>0 AND vintage = (b->'series'->>1)::smallint;
        WHEN 'exchange.instrument.listed' THEN
            UPDATE store_instrument SET state = 'listed', listed_on = (b->>'on')::date, base = (b->>'base')::bigint, version = e.seq
                WHERE project = b->'series'->>0 AND vintage = (b->'series'->>1)::smallint;
        WHEN 'exchange.instrument.suspended', 'exchange.instrument.resumed' THEN
            IF b->'series' = 'null' THEN
                PERFORM market_record('market', 'all', '', b->>'why', e.seq, b);
                UPDATE store_instrument SET version = e.seq;
            ELSE
                UPDATE store_instrument SET suspended = b->>'why', version = e.seq
                    WHERE project = b->'series'->>0 AND vintage = (b->'series'->>1)::smallint;
            END IF;
        WHEN 'exchange.trader.opened' THEN
            INSERT INTO store_tradingaccount (trader, subject, open, restricted, bank_account, since)
                VALUES (b->'trader'->>'id', b->'trader'->>'subject', true, '[]', '', e.at);
        WHEN 'exchange.trader.changed' THEN
            DELETE FROM store_operator WHERE trader = b->>'trader';
            INSERT INTO store_operator (trader, operator, active)
                SELECT b->>'trader', key, value::boolean FROM jsonb_each_text(b->'operators');
        WHEN 'exchange.trader.restricted' THEN
            UPDATE store_tradingaccount SET restricted = b->'sides' WHERE trader = b->>'trader';
        WHEN 'exchange.trader.released' THEN
            UPDATE store_tradingaccount SET restricted = '[]' WHERE trader = b->>'trader';
        WHEN 'exchange.trader.closed' THEN
            UPDATE store_tradingaccount SET open = false WHERE trader = b->>'trader';
        WHEN 'exchange.units.arrived' THEN
            rare := rare || ROW(b->>'trader', b->'series'->>0, b->'series'->>1, b->>'quantity', 0, 0, 0, NULL, NULL)::market_change;
        WHEN 'exchange.units.left', 'exchange.units.seized' THEN
            rare := rare || ROW(b->>'trader', b->'series'->>0, b->'series'->>1, -(b->>'quantity')::bigint, 0, 0, 0, NULL, NULL)::market_change;
        WHEN 'exchange.mode.opened' THEN
            PERFORM market_record('mode', b->>'mode', '', 'open', e.seq, b->'terms');
        WHEN 'exchange.mode.closed' THEN
            PERFORM market_record('mode', b->>'mode', '', 'closed', e.seq, b);
        WHEN 'exchange.closing.announced' THEN
            PERFORM market_record('closing', b->>'day', '', 'announced', e.seq, b);
        WHEN 'exchange.block.offered' THEN
            rare := rare || market_block(b->'block', 'offered', 1);
            PERFORM market_record('block', b->'block'->>'id', b->'block'->>'trader', 'offered', e.seq, b->'block');
        WHEN 'exchange.block.answered', 'exchange.block.withdrawn', 'exchange.block.confirmed', 'exchange.block.refused' THEN
            SELECT * INTO STRICT r FROM store_marketrecord WHERE kind = 'block' AND code = b->>'block';
            IF e.name = 'exchange.block.answered' AND (b->>'accept')::boolean THEN
                rare := rare || market_block(r.view, 'accepted', 1) || market_block(r.view, 'offered', -1);
                UPDATE store_marketrecord SET state = 'accepted', seq = e.seq, view = view || '{"state": "accepted"}' WHERE id = r.id;
            ELSE
                rare := rare || market_block(r.view, r.state, -1);
                UPDATE store_marketrecord SET seq = e.seq, state = CASE e.name WHEN 'exchange.block.answered' THEN 'declined'
                    WHEN 'exchange.block.withdrawn' THEN 'withdrawn' WHEN 'exchange.block.refused' THEN 'refused' ELSE 'confirmed' END
                    WHERE id = r.id;
            END IF;
            IF e.name = 'exchange.block.confirmed' THEN
                INSERT INTO store_trade (id, seq, place, mode, project, vintage, buyer, seller, quantity, price, buyer_fee, seller_fee, at,
                                         "on", maker, buy_order, sell_order, state, failure)
                    SELECT b->>'trade', e.seq, split_part(b->>'trade', '-T', 2)::bigint, 'block', v->'series'->>0, (v->'series'->>1)::smallint,
                        CASE v->>'side' WHEN 'buy' THEN v->>'trader' ELSE v->>'counterparty' END,
                        CASE v->>'side' WHEN 'buy' THEN v->>'counterparty' ELSE v->>'trader' END,
                        (v->>'quantity')::bigint, (v->>'price')::bigint, (b->>'buyer_fee')::bigint, (b->>'seller_fee')::bigint, e.at,
                        left(b->>'trade', 8)::date, v->>'side', r.code, r.code, 'matched', '[]'
                    FROM (SELECT r.view AS v) AS x;
                dealt := dealt || (b->>'trade');
            END IF;
        WHEN 'exchange.auction.announced' THEN
            rare := rare || market_auction(b->'auction', 1);
            PERFORM market_record('auction', b->'auction'->>'id', b->'auction'->>'trader', 'announced', e.seq, b->'auction');
        WHEN 'exchange.auction.bid' THEN
            SELECT * INTO STRICT r FROM store_marketrecord WHERE kind = 'auction' AND code = b->>'auction';
            rare := rare || market_bid(r.view, b->'bid', 1);
            UPDATE store_marketrecord SET seq = e.seq, view = jsonb_set(view, '{bids}', view->'bids' || jsonb_build_array(b->'bid')) WHERE id = r.id;
        WHEN 'exchange.auction.closed', 'exchange.auction.cancelled' THEN
            SELECT * INTO STRICT r FROM store_marketrecord WHERE kind = 'auction' AND code = b->>'auction';
            rare := rare || market_auction(r.view, -1);
            rare := rare || (SELECT coalesce(array_agg(market_bid(r.view, x, -1)), '{}') FROM jsonb_array_elements(r.view->'bids') AS x);
            UPDATE store_marketrecord SET seq = e.seq, state = substr(e.name, 18) WHERE id = r.id;
            IF e.name = 'exchange.auction.closed' THEN
                INSERT INTO store_trade (id, seq, place, mode, project, vintage, buyer, seller, quantity, price, buyer_fee, seller_fee, at,
                                         "on", maker, buy_order, sell_order, state, failure)
                    SELECT t->>0, e.seq, split_part(t->>0, '-T', 2)::bigint, 'auction', r.view->'series'->>0, (r.view->'series'->>1)::smallint,
                        CASE r.view->>'side' WHEN 'buy' THEN r.view->>'trader' ELSE x->>'trader' END,
                        CASE r.view->>'side' WHEN 'buy' THEN x->>'trader' ELSE r.view->>'trader' END,
                        (t->>2)::bigint, (t->>3)::bigint, (t->>4)::bigint, (t->>5)::bigint, e.at, left(t->>0, 8)::date, r.view->>'side',
                        CASE r.view->>'side' WHEN 'buy' THEN r.code ELSE t->>1 END, CASE r.view->>'side' WHEN 'buy' THEN t->>1 ELSE r.code END,
                        'matched', '[]'
                    FROM jsonb_array_elements(b->'trades') AS t JOIN jsonb_array_elements(r.view->'bids') AS x ON x->>'id' = t->>1;
                dealt := dealt || (SELECT coalesce(array_agg(t->>0), '{}') FROM jsonb_array_elements(b->'trades') AS t);
            END IF;
        WHEN 'exchange.bank.bound', 'exchange.bank.unbound' THEN
            UPDATE store_tradingaccount SET bank_account = b->'bank'->>1 WHERE trader = b->'bank'->>0;
        WHEN 'exchange.cash.withdrawal_requested', 'exchange.cash.withdrawn', 'exchange.cash.withdrawal_failed', 'exchange.cash.withdrawal_returned' THEN
            INSERT INTO store_withdrawal (id, trader, fen, account, asked_at, state, paid, reference)
                SELECT w->>0, w->>1, (w->>2)::bigint, w->>3, (w->>4)::timestamptz, w->>5, (w->>6)::bigint, w->>7
                FROM (SELECT b->'withdrawal' AS w) AS x
                ON CONFLICT (id) DO UPDATE SET state = excluded.state, paid = excluded.paid, reference = excluded.reference;
        WHEN 'exchange.clearing.done' THEN
            UPDATE store_marketday SET state = 'cleared', digest = b->'clearing'->>1, trades = (b->'clearing'->>2)::bigint,
                turnover = (b->'clearing'->>3)::bigint, fees = (b->'clearing'->>4)::bigint WHERE date = (b->'clearing'->>0)::date;
        WHEN 'exchange.clearing.confirmed' THEN
            UPDATE store_marketday SET confirmed = confirmed || jsonb_build_object(b->'confirmed'->>1, b->'confirmed'->>2)
                WHERE date = (b->'confirmed'->>0)::date;
        WHEN 'exchange.settlement.finished' THEN
            UPDATE store_marketday SET state = 'settled' WHERE date = (b->'finished'->>0)::date;
        WHEN 'exchange.settlement.objected' THEN
            PERFORM market_record('objection', b->'objection'->>0, b->'objection'->>1, 'open', e.seq, b->'objection');
        WHEN 'exchange.settlement.objection_answered' THEN
            UPDATE store_marketrecord SET state = CASE WHEN (b->'answered'->>1)::boolean THEN 'upheld' ELSE 'rejected' END, seq = e.seq,
                view = view || jsonb_build_array(b->'answered'->1, b->'answered'->2) WHERE kind = 'objection' AND code = b->'answered'->>0;
        WHEN 'exchange.holding.reported' THEN
            PERFORM market_record('report', b->'report'->>'id', b->'report'->>'trader', '', e.seq, b->'report');
        ELSE
            IF b ? 'alert' THEN
                PERFORM market_record('alert', b->'alert'->>'id', b->'alert'->>'trader', b->'alert'->>'state', e.seq, b->'alert');
            END IF;
        END CASE;
    END LOOP;

    -- Orders.
    WITH rows AS MATERIALIZED (
        SELECT j.seq, j.at, x.row, row_number() OVER (ORDER BY j.seq, x.n) AS nr
        FROM store_journalevent j, jsonb_array_elements(coalesce(j.data->'rows', jsonb_build_array(j.data->'row'))) WITH ORDINALITY AS x(row, n)
        WHERE j.seq > was AND j.seq <= upto
          AND j.name IN ('exchange.order.posted', 'exchange.order.taken', 'exchange.order.withdrawn', 'exchange.orders.entered')
    ), ended AS (
        SELECT row->>1 AS id, 'withdrawn' AS state FROM rows WHERE row->>0 = 'withdrawn'
        UNION ALL SELECT x, CASE j.name WHEN 'exchange.day.closed' THEN 'closed' ELSE 'withdrawn' END
            FROM store_journalevent j, jsonb_array_elements_text(j.data->'orders') AS x
            WHERE j.seq > was AND j.seq <= upto AND j.name IN ('exchange.day.closed', 'exchange.trader.restricted', 'exchange.units.seized')
    )
    SELECT n.seqs, n.ats, n.rows, w.ids, w.states INTO o_seq, o_at, o_row, w_id, w_state
        FROM (SELECT array_agg(seq ORDER BY nr) AS seqs, array_agg(at ORDER BY nr) AS ats, array_agg(row ORDER BY nr) AS rows
              FROM rows WHERE row->>0 IN ('posted', 'taken')) AS n, (SELECT array_agg(id) AS ids, array_agg(state) AS states FROM ended) AS w;

    IF o_seq IS NOT NULL OR w_id IS NOT NULL THEN
        SELECT array_agg(f->>0), array_agg(f->>1), array_agg(row->>1), array_agg((f->>2)::bigint), array_agg((f->>3)::bigint),
               array_agg((f->>4)::bigint), array_agg(nr)
            INTO f_trade, f_maker, f_taker, f_quantity, f_buyer_fee, f_seller_fee, f_nr
            FROM unnest(o_row) WITH ORDINALITY AS o(row, nr), jsonb_array_elements(row->8) AS f WHERE row->>0 = 'taken';
        SELECT array_agg(id), array_agg(nr), array_agg(quantity), array_agg(fee), array_agg(state)
            INTO g_id, g_nr, g_quantity, g_fee, g_state
            FROM (SELECT id, max(nr) AS nr, sum(quantity)::bigint AS quantity, sum(fee)::bigint AS fee, max(state) AS state FROM (
                SELECT row->>1 AS id, nr, 0::bigint AS quantity, 0::bigint AS fee, CASE row->>0 WHEN 'taken' THEN 'withdrawn' END AS state
                    FROM unnest(o_row) WITH ORDINALITY AS o(row, nr)
                UNION ALL SELECT maker, NULL, quantity, CASE o_row[nr]->>5 WHEN 'buy' THEN seller_fee ELSE buyer_fee END, NULL
                    FROM unnest(f_maker, f_quantity, f_buyer_fee, f_seller_fee, f_nr) AS f(maker, quantity, buyer_fee, seller_fee, nr)
                UNION ALL SELECT taker, NULL, quantity, CASE o_row[nr]->>5 WHEN 'buy' THEN buyer_fee ELSE seller_fee END, NULL
                    FROM unnest(f_taker, f_quantity, f_buyer_fee, f_seller_fee, f_nr) AS f(taker, quantity, buyer_fee, seller_fee, nr)
                UNION ALL SELECT id, NULL, 0, 0, state FROM unnest(w_id, w_state) AS w(id, state)) AS each GROUP BY id) AS once;
        INSERT INTO store_order (id, seq, place, trader, operator, project, vintage, side, price, quantity, remaining, turnover, fee, state,
                                 "on", at)
            SELECT id, seq, split_part(id, '-', 2)::bigint, row->>2, row->>3, row->4->>0, (row->4->>1)::smallint, row->>5, price, asked,
                   asked - filled, price * filled, fee, CASE WHEN filled = asked THEN 'filled' ELSE coalesce(state, 'open') END,
                   left(id, 8)::date, at
            FROM (SELECT g.id, o_seq[nr] AS seq, o_at[nr] AS at, o_row[nr] AS row, (o_row[nr]->>6)::bigint AS price,
                         (o_row[nr]->>7)::bigint AS asked, g.quantity AS filled, g.fee, g.state
                  FROM unnest(g_id, g_nr, g_quantity, g_fee, g_state) AS g(id, nr, quantity, fee, state) WHERE g.nr IS NOT NULL) AS new;
        UPDATE store_order o SET remaining = o.remaining - g.quantity, turnover = o.turnover + o.price * g.quantity, fee = o.fee + g.fee,
                state = CASE WHEN o.remaining = g.quantity THEN 'filled' ELSE coalesce(g.state, o.state) END
            FROM unnest(g_id, g_nr, g_quantity, g_fee, g_state) AS g(id, nr, quantity, fee, state) WHERE g.nr IS NULL AND o.id = g.id;
        INSERT INTO store_trade (id, seq, place, mode, project, vintage, buyer, seller, quantity, price, buyer_fee, seller_fee, at, "on",
                                 maker, buy_order, sell_order, state, failure)
            SELECT f.trade, o_seq[nr], split_part(f.trade, '-T', 2)::bigint, 'listed', m.project, m.vintage,
                   CASE m.side WHEN 'buy' THEN m.trader ELSE o_row[nr]->>2 END, CASE m.side WHEN 'buy' THEN o_row[nr]->>2 ELSE m.trader END,
                   f.quantity, m.price, f.buyer_fee, f.seller_fee, o_at[nr], left(f.trade, 8)::date, m.side,
                   CASE m.side WHEN 'buy' THEN m.id ELSE f.taker END, CASE m.side WHEN 'buy' THEN f.taker ELSE m.id END, 'matched', '[]'
            FROM unnest(f_trade, f_maker, f_taker, f_quantity, f_buyer_fee, f_seller_fee, f_nr)
                 AS f(trade, maker, taker, quantity, buyer_fee, seller_fee, nr) JOIN store_order m ON m.id = f.maker;
        UPDATE store_instrument i SET version = upto
            FROM (SELECT DISTINCT project, vintage FROM (
                SELECT row->4->>0 AS project, (row->4->>1)::smallint AS vintage FROM unnest(o_row) AS o(row)
                UNION ALL SELECT o.project, o.vintage FROM unnest(w_id) AS w(id) JOIN store_order o ON o.id = w.id) AS each) AS touched
            WHERE i.project = touched.project AND i.vintage = touched.vintage;
    END IF;

    -- What the day's trades make of its bars.
    IF f_trade IS NOT NULL OR dealt <> '{}' THEN
        UPDATE store_daybar d SET open = coalesce(d.open, t.open), high = greatest(d.high, t.high), low = least(d.low, t.low), last = t.last,
                last_quantity = t.last_quantity, volume = d.volume + t.volume, turnover = d.turnover + t.turnover, trades = d.trades + t.trades
            FROM (SELECT project, vintage, "on", (array_agg(price ORDER BY place))[1] AS open, max(price) AS high, min(price) AS low,
                         (array_agg(price ORDER BY place DESC))[1] AS last, (array_agg(quantity ORDER BY place DESC))[1] AS last_quantity,
                         sum(quantity)::bigint AS volume, sum(price * quantity)::bigint AS turnover, count(*) AS trades
                  FROM store_trade WHERE id = ANY (coalesce(f_trade, '{}') || dealt) GROUP BY project, vintage, "on") AS t
            WHERE d.project = t.project AND d.vintage = t.vintage AND d."on" = t."on";
    END IF;

    -- Deliveries.
    SELECT count(*) > 0 INTO ended FROM store_journalevent
        WHERE seq > was AND seq <= upto AND name IN ('exchange.trade.settled', 'exchange.trade.failed');
    IF ended THEN
        UPDATE store_trade t SET state = substr(j.name, 16), failure = coalesce(j.data->'failed', '[]')
            FROM store_journalevent j WHERE j.seq > was AND j.seq <= upto AND j.name IN ('exchange.trade.settled', 'exchange.trade.failed')
              AND t.id = j.data->>'trade';
        UPDATE store_marketday d SET delivered = d.delivered + c.delivered, failed = d.failed + c.failed
            FROM (SELECT (data->>'day')::date AS date, count(*) FILTER (WHERE name = 'exchange.trade.settled') AS delivered,
                         count(*) FILTER (WHERE name = 'exchange.trade.failed') AS failed
                  FROM store_journalevent WHERE seq > was AND seq <= upto AND name IN ('exchange.trade.settled', 'exchange.trade.failed')
                  GROUP BY 1) AS c WHERE d.date = c.date;
    END IF;

    -- Positions, each changed once.
    WITH changes AS (
        SELECT * FROM unnest(rare)
        UNION ALL SELECT row->>2, row->4->>0, (row->4->>1)::smallint, 0, (row->>7)::bigint, 0, 0, NULL, NULL
            FROM unnest(o_row) AS o(row) WHERE row->>0 = 'posted' AND row->>5 = 'sell'
        UNION ALL SELECT seller, project, vintage, 0, CASE WHEN maker = 'sell' AND mode = 'listed' THEN -quantity ELSE 0 END, quantity, 0, "on", NULL
            FROM store_trade WHERE id = ANY (coalesce(f_trade, '{}') || dealt)
        UNION ALL SELECT buyer, project, vintage, 0, 0, 0, quantity, NULL, "on"
            FROM store_trade WHERE id = ANY (coalesce(f_trade, '{}') || dealt)
        UNION ALL SELECT o.trader, o.project, o.vintage, 0, -o.remaining, 0, 0, NULL, NULL
            FROM unnest(w_id) AS w(id) JOIN store_order o ON o.id = w.id WHERE o.side = 'sell'
        UNION ALL SELECT t.seller, t.project, t.vintage, CASE t.state WHEN 'settled' THEN -t.quantity ELSE 0 END, 0, -t.quantity, 0, NULL, NULL
            FROM store_journalevent j JOIN store_trade t ON t.id = j.data->>'trade'
            WHERE ended AND j.seq > was AND j.seq <= upto AND j.name IN ('exchange.trade.settled', 'exchange.trade.failed')
        UNION ALL SELECT t.buyer, t.project, t.vintage, CASE t.state WHEN 'settled' THEN t.quantity ELSE 0 END, 0, 0, -t.quantity, NULL, NULL
            FROM store_journalevent j JOIN store_trade t ON t.id = j.data->>'trade'
            WHERE ended AND j.seq > was AND j.seq <= upto AND j.name IN ('exchange.trade.settled', 'exchange.trade.failed')
    )
    SELECT array_agg(ROW(trader, project, vintage, platform, selling, sold, bought, sold_on, bought_on)::market_change) INTO rare
        FROM (SELECT trader, project, vintage, sum(platform)::bigint AS platform, sum(selling)::bigint AS selling, sum(sold)::bigint AS sold,
                     sum(bought)::bigint AS bought, max(sold_on) AS sold_on, max(bought_on) AS bought_on
              FROM changes GROUP BY trader, project, vintage
              HAVING sum(platform) <> 0 OR sum(selling) <> 0 OR max(sold_on) IS NOT NULL OR max(bought_on) IS NOT NULL OR sum(sold) <> 0
                  OR sum(bought) <> 0) AS each;
    IF rare IS NOT NULL THEN
        INSERT INTO store_position (trader, project, vintage, platform, selling, sold, bought)
            SELECT trader, project, vintage, 0, 0, 0, 0 FROM unnest(rare) ON CONFLICT (trader, project, vintage) DO NOTHING;
        UPDATE store_position p SET platform = p.platform + c.platform, selling = p.selling + c.selling, sold = p.sold + c.sold,
                bought = p.bought + c.bought, sold_on = greatest(p.sold_on, c.sold_on), bought_on = greatest(p.bought_on, c.bought_on)
            FROM unnest(rare) AS c WHERE p.trader = c.trader AND p.project = c.project AND p.vintage = c.vintage;
    END IF;

    -- Money.
    INSERT INTO store_cashposting (id, source, target, fen, why)
        SELECT (j.seq << 20) + n - 1, x->>0, x->>1, (x->>2)::bigint, x->>3
        FROM store_journalevent j, jsonb_array_elements(j.data->'cash') WITH ORDINALITY AS c(x, n)
        WHERE j.seq > was AND j.seq <= upto AND starts_with(j.name, 'exchange.') AND j.data ? 'cash';
    IF FOUND THEN
        INSERT INTO store_cashaccount (place, fen)
            SELECT place, 0 FROM (SELECT source AS place FROM store_cashposting WHERE id >= (was + 1) << 20 AND id < (upto + 1) << 20
                                  UNION SELECT target FROM store_cashposting WHERE id >= (was + 1) << 20 AND id < (upto + 1) << 20) AS p
            ON CONFLICT (place) DO NOTHING;
        UPDATE store_cashaccount a SET fen = a.fen + c.fen
            FROM (SELECT place, sum(fen)::bigint AS fen FROM (
                    SELECT source AS place, -fen AS fen FROM store_cashposting WHERE id >= (was + 1) << 20 AND id < (upto + 1) << 20
                    UNION ALL SELECT target, fen FROM store_cashposting WHERE id >= (was + 1) << 20 AND id < (upto + 1) << 20) AS each
                  GROUP BY place) AS c WHERE a.place = c.place;
    END IF;
    UPDATE store_projection SET seq = upto WHERE name = 'market';
    RETURN upto;
END $$;
