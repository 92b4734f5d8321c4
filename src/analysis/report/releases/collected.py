"""What executed notebooks say: their headline results, the same numbers in both languages."""

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from analysis.report import results
from analysis.report.language import LANGUAGES
from analysis.report.releases.errors import ReleaseError
from analysis.report.releases.release import NUMBERS, Key, ReleasedResult

ABOUT_CHANGES = "11_what_changed"
"""The notebook that compares records: what it says is about them, and is in none."""


def collected(executed: Path, runs: Collection[str] | None = None) -> dict[Key, ReleasedResult]:
    """Return the headline results of executed notebooks, those of simulated figures left out.

    Parameters
    ----------
    executed
        Folder of the executed notebooks, ``<language>/<run id>.ipynb``.
    runs
        Ids of the runs to read; every one that is there by default. What compares records is left out.

    Raises
    ------
    ReleaseError
        A result is not there in every language, or its number differs between them.
    """
    there = {path.stem for code in LANGUAGES for path in (executed / code).glob("*.ipynb")}
    found = {}
    for run in sorted((there if runs is None else there & set(runs)) - {ABOUT_CHANGES}):
        told = {code: _told(executed / code / f"{run}.ipynb") for code in LANGUAGES}
        for name in dict.fromkeys(name for shown in told.values() for name in shown):
            first, *others = (_numbers(shown.get(name)) for shown in told.values())
            if any(other != first for other in others):
                raise ReleaseError(f"{run}: the languages do not say the same of {name}; run it again.")
            sentence = {code: str(shown[name]["sentence"]) for code, shown in told.items()}
            found[run, name] = _result(run, told[LANGUAGES[0]][name], sentence)
    return found


def _told(notebook: Path) -> dict[str, dict[str, Any]]:
    if not notebook.exists():
        raise ReleaseError(f"{notebook.stem} has not been run in {notebook.parent.name!r}; run it first.")
    return {str(one["name"]): one for one in results.collect(notebook, simulated="leave out")}


def _numbers(result: Mapping[str, Any] | None) -> tuple[Any, ...]:
    return tuple(result.get(name) for name in NUMBERS) if result else ()


def _result(run: str, result: Mapping[str, Any], sentence: Mapping[str, str]) -> ReleasedResult:
    numbers: dict[str, Any] = {name: result.get(name) for name in NUMBERS}
    numbers["reasons"] = tuple(result.get("reasons", ()))
    return ReleasedResult(notebook=run, name=str(result["name"]), sentence=dict(sentence), **numbers)
