"""What the simulated communes are drawn from: known effects, hazards, and what is assumed of places.

Nothing here is an estimate. National figures come from ``simulation_marks.yaml`` as for the provinces; how
communes differ around them is assumed, and written down in this one place.
"""

from dataclasses import asdict, dataclass

FIRST_YEAR = 2021
"""The first month is its January."""

MONTHS = 60
SEED = 2026
WORLD = "communes"
"""Name of this data set among the simulated ones."""


@dataclass(frozen=True)
class CommuneSettings:
    """A simulated country of communes.

    Attributes
    ----------
    teams_per_1000_people, smartphone_share_pct, dx_budget_share_pct : float
        The known effects: what one unit of each input adds to the logit of the online-dossier share.
    confounding : float
        How far the capacity of a commune, which no column shows, raises inputs and use alike.
    place : float
        Standard deviation between communes that no column explains, on the logit scale.
    own, lasting : float
        Standard deviation of what moves a commune from month to month, and how much of it the next keeps.
    shared : float
        Standard deviation of what the communes of a province share in a month.
    never : float
        Share of communes in which teams never start.
    unreported : float
        Share of the months of a commune for which nothing was reported.
    """

    teams_per_1000_people: float = 0.4
    smartphone_share_pct: float = 0.02
    dx_budget_share_pct: float = 0.2
    confounding: float = 0.5
    place: float = 0.4
    own: float = 0.2
    lasting: float = 0.6
    shared: float = 0.05
    never: float = 0.08
    unreported: float = 0.004

    @property
    def effects(self) -> dict[str, float]:
        """The known effects by input, in logit points of the online-dossier share for one unit."""
        return {name: float(getattr(self, name)) for name in INPUTS}

    def written(self) -> dict[str, float]:
        """Return every setting by name."""
        return asdict(self)


INPUTS = ("teams_per_1000_people", "smartphone_share_pct", "dx_budget_share_pct")
"""The inputs with a known effect."""

SPREAD = {"persons": 0.45, "adults": 0.1, "rate": 0.25, "smartphone": 0.4, "teams": 0.3, "budget": 0.35}
"""Standard deviation between communes, each on the scale it is drawn on."""

MOVING = {"smartphone": 0.25, "teams": 0.1, "budget": 0.25}
"""Standard deviation of what moves within a commune, on the same scales."""

ADULTS = 0.72
"""Middle share of adults among persons."""

SERVICES, SPENDING = 280, 1.6
"""Services offered to begin with, and planned spending in million VND a head: assumed."""

STARTED = {2021.0: 0.0, 2022.0: 0.2, 2023.0: 0.6, 2024.0: 0.85, 2025.0: 1.0}
"""Share of the communes with teams at the beginning of each year, of those that ever have them."""

SETTINGS = CommuneSettings()
