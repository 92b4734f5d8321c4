"""What pages the site has, which notebook each comes from, what they are called and how they nest."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from analysis.data import provinces
from analysis.report.analyses import ANALYSES, BRIEF, FINDINGS
from analysis.report.language import Language
from analysis.report.messages import N_
from analysis.report.plain_letters import slug
from analysis.report.site.errors import SiteError

HOME = "index"

WRITTEN = {
    "units/index": N_("Provinces and cities"),
    "downloads": N_("Downloads"),
    "data": N_("Data"),
    "about": N_("Methods"),
    "methods": N_("Methods in plain words"),
    "glossary": N_("Glossary"),
    "changes": N_("Changes in short"),
}
"""Pages that come from no notebook, with their short titles."""

ON_DEMAND = frozenset({"downloads", "changes"})
"""Written pages that are there only where they have something to say."""

PURPOSES = {
    FINDINGS: N_("Two pages for decision makers: findings, how strong the evidence is, and the limits."),
    "uptake": N_(
        "How much do people in each province use online public services, and do the measures agree?"
    ),
    "inputs": N_(
        "Smartphones, community teams, budgets, internet, computers and infrastructure: "
        "what is known for whom, and how does it go with use?"
    ),
    "models": N_("What remains of each association when the others are held equal?"),
    "robustness": N_(
        "What would change the answer: other models, samples, errors, neighbours, what was not measured?"
    ),
    "teams": N_("How many community teams are known, which teams do the counts count, and what do they say?"),
    "learning": N_(
        "What could be found with more figures, and which table provinces could fill to make it so?"
    ),
    "communes": N_(
        "What the months of all communes would show: a simulated panel read, checked, added up and modelled."
    ),
    "targets": N_("What was reported against each published target, and what is not known?"),
    "quality": N_("What is known for which province and year, where series break, where sources disagree?"),
    "validation": N_("Published results that the methods hit, and how they fare where the truth is known."),
    "what_changed": N_(
        "Which figures, findings and provinces are not what they were in the record before, and what stands "
        "behind it?"
    ),
    "units/index": N_("A page for each of the 34 units in force, with its former provinces side by side."),
    "downloads": N_("Briefs as PDF and Word, the workbook, the tables, the explorer: with size and date."),
    "data": N_("Every source: publisher, definitions, units, rights, and how it was read."),
    "about": N_("How the figures were analysed, what may not be concluded, how to cite."),
    "methods": N_("What each method asks, how it is done, how to read it, with an example from these pages."),
    "glossary": N_("The terms in Vietnamese and English."),
    "changes": N_("Numbers, strengths and sentences that are not what they were in the record before."),
}
"""What a reader finds on each page, in a sentence."""

HOME_PURPOSE = N_(
    "How do smartphones, community teams and budgets relate to people’s use of online public services in the "
    "provinces of Viet Nam? Published figures, named sources, and how strong the evidence is."
)

UNIT_PURPOSE = N_(
    "{name}: where it stands in the use of online public services, with how sure that is, change, inputs, "
    "former provinces side by side, and what is not known."
)

UNDER = {
    "quality": "data",
    "methods": "about",
    "glossary": "about",
    "changes": "about",
    "validation": "about",
    "what_changed": "about",
}


@dataclass(frozen=True)
class Page:
    """A page of the site.

    ``name`` is its path without ``.html``, the same in both languages; ``parent`` is the page whose contents
    list it (None for the home page); ``run`` is the notebook run it comes from, ``unit`` the code of the unit
    in force that it is about.
    """

    name: str
    parent: str | None
    run: str | None = None
    unit: str | None = None

    @property
    def up(self) -> str:
        """The relative path from the page to the folder of its language (empty, or ``../`` a level)."""
        return "../" * self.name.count("/")

    def title(self, language: Language) -> str:
        """Return the short title that menus show; empty when the page's own title serves."""
        if self.unit:
            return language.place(self.unit, "34")
        if self.run:
            return language.say(ANALYSES[self.run][1]) if self.run in ANALYSES else ""
        return language.say(WRITTEN[self.name]) if self.parent else language.say("Home")


def purpose(page: Page, language: Language) -> str:
    """Return what a reader finds on a page; empty for a notebook that is not listed here."""
    return language.say(PURPOSES[page.name]) if page.name in PURPOSES else ""


def description(page: Page, language: Language) -> str:
    """Return what a search engine or a messenger shows of a page; empty where nothing is known of it."""
    if page.unit:
        return language.say(UNIT_PURPOSE, name=page.title(language))
    return purpose(page, language) if page.parent else language.say(HOME_PURPOSE)


def page_name(run: str) -> str:
    """Return the page of a notebook that runs once: the listed name, or its own without the number."""
    return ANALYSES[run][0] if run in ANALYSES else slug(re.sub(r"^\d+_", "", run))


def contents(runs: Iterable[str], on_demand: Collection[str] = ()) -> dict[str, Page]:
    """Return the pages by name, in reading order.

    Parameters
    ----------
    runs
        Ids of the executed runs, such as ``00_data_quality`` or ``05_province_brief__ha_noi``.
    on_demand
        Which of the pages in :data:`ON_DEMAND` there are.

    Raises
    ------
    SiteError
        A run has no place on the site.
    """
    runs = sorted(runs)
    briefs = {slug(run.removeprefix(BRIEF)): run for run in runs if run.startswith(BRIEF)}
    single = [run for run in ANALYSES if run in runs]
    single += [run for run in runs if run not in single and run not in briefs.values()]
    top = FINDINGS if FINDINGS in map(page_name, single) else HOME
    pages = [Page(HOME, None)]
    for run in single:
        name = page_name(run)
        pages.append(Page(name, HOME if name == FINDINGS else UNDER.get(name, top), run))
    pages += [
        Page(name, UNDER.get(name, HOME)) for name in WRITTEN if name not in ON_DEMAND or name in on_demand
    ]
    units = provinces.units()
    for name, code in zip(units["name"], units["code"], strict=True):
        if run := briefs.pop(slug(name), ""):
            pages.append(Page(f"units/{slug(name)}", "units/index", run, code))
    if briefs or any("__" in run for run in single):
        strangers = sorted(briefs.values()) + [run for run in single if "__" in run]
        raise SiteError(
            f"These runs have no page: {', '.join(strangers)}. A brief ends in the name of a unit in force, "
            f"such as {BRIEF}ha_noi; other notebooks run once."
        )
    return {page.name: page for page in pages}


def children(pages: Mapping[str, Page], name: str) -> list[Page]:
    """Return the pages that `name` lists, in reading order."""
    return [page for page in pages.values() if page.parent == name]
