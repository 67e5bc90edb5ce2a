"""Pages of whoever signs in: seats, second factor, tokens, proposals, opening of an account."""
