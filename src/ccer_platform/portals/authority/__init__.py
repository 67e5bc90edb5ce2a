"""Pages of the audience: authority."""
