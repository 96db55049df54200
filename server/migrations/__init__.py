"""How the tables came to be: one revision a step, the same on SQLite and PostgreSQL."""
