"""Is a ``datapackage.yaml`` readable and complete? Each problem with the line of the file.

What a package must say stands in ``package.schema.yaml``, a JSON Schema, beside this module. What a schema
cannot say, such as that the key names columns of the table, is checked here.
"""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from analysis.data import cells, yamlfile
from analysis.data.errors import InputError, Problem
from analysis.data.found_sound import unless_sound
from analysis.data.package import LEAVES_FOLDER, label, leaves_folder
from analysis.data.yamlfile import Place, Written


class Finding(NamedTuple):
    """Something wrong at a place of a package."""

    place: Place
    rule: str
    remedy: str
    value: str | None = None


def package_problems(path: Path) -> list[Problem]:
    """Return all that is wrong with a package as a description; its tables are not opened.

    Parameters
    ----------
    path : Path
        A ``datapackage.yaml`` below ``data/raw``.
    """
    try:
        written = yamlfile.read(path, label(path))
    except InputError as error:
        return error.problems
    found = unless_sound(
        lambda: list(_against_schema(written.content)), Path(__file__), _schema(), written.content
    )
    found += _within(written.content, path.parent.name, {finding.place[:2] for finding in found})
    return [
        *_text_problems(path),
        *(_problem(path, written, finding) for finding in found),
    ]


def unit_conflicts(complete: list[Path]) -> list[Problem]:
    """Return the indicators that are declared for one set of places in two units.

    Parameters
    ----------
    complete : list of Path
        The packages in which :func:`package_problems` finds nothing.
    """
    first: dict[tuple[str, str | None], tuple[str, str]] = {}
    problems = []
    for path in complete:
        written = yamlfile.read(path, label(path))
        for place, resource, field in _indicators(written.content):
            here = f"{path.parent.name}/{resource['name']}.{field['name']}"
            unit, there = first.setdefault(
                (field["indicator"], resource.get("geography")), (field["unit"], here)
            )
            if unit != field["unit"]:
                rule = f"{field['indicator']} is declared in {field['unit']} here and in {unit} in {there}"
                remedy = "give both the same unit, or call one of them another indicator"
                finding = Finding((*place, "unit"), rule, remedy, field["unit"])
                problems.append(_problem(path, written, finding))
    return problems


def unknown_weights(complete: list[Path]) -> list[Problem]:
    """Return the weights of aggregation that no column of any package holds.

    Parameters
    ----------
    complete : list of Path
        The packages in which :func:`package_problems` finds nothing.
    """
    packages = [(path, yamlfile.read(path, label(path))) for path in complete]
    known = {field["indicator"] for _, package in packages for _, _, field in _indicators(package.content)}
    problems = []
    for path, written in packages:
        for place, _, field in _indicators(written.content):
            weight = field["aggregate"].get("by")
            if weight and weight not in known:
                rule, remedy = "no column holds this indicator", _nearest(weight, sorted(known), "known are")
                finding = Finding((*place, "aggregate", "by"), rule, remedy, weight)
                problems.append(_problem(path, written, finding))
    return problems


def _against_schema(written: dict[str, Any]) -> Iterator[Finding]:
    for error in _validator().iter_errors(written):
        place = tuple(error.absolute_path)
        if error.validator in ("required", "dependentRequired"):
            for key in _lacking(error):
                yield Finding(place, f"the key {key} is missing", f"add {key}")
        elif error.validator == "additionalProperties":
            known = list(error.schema["properties"])
            for key in [key for key in error.instance if key not in known]:
                yield Finding((*place, key), "there is no such key", _nearest(str(key), known, "known are"))
        elif error.validator == "enum":
            remedy = _nearest(str(error.instance), list(map(str, error.validator_value)), "allowed are")
            yield Finding(place, "the value is none of those allowed", remedy, str(error.instance))
        else:
            wanted = error.schema.get("description", error.message)
            value = None if isinstance(error.instance, dict | list) else str(error.instance)
            outside = place[2:] == ("path",) and value is not None and leaves_folder(value)
            rule = LEAVES_FOLDER if outside else f"this is not {wanted}"
            yield Finding(place, rule, f"write {wanted}", value)


def _nearest(given: str, known: list[str], introduction: str) -> str:
    if given in known:
        return f'write "{given}" in quotes'
    near = get_close_matches(given, known, n=1)
    return f"write {near[0]}" if near else f"{introduction} {', '.join(known)}"


def _lacking(error: Any) -> list[str]:
    wanted = error.validator_value
    if isinstance(wanted, Mapping):
        wanted = [key for given, keys in wanted.items() if given in error.instance for key in keys]
    return [key for key in wanted if key not in error.instance]


@cache
def _validator() -> Any:
    # Imported here because it takes a second.
    from jsonschema import Draft202012Validator  # type: ignore[import-untyped] # noqa: PLC0415

    return Draft202012Validator(yaml.load(_schema(), Loader=yaml.CSafeLoader))


@cache
def _schema() -> bytes:
    return Path(__file__).with_name("package.schema.yaml").read_bytes()


def _within(written: dict[str, Any], folder: str, faulty: set[Place]) -> Iterator[Finding]:
    """Yield what does not fit together; tables that are not laid out as they should be are left aside."""
    if written.get("name") != folder and "name" in written:
        yield Finding(
            ("name",), "the name is not that of the folder", f"write {folder}", str(written["name"])
        )
    tables = [] if ("resources",) in faulty else list(enumerate(written.get("resources", ())))
    sound = [(at, entry) for at, entry in tables if ("resources", at) not in faulty]
    for key in ("name", "path"):
        for at in _repeated(sound, key):
            value = written["resources"][at][key]
            yield Finding(("resources", at, key), f"two tables have this {key}", "change one of them", value)
    for at, entry in sound:
        yield from _within_table(entry, ("resources", at))


def _within_table(entry: dict[str, Any], place: Place) -> Iterator[Finding]:
    schema, of_fields = entry["schema"], (*place, "schema", "fields")
    fields = list(enumerate(schema["fields"]))
    names = [field["name"] for _, field in fields]
    for at in _repeated(fields, "name"):
        yield Finding((*of_fields, at, "name"), "two columns have this name", "rename one of them", names[at])
    pointers: list[tuple[Place, Any]] = [
        ((*place, key), entry.get(key)) for key in ("code", "name_column", "year")
    ]
    pointers += [((*place, "schema", "primaryKey", at), name) for at, name in enumerate(schema["primaryKey"])]
    pointers += [((*of_fields, at, "standard_error"), field.get("standard_error")) for at, field in fields]
    pointers += [((*place, "geography"), "geography")] if entry.get("geography") == "mixed" else []
    for where, name in pointers:
        if isinstance(name, str) and name not in names:
            yield Finding(where, "no column has this name", _nearest(name, names, "the columns are"), name)
    for at, field in fields:
        yield from _within_field(field, (*of_fields, at), is_year=field["name"] == entry.get("year"))


def _within_field(field: dict[str, Any], place: Place, *, is_year: bool) -> Iterator[Finding]:
    if is_year and not {"minimum", "maximum"} <= set(field.get("constraints", ())):
        remedy = "add minimum and maximum to its constraints"
        yield Finding(place, "the column with the year has no first and last year", remedy)
    if "indicator" in field and field["unit"] == "none":
        yield Finding((*place, "unit"), "an indicator has no unit", "write the unit of the figures", "none")
    for at, (first, last) in enumerate(field.get("comparable", ())):
        if first > last:
            where, value = (*place, "comparable", at), f"[{first}, {last}]"
            yield Finding(where, "the run of years ends before it begins", "write [first, last]", value)


def _repeated(entries: list[tuple[int, dict[str, Any]]], key: str) -> list[int]:
    """Return the positions of the entries whose value of the key an earlier one has."""
    values = [entry[key] for _, entry in entries]
    return [at for order, (at, entry) in enumerate(entries) if entry[key] in values[:order]]


def _indicators(written: dict[str, Any]) -> Iterator[tuple[Place, dict[str, Any], dict[str, Any]]]:
    for table, resource in enumerate(written["resources"]):
        for at, field in enumerate(resource["schema"]["fields"]):
            if "indicator" in field:
                yield ("resources", table, "schema", "fields", at), resource, field


def _text_problems(path: Path) -> list[Problem]:
    lines = path.read_text(encoding="utf-8").split("\n")
    faults = [(row, line, cells.text_fault(line)) for row, line in enumerate(lines, start=1)]
    return [
        Problem(label(path), fault.rule, fault.remedy, row=row, value=line.strip())
        for row, line, fault in faults
        if fault
    ]


def _problem(path: Path, written: Written, finding: Finding) -> Problem:
    place, rule, remedy, value = finding
    key = _dotted(written.content, place)
    return Problem(label(path), rule, remedy, row=written.line(place), column=key, value=value)


def _dotted(written: Any, place: Place) -> str | None:
    """Return a place with names of tables and columns in it, such as ``resources.dti.schema.fields.year``."""
    words, node = [], written
    for step in place:
        try:
            node = node[step]
        except (KeyError, IndexError, TypeError):
            node = None
        named = isinstance(step, int) and isinstance(node, dict) and isinstance(node.get("name"), str)
        words.append(node["name"] if named and node else str(step))
    return ".".join(words) or None
