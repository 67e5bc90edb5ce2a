"""Pages of the audience: verifier."""
