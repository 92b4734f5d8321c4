"""The published targets that hold for a unit or its former provinces, and what is known against each."""

from typing import Any

import pandas as pd

from analysis.data import processed
from analysis.report.language import Language
from analysis.report.pages.targets.reported_figures import against
from analysis.report.pages.units.unit_profile import former

SILENT = "not_known"


def targets_of(unit: str, language: Language) -> pd.DataFrame:
    """Return every published target of the country, of a unit and of its former provinces, and what is known.

    Parameters
    ----------
    unit : str
        Code of the unit in force.
    language : Language

    Returns
    -------
    DataFrame, one row a target, those of the whole country first
        ``measure``, ``holds_for``, ``aim``, ``kind_text`` and ``deadline`` as readers see them, and
        ``known``: for each former province the figure that the target is judged by, with its date and
        verdict, or that nothing of the target year is known, with the latest figure of another time in
        brackets where there is one.
    """
    provinces = former(unit)
    rows = processed.targets({"34": [unit], "63": provinces})
    asked = rows.drop_duplicates("target_line")
    said = against(asked.sort_values(["geography", "target_line"], ascending=[False, True]), language)
    figures = against(rows[rows["figure"].notna()], language)
    known = [_known(figures, target, provinces, language) for target in said.to_dict("records")]
    return said.assign(known=known)[["measure", "holds_for", "aim", "kind_text", "deadline", "known"]]


def _known(figures: pd.DataFrame, target: dict[Any, Any], provinces: list[str], language: Language) -> str:
    """Return what is known against a target, place by place; places without any figure stand together."""
    codes = provinces if target["geography"] == "VN" else [str(target["code"])]
    said, silent = [], []
    for code in codes:
        name = language.place(code, "34" if target["geography"] == "34" else "63")
        if figure := _of_place(figures, target, code, language):
            said.append(language.say("{place}: {figure}", place=name, figure=figure))
        else:
            silent.append(name)
    if not said:
        return language.say("not known")
    if silent:
        said.append(language.say("{place}: not known", place=language.names(silent)))
    return "; ".join(said)


def _of_place(figures: pd.DataFrame, target: dict[Any, Any], code: str, language: Language) -> str:
    """Return what is known of one place against a target; empty where it is nothing."""
    found = figures[(figures["target_line"] == target["target_line"]) & (figures["figure_code"] == code)]
    judged = found[found["counts"]]
    if len(judged):
        row = judged.iloc[0]
        return language.say(
            "{figure} ({when}), {verdict}",
            figure=str(row["figure_text"]),
            when=str(row["when"]),
            verdict=str(row["verdict_text"]),
        )
    other = found[(found["verdict"] != SILENT) & found["figure_chosen"].astype(bool) & found["when"].notna()]
    if other.empty:
        return ""
    latest = other.sort_values("figure_line").sort_values("figure_year", kind="stable").iloc[-1]
    return language.say(
        "not known for that date; {figure} in {when}",
        figure=str(latest["figure_text"]),
        when=str(latest["when"]),
    )
