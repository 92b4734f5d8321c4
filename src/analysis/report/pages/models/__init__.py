"""The page on models: within provinces, between them, counts and roll-out."""
