"""Runs, tasks and the command line."""
