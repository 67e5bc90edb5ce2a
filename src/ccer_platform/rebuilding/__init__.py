"""Everything made anew from the journal, in memory, and compared with the tables."""
