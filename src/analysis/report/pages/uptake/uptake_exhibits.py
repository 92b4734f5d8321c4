"""How far places differ, whether they moved beside the others, and whether neighbours are alike."""

import pandas as pd

from analysis.data.indicators import indicators
from analysis.data.matching import matched
from analysis.report import tables
from analysis.report.language import Language
from analysis.report.tables import Column, SourceLine, Table, model_words
from analysis.stats.describe import gini, inequality_estimate, theil_parts
from analysis.stats.describe.movement import Movement
from analysis.stats.describe.rank_movement import RankMovement

PAID = "portal2026_online_payment_share_pct"
SHARES = (
    (PAID, "34", 2026),
    ("portal2026_electronic_result_share_pct", "34", 2026),
    ("portal2026_digitised_share_pct", "34", 2026),
    ("portal2026_on_time_share_pct", "34", 2026),
    ("household_computer_share_pct", "63", 2024),
)
"""Shares known for nearly every place, with places and year: of a score it would say how it is scaled."""
POPULATION = "population_thousand"


def inequality(seed: int) -> pd.DataFrame:
    """Return how unequal places are in each share, every place counted once and by its people.

    Parameters
    ----------
    seed : int
        Of the bootstrap.

    Returns
    -------
    DataFrame, index the indicator
        ``years``, ``n``, ``lowest``, ``highest``; ``gini``, ``low``, ``high`` and, weighted by population,
        ``gini_people``, ``low_people``, ``high_people``; ``rest``, the Gini of what lacks to 100 %;
        ``between``, the share of Theil's T by population that lies between regions, in percent, missing where
        places were merged across regions.
    """
    return pd.DataFrame({name: _inequality(name, place, year, seed) for name, place, year in SHARES}).T


def _inequality(name: str, geography: str, year: int, seed: int) -> dict[str, object]:
    section = matched([name, POPULATION], year, geography)
    known = section.table.dropna(subset=[name, POPULATION])
    values, people = known[name], known[POPULATION]
    once, weighted = (inequality_estimate(values, weights, seed=seed) for weights in (None, people))
    whole = not known["region"].isna().any()
    return {
        "years": section.years[name],
        "n": len(known),
        "lowest": values.min(),
        "highest": values.max(),
        "gini": once.estimate,
        "low": once.low,
        "high": once.high,
        "gini_people": weighted.estimate,
        "low_people": weighted.low,
        "high_people": weighted.high,
        "rest": gini(100 - values),
        "between": 100 * theil_parts(values, known["region"], people).between_share if whole else None,
    }


def inequality_table(found: pd.DataFrame, language: Language) -> Table:
    """Return the result of :func:`inequality` as a table."""
    shown = found.assign(years=[language.years(years) for years in found["years"]])
    return Table(
        shown.set_axis(found.index.map(language.short)),
        {
            "years": Column(language.say("Year"), kind="written"),
            "n": Column(language.say("Known for"), kind="integer"),
            "lowest": Column(language.say("Lowest"), 1, "percent"),
            "highest": Column(language.say("Highest"), 1, "percent"),
            "gini": Column(language.say("Gini, every place once"), 2),
            "interval": Column.interval(language.say("95% interval"), "low", "high", 2),
            "gini_people": Column(language.say("Gini, by population"), 2),
            "by_people": Column.interval(language.say("its 95% interval"), "low_people", "high_people", 2),
            "between": Column(language.say("Between regions"), 0, "percent"),
        },
        caption=language.say("Inequality between places in shares of dossiers and of households"),
        rows=language.say("Measure"),
        note=language.say(
            "Gini: 0 when all places are alike. Of the part not paid online it is {rest}: the nearer a share "
            "comes to 100%, the smaller its Gini. Interval: bootstrap over places, so it says how far the "
            "number rests on single places. Between regions: share of Theil’s T by population; units merged "
            "across regions have none.",
            rest=language.number(found["rest"].astype(float)[PAID], 2),
        ),
        source=tables.sources([*found.index, POPULATION], language),
        language=language,
    )


def moved_table(
    moved: Movement,
    ranks: RankMovement,
    measure: str,
    language: Language,
    *,
    years: tuple[int, int],
    geography: str,
    source: SourceLine,
) -> Table:
    """Return for each place whether it moved beside the common change, and by how many ranks.

    Parameters
    ----------
    moved : Movement
        Beside the common change.
    ranks : RankMovement
    measure : str
        Indicator.
    language : Language
    years : tuple of int
        First and last.
    geography, source
        Of the figures.
    """
    start, end = map(str, years)
    shown = moved.places.join(ranks.places).dropna(subset=["change"])
    shown["p_moved"] = 100 * shown[["p_up", "p_down"]].max(axis=1)
    return Table(
        shown.sort_values("change", ascending=False),
        {
            "change": Column(
                language.say("Beside the common change"), indicators()[measure].decimals, kind="signed"
            ),
            "p_moved": Column(language.say("Probability of that direction"), 0, "percent"),
            "places_up": Column(language.say("Ranks up, as published"), kind="signed", digits=0),
            "interval": Column.interval(
                language.say("90% interval of ranks up"), "places_up_low", "places_up_high", 0
            ),
        },
        caption=language.say(
            "{measure}: how each place moved from {start} to {end}",
            measure=language.label(measure),
            start=start,
            end=end,
        ),
        rows=language.say("Province"),
        geography=geography,
        note=language.say(
            "A place is said to have moved where the probability exceeds 90%; where places differ in how "
            "they moved by much less than the noise, more of these few than expected have not. Places "
            "without a figure in one of the two years are left out."
        ),
        source=source,
        language=language,
        folded=True,
    )


def alike_table(
    by_year: dict[int, pd.DataFrame], measure: str, language: Language, *, source: SourceLine
) -> Table:
    """Return Moran's I of a measure, one row a year, for each way to say who is a neighbour.

    Parameters
    ----------
    by_year : dict of int to DataFrame
        From :func:`analysis.stats.spatial.moran`.
    measure : str
        Indicator.
    language, source
    """
    matrices = next(iter(by_year.values())).index
    rows = {
        str(year): {
            "n": found["n"].iloc[0],
            **{f"i {name}": found.loc[name, "i"] for name in matrices},
            **{f"p {name}": found.loc[name, "p_value"] for name in matrices},
        }
        for year, found in by_year.items()
    }
    columns: dict[str, Column] = {}
    for name in matrices:
        who = language.say(model_words.NEIGHBOURS[name])
        columns[f"i {name}"] = Column(f"I ({who})", 2, kind="signed")
        columns[f"p {name}"] = Column(f"p ({who})", kind="p_value")
    return Table(
        pd.DataFrame(rows).T,
        columns | {"n": Column(language.say("Known for"), kind="integer")},
        caption=language.say("{measure}: Moran’s I by who is a neighbour", measure=language.label(measure)),
        rows=language.say("Year"),
        note=language.say(
            "About 0 without a pattern, positive where neighbours are alike. p: the largest of three ways to "
            "compute it. Noise in the figures draws Moran’s I towards 0."
        ),
        source=source,
        language=language,
        folded=True,
    )
