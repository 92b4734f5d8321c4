"""Small pieces of HTML for the pages that are written from data."""

from collections.abc import Iterable, Sequence
from html import escape


def table(caption: str, header: Sequence[str], rows: Iterable[Sequence[str]], kind: str = "listing") -> str:
    """Return a table whose first column names its rows, in a region that scrolls by itself.

    Parameters
    ----------
    caption, header
        Plain text.
    rows
        Cells as HTML, as many as in the header.
    kind
        CSS class.
    """
    head = "".join(f'<th scope="col">{escape(text)}</th>' for text in header)
    body = "".join(
        f'<tr><th scope="row">{first}</th>{"".join(f"<td>{cell}</td>" for cell in others)}</tr>\n'
        for first, *others in rows
    )
    return (
        f'<div class="table-region" role="region" tabindex="0" aria-label="{escape(caption)}">\n'
        f'<table class="{kind}">\n<caption>{escape(caption)}</caption>\n'
        f"<thead><tr>{head}</tr></thead>\n<tbody>\n{body}</tbody>\n</table>\n</div>\n"
    )


def definitions(pairs: Iterable[tuple[str, str]]) -> str:
    """Return a description list; pairs without a description (HTML) are left out."""
    rows = "".join(f"<dt>{escape(term)}</dt><dd>{text}</dd>\n" for term, text in pairs if text)
    return f'<dl class="facts">\n{rows}</dl>\n'


def items(texts: Sequence[str]) -> str:
    """Return plain texts as a list; nothing for none."""
    if not texts:
        return ""
    return "<ul>" + "".join(f"<li>{escape(text)}</li>" for text in texts) + "</ul>"


def notes(texts: Sequence[str]) -> str:
    """Return plain texts as a list, a single one as plain text, none as nothing."""
    return items(texts) if len(texts) > 1 else escape("".join(texts))


def folded(label: str, html: str) -> str:
    """Return HTML behind a line that opens it."""
    return f'<details class="folded">\n<summary>{escape(label)}</summary>\n{html}</details>\n'


def link(address: str, text: str) -> str:
    """Return a link."""
    return f'<a href="{escape(address)}">{escape(text)}</a>'
