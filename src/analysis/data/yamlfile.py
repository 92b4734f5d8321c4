"""A YAML file as written: its content and where each entry stands, so that errors can name a line.

Keys that stand twice and aliases are refused: the first hide a value, the second make one text mean two
places.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from analysis.data import rawtable
from analysis.data.errors import InputError, Problem

Place = tuple[str | int, ...]
"""Keys and positions that lead to an entry, such as ``("resources", 0, "hash")``."""


@dataclass(frozen=True)
class Written:
    """The content of a YAML file; per place its line and, for a single value, where its characters stand."""

    content: dict[str, Any]
    lines: dict[Place, int]
    spans: dict[Place, tuple[int, int]]

    def line(self, place: Place) -> int:
        """Return the line of an entry or, when it is not there, of what would hold it."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)


def read(path: Path, file: str) -> Written:
    """Read a YAML file that holds keys with values; what was read is kept until the file changes.

    See :func:`read_anew` for parameters and errors.
    """
    stamp = path.stat()
    return _as_of(path, file, stamp.st_mtime_ns, stamp.st_size)


def read_anew(path: Path, file: str) -> Written:
    """Read a YAML file that holds keys with values.

    Parameters
    ----------
    path : Path
        The file.
    file : str
        Its name in problems.

    Raises
    ------
    InputError
        The file is not UTF-8, not YAML, holds no keys, or holds a key twice.
    """
    text, problems = rawtable.text(path, file)
    if problems:
        raise InputError(problems)
    try:
        loader = yaml.CSafeLoader(text)
        node = loader.get_single_node()
        content = loader.construct_document(node) if node else None
    except yaml.MarkedYAMLError as error:
        row = error.problem_mark.line + 1 if error.problem_mark else None
        rule = f"the file is not valid YAML ({error.problem})"
        raise InputError([Problem(file, rule, "mend the line or the one above it", row=row)]) from None
    except (ValueError, yaml.YAMLError) as error:
        rule = f"the file is not valid YAML ({str(error).splitlines()[0]})"
        raise InputError([Problem(file, rule, "mend the file or put it back")]) from None
    if node is None or not isinstance(content, dict):
        raise InputError(
            [Problem(file, "the file holds no keys", "write keys with values, such as name: papi")]
        )
    return _placed(content, node, file)


@lru_cache(maxsize=64)
def _as_of(path: Path, file: str, changed: int, size: int) -> Written:
    return read_anew(path, file)


def _placed(content: dict[str, Any], root: yaml.Node, file: str) -> Written:
    lines: dict[Place, int] = {}
    spans: dict[Place, tuple[int, int]] = {}
    problems = []
    for place, line, node in _entries(root, (), set()):
        if node is None:
            rule, remedy = "the file uses an alias (*name)", "write the text out"
            problems.append(Problem(file, rule, remedy, row=line, column=_dotted(place)))
        elif place in lines:
            rule = f"the key stands twice, first on line {lines[place]}"
            problems.append(Problem(file, rule, "keep one of them", row=line, column=_dotted(place)))
        else:
            lines[place] = line
            if isinstance(node, yaml.ScalarNode):
                spans[place] = (node.start_mark.index, node.end_mark.index)
    if problems:
        raise InputError(problems)
    return Written(content, lines, spans)


def _entries(node: yaml.Node, place: Place, seen: set[int]) -> Iterator[tuple[Place, int, yaml.Node | None]]:
    """Yield each entry below a node with its line; None instead of a node that was met before (an alias)."""
    if id(node) in seen:
        return
    seen.add(id(node))
    if isinstance(node, yaml.MappingNode):
        below = [((*place, key.value), key.start_mark.line + 1, value) for key, value in node.value]
    elif isinstance(node, yaml.SequenceNode):
        below = [((*place, at), value.start_mark.line + 1, value) for at, value in enumerate(node.value)]
    else:
        return
    for where, line, value in below:
        yield where, line, None if id(value) in seen else value
        yield from _entries(value, where, seen)


def _dotted(place: Place) -> str:
    return ".".join(map(str, place))
