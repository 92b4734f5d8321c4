"""The page that proves the methods."""
