"""The simulated data set: a panel drawn from a documented model with known effects, never real figures.

Places, codes and regions are real; every figure is drawn, none is carried over from a published table, and
only the country as a whole meets published marks (``simulation_marks.yaml``; where none is published, the
mark is assumed and says so). :mod:`~analysis.data.simulation.settings` names the hazards and the worlds,
:mod:`~analysis.data.simulation.circumstances` what places are like, :mod:`~analysis.data.simulation.model`
inputs, teams and use, :mod:`~analysis.data.simulation.scores` what surveys and reports make of them.

A data frame drawn here carries ``attrs["simulated"] = True``. What is shown of it must carry the mark of
:mod:`analysis.report.simulated`.
"""

from analysis.data.simulation.marks import Course, Mark, courses, marks
from analysis.data.simulation.panel import COUNTS, INDICATORS, SEED, YEARS, Simulated, Truth, simulate
from analysis.data.simulation.settings import CONTROL_EFFECTS, INPUTS, WORLDS, Settings

__all__ = [
    "CONTROL_EFFECTS",
    "COUNTS",
    "INDICATORS",
    "INPUTS",
    "SEED",
    "WORLDS",
    "YEARS",
    "Course",
    "Mark",
    "Settings",
    "Simulated",
    "Truth",
    "courses",
    "marks",
    "simulate",
]
