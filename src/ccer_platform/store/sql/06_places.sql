-- Places are looked for by their boxes first: one index over all of them, whatever their shape.
CREATE INDEX place_box ON store_place USING gist (box(point(west, south), point(east, north)));
