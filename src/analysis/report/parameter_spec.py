"""What each parameter means and may be, the same in every notebook."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Literal

from analysis.data import layout
from analysis.report.language import LANGUAGES
from analysis.report.messages import N_, Msgid

YEARS = range(2018, 2027)
GEOGRAPHIES = ("63", "34")

Kind = Literal["text", "texts", "whole", "wholes"]

KINDS: dict[Kind, Msgid] = {
    "text": N_("a text in quotation marks"),
    "texts": N_('a list of texts, such as ["a", "b"]'),
    "whole": N_("a whole number"),
    "wholes": N_("a list of whole numbers, such as [2023, 2024]"),
}


@dataclass(frozen=True)
class Parameter:
    """One parameter: its type, its meaning, and the values it may take (None: any of its type)."""

    kind: Kind
    meaning: Msgid
    values: Msgid
    allowed: Callable[[], Collection[str | int]]


def _datasets() -> Collection[str]:
    from analysis.data.processed import datasets  # noqa: PLC0415 - read when a value is judged

    return datasets()


def _outcomes() -> Collection[str]:
    from analysis.data.indicators import indicators  # noqa: PLC0415 - as above

    return [name for name, indicator in indicators().items() if indicator.group == "outcome"]


def _indicators() -> Collection[str]:
    from analysis.data.indicators import indicators  # noqa: PLC0415 - as above

    return list(indicators())


def _records() -> Collection[str]:
    """Return the names of the records, which are those of their folders."""
    return [*sorted(path.name for path in layout.releases().glob("[!.]*") if path.is_dir()), ""]


def _units() -> Collection[str]:
    from analysis.data.provinces import units  # noqa: PLC0415 - as above

    return list(units()["code"])


def _communes() -> Collection[str]:
    from analysis.data.communes.known import codes  # noqa: PLC0415 - as above

    return codes()


SPEC: dict[str, Parameter] = {
    "dataset": Parameter("text", N_("which data set is used"), N_("published or simulated"), _datasets),
    "geography": Parameter(
        "text",
        N_("the 63 provinces until 30 June 2025 or the 34 units in force since"),
        N_("63 or 34"),
        lambda: GEOGRAPHIES,
    ),
    "years": Parameter(
        "wholes",
        N_("years covered; they must be comparable for the outcome"),
        N_("2018 to 2026"),
        lambda: YEARS,
    ),
    "outcome": Parameter("text", N_("the measure of use"), N_("an outcome of the dictionary"), _outcomes),
    "inputs": Parameter(
        "texts", N_("the conditions set against the outcome"), N_("indicators of the dictionary"), _indicators
    ),
    "controls": Parameter(
        "texts", N_("what is held equal in models"), N_("indicators of the dictionary"), _indicators
    ),
    "language": Parameter("text", N_("language of texts and numbers"), N_("vi or en"), lambda: LANGUAGES),
    "unit": Parameter(
        "text",
        N_("the province or city in force that the brief is about"),
        N_("code of one of the 34 units"),
        _units,
    ),
    "commune": Parameter(
        "text",
        N_("the commune that the brief is about"),
        N_("code of a commune of the panel"),
        _communes,
    ),
    "before": Parameter(
        "text", N_("the earlier record"), N_("name of a record; empty: the one before"), _records
    ),
    "now": Parameter("text", N_("the later record"), N_("name of a record; empty: the last one"), _records),
    "seed": Parameter(
        "whole", N_("start of the random numbers"), N_("a whole number from 0"), lambda: range(2**32)
    ),
}
