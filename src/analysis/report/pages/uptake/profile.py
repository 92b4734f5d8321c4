"""The profile of a measure of use over places, in words: basis, level, movement, ranks."""

from collections.abc import Sequence

import pandas as pd

from analysis.data import processed
from analysis.data.indicators import indicators
from analysis.report.findings import Finding
from analysis.report.language import Language
from analysis.report.tables import Column, sources
from analysis.stats import describe
from analysis.stats.describe import ranks

ENOUGH_YEARS = 2
"""Up to so many years the error of a figure is not told apart from its change."""


def where(geography: str, language: Language) -> str:
    """Return the name of a geography: the provinces until the merger, or the units in force since."""
    count = language.integer(len(processed.places(geography)))
    if geography == "63":
        return language.say("{count} provinces before 1 July 2025", count=count)
    return language.say("{count} units in force since 1 July 2025", count=count)


def basis(figures: pd.DataFrame, indicator: str, geography: str, language: Language) -> str:
    """Return what a profile rests on, in one line.

    Parameters
    ----------
    figures : DataFrame
        One row a place, one column a year.
    indicator : str
    geography : {"63", "34"}
    language : Language
    """
    return language.say(
        "{measure}; {where}; {years}: {known} of {all} figures are known. {source}",
        measure=language.label(indicator),
        where=where(geography, language),
        years=language.years(int(year) for year in figures.columns),
        known=language.integer(int(figures.notna().sum().sum())),
        all=language.integer(figures.size),
        source=str(sources([indicator], language, geography=geography)),
    )


def spread_columns(indicator: str, language: Language) -> dict[str, Column]:
    """Return the columns that show level and spread of an indicator, named as by :func:`describe.levels`."""
    digits = indicators()[indicator].decimals
    labels = {
        "min": language.say("Lowest"),
        "q1": language.say("Lower quartile"),
        "median": language.say("Median"),
        "q3": language.say("Upper quartile"),
        "max": language.say("Highest"),
    }
    known = {"n": Column(language.say("Known for"), kind="integer")}
    return known | {name: Column(label, digits) for name, label in labels.items()}


def extremes(
    values: "pd.Series[float]", indicator: str, geography: str, year: int, language: Language
) -> str:
    """Return the lowest and the highest figure of a year with their places, as a headline."""
    return language.say(
        "{year}: from {least} in {lowest} to {most} in {highest}",
        year=year,
        least=language.value(values.min(), indicator),
        lowest=_named(values, values.min(), geography, language),
        most=language.value(values.max(), indicator),
        highest=_named(values, values.max(), geography, language),
    )


def between_regions(data: pd.DataFrame, value: str, region: str, language: Language) -> str:
    """Return which share of the variance lies between regions, beside what chance alone would give.

    Parameters
    ----------
    data : DataFrame
        One row a place, without missing values.
    value, region : column name
    """
    groups, places = data[region].nunique(), len(data)
    if groups == 1 or data[value].min() == data[value].max():
        return ""
    share, chance = describe.between_share(data, value, region), (groups - 1) / (places - 1)
    return language.say(
        "Between regions lie {share} of the variance; places dealt out to regions at random would give about "
        "{chance}.",
        share=language.percent(100 * share, 0),
        chance=language.percent(100 * chance, 0),
    )


def usual_difference(std_error: float) -> float:
    """Return what the difference of two figures of this standard error exceeds in one case of twenty."""
    return float(1.96 * (2 * std_error**2) ** 0.5)


def movement(
    moved: describe.Change, std_error: float, indicator: str, years: Sequence[int], language: Language
) -> str:
    """Return how an indicator moved, in the mean and in how many places by more than years usually differ.

    Parameters
    ----------
    moved : Change
        Between the first and the last of `years`.
    std_error : float
        Of one figure, from :func:`ranks.noise_from_panel`. Of two years it is their difference itself that it
        comes from, and no place is set against it.
    """
    digits = indicators()[indicator].decimals
    mean = language.say(
        "From {start} to {end} the figure moved by {mean} in the mean of {n} places (95% interval "
        "{interval}).",
        start=min(years),
        end=max(years),
        mean=language.signed(moved.mean, digits),
        n=language.integer(moved.n),
        interval=language.interval(moved.low, moved.high, digits),
    )
    if len(years) <= ENOUGH_YEARS:
        return mean
    usual = usual_difference(std_error)
    beyond = language.say(
        "In {risen} places it rose, in {fallen} it fell by more than {usual}, the most that figures of two "
        "years usually differ by when nothing lasting has changed.",
        risen=language.integer(int((moved.places["change"] > usual).sum())),
        fallen=language.integer(int((moved.places["change"] < -usual).sum())),
        usual=language.number(usual, digits),
    )
    return f"{mean} {beyond}"


def level(values: "pd.Series[float]", indicator: str, geography: str, year: int) -> Finding:
    """Return the level of an indicator in one year, with the middle half and both ends.

    Parameters
    ----------
    values : Series
        Figures by place code.
    """
    measure, found = indicators()[indicator], describe.spread(values)

    def sentence(language: Language) -> str:
        return language.say(
            "{measure}, {where}: half of the places stood between {q1} and {q3} in {year}, all of them "
            "between {least} and {most}.",
            measure=language.label(indicator),
            where=where(geography, language),
            q1=language.number(found["q1"], measure.decimals),
            q3=language.number(found["q3"], measure.decimals),
            year=year,
            least=language.number(found["min"], measure.decimals),
            most=language.number(found["max"], measure.decimals),
        )

    median = float(found["median"])
    return Finding(
        "level_and_spread", median, None, None, measure.unit, int(found["n"]), (year,), 0.05 * abs(median),
        sentence, digits=measure.decimals,
    )  # fmt: skip


def _named(values: "pd.Series[float]", figure: float, geography: str, language: Language) -> str:
    return language.names(language.place(str(code), geography) for code in values.index[values == figure])


def uncertain_ranks(all_error: pd.DataFrame, half_error: pd.DataFrame, years: Sequence[int]) -> Finding:
    """Return for how many places the rank is known only to within more than half of the table.

    Parameters
    ----------
    all_error, half_error : DataFrame
        As :func:`ranks.rank_intervals` returns it for the last of `years`: with all movement from year to
        year taken as error, an upper bound, and with half of its variance.
    years : sequence of int
        From which the error was taken.
    """
    apart = ranks.separation(all_error)
    wide, n = int(apart["wide"]), int(apart["n"])

    def sentence(language: Language) -> str:
        return language.say(
            "How far a rank of {year} can be trusted hangs on the error of the figures, which is not "
            "published: with all movement from year to year taken as error, the 90% interval of {wide} of "
            "{n} places covers more than half of the table; with half of its variance, that of {fewer}.",
            year=max(years),
            wide=language.integer(wide),
            n=language.integer(n),
            fewer=language.integer(int(ranks.separation(half_error)["wide"])),
        )

    return Finding(
        "uncertain_ranks", wide, None, None, "count", n, tuple(sorted(years)), 4, sentence, digits=0
    )
