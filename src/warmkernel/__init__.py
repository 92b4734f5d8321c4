"""Jupyter kernels that start warm: one process imports the libraries once, every kernel is a fork of it."""
