"""The figures that a unit could report next: numerator and denominator of each share, and closing date."""

import pandas as pd

from analysis.report.language import Language
from analysis.report.pages.learning.data_request import Wanted, request

RATIOS = (
    ("dossiers_online", "dossiers_received"),
    ("dossiers_full_online", "dossiers_received"),
    ("smartphone_adults", "adults"),
    ("dx_spending", "total_spending"),
    ("households_fibre", "households"),
    ("services_with_dossiers", "services_offered"),
)
"""Numerator and denominator of each share, by their names in the request, the most needed first.

What is used comes first: without it nothing can be set against the inputs. The three inputs of the question
follow, then what is held equal.
"""

TEAMS = ("teams_commune", "teams_hamlet")
"""Counts that are asked for by level, with the members of each."""


def wanted(name: str) -> Wanted:
    """Return one figure of the request; KeyError when it asks for none of that name."""
    return {one.name: one for one in request()}[name]


def ratios(language: Language, most: int = len(RATIOS)) -> pd.DataFrame:
    """Return the shares to be reported, as readers see them.

    Parameters
    ----------
    language : Language
    most : int
        How many, the most needed first.

    Returns
    -------
    DataFrame, index the numerator
        ``denominator``, ``date`` (day or period of the year) and ``needed`` (why it is asked for).
    """
    rows = {}
    for above, below in RATIOS[:most]:
        numerator, denominator = wanted(above), wanted(below)
        rows[numerator.label[language.code]] = {
            "denominator": denominator.label[language.code],
            "date": numerator.date[language.code],
            "needed": numerator.needed[language.code],
        }
    return pd.DataFrame(rows).T
