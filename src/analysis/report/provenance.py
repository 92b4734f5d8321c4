"""How a page was made: parameters, software, sources with their vintage, and the files read.

Shown by the last cell of a notebook (tags ``provenance`` and ``nbval-ignore-output``). Nothing in it changes
between two runs on one machine: no times, no paths outside the project, no names of persons or machines.
A page of simulated figures names the model's seed and world and the national marks in place of sources.
"""

import hashlib
import platform
from collections.abc import Iterable
from dataclasses import asdict
from importlib.metadata import version
from typing import Any

import pandas as pd

from analysis.data import dataset, layout, processed
from analysis.data.sources import Source
from analysis.data.sources import sources as described
from analysis.report import simulation_mark, simulation_marks
from analysis.report.language import Language
from analysis.report.parameters import Parameters
from analysis.report.tables import Column, Table
from analysis.report.tables.source_line import sources as source_line

MIME = "application/vnd.uptake.provenance+json"
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


def files_read() -> dict[str, str]:
    """Return path (from the project's folder) and SHA-256 of every processed table read in this session."""
    return {
        path: hashlib.sha256((layout.root() / path).read_bytes()).hexdigest() for path in processed.reads()
    }


def origins(indicators: Iterable[str] | None = None) -> dict[str, Source]:
    """Return the sources of indicators, or all sources; of simulated figures those of the national marks."""
    known = described()
    if dataset.in_use().is_simulated:
        return {name: known[name] for name in simulation_marks.sources()}
    if indicators is None:
        return known
    return {key: known[key] for key, _ in source_line(indicators, "en").entries if key is not None}


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
        _files(language),
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
    rows = processed.vintages()
    tables = {
        name: dict(zip(group["path"], group["sha256"], strict=True))
        for name, group in rows[rows["source"].isin(list(used))].groupby("source")
    }
    return {
        "parameters": {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in parameters.as_dict().items()
        },
        "versions": versions(),
        "sources": [
            {
                "name": name,
                "vintage": source.vintage,
                "read_on": str(source.read_on),
                "tables": tables.get(name, {}),
            }
            for name, source in used.items()
        ],
        "files": files_read(),
    } | _simulated()


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
    vietnamese = language.code == "vi"
    frame = pd.DataFrame(
        {
            "cite": {source.title[language.code]: source.cite[language.code] for source in used.values()},
            "vintage": {
                source.title[language.code]: source.vintage_vi if vietnamese else source.vintage
                for source in used.values()
            },
            "read_on": {source.title[language.code]: str(source.read_on) for source in used.values()},
        }
    )
    columns = {
        "cite": Column(language.say("To be cited as"), kind="text"),
        "vintage": Column(language.say("Data vintage"), kind="text"),
        "read_on": Column(language.say("Read on"), kind="date"),
    }
    caption = language.say("Sources and data vintage")
    return Table(frame, columns, caption=caption, language=language, rows=language.say("Source"))


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


def _files(language: Language) -> Table:
    columns = {"sha256": Column("SHA-256", kind="text")}
    return Table(
        pd.Series(files_read(), name="sha256", dtype=str),
        columns,
        caption=language.say("Files read"),
        language=language,
        rows=language.say("File"),
        folded=True,
    )
