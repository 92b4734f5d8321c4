"""Tables, chart and findings of the page on the panel of communes; all of it simulated, and marked."""

import pandas as pd

from analysis.data.communes import database
from analysis.data.communes.settings import INPUTS
from analysis.report import figures, simulation_mark
from analysis.report.finding import Finding
from analysis.report.language import Language
from analysis.report.messages import N_
from analysis.report.pages.communes.brief_exhibits import INDICATORS
from analysis.report.pages.communes.panel_figures import COMMUNES, PROVINCES, Panel, rules
from analysis.report.remarks import Remark
from analysis.report.tables import Column, Table

MODELS = {COMMUNES: N_("all communes"), PROVINCES: N_("sums of the provinces")}

TEAMS = "teams_per_1000_people"


def years_table(panel: Panel, language: Language) -> Table:
    """Return what the panel adds up to, by year."""
    return Table(
        panel.country().rename_axis(language.say("Year")),
        {
            "reported_months": Column(language.say("Months reported"), kind="integer"),
            "dossiers": Column(language.say("Dossiers received"), kind="integer"),
            "online_share_pct": Column(language.say("Filed online"), digits=1, unit="percent"),
            "smartphone_share_pct": Column(language.short("smartphone_share_pct"), digits=1, unit="percent"),
            "teams": Column(language.say("Community teams"), kind="integer"),
        },
        caption=language.say("All communes added up, by year"),
        note=language.say(
            "Dossiers are those of the months that were reported; people and teams are those of the last "
            "month of the year."
        ),
        source=simulation_mark.description(language),
        language=language,
    )


def pieces_table(panel: Panel, language: Language) -> Table:
    """Return how many rows each way of reading touches."""
    say = language.say
    rows = {
        say("one commune"): (panel.months, say("the part of one file that holds it")),
        say("one month"): (panel.communes, say("two columns to find them, then the rows")),
        say("the largest province"): (panel.largest_province(), say("one file")),
        say("everything, for checks, sums and models"): (panel.rows, say("one province at a time")),
    }
    frame = pd.DataFrame.from_dict(rows, orient="index", columns=["rows", "how"])
    return Table(
        frame,
        {"rows": Column(say("Rows"), kind="integer"), "how": Column(say("What is read"), kind="text")},
        caption=say(
            "Reading a panel of {communes} communes and {months} months",
            communes=language.integer(panel.communes),
            months=language.integer(panel.months),
        ),
        rows=say("Question"),
        note=say(
            "The data base may hold {memory} at most, however many rows there are.",
            memory=database.MEMORY.replace(" ", "\N{NO-BREAK SPACE}"),
        ),
        language=language,
    )


def checks_remark(panel: Panel, language: Language) -> Remark:
    """Say what was checked, and that nothing was found."""
    missing = panel.rows - int(panel.country()["reported_months"].sum())
    return Remark(
        language.say(
            "{rows} rows were held to {rules} rules each, their keys compared and their months counted: no "
            "problem. For {missing} of them nothing was reported; they are counted as missing, not as zero.",
            rows=language.integer(panel.rows),
            rules=language.integer(rules()),
            missing=language.integer(missing),
        )
    )


def known_chart(found: pd.DataFrame, language: Language) -> figures.Figure:
    """Draw estimates and intervals of both models as deviations from the known ones, in percent of them."""
    models = {
        language.say(MODELS[name]): _deviations(found[found["model"] == name])
        for name in (COMMUNES, PROVINCES)
    }
    return figures.coefficients(
        models,
        language=language,
        title=headline(found, language),
        subtitle=language.say(
            "Estimate less known coefficient, percent of the known one, with 95% intervals"
        ),
        source=simulation_mark.description(language),
        labels={name: language.short(INDICATORS[name]) for name in INPUTS},
        digits=0,
        x_label=language.say("percent of the known coefficient"),
        simulated=True,
    )


def _deviations(rows: pd.DataFrame) -> pd.DataFrame:
    ends = rows.set_index("input")[["estimate", "low", "high"]]
    known = rows.set_index("input")["known"]
    return ends.sub(known, axis=0).div(known, axis=0).mul(100)


def headline(found: pd.DataFrame, language: Language) -> str:
    """Return what the chart says."""
    inside = found[found["model"] == COMMUNES]["holds"]
    return language.say(
        "{inside} of {all} known coefficients lie within the interval that all communes give",
        inside=language.integer(inside.sum()),
        all=language.integer(len(inside)),
    )


def known_table(found: pd.DataFrame, language: Language) -> Table:
    """Return the known coefficients beside those of both models."""
    names = [
        f"{language.short(INDICATORS[row['input']])}, {language.say(MODELS[row['model']])}"
        for row in found.to_dict("records")
    ]
    return Table(
        found.set_index(pd.Index(names)),
        {
            "known": Column(language.say("Known"), digits=3),
            "estimate": Column(language.say("Estimate"), digits=3),
            "interval": Column.interval(language.say("95% interval"), "low", "high", digits=3),
            "n": Column(language.say("Rows"), kind="integer"),
        },
        caption=language.say(
            "Known and estimated coefficients, logit points of the share filed online a unit"
        ),
        rows=language.say("Input"),
        note=language.say(
            "Each commune (or province) and each month has a level of its own; intervals allow for whatever "
            "the communes of a province share."
        ),
        source=simulation_mark.description(language),
        language=language,
        simulated=True,
    )


def findings(panel: Panel, found: pd.DataFrame) -> list[Finding]:
    """Return the headline results: the known coefficient of teams found again, and how precisely."""
    rows = {name: found[(found["model"] == name) & (found["input"] == TEAMS)].iloc[0] for name in MODELS}
    years = tuple(int(year) for year in panel.country().index)
    return [_found_again(rows[COMMUNES], years), _narrower(rows, years)]


def _found_again(row: "pd.Series[float]", years: tuple[int, ...]) -> Finding:
    def sentence(language: Language) -> str:
        return language.say(
            "Put in: {known} logit points for one more team per 1,000 people; found again in the months of "
            "all communes, {years}: {estimate} (95% interval: {interval}, N = {n}).",
            known=language.number(row["known"], 3),
            years=language.years(years),
            estimate=language.number(row["estimate"], 3),
            interval=language.interval(row["low"], row["high"], 3),
            n=language.integer(row["n"]),
        )

    return Finding(
        "commune_teams_found_again", float(row["estimate"]), float(row["low"]), float(row["high"]), "none",
        int(row["n"]), years, 0.02, sentence, digits=3,
    )  # fmt: skip


def _narrower(rows: "dict[str, pd.Series[float]]", years: tuple[int, ...]) -> Finding:
    widths = {name: float(row["high"] - row["low"]) for name, row in rows.items()}
    ratio = widths[PROVINCES] / widths[COMMUNES]

    def sentence(language: Language) -> str:
        return language.say(
            "With the figures of communes the interval for teams is {ratio} times narrower than with the "
            "sums of their provinces, in the same months.",
            ratio=language.number(ratio, 1),
        )

    return Finding(
        "commune_interval_ratio",
        ratio,
        None,
        None,
        "none",
        int(rows[COMMUNES]["n"]),
        years,
        1.0,
        sentence,
        digits=1,
    )
