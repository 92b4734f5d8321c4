"""What is said of a delivery, in the words of an official: where, what stands there, what to write instead.

Every kind of remark has words in both languages, from the fullest text, where everything is known, to one
that needs nothing; what a remark does not say is never made up.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from analysis.data.deliveries.remarks import Remark
from analysis.report.deliveries import words_of_figures, words_of_files, words_of_places, words_of_shares
from analysis.report.deliveries.fillings import filled, letters, listed, typed
from analysis.report.deliveries.together import told_as
from analysis.report.deliveries.wording import Wording
from analysis.report.language import Language
from analysis.report.messages import N_, Msgid, placeholders

WORDS: dict[str, Wording] = {
    **words_of_files.WORDS,
    **words_of_places.WORDS,
    **words_of_figures.CELLS,
    **words_of_figures.DOUBTS,
    **words_of_shares.WORDS,
}
"""Words of every kind of remark."""

SUGGESTED: dict[str, Msgid] = {
    "take": N_("use the figure of this file"),
    "keep": N_("keep the figure known so far"),
    "set_aside": N_("use neither for now"),
}
"""Choices for a doubtful figure."""


@dataclass(frozen=True)
class Said:
    """Remarks that say the same, at one or more places.

    Attributes
    ----------
    remarks : tuple of Remark
        By sheet, row and column.
    where, what, remedy : str
        Cells (empty for the whole file), what is found there, and what is asked of the sender.
    suggested : str
        Of doubts, the suggested choice in words; else empty.
    """

    remarks: tuple[Remark, ...]
    where: str
    what: str
    remedy: str
    suggested: str


def told(remark: Remark, language: Language | str = "vi") -> tuple[str, str]:
    """Return what is said of a remark: where and what, and what is asked of the sender.

    Raises
    ------
    KeyError
        The kind of remark has no words.
    """
    spoken = Language.of(language)
    where, what = place([remark], spoken), found(remark, spoken)
    return (spoken.say("{where}: {what}", where=where, what=what) if where else what), remedy(remark, spoken)


def found(remark: Remark, language: Language) -> str:
    """Return what is found, without the place; raises as :func:`told`."""
    return _said(_wording(remark).what, remark, language)


def remedy(remark: Remark, language: Language) -> str:
    """Return what is asked of the sender; raises as :func:`told`."""
    return _said(_wording(remark).remedy, remark, language)


def suggestion(remark: Remark, language: Language) -> str:
    """Return the suggested choice for a doubt; empty when there is none."""
    return language.say(SUGGESTED[remark.suggested]) if remark.suggested in SUGGESTED else ""


def place(remarks: Iterable[Remark], language: Language) -> str:
    """Return where remarks of one sheet stand: ``ô C7, trang tính “Biểu 1”``; empty for the whole file."""
    here = list(remarks)
    say, sheet = language.say, here[0].sheet
    cells = list(dict.fromkeys(one.address for one in here if one.address))
    rows = list(dict.fromkeys(str(one.row) for one in here if one.row and not one.column))
    columns = list(dict.fromkeys(letters(one.column) for one in here if one.column and not one.row))
    texts = []
    if len(cells) == 1:
        texts.append(say("cell {cell}", cell=cells[0]))
    elif cells:
        texts.append(say("{n} cells ({cells})", n=len(cells), cells=listed(cells, language)))
    if rows:
        texts.append(say("row {rows}", rows=listed(rows, language)))
    if columns:
        texts.append(say("column {columns}", columns=listed(columns, language)))
    if sheet:
        texts.append(say("sheet “{sheet}”", sheet=sheet))
    return _capital(", ".join(texts))


def grouped(remarks: Iterable[Remark], language: Language | str = "vi") -> list[Said]:
    """Return remarks by sheet and place, those that say the same of several cells of a sheet together."""
    spoken = Language.of(language)
    ordered = sorted(remarks, key=Remark.order)
    texts = [
        (one.sheet or "", found(one, spoken), remedy(one, spoken), suggestion(one, spoken))
        for one in told_as(ordered)
    ]
    first = {text: at for at, text in reversed(list(enumerate(texts)))}
    together = sorted(zip(texts, ordered, strict=True), key=lambda pair: first[pair[0]])
    groups = []
    for (_, what, remedies, suggested), members in groupby(together, key=lambda pair: pair[0]):
        here = tuple(remark for _, remark in members)
        groups.append(Said(here, place(here, spoken), what, remedies, suggested))
    return groups


def _wording(remark: Remark) -> Wording:
    reason = remark.values.get("reason") or remark.values.get("why")
    if "share" in remark.values:
        reason = "share"
    return WORDS.get(f"{remark.kind}.{reason}") or WORDS[remark.kind]


def _said(texts: tuple[Msgid, ...], remark: Remark, language: Language) -> str:
    """Return the first text for which everything is known."""
    values = filled(remark, language)
    if "meant" in remark.values:
        values["plain"] = typed(remark.values["meant"])
    for text in texts:
        needed = placeholders(text)
        if needed <= values.keys():
            return language.say(text, **{name: values[name] for name in needed})
    raise KeyError(f"No words for {remark.kind!r} that need no more than {sorted(values)}.")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
