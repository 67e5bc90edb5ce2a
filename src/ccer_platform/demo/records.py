"""Records of a public register carried over: how the journal names them."""

LOADED = "market.loaded"
COMPARED = "record.compared"
