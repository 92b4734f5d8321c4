"""An executed notebook as the source of one page in one language.

What a notebook's author does, and what the page makes of it:

- a page of simulated figures opens with a banner, and every output of it must carry the mark;
- the first Markdown cell holds the page's one H1; on the page of a unit in force, its name takes the place
  of the words before the colon;
- cells tagged ``lang-vi`` and ``lang-en`` appear on the pages of their language only;
- the cell tagged ``summary`` comes first, under the title cell, with the headed Markdown cell before it (and
  code that shows nothing in between), or under a heading of the page's own;
- the cells from the first code cell to the one tagged ``parameters`` (``injected-parameters``), and those
  right after it that show nothing, are the preparation: they are folded into one line, with a heading that
  stands alone before them;
- of every other code cell the output is shown; its code, with that of the cells next to it, stands behind
  a button below; ``remove-input`` leaves the code out, ``remove-cell`` the whole cell; ``folded`` puts the
  output behind its own title, for whoever wants to see more than the exhibits that carry the page.
"""

import re
from collections.abc import Sequence
from html import escape
from itertools import groupby
from pathlib import Path

from nbformat import NotebookNode

from analysis.report import simulation_mark
from analysis.report.language import LANGUAGES, Language
from analysis.report.site import cells as made
from analysis.report.site.contents import Page, page_name
from analysis.report.site.errors import SiteError
from analysis.report.site.outputs import Outputs, behind_its_title, unbroken
from analysis.report.site.theme_settings import EXTRA

PARAMETERS = {"parameters", "injected-parameters"}

_FENCE = re.compile(r"^(```|~~~).*?^\1[ \t]*$", re.DOTALL | re.MULTILINE)
_HEADING = re.compile(r"^(#{1,6})[ \t]+(.+?)[ \t]*#*$", re.MULTILINE)
_SITE_LINK = re.compile(r"\[([^\]]+)\]\(([a-z-]+\.html(?:#[\w-]+)?)\)")
_NOTEBOOK_LINK = re.compile(r"\]\((?:\./)?(\d\d_[a-z0-9_]+)\.ipynb\)")


def write_page(
    executed: Path, page: Page, language: Language, folder: Path, *, listed: str = "", offered: str = ""
) -> None:
    """Write the source of a page to ``<folder>/<page>.ipynb`` and its figures under `extra`.

    Parameters
    ----------
    executed
        The executed notebook.
    page, language
        What it becomes.
    folder
        Folder of the page sources of this language.
    listed
        The contents list of the pages under this one, as Markdown; empty when there are none.
    offered
        What stands under the title for readers to take away, as HTML; empty for nothing.

    Raises
    ------
    SiteError
        The notebook cannot be a page; the message names it and the cell.
    """
    notebook = made.read(executed)
    path = folder / f"{page.name}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        source = page_source(notebook, page, language, folder / EXTRA, offered)
    except SiteError as error:
        raise SiteError(f"{executed}: {error}") from None
    if listed:
        source.cells.append(made.markdown(listed) | {"id": "contents"})
    made.write(source, path)


def page_source(
    notebook: NotebookNode, page: Page, language: Language, extra: Path, offered: str = ""
) -> NotebookNode:
    """Return the source of a page; its code cells hold at most one output, which is HTML."""
    cells = [cell for cell in notebook.cells if _belongs(cell, language)]
    if not cells or cells[0].cell_type != "markdown" or not cells[0].source.startswith("# "):
        raise SiteError(
            f'the first cell for "{language.code}" must be Markdown and start with its H1 ("# …")'
        )
    banner = _banner(cells, language)
    title, rest = _about_unit(cells[0], page, language), cells[1:]
    summary, rest = _taken_out(rest, [at for at, cell in enumerate(rest) if "summary" in _tags(cell)])
    if summary and not _starts_with_heading(summary[0]):
        summary.insert(0, made.markdown(f"## {language.say('Main findings')}"))
    before, preparation, body = _divided(rest)
    outputs = Outputs(page, language, extra)
    shown = [
        *_shown([title, *banner], outputs),
        *([made.markdown(offered)] if offered else []),
        *_shown(summary, outputs),
        *_shown(before, outputs),
        *_folded(preparation, outputs),
        *_shown(body, outputs),
    ]
    _require_one_title(shown)
    return made.numbered(shown)


def _banner(cells: list[NotebookNode], language: Language) -> list[NotebookNode]:
    """Return the banner of a page of simulated figures, taken from where its notebook shows it; else nothing.

    Raises
    ------
    SiteError
        An output of such a page lacks the mark.
    """
    if not simulation_mark.is_simulated_notebook(cells):
        return []
    if lacking := simulation_mark.unmarked(cells):
        raise SiteError(f"simulated figures without their mark: {lacking[0]}")
    found = []
    for cell in cells:
        if cell.cell_type == "code":
            found += [shown.data["text/html"] for shown in cell.outputs if simulation_mark.is_banner(shown)]
            cell.outputs = [shown for shown in cell.outputs if not simulation_mark.is_banner(shown)]
    return [made.markdown(found[0] if found else simulation_mark.banner(language))]


def _about_unit(title: NotebookNode, page: Page, language: Language) -> NotebookNode:
    """Return the title cell with the name of the page's unit in place of what stands before the colon."""
    if page.unit:
        name = language.place(page.unit, "34")
        title.source = re.sub(r"\A# [^:\n]*:", lambda _: f"# {name}:", title.source)
    return title


def _tags(cell: NotebookNode) -> set[str]:
    return set(cell.metadata.get("tags", ()))


def _belongs(cell: NotebookNode, language: Language) -> bool:
    others = {f"lang-{code}" for code in LANGUAGES if code != language.code}
    return (
        not _tags(cell) & (others | {"remove-cell"}) and bool(cell.source.strip()) and cell.cell_type != "raw"
    )


def _taken_out(cells: list[NotebookNode], at: list[int]) -> tuple[list[NotebookNode], list[NotebookNode]]:
    """Return the cells at these places, with the headed text and silent code right before, and the others."""
    places = set(at)
    before = at[0] - 1 if at else -1
    while before >= 0 and _is_silent(cells[before]):
        before -= 1
    if before >= 0 and _starts_with_heading(cells[before]):
        places.update(range(before, at[0]))
    taken = [cells[place] for place in sorted(places)]
    return taken, [cell for place, cell in enumerate(cells) if place not in places]


def _starts_with_heading(cell: NotebookNode) -> bool:
    return cell.cell_type == "markdown" and cell.source.startswith("#")


def _is_heading(cell: NotebookNode) -> bool:
    return _starts_with_heading(cell) and len(cell.source.strip().splitlines()) == 1


def _is_silent(cell: NotebookNode) -> bool:
    return cell.cell_type == "code" and not cell.outputs


def _divided(cells: list[NotebookNode]) -> tuple[list[NotebookNode], list[NotebookNode], list[NotebookNode]]:
    """Return what stands before the preparation, the preparation, and what follows it."""
    code = [at for at, cell in enumerate(cells) if cell.cell_type == "code"]
    parameters = [at for at, cell in enumerate(cells) if _tags(cell) & PARAMETERS]
    if not parameters:
        return cells, [], []
    first, last = code[0], parameters[-1]
    if first > 0 and _is_heading(cells[first - 1]):
        first -= 1
    while last + 1 < len(cells) and _is_silent(cells[last + 1]):
        last += 1
    return cells[:first], cells[first : last + 1], cells[last + 1 :]


def _shown(cells: Sequence[NotebookNode], outputs: Outputs) -> list[NotebookNode]:
    """Return Markdown as it stands; of code that stands together what it shows, then one button."""
    shown = []
    for kind, group in groupby(cells, lambda cell: cell.cell_type):
        together = list(group)
        if kind == "markdown":
            shown += [made.markdown(_text(cell, outputs)) for cell in together]
            continue
        shown += [_result(cell, html, outputs) for cell in together if (html := _outputs(cell, outputs))]
        code = [cell.source for cell in together if not _tags(cell) & {"summary", "remove-input"}]
        if code:
            shown.append(made.code("\n\n".join(code), tags=["hide-input"]))
    return shown


def _result(cell: NotebookNode, html: str, outputs: Outputs) -> NotebookNode:
    kind = "headline" if "summary" in _tags(cell) else "result"
    if "folded" in _tags(cell):
        html = behind_its_title(html, outputs.language)
    return made.code("…", f'<div class="{kind}">\n{html}\n</div>', tags=["remove-input"])


def _outputs(cell: NotebookNode, outputs: Outputs) -> str:
    try:
        return "\n".join(html for output in cell.outputs if (html := outputs.html(output)))
    except SiteError as error:
        raise SiteError(f"in the cell that starts with {cell.source.splitlines()[0]!r}: {error}") from None


def _folded(cells: Sequence[NotebookNode], outputs: Outputs) -> list[NotebookNode]:
    """Return the preparation behind one button; its headings become bold lines: sections stay whole."""
    if not cells:
        return []
    label = outputs.language.say("Set-up and parameters, for whoever runs this again")
    opening = f'<details class="preparation">\n<summary>{escape(label)}</summary>\n'
    inside = []
    for cell in cells:
        if cell.cell_type == "markdown":
            text = _HEADING.sub(r"**\2**", _text(cell, outputs))
            inside.append(made.markdown(text))
            continue
        inside.append(made.code(cell.source, _outputs(cell, outputs) or None))
    return [made.markdown(opening), *inside, made.markdown("</details>")]


def _text(cell: NotebookNode, outputs: Outputs) -> str:
    """Return Markdown whose links to other notebooks and to the site's own pages lead there."""
    page, source = outputs.page, unbroken(cell.source, outputs.language)
    source = _NOTEBOOK_LINK.sub(lambda found: f"]({page_name(found[1])}.html)", source)
    return _SITE_LINK.sub(lambda found: f'<a href="{page.up}{found[2]}">{found[1]}</a>', source)


def _require_one_title(cells: Sequence[NotebookNode]) -> None:
    text = "\n\n".join(_FENCE.sub("", cell.source) for cell in cells if cell.cell_type == "markdown")
    titles = [title for marks, title in _HEADING.findall(text) if len(marks) == 1]
    if len(titles) != 1:
        raise SiteError(f"a page has one H1, this one has {len(titles)}: {'; '.join(titles)}")
