"""The registry: units with serial numbers, who holds them in which state, and why."""
