"""Figures held against each other and against what is known: faults and doubts."""
