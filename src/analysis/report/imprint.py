"""What every publication says of itself: its name and version, how far its figures go, how to cite it."""

from importlib.metadata import version as installed

from analysis.data import as_of
from analysis.report.language import Language
from analysis.report.messages import N_

NAME = N_("Online public services across Viet Nam’s provinces")
"""What the site and whatever is taken away from it are called."""

SHORT_NAME = N_("Online public services by province")
"""What they are called where there is little room."""

LIMITS = N_(
    "Not to be used to rank or reward provinces or to judge single persons or offices; what goes together is "
    "not evidence of why."
)
"""What nothing that leaves the house may be used for."""

SCORE = N_("A score is not a share of people.")
"""What is most easily misread, wherever figures of a survey or an index stand."""

CORRECTIONS = N_(
    "If a figure looks wrong, tell whoever publishes these pages, with the page, the figure"
    " and the source you compared it with. Every correction is noted in the change log with"
    " its version."
)
"""Where an error is told."""

OWN_NAMES = {"vi": "Tiếng Việt", "en": "English"}
"""Each language in its own words."""


def version() -> str:
    """Return the number of the version, ``0.2.0``."""
    return installed("uptake")


def read_on() -> str:
    """Return the last day on which a published source was read (ISO): figures published later are not in it.

    Figures that are delivered later carry their own days, where they stand.
    """
    _, last = as_of.begun()
    return str(last)


def version_line(language: Language) -> str:
    """Return the words for the version, without a full stop."""
    return language.say("Version {version}", version=version())


def vintage(language: Language) -> str:
    """Return the sentence that says how far the figures go."""
    return language.say("Figures as published and read up to {date}.", date=language.date(read_on()))


def citation(language: Language) -> str:
    """Return the line by which the project is cited."""
    return language.say(
        "{name}, version {version}, figures read up to {date}.",
        name=language.say(NAME),
        version=version(),
        date=language.date(read_on()),
    )
