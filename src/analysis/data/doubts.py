"""Figures that cannot be right, contradict their own words, or need a second look before they are quoted."""

import re

import pandas as pd

from analysis.data.indicators import Texts

DOUBTS: dict[str, Texts] = {
    "implausible": {"en": "cannot be right", "vi": "không thể đúng"},
    "mixed_denominator": {"en": "denominator changes in the text", "vi": "mẫu số không thống nhất"},
    "unreliable_source": {"en": "origin not shown", "vi": "không rõ xuất xứ"},
    "other_place": {"en": "territory after the merger", "vi": "địa bàn sau sắp xếp"},
    "wording": {"en": "noted bound contradicts the wording", "vi": "cận đã ghi trái với lời văn"},
    "second_hand": {"en": "read on a mirror page", "vi": "đọc trên trang đăng lại"},
    "near_all": {"en": "share near 100 percent", "vi": "tỷ lệ gần 100\u00a0%"},
}
"""What speaks against a figure, in both languages, the gravest first."""

NEAR_ALL = 98.0
_SET_ASIDE = ("implausible", "mixed_denominator", "unreliable_source", "other_place")
_MIRROR = re.compile(r"\b(?:mirror|copy page)\b")
# A quoted phrase of a note that is nothing but a bound and, perhaps, the number it belongs to.
_QUOTED = re.compile(r"[\"']([^\"']*)[\"']")
_BOUND_WORDS = {
    "at least": re.compile(r"(?:more than|over|exceeding|trên|hơn)[\d.,% ]*"),
    "at most": re.compile(r"(?:nearly|gần)[\d.,% ]*"),
    "about": re.compile(r"about[\d.,% ]*(?:percent)?"),
}


def bound_in_words(note: object) -> str | None:
    """Return the bound that a quoted phrase of a note expresses, None when it quotes none.

    Examples
    --------
    >>> bound_in_words('"more than 60%"; disagrees with another figure')
    'at least'
    """
    phrases = _QUOTED.findall(note) if isinstance(note, str) else []
    for phrase in phrases:
        for bound, words in _BOUND_WORDS.items():
            if words.fullmatch(phrase.strip()):
                return bound
    return None


def doubtful(reported: pd.DataFrame) -> pd.DataFrame:
    """List reported figures with what speaks against them.

    Parameters
    ----------
    reported : pandas.DataFrame
        As :func:`analysis.data.processed.reported` returns it.

    Returns
    -------
    pandas.DataFrame
        The columns of the table and ``doubt`` (key of :data:`DOUBTS`), one row for each figure and doubt, the
        gravest doubt first and then in the order of the table.
    """
    observed = reported[reported["kind"] == "observed"]
    percent = observed["unit_id"] == "percent"
    said = observed["note"].map(bound_in_words)
    marked = {reason: observed["reason"] == reason for reason in _SET_ASIDE} | {
        "wording": said.notna() & (said != observed["bound_transcribed"]),
        "second_hand": observed["note"].fillna("").map(lambda note: _MIRROR.search(note) is not None),
        "near_all": percent & (observed["value"] > NEAR_ALL),
    }
    parts = [observed[marked[doubt]].assign(doubt=doubt) for doubt in DOUBTS]
    return pd.concat(parts, ignore_index=True)


def jumps(panel: pd.DataFrame, indicator: str, ratio: float = 1.25) -> pd.DataFrame:
    """List rises from one year to the next that are larger than people, houses or incomes move.

    Parameters
    ----------
    panel : pandas.DataFrame
        One row a place and year; columns code, name, year and the indicator.
    indicator : str
        A column of counts or amounts. Years between which a year is missing are not compared.
    ratio : float
        Smallest ratio of a figure to that of the year before.

    Returns
    -------
    pandas.DataFrame
        Columns code, name, year, before, after and ratio, the earliest and largest first.
    """
    columns = ["code", "name", "year"]
    now = panel[[*columns, indicator]].dropna().rename(columns={indicator: "after"})
    then = now[["code", "year", "after"]].rename(columns={"after": "before"})
    pairs = now.merge(then.assign(year=then["year"] + 1), on=["code", "year"])
    pairs["ratio"] = pairs["after"] / pairs["before"]
    found = pairs[pairs["ratio"] >= ratio]
    order = found.sort_values(["year", "ratio"], ascending=[True, False], kind="stable")
    return order[[*columns, "before", "after", "ratio"]].reset_index(drop=True)
