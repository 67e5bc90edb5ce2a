"""Pages of the audience: owner."""
