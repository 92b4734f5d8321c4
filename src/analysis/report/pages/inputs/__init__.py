"""The page on conditions and use."""
