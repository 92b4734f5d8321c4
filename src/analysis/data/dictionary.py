"""The tables that describe the figures: the dictionary, and the record of what was read when."""

from collections.abc import Iterable

import pandas as pd

from analysis.data import as_of, panel
from analysis.data.deliveries.kept.vintages import delivered_vintages
from analysis.data.indicators import NOT_TAKEN_OVER, PLACE_GEOGRAPHIES, Indicator, Texts, indicators
from analysis.data.sources import read, sources


def dictionary(observations: pd.DataFrame) -> pd.DataFrame:
    """Return one row an indicator: names, unit, definition, sources, comparability, aggregation, coverage.

    Parameters
    ----------
    observations : pandas.DataFrame
        Long table of :mod:`analysis.data.observations`; gives ``known_63`` and ``known_34``, the number of
        places with a figure by year (``2020:63 2021:60``).
    """
    known: dict[tuple[str, str], list[str]] = {}
    for row in panel.coverage(observations).itertuples():
        known.setdefault((str(row.indicator), str(row.geography)), []).append(f"{row.year}:{row.places}")
    rows = []
    for name, indicator in indicators().items():
        counts = {f"known_{place}": " ".join(known.get((name, place), [])) for place in PLACE_GEOGRAPHIES}
        rows.append(_entry(indicator) | counts)
    return pd.DataFrame(rows)


def vintages() -> pd.DataFrame:
    """Return one row a source table: where it lies, its size and checksum, when it was read.

    Deliveries are those accepted by the day in use (:func:`analysis.data.as_of.day`). Once there is one, the
    column ``withdrawn`` holds the day on which a delivery was withdrawn.
    """
    rows = [
        {
            "source": source.name,
            "table": table.name,
            "path": table.path,
            "rows": len(read(source.name, table.name)),
            "bytes": table.bytes,
            "sha256": table.hash.removeprefix("sha256:"),
            "read_on": source.read_on,
            "vintage": source.vintage,
            "title_en": table.title["en"],
            "title_vi": table.title["vi"],
            "publisher_en": source.publisher["en"],
            "publisher_vi": source.publisher["vi"],
        }
        for source in sources().values()
        if source.name != as_of.DELIVERIES
        for table in source.tables.values()
    ]
    found = pd.DataFrame([*rows, *delivered_vintages()])
    return found.sort_values(["source", "table"], ignore_index=True)


_UNCHANGED: Texts = {
    "en": "The 11 units that are one unchanged province take over its figure.",
    "vi": "11 đơn vị giữ nguyên địa giới dùng luôn số liệu của tỉnh cũ.",
}


def _entry(indicator: Indicator) -> dict[str, object]:
    def texts(name: str, held: Texts) -> dict[str, str]:
        return {f"{name}_{language}": held.get(language, "") for language in ("en", "vi")}

    return {
        "indicator": indicator.name,
        **texts("label", indicator.label),
        **texts("short", indicator.short),
        "unit": indicator.unit,
        "decimals": indicator.decimals,
        "group": indicator.group,
        "kind": indicator.kind,
        **texts("definition", indicator.definition),
        "sources": " ".join(indicator.sources),
        "comparable": " ".join(f"{first}-{last}" for first, last in indicator.comparable),
        **{f"breaks_{language}": _breaks(indicator, language) for language in ("en", "vi")},
        "aggregate_rule": indicator.rule,
        "aggregate_by": indicator.weight,
        **texts("aggregate", _aggregation(indicator)),
        "formula": indicator.formula or indicator.aggregate.get("formula", ""),
        "numerator": indicator.numerator,
        "denominator": indicator.denominator,
        "components": " ".join(indicator.components),
        **{f"caveats_{lang}": " ".join(_texts(indicator.caveats, lang)) for lang in ("en", "vi")},
        "geographies": " ".join(sorted(indicator.geographies, reverse=True)),
    }


def _aggregation(indicator: Indicator) -> Texts:
    handed_on = indicator.rule == "none" and indicator.geographies == set(PLACE_GEOGRAPHIES)
    if not handed_on or indicator.unit in NOT_TAKEN_OVER:
        return indicator.aggregate
    return {language: f"{indicator.aggregate[language]} {_UNCHANGED[language]}" for language in ("en", "vi")}


def _breaks(indicator: Indicator, language: str) -> str:
    return " ".join(f"{entry['year']}: {entry[language]}" for entry in indicator.breaks)


def _texts(held: Iterable[Texts], language: str) -> list[str]:
    return [text[language] for text in held]
