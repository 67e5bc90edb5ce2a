"""Pages of the audience: registry."""
