"""Estimators and description for a few dozen provinces, each with its uncertainty."""
