"""Communes: the page on a panel of all of them, and the brief of one."""
