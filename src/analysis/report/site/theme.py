"""Page sources of one language typeset by Sphinx, MyST-NB and the pydata theme.

Run as a program (``python -m analysis.report.site.theme vi <sources> <pages>``) it typesets one language, so
that both languages can be typeset side by side; it prints Sphinx's warnings and fails when there are any.
"""

import io
import json
import re
import sys
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

from docutils import nodes
from myst_nb.sphinx_ import HideCodeCellNode  # type: ignore[import-untyped]
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder

from analysis.report import imprint
from analysis.report.language import Language
from analysis.report.site import equations, search, words

HERE = Path(__file__).parent

AROUND = "around.json"
"""Beside the page sources: short title and description of each page, and whether there is an explorer."""

NO_VIETNAMESE = 'Language "vi" not supported: Docutils-generated text will be in English.'
"""Said once a run; no page uses the texts in question, and Sphinx brings its own."""


def settings(language: Language, sources: Path) -> dict[str, Any]:
    """Return Sphinx's configuration for one language."""
    say = language.say
    around = json.loads((sources / AROUND).read_text(encoding="utf-8"))
    return {
        "project": say(imprint.NAME),
        "html_title": say(imprint.NAME),
        "language": language.code,
        "locale_dirs": [str(sources / "locale")],
        "extensions": ["myst_nb", "analysis.report.site.theme"],
        "exclude_patterns": ["extra", "locale", AROUND],
        "templates_path": [str(HERE / "templates")],
        "html_static_path": [str(HERE / "static")],
        "html_extra_path": [str(sources / "extra")],
        "html_css_files": ["site.css"],
        "html_theme": "pydata_sphinx_theme",
        "html_theme_options": _theme_options(language),
        "html_sidebars": {"index": [], "downloads": [], "search": [], "**": ["section-nav"]},
        "html_context": {"default_mode": "light", "frame": words.frame(language), **around},
        "html_copy_source": False,
        "html_show_search_summary": False,
        "html_use_index": False,
        "html_domain_indices": False,
        "html_math_renderer": "mathml",
        "html_last_updated_fmt": None,
        "nb_execution_mode": "off",
        "nb_code_prompt_show": say("Show code"),
        "nb_code_prompt_hide": say("Hide code"),
        "myst_enable_extensions": ["attrs_block", "deflist", "dollarmath"],
        "suppress_warnings": ["mystnb.lexer"],
    }


def _theme_options(language: Language) -> dict[str, Any]:
    say = language.say
    return {
        "logo": {"text": say(imprint.SHORT_NAME)},
        "navbar_start": ["navbar-logo"],
        "navbar_center": ["navbar-nav"],
        "navbar_end": [],
        "navbar_persistent": ["language-switch", "search-button"],
        "article_header_start": ["breadcrumbs"],
        "secondary_sidebar_items": ["page-toc"],
        "footer_start": ["site-footer"],
        "footer_end": [],
        "primary_sidebar_end": [],
        "header_links_before_dropdown": 6,
        "header_dropdown_text": say("More"),
        "search_bar_text": say("Search this site"),
        "show_toc_level": 1,
        "navigation_depth": 2,
        "pygments_light_style": "a11y-high-contrast-light",
    }


def typeset(language: Language, sources: Path, pages: Path) -> list[str]:
    """Typeset the page sources of a language.

    Parameters
    ----------
    language
        Language of the pages.
    sources
        Folder of the page sources; ``extra`` holds files beside the pages, ``locale`` the theme's words.
    pages
        Folder to write to.

    Returns
    -------
    list of str
        Sphinx's warnings, each with file and line where known. Pages with warnings are not to be published.
    """
    said = io.StringIO()
    with TemporaryDirectory() as trees:
        app = Sphinx(
            srcdir=sources,
            confdir=None,
            outdir=pages,
            doctreedir=trees,
            buildername="html",
            confoverrides=settings(language, sources),
            status=None,
            warning=said,
            freshenv=True,
        )
        app.build(force_all=True)
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
