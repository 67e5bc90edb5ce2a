"""What the database itself refuses, in its own words."""
