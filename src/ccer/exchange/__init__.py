"""The exchange: instruments, three modes of trade, and delivery against payment (Trading Rules)."""
