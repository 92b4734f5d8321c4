"""The settings of a simulated country and the worlds that have a name.

Every hazard has a strength of its own, 0 for none; 1 is as strong as what is measured. Settings cannot be
changed once made: ``dataclasses.replace(WORLDS["plain"], targeting=1.0)`` makes others.
"""

from dataclasses import dataclass, replace

CONTROL_EFFECTS = {"log_grdp_per_capita": 0.25, "urban_share_pct": 0.01}
"""What the places' circumstances add to the logit of the online share, per unit, in every world."""


@dataclass(frozen=True)
class Settings:
    """A simulated country.

    Attributes
    ----------
    community_teams_per_1000_people, smartphone_share_pct, dx_budget_share_pct, fibre_household_share_pct : float
        The known effects: what one unit of each input adds to the logit of the online-dossier share.
    confounding : float
        How far the capacity of a place, which no table shows, raises both its inputs and its use.
    targeting : float
        How far teams go where use was low in the year before: which places start first, and with how many.
    region_shocks : float
        Size of what places of a region share from year to year, in use and in every input alike.
    spatial : float
        How much of what is particular to a place it shares with its neighbours, from 0 to below 1.
    misrecording : float
        Error of the recorded inputs, in multiples of half of their usual differences between places.
    never : float
        Share of places in which teams never start.
    own : float
        Standard deviation of what moves the use of a place in a single year, on the logit scale.
    precision : float
        Of the beta-binomial counts of dossiers: the higher, the less a count strays from its share.
    """  # noqa: E501 - one line names the effects

    community_teams_per_1000_people: float = 0.6
    smartphone_share_pct: float = 0.02
    dx_budget_share_pct: float = 0.3
    fibre_household_share_pct: float = 0.01
    confounding: float = 0.5
    targeting: float = 0.5
    region_shocks: float = 0.5
    spatial: float = 0.4
    misrecording: float = 0.5
    never: float = 0.08
    own: float = 0.2
    precision: float = 400.0

    def __post_init__(self) -> None:
        strengths = ("confounding", "targeting", "region_shocks", "misrecording", "own")
        low = [name for name in strengths if getattr(self, name) < 0]
        if low or not (0 <= self.spatial < 1 and 0 <= self.never < 1 and self.precision > 0):
            raise ValueError(
                "a strength is 0 or more, spatial and never lie from 0 to below 1, precision is above 0"
            )

    @property
    def effects(self) -> dict[str, float]:
        """The known effects by input, in logit points of the online-dossier share for one unit."""
        return {name: float(getattr(self, name)) for name in INPUTS}

    def without_effects(self) -> "Settings":
        """Return the same country in which no input adds anything."""
        return replace(self, **dict.fromkeys(INPUTS, 0.0))


INPUTS = (
    "community_teams_per_1000_people",
    "smartphone_share_pct",
    "dx_budget_share_pct",
    "fibre_household_share_pct",
)
"""The inputs with a known effect."""

_PLAIN = Settings(confounding=0.0, targeting=0.0, region_shocks=0.0, spatial=0.0, misrecording=0.0)

WORLDS: dict[str, Settings] = {
    "mixed": Settings(),
    "plain": _PLAIN,
    "confounded": replace(_PLAIN, confounding=1.0),
    "targeted": replace(_PLAIN, targeting=1.0),
    "misrecorded": replace(_PLAIN, misrecording=1.0),
    "region_shocks": replace(_PLAIN, region_shocks=1.0),
    "null": _PLAIN.without_effects(),
}
"""Settings by name. ``mixed``, the one that data sets are read from, has half of every hazard; ``plain`` has
none; the others have one each, and in ``null`` no input adds anything."""
