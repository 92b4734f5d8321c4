"""What is publicly known of a unit's inputs, former province by former province, and the texts read."""

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis.report.language import Language
from analysis.report.pages.targets.reported_figures import written
from analysis.report.pages.units.unit_profile import former, reported_of

INPUTS = (
    "community_teams",
    "community_team_members",
    "smartphone_share_pct",
    "fibre_household_share_pct",
    "dx_budget_share_pct",
)
"""Inputs that have a row of their own whether anything is known of them or not."""

COUNTED = ("teams", "persons")
"""Units of counts."""

OF_INPUTS = (*INPUTS, "dx_budget_vnd_billion")
"""Reported figures that are inputs, of every definition; dossiers are what inputs are set against."""


@dataclass(frozen=True, eq=False)
class Inputs:
    """What was reported of the inputs of a unit.

    Attributes
    ----------
    cells : DataFrame
        Index what is measured, as readers see it; columns the names of the former provinces (and of the
        unit, where figures of it after the merger were reported). A cell is the figure as its source worded
        it, bounds as bounds, with its date and the number of its text in brackets; missing where nothing
        was found.
    texts : tuple of str
        The texts that were read, in the order of their numbers.
    older : int
        Figures of inputs that were found and are not shown: another one of the same measure and place is
        later.
    """

    cells: pd.DataFrame
    texts: tuple[str, ...]
    older: int


def inputs_of(unit: str, language: Language) -> Inputs:
    """Return the latest figure of each input for each former province, with the text it was read in.

    Of several figures of one measure and place those that are used across provinces come first, then the
    latest. Figures that are set aside by the rule (implausible, planned, for a part of the authorities) are
    marked by an asterisk.
    """
    found = reported_of(unit, language)
    found = found[found["indicator"].isin(OF_INPUTS)]
    shown = _latest(found)
    numbers = {text: number for number, text in enumerate(dict.fromkeys(shown["source_title"]), 1)}
    columns = [language.place(code) for code in former(unit)]
    if (shown["geography"] == "34").any():
        columns.append(_after(unit, language))
    rows: dict[str, dict[str, str]] = {language.short(name): {} for name in INPUTS}
    for row in shown.to_dict("records"):
        aside = "" if row["chosen_cross_section"] else "*"
        when = row["when"] if isinstance(row["when"], str) else language.say("no date")
        text = f"{_figure(row, language)}{aside} ({when}) [{numbers[row['source_title']]}]"
        place = _after(unit, language) if row["geography"] == "34" else language.place(row["code"])
        rows.setdefault(_measure(row, language), {})[place] = text
    cells = pd.DataFrame.from_dict(rows, orient="index").reindex(columns=columns)
    return Inputs(cells.astype(object), tuple(numbers), len(found) - len(shown))


def _figure(row: dict[Hashable, Any], language: Language) -> str:
    """Return a figure as its source worded it; a count without its unit, which the name of its row says."""
    unit = "none" if row["unit_id"] in COUNTED else row["unit_id"]
    return written(row["value"], row["bound"], unit, language)


def _measure(row: dict[Hashable, Any], language: Language) -> str:
    """Return the short name of what a figure measures, where the dictionary has one."""
    return language.short(row["variable"]) if isinstance(row["variable"], str) else str(row["measure"])


def _after(unit: str, language: Language) -> str:
    return language.say("{name} (after the merger)", name=language.place(unit, "34"))


def _latest(found: pd.DataFrame) -> pd.DataFrame:
    """Return one figure a measure and place: used across provinces before others, then the latest."""
    day = found["as_of_date"].fillna(found["year"].astype("string")).astype("string").fillna("")
    ordered = found.assign(day=day).sort_values(
        ["chosen_cross_section", "day", "line"], ascending=[False, False, True], kind="stable"
    )
    kept = ordered.drop_duplicates(["measure", "geography", "code"])
    return found.loc[found.index.isin(kept.index)]
