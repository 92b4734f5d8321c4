"""Units of measurement: what stands in a column header and what stands after a number."""

from dataclasses import dataclass

from analysis.report.messages import N_, Msgid


@dataclass(frozen=True)
class Unit:
    """A unit as readers see it.

    Parameters
    ----------
    header
        The unit in brackets after a column's label; None when there is nothing to say.
    suffix
        The unit after a number in running text; None when the number stands alone.
    singular
        English suffix after exactly 1 (Vietnamese has one form).
    """

    header: Msgid | None = None
    suffix: Msgid | None = None
    singular: str | None = None


def _same(text: Msgid, singular: str | None = None) -> Unit:
    return Unit(text, text, singular)


UNITS: dict[str, Unit] = {
    "percent": Unit(N_("%")),
    "papi_score": _same(N_("points"), "point"),
    "index_0_1": Unit(N_("index, 0 to 1")),
    "points_100": Unit(N_("points of 100"), N_("points"), "point"),
    "points": _same(N_("points"), "point"),
    "thousand_persons": _same(N_("thousand people")),
    "persons": _same(N_("people"), "person"),
    "million_vnd": _same(N_("million VND")),
    "thousand_vnd": _same(N_("thousand VND")),
    "vnd": _same(N_("VND")),
    "billion_vnd": _same(N_("billion VND")),
    "km2": _same(N_("km²")),
    "households": _same(N_("households"), "household"),
    "thousand_households": _same(N_("thousand households")),
    "units": _same(N_("administrative units"), "administrative unit"),
    "dossiers": _same(N_("dossiers"), "dossier"),
    "thousand_dossiers": _same(N_("thousand dossiers")),
    "days": _same(N_("days"), "day"),
    "procedures": _same(N_("procedures"), "procedure"),
    "rank": Unit(N_("rank")),
    "teams": _same(N_("teams"), "team"),
    "per_1000_people": _same(N_("per 1,000 people")),
    "per_commune_unit": _same(N_("per commune-level unit")),
    "persons_per_km2": _same(N_("people per km²"), "person per km²"),
    "count": Unit(N_("number")),
    "figures": _same(N_("figures"), "figure"),
    "petitions": _same(N_("petitions"), "petition"),
    "percentage_points": _same(N_("percentage points"), "percentage point"),
    "standard_deviations": _same(N_("standard deviations"), "standard deviation"),
    "none": Unit(),
}
