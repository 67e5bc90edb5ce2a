"""Reads for pages and the API, one module a noun: plain reads that give small structs."""
