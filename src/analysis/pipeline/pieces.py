"""Fingerprints kept beside pytask's record, which holds their digests: what changed can be named from both.

A fingerprint names hundreds of files and many tasks share it; in the record it would be read and compared
again for each of them. It lies once in ``build/records/pieces``, called by its digest.
"""

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from analysis.data import layout
from analysis.pipeline.digests import digest

_ROOM = 200
"""How many are kept before those that no task has on record are deleted."""


def keep(fingerprints: Iterable[str]) -> None:
    """Keep fingerprints by their digests."""
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True)
    there = {path.name for path in folder.iterdir()}
    for said in set(fingerprints):
        name = digest(said)
        if name not in there:
            unfinished = folder / f".{name}-{os.getpid()}"
            unfinished.write_text(said, encoding="utf-8")
            unfinished.replace(folder / name)
    if len(there) > _ROOM:
        _clear(there)


def kept(name: str) -> str:
    """Return the fingerprint of a digest; empty when it is not kept any more."""
    with suppress(OSError):
        return (_folder() / name).read_text(encoding="utf-8") if name else ""
    return ""


def _clear(names: set[str]) -> None:
    """Delete fingerprints that no task has on record."""
    with suppress(OSError):
        recorded = (layout.build() / "records" / "pytask.lock").read_text(encoding="utf-8")
        for name in names:
            if name not in recorded:
                (_folder() / name).unlink(missing_ok=True)


def _folder() -> Path:
    return layout.build() / "records" / "pieces"
