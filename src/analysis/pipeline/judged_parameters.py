"""Parameters that were judged sound once need not be judged again, as long as what judges them is the same.

Which values a parameter may take depends on the descriptions of the sources, the units, the names of the
records and the code; together with the values judged, their digest is kept in
``build/records/sound-parameters``. What was found wrong is judged, and told, every time.
"""

import json
import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from analysis.data import layout
from analysis.pipeline import fingerprint

Judge = Callable[[Mapping[str, Any], Mapping[str, Any]], list[str]]

_JUDGES = ["analysis.report.parameters"]


class Judged:
    """Parameters judged one after the other, and those that were found sound the last time."""

    def __init__(self) -> None:
        self._behind = _behind()
        self._sound: set[str] = set()
        with suppress(OSError):
            self._known = frozenset(_file().read_text(encoding="utf-8").split())
            return
        self._known = frozenset()

    def problems(self, values: Mapping[str, Any], defaults: Mapping[str, Any], judge: Judge) -> list[str]:
        """Return what is wrong with values put in place of defaults; a judge is asked when it is not known.

        Parameters
        ----------
        values, defaults
            By the names of the parameters.
        judge
            Returns the problems of values and defaults.
        """
        said = json.dumps([values, defaults, self._behind], ensure_ascii=False, sort_keys=True, default=repr)
        key = fingerprint.digest(said)
        found = [] if key in self._known else judge(values, defaults)
        if not found:
            self._sound.add(key)
        return found

    def keep(self) -> None:
        """Remember what was found sound; nothing depends on its being remembered."""
        if self._sound == self._known:
            return
        unfinished = _file().with_name(f".{_file().name}-{os.getpid()}")
        with suppress(OSError):
            unfinished.parent.mkdir(parents=True, exist_ok=True)
            unfinished.write_text("\n".join(sorted(self._sound)), encoding="utf-8")
            unfinished.replace(_file())


def _file() -> Path:
    return layout.build() / "records" / "sound-parameters"


def _behind() -> str:
    """Return the digest of what says which values are allowed."""
    described = sorted(layout.raw().glob("[!.]*/datapackage.yaml"))
    units = sorted((layout.raw() / layout.PLACES).glob("*.csv"))
    texts = [fingerprint.digest(path.read_bytes()) for path in (*described, *units)]
    records = sorted(path.name for path in layout.releases().glob("[!.]*"))
    return fingerprint.digest(repr([texts, records, sorted(fingerprint.code(_JUDGES).items())]))
