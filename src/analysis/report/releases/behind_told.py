"""Which sources, deliveries and decisions stand behind the difference of two records, as rows to be read."""

import pandas as pd

from analysis.data.deliveries.variables import variables
from analysis.data.indicators import described
from analysis.report.language import MISSING, Language
from analysis.report.messages import N_
from analysis.report.releases.changes import Changes
from analysis.report.releases.figures_told import place
from analysis.report.releases.release import Behind
from analysis.report.releases.told import sources_told, title

CHOICES = {
    "take": N_("the delivered figure is used"),
    "keep": N_("what was known stays in use"),
    "set_aside": N_("neither is used"),
}
"""What can be decided on a doubt."""


def behind_sentences(found: Changes, language: Language) -> list[str]:
    """Return in sentences what stands behind a difference: sources, deliveries, decisions."""
    say = language.say
    said = [sources_told(found, language)]
    came, went = _came_and_went(found)
    if came:
        said.append(say("Deliveries now in use: {deliveries}.", deliveries=_named(came, language)))
    if went:
        said.append(say("Deliveries withdrawn: {deliveries}.", deliveries=_named(went, language)))
    if decided := len(decision_rows(found, language)):
        said.append(say("Decisions on doubtful figures: {count}.", count=language.integer(decided)))
    return said


def _came_and_went(found: Changes) -> tuple[list[Behind], list[Behind]]:
    before, now = found.before.deliveries, found.now.deliveries
    return (
        [now[name] for name in sorted(now) if name not in before],
        [before[name] for name in sorted(before) if name not in now],
    )


def _named(found: list[Behind], language: Language) -> str:
    """Return deliveries by sender, day and file."""
    return "; ".join(f"{one.sender}, {language.date(one.received)} ({one.file})" for one in found)


def source_rows(found: Changes, language: Language) -> pd.DataFrame:
    """Return the sources that changed: ``source``, ``before``, ``now`` (days of reading) and ``tables``."""
    rows = [
        {
            "source": title(name, language),
            **{
                column: language.date(release.vintages[name].read_on)
                if name in release.vintages and release.vintages[name].read_on
                else MISSING
                for column, release in (("before", found.before), ("now", found.now))
            },
            "tables": ", ".join(tables),
        }
        for name, tables in found.sources.items()
    ]
    return pd.DataFrame(rows, columns=["source", "before", "now", "tables"])


def delivery_rows(found: Changes, language: Language) -> pd.DataFrame:
    """Return the deliveries that came into use or went: ``file``, ``sender``, ``received`` and ``what``."""
    words = (language.say("now in use"), language.say("withdrawn, no longer in use"))
    rows = [
        {"file": one.file, "sender": one.sender, "received": language.date(one.received), "what": what}
        for what, some in zip(words, _came_and_went(found), strict=True)
        for one in some
    ]
    return pd.DataFrame(rows, columns=["file", "sender", "received", "what"])


def decision_rows(found: Changes, language: Language) -> pd.DataFrame:
    """Return the decisions made since: ``figure``, ``doubt``, ``choice``, ``why``, ``by`` and ``date``."""
    earlier = [dict(one) for one in found.before.decisions]
    doubts = described("deliveries/kept/decisions.yaml")["doubts"]
    rows = []
    for one in (dict(made) for made in found.now.decisions):
        if one in earlier:
            continue
        variable = variables().get(one["variable"])
        label = variable.label[language.code] if variable else one["variable"]
        rows.append(
            {
                "figure": f"{label}, {place(one['code'], one['geography'], language)}, {one['year']}",
                "doubt": doubts.get(one["doubt"], {}).get(language.code, one["doubt"]),
                "choice": language.say(CHOICES[one["choice"]]),
                "why": one["why"],
                "by": one["by"],
                "date": language.date(one["date"]),
            }
        )
    return pd.DataFrame(rows, columns=["figure", "doubt", "choice", "why", "by", "date"])
