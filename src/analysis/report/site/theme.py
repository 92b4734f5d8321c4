"""Page sources of one language typeset by Sphinx, MyST-NB and the pydata theme.

Run as a program (``python -m analysis.report.site.theme vi <sources> <place>``) it typesets one language, so
that both languages can be typeset side by side; it prints Sphinx's warnings and fails when there are any.
"""

import io
import re
import shutil
import sys
from html import escape
from importlib import import_module
from pathlib import Path
from typing import Any, cast

from bs4 import BeautifulSoup
from docutils import nodes
from myst_nb.sphinx_ import HideCodeCellNode  # type: ignore[import-untyped]
from myst_nb.sphinx_ext import OUTPUT_FOLDER  # type: ignore[import-untyped]
from sphinx.application import Sphinx, builtin_extensions
from sphinx.builders.html import StandaloneHTMLBuilder

from analysis.report.language import Language
from analysis.report.site import equations, kept, search, words
from analysis.report.site.theme_changes import among, clear, to_write
from analysis.report.site.theme_settings import EXTRA, HERE, settings

__all__ = ["HERE", "prepare", "readable_tables", "settings", "setup", "typeset"]

NO_VIETNAMESE = 'Language "vi" not supported: Docutils-generated text will be in English.'
"""Said once a run; no page uses the texts in question, and Sphinx brings its own."""


def prepare() -> None:
    """Load all that Sphinx and the theme load for a first page, so that forks of this process have it."""
    for name in builtin_extensions:
        import_module(name)
    BeautifulSoup("", "html.parser").select("li.current > a")  # its patterns are compiled when first used


def typeset(language: Language, sources: Path, place: Path) -> list[str]:
    """Typeset the page sources of a language; what did not change since the last time is taken as it is.

    Parameters
    ----------
    language
        Language of the pages.
    sources
        Folder of the page sources; ``locale`` in it holds the theme's words.
    place
        Folder to work in, empty or as this function left it: ``html`` holds the pages afterwards.

    Returns
    -------
    list of str
        Sphinx's warnings, each with file and line where known. Pages with warnings are not to be published,
        and the folder is of no more use: Sphinx says nothing again of a page that it takes as it is.
    """
    said = io.StringIO()
    own, trees, pages = (place / name for name in ("sources", "doctrees", "html"))
    changed = kept.renew(sources, own, without=(EXTRA,))
    shutil.rmtree(
        pages / "_static", ignore_errors=True
    )  # Sphinx copies it anew; an extension adds to it last
    app = Sphinx(
        srcdir=own,
        confdir=None,
        outdir=pages,
        doctreedir=trees,
        buildername="html",
        confoverrides=settings(language, own),
        status=None,
        warning=said,
    )
    app.connect("env-get-outdated", lambda app, *_: among(app, changed))
    app.connect("env-updated", lambda app, env: to_write(app, trees))
    app.build()
    clear(app)
    shutil.rmtree(place / OUTPUT_FOLDER, ignore_errors=True)  # what was read, a second time
    plain = re.sub(r"\x1b\[[0-9;]*m", "", said.getvalue())
    return [line for line in plain.splitlines() if line.strip() and NO_VIETNAMESE not in line]


def setup(app: Sphinx) -> dict[str, Any]:
    """Add to Sphinx what the pages need: search, formulas, the button before code, the language switch."""
    search.register(app)
    app.add_html_math_renderer("mathml", (equations.inline, None), (equations.block, None))
    app.add_node(HideCodeCellNode, html=(_open_code, _close_code), override=True)
    app.connect("html-page-context", _around)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def _around(app: Sphinx, page: str, template: str, context: dict[str, Any], tree: object) -> None:
    """Put around a page the switch of languages and short titles of its neighbours; mend its tables."""
    language = Language(app.config.language)
    context["languages"] = words.switch(page, language)
    context["metatags"] = ""  # docutils says the width of the window a second time
    context["description"] = context["descriptions"].get(page) or context["frame"]["name"]
    relations = cast(StandaloneHTMLBuilder, app.builder).relations
    above, before, after = relations.get(page, (None, None, None))
    context["prev_title"], context["next_title"] = context["short"].get(before), context["short"].get(after)
    if above and above != app.config.root_doc:
        context["above"] = {"link": context["pathto"](above), "title": context["short"][above]}
    if body := context.get("body"):
        context["body"] = readable_tables(body, language)


def readable_tables(body: str, language: Language) -> str:
    """Return a page whose Markdown tables name their headers and can be scrolled by keyboard."""
    region = f'<div class="table-region" role="group" tabindex="0" aria-label="{language.say("Table")}"'
    body = body.replace('<div class="pst-scrollable-table-container"', region)
    return body.replace('<th class="head', '<th scope="col" class="head')


def _open_code(translator: Any, node: nodes.Element) -> None:
    shown, hidden = escape(node["prompt_hide"]), escape(node["prompt_show"])
    translator.body.append(
        f'<details class="code">\n<summary><span class="when-closed">{hidden}</span>'
        f'<span class="when-open">{shown}</span></summary>\n'
    )


def _close_code(translator: Any, node: nodes.Element) -> None:
    translator.body.append("</details>\n")


if __name__ == "__main__":
    warnings = typeset(Language(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]))
    print("\n".join(warnings))  # noqa: T201 - the caller reads it
    sys.exit(1 if warnings else 0)
