"""The pages that come from no notebook: home, units, data, methods, glossary."""

from html import escape
from importlib.metadata import version
from pathlib import Path
from string import Template

import nbformat
import yaml

from analysis.data.sources import sources
from analysis.report import simulation_mark
from analysis.report.language import LANGUAGES, Language
from analysis.report.site import markup, scale, words
from analysis.report.site.contents import ANALYSES, FINDINGS, Page, page_name, purpose
from analysis.report.site.data_page import data_page
from analysis.report.site.errors import SiteError
from analysis.report.site.outputs import HTML, Outputs
from analysis.report.site.units_page import unit_tiles, units_page

TEXTS = Path(__file__).parent / "text"


def written(page: Page, pages: dict[str, Page], executed: Path, language: Language) -> str:
    """Return a page as Markdown.

    Parameters
    ----------
    page
        One of the pages without a run.
    pages
        All pages of the site.
    executed
        Folder of the executed notebooks of this language; the home page shows the headline results of one.
    language
        Language of the page.
    """
    text = (TEXTS / language.code / f"{page.name.split('/')[0]}.md").read_text(encoding="utf-8")
    match page.name:
        case "index":
            return Template(text).substitute(
                findings=headline(pages, executed, language),
                pages=cards(pages, language),
                units=unit_tiles(pages, language),
            )
        case "units/index":
            return units_page(text, pages, language)
        case "data":
            return data_page(text, language)
        case "glossary":
            return f"{text}\n\n{glossary(language)}"
    return Template(text).substitute(
        cite=citation(language),
        scale=scale.scale(language),
        reasons=scale.reasons(language),
        proof=proof(pages, language),
    )


def proof(pages: dict[str, Page], language: Language) -> str:
    """Return the words for the page that proves the methods, with a link where the site has it."""
    words_for_it = escape(language.say("a page of their own"))
    name = page_name("10_method_validation")
    return f'<a href="{name}.html">{words_for_it}</a>' if name in pages else words_for_it


def headline(pages: dict[str, Page], executed: Path, language: Language) -> str:
    """Return the headline results of the findings as HTML, as their notebook shows them; empty without it.

    Raises
    ------
    SiteError
        They rest on simulated figures.
    """
    run = next(run for run, (name, _) in ANALYSES.items() if name == FINDINGS)
    if FINDINGS not in pages:
        return ""
    notebook = nbformat.read(executed / f"{run}.ipynb", as_version=4)
    if simulation_mark.holds_simulated_results(notebook.cells):
        raise SiteError(
            f"{run} rests on simulated figures, which are no findings: run it with published ones"
        )
    shown = [
        output.data[HTML]
        for cell in notebook.cells
        if cell.cell_type == "code" and "summary" in cell.metadata.get("tags", ())
        for output in cell.outputs
        if HTML in output.get("data", {})
    ]
    outputs = Outputs(pages["index"], language, executed)
    return f'<div class="headline">\n{outputs.fragment("".join(shown))}\n</div>'


def cards(pages: dict[str, Page], language: Language) -> str:
    """Return the pages that lead on from the home page, each with what a reader finds there."""
    cells = "\n".join(
        f'<li><a href="{page.name}.html">{escape(page.title(language))}</a>'
        f"<p>{escape(purpose(page, language))}</p></li>"
        for page in pages.values()
        if purpose(page, language)
    )
    return f'<ul class="cards">\n{cells}\n</ul>'


def glossary(language: Language) -> str:
    """Return the terms in both languages, with their meaning in one."""
    say = language.say
    here, there = language.code, next(code for code in LANGUAGES if code != language.code)
    entries = yaml.safe_load((TEXTS / "glossary.yaml").read_text(encoding="utf-8"))
    rows = [
        [
            escape(entry[here]),
            f'<span lang="{there}">{escape(entry[there])}</span>',
            escape(entry["meaning"][here]),
        ]
        for entry in entries
    ]
    return markup.table(
        say("Terms used on this site"), [say("Term"), words.OWN_NAMES[there], say("Meaning")], rows, "terms"
    )


def citation(language: Language) -> str:
    """Return the line by which this site is cited."""
    return language.say(
        "{name}, version {version}, figures read up to {date}.",
        name=language.say(words.NAME),
        version=version("uptake"),
        date=language.date(max(source.read_on for source in sources().values())),
    )
