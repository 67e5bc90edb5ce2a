"""Sample data: the real market's public facts, and fictional people to sign in as."""
