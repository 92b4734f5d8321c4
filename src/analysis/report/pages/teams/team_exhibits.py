"""Community digital technology teams as reported: counts by what they count, density, members."""

from typing import Any

import numpy as np
import pandas as pd

from analysis.data import processed
from analysis.data.panel import VALUE_BOUNDS
from analysis.data.reported_terms import SOURCE
from analysis.report import figures, tables
from analysis.report.figures import Figure
from analysis.report.figures.reported_dots import SIGNS
from analysis.report.language import Language
from analysis.report.messages import N_
from analysis.report.pages.inputs.conditions import TEAMS
from analysis.report.pages.targets import reported_figures
from analysis.report.tables import Column, Table

COUNT, MEMBERS = "community_teams", "community_team_members"

LEVELS = {
    "commune and hamlet": N_("commune and hamlet teams together"),
    "hamlet": N_("hamlet and residential-group teams only"),
    "commune": N_("commune teams only"),
    "partial": N_("part of the province only"),
    "not stated": N_("level not stated"),
}
"""What a count counts, fullest first, in the order of the charts."""


def counts(geography: str = "63") -> pd.DataFrame:
    """Return one count a place: the one the rule uses across places, else the best that is shown only.

    Parameters
    ----------
    geography : {"63", "34"}

    Returns
    -------
    DataFrame
        Rows of :func:`analysis.data.processed.reported`, by level and then size; ``used`` tells whether the
        figure enters comparisons.
    """
    found = processed.reported(indicators=[COUNT])
    found = found[(found["geography"] == geography) & (found["kind"] == "observed")]
    rank = pd.DataFrame({"used": found["chosen_cross_section"], "chosen": found["chosen"]})
    ordered = found.assign(**rank).sort_values(["used", "chosen", "value"], ascending=False, kind="stable")
    first = ordered.drop_duplicates("code")
    order = first["level"].map({level: place for place, level in enumerate(LEVELS)})
    return first.assign(order=order).sort_values(["order", "value"], ascending=[True, False])


def counts_chart(rows: pd.DataFrame, language: Language) -> Figure:
    """Return the counts by what they count, one row a place, with their dates and bounds."""
    shown = reported_figures.annotated(rows, language)
    exact = shown["used"] & (shown["bound"] == "exact")
    return figures.reported_dots(
        _dots(shown, shown["value"], language),
        language=language,
        title=language.say(
            "A count of teams was found for {known} of 63 provinces, and {exact} of the counts are exact and "
            "dated",
            known=language.integer(len(shown)),
            exact=language.integer(int(exact.sum())),
        ),
        subtitle=language.say(
            "Community digital technology teams by what is counted; provinces before merger"
        ),
        source=tables.sources([SOURCE], language, rows=rows).names,
        keys=(language.say("used in comparisons"), language.say("shown only: a bound, undated or a part")),
        note=language.say(
            "Compare within one heading only: a province that also counts commune teams has more of them for "
            "that reason alone."
        ),
        digits=0,
        unit="teams",
    )


def density(section: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """Return teams per 1,000 people of the places, bounds included, with level and bound of the count."""
    known = processed.cross_section(TEAMS, "63")
    per_person = known["value"].reindex(rows["code"]).to_numpy()
    joined = rows.assign(density=per_person, region=rows["code"].map(section["region"]))
    return joined.dropna(subset=["density"]).sort_values(["order", "density"], ascending=[True, False])


def density_chart(rows: pd.DataFrame, language: Language) -> Figure:
    """Return teams per 1,000 people by what is counted, one row a place."""
    shown = reported_figures.annotated(rows, language)
    exact = shown[shown["bound"] == "exact"]
    ranked = exact.sort_values("density")
    low, high = ranked.iloc[0], ranked.iloc[-1]
    return figures.reported_dots(
        _dots(shown, shown["density"], language),
        language=language,
        title=language.say(
            "Teams per 1,000 people run from {least} ({where_least}) to {most} ({where_most})",
            least=language.number(low["density"], 2),
            where_least=low["place"],
            most=language.number(high["density"], 2),
            where_most=high["place"],
        ),
        subtitle=language.say("Community digital technology teams per 1,000 people, by what is counted"),
        source=tables.sources([SOURCE, "population_thousand"], language, rows=rows).names,
        keys=(language.say("used in comparisons"), language.say("shown only: a bound, undated or a part")),
        note=language.say("Population of the year of the count, or of the last year published."),
        digits=2,
        unit="per_1000_people",
    )


def density_table(rows: pd.DataFrame, language: Language) -> Table:
    """Return the figures behind :func:`density_chart`, bounds with their sign, to be folded away."""
    dots = _dots(reported_figures.annotated(rows, language), rows["density"].to_numpy(), language)
    dots["shown"] = [
        SIGNS[bound] + language.number(value, 2)
        for bound, value in zip(dots["bound"], dots["value"], strict=True)
    ]
    return Table(
        dots.set_index("label"),
        {
            "group": Column(language.say("Counts"), kind="text"),
            "date": Column(language.say("Date"), kind="text"),
            "shown": Column(language.say("Teams per 1,000 people"), kind="written"),
        },
        caption=language.say("Teams per 1,000 people, by what is counted"),
        rows=language.say("Province"),
        source=tables.sources([SOURCE, "population_thousand"], language, rows=rows),
        language=language,
        folded=True,
    )


def _dots(
    shown: pd.DataFrame, values: "pd.Series[Any] | np.ndarray[Any, Any]", language: Language
) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "group": [language.say(LEVELS[level]) for level in shown["level"]],
            "label": shown["place"],
            "date": [when if isinstance(when, str) else language.say("undated") for when in shown["when"]],
            "value": values,
            "bound": shown["bound"],
            "filled": shown["used"] & shown["bound"].isin(VALUE_BOUNDS),
        }
    )


def members_table(language: Language) -> Table:
    """Return members per team where one text gives both for a province, exact and at one level."""
    found = processed.reported(indicators=[COUNT, MEMBERS])
    found = found[(found["geography"] == "63") & (found["kind"] == "observed") & (found["bound"] == "exact")]
    keys = ["code", "as_of_date", "level", "source_title"]
    dated = found.dropna(subset=["as_of_date"])
    teams, members = (dated[dated["indicator"] == name] for name in (COUNT, MEMBERS))
    both = teams.merge(members[[*keys, "value"]], on=keys, suffixes=("", "_members"))
    both = both.drop_duplicates(["code", "as_of_date", "level"])
    both = both.assign(
        place=both["code"].map(language.place),
        counted=[language.say(LEVELS[level]) for level in both["level"]],
        each=both["value_members"] / both["value"],
    ).sort_values("each", ascending=False)
    return Table(
        both.set_index("place"),
        {
            "counted": Column(language.say("Counts"), kind="text"),
            "as_of_date": Column(language.say("Date"), kind="date"),
            "value": Column(language.say("Teams"), kind="integer"),
            "value_members": Column(language.say("Members"), kind="integer"),
            "each": Column(language.say("Members per team"), digits=1),
        },
        caption=language.say("Members per team, where one text gives both numbers"),
        rows=language.say("Province"),
        source=tables.sources([SOURCE], language, rows=both),
        language=language,
        folded=True,
    )


def national_table(rows: pd.DataFrame, language: Language) -> Table:
    """Return the national counts, and beside them the sum of the provinces that are known."""
    found = processed.reported(indicators=[COUNT], places={"VN": ["VN"]})
    whole = found.sort_values("as_of_date")
    used = rows[rows["used"] & rows["bound"].isin(VALUE_BOUNDS)]
    lines = [
        {
            "what": language.say("Whole country, ministry"),
            "when": language.date(row["as_of_date"]),
            "teams": row["value"],
        }
        for row in whole.to_dict("records")
    ]
    lines.append(
        {
            "what": language.say("Sum of {n} provinces, exact and rough", n=language.integer(len(used))),
            "when": language.years(used["year"].astype(int)),
            "teams": used["value"].sum(),
        }
    )
    return Table(
        pd.DataFrame(lines).set_index("what"),
        {
            "when": Column(language.say("Date"), kind="written"),
            "teams": Column(language.say("Teams"), kind="integer"),
        },
        caption=language.say("Teams in the country, and in the provinces that are known"),
        rows=language.say("Count"),
        note=language.say(
            "Dates and levels differ, so the sum is no share of the national count; it only shows how "
            "much of the country the known provinces can be."
        ),
        source=tables.sources([SOURCE], language, rows=used),
        language=language,
    )


def other_figures_table(rows: pd.DataFrame, language: Language) -> Table:
    """Return every other reported count of the places, with why it is not the one compared."""
    found = processed.reported(indicators=[COUNT])
    found = found[
        (found["kind"] == "observed") & (found["geography"] != "VN") & ~found["line"].isin(rows["line"])
    ]
    shown = reported_figures.annotated(found, language)
    shown["level"] = [language.say(LEVELS[level]) for level in found["level"]]
    return Table(
        shown.sort_values(["geography", "code", "year"], ascending=[False, True, True]).set_index("place"),
        {
            "level": Column(language.say("Counts"), kind="text"),
            "when": Column(language.say("Date"), kind="written"),
            "figure": Column(language.say("Figure"), kind="written"),
            "judged": Column(language.say("What speaks against it"), kind="text"),
        },
        caption=language.say("Other counts of teams, of the same provinces and of units after the merger"),
        rows=language.say("Province"),
        source=tables.sources([SOURCE], language, rows=found),
        language=language,
    )
