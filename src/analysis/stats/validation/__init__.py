"""Proof that the methods are right: published results hit again, and known truths found in simulated data."""
