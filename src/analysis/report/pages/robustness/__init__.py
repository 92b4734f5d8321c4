"""The page on what would change the answer."""
