"""A source as its package describes it: publisher, rights, tables, columns.

Each folder of ``data/raw`` holds one ``datapackage.yaml`` in the Data Package standard (version 2).
Beside the standard keys the packages carry the project's own (``title_vi``, ``unit``, ``comparable``,
``aggregate`` …).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PureWindowsPath
from typing import Any

from analysis.data import layout, yamlfile
from analysis.data.errors import InputError, Problem

FILE = "datapackage.yaml"
LEAVES_FOLDER = "the path leaves the folder of the package"

Texts = dict[str, str]


class LeavesFolder(ValueError):
    """The path of a table that does not lie in the folder of its package."""


@dataclass(frozen=True)
class Field:
    """A column of a source table, as its package describes it.

    ``title`` and ``description`` hold the texts under ``"en"`` and ``"vi"``. ``comparable`` lists runs of
    years, first and last, within which figures may be compared. ``described`` is the whole entry.
    """

    name: str
    type: str
    title: Texts
    short: Texts
    description: Texts
    unit: str | None
    indicator: str | None
    decimals: int | None
    group: str | None
    comparable: tuple[tuple[int, int], ...]
    breaks: list[dict[str, Any]]
    aggregate: dict[str, Any] | None
    components: tuple[str, ...]
    caveats: list[Texts]
    constraints: dict[str, Any]
    described: dict[str, Any]


@dataclass(frozen=True)
class Table:
    """A table of a source.

    ``path`` is relative to the project's folder. ``geography`` is ``"63"``, ``"34"``, ``"mixed"`` or
    None; ``code`` and ``name_column`` name the columns with the place; ``year`` names a column or is a
    fixed year. ``publisher`` and ``read_in`` are those of the source unless the table names its own.
    """

    source: str
    name: str
    path: str
    title: Texts
    description: Texts
    publisher: Texts
    read_in: Texts
    geography: str | None
    code: str | None
    name_column: str | None
    year: str | int | None
    fields: tuple[Field, ...]
    primary_key: tuple[str, ...]
    missing_values: tuple[str, ...]
    delimiter: str
    checks: dict[str, list[str]]
    caveats: list[Texts]
    hash: str
    bytes: int

    @property
    def file(self) -> Path:
        """The file on this machine."""
        return layout.root() / self.path

    def field(self, name: str) -> Field:
        """Return the column of that name; KeyError names the columns there are."""
        for field in self.fields:
            if field.name == name:
                return field
        known = ", ".join(field.name for field in self.fields)
        raise KeyError(f"{self.source}/{self.name} has no column {name}; it has {known}")


@dataclass(frozen=True)
class Source:
    """A source: its publisher, its rights, when and where it was read, and its tables by name."""

    name: str
    title: Texts
    publisher: Texts
    homepage: str
    read_in: Texts
    read_on: str
    vintage: str
    vintage_vi: str
    rights: Texts
    cite: Texts
    checks: dict[str, list[str]]
    caveats: list[Texts]
    tables: dict[str, Table]


def label(path: Path) -> str:
    """Return the path of a file from the project's folder, with forward slashes."""
    return path.relative_to(layout.root()).as_posix()


def source(path: Path) -> Source:
    """Return the source that a package describes.

    Parameters
    ----------
    path : Path
        A ``datapackage.yaml`` in a folder of ``data/raw``.

    Raises
    ------
    InputError
        The package cannot be read, or a key without which no table can be read is missing.
    """
    written = yamlfile.read(path, label(path))
    try:
        return _source(written.content, path)
    except LeavesFolder as error:
        rule = f"{LEAVES_FOLDER} ({error.args[0]})"
    except KeyError as error:
        rule = f"the key {error.args[0]} is missing"
    except (AttributeError, TypeError, ValueError):
        rule = "the package is not laid out as it should be"
    raise InputError([Problem(label(path), rule, "run `uptake check`, which names each place")])


def _source(package: Mapping[str, Any], path: Path) -> Source:
    name = path.parent.name
    folder = path.parent.relative_to(layout.root())
    licence = (package.get("licenses") or [{}])[0]
    return Source(
        name=name,
        title=_texts(package, "title"),
        publisher=_texts(package, "publisher"),
        homepage=package.get("homepage", ""),
        read_in=_read_in(package),
        read_on=str(package.get("read_on", "")),
        vintage=package.get("vintage", ""),
        vintage_vi=package.get("vintage_vi", ""),
        rights={"en": licence.get("title", ""), "vi": package.get("rights_vi", "")},
        cite=_texts(package, "cite"),
        checks={"en": package.get("checks", []), "vi": package.get("checks_vi", [])},
        caveats=package.get("caveats", []),
        tables={entry["name"]: _table(entry, package, folder) for entry in package["resources"]},
    )


def _read_in(described: Mapping[str, Any]) -> Texts:
    """Return where figures were read; a name such as that of a repository is the same in both languages."""
    english = described.get("read_in", "")
    return {"en": english, "vi": described.get("read_in_vi", english)}


def _table(entry: Mapping[str, Any], package: Mapping[str, Any], folder: Path) -> Table:
    schema = entry["schema"]
    return Table(
        source=folder.name,
        name=_word(entry["name"]),
        path=(folder / _inside(_word(entry["path"]))).as_posix(),
        title=_texts(entry, "title"),
        description=_texts(entry, "description"),
        publisher=_texts({**package, **entry}, "publisher"),
        read_in=_read_in(entry if "read_in" in entry else package),
        geography=_word_or_none(entry.get("geography")),
        code=_word_or_none(entry.get("code")),
        name_column=_word_or_none(entry.get("name_column")),
        year=entry.get("year"),
        fields=tuple(_field(field) for field in schema["fields"]),
        primary_key=tuple(_word(name) for name in schema.get("primaryKey", ())),
        missing_values=tuple(_word(mark) for mark in schema.get("missingValues", ("",))),
        delimiter=_single(entry.get("dialect", {}).get("delimiter", ",")),
        checks={"en": entry.get("checks", []), "vi": entry.get("checks_vi", [])},
        caveats=entry.get("caveats", []),
        hash=_word(entry["hash"]),
        bytes=int(entry["bytes"]),
    )


def _field(entry: dict[str, Any]) -> Field:
    return Field(
        name=_word(entry["name"]),
        type=_word(entry["type"]),
        title=_texts(entry, "title"),
        short=_texts(entry, "short"),
        description=_texts(entry, "description"),
        unit=entry.get("unit"),
        indicator=entry.get("indicator"),
        decimals=entry.get("decimals"),
        group=entry.get("group"),
        comparable=tuple((first, last) for first, last in entry.get("comparable", ())),
        breaks=entry.get("breaks", []),
        aggregate=entry.get("aggregate"),
        components=tuple(entry.get("components", ())),
        caveats=entry.get("caveats", []),
        constraints=dict(entry.get("constraints", {})),
        described=entry,
    )


def leaves_folder(path: str) -> bool:
    """Tell whether a path of a table does not stay in the folder of its package, on any system."""
    drive, steps = PureWindowsPath(path).drive, re.split(r"[/\\]", path)
    return bool(drive) or steps[0] in ("", "~") or ".." in steps


def _inside(path: str) -> str:
    if leaves_folder(path):
        raise LeavesFolder(path)
    return path


def _word(given: Any) -> str:
    if not isinstance(given, str):
        raise TypeError(f"this must be text, not {given!r}")
    return given


def _word_or_none(given: Any) -> str | None:
    return None if given is None else _word(given)


def _single(mark: str) -> str:
    if len(_word(mark)) != 1 or mark in '\r\n"':
        raise ValueError(f"a delimiter is one character, not {mark!r}")
    return mark


def _texts(entry: Mapping[str, Any], key: str) -> Texts:
    return {"en": entry.get(key, ""), "vi": entry.get(f"{key}_vi", "")}
