"""What is known today of inputs and use, and the smallest association that so many provinces could show."""

import pandas as pd

from analysis.data import availability, processed
from analysis.data.indicators import indicators
from analysis.data.matching import matched
from analysis.data.reported_terms import SOURCE
from analysis.report import figures, tables
from analysis.report.figures import Figure
from analysis.report.findings import INPUTS, USE, known_inputs
from analysis.report.language import Language
from analysis.report.messages import N_, Msgid
from analysis.report.tables import Column, Table
from analysis.stats.describe import correlations
from analysis.stats.evidence.power import detectable_correlation, detectable_table

HELD = (0, 3, 6)
"""Other conditions held equal."""
FEWEST = 10
"""The fewest provinces of which a correlation is spoken."""
_HELD_WORDS: dict[int, Msgid] = {
    0: N_("nothing held equal"),
    3: N_("three conditions held equal"),
    6: N_("six conditions held equal"),
}
OUTCOME = "online_dossier_share_pct"
TEAMS = INPUTS[0]


def known_today() -> pd.DataFrame:
    """Return for how many provinces inputs and outcomes are known, and what so many could show.

    Returns
    -------
    DataFrame, index the indicators, then ``"both"``
        ``exact``, ``bound``, ``first`` and ``last`` (years); ``r0``, ``r3``, ``r6``: the smallest correlation
        with none, three and six conditions held equal, missing where there are too few provinces. ``"both"``
        counts the provinces in which an exact number of teams and the share of online dossiers are known.
    """
    reported = processed.reported(variables=[TEAMS, OUTCOME])
    found = pd.concat([known_inputs(), _counts(reported, OUTCOME)])
    found.loc["both", "exact"] = len(_exact(reported, TEAMS) & _exact(reported, OUTCOME))
    year, places = _measured()
    found.loc[USE, ["exact", "bound", "first", "last"]] = [places, 0, year, year]
    found = found[["exact", "bound", "first", "last"]].astype("Int64")
    for held in HELD:
        found[f"r{held}"] = [_smallest(int(n), held) for n in found["exact"]]
    return found


def _counts(reported: pd.DataFrame, name: str) -> pd.DataFrame:
    found = availability.printed(reported, [name])
    return found.assign(bound=found["about"] + found["bound"])


def _exact(reported: pd.DataFrame, name: str) -> set[str]:
    rows = reported[(reported["variable"] == name) & (reported["geography"] == "63")]
    rows = rows[(rows["kind"] == "observed") & rows["chosen_cross_section"].astype(bool)]
    return set(rows.loc[rows["bound"] == "exact", "code"])


def _measured() -> tuple[int, int]:
    """Return the last year of the score that citizens report, and its number of provinces."""
    rows = processed.observations(USE, "63")
    year = int(rows["year"].max())
    return year, int((rows["year"] == year).sum())


def _smallest(n: int, held: int) -> float:
    return detectable_correlation(n, held) if n >= FEWEST else float("nan")


def known_table(known: pd.DataFrame, language: Language) -> Table:
    """Return what is known today and the smallest correlation that it could show, one row a measure."""
    names = {
        name: language.say("Teams and online dossiers, both known")
        if name == "both"
        else language.short(str(name))
        for name in known.index
    }
    years = [
        language.missing if pd.isna(first) else language.years(range(int(first), int(last) + 1))
        for first, last in zip(known["first"], known["last"], strict=True)
    ]
    strongest, middle, count = benchmark()
    return Table(
        known.assign(years=years).set_axis(pd.Index(list(names.values())), axis=0),
        {
            "exact": Column(language.say("Provinces, exact figure"), kind="integer"),
            "bound": Column(language.say("Rough or a bound"), kind="integer"),
            "years": Column(language.say("Years"), kind="written"),
            **{f"r{held}": Column(language.say(_HELD_WORDS[held]), digits=2) for held in HELD},
        },
        caption=language.say(
            "Known today for the 63 provinces, and the smallest correlation this could show"
        ),
        rows=language.say("Measure"),
        note=language.say(
            "Found with 80% power in a two-sided test at 5%; no number below ten provinces. For "
            "comparison: of {n} published conditions from other sources, known for every province, the "
            "strongest correlation with citizens’ portal use is {strongest}, the middle one {middle} "
            "(absolute values).",
            n=language.integer(count),
            strongest=language.number(strongest, 2),
            middle=language.number(middle, 2),
        ),
        source=tables.sources([SOURCE, USE], language),
        language=language,
    )


def benchmark() -> tuple[float, float, int]:
    """Return the strongest and the middle correlation of published conditions with portal use, and how many.

    Absolute values, over inputs and controls of other sources that are known wherever portal use is.
    """
    year, _ = _measured()
    published = [
        name
        for name, one in indicators().items()
        if one.kind == "published"
        and one.group in ("input", "control")
        and "63" in one.geographies
        and not any(source.startswith("papi") for source in one.sources)
    ]
    section = matched([USE, *published], year).table.dropna(subset=[USE])
    complete = [name for name in published if section[name].notna().all()]
    found = correlations(section, USE, complete)["r"].abs()
    return float(found.max()), float(found.median()), len(found)


def correlation_chart(known: pd.DataFrame, language: Language) -> Figure:
    """Return the smallest correlation by number of provinces, with the numbers known today."""
    everywhere = len(processed.places("63"))
    units = len(processed.places("34"))
    lines = {f"held_{held}": language.say(_HELD_WORDS[held]) for held in HELD}
    places = range(FEWEST, everywhere + 1)
    data = detectable_table(list(places), list(HELD)).set_axis(list(lines), axis=1)
    teams, phones = (int(known["exact"][name]) for name in INPUTS[:2])
    # Of equal numbers the later is named, so that one level never bears two names.
    levels = {
        phones: language.say("smartphones: {n}", n=language.integer(phones)),
        teams: language.say("teams: {n}", n=language.integer(teams)),
        units: language.say("units in force: {n}", n=language.integer(units)),
        everywhere: language.say("all provinces: {n}", n=language.integer(everywhere)),
    }
    now = language.number(known["r0"][TEAMS], 2)
    return figures.curves(
        data,
        language=language,
        title=language.say(
            "With all {all} provinces known, correlations below {now} mostly go unseen",
            all=language.integer(everywhere),
            now=now,
        )
        if teams == everywhere
        else language.say(
            "With {n} provinces, correlations below {now} mostly go unseen; with all {all}, those below "
            "{then}",
            n=language.integer(teams),
            now=now,
            all=language.integer(everywhere),
            then=language.number(detectable_correlation(everywhere), 2),
        ),
        subtitle=language.say("Smallest correlation found with 80% power in a test at 5%, one year"),
        source=language.say("computed in closed form; numbers known today from the table of this section"),
        series_labels=lines,
        levels={n: text for n, text in levels.items() if n >= FEWEST},
        x_label=language.say("provinces with a figure"),
        y_label=language.say("Smallest correlation (absolute value)"),
        digits=2,
    )


def correlation_table(known: pd.DataFrame, language: Language) -> Table:
    """Return the figures of the chart at the numbers known today, and at others that could be reached."""
    reached = [30, 34, 45, len(processed.places("63"))]
    places = sorted({*(int(n) for n in known["exact"] if n >= FEWEST), *reached})
    found = detectable_table(places, list(HELD)).set_axis([f"r{held}" for held in HELD], axis=1)
    return Table(
        found.set_axis(pd.Index([language.integer(n) for n in places]), axis=0),
        {f"r{held}": Column(language.say(_HELD_WORDS[held]), digits=2) for held in HELD},
        caption=language.say("Smallest correlation by number of provinces"),
        rows=language.say("Provinces with a figure"),
        note=language.say("Between these, the curve of the chart."),
        language=language,
        folded=True,
    )
