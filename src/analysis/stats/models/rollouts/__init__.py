"""Staggered roll-outs by imputation, and what must be checked before a word on them."""
