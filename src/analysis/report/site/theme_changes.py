"""Which pages Sphinx has to read and to write again, and what it leaves that a full build would not.

Sphinx keeps what it has read. Left alone it judges by the clock what is to be read again, and it writes a
page again only when that page was read: its neighbours and menus are then those of before. Here it is told
which sources differ, and every page is written again as soon as anything differs that more than one page
shows.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx import addnodes
from sphinx.search import js_index

if TYPE_CHECKING:
    from sphinx.application import Sphinx

SHOWN_ELSEWHERE = "shown_elsewhere.json"
"""Beside what Sphinx keeps: a sum of all that a page shows of other pages and of the settings."""

_TERMS = ("terms", "titleterms")


def among(app: "Sphinx", changed: Iterable[str]) -> list[str]:
    """Return the pages whose sources are among the files that changed."""
    pages = {app.env.path2doc(Path(app.srcdir) / name) for name in changed}
    return sorted(page for page in pages if page in app.env.found_docs)


def to_write(app: "Sphinx", trees: Path) -> list[str]:
    """Return the pages to write beside those that were read: all, when what several show has changed."""
    note = trees / SHOWN_ELSEWHERE
    now = json.dumps(hashlib.sha256(repr(list(_shown_elsewhere(app))).encode()).hexdigest())
    before = note.read_text(encoding="utf-8") if note.exists() else ""
    note.write_text(now, encoding="utf-8")
    return [] if now == before else sorted(app.env.found_docs)


def _shown_elsewhere(app: "Sphinx") -> Iterator[Any]:
    """Yield what pages show of one another: settings, titles, order, contents lists, places to refer to."""
    env = app.env
    yield sorted(app.config.overrides.items())
    yield sorted(env.collect_relations().items())
    for page in sorted(env.found_docs):
        yield page, str(env.titles[page]), str(env.longtitles[page])
        yield [str(listed) for listed in env.tocs[page].findall(addnodes.toctree)]
    for domain in env.domains.sorted():
        yield domain.name, sorted(domain.get_objects(), key=str)
    standard = env.domains.standard_domain
    yield sorted(standard.labels.items()), sorted(standard.anonlabels.items())


def clear(app: "Sphinx") -> None:
    """Remove pages that are no more, and words of the search that no page has any more."""
    pages = Path(app.outdir)
    there = {pages / f"{page}.html" for page in (*app.env.found_docs, "search")}
    for path in set(pages.rglob("*.html")) - there:
        if not path.is_relative_to(pages / "_static"):
            path.unlink()
            _without_empty(path.parent)
    index = pages / "searchindex.js"
    held = js_index.loads(index.read_text(encoding="utf-8"))
    for kind in _TERMS:
        held[kind] = {word: found for word, found in held[kind].items() if found != []}
    index.write_text(js_index.dumps(held), encoding="utf-8")


def _without_empty(folder: Path) -> None:
    if not any(folder.iterdir()):
        folder.rmdir()
