"""Portal use on the map, year by year, and the figures behind it."""

import pandas as pd

from analysis.report import figures, tables
from analysis.report.findings import USE
from analysis.report.language import Language

DIGITS = 2


def by_year(panel: pd.DataFrame) -> pd.DataFrame:
    """Return portal use (PAPI 8.1) by province and year; a missing score is missing.

    Parameters
    ----------
    panel
        Panel of the 63 provinces, of years that can be compared.

    Returns
    -------
    DataFrame
        Index the codes of the provinces, columns the years.
    """
    return panel.set_index(["code", "year"])[USE].unstack("year")  # noqa: PD010 - pivot_table would average


def use_maps(use: pd.DataFrame, language: Language) -> figures.Figure:
    """Draw one small map a year, and say in how many provinces the last score is above the first.

    Parameters
    ----------
    use
        As :func:`by_year` returns it.
    language
        Language of the chart.
    """
    both = use.iloc[:, [0, -1]].dropna()
    return figures.tile_map_small_multiples(
        use,
        "63",
        title=language.say(
            "Portal use was higher in {end} than in {start} in {rose} of the {n} provinces with both scores",
            start=int(use.columns[0]),
            end=int(use.columns[-1]),
            rose=int((both.iloc[:, 1] > both.iloc[:, 0]).sum()),
            n=len(both),
        ),
        subtitle=language.say(
            "{measure}; provinces before 1 July 2025; {years}",
            measure=language.label(USE),
            years=language.years(int(year) for year in use.columns),
        ),
        source=tables.sources([USE], language, geography="63").names,
        digits=DIGITS,
        language=language,
    )


def use_table(use: pd.DataFrame, language: Language) -> tables.Table:
    """Return the figures behind :func:`use_maps`, to be folded away."""
    return tables.Table(
        use.set_axis([str(year) for year in use.columns], axis=1),
        {str(year): tables.Column(str(year), digits=DIGITS) for year in use.columns},
        caption=language.say("{measure}, by province and year", measure=language.label(USE)),
        rows=language.say("Province"),
        geography="63",
        source=tables.sources([USE], language, geography="63"),
        language=language,
        folded=True,
    )
