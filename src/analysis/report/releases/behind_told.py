"""Which sources, deliveries and decisions stand behind the difference of two records, as rows to be read."""

import pandas as pd

from analysis.data.deliveries.variables import variables
from analysis.data.indicators import described
from analysis.report.language import MISSING, Language
from analysis.report.messages import N_
from analysis.report.releases.changes import Changes
from analysis.report.releases.figures_told import place
from analysis.report.releases.told import title

CHOICES = {
    "take": N_("the delivered figure is used"),
    "keep": N_("what was known stays in use"),
    "set_aside": N_("neither is used"),
}
"""What can be decided on a doubt."""


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
    before, now = found.before.deliveries, found.now.deliveries
    came, went = language.say("now in use"), language.say("withdrawn, no longer in use")
    rows = [
        {
            "file": one.file,
            "sender": one.sender,
            "received": language.date(one.received),
            "what": came if name in now else went,
        }
        for name, one in sorted({**before, **now}.items())
        if (name in before) != (name in now)
    ]
    return pd.DataFrame(rows, columns=["file", "sender", "received", "what"])


def decision_rows(found: Changes, language: Language) -> pd.DataFrame:
    """Return the decisions made since: ``figure``, ``doubt``, ``choice``, ``why``, ``by`` and ``date``."""
    earlier = [dict(one) for one in found.before.decisions]
    doubts = described("deliveries/decisions.yaml")["doubts"]
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
