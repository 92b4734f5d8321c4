"""The dictionary of indicators: what each figure measures, how it may be compared, how it aggregates.

An indicator is *published* (a column of a source table that names it), *reported* (single figures out of
``reported_figures``, see :mod:`analysis.data.reported`) or *derived* (computed from others, see
:mod:`analysis.data.derived`). Published ones are described in the packages of ``data/raw``, the others in
the YAML files beside this module.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Any

import yaml

from analysis.data import dataset
from analysis.data.sources import Field, Source, Table, sources

Texts = dict[str, str]

PLACE_GEOGRAPHIES = ("63", "34")

# Units of figures that even an unchanged province does not hand on to the unit in force: a rank depends on
# how many are ranked, and the communes were redrawn on the same day.
NOT_TAKEN_OVER = frozenset({"rank", "units"})


@dataclass(frozen=True)
class Indicator:
    """One variable of the project.

    Attributes
    ----------
    name : str
        Name used in every table, for example ``papi_portal_use``.
    label, short, definition : dict of str to str
        Texts under ``"en"`` and ``"vi"``.
    unit : str
        Identifier of the unit (``percent``, ``papi_score`` …).
    decimals : int
        Digits after the decimal mark when the figure is shown.
    group : str
        ``outcome``, ``input``, ``control`` or ``context``.
    kind : str
        ``published``, ``reported`` or ``derived``.
    sources : tuple of str
        Columns that hold it, as ``source/table.field``.
    comparable : tuple of (int, int)
        Runs of years, first and last, within which figures may be compared; years outside stand alone.
    breaks : tuple of dict
        Keys ``year`` (first year of the new series), ``en``, ``vi``.
    aggregate : dict
        How former provinces make up a unit in force: ``rule``, ``by``, ``formula``, reason ``en`` and ``vi``.
    components : tuple of str
        What the figure is built from: indicators and items.
    numerator, denominator : str or None
        Indicators or quantities that a ratio divides; every share has both.
    allotted : bool
        Whether an authority sends or spends it where it sees fit, so that it may have gone where an outcome
        was low.
    formula : str
        Formula of a derived indicator, else empty.
    caveats : tuple of dict
        What a reader must know, ``en`` and ``vi``.
    geographies : frozenset of str
        ``"63"`` and ``"34"`` as far as figures can exist there.
    """

    name: str
    label: Texts
    short: Texts
    unit: str
    decimals: int
    group: str
    definition: Texts
    kind: str
    sources: tuple[str, ...]
    comparable: tuple[tuple[int, int], ...]
    breaks: tuple[dict[str, Any], ...]
    aggregate: dict[str, Any]
    components: tuple[str, ...]
    numerator: str | None
    denominator: str | None
    allotted: bool
    formula: str
    caveats: tuple[Texts, ...]
    geographies: frozenset[str]

    @property
    def rule(self) -> str:
        """Rule of aggregation: ``mean``, ``sum``, ``weighted_mean``, ``recompute`` or ``none``."""
        return str(self.aggregate.get("rule", "none"))

    @property
    def weight(self) -> str | None:
        """Indicator whose values weight a ``weighted_mean``, else None."""
        return self.aggregate.get("by")


def indicators() -> dict[str, Indicator]:
    """Return the dictionary: published indicators in the order of their tables, then reported, then derived.

    Raises
    ------
    InputError
        A package of ``data/raw`` cannot be read.
    """
    return _dictionary(_Packages(sources()))


def comparable_runs(name: str) -> tuple[tuple[int, int], ...]:
    """Return the runs of years within which the indicator may be compared; KeyError when it is unknown.

    While the simulated data set is in use: one run, for a simulated figure has one definition in all years.
    """
    runs = indicators()[name].comparable
    return dataset.SIMULATED_RUNS if dataset.in_use().is_simulated else runs


def same_definition(name: str, year_a: int, year_b: int) -> bool:
    """Tell whether figures of two years may be compared: the same year or the same run of years."""
    low, high = sorted((year_a, year_b))
    return low == high or any(first <= low and high <= last for first, last in comparable_runs(name))


def described(file: str) -> Any:
    """Return one of the YAML files beside this module, as a plain structure; do not change what is in it."""
    return _described(file)


@cache
def _described(file: str) -> Any:
    text = resources.files("analysis.data").joinpath(file).read_text(encoding="utf-8")
    return yaml.load(text, Loader=yaml.CSafeLoader)


def published_columns(known: dict[str, Source]) -> Iterator[tuple[Table, Field]]:
    """Yield each column of a source table that holds an indicator of one geography, with its table."""
    for source in known.values():
        for table in source.tables.values():
            if table.geography in PLACE_GEOGRAPHIES and table.code:
                yield from ((table, f) for f in table.fields if f.indicator and year_of(table, f) is not None)


def year_of(table: Table, field: Field) -> str | int | None:
    """Return the column with the year of a figure, or its fixed year; a column may have a year of its own."""
    return field.described.get("year", table.year)


class _Packages:
    """The sources as a key of the cache below: equal while the very same packages are in memory."""

    def __init__(self, known: dict[str, Source]) -> None:
        self.known = known

    def __hash__(self) -> int:
        return hash(tuple(map(id, self.known.values())))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Packages) and hash(self) == hash(other)


@lru_cache(maxsize=4)
def _dictionary(key: _Packages) -> dict[str, Indicator]:
    found: dict[str, Indicator] = {}
    columns: dict[str, list[tuple[Table, Field]]] = {}
    for table, field in published_columns(key.known):
        columns.setdefault(str(field.indicator), []).append((table, field))
    for name, held in columns.items():
        found[name] = _published(name, held)
    for name, entry in described("reported_indicators.yaml")["variables"].items():
        found[name] = _own(name, entry, "reported", ("reported_figures/reported_figures.value",))
    for name, entry in described("derived_indicators.yaml").items():
        found[name] = _own(name, entry, "derived", ())
    return found


def _published(name: str, held: list[tuple[Table, Field]]) -> Indicator:
    # The 63 provinces have the longer series, so their column describes the indicator.
    field = min(held, key=lambda pair: PLACE_GEOGRAPHIES.index(str(pair[0].geography)))[1]
    geographies = {str(table.geography) for table, _ in held}
    if "63" in geographies and field.unit not in NOT_TAKEN_OVER:
        geographies.add("34")
    comparable, breaks = _whole_series([held_field for _, held_field in held])
    return Indicator(
        name=name,
        label=field.title,
        short=_short(field),
        unit=field.unit or "none",
        decimals=field.decimals or 0,
        group=field.group or "context",
        definition=field.description,
        kind="published",
        sources=tuple(f"{table.source}/{table.name}.{field.name}" for table, field in held),
        comparable=comparable,
        breaks=breaks,
        aggregate=field.aggregate or {},
        components=field.components,
        numerator=field.described.get("numerator"),
        denominator=field.described.get("denominator"),
        allotted=field.described.get("allotted", False),
        formula="",
        caveats=tuple(field.caveats),
        geographies=frozenset(geographies),
    )


def _short(field: Field) -> Texts:
    given = {"en": field.described.get("short"), "vi": field.described.get("short_vi")}
    return {language: text or field.title[language] for language, text in given.items()}


def _whole_series(fields: list[Field]) -> tuple[tuple[tuple[int, int], ...], tuple[dict[str, Any], ...]]:
    runs = sorted({run for field in fields for run in field.comparable})
    breaks = {entry["year"]: entry for field in fields for entry in field.breaks}
    return tuple(runs), tuple(breaks[year] for year in sorted(breaks))


def _own(name: str, entry: dict[str, Any], kind: str, held: tuple[str, ...]) -> Indicator:
    def texts(key: str) -> Texts:
        return {language: entry[f"{key}_{language}"] for language in ("en", "vi")}

    return Indicator(
        name=name,
        label=texts("label"),
        short=texts("short"),
        unit=entry["unit"],
        decimals=entry["decimals"],
        group=entry["group"],
        definition=texts("definition"),
        kind=kind,
        sources=held,
        comparable=tuple((first, last) for first, last in entry.get("comparable", [])),
        breaks=tuple(entry.get("breaks", [])),
        aggregate=entry["aggregate"],
        components=tuple(entry.get("components", [])),
        numerator=entry.get("numerator"),
        denominator=entry.get("denominator"),
        allotted=entry.get("allotted", False),
        formula=entry.get("formula", ""),
        caveats=tuple(entry.get("caveats", [])),
        geographies=frozenset(entry["geographies"]),
    )
