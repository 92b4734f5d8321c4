"""The texts of a language, one by one, and those that modules and notebooks can say.

What is said stands in the code as a literal, which the checks of the catalogue see to: a page can show no
text but those that stand in its notebook and in the modules behind it. A translation that is corrected is
therefore a change of these pages alone. What was read of the catalogue is kept in ``build/records`` as long
as it is the same.
"""

import json
import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from functools import cache

from analysis.data import layout
from analysis.pipeline import code_graph
from analysis.pipeline.digests import digest

_MARK = " #"
_SHOWN = 60


def messages(language: str) -> dict[str, str]:
    """Return the pieces of a language: each of its texts, by the English one.

    A catalogue that cannot be read is one by its files; whoever says something says what is wrong with it.
    """
    digests = code_graph.graph().digests
    folder = f"report/locale/{language}/"
    files = tuple((name, found) for name, found in digests.items() if name.startswith(folder))
    return _texts(language, files) if files else {}


def among(pieces: Mapping[str, str], said: Iterable[str]) -> dict[str, str]:
    """Return those pieces of a language that can be said; a piece that is no text can always be.

    Parameters
    ----------
    pieces
        As :func:`messages` returns them.
    said
        Digests of texts: see :func:`analysis.pipeline.code_graph.literals`.
    """
    kept = frozenset(said)
    return {
        name: found
        for name, found in pieces.items()
        if _MARK not in name or name.rpartition(_MARK)[2] in kept
    }


def shown(piece: str) -> str:
    """Return the name of a piece as a reader of the status sees it."""
    text, mark, _ = piece.rpartition(_MARK)
    return f"“{text}”" if mark else piece


@cache
def _texts(language: str, digests: tuple[tuple[str, str], ...]) -> dict[str, str]:
    files = dict(digests)
    place = layout.build() / "records" / f"texts-{language}.json"
    with suppress(OSError, ValueError, LookupError, TypeError):
        kept = json.loads(place.read_text(encoding="utf-8"))
        if kept["files"] == files:
            return dict(kept["texts"])
    from analysis.report.messages import CatalogueError, merge  # noqa: PLC0415 - when a catalogue has changed

    try:
        found = merge(code_graph.SOURCE / "report" / "locale" / language)
    except CatalogueError:
        return files
    texts = {_name(text): digest(translated) for text, translated in found.items()}
    unfinished = place.with_name(f".{place.name}-{os.getpid()}")
    with suppress(OSError):
        place.parent.mkdir(parents=True, exist_ok=True)
        unfinished.write_text(json.dumps({"files": files, "texts": texts}), encoding="utf-8")
        unfinished.replace(place)
    return texts


def _name(text: str) -> str:
    plain = " ".join(text.split())
    cut = plain if len(plain) <= _SHOWN else f"{plain[:_SHOWN].rstrip()}…"
    return f"{cut}{_MARK}{digest(text)}"
