"""Proof of the methods, as tables with pass marks: published results, and worlds whose truth is known."""

from collections.abc import Sequence

import pandas as pd

from analysis.report import figures
from analysis.report.figures import Figure
from analysis.report.language import Language
from analysis.report.pages.validation.validation_words import METHODS, QUANTITIES, ROLES, SHARES, WORLDS
from analysis.report.tables import Column, Table

NOMINAL = 5.0
"""How often, of 100, a test at the 5 % level should find what is not there."""


def cases_table(published: pd.DataFrame, language: Language) -> Table:
    """Return the published results, one row a source: how many numbers were compared, and hit.

    Parameters
    ----------
    published : DataFrame
        From :func:`analysis.stats.validation.tables.published`.
    language : Language
    """
    rows = published.groupby("case", sort=False).agg(
        source=("source", "first"),
        data=("data", "first"),
        n=("passed", "size"),
        hit=("passed", "sum"),
        title=("title", "first"),
    )
    rows["mark"] = [_mark(bool(one), language) for one in rows["n"] == rows["hit"]]
    rows["title"] = [f"“{title}”" for title in rows["title"]]
    return Table(
        rows.set_index("source"),
        {
            "title": Column(language.say("What it is about"), kind="text"),
            "data": Column(language.say("Data"), kind="text"),
            "n": Column(language.say("Numbers compared"), kind="integer"),
            "hit": Column(language.say("Hit"), kind="integer"),
            "mark": Column(language.say("Kept"), kind="text"),
        },
        caption=language.say(
            "Published results, and what the methods of this project make of the same data: {n} sources",
            n=language.integer(len(rows)),
        ),
        rows=language.say("Source"),
        note=language.say(
            "Titles and data sets are named as in the sources. A number is hit when it lies within a "
            "tolerance that follows the digits that were printed."
        ),
        language=language,
    )


def numbers_table(published: pd.DataFrame, cases: Sequence[str], language: Language) -> Table:
    """Return every number of some cases: published, computed, tolerance, kept or not."""
    rows = published[published["case"].isin(cases)]
    return Table(
        rows.assign(mark=[_mark(bool(one), language) for one in rows["passed"]]).set_index("quantity"),
        {
            "source": Column(language.say("Source"), kind="text"),
            "published": Column(language.say("As printed"), digits=6),
            "computed": Column(language.say("Computed"), digits=6),
            "tolerance": Column(language.say("Tolerance"), digits=6),
            "mark": Column(language.say("Kept"), kind="text"),
        },
        caption=language.say("Number by number: {n} examples", n=language.integer(len(rows))),
        rows=language.say("Quantity"),
        note=language.say("All of them stand in data/validation/published.csv."),
        language=language,
        folded=True,
    )


def false_alarms_chart(simulation: pd.DataFrame, language: Language) -> Figure:
    """Return how often each kind of standard error finds what is not there, in its worst world."""
    rows = simulation[(simulation["study"] == "cross_section") & (simulation["quantity"] == "size")]
    worst = rows.loc[rows.groupby("method")["value"].idxmax()].sort_values("value", ascending=False)
    shown = _by_standing(worst, set(rows.loc[rows["role"] == "recommended", "method"]), language)
    most = 100 * worst.set_index("method")["value"]
    return figures.reported_dots(
        pd.DataFrame(
            {
                "group": shown["group"],
                "label": [language.say(METHODS[method]) for method in shown["method"]],
                "date": [language.say(WORLDS[world]) for world in shown["world"]],
                "value": 100 * shown["value"],
                "bound": "exact",
                "filled": shown["advised"],
            }
        ),
        language=language,
        title=language.say(
            "Regions as clusters with normal values find what is not there in up to {most} of 100 cases; the "
            "rule of the claims in {claims}",
            most=language.number(float(most["cr1_normal"]), 0),
            claims=language.number(float(most["worst_p"]), 0),
        ),
        subtitle=language.say("Of 100 tests at the 5% level: how many find what is not there, worst world"),
        source=language.say("simulated worlds with known truth, data/validation/simulation.csv"),
        keys=(language.say("used on these pages"), language.say("not relied on")),
        note=language.say(
            "63 provinces in six regions, or 34 units; each world drawn {n} times.",
            n=language.integer(int(rows["repetitions"].iloc[0])),
        ),
        reference=(NOMINAL, language.say("as promised: {n} of 100", n=language.integer(int(NOMINAL)))),
        span=(0, 100 * float(worst["value"].max())),
        digits=1,
        unit="none",
        simulated=True,
    )


def _by_standing(worst: pd.DataFrame, advised: set[str], language: Language) -> pd.DataFrame:
    """Return the methods under three headings: not relied on, reported together, the rule of claims."""
    groups = {
        language.say("not relied on"): set(worst["method"]) - advised,
        language.say("reported together on these pages"): advised - {"worst_p"},
        language.say("the rule of the claims"): advised & {"worst_p"},
    }
    parts = [worst[worst["method"].isin(members)].assign(group=name) for name, members in groups.items()]
    return pd.concat(parts).assign(advised=lambda rows: rows["method"].isin(advised))


def measures_table(
    simulation: pd.DataFrame,
    study: str,
    quantities: Sequence[str],
    caption: str,
    language: Language,
    *,
    note: str = "",
) -> Table:
    """Return the measures of one study by world and method, with their Monte Carlo errors and pass marks.

    Parameters
    ----------
    simulation : DataFrame
        From :func:`analysis.stats.validation.tables.simulation`.
    study : str
    quantities : sequence of str
        Measures to show, in the order of the columns.
    caption, note, language
        Words of the table, in the page's language.
    """
    rows = simulation[(simulation["study"] == study) & simulation["quantity"].isin(quantities)]
    keys = ["world", "method"]
    order = rows[keys].drop_duplicates()
    columns: dict[str, Column | str] = {"method": Column(language.say("Method"), kind="text")}
    shown = pd.DataFrame(
        {"method": [language.say(METHODS[method]) for method in order["method"]]},
        index=pd.Index([language.say(WORLDS[world]) for world in order["world"]]),
    )
    for quantity in quantities:
        scale, digits = (100, 1) if quantity in SHARES else (1, 3)
        found = rows[rows["quantity"] == quantity].set_index(keys).reindex(pd.MultiIndex.from_frame(order))
        shown[quantity] = (scale * found["value"]).to_numpy()
        columns[quantity] = Column(language.say(QUANTITIES[quantity]), digits=digits)
    judged = rows.groupby(keys).agg(role=("role", _role), passed=("passed", _all_kept))
    judged = judged.reindex(pd.MultiIndex.from_frame(order))
    shown["role"] = [language.say(ROLES[role]) for role in judged["role"]]
    shown["kept"] = [None if pd.isna(one) else _mark(bool(one), language) for one in judged["passed"]]
    columns |= {
        "role": Column(language.say("Standing"), kind="text"),
        "kept": Column(language.say("Bounds kept"), kind="text"),
    }
    return Table(
        shown,
        columns,
        caption=caption,
        rows=language.say("World"),
        note=note or language.say("Bounds are declared beforehand; what is warned against must break them."),
        language=language,
        folded=True,
        simulated=True,
    )


def _role(roles: "pd.Series[str]") -> str:
    """Return the strongest standing that a method has in a world."""
    return next(role for role in ROLES if role in set(roles))


def _all_kept(passed: "pd.Series[bool]") -> object:
    known = passed.dropna()
    return bool(known.all()) if len(known) else pd.NA


def _mark(kept: bool, language: Language) -> str:
    return language.say("yes") if kept else language.say("NO")
