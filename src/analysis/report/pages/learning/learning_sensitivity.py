"""What other assumptions would make of what could be learned: noise, errors, sizes, what stays."""

import pandas as pd

from analysis.data import processed
from analysis.data.simulation.model import TEAMS
from analysis.data.simulation.settings import WORLDS
from analysis.report.findings import ACCESS, USE, YEARS
from analysis.report.language import Language
from analysis.report.messages import N_, Msgid
from analysis.report.pages.learning.learning_exhibits import source, yardstick
from analysis.report.pages.learning.learning_study import LOOKED_AT, VARIANTS, Study
from analysis.report.tables import Column, Table
from analysis.stats.describe.variation import variation
from analysis.stats.learning.closed_form import detectable_over_years
from analysis.stats.learning.countries import CONDITIONS
from analysis.stats.learning.designs import chance

_LASTING = 0.3
"""Standard deviation of what stays with a place in the simulated model (logit points)."""
STEADY = (0.5, 0.8, 0.95)
SIZES = (1, 2, 3, 5, 8)
"""Differences in points of which the chance to be found is shown."""

_VARIANTS: dict[str, Msgid] = {
    "as_assumed": N_("as assumed, recorded exactly"),
    "calm": N_("use moves half as much from year to year"),
    "restless": N_("use moves twice as much from year to year"),
    "region_shocks": N_("provinces of a region share shocks"),
    "small_errors": N_("inputs recorded with half the error"),
    "large_errors": N_("inputs recorded with twice the error"),
}


def assumptions_table(study: Study, language: Language) -> Table:
    """Return what the simulated model takes to be there: differences, spreads, noise."""
    countries = study.drawn["exact"]["63"]
    rows = {
        language.short(name): {
            "unit": countries.effects[name],
            "spread": countries.spread(name),
            "points": study.points(name) * countries.effects[name],
        }
        for name in countries.effects
    }
    assumed = WORLDS["plain"]
    return Table(
        pd.DataFrame.from_dict(rows, orient="index"),
        {
            "unit": Column(language.say("Logit points a unit"), digits=2),
            "spread": Column(language.say("Standard deviation between provinces"), digits=2),
            "points": Column(language.say("Points for one standard deviation"), digits=1),
        },
        caption=language.say("Assumed in the model: differences that go with the inputs"),
        rows=language.say("Input"),
        note=language.say(
            "What moves use from year to year: standard deviation {moving} logit points; what stays with "
            "a province: {lasting}; teams never start in {never} of the provinces.",
            moving=language.number(assumed.own, 1),
            lasting=language.number(_LASTING, 1),
            never=language.percent(100 * assumed.never, 0),
        ),
        source=source(study, language),
        language=language,
        folded=True,
        simulated=True,
    )


def variants_table(found: pd.DataFrame, study: Study, repetitions: int, language: Language) -> Table:
    """Return the smallest difference of all provinces over four years under other assumptions."""
    errors = found[[f"{name}_error" for name in LOOKED_AT]].to_numpy()
    share = float((errors / found[list(LOOKED_AT)].to_numpy()).max())
    return Table(
        found.loc[list(VARIANTS)].set_axis([language.say(_VARIANTS[one]) for one in VARIANTS], axis=0),
        {name: Column(language.short(name), digits=1) for name in LOOKED_AT},
        caption=language.say(
            "Smallest difference (points), 63 provinces, four years, under other assumptions"
        ),
        rows=language.say("Assumption"),
        note=" ".join(
            [
                yardstick(study, language),
                language.say(
                    "{n} countries of each, seeds from 1; Monte Carlo standard errors up to {share} of a "
                    "number.",
                    n=language.integer(repetitions),
                    share=language.percent(100 * share, 0),
                ),
            ]
        ),
        language=language,
        folded=True,
        simulated=True,
    )


def chances_table(study: Study, language: Language) -> Table:
    """Return the chance that differences of other sizes are found, for some designs."""
    years, additions = study.years, study.additions
    by = years[years["input"] == TEAMS].set_index(["geography", "years"])
    designs = {
        language.say("known today, one year"): (
            additions["smallest"]["today"],
            study.known - len(CONDITIONS) - 2,
        ),
        language.say("63 provinces, two years"): (by["smallest"]["63", 2], 62),
        language.say("63 provinces, four years, with error"): (by["with_errors"]["63", 4], 62),
        language.say("63 provinces, four years"): (by["smallest"]["63", 4], 62),
        language.say("34 units, four years"): (by["smallest"]["34", 4], 33),
    }
    rows = {
        name: {str(size): 100 * chance(size, smallest, df) for size in SIZES}
        for name, (smallest, df) in designs.items()
    }
    return Table(
        pd.DataFrame.from_dict(rows, orient="index"),
        {str(size): Column(language.with_unit(language.integer(size), "points"), digits=0) for size in SIZES},
        caption=language.say("Chance, of 100, that a difference of some size is found, teams"),
        rows=language.say("Design"),
        note=yardstick(study, language),
        source=source(study, language),
        language=language,
        folded=True,
        simulated=True,
    )


def steadiness_table(study: Study, language: Language) -> Table:
    """Return the smallest difference by how much of an input's variance stays with the place."""
    countries = study.drawn["exact"]["63"]
    moving, slope = WORLDS["plain"].own, countries.slope
    runs = (1, 2, 4, 6)
    rows = {
        language.percent(100 * steady, 0): {
            str(years): slope
            * detectable_over_years(63, years, steady=steady, moving=moving, lasting=_LASTING, controls=5)
            for years in runs
        }
        for steady in STEADY
    }
    measured = processed.panel("63", years=YEARS, indicators=[ACCESS, USE])
    published = variation(measured, [ACCESS, USE], "code", "year")
    stays = published["sd_between"] ** 2 / (published["sd_between"] ** 2 + published["sd_moving"] ** 2)
    return Table(
        pd.DataFrame.from_dict(rows, orient="index"),
        {
            str(years): Column(
                language.say("one year") if years == 1 else language.say("{n} years", n=years), digits=1
            )
            for years in runs
        },
        caption=language.say(
            "Smallest difference (points), 63 provinces, by how much of an input stays with the province"
        ),
        rows=language.say("Share of variance that stays"),
        note=language.say(
            "Closed form. What stays with a province cannot be read over years; what moves can. In PAPI, "
            "{years}, {access} of the variance of internet access and {use} of that of portal use stays.",
            years=language.years(YEARS),
            access=language.percent(100 * float(stays[ACCESS]), 0),
            use=language.percent(100 * float(stays[USE]), 0),
        ),
        source=source(study, language),
        language=language,
        folded=True,
        simulated=True,
    )
