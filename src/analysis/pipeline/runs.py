"""Which notebook runs for whom: ``notebooks/runs.toml`` read, checked as a whole, written out run by run."""

import csv
import json
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from analysis.data import layout
from analysis.pipeline import judged_parameters, parameter_cells, reads
from analysis.pipeline.errors import nearest
from analysis.report import plain_letters

FILE = "runs.toml"
LANGUAGES = ("vi", "en")
_KEYS = {"languages": list, "not_published": list, "runs": list}
EACH_UNIT, EACH_COMMUNE = "unit", "commune"
_RUN_KEYS = {"notebook": str, "for_each": str, "parameters": dict, "reads": list}
_WORDS: dict[type, str] = {
    list: "a list",
    str: "a text in quotation marks",
    dict: "a table of names and values",
}


class RunsError(ValueError):
    """What is wrong with ``runs.toml`` or with parameters given by hand: every problem at once."""

    def __init__(self, problems: list[str], where: str = f"notebooks/{FILE}") -> None:
        super().__init__(problems, where)
        self.problems = problems
        self.where = where

    def __str__(self) -> str:
        """Return the problems, one a line."""
        head = f"{self.where}: {len(self.problems)} problem{'s' if len(self.problems) > 1 else ''}"
        return "\n".join([head, *(f"  {problem}" for problem in self.problems)])


@dataclass(frozen=True)
class Run:
    """One notebook, executed once.

    Attributes
    ----------
    notebook
        Name of the file in ``notebooks/``, without ``.ipynb``.
    name
        Name of the run; that of the notebook, with ``__`` and the place where it runs for each unit.
    language
        Language of the page.
    parameters
        Values put in place of the notebook's defaults.
    reads
        Files under the project's folder that the run may read, as written in ``runs.toml`` (``*`` allowed).
    """

    notebook: str
    name: str
    language: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    reads: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """Return the run's identity: language and name, as its file lies in ``build/notebooks/``."""
        return f"{self.language}/{self.name}"

    @property
    def source(self) -> Path:
        """Return the notebook that is run."""
        return layout.notebooks() / f"{self.notebook}.ipynb"

    @property
    def executed(self) -> Path:
        """Return where the executed notebook lies."""
        return layout.build() / "notebooks" / self.language / f"{self.name}.ipynb"

    @property
    def failed(self) -> Path:
        """Return where a notebook that failed is kept."""
        return layout.build() / "failed" / self.language / f"{self.name}.ipynb"

    def files(self) -> list[Path]:
        """Return the files of :attr:`reads`: those named, there yet or not, and those a ``*`` finds."""
        root = layout.root()
        named = {root / pattern for pattern in self.reads if "*" not in pattern}
        found = {path for pattern in self.reads if "*" in pattern for path in root.glob(pattern)}
        return sorted(named | {path for path in found if path.is_file()})


def slug(name: str) -> str:
    """Return a name as it can stand in a file name: ``Thừa Thiên-Huế`` becomes ``thua_thien_hue``."""
    return plain_letters.slug(name).replace("-", "_")


def available() -> list[str]:
    """Return the names of the notebooks there are, sorted."""
    return sorted(path.stem for path in layout.notebooks().glob("*.ipynb"))


def load() -> list[Run]:
    """Return every run of the report, checked: nothing starts while anything in ``runs.toml`` is wrong.

    Notebooks that run for each commune are no part of the report; :func:`for_communes` names them.

    Raises
    ------
    RunsError
        Listing every problem: unknown keys, notebooks and parameters, mistyped values, missing files.
    """
    content = _checked()
    entries = [entry for entry in content["runs"] if entry.get("for_each") != EACH_COMMUNE]
    return [run for entry in entries for run in _expand(entry, content["languages"])]


def for_communes() -> tuple[list[str], list[str]]:
    """Return the notebooks that run once for each commune, and the languages; raises as :func:`load` does."""
    content = _checked()
    named = [entry["notebook"] for entry in content["runs"] if entry.get("for_each") == EACH_COMMUNE]
    return named, list(content["languages"])


def _checked() -> dict[str, Any]:
    """Return the content of ``runs.toml``, in which nothing is wrong."""
    path = layout.notebooks() / FILE
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise RunsError([f"there is no such file under {layout.notebooks()}"]) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise RunsError([f"is not TOML: {error}"]) from error
    problems = list(_form(content))
    if not problems:
        problems += _names(content)
    if not problems:
        problems += _contents(content["runs"], content["languages"])
    if problems:
        raise RunsError(problems)
    return content


def _form(content: Mapping[str, Any]) -> Iterator[str]:
    """Yield keys that are unknown or missing, and values of the wrong type."""
    yield from _keys(content, _KEYS, required=("languages", "runs"), where="")
    for number, entry in (
        enumerate(content.get("runs", []), 1) if isinstance(content.get("runs"), list) else ()
    ):
        name = entry.get("notebook", "?") if isinstance(entry, dict) else "?"
        where = f"run {number} ({name}): "
        if isinstance(entry, dict):
            yield from _keys(entry, _RUN_KEYS, required=("notebook", "reads"), where=where)
            if entry.get("for_each", EACH_UNIT) not in (EACH_UNIT, EACH_COMMUNE):
                yield f"{where}for_each = {entry['for_each']!r}: known are '{EACH_UNIT}' and '{EACH_COMMUNE}'"
        else:
            yield f"{where}write it as a table [[runs]]"
    languages = content.get("languages")
    if isinstance(languages, list) and (not languages or set(map(str, languages)) - set(LANGUAGES)):
        yield f"languages = {languages}: choose from {', '.join(LANGUAGES)}"


def _keys(
    table: Mapping[str, Any], known: Mapping[str, type], required: tuple[str, ...], where: str
) -> Iterator[str]:
    """Yield what is wrong with the keys of one table."""
    for key, value in table.items():
        if key not in known:
            yield f"{where}unknown key {key!r}; {nearest(key, known)}"
        elif not isinstance(value, known[key]):
            yield f"{where}{key} must be {_WORDS[known[key]]}, not {value!r}"
    for key in required:
        if key not in table:
            yield f"{where}the key {key!r} is missing"


def _names(content: Mapping[str, Any]) -> Iterator[str]:
    """Yield notebooks that do not exist, are named twice, or are named nowhere."""
    there = available()
    named = [entry["notebook"] for entry in content["runs"]]
    withheld = [str(name) for name in content.get("not_published", [])]
    for name in dict.fromkeys([*named, *withheld]):
        if name not in there:
            yield f"there is no notebook {name!r} in notebooks/; {nearest(name, there)}"
    for name, times in Counter([*named, *withheld]).items():
        if times > 1:
            yield f"notebook {name!r} is named {times} times: once is enough"
    for name in there:
        if name not in named and name not in withheld:
            yield f"notebooks/{name}.ipynb is named nowhere: add [[runs]] for it, or list it in not_published"


def _contents(entries: list[dict[str, Any]], languages: list[str]) -> Iterator[str]:
    """Yield parameters and files that do not fit the notebooks, each problem once."""
    judged = judged_parameters.Judged()
    for entry in entries:
        found: list[str] = []
        try:
            defaults = declared_defaults(layout.notebooks() / f"{entry['notebook']}.ipynb")
        except RunsError as error:
            found += error.problems
        else:
            for run in _expand(entry, languages):
                found += judged.problems(run.parameters, defaults, parameter_problems)
        for pattern in entry["reads"]:
            found += reads.problems(pattern)
        yield from (f"{entry['notebook']}: {problem}" for problem in dict.fromkeys(found))
    judged.keep()


def declared_defaults(notebook: Path) -> dict[str, Any]:
    """Return the parameters a notebook declares, with their defaults.

    Raises
    ------
    RunsError
        When its parameters cell cannot be read.
    """
    try:
        declared = parameter_cells.declared(json.loads(notebook.read_text(encoding="utf-8"))["cells"])
    except (parameter_cells.ParameterCellError, ValueError, LookupError, OSError) as error:
        raise RunsError([f"its parameters cell cannot be read: {error}"], where=notebook.name) from error
    return {name: parameter.default for name, parameter in declared.items()}


def parameter_problems(values: Mapping[str, Any], defaults: Mapping[str, Any]) -> list[str]:
    """Return what is wrong with values put in place of a notebook's defaults; empty when they can be used."""
    from analysis.report import parameters  # noqa: PLC0415 - loads the dictionary of indicators

    return parameters.problems(values, defaults, language="en")


def _expand(entry: Mapping[str, Any], languages: list[str]) -> Iterator[Run]:
    """Yield the runs of one entry: each place in each language; for communes, the defaults stand for all."""
    notebook, files = entry["notebook"], tuple(entry["reads"])
    for suffix, place in _places() if entry.get("for_each") == EACH_UNIT else [("", {})]:
        for language in languages:
            values = {**entry.get("parameters", {}), **place, "language": language}
            yield Run(notebook, notebook + suffix, language, values, files)


def _places() -> Iterator[tuple[str, dict[str, str]]]:
    """Yield, for each unit in force, the end of its runs' name and its parameter."""
    for code, name in _units():
        yield f"__{slug(name)}", {"unit": code}


def _units() -> list[tuple[str, str]]:
    """Return the code and name of each unit in force, as its table lists them."""
    try:
        with (layout.raw() / layout.PLACES / "units_34.csv").open(encoding="utf-8", newline="") as file:
            return [(row["unit_code"], row["unit"]) for row in csv.DictReader(file)]
    except (OSError, ValueError, LookupError):
        from analysis.data.provinces import units  # noqa: PLC0415 - says what is wrong with the table

        return [(str(unit.code), str(unit.name)) for unit in units().itertuples()]
