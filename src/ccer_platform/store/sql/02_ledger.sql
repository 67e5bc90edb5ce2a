-- The blocks of a series tile it. A block that does not begin at 1 names, as `prior`, the serial before its own first, and that must be
-- the last of another block. Firsts and lasts are unique within the series. So from any block the chain of priors leads down to
-- serial 1 without a fork, and two blocks can never share a serial. The chain is checked at commit: a block can be cut on the way.
ALTER TABLE store_block ADD COLUMN prior bigint GENERATED ALWAYS AS (CASE WHEN first > 1 THEN first - 1 END) STORED;
ALTER TABLE store_block ADD CONSTRAINT block_last_once UNIQUE (series_id, last);
ALTER TABLE store_block ADD CONSTRAINT block_follows FOREIGN KEY (series_id, prior) REFERENCES store_block (series_id, last)
    DEFERRABLE INITIALLY DEFERRED;

-- Sums over postings read the indexes alone where the pages are known to be whole: vacuum tells, here after each fiftieth part more.
ALTER TABLE store_posting SET (autovacuum_vacuum_insert_scale_factor = 0.02);
