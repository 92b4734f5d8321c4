"""A published result and what this project computes for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from analysis.stats.result import Result


@dataclass(frozen=True)
class Check:
    """One published number beside the number computed here.

    Attributes
    ----------
    quantity : str
        What is compared: ``"GNP, estimate"``.
    published, computed : float
    tolerance : float
        Half of the last digit printed, or tighter where more digits are known.
    kind : {"absolute", "relative"}
        Whether the tolerance is a difference, or a share of the published number.
    note : str
        What a reader has to know of this number; empty for most.
    """

    quantity: str
    published: float
    computed: float
    tolerance: float
    kind: Literal["absolute", "relative"] = "absolute"
    note: str = ""

    @property
    def passed(self) -> bool:
        """Whether the computed number lies within the tolerance; a missing one never does."""
        room = self.tolerance * (abs(self.published) if self.kind == "relative" else 1.0)
        return bool(abs(self.computed - self.published) <= room)


@dataclass(frozen=True)
class Case:
    """A published result with every number compared.

    Attributes
    ----------
    id : str
        Stable name.
    title : str
        What was estimated, on what.
    source : str
        Author, year and table of the published numbers.
    data : str
        The installed package and its data set.
    method : str
        The function of this project that computes the numbers.
    checks : tuple of Check
    """

    id: str
    title: str
    source: str
    data: str
    method: str
    checks: tuple[Check, ...]

    @property
    def passed(self) -> bool:
        """Whether every number lies within its tolerance; a case without numbers does not pass."""
        return bool(self.checks) and all(check.passed for check in self.checks)


def compare_terms(
    result: Result,
    estimates: Mapping[str, float],
    errors: Mapping[str, float] | None = None,
    *,
    tolerance: float,
    error_tolerance: float | None = None,
    kind: Literal["absolute", "relative"] = "absolute",
    label: str = "",
    note: str = "",
) -> list[Check]:
    """Return checks of a model's coefficients and standard errors.

    Parameters
    ----------
    result : Result
    estimates : mapping of term to published coefficient
    errors : mapping of term to published standard error, optional
    tolerance, error_tolerance : float
        Of the coefficients, and of the standard errors where they differ.
    kind : {"absolute", "relative"}
    label : str
        Put before the names of the terms, where a case has several models.
    note : str
    """
    before = f"{label}: " if label else ""
    return [
        Check(f"{before}{term}, {name}", published, float(result.term(term)[column]), allowed, kind, note)
        for name, column, values, allowed in (
            ("estimate", "estimate", estimates, tolerance),
            ("standard error", "std_error", errors or {}, error_tolerance or tolerance),
        )
        for term, published in values.items()
    ]


def compare_fit(
    result: Result,
    tolerance: float,
    *,
    kind: Literal["absolute", "relative"] = "absolute",
    label: str = "",
    **fit: float,
) -> list[Check]:
    """Return checks of a model's fit statistics, for example ``r2=0.316``, and of ``n``."""
    found = {**result.fit, "n": float(result.n)}
    before = f"{label}: " if label else ""
    return [
        Check(f"{before}{name}", published, found[name], 0 if name == "n" else tolerance, kind)
        for name, published in fit.items()
    ]
