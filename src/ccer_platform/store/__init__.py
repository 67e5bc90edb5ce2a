"""What is kept, by noun. Nothing here decides; `actions` writes."""
