"""Headline results of a notebook: named numbers with interval, unit, N, period, strength and tolerance.

A notebook records them where they are computed and shows them at its end (cell tagged ``summary``). The shown
output carries the numbers a second time as JSON, so that tests and the next refresh can compare them within
their tolerance.
"""

import json
from collections.abc import Iterable
from dataclasses import asdict
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from analysis.report import claims, simulation_mark
from analysis.report.headline import HeadlineResult
from analysis.report.language import Language
from analysis.report.rounding import digits_for, known

if TYPE_CHECKING:
    from analysis.stats.evidence.grade import Grade

MIME = simulation_mark.RESULTS


class ResultError(ValueError):
    """A headline result that is incomplete or contradicts itself."""


_recorded: dict[str, HeadlineResult] = {}


def record(
    name: str,
    sentence: str,
    value: float | None,
    *,
    low: float | None = None,
    high: float | None = None,
    unit: str,
    n: int,
    period: str | int | Iterable[int],
    tolerance: float,
    language: Language | str,
    grade: "Grade | None" = None,
    digits: int | None = None,
    level: float = 0.95,
    detectable: float | None = None,
    simulated: bool = False,
) -> None:
    """Record a headline result; recording a name again replaces it (a cell may be run twice).

    Parameters
    ----------
    name
        Stable name, ``small_letters_and_digits``; the same in both languages and in every release.
    sentence
        The finding in one sentence, in the page's language; words of cause and persons as subjects are
        refused. That of a number with an interval gives interval, N and period itself.
    value
        The number, in `unit`; None when the finding is that no number can be given.
    low, high
        Ends of the interval, both or neither.
    unit
        Unit id.
    n
        Number of places (or place-years) behind the number.
    period
        Years covered, or a text.
    tolerance
        How far the number may move, in its own unit, before the conclusion counts as changed; 0 for counts.
    language
        Language of the sentence.
    grade
        Strength of the evidence; None for a plain description.
    digits
        Decimals shown; as many as the interval deserves when omitted.
    level
        Level of the interval.
    detectable
        The smallest value that could have been found, in `unit`; needed where nothing was (grade D), and
        said in the sentence.
    simulated
        Whether the number rests on simulated figures; where such were read, every result is marked anyway.

    Raises
    ------
    ResultError
        When the result is incomplete, contradicts itself, or its sentence leaves out what it has to say or
        claims what figures of provinces cannot show.
    """
    language = Language.of(language)
    years = (
        language.years([period] if isinstance(period, int) else period)
        if not isinstance(period, str)
        else period
    )
    if digits is None:
        digits = digits_for(value, low, high)
    simulated = simulation_mark.is_simulated(simulated)
    if simulated:
        sentence = simulation_mark.marked(sentence, language)
    result = HeadlineResult(
        name, sentence, _figure(value), _figure(low), _figure(high), unit, n, years, _rounded(tolerance),
        language.code, grade.letter if grade else None, tuple(grade.reasons) if grade else (), digits, level,
        _figure(detectable), simulated,
    )  # fmt: skip
    faults = list(result.faults())
    if faults:
        raise ResultError(f"Result {name!r}: {'; '.join(faults)}.")
    _recorded[name] = result


def _figure(x: float | None) -> float | None:
    return _rounded(float(x)) if known(x) else None


def _rounded(x: float) -> float:
    """Return a number to ten digits: the last ones of a float depend on the machine."""
    return float(f"{float(x):.10g}")


def recorded() -> list[dict[str, Any]]:
    """Return what was recorded so far, in order; ``detectable`` and ``simulated`` only where they hold."""
    found = [asdict(result) | {"reasons": list(result.reasons)} for result in _recorded.values()]
    optional = (simulation_mark.MADE, "detectable")
    return [{key: value for key, value in one.items() if key not in optional or value} for one in found]


def clear() -> None:
    """Forget everything recorded (a fresh start in a session that is still running)."""
    _recorded.clear()


def summary() -> None:
    """Show the headline results as a short numbered list, with their numbers as JSON beside it.

    Raises
    ------
    ResultError
        When nothing was recorded, or in two languages.
    """
    from IPython.display import display  # noqa: PLC0415 - needed in notebooks only

    results = list(_recorded.values())
    if not results:
        raise ResultError(
            "No headline result was recorded: call results.record(…) where the number is computed."
        )
    if len({result.language for result in results}) > 1:
        raise ResultError("Results were recorded in two languages: restart the kernel and run all cells.")
    bundle = {MIME: recorded(), "text/html": _html(results), "text/plain": _text(results)}
    display(bundle, raw=True)


def _html(results: list[HeadlineResult]) -> str:
    items = []
    for result in results:
        label = f" {claims.badge(result.grade, result.language)}" if result.grade else ""
        why = f'<p class="reasons">{escape(result.why())}</p>\n' if result.reasons else ""
        items.append(
            f'<li id="result-{result.name}">\n<p class="finding">{_sentence(result)}{label}</p>\n'
            f'<p class="measure">{escape(result.measure())}</p>\n{why}</li>'
        )
    return f'<ol class="headline-results" lang="{results[0].language}">\n' + "\n".join(items) + "\n</ol>"


def _sentence(result: HeadlineResult) -> str:
    return simulation_mark.marked_html(result.sentence, result.language)


def _text(results: list[HeadlineResult]) -> str:
    lines = []
    for number, result in enumerate(results, 1):
        label = f" [{claims.strength(result.grade, result.language)}]" if result.grade else ""
        lines.append(f"{number}. {result.sentence}{label}")
        lines += [f"   {line}" for line in (result.measure(), result.why()) if line]
    return "\n".join(lines)


def collect(
    notebook: Path, *, simulated: Literal["refuse", "leave out", "keep"] = "refuse"
) -> list[dict[str, Any]]:
    """Return the headline results that an executed notebook shows; empty when it shows none.

    Parameters
    ----------
    notebook
        The file.
    simulated
        What to do with results that rest on simulated figures: they are no findings.

    Raises
    ------
    ResultError
        When the file is not a notebook, or shows simulated results and these are to be refused.
    """
    try:
        cells = json.loads(Path(notebook).read_text(encoding="utf-8"))["cells"]
    except (ValueError, KeyError) as error:
        raise ResultError(f"{notebook} is not a notebook: {error}.") from error
    found = [
        result
        for cell in cells
        for output in cell.get("outputs", [])
        for result in output.get("data", {}).get(MIME, [])
    ]
    drawn = [str(result["name"]) for result in found if result.get(simulation_mark.MADE)]
    if drawn and simulated == "refuse":
        raise ResultError(
            f"{notebook} shows results of simulated figures, which are no findings: {', '.join(drawn)}."
        )
    return [result for result in found if simulated == "keep" or not result.get(simulation_mark.MADE)]
