"""One page of HTML that needs no other file: for an office that gets it by e-mail and prints it."""

from collections.abc import Iterable, Sequence
from html import escape
from importlib.resources import files

from analysis.report import imprint
from analysis.report.language import Language


def page(title: str, body: Iterable[str], language: Language) -> str:
    """Return a page.

    Parameters
    ----------
    title
        Plain text; also the first heading.
    body
        Pieces of HTML.
    language
        Of the page.
    """
    style = files("analysis.report.deliveries").joinpath("papers.css").read_text(encoding="utf-8")
    pieces = "\n".join(piece for piece in body if piece)
    name, version = language.say(imprint.NAME), imprint.version_line(language)
    return (
        f'<!DOCTYPE html>\n<html lang="{language.code}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>\n{style}</style>\n</head>\n<body>\n<main>\n"
        f"<h1>{escape(title)}</h1>\n{pieces}\n</main>\n"
        f"<footer><p>{escape(name)}. {escape(version)}.</p></footer>\n</body>\n</html>\n"
    )


def facts(pairs: Iterable[tuple[str, str]], *, checksum: tuple[str, str] | None = None) -> str:
    """Return a list of facts; those without a text are left out."""
    rows = [f"<dt>{escape(term)}</dt><dd>{escape(text)}</dd>" for term, text in pairs if text]
    if checksum:
        rows.append(f'<dt>{escape(checksum[0])}</dt><dd class="checksum">{escape(checksum[1])}</dd>')
    return '<dl class="facts">\n' + "\n".join(rows) + "\n</dl>"


def table(caption: str, header: Sequence[str], rows: Iterable[Sequence[str]], kind: str) -> str:
    """Return a table of plain texts whose first column names the rows; nothing without rows."""
    head = "".join(f'<th scope="col">{escape(text)}</th>' for text in header)
    body = "".join(
        f'<tr><th scope="row">{escape(first)}</th>'
        + "".join(f"<td>{escape(cell)}</td>" for cell in others)
        + "</tr>\n"
        for first, *others in rows
    )
    if not body:
        return ""
    return (
        f'<div class="table-region" role="region" tabindex="0" aria-label="{escape(caption)}">\n'
        f'<table class="{kind}">\n<caption>{escape(caption)}</caption>\n'
        f"<thead><tr>{head}</tr></thead>\n<tbody>\n{body}</tbody>\n</table>\n</div>"
    )


def section(heading: str, *pieces: str) -> str:
    """Return a heading with what follows it; nothing when nothing does."""
    inside = "\n".join(piece for piece in pieces if piece)
    return f"<h2>{escape(heading)}</h2>\n{inside}" if inside else ""


def paragraph(text: str) -> str:
    """Return a paragraph of plain text."""
    return f"<p>{escape(text)}</p>"


def code(text: str) -> str:
    """Return lines that are typed as they stand; nothing without text."""
    return f"<pre>{escape(text)}</pre>" if text else ""


def items(texts: Sequence[str], kind: str = "") -> str:
    """Return a list of plain texts; nothing for none."""
    if not texts:
        return ""
    named = f' class="{kind}"' if kind else ""
    return f"<ul{named}>\n" + "\n".join(f"<li>{escape(text)}</li>" for text in texts) + "\n</ul>"
