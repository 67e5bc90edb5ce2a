"""The host of the mechanism: people, storage, pages. What is lawful is decided by `ccer`; here it is kept, shown and sent."""
