"""Guards: what the columns of a model may not be together, by what the dictionary declares of them.

A column that carries the name of an indicator, as it stands or in a form of it (``log_…``, ``lag_…``,
``…_2024``), is bound by its entry in the dictionary: what it is built from, what it is divided by, in which
years it measures the same, for which places it exists. Any other column is free. :func:`declare` binds a
column of another name, frees one that has such a name by accident, or lets years of two definitions into one
model; what it says travels with the frame.
"""

from analysis.stats.guards.admission import admit, admit_every_subset
from analysis.stats.guards.declared import declare, indicator_of, indicators_of
from analysis.stats.guards.denominators import shared_denominator
from analysis.stats.guards.refusal import Refusal

__all__ = [
    "Refusal",
    "admit",
    "admit_every_subset",
    "declare",
    "indicator_of",
    "indicators_of",
    "shared_denominator",
]
