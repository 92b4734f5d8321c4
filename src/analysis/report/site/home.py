"""The home page: the findings that lead, what changed, what to take away, where to go."""

import re
from html import escape

from analysis.report import simulation_mark
from analysis.report.analyses import ANALYSES, FINDINGS
from analysis.report.messages import N_
from analysis.report.site import cells, markup
from analysis.report.site.contents import purpose
from analysis.report.site.edition import Edition
from analysis.report.site.errors import SiteError
from analysis.report.site.outputs import HTML, Outputs

LEADING = ("portal_use_change", "internet_access", "inputs_known")
"""The findings of the home page: how far use has come, the one association known for every province, and that
what the question asks for is mostly not public. The others are one click away."""

UNGRADED = N_("A description, not graded")

_RESULT = re.compile(r'<li id="result-(?P<name>\w+)">.*?</li>', re.DOTALL)
_GRADED = 'class="strength'


def headline(edition: Edition) -> str:
    """Return the leading findings as HTML, as their notebook shows them; empty without that notebook.

    Where none of those that lead is there, all that are shown stay.

    Raises
    ------
    SiteError
        They rest on simulated figures.
    """
    run = next(run for run, (name, _) in ANALYSES.items() if name == FINDINGS)
    if FINDINGS not in edition.pages:
        return ""
    notebook = cells.read(edition.executed / f"{run}.ipynb")
    if simulation_mark.holds_simulated_results(notebook.cells):
        raise SiteError(
            f"{run} rests on simulated figures, which are no findings: run it with published ones"
        )
    shown = "".join(
        output.data[HTML]
        for cell in notebook.cells
        if cell.cell_type == "code" and "summary" in cell.metadata.get("tags", ())
        for output in cell.outputs
        if HTML in output.get("data", {})
    )
    outputs = Outputs(edition.pages["index"], edition.language, edition.executed)
    more = markup.link(f"{FINDINGS}.html", edition.language.say("All findings, with what they cannot show"))
    return f'<div class="headline">\n{outputs.fragment(_leading(shown, edition))}\n</div>\n<p>{more}</p>'


def _leading(shown: str, edition: Edition) -> str:
    """Return the list of results with those that lead only, in their order, each with its strength."""
    found = {item["name"]: item[0] for item in _RESULT.finditer(shown)}
    leading = [_strong(found[name], edition) for name in LEADING if name in found]
    if not leading:
        return shown
    start = min(shown.index(item) for item in found.values())
    end = max(shown.index(item) + len(item) for item in found.values())
    return shown[:start] + "\n".join(leading) + shown[end:]


def _strong(item: str, edition: Edition) -> str:
    """Return a result that says of itself when it is a description and has no place on the scale."""
    if _GRADED in item:
        return item
    label = escape(edition.language.say(UNGRADED))
    return item.replace("</p>", f' <strong class="strength strength-none">{label}</strong></p>', 1)


def cards(edition: Edition) -> str:
    """Return the pages that lead on from the home page, each with what a reader finds there."""
    language = edition.language
    items = "\n".join(
        f'<li><a href="{page.name}.html">{escape(page.title(language))}</a>'
        f"<p>{escape(purpose(page, language))}</p></li>"
        for page in edition.pages.values()
        if purpose(page, language)
    )
    return f'<ul class="cards">\n{items}\n</ul>'
