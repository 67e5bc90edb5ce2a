"""Every write: authorise, decide, journal, apply, notify, in one transaction."""
