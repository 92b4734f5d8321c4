"""Dossiers handled online as counts out of known totals, against conditions of the 34 units in force."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.data import dataset, processed
from analysis.data.amounts import amounts, in_logarithms
from analysis.data.indicators import indicators
from analysis.data.matching import matched, shared_instrument
from analysis.report import claims
from analysis.report.finding import Finding
from analysis.report.kept_results import kept
from analysis.report.language import Language
from analysis.report.messages import N_, Msgid
from analysis.stats import models
from analysis.stats.evidence.counts import JACKKNIFE, examine_counts
from analysis.stats.evidence.cross_section import Examination
from analysis.stats.evidence.power import detectable_term
from analysis.stats.result import Result

CONDITIONS = ("poverty_rate_pct", "grdp_per_capita_million_vnd", "urban_share_pct")
"""In one model together, declared before its results are seen; the headline is on the first."""

PAID = (
    "portal2026_online_payment_dossiers",
    "portal2026_dossiers_with_payment_due",
    "portal2026_online_payment_share_pct",
)
FILED = ("online_dossiers", "dossiers_received", "online_dossier_share_pct")
"""Counts, their totals and the share of the published and of the simulated data set."""

YEAR = 2026
ACROSS = "several"
"""Region of units that were formed of provinces of several regions: they are one group of their own."""

STEP = 10.0
"""Difference in a condition that results are told for: percentage points, or percent of an amount."""


DIGITS = 1
"""Decimals of percentage points."""


@dataclass(frozen=True, eq=False)
class DossierCounts:
    """Counts of the units in force with their conditions.

    Attributes
    ----------
    table : DataFrame
        code, name, region, the two counts, the share in percent, and the conditions, amounts as logarithms.
    online, total, share : str
        Its columns; the share is an indicator of the dictionary.
    conditions : tuple of str
    year : int
        Of the counts.
    """

    table: pd.DataFrame
    online: str
    total: str
    share: str
    conditions: tuple[str, ...]
    year: int


def dossier_counts(conditions: Sequence[str] = CONDITIONS) -> DossierCounts:
    """Return the counts of the data set in use: dossiers paid online in 2026, or those that were simulated.

    Parameters
    ----------
    conditions : sequence of str
        Indicators known for the 34 units, matched to the year of the counts.
    """
    columns, year = PAID, YEAR
    if dataset.in_use().is_simulated:
        columns, year = FILED, max(processed.panel("34")["year"])
        table = processed.panel("34", years=[year])
    else:
        table = matched([*columns, *conditions], year, "34").table.reset_index()
    table = in_logarithms(table, conditions)
    regions = table["region"].fillna(ACROSS)
    return DossierCounts(table.assign(region=regions), *columns, tuple(conditions), int(year))


def examined(counts: DossierCounts) -> dict[str, Examination]:
    """Return each condition with every check, by :func:`analysis.stats.evidence.counts.examine_counts`."""
    return kept(examine_counts)(
        counts.table,
        counts.online,
        counts.total,
        counts.conditions,
        place="code",
        region="region",
        same_survey=[name for name in counts.conditions if shared_instrument(counts.share, name)],
    )


def side_by_side(counts: DossierCounts) -> dict[Msgid, Result]:
    """Return four models of the share, each of which tells percentage points for one unit of a condition."""
    inputs = list(counts.conditions)
    return {
        N_("logit of the counts"): models.binomial_counts(
            counts.table, counts.online, counts.total, inputs, whole=100, entity="code"
        ),
        N_("logit of the shares"): models.fractional_logit(
            counts.table, counts.share, inputs, whole=100, entity="code"
        ),
        N_("beta regression of the shares"): models.beta_regression(
            counts.table, counts.share, inputs, whole=100, entity="code"
        ),
        N_("least squares of the shares"): models.ols(counts.table, counts.share, inputs, entity="code"),
    }


def step_size(condition: str) -> float:
    """Return the difference that results are told for, in the unit in which a condition stands in models."""
    return float(np.log1p(STEP / 100)) if amounts([condition]) else STEP


def step(condition: str, language: Language) -> str:
    """Return the same in words: ``+10 percentage points``, ``+10%``."""
    if amounts([condition]):
        return language.with_unit(language.signed(STEP, 0), "percent")
    return language.difference(STEP, 0, indicators()[condition].unit)


def clear_ones(found: Mapping[str, Examination]) -> list[str]:
    """Return the conditions that withstand every standard error."""
    return [name for name, one in found.items() if one.grade.letter not in ("D", "X")]


def finding(counts: DossierCounts, found: Mapping[str, Examination]) -> Finding:
    """Return how the share goes with the first condition, and how many of the conditions stand.

    Parameters
    ----------
    counts : DossierCounts
    found : mapping of str to Examination
        From :func:`examined`.
    """
    first = counts.conditions[0]
    one, size = found[first], step_size(first)
    ends = (one.estimate * size, one.low * size, one.high * size)

    def sentence(language: Language) -> str:
        claim = claims.marginal(
            counts.share,
            first,
            claims.Estimate(*ends, one.n, str(counts.year), DIGITS),
            one.grade.letter,
            language,
            per=STEP,
            relative=bool(amounts([first])),
            detectable=one.detectable * size,
            reasons=one.grade.reasons,
        )
        return " ".join([claim, *_with_units_alone(one, size, language), _standing(found, language)])

    return Finding(
        "dossier_counts", *ends, "percentage_points", one.n, (counts.year,), max(1.0, abs(ends[0]) / 2),
        sentence, one.grade, digits=DIGITS, detectable=one.detectable * size,
    )  # fmt: skip


def _with_units_alone(one: Examination, size: float, language: Language) -> list[str]:
    """Say what could have been found were units of one region independent, where nothing was."""
    if one.grade.letter != "D":
        return []
    least = detectable_term(one.worst_case.results[JACKKNIFE], one.term) * size
    return [
        language.say(
            "Were units of one region independent of each other, about {least} could have been.",
            least=language.difference(least, DIGITS, "percent").removeprefix("+"),
        )
    ]


def _standing(found: Mapping[str, Examination], language: Language) -> str:
    """Say how many of the conditions withstand every standard error."""
    clear = clear_ones(found)
    values = {
        "n": language.integer(len(found)),
        "names": language.names(claims.named(name, language) for name in found),
    }
    if not clear:
        return language.say(
            "None of {n} conditions in the model ({names}) withstands every standard error.", **values
        )
    return language.say(
        "Of {n} conditions in the model ({names}), {clear} withstand every standard error.",
        clear=language.integer(len(clear)),
        **values,
    )
