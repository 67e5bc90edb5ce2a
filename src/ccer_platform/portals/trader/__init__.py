"""The desk of a trader: portfolio, orders, money, statements."""
