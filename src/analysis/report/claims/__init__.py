"""Wording of findings: words for the strength of the evidence, and a sentence for each kind of result.

A finding says how provinces differ, never why: "go together", in Vietnamese "đi cùng với", "có liên hệ với".
Its sentence carries the number with interval, unit, period and N; the smallest difference that could have
been found where nothing was; the reason where nothing can be said; and, for what authorities send where they
see fit, whether it went where the outcome was low. A sentence that would leave one of these out is refused.
What may not be written is in :mod:`analysis.report.lint`.
"""

from analysis.report.claims.associations import association, correlation, marginal
from analysis.report.claims.estimate import ClaimError, Estimate, named
from analysis.report.claims.rollouts import rolled_out
from analysis.report.claims.strength import REASONS, STRENGTH, badge, because, reason, strength
from analysis.report.claims.targets import chance, moved
from analysis.report.lint import CausalWord, lint

__all__ = [
    "REASONS",
    "STRENGTH",
    "CausalWord",
    "ClaimError",
    "Estimate",
    "association",
    "badge",
    "because",
    "chance",
    "correlation",
    "lint",
    "marginal",
    "moved",
    "named",
    "reason",
    "rolled_out",
    "strength",
]
