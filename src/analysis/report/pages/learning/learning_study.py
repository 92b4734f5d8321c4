"""The simulated study behind the page on what could be learned: its worlds, its designs, what each finds.

Everything is declared here: worlds, years, repetitions and additions, before any result is looked at. All
differences are points of the share of dossiers filed online between provinces that lie one standard deviation
apart in an input.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from analysis.data.simulation.model import TEAMS
from analysis.data.simulation.settings import INPUTS, WORLDS, Settings
from analysis.report.kept_results import kept
from analysis.report.messages import N_, Msgid
from analysis.stats.learning.countries import CONDITIONS, YEARS, Countries, draw
from analysis.stats.learning.designs import Design, changed, claimed, detection

REPETITIONS, FEWER = 150, 40
"""Countries drawn of each world, and of each variant of the sensitivity."""

LOOKED_AT = INPUTS[:3]
"""Teams, smartphones and budget."""

RUNS = {count: YEARS[-count:] for count in (1, 2, 3, 4, 6)}
"""Years of a table by their number; all end in the last year of the 63 provinces."""

EXACT, ERRORS, UNSEEN, UNSEEN_ERRORS = "exact", "errors", "unseen", "unseen_errors"
_UNSEEN = WORLDS["confounded"].without_effects()
DRAWN: Mapping[str, Settings] = {
    EXACT: WORLDS["plain"],
    ERRORS: WORLDS["misrecorded"],
    UNSEEN: _UNSEEN,
    UNSEEN_ERRORS: replace(_UNSEEN, misrecording=1.0),
}
"""Inputs recorded exactly, or with error; and both where nothing is to be found but an unseen capacity."""

VARIANTS: Mapping[str, Settings] = {
    "as_assumed": WORLDS["plain"],
    "calm": replace(WORLDS["plain"], own=WORLDS["plain"].own / 2),
    "restless": replace(WORLDS["plain"], own=WORLDS["plain"].own * 2),
    "region_shocks": WORLDS["region_shocks"],
    "small_errors": replace(WORLDS["plain"], misrecording=0.5),
    "large_errors": replace(WORLDS["plain"], misrecording=2.0),
}
"""What else could be assumed."""

ADDITIONS: dict[str, Msgid] = {
    "places": N_("all provinces"),
    "definition": N_("one definition, recorded without error"),
    "four_years": N_("the last four years"),
    "first_years": N_("four years, from the year before the first teams"),
    "six_years": N_("six years, from the year before the first teams"),
    "held": N_("smartphones, budget and fibre of the same provinces"),
    "together": N_("all of these together"),
}
"""What could be added to what is known of teams today: one at a time, then everything."""


@dataclass(frozen=True, eq=False)
class Study:
    """Simulated countries, and what designs find in them.

    Attributes
    ----------
    drawn : mapping
        Countries by world and geography.
    known : int
        Provinces whose number of teams is known exactly today.
    """

    drawn: Mapping[str, Mapping[str, Countries]]
    known: int

    @classmethod
    def carried_out(cls, known: int, repetitions: int = REPETITIONS) -> "Study":
        """Draw every world; the seed of each country is its number, from 1."""
        return cls(kept(draw)(DRAWN, repetitions), known)

    @property
    def repetitions(self) -> int:
        """Countries drawn of each world."""
        return self.drawn[EXACT]["63"].repetitions

    def points(self, name: str) -> float:
        """Return the points of the online share in one logit point a unit, for one standard deviation."""
        countries = self.drawn[EXACT]["63"]
        return countries.slope * countries.spread(name)

    @cached_property
    def years(self) -> pd.DataFrame:
        """What tables of one to six years find, one row an input, geography and number of years.

        Columns ``input``, ``geography``, ``years``, ``n``; ``smallest``, ``claimed`` and ``changed`` (points,
        recorded exactly), ``with_errors`` (points, recorded with error), ``found`` (share of countries in
        which the difference assumed is found), ``false_alarms`` (share in which an unseen capacity alone is
        taken for the input); with ``…_error``, Monte Carlo standard errors.
        """
        rows = [
            {"input": name, "geography": geography, "years": count} | self._row(name, geography, count)
            for name in LOOKED_AT
            for geography in ("63", "34")
            for count in RUNS
        ]
        return pd.DataFrame(rows)

    def _row(self, name: str, geography: str, count: int) -> dict[str, float]:
        exact, errors, unseen = (
            detection(self.drawn[world][geography], Design(RUNS[count]), name)
            for world in (EXACT, ERRORS, UNSEEN)
        )
        points = self.points(name)
        return {
            "n": exact.n,
            "smallest": points * exact.smallest,
            "smallest_error": points * exact.smallest_error,
            **self._several(name, geography, count),
            "with_errors": points * errors.smallest,
            "with_errors_error": points * errors.smallest_error,
            "found": exact.found,
            "false_alarms": unseen.found,
            "false_alarms_error": unseen.found_error,
        }

    def _several(self, name: str, geography: str, count: int) -> dict[str, float]:
        """Return what several years show by the rule of the claims, and by the change over all of them."""
        if count == 1:
            return {"claimed": float("nan"), "changed": float("nan")}
        seen = self.drawn[EXACT][geography], Design(RUNS[count]), name
        return {"claimed": self.points(name) * claimed(*seen), "changed": self.points(name) * changed(*seen)}

    @cached_property
    def additions(self) -> pd.DataFrame:
        """What single additions to today's figures of teams would do, and all of them together.

        Index ``"today"``, then the additions of :data:`ADDITIONS`; columns ``smallest`` (points),
        ``false_alarms`` (share), both with ``…_error``, and ``n``.
        """
        today = Design(RUNS[1], self.known, CONDITIONS)
        designs = {
            "today": (today, ERRORS),
            "places": (replace(today, places=None), ERRORS),
            "definition": (today, EXACT),
            "four_years": (replace(today, years=RUNS[4]), ERRORS),
            "first_years": (replace(today, years=YEARS[:4]), ERRORS),
            "six_years": (replace(today, years=RUNS[6]), ERRORS),
            "held": (replace(today, held=Design(RUNS[1]).held), ERRORS),
            "together": (Design(RUNS[6]), EXACT),
        }
        rows = {key: self._addition(design, world) for key, (design, world) in designs.items()}
        return pd.DataFrame.from_dict(rows, orient="index")

    def _addition(self, design: Design, world: str) -> dict[str, float]:
        silent = UNSEEN if world == EXACT else UNSEEN_ERRORS
        found = detection(self.drawn[world]["63"], design, TEAMS)
        alarms = detection(self.drawn[silent]["63"], design, TEAMS)
        return {
            "smallest": self.points(TEAMS) * found.smallest,
            "smallest_error": self.points(TEAMS) * found.smallest_error,
            "false_alarms": alarms.found,
            "false_alarms_error": alarms.found_error,
            "n": found.n,
        }

    def between(self) -> tuple[float, float]:
        """Return how far the online shares of provinces lie apart (sd, points), and how alike years are."""
        outcome = self.drawn[EXACT]["63"].outcome
        share = 100 / (1 + np.exp(-outcome[..., -2:]))
        alike = [np.corrcoef(one, rowvar=False)[0, 1] for one in share]
        return float(share[..., -1].std(axis=1, ddof=1).mean()), float(np.mean(alike))


def variants(study: Study, repetitions: int = FEWER) -> pd.DataFrame:
    """Return the smallest difference of all provinces over four years under other assumptions.

    Parameters
    ----------
    study : Study
        Gives the yardstick: points and standard deviations as in the main study.
    repetitions : int
        Countries of each variant.

    Returns
    -------
    DataFrame, index the variants of :data:`VARIANTS`
        One column an input, points; and ``…_error``.
    """
    rows = {}
    for variant, drawn in kept(draw)(VARIANTS, repetitions).items():
        found = {name: detection(drawn["63"], Design(RUNS[4]), name) for name in LOOKED_AT}
        rows[variant] = {
            f"{name}{suffix}": study.points(name) * asdict(one)[f"smallest{suffix}"]
            for name, one in found.items()
            for suffix in ("", "_error")
        }
    return pd.DataFrame.from_dict(rows, orient="index")
