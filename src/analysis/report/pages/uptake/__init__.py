"""The page on the level of use."""
