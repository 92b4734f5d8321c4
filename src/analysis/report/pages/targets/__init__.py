"""The page on published targets and what was reported against them."""
