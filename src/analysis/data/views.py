"""What a process asked the readers for: each question once, with a digest of the answer.

A table holds the figures of everybody; a page shows some of them. What a page depends on is therefore not
the table but the answers it got: a view is a reader with its arguments, and two answers are the same when
their digests are. A question that a reader put to another one while it answered is part of its own answer.
"""

import hashlib
import inspect
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import numpy as np
import pandas as pd

from analysis.data import dataset as data_set
from analysis.data import layout
from analysis.data.view_keys import FILE, parts

__all__ = [
    "FILE",
    "asked",
    "digest",
    "forget",
    "heard",
    "note_file",
    "parts",
    "present",
    "table",
    "view",
    "view_of",
    "written",
]

_P = ParamSpec("_P")
_R = TypeVar("_R")

_LENGTH = 16
_TABLES = {
    "panel": "panel_{geography}",
    "observations": "observations",
    "values": "observations",
    "cross_section": "observations",
    "years_known": "observations",
    "places": "places_{geography}",
    "vintage": "vintages",
}
"""The table behind a reader, where it is not called as the reader is."""

_OF_DATASETS = ("dataset", "seed")
"""Arguments that say which data set is meant: views are of published figures only."""

_readers: dict[str, Callable[..., Any]] = {}
_asked: dict[str, str] = {}


class _Process:
    """Whether questions count at the moment."""

    listening = True


def view(reader: Callable[_P, _R]) -> Callable[_P, _R]:
    """Let a reader note which view it was asked for; simulated figures, which no table holds, are not noted.

    A reader that knows no such name notes that, too: the name may be known one day.
    """
    name = reader.__name__
    _readers[name] = reader
    signature = inspect.signature(reader)

    @wraps(reader)
    def asked(*given: _P.args, **named: _P.kwargs) -> _R:
        if not _Process.listening:
            return reader(*given, **named)
        bound = signature.bind(*given, **named).arguments
        chosen = (bound.get("dataset"), bound.get("seed"))
        if data_set.asked(*chosen).is_simulated:
            return reader(*given, **named)
        key = written(name, bound)
        try:
            with _not_listening():
                found = reader(*given, **named)
        except LookupError as error:
            _asked.setdefault(key, _refusal(error))
            raise
        if key not in _asked:
            _asked[key] = digest(found)
        return found

    return asked


def view_of(table: str) -> Callable[[Callable[_P, _R]], Callable[_P, _R]]:
    """Return :func:`view` for what is computed from figures of a table, as one question: its answer counts.

    Parameters
    ----------
    table
        Name of the rebuilt table, ``{geography}`` in it standing for that of the question.
    """

    def among(reader: Callable[_P, _R]) -> Callable[_P, _R]:
        _TABLES[reader.__name__] = table
        return view(reader)

    return among


def written(reader: str, arguments: Mapping[str, Any]) -> str:
    """Return a view as text: the reader's name and its arguments as JSON, those left out left out."""
    meant = {
        name: plain
        for name, value in arguments.items()
        if name not in _OF_DATASETS and (plain := _plain(value)) is not None and plain is not False
    }
    return f"{reader} {json.dumps(meant, ensure_ascii=False, sort_keys=True)}"


def table(key: str) -> str:
    """Return the name of the rebuilt table that a view is a part of; of a file its path."""
    reader, arguments = parts(key)
    if reader == FILE:
        return str(arguments["path"])
    return _TABLES.get(reader, reader).format(geography=arguments.get("geography", "63"))


def note_file(path: Path) -> None:
    """Note that a file of the project was read as a whole."""
    where = path.relative_to(layout.root()).as_posix()
    if _Process.listening:
        _asked.setdefault(written(FILE, {"path": where}), _digest_of_file(path))


def asked() -> dict[str, str]:
    """Return the views asked for so far in this process, with the digests of the answers; sorted."""
    return dict(sorted(_asked.items()))


def forget() -> None:
    """Start the record of views anew."""
    _asked.clear()


@contextmanager
def heard() -> Iterator[dict[str, str]]:
    """Give the views asked for meanwhile, those asked for before among them; filled when it is over."""
    before, listened = dict(_asked), _Process.listening
    meanwhile: dict[str, str] = {}
    _asked.clear()
    _Process.listening = True
    try:
        yield meanwhile
    finally:
        meanwhile.update(_asked)
        _asked.clear()
        _asked.update(meanwhile | before if listened else before)
        _Process.listening = listened


def present(key: str) -> str:
    """Return the digest of the answer that a view has now.

    Parameters
    ----------
    key : str
        A view as text; the modules of its reader (:mod:`analysis.data.processed`,
        :mod:`analysis.data.delivered_readers`) must have been imported.

    Raises
    ------
    InputError
        The tables have not been built, or are not as this version of the project writes them.
    """
    reader, arguments = parts(key)
    if reader == FILE:
        return _digest_of_file(layout.root() / arguments["path"])
    if reader not in _readers:
        return "no such reader"
    try:
        with _not_listening():
            return digest(_readers[reader](**arguments))
    except (LookupError, TypeError) as error:
        return _refusal(error)


def digest(found: Any) -> str:
    """Return a short digest of an answer: the values with their order, labels and types.

    Parameters
    ----------
    found : DataFrame, Series, or anything that JSON can hold
    """
    if isinstance(found, pd.Series):
        found = found.to_frame()
    if not isinstance(found, pd.DataFrame):
        return _short(json.dumps(_plain(found), ensure_ascii=False, sort_keys=True).encode())
    head = [(str(name), str(kind)) for name, kind in found.dtypes.items()]
    rows = pd.util.hash_pandas_object(found, index=True).to_numpy()
    return _short(repr((head, list(found.index.names))).encode() + rows.tobytes())


@contextmanager
def _not_listening() -> Iterator[None]:
    before = _Process.listening
    _Process.listening = False
    try:
        yield
    finally:
        _Process.listening = before


def _plain(value: Any) -> Any:
    """Return a value as JSON writes it: numbers of NumPy as Python's, the rest as lists."""
    if value is None or isinstance(value, str | bool | int | float):
        return value
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, Mapping):
        return {str(name): _plain(inner) for name, inner in value.items()}
    return [_plain(inner) for inner in (sorted(value) if isinstance(value, set | frozenset) else value)]


def _refusal(error: Exception) -> str:
    return "refused " + _short(str(error).encode())


def _digest_of_file(path: Path) -> str:
    return _short(path.read_bytes()) if path.is_file() else "missing"


def _short(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:_LENGTH]
