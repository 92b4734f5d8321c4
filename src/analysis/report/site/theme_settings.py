"""How Sphinx and the theme are set for the pages of one language."""

import json
from pathlib import Path
from typing import Any

from analysis.report import imprint
from analysis.report.language import Language
from analysis.report.site import words

HERE = Path(__file__).parent

AROUND = "around.json"
"""Beside the page sources: short title and description of each page, and whether there is an explorer."""

EXTRA = "extra"
"""Folder among the page sources that holds files as they stand beside the pages: figures."""


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
        "exclude_patterns": ["locale", AROUND],
        "templates_path": [str(HERE / "templates")],
        "html_static_path": [str(HERE / "static")],
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
