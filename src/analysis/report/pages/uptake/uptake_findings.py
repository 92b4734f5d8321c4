"""Findings on places beside each other: inequality, movement beside the common change, neighbours."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from analysis.data.indicators import indicators
from analysis.report import claims
from analysis.report.finding import Finding
from analysis.report.language import Language
from analysis.report.pages.uptake.uptake_exhibits import PAID
from analysis.stats.describe.movement import Movement
from analysis.stats.describe.rank_movement import RankMovement
from analysis.stats.evidence.power import detectable_statistic

CLEAR = 0.05
"""Largest p-value at which neighbours are said to be alike."""


def unequal_shares(found: pd.DataFrame) -> Finding:
    """Return how unequal places are in the share of dossiers paid online.

    Parameters
    ----------
    found : DataFrame
        From :func:`analysis.report.pages.uptake.uptake_exhibits.inequality`.
    """
    row: dict[Any, Any] = found.loc[PAID].to_dict()

    def sentence(language: Language) -> str:
        return language.say(
            "{measure}: between the {n} units in force the Gini coefficient is {gini} (95% interval "
            "{interval}) with every unit counted once, {people} ({of_people}) by population. A share near "
            "100% always has a small one: of the part not paid online it is {rest}.",
            measure=language.label(PAID),
            n=language.integer(row["n"]),
            gini=language.number(row["gini"], 2),
            interval=language.interval(row["low"], row["high"], 2),
            people=language.number(row["gini_people"], 2),
            of_people=language.interval(row["low_people"], row["high_people"], 2),
            rest=language.number(row["rest"], 2),
        )

    return Finding(
        "unequal_online_payment", float(row["gini"]), float(row["low"]), float(row["high"]), "none",
        int(row["n"]), tuple(row["years"]), 0.01, sentence,
    )  # fmt: skip


def places_moved(moved: Movement, ranks: RankMovement, measure: str, years: Sequence[int]) -> Finding:
    """Return how many places moved otherwise than all together, and how far ranks moved beside noise.

    Parameters
    ----------
    moved : Movement
        Beside the common change.
    ranks : RankMovement
    measure : str
        Indicator.
    years : sequence of int
        The first and the last are compared.
    """
    n, medians = int(moved.places["change"].count()), ranks.moves["median"].astype(float)

    def sentence(language: Language) -> str:
        values = {
            "start": str(min(years)),
            "end": str(max(years)),
            "n": language.integer(n),
            "measure": claims.named(measure, language),
            "certain": language.percent(90, 0),
        }
        said = (
            language.say(
                "From {start} to {end}, {moved} of {n} places can be said to have moved otherwise than all "
                "together on {measure} (probability above {certain}; {wrong} of them expected to be wrong).",
                moved=language.integer(moved.published),
                wrong=language.number(moved.expected_false, 1),
                **values,
            )
            if moved.published
            else language.say(
                "From {start} to {end}, none of {n} places can be said to have moved otherwise than all "
                "together on {measure} (probability above {certain}).",
                **values,
            )
        )
        of_ranks = language.say(
            "Half of the places moved {ranks} ranks or more; noise alone would move half of them {noise}.",
            ranks=language.integer(medians["published"]),
            noise=language.integer(medians["noise_alone"]),
        )
        return f"{said} {of_ranks}"

    return Finding(
        "places_moved", float(moved.published), None, None, "count", n, (min(years), max(years)), 3,
        sentence, digits=0,
    )  # fmt: skip


def neighbours_alike(found: pd.DataFrame, measure: str, year: int) -> Finding:
    """Return whether neighbouring places have like figures, whoever counts as a neighbour.

    Parameters
    ----------
    found : DataFrame
        From :func:`analysis.stats.spatial.moran`, several matrices: the first is quoted, the largest p
        decides.
    measure : str
        Indicator.
    year : int
    """
    first, p_value = found.iloc[0], float(found["p_value"].max())
    alike = p_value <= CLEAR and (found["i"] > found["expected"]).all()

    def sentence(language: Language) -> str:
        values = {
            "measure": claims.named(measure, language),
            "year": str(year),
            "i": language.signed(first["i"], 2),
            "p": language.p_value(p_value),
            "n": language.integer(first["n"]),
        }
        if alike:
            return language.say(
                "In {year}, neighbouring places were alike on {measure}: Moran’s I {i} across one border "
                "(N = {n}; {p} at most, over three ways to say who is a neighbour).",
                **values,
            )
        return language.say(
            "In {year} it cannot be told whether neighbouring places are alike on {measure}: Moran’s I {i} "
            "across one border (N = {n}; {p} at most, over three ways to say who is a neighbour). Less than "
            "{least} could not have been found.",
            least=language.number(smallest_likeness(first), 2),
            **values,
        )

    return Finding(
        "neighbours_alike", float(first["i"]), None, None, "none", int(first["n"]), (year,), 0.05, sentence
    )


def smallest_likeness(found: "pd.Series[float]") -> float:
    """Return the Moran's I that would be found with 80 % power at 5 %, with the error of no pattern."""
    return float(found["expected"] + detectable_statistic(float("inf")) * found["std_error"])


def clusters_said(found: pd.DataFrame, year: int, geography: str, language: Language) -> str:
    """Return which places stand out together with their neighbours, whoever counts as one.

    Parameters
    ----------
    found : DataFrame
        From :func:`analysis.stats.spatial.clusters`.
    year, geography, language
    """
    texts = {
        "high-high": language.say("high among high ones"),
        "low-low": language.say("low among low ones"),
        "high-low": language.say("high among low ones"),
        "low-high": language.say("low among high ones"),
    }
    groups = {
        text: language.names(language.place(str(code), geography) for code in found.index[rows])
        for quadrant, text in texts.items()
        if (rows := found["cluster"] == quadrant).any()
    }
    if not groups:
        return language.say(
            "{year}: no place stands out together with its neighbours under two of three ways to say who is "
            "a neighbour, with at most 5% false ones among those found.",
            year=str(year),
        )
    return language.say(
        "{year}, standing out together with their neighbours: {groups}.",
        year=str(year),
        groups="; ".join(f"{text}: {names}" for text, names in groups.items()),
    )


def moved_names(moved: Movement, measure: str, geography: str, language: Language) -> str:
    """Return which places moved beside the common change, up and down, as sentences."""
    digits, rows = indicators()[measure].decimals, moved.places.sort_values("change", ascending=False)

    def names(verdict: str) -> str:
        changes = rows.loc[rows["verdict"] == verdict, "change"]
        return language.names(
            f"{language.place(str(code), geography)} ({language.signed(change, digits)})"
            for code, change in changes.items()
        )

    up, down = names("up"), names("down")
    said = [
        language.say("Higher than the common change: {names}.", names=up) if up else "",
        language.say("Lower than the common change: {names}.", names=down) if down else "",
    ]
    return " ".join(filter(None, said)) or language.say(
        "Of no place can it be said that it moved beside the others."
    )
