"""Monitoring: what arrives as files becomes clean tables, with a log of what was done to it."""
