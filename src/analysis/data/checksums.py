"""The size and the SHA-256 of each raw table, as its package records them."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from analysis.data import layout, package, yamlfile
from analysis.data.errors import InputError, Problem
from analysis.data.yamlfile import Place, Written


def update_checksums(source: str) -> list[str]:
    """Record the size and the SHA-256 of the tables of a source as they are now.

    Only the values of ``bytes`` and ``hash`` change in the package; comments, order and spaces stay.

    Parameters
    ----------
    source : str
        The folder in ``data/raw``.

    Returns
    -------
    list of str
        The paths of the tables whose record changed.

    Raises
    ------
    InputError
        There is no such source, its package cannot be read or lacks one of the two keys, or a table is
        missing; nothing is written then.
    """
    path = layout.raw() / source / package.FILE
    file = package.label(path)
    written = yamlfile.read_anew(path, file)
    problems, edits, changed = [], [], []
    for place, entry in _tables(written):
        table = path.parent / str(entry.get("path"))
        lacking = [key for key in ("bytes", "hash") if (*place, key) not in written.spans]
        problems += [
            Problem(
                file,
                f"the key {key} is missing",
                f"add {key}: 0",
                row=written.line(place),
                column=str(table.name),
            )
            for key in lacking
        ]
        if not table.is_file():
            remedy = "put the file in its place or take it out of the package"
            problems.append(Problem(package.label(table), "the file is missing", remedy))
        elif not lacking and (new := record(table)) != (entry["bytes"], entry["hash"]):
            edits += [((*place, "bytes"), str(new[0])), ((*place, "hash"), f'"{new[1]}"')]
            changed.append(package.label(table))
    if problems:
        raise InputError(problems)
    if edits:
        _edit(path, [(written.spans[place], value) for place, value in edits])
    return changed


def record(table: Path) -> tuple[int, str]:
    """Return the size in bytes and ``sha256:`` with the digest of a file."""
    content = table.read_bytes()
    return len(content), f"sha256:{hashlib.sha256(content).hexdigest()}"


def _tables(written: Written) -> Iterator[tuple[Place, dict[str, Any]]]:
    resources = written.content.get("resources")
    for at, entry in enumerate(resources if isinstance(resources, list) else ()):
        if isinstance(entry, dict):
            yield ("resources", at), entry


def _edit(path: Path, edits: list[tuple[tuple[int, int], str]]) -> None:
    text = path.read_bytes().decode("utf-8")
    for (first, last), value in sorted(edits, reverse=True):
        # A value in a block of its own ends after its line break, which stays.
        written = text[first:last]
        text = text[:first] + value + written[len(written.rstrip()) :] + text[last:]
    path.write_bytes(text.encode("utf-8"))
