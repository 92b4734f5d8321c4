"""What dates of a start, and an order of starts drawn by lot, would buy: simulated, and marked so."""

import pandas as pd

from analysis.data import processed
from analysis.report.kept_results import kept
from analysis.report.language import Language
from analysis.report.messages import N_, Msgid
from analysis.report.pages.learning.learning_exhibits import source
from analysis.report.pages.learning.learning_study import Study
from analysis.report.remarks import Remark
from analysis.report.simulation_mark import marked
from analysis.report.tables import Column, Table
from analysis.stats.learning.closed_form import detectable_in_drawn_order
from analysis.stats.learning.dates import Starts, times_larger

SPREADS = (1, 6, 12)
"""Months within which all communes of a province follow its first one."""

RECORDS: dict[str, Msgid] = {
    "communes_by_month": N_("month of the first team, commune by commune"),
    "communes_at_year_end": N_("number of communes with a team at the end of each year"),
    "first_month": N_("month of the province’s first team"),
    "first_year": N_("year of the province’s first team"),
}


def dates(repetitions: int) -> pd.DataFrame:
    """Return by how much the smallest difference is larger with coarser dates of the start.

    Returns
    -------
    DataFrame, index the records
        One column for each of :data:`SPREADS`, and ``…_error``, Monte Carlo standard errors.
    """
    columns = {}
    for months in SPREADS:
        found = kept(times_larger)(Starts(spread=months), repetitions)
        columns[str(months)] = {name: value for name, (value, _) in found.items()}
        columns[f"{months}_error"] = {name: error for name, (_, error) in found.items()}
    return pd.DataFrame(columns)


def dates_table(found: pd.DataFrame, study: Study, language: Language) -> Table:
    """Return what coarser dates would cost, by how fast the communes of a province follow."""
    starts = Starts()
    return Table(
        found.set_axis([language.say(RECORDS[str(name)]) for name in found.index], axis=0),
        {str(months): Column(_within(months, language), digits=2) for months in SPREADS},
        caption=language.say("Smallest difference, as a multiple of that with months by commune"),
        rows=language.say("What is recorded of the start"),
        note=language.say(
            "Simulated roll-outs: {places} provinces of {communes} communes, first communes spread "
            "evenly over {months} months, {years} years; fixed effects of provinces and years. Monte "
            "Carlo standard errors up to {error}.",
            places=language.integer(starts.places),
            communes=language.integer(starts.communes),
            months=language.integer(starts.months),
            years=language.integer(starts.years),
            error=language.number(found.filter(like="_error").to_numpy().max(), 2),
        ),
        source=source(study, language),
        language=language,
        folded=True,
        simulated=True,
    )


def _within(months: int, language: Language) -> str:
    """Return how fast the communes of a province follow."""
    if months == 1:
        return language.say("all communes in the same month")
    return language.say("all communes within {n} months", n=language.integer(months))


def drawn_order(study: Study) -> pd.DataFrame:
    """Return the smallest difference between units drawn to start first and the others.

    Returns
    -------
    DataFrame, index the number of units
        ``alone`` and ``before``: points, without and with the outcome of the year before; ``twice``: with
        it, units twice as far apart as provinces.
    """
    spread, alike = study.between()
    in_force = processed.places("34")
    communes = int(in_force["commune_units"].sum())
    units = [len(in_force), len(processed.places("63")), round(communes / len(in_force)), communes]
    rows = {
        n: {
            "alone": detectable_in_drawn_order(n, spread),
            "before": detectable_in_drawn_order(n, spread, persistence=alike),
            "twice": detectable_in_drawn_order(n, 2 * spread, persistence=alike),
        }
        for n in units
    }
    return pd.DataFrame.from_dict(rows, orient="index")


def drawn_order_table(found: pd.DataFrame, study: Study, language: Language) -> Table:
    """Return what a start in an order drawn by lot would show, by what is drawn."""
    spread, alike = study.between()
    names = [
        language.say("the units in force"),
        language.say("the provinces before the merger"),
        language.say("the communes of one unit, on average"),
        language.say("all communes"),
    ]
    shown = found.assign(units=found.index).set_axis(pd.Index(names), axis=0)
    return Table(
        shown,
        {
            "units": Column("N", kind="integer"),
            "alone": Column(language.say("only the year of the start"), digits=1),
            "before": Column(language.say("with the year before"), digits=1),
            "twice": Column(language.say("with the year before, units twice as far apart"), digits=1),
        },
        caption=language.say(
            "Smallest difference (percentage points) between those that start first and those that "
            "follow, if a lot decides which half starts first"
        ),
        rows=language.say("What is drawn"),
        note=language.say(
            "Closed form, 80% power at 5%. Units are taken to lie as far apart as simulated provinces "
            "(standard deviation {spread} points; correlation of two years {alike}). A description of "
            "what such an order would allow, not advice on how to set up teams.",
            spread=language.number(spread, 1),
            alike=language.number(alike, 2),
        ),
        source=source(study, language),
        language=language,
        folded=True,
        simulated=True,
    )


def dates_remark(found: pd.DataFrame, checks: pd.DataFrame, language: Language) -> Remark:
    """Return in sentences what dates and the figures of the years before would buy.

    Parameters
    ----------
    found : DataFrame
        From :func:`dates`.
    checks : DataFrame
        From :func:`analysis.stats.validation.tables.simulation`.
    language : Language
    """
    laggards = checks.query("study == 'rollout' and world == 'sent_to_laggards'").set_index(
        ["method", "quantity"]
    )["value"]
    slowest = str(SPREADS[-1])
    text = language.say(
        "If only the year of a province’s first team is known, the smallest difference is {year} times "
        "that with the month of each commune, where communes follow within {months} months; with the "
        "communes that have a team at the end of each year, {end} times. Where teams go to places that "
        "lag behind, the method “finds” something in {alarms} of 100 roll-outs in which nothing is "
        "there; the checks before a statement, which need the years before the start, refuse {refused} "
        "of 100.",
        year=language.number(found[slowest]["first_year"], 1),
        months=slowest,
        end=language.number(found[slowest]["communes_at_year_end"], 1),
        alarms=language.number(100 * laggards["imputation", "size"], 0),
        refused=language.number(100 * laggards["checks", "refused"], 0),
    )
    return Remark(marked(text, language))


def order_remark(drawn: pd.DataFrame, language: Language) -> Remark:
    """Return in a sentence what an order drawn by lot would allow.

    Parameters
    ----------
    drawn : DataFrame
        From :func:`drawn_order`.
    language : Language
    """
    text = language.say(
        "If a lot decided which half of {communes} communes starts first, the two halves would differ by "
        "chance alone before the start, and differences from {communes_least} points up would show; of "
        "{units} units, from {units_least} points up.",
        communes=language.integer(int(drawn.index[-1])),
        communes_least=language.number(drawn["before"].iloc[-1], 1),
        units=language.integer(int(drawn.index[0])),
        units_least=language.number(drawn["before"].iloc[0], 1),
    )
    return Remark(marked(text, language))
