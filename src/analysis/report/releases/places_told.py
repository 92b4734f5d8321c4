"""Which places moved between two records beyond the noise of their figures, in sentences and as rows."""

from collections.abc import Iterator, Sequence

import pandas as pd

from analysis.data.indicators import indicators
from analysis.report.language import Language
from analysis.report.messages import N_
from analysis.report.releases.figures_told import measure, place
from analysis.report.releases.place_moves import Moved, NotJudged

VERDICTS = {
    "up": N_("rose by more than the mean, or fell by less"),
    "down": N_("rose by less than the mean, or fell by more"),
    "same": N_("moved as the mean did"),
    "unknown": N_("cannot be told from the mean"),
}
"""What is said of a place beside the mean of all."""


def place_sentences(found: Sequence[Moved | NotJudged], language: Language) -> list[str]:
    """Return what the changed figures say of movements, indicator by indicator.

    Parameters
    ----------
    found
        From :func:`analysis.report.releases.place_moves.moves`.
    language
        Language of the sentences.
    """
    judged = [one for one in found if isinstance(one, Moved)]
    said = [_new_year(one, language) if one.new_year else _revised(one, language) for one in judged]
    return [*said, *_not_judged([one for one in found if isinstance(one, NotJudged)], language)]


def _new_year(one: Moved, language: Language) -> str:
    verdicts = one.places["verdict"].value_counts()
    up, down = int(verdicts.get("up", 0)), int(verdicts.get("down", 0))
    if not up + down:
        return language.say(
            "{measure}, {start} to the new year {end}: none of {n} places can be told from their mean "
            "change: how far each moved may be noise.",
            measure=measure(one.indicator, language),
            start=one.start,
            end=one.end,
            n=language.integer(one.n),
        )
    return language.say(
        "{measure}, {start} to the new year {end}: beside the mean change of {n} places {up} moved up and "
        "{down} moved down, beyond the noise of the figures; {wrong} of these verdicts are expected to be "
        "wrong.",
        measure=measure(one.indicator, language),
        start=one.start,
        end=one.end,
        n=language.integer(one.n),
        up=language.integer(up),
        down=language.integer(down),
        wrong=language.number(one.expected_false, 1),
    )


def _revised(one: Moved, language: Language) -> str:
    told = one.told
    if told.empty:
        return language.say(
            "{measure}, {start} to {end}: with the revised figures the same is said of the movement of all "
            "{n} places.",
            measure=measure(one.indicator, language),
            start=one.start,
            end=one.end,
            n=language.integer(one.n),
        )
    return language.say(
        "{measure}, {start} to {end}: with the revised figures something else is said of the movement of "
        "{count} of {n} places; a revision itself is no movement.",
        measure=measure(one.indicator, language),
        start=one.start,
        end=one.end,
        n=language.integer(one.n),
        count=language.integer(len(told)),
    )


def _not_judged(found: Sequence[NotJudged], language: Language) -> Iterator[str]:
    if found:
        names = list(dict.fromkeys(measure(one.indicator, language) for one in found))
        yield language.say(
            "No error is known of these figures, so that none of their changes is called a movement: "
            "{measures}.",
            measures="; ".join(names),
        )


def place_rows(found: Sequence[Moved | NotJudged], language: Language) -> pd.DataFrame:
    """Return the places of which something else is said than before, with columns to be read.

    Returns
    -------
    pandas.DataFrame
        ``measure``, ``place``, ``years``, ``change`` (between the two years, with its unit), ``before`` and
        ``now`` (what is said, in words).
    """
    rows = []
    for one in found:
        if isinstance(one, NotJudged):
            continue
        known = indicators()[one.indicator]
        for code, moved in one.told.iterrows():
            rows.append(
                {
                    "measure": measure(one.indicator, language),
                    "place": place(str(code), one.geography, language),
                    "years": f"{one.start}–{one.end}",
                    "change": language.difference(moved["change"], known.decimals, known.unit),
                    "before": language.say(VERDICTS[moved["before"]]),
                    "now": language.say(VERDICTS[moved["verdict"]]),
                }
            )
    return pd.DataFrame(rows, columns=["measure", "place", "years", "change", "before", "now"])
