"""Community digital technology teams as a roll-out: where they went, when they came, and what may be said."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.data import processed
from analysis.data.indicators import indicators
from analysis.data.panel import VALUE_BOUNDS
from analysis.report import claims
from analysis.report.finding import Finding
from analysis.report.kept_results import kept
from analysis.report.language import Language
from analysis.report.pages.inputs.conditions import TEAMS
from analysis.stats import models
from analysis.stats.errors import ModelError
from analysis.stats.evidence.grade import FEWEST_PLACES, Grade, grade
from analysis.stats.evidence.power import detectable_term
from analysis.stats.evidence.targeting import TargetingCheck, targeting
from analysis.stats.models.rollouts.rollout import Rollout

COUNT, EQUIPPED = "community_teams", "equipped"
DRAWS = 5
"""Lists of made-up first years that :func:`panel_needed` draws for each number of places."""


@dataclass(frozen=True, eq=False)
class TeamRollout:
    """What is known of where teams went and when they came.

    Attributes
    ----------
    outcome : str
    places, counted, repeated, starts : int
        Places; those with a dated count; with counts of two years or more; and with a first year, which needs
        a year known to be without teams before one with them.
    years : tuple of int
        Of the counts that the check uses.
    check : TargetingCheck
        Density of teams on the outcome of the year before.
    rollout : Rollout or None
        None where too few first years are known, or they do not identify it.
    """

    outcome: str
    places: int
    counted: int
    repeated: int
    starts: int
    years: tuple[int, ...]
    check: TargetingCheck
    rollout: Rollout | None

    @property
    def grade(self) -> Grade:
        """Strength of a statement on what came after: X, for its reasons, where none may be made."""
        if self.rollout is None:
            tested = {"present": ("targeting_present",), "not_testable": ("targeting_not_testable",)}
            return Grade("X", ("not_estimable", *tested.get(self.check.verdict, ())))
        if not self.rollout.statement_allowed:
            return Grade("X", (f"targeting_{self.rollout.targeting}",))
        row, result = self.rollout.att.term(EQUIPPED), self.rollout.att
        ends = (float(row["low"]), float(row["high"]), float(row["p_value"]))
        return grade(*ends, n=result.units, design="panel", coverage=result.units / self.places)


def team_rollout(panel: pd.DataFrame, outcome: str) -> TeamRollout:
    """Return what is known of teams as a roll-out, for an outcome over years of one definition.

    Parameters
    ----------
    panel : DataFrame
        As :func:`analysis.data.processed.panel` returns it: code, region, year and the outcome.
    outcome : str
    """
    geography = panel.attrs.get("geography", "63")
    places = processed.places(geography)
    counts = processed.observations(TEAMS, geography)
    counts = counts[counts["bound"].isin(VALUE_BOUNDS)].sort_values(["code", "year"])
    first = first_years(counts)
    rows = _beside_use(panel, outcome, geography)
    return TeamRollout(
        outcome,
        len(places),
        int(counts["code"].nunique()),
        int((counts.drop_duplicates(["code", "year"]).groupby("code").size() > 1).sum()),
        len(first),
        tuple(sorted({int(year) for year in rows.loc[rows[TEAMS].notna(), "year"]})),
        kept(targeting)(rows, TEAMS, outcome, place="code", region="region", time="year"),
        _estimated(panel, outcome, counts, first),
    )


def first_years(counts: pd.DataFrame) -> "pd.Series[int]":
    """Return the first year with teams, by code, of the places where a year before is known to be without.

    Parameters
    ----------
    counts : DataFrame
        ``code``, ``year`` and ``value``: 0 where there were none.
    """
    there = counts[counts["value"] > 0].groupby("code")["year"].min()
    without = counts[counts["value"] == 0].groupby("code")["year"].min().reindex(there.index)
    return there[without < there].astype(int)


def _beside_use(panel: pd.DataFrame, outcome: str, geography: str) -> pd.DataFrame:
    """Return the outcome of each year, and the density of teams in the year that is picked for a place."""
    picked = processed.cross_section(TEAMS, geography)
    picked = picked[picked["bound"].isin(VALUE_BOUNDS)].reset_index()
    density = picked[["code", "year"]].assign(**{TEAMS: picked["value"]}).astype({"year": int})
    rows = panel[["code", "year", outcome]].merge(density, on=["code", "year"], how="outer")
    rows["region"] = rows["code"].map(processed.places(geography).set_index("code")["region"])
    rows.attrs.update(panel.attrs)
    return rows


def _estimated(
    panel: pd.DataFrame, outcome: str, counts: pd.DataFrame, first: "pd.Series[int]"
) -> Rollout | None:
    """Return the roll-out by imputation; None where it cannot be estimated."""
    if len(first) < FEWEST_PLACES:
        return None
    known = counts[["code", "year"]].assign(**{EQUIPPED: (counts["value"] > 0).astype(int)})
    rows = panel[["code", "region", "year", outcome]].merge(known, on=["code", "year"])
    rows.attrs.update(panel.attrs)
    try:
        return kept(models.rollout)(rows, outcome, EQUIPPED, "code", "year")
    except ModelError:
        return None


def panel_needed(
    panel: pd.DataFrame, outcome: str, places: Sequence[int], *, seed: int = 1
) -> "pd.Series[float]":
    """Return the smallest difference that a panel of first years would find, by places that publish theirs.

    First years are made up: drawn over the middle years of the panel, in equal parts, for places drawn at
    random. The outcome is the real one, so the noise is, and only the noise is read.

    Parameters
    ----------
    panel, outcome
        As in :func:`team_rollout`; three years or more.
    places : sequence of int
        Numbers of places; those above what the panel has are left out.
    seed : int

    Returns
    -------
    Series, index the number of places
        With 80 % power, the mean of :data:`DRAWS` lists of made-up years; missing where no list can be
        estimated.
    """
    random, codes = np.random.default_rng(seed), np.sort(panel["code"].unique())
    middle = sorted(set(panel["year"]))[1:-1]
    found = {}
    for number in (number for number in places if number <= len(codes)):
        least = []
        for _ in range(DRAWS):
            chosen = pd.Series(np.resize(middle, number), index=random.permutation(codes)[:number])
            rows = panel.loc[panel["code"].isin(chosen.index), ["code", "year", outcome]]
            started = rows["year"] >= rows["code"].map(chosen)
            try:
                made = kept(models.rollout)(
                    rows.assign(**{EQUIPPED: started.astype(int)}), outcome, EQUIPPED, "code", "year"
                )
            except ModelError:
                continue
            least.append(detectable_term(made.att, EQUIPPED))
        found[number] = float(np.mean(least)) if least else float("nan")
    return pd.Series(found, name="detectable")


def finding(found: TeamRollout) -> Finding:
    """Return what may be said of the roll-out of teams: by default nothing, and why.

    Parameters
    ----------
    found : TeamRollout
    """
    strength, made = found.grade, found.rollout
    if strength.letter == "X" or made is None:
        return Finding(
            "teams_rolled_out", float(found.starts), None, None, "count", found.places, found.years, 0,
            lambda language: _untold(found, language), strength, digits=0,
        )  # fmt: skip
    row, least = made.att.term(EQUIPPED), detectable_term(made.att, EQUIPPED)
    ends = (float(row["estimate"]), float(row["low"]), float(row["high"]))
    years = tuple(sorted({int(year) for year in made.att.sample["year"]}))
    unit = indicators()[found.outcome].unit

    def sentence(language: Language) -> str:
        estimate = claims.Estimate(*ends, made.att.units, language.years(years), digits=3)
        return claims.rolled_out(
            found.outcome, COUNT, estimate, strength.letter, language, checks=made, detectable=least
        )

    return Finding(
        "teams_rolled_out", *ends, unit, made.att.units, years, least / 2, sentence, strength, digits=3,
        detectable=least,
    )  # fmt: skip


def _untold(found: TeamRollout, language: Language) -> str:
    """Say that nothing is said, for how many places a first year is known, and what the checks found."""
    if found.rollout is not None:
        nothing = claims.Estimate(0.0, 0.0, 0.0, found.places, language.years(found.years))
        return claims.rolled_out(
            found.outcome, COUNT, nothing, "X", language, checks=found.rollout, detectable=0.0
        )
    unknown = language.say(
        "What came with the roll-out of community digital technology teams cannot be said: the year in which "
        "they began is known for {starts} of {places} provinces.",
        starts=language.integer(found.starts),
        places=language.integer(found.places),
    )
    return f"{unknown} {targeting_sentence(found, language)}"


def targeting_sentence(found: TeamRollout, language: Language) -> str:
    """Say whether density of teams went with the outcome of the year before, with its numbers."""
    check, result = found.check, found.check.result
    values = {"outcome": claims.named(found.outcome, language), "n": language.integer(check.places)}
    if result is None:
        return language.say(
            "Whether they went where {outcome} had been low the year before cannot be tested with {n} "
            "provinces.",
            **values,
        )
    row = result.terms.drop(index="intercept", errors="ignore").iloc[0]
    values |= {
        "number": language.signed(row["estimate"], 2),
        "interval": language.interval(row["low"], row["high"], 2),
        "p": language.p_value(check.p_value),
        "n": language.integer(result.n),
        "years": language.years(found.years),
        "least": language.number(check.detectable, 2),
    }
    if check.verdict == "present":
        return language.say(
            "The density of teams went with {outcome} of the year before, by a check that takes {p} as a "
            "sign: {number} standard deviations for one ({interval}; N = {n}; counts of {years}).",
            **{name: text for name, text in values.items() if name != "least"},
        )
    if check.verdict == "absent":
        return language.say(
            "No sign was found that the density of teams went with {outcome} of the year before: {number} "
            "standard deviations for one ({interval}; {p}; N = {n}; counts of {years}); less than {least} "
            "could have been overlooked.",
            **values,
        )
    return language.say(
        "Whether the density of teams went with {outcome} of the year before cannot be told: {number} "
        "standard deviations for one ({interval}; {p}; N = {n}; counts of {years}), and up to {least} could "
        "have been overlooked.",
        **values,
    )
