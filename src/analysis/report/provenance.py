"""How a page was made: parameters, software, sources with their vintage, and what was read of the tables.

Shown by the last cell of a notebook (tags ``provenance`` and ``nbval-ignore-output``). Nothing in it changes
between two runs on one machine: no times, no paths outside the project, no names of persons or machines.
What was read is named by digests of the figures themselves, not of the tables that hold them: a page says
the same as long as its own figures are the same, whatever is corrected elsewhere. A page of simulated
figures names the model's seed and world and the national marks in place of sources.
"""

import platform
from collections.abc import Iterable
from dataclasses import asdict
from hashlib import sha256
from importlib.metadata import version
from typing import Any

import pandas as pd

from analysis.data import as_of, dataset, delivered_readers, processed, rebuilt, views
from analysis.data.indicators import described as packaged
from analysis.data.sources import Source
from analysis.data.sources import sources as described
from analysis.report import simulation_mark, simulation_marks
from analysis.report.language import Language
from analysis.report.parameters import Parameters
from analysis.report.tables import Column, Table
from analysis.report.tables.source_line import tables_used

MIME = "application/vnd.uptake.provenance+json"
_SHOWN = 16
"""Digits of a digest."""
_OF_SENDERS = (delivered_readers.deliveries.__name__, delivered_readers.delivery.__name__)
"""Readers that tell who sent figures, and no figures."""
LIBRARIES = (
    "uptake",
    "numpy",
    "pandas",
    "scipy",
    "statsmodels",
    "linearmodels",
    "scikit-learn",
    "matplotlib",
    "seaborn",
    "Babel",
)


def versions() -> dict[str, str]:
    """Return the versions of Python, of this project and of the libraries that compute and draw."""
    return {"Python": platform.python_version()} | {name: version(name) for name in LIBRARIES}


def origins(indicators: Iterable[str] | None = None) -> dict[str, Source]:
    """Return the sources of indicators, or all sources; of simulated figures those of the national marks.

    Deliveries are no source among them: :func:`deliveries` tells which ones a page used.
    """
    known = {name: source for name, source in described().items() if name != as_of.DELIVERIES}
    if dataset.in_use().is_simulated:
        return {name: known[name] for name in simulation_marks.sources()}
    if indicators is None:
        return known
    return {key: known[key] for key in tables_used(indicators)}


def deliveries() -> dict[str, dict[str, str]]:
    """Return sender and day of receipt of the deliveries behind what was read so far, by their ids.

    Empty when no delivered figure was among it, or when simulated figures are in use.
    """
    if dataset.in_use().is_simulated:
        return {}
    with rebuilt.unrecorded():
        return {name: delivered_readers.delivery(name) for name in delivered_readers.behind(views.asked())}


def how_this_was_made(
    parameters: Parameters, language: Language | str, *, indicators: Iterable[str] | None = None
) -> None:
    """Show how the page was made, with the same facts as JSON beside it.

    Parameters
    ----------
    parameters
        What :func:`analysis.report.parameters.check` returned.
    language
        Language of the page.
    indicators
        Indicators used, to name their sources only; all sources when omitted.
    """
    from IPython.display import display  # noqa: PLC0415 - needed in notebooks only

    language = Language.of(language)
    used = origins(indicators)
    tables = [
        _parameters(parameters, language),
        _sources(used, language),
        _software(language),
        _figures(language),
    ]
    if dataset.simulated():
        tables[1:1] = simulation_marks.tables(language)
    html = "\n".join(table.html for table in tables)
    if dataset.in_use().is_simulated:
        html = f"{simulation_mark.banner(language)}\n{html}"
    bundle = {
        MIME: facts(parameters, used),
        "text/html": f'<section class="provenance" lang="{language.code}">\n{html}\n</section>',
        "text/plain": "\n\n".join(table.text for table in tables),
    }
    display(bundle, raw=True)


def facts(parameters: Parameters, used: dict[str, Source]) -> dict[str, Any]:
    """Return what the page rests on, ready for JSON."""
    return (
        {
            "parameters": {
                name: list(value) if isinstance(value, tuple) else value
                for name, value in parameters.as_dict().items()
            },
            "versions": versions(),
            "sources": [
                {"name": name, "vintage": source.vintage, "read_on": str(source.read_on)}
                for name, source in used.items()
            ],
            "files": processed.reads(),
            "views": views.asked(),
        }
        | _delivered()
        | _simulated()
    )


def _delivered() -> dict[str, Any]:
    """Return what was delivered and read, where anything was."""
    sent = [{"name": name} | one for name, one in deliveries().items()]
    return {"deliveries": sent} if sent else {}


def _simulated() -> dict[str, Any]:
    """Return what gives the simulated figures again, where any were read."""
    drawn = dataset.simulated()
    if drawn is None:
        return {}
    return {simulation_mark.MADE: asdict(drawn) | {"in_use": dataset.in_use().is_simulated}}


def _parameters(parameters: Parameters, language: Language) -> Table:
    values = {
        name: ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
        for name, value in parameters.as_dict().items()
    }
    columns = {"value": Column(language.say("Value"), kind="text")}
    return Table(
        pd.Series(values, name="value", dtype=str),
        columns,
        caption=language.say("Parameters"),
        language=language,
        rows=language.say("Name"),
    )


def _sources(used: dict[str, Source], language: Language) -> Table:
    code = language.code
    rows = [
        (
            source.title[code],
            source.cite[code],
            source.vintage_vi if code == "vi" else source.vintage,
            str(source.read_on),
        )
        for source in used.values()
    ]
    rows += [_sent(one, language) for one in deliveries().values()]
    names = ["title", "cite", "vintage", "read_on"]
    frame = pd.DataFrame(rows, columns=names).set_index("title").rename_axis(None)
    columns = {
        "cite": Column(language.say("To be cited as"), kind="text"),
        "vintage": Column(language.say("Data vintage"), kind="text"),
        "read_on": Column(language.say("Read on"), kind="date"),
    }
    caption = language.say("Sources and data vintage")
    return Table(frame, columns, caption=caption, language=language, rows=language.say("Source"))


def _sent(one: dict[str, str], language: Language) -> tuple[str, str, str, str]:
    """Return the row of a delivery: title, how to cite it, its state and the day on which it came in."""
    say, day = language.say, language.date(one["received"])
    cite = say("{sender}, figures sent on {date}.", sender=one["sender"], date=day)
    state = say("As received on {date}", date=day)
    return say("Figures sent by {sender}", sender=one["sender"]), cite, state, one["received"]


def _software(language: Language) -> Table:
    columns = {"version": Column(language.say("Version"), kind="text")}
    return Table(
        pd.Series(versions(), name="version"),
        columns,
        caption=language.say("Software"),
        language=language,
        rows=language.say("Name"),
        folded=True,
    )


def _figures(language: Language) -> Table:
    """Return what was read of each table, with one digest of it all."""
    frame = pd.DataFrame(
        [_read(name, keys, language) for name, keys in _by_table().items()],
        columns=["table", "indicators", "digest"],
    )
    columns = {
        "indicators": Column(language.say("Indicators"), kind="text"),
        "digest": Column(language.say("Digest of what was read"), kind="text"),
    }
    return Table(
        frame.set_index("table"),
        columns,
        caption=language.say("What was read of the tables"),
        language=language,
        rows=language.say("Table"),
        folded=True,
    )


def _by_table() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for key in views.asked():
        if views.parts(key)[0] in _OF_SENDERS:
            continue
        found.setdefault(views.table(key), []).append(key)
    return found


def _read(table: str, keys: list[str], language: Language) -> dict[str, str | None]:
    """Return the title of a table, the indicators asked for where some were chosen, and the digest."""
    about = packaged("processed_tables.yaml")["tables"].get(table, {})
    title = about.get("title_vi" if language.code == "vi" else "title", table)
    names = [name for key in keys for name in _indicators(views.parts(key)[1])]
    said = "\n".join(f"{key}={views.asked()[key]}" for key in keys)
    return {
        "table": title,
        "indicators": ", ".join(dict.fromkeys(names)) or None,
        "digest": sha256(said.encode()).hexdigest()[:_SHOWN],
    }


def _indicators(arguments: dict[str, Any]) -> list[str]:
    single = [arguments["indicator"]] if "indicator" in arguments else []
    return [*single, *arguments.get("indicators", ()), *arguments.get("variables", ())]
