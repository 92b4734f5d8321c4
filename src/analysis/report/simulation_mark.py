"""The mark of simulated figures: its words, what must carry it, and what may never be made of such figures.

A process in which simulated figures are in use or have been read marks everything it shows afterwards. An
exhibit that rests on simulated figures by itself, in a process that otherwise works with published ones (a
study of the estimators, say), is marked where it is made: ``simulated=True``, or inside ``with exhibits():``.
A frame that :mod:`analysis.data.simulation` drew says so of itself. The mark cannot be taken off.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from html import escape
from typing import Any

from analysis.data import dataset
from analysis.data.communes.settings import WORLD as COMMUNES
from analysis.report.language import LANGUAGES, Language
from analysis.report.messages import N_

MARK = N_("SIMULATED DATA — not real figures")
CLASS = "simulated-mark"
"""Class of every element that shows the mark, for style sheets."""

EXPLAINED = {
    dataset.WORLD: N_(
        "The places are real, the figures are not: each is drawn from a model. Only the country as a whole "
        "meets published or assumed marks. Nothing on this page says anything about a real province."
    ),
    COMMUNES: N_(
        "The provinces are real; the communes and their figures are not: each is drawn from a model. "
        "Only the country as a whole meets published or assumed marks. Nothing on this page says anything "
        "about a real commune or province."
    ),
}
"""What the banner says of a simulated data set, by its world; a world that is not listed has real places."""

MADE = "simulated"
"""Name under which outputs say, as data, that they rest on simulated figures."""

RESULTS = "application/vnd.uptake.results+json"
"""Kind of output that carries headline results."""

_marking: ContextVar[bool] = ContextVar("exhibits are being marked", default=False)
_BANNER = '<div class="simulated-banner"'
_SHOWN = ("image/svg+xml", "text/html", "text/plain")


class SimulatedFinding(ValueError):
    """Something that must rest on published figures was asked for where simulated ones are at work."""


@contextmanager
def exhibits() -> Iterator[None]:
    """Mark every table, figure, remark and headline result that is made inside."""
    before = _marking.set(True)
    try:
        yield
    finally:
        _marking.reset(before)


def is_simulated(given: bool = False, *shown: object) -> bool:
    """Tell whether what is about to be shown must carry the mark.

    Parameters
    ----------
    given
        What whoever shows it says.
    shown
        The frames it is made from, which may say so themselves.
    """
    says = any(getattr(data, "attrs", {}).get("simulated") for data in shown)
    return bool(given or says or _marking.get() or dataset.simulated())


def mark(language: Language | str) -> str:
    """Return the mark in a language."""
    return Language.of(language).say(MARK)


def mark_in_every_language() -> str:
    """Return the mark for what does not know its language."""
    return " / ".join(mark(code) for code in LANGUAGES)


def marked(text: str, language: Language | str) -> str:
    """Return a text that begins with the mark."""
    said = mark(language)
    return text if text.startswith(said) else f"{said}. {text}"


def marked_html(text: str, language: Language | str) -> str:
    """Return a text, with the mark at its beginning made to stand out where it has one, as HTML."""
    said = f"{mark(language)}."
    if not text.startswith(said):
        return escape(text)
    return f'<strong class="{CLASS}">{escape(said)}</strong>{escape(text.removeprefix(said))}'


def description(language: Language | str) -> str:
    """Return what the simulated figures at work are, in the place of a source."""
    language, drawn = Language.of(language), dataset.simulated() or dataset.Dataset(dataset.SIMULATED)
    return language.say(
        "simulated, drawn from a model with known parameters (world “{world}”, seed {seed}) and published by "
        "nobody",
        world=drawn.world,
        seed=str(drawn.seed),
    )


def banner(language: Language | str) -> str:
    """Return the banner that opens a page of simulated figures, as HTML."""
    language = Language.of(language)
    drawn = dataset.simulated()
    explained = language.say(EXPLAINED[COMMUNES if drawn and drawn.world == COMMUNES else dataset.WORLD])
    return (
        f'{_BANNER} role="note" lang="{language.code}" style="border:3px solid #b84300;'
        f'padding:.5em 1em"><p><strong class="{CLASS}">{escape(mark(language))}</strong></p>\n'
        f"<p>{escape(explained)}</p></div>"
    )


def show_banner(language: Language | str) -> None:
    """Show the banner in a notebook; elsewhere nothing happens."""
    from IPython import get_ipython  # noqa: PLC0415 - needed in notebooks only
    from IPython.display import display  # noqa: PLC0415 - as above

    if get_ipython() is not None:
        bundle = {"text/html": banner(language), "text/plain": mark(language)}
        display(bundle, raw=True)


def require_published(what: str) -> None:
    """Raise unless this process has published figures only.

    Parameters
    ----------
    what
        What is asked for, as the beginning of a sentence.

    Raises
    ------
    SimulatedFinding
        Simulated figures are in use or have been read.
    """
    if dataset.simulated():
        raise SimulatedFinding(
            f"{what}: simulated figures have been read in this process and can be no finding; start again "
            "with published figures only"
        )


def is_banner(output: Mapping[str, Any]) -> bool:
    """Tell whether an output of a notebook is the banner and nothing else."""
    html = _joined(output.get("data", {}).get("text/html", ""))
    return html.startswith(_BANNER) and html.count("<div") == 1


def is_simulated_notebook(cells: Iterable[Mapping[str, Any]]) -> bool:
    """Tell whether the cells of an executed notebook are a run with the simulated data set."""
    return any(_BANNER in _joined(output.get("data", {}).get("text/html", "")) for output in _outputs(cells))


def holds_simulated_results(cells: Iterable[Mapping[str, Any]]) -> bool:
    """Tell whether an executed notebook shows headline results that rest on simulated figures."""
    return any(
        result.get(MADE) for output in _outputs(cells) for result in output.get("data", {}).get(RESULTS, [])
    )


def unmarked(cells: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return the outputs of a simulated run that lack the mark, each by the beginning of its text.

    Parameters
    ----------
    cells
        Cells of a notebook, as in its file.
    """
    words = [mark(code) for code in LANGUAGES]
    found = []
    for output in _outputs(cells):
        for text in _texts(output):
            if not any(said in text or escape(said) in text for said in words):
                found.append(" ".join(text.split())[:60])
    return found


def _outputs(cells: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    for cell in cells:
        yield from cell.get("outputs", [])


def _texts(output: Mapping[str, Any]) -> Iterator[str]:
    """Yield what readers see of an output, each form of it by itself; a picture with its text alternative."""
    if output["output_type"] == "stream":
        if output.get("name") == "stdout":
            yield _joined(output["text"])
        return
    for kind in _SHOWN:
        if kind in output.get("data", {}):
            yield _joined(output["data"][kind])
    if _SHOWN[0] in output.get("metadata", {}):
        yield str(output["metadata"][_SHOWN[0]].get("alt", ""))


def _joined(text: str | list[str]) -> str:
    return text if isinstance(text, str) else "".join(text)
