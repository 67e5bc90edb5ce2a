"""A project's file, its assessment and its clocks."""
