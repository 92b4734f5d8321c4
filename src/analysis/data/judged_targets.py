"""Targets as they were judged: words for it, which figures measure them, and how many places met them."""

import pandas as pd

from analysis.data.indicators import Texts

TARGET_KINDS = ("target", "guideline", "proposal")
VERDICTS: dict[str, Texts] = {
    "met": {"en": "met", "vi": "đạt"},
    "not_met": {"en": "not met", "vi": "chưa đạt"},
    "not_known": {"en": "not known", "vi": "chưa biết"},
}
TIMING: dict[str, Texts] = {
    "by_date": {
        "en": "in the target year, by the target date",
        "vi": "trong năm mục tiêu, không muộn hơn thời hạn",
    },
    "before": {"en": "before the target year", "vi": "trước năm mục tiêu"},
    "after": {"en": "after the target date", "vi": "sau thời hạn"},
    "undated": {"en": "date not known", "vi": "không rõ thời điểm"},
}

# Figures of another name that measure what a target names: indicator and class of the figure.
_MEASURED_BY: dict[str, tuple[tuple[str, str | None], ...]] = {
    "household_smart_device_share_pct": (("smartphone_share_pct", "households"),),
}


def summary(rows: pd.DataFrame, places: int = 63) -> pd.DataFrame:
    """Count, for each target, the places that met it, did not, and of which nothing is known.

    Parameters
    ----------
    rows : pandas.DataFrame
        Result of :func:`analysis.data.targets.against`.
    places : int
        Number of provinces that a target of the whole country holds for.

    Returns
    -------
    pandas.DataFrame
        One row a target: target_line, indicator, label_en, label_vi, geography, code, name, kind, target,
        unit, target_year, target_date, ``places``, ``met``, ``not_met``, ``not_known``, ``latest_date``
        (the latest date among the figures that count, which can be months before the target date) and
        ``reported`` (number of figures of any date).
    """
    shared = [
        "target_line",
        "indicator",
        "label_en",
        "label_vi",
        "geography",
        "code",
        "name",
        "kind",
        "target",
    ]
    shared += ["unit", "target_year", "target_date"]
    found = []
    for _, group in rows.groupby("target_line", sort=False):
        target = group.iloc[0]
        number = places if target["geography"] == "VN" else 1
        counted = group.loc[group["counts"], "verdict"].value_counts()
        met, not_met = int(counted.get("met", 0)), int(counted.get("not_met", 0))
        found.append(
            {name: target[name] for name in shared}
            | {"places": number, "met": met, "not_met": not_met, "not_known": number - met - not_met}
            | {"latest_date": group.loc[group["counts"], "figure_date"].max()}
            | {"reported": int(group["figure"].notna().sum())}
        )
    return pd.DataFrame(found)


def measured_by(indicator: str) -> tuple[tuple[str, str | None], ...]:
    """Return which figures measure what a target names: indicator and class, None for every class."""
    return ((indicator, None), *_MEASURED_BY.get(indicator, ()))
