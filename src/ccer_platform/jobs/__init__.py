"""Work that waits: deadlines, large calculations."""
