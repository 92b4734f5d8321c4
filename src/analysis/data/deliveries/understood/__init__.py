"""From sheets to figures: where the tables are, what their headings mean, which place a row is about."""
