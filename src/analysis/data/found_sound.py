"""What was found sound once, and need not be judged again as long as it and its judge are the same.

A package or a table that a schema has nothing against is remembered by the digest of its bytes, of the
schema, of the code that judges and of the versions of the libraries, in ``build/records/sound-sources``. What
is wrong is never remembered: it is found, and told, every time.
"""

import hashlib
import os
import platform
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import TypeVar

from analysis.data import layout

Found = TypeVar("Found")

_ROOM = 2000
"""How many are remembered before all but those of this build are forgotten."""


def unless_sound(judge: Callable[[], list[Found]], by: Path, *what: object) -> list[Found]:
    """Return what a judge finds wrong; nothing, unasked, where it found the same thing sound before.

    Parameters
    ----------
    judge
        Returns what is wrong.
    by
        The file of its code.
    what
        All that its judgement rests on beside its code: bytes, and anything with a telling ``repr``.
    """
    key = _key(by, what)
    if key in _known():
        return []
    found = judge()
    if not found:
        _remember(key)
    return found


def _key(by: Path, what: Iterable[object]) -> str:
    said = hashlib.sha256(_judge(by).encode())
    for one in what:
        said.update(b"\0" + (one if isinstance(one, bytes) else repr(one).encode()))
    return said.hexdigest()


@cache
def _judge(by: Path) -> str:
    versions = [metadata.version(name) for name in ("frictionless", "jsonschema", "PyYAML")]
    return repr([hashlib.sha256(by.read_bytes()).hexdigest(), platform.python_version(), *versions])


def _file() -> Path:
    return layout.build() / "records" / "sound-sources"


def _known() -> frozenset[str]:
    with suppress(OSError):
        return frozenset(_file().read_text(encoding="ascii").split())
    return frozenset()


def _remember(key: str) -> None:
    """Remember something; nothing depends on its being remembered."""
    known = _known()
    unfinished = _file().with_name(f".{_file().name}-{os.getpid()}")
    with suppress(OSError):
        unfinished.parent.mkdir(parents=True, exist_ok=True)
        kept = {key} if len(known) > _ROOM else known | {key}
        unfinished.write_text("\n".join(sorted(kept)), encoding="ascii")
        unfinished.replace(_file())
