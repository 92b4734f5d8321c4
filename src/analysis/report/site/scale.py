"""The scale of evidence as the page of methods shows it: each strength, and every reason for a lower one."""

from html import escape

from analysis.report import claims
from analysis.report.language import Language
from analysis.report.messages import N_
from analysis.report.scale import MEANINGS
from analysis.report.site import markup
from analysis.stats.evidence import reasons as evidence

REASONS = (
    (evidence.DOWNGRADES, N_("Reasons that lower the grade by one")),
    (evidence.CAPS, N_("Grave reasons, which leave it weak at most")),
    (evidence.NOTHING_FOUND, N_("Reasons why an association counts as not detected")),
    (evidence.REFUSALS, N_("Reasons why nothing can be said")),
)


def scale(language: Language) -> str:
    """Return each strength with its meaning, as a table."""
    say = language.say
    rows = [[claims.badge(letter, language), escape(say(MEANINGS[letter]))] for letter in claims.STRENGTH]
    return markup.table(say("Scale of evidence"), [say("Strength"), say("Meaning")], rows, "scale")


def reasons(language: Language) -> str:
    """Return every reason for a lower grade, by what it does."""
    lists = [
        f"<p>{escape(language.say(title))}:</p>\n"
        + markup.items([claims.reason(identifier, language) for identifier in group])
        for group, title in REASONS
    ]
    return markup.folded(language.say("All the reasons for a lower grade"), "\n".join(lists))
