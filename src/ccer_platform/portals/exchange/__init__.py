"""The desk of the exchange: the day, listings, participants, the watch, the bank, reconciliation."""
