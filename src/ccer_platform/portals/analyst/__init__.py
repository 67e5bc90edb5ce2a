"""The analyst's desk: the queue of review, a record to work on, what is read in, searches that are kept."""
