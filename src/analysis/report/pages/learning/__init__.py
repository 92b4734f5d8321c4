"""The page on what more figures would tell."""
