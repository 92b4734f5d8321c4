"""Findings on the methods themselves: published numbers hit, and how claims fare where the truth is known."""

from typing import Any

import pandas as pd

from analysis.report import results
from analysis.report.finding import Finding
from analysis.report.language import Language

FIRST_YEAR = 1899
"""The year of the oldest result compared (Yule)."""


def published_hit(published: pd.DataFrame) -> Finding:
    """Return how many published numbers the methods hit.

    Parameters
    ----------
    published : DataFrame
        From :func:`analysis.stats.validation.tables.published`.
    """
    hit, all_numbers = int(published["passed"].sum()), len(published)
    sources = published["case"].nunique()

    def sentence(language: Language) -> str:
        return language.say(
            "The methods of these pages give {hit} of {all} numbers that others have published on {sources} "
            "data sets, within a tolerance that follows the digits printed.",
            hit=language.integer(hit),
            all=language.integer(all_numbers),
            sources=language.integer(sources),
        )

    return Finding(
        "published_numbers_hit", float(hit), None, None, "count", sources, (FIRST_YEAR, 2022), 0, sentence,
        digits=0,
    )  # fmt: skip


def record_false_alarms(simulation: pd.DataFrame, language: Language) -> None:
    """Record how often the rule of the claims finds what is not there, in its worst simulated world.

    Parameters
    ----------
    simulation : DataFrame
        From :func:`analysis.stats.validation.tables.simulation`.
    language : Language
    """
    size = simulation[(simulation["study"] == "cross_section") & (simulation["quantity"] == "size")]
    rule, regions = (_worst(size, method) for method in ("worst_p", "cr1_normal"))
    power = simulation.query("study == 'cross_section' and quantity == 'power' and method == 'worst_p'")
    value, margin = 100 * rule["value"], 196 * rule["error"]
    results.record(
        "false_alarms_of_the_claims",
        language.say(
            "Where nothing is to be found, the rule of the claims (the largest of four p-values) finds "
            "something in at most {rule} of 100 cases ({interval}; N = {n}), clusters of regions with normal "
            "values in up to {regions}. The price: of associations that are there it finds {low} to {high} "
            "of 100, so that “not detected” is never “not there”.",
            rule=language.number(value, 1),
            interval=language.interval(value - margin, value + margin, 1),
            n=language.integer(int(rule["n"])),
            regions=language.number(100 * regions["value"], 0),
            low=language.number(100 * power["value"].min(), 0),
            high=language.number(100 * power["value"].max(), 0),
        ),
        value,
        low=value - margin,
        high=value + margin,
        unit="percent",
        n=int(rule["n"]),
        period=language.say("simulated"),
        tolerance=1.0,
        language=language,
        digits=1,
        simulated=True,
    )


def _worst(rows: pd.DataFrame, method: str) -> dict[str, Any]:
    """Return the row of the world in which a method finds most of what is not there."""
    own = rows[rows["method"] == method].sort_values("value", ascending=False)
    return {str(name): value for name, value in own.iloc[0].items()}
