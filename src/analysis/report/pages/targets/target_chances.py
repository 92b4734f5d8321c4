"""What can be said of the chance of reaching a target: what it would rest on, and how well it would hold."""

from dataclasses import dataclass

import pandas as pd

from analysis.data import dataset, processed, target_series
from analysis.data.records import Record, records
from analysis.data.simulation import simulate
from analysis.report import simulation_mark, tables
from analysis.report.kept_results import kept
from analysis.report.language import Language
from analysis.report.messages import N_, Msgid
from analysis.report.pages.targets import reported_figures
from analysis.report.tables import Column, Table
from analysis.stats.targets.backtest import held_back
from analysis.stats.targets.outlook import outlook
from analysis.stats.targets.trajectory import FEWEST_PLACES, trajectory

WHOLE = 100.0
DOSSIERS = "online_dossier_share_pct"


@dataclass(frozen=True)
class Trial:
    """A share with enough comparable years to hold some back.

    Attributes
    ----------
    share : str
    first, last : int
        Years up to the last one foretold; those of ``held`` are not used for the trend.
    held : tuple of int
    continuity : float or None
        Least distance from 0 and 100 percent, for shares that reach them.
    """

    share: str
    first: int
    last: int
    held: tuple[int, ...]
    continuity: float | None = None


TRIALS = (
    Trial("poverty_rate_pct", 2018, 2021, (2021,), continuity=0.05),
    Trial("urban_share_pct", 2018, 2024, (2023, 2024)),
)
"""The shares of the provinces with three comparable years before one to be held back; none is a target."""

SIMULATED_YEARS, SIMULATED_DATE, SIMULATED_TARGET = range(2020, 2024), 2024, 50.0
CLASSES: tuple[tuple[float, float, Msgid], ...] = (
    (0.0, 0.1, N_("below {high}")),
    (0.1, 0.5, N_("{low} to below {high}")),
    (0.5, 0.9, N_("{low} to below {high}")),
    (0.9, 1.0, N_("{low} and more")),
)


def series_table(language: Language) -> Table:
    """Return, for each published target, what series stand behind it and what a chance would need."""
    places = len(processed.places("63"))
    behind = target_series.behind(processed.targets(), places).sort_values(
        "places", ascending=False, kind="stable"
    )
    rows = reported_figures.against(behind, language)
    rows["needed"] = [_needed(row, language) for row in records(behind)]
    return Table(
        rows.set_index("measure"),
        {
            "holds_for": Column(reported_figures.head("holds_for", language), kind="text"),
            "aim": Column(reported_figures.head("aim", language), kind="written"),
            "deadline": Column(reported_figures.head("deadline", language), kind="written"),
            "with_figure": Column(language.say("Provinces with a figure"), kind="integer"),
            "longest": Column(language.say("Most years"), kind="integer"),
            "with_series": Column(language.say("With three years"), kind="integer"),
            "needed": Column(language.say("What a probability would need"), kind="text"),
        },
        caption=language.say(
            "What a probability of reaching each target or guideline would rest on: {some} of {all} have a "
            "province with three comparable years",
            some=language.integer(int((behind["with_series"] > 0).sum())),
            all=language.integer(len(behind)),
        ),
        rows=reported_figures.head("measure", language),
        note=language.say(
            "Figures: of any year, for the whole place, bounds left out. Most years: of one place, by one "
            "definition. Once a deadline has passed, the figure of its year says more than any probability."
        ),
        source=tables.sources(["reported_figures"], language),
        language=language,
    )


def repeated_table(language: Language) -> Table:
    """Return the figures of provinces that printed a target's measure in two years by one definition."""
    rows = target_series.repeated(processed.reported())
    return reported_figures.table(
        reported_figures.annotated(rows, language),
        ["place", "measure", "definition", "when", "figure"],
        caption=language.say(
            "Provinces with figures of two years by one definition, for a measure that a target names"
        ),
        note=language.say("Two figures are no trend: a difference can be chance, rounding or another count."),
        language=language,
        folded=True,
    )


def trial(given: Trial) -> pd.DataFrame:
    """Return the held-back years of a share with what was foretold, one row a province and year."""
    panel = processed.panel("63", years=range(given.first, given.last + 1), indicators=[given.share])
    middle = float(panel[given.share].median())
    return kept(held_back)(panel, given.share, given.held, middle, continuity=given.continuity)


def held_back_table(language: Language) -> Table:
    """Return how often a held-back figure lay in the interval that was foretold for it."""
    rows = []
    for given in TRIALS:
        known = processed.panel("63", indicators=[given.share]).dropna(subset=[given.share])["year"].unique()
        used = [int(year) for year in known if given.first <= year < min(given.held)]
        every = trial(given)
        for year in given.held:
            found = every[every["date"] == year]
            rows.append(
                {
                    "share": language.short(given.share),
                    "used": language.years(used),
                    "year": year,
                    "n": len(found),
                    "inside": int(found["inside"].sum()),
                    "percent": 100 * float(found["inside"].mean()),
                    "width": float((found["high"] - found["low"]).median()),
                }
            )
    return Table(
        pd.DataFrame(rows).set_index("share"),
        {
            "used": Column(language.say("Years used"), kind="text"),
            "year": Column(language.say("Year held back"), kind="year"),
            "n": Column(language.say("Provinces"), kind="integer"),
            "inside": Column(language.say("In the 95% interval"), kind="integer"),
            "percent": Column(language.say("Share of provinces"), 0, "percent"),
            "width": Column(language.say("Width, median"), 1, "percentage_points"),
        },
        caption=language.say("Two shares that have enough years: the year held back and what was foretold"),
        rows=language.say("Share"),
        note=language.say(
            "Neither share is a target here. Places of one year share what moves them all, so a row is "
            "nearer to one test than to many. Poverty rates below {floor} were set to {floor}.",
            floor=language.percent(TRIALS[0].continuity, 2),
        ),
        source=tables.sources([given.share for given in TRIALS], language, geography="63"),
        language=language,
        folded=True,
    )


def simulated_table(language: Language) -> Table:
    """Return how the chances of a simulated target came true, by class of chance; marked as simulated."""
    years = [*SIMULATED_YEARS, SIMULATED_DATE]
    panel = simulate(years=years).panel
    runs = dataset.SIMULATED_RUNS
    found = kept(held_back)(panel, DOSSIERS, [SIMULATED_DATE], SIMULATED_TARGET, runs=runs)
    fitted = kept(trajectory)(panel[panel["year"] < SIMULATED_DATE], DOSSIERS, runs=runs)
    expected = outlook(fitted, SIMULATED_TARGET, SIMULATED_DATE)
    rows = [_chance_class(found, low, high, text, language) for low, high, text in CLASSES]
    shown = pd.DataFrame(rows).set_index("chance")
    shown.attrs["simulated"] = True
    return Table(
        shown,
        {
            "n": Column(language.say("Provinces"), kind="integer"),
            "expected": Column(language.say("Expected to reach it"), 1),
            "reached": Column(language.say("Reached it"), kind="integer"),
        },
        caption=language.say(
            "A simulated target of {target} of dossiers in {date}: chances given from {years}, and what came",
            target=language.percent(SIMULATED_TARGET, 0),
            date=str(SIMULATED_DATE),
            years=language.years(SIMULATED_YEARS),
        ),
        rows=language.say("Chance given"),
        note=language.say(
            "Expected of all: {expected} provinces (95% interval {interval}); {reached} reached it.",
            expected=language.number(expected.expected, 1),
            interval=language.interval(expected.low, expected.high, 0),
            reached=language.integer(int(found["reached"].sum())),
        ),
        source=simulation_mark.description(language),
        language=language,
        folded=True,
    )


def _needed(target: Record, language: Language) -> str:
    """Return what a probability for a target would need, in words."""
    if target["target"] == WHOLE:
        return language.say("none: a share of everyone is counted")
    if target["geography"] == "VN":
        return language.say(
            "three years, one definition, all {n} provinces",
            n=language.integer(target["places"]),
        )
    return language.say(
        "three years, one definition, here and {n} others",
        n=language.integer(FEWEST_PLACES - 1),
    )


def _chance_class(
    found: pd.DataFrame, low: float, high: float, text: Msgid, language: Language
) -> dict[str, object]:
    """Return one class of chances: how many provinces, how many expected, how many reached the target."""
    ends = {"low": language.percent(100 * low, 0), "high": language.percent(100 * high, 0)}
    within = found[(found["chance"] >= low) & ((found["chance"] < high) | (high == 1.0))]
    return {
        "chance": language.say(text, **{end: said for end, said in ends.items() if f"{{{end}}}" in text}),
        "n": len(within),
        "expected": float(within["chance"].sum()),
        "reached": int(within["reached"].sum()),
    }
