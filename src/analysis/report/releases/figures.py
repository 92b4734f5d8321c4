"""Every figure of a record, and which of them another record gives otherwise.

A figure is known by its place, year and indicator. It is new, revised (another number, or a bound where there
was a value), withdrawn, or the same number taken from another source.
"""

import gzip
import io
from collections.abc import Sequence

import pandas as pd

from analysis.data import layout, rebuilt
from analysis.report.releases.release import Release

FILE = "figures.csv.gz"
KEY = ["indicator", "year", "geography", "code"]
SAID = ["value", "bound", "origin", "source", "table", "as_of_date"]
TYPES = dict.fromkeys([*KEY, *SAID], "str") | {"year": "int64", "value": "float64"}

PUBLISHED = "published"
NEW, REVISED, WITHDRAWN, RESOURCED = KINDS = ("new", "revised", "withdrawn", "other_source")

_SLACK = 1e-9
"""Share of a number by which two may differ that were written with ten digits."""


def of(release: Release) -> pd.DataFrame | None:
    """Return all figures of a record, or of the state as it is now; None where the record holds none.

    Returns
    -------
    pandas.DataFrame or None
        Columns :data:`KEY` and :data:`SAID`, sorted by :data:`KEY`; texts are empty, never missing.
    """
    for name in (FILE, "observations.csv"):
        path = release.place / name if release.place else None
        if path and path.is_file():
            if path.is_relative_to(layout.root()):
                rebuilt.record(path)
            return _sorted(pd.read_csv(path, dtype=TYPES, usecols=list(TYPES), keep_default_na=False,
                                       na_values={"value": [""]}))  # fmt: skip
    return None


def packed(held: pd.DataFrame) -> bytes:
    """Return figures as they are kept in a record; the same figures give the same bytes."""
    text = io.StringIO()
    _sorted(held).to_csv(text, index=False, lineterminator="\n")
    return gzip.compress(text.getvalue().encode(), 9, mtime=0)


def changed(before: Release, now: Release) -> pd.DataFrame | None:
    """Return the figures that one record gives otherwise than an earlier one.

    Parameters
    ----------
    before, now
        The earlier and the later record.

    Returns
    -------
    pandas.DataFrame or None
        As :func:`compared`; ``attrs["compared"]`` counts the figures that both give. None where either record
        holds no figures, so that nothing can be said.
    """
    first, second = of(before), of(now)
    return None if first is None or second is None else compared(first, second)


def compared(before: pd.DataFrame, now: pd.DataFrame) -> pd.DataFrame:
    """Return the figures of two states that differ.

    Parameters
    ----------
    before, now
        All figures of either state, with the columns of :func:`of`.

    Returns
    -------
    pandas.DataFrame
        One row a figure, by :data:`KEY`: ``kind`` (one of :data:`KINDS`), ``origin``, and ``old`` and ``new``
        with ``_bound``, ``_source`` and ``_table`` behind them; missing (texts empty) where there was none.
    """
    both = before.merge(now, on=KEY, how="outer", suffixes=("_old", "_new"), indicator="at")
    there = both["at"].eq("both")
    kind = both["at"].astype(str).map({"left_only": WITHDRAWN, "right_only": NEW, "both": ""})
    kind = kind.mask(there & _differs(both, ["source", "table"]), RESOURCED)
    kind = kind.mask(there & (_moved(both) | _differs(both, ["bound"])), REVISED)
    both["kind"] = kind
    both["origin"] = both["origin_new"].where(both["origin_new"].notna(), both["origin_old"])
    names = {
        f"{part}_{state}": f"{'' if part == 'value' else part + '_'}{state}"
        for part in SAID
        for state in ("old", "new")
    }
    found = both[both["kind"] != ""].rename(columns=names)
    found = _sorted(found)[[*KEY, "kind", "origin", "old", "new", *_beside("bound", "source", "table")]]
    found.attrs["compared"] = int(there.sum())
    texts = _beside("bound", "source", "table")
    return found.assign(**{name: found[name].fillna("") for name in texts})


def published(found: pd.DataFrame, kinds: Sequence[str] = KINDS) -> pd.DataFrame:
    """Return the changes of figures that a source gives, of some kinds; what is computed is left out."""
    return found[(found["origin"] == PUBLISHED) & found["kind"].isin(kinds)]


def computed(found: pd.DataFrame) -> pd.DataFrame:
    """Return the changes of figures that are aggregated or derived from others."""
    return found[(found["origin"] != PUBLISHED) & (found["kind"] != RESOURCED)]


def _beside(*parts: str) -> list[str]:
    return [f"{part}_{state}" for part in parts for state in ("old", "new")]


def _moved(both: pd.DataFrame) -> "pd.Series[bool]":
    """Return where two numbers differ by more than the digits they are written with."""
    old, new = both["value_old"], both["value_new"]
    slack = _SLACK * old.abs().combine(new.abs(), max)
    return ((new - old).abs() > slack) | (old.isna() != new.isna())


def _differs(both: pd.DataFrame, parts: Sequence[str]) -> "pd.Series[bool]":
    unlike = pd.DataFrame({part: both[f"{part}_old"] != both[f"{part}_new"] for part in parts})
    return unlike.any(axis=1)


def _sorted(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.sort_values(KEY, kind="stable", ignore_index=True)
