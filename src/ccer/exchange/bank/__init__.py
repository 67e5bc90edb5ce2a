"""The settlement channel (Trading Rules art. 25, 26): payment orders go out, the bank's answers and statements come back."""
