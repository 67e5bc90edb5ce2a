"""Pages, one folder an audience; all from the same components. Pages read; what writes is an action."""
