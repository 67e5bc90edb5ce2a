-- Postings of money are written once; orders and trades go one way only, and nobody deletes them.
CREATE TRIGGER cash_posting_is_final BEFORE UPDATE OR DELETE ON store_cashposting
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER cash_posting_is_not_emptied BEFORE TRUNCATE ON store_cashposting
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER order_is_kept BEFORE DELETE ON store_order FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER order_is_not_emptied BEFORE TRUNCATE ON store_order FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER trade_is_kept BEFORE DELETE ON store_trade FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER trade_is_not_emptied BEFORE TRUNCATE ON store_trade FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE FUNCTION refuse_step() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%: a row cannot become that', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;

-- An order is open until it is filled, withdrawn or closed; what is left of it only shrinks.
CREATE TRIGGER order_goes_on BEFORE UPDATE ON store_order FOR EACH ROW
    WHEN (old.state <> 'open' OR new.remaining > old.remaining OR new.turnover < old.turnover OR new.fee < old.fee
          OR (old.id, old.seq, old.place, old.trader, old.operator, old.project, old.vintage, old.side, old.price, old.quantity, old.on, old.at)
             IS DISTINCT FROM
             (new.id, new.seq, new.place, new.trader, new.operator, new.project, new.vintage, new.side, new.price, new.quantity, new.on, new.at))
    EXECUTE FUNCTION refuse_step();

-- A trade is matched, then delivered or failed, once.
CREATE TRIGGER trade_goes_on BEFORE UPDATE ON store_trade FOR EACH ROW
    WHEN (old.state <> 'matched' OR new.state = 'matched'
          OR (old.id, old.seq, old.place, old.mode, old.project, old.vintage, old.buyer, old.seller, old.quantity, old.price, old.buyer_fee,
              old.seller_fee, old.at, old.on, old.maker, old.buy_order, old.sell_order)
             IS DISTINCT FROM
             (new.id, new.seq, new.place, new.mode, new.project, new.vintage, new.buyer, new.seller, new.quantity, new.price, new.buyer_fee,
              new.seller_fee, new.at, new.on, new.maker, new.buy_order, new.sell_order))
    EXECUTE FUNCTION refuse_step();

CREATE TRIGGER market_day_goes_on BEFORE UPDATE OF state ON store_marketday FOR EACH ROW
    WHEN (old.state <> new.state
          AND (old.state, new.state) NOT IN (('open', 'closed'), ('closed', 'cleared'), ('cleared', 'settled')))
    EXECUTE FUNCTION refuse_step();

CREATE TRIGGER withdrawal_goes_on BEFORE UPDATE ON store_withdrawal FOR EACH ROW
    WHEN ((old.state <> 'requested' AND (old.state, new.state) <> ('paid', 'returned')) OR (old.id, old.trader, old.fen) IS DISTINCT FROM (new.id, new.trader, new.fen))
    EXECUTE FUNCTION refuse_step();

INSERT INTO store_projection (name, seq) VALUES ('market', 0);
