"""Standard errors of models that are not linear: what is left out in turn, and which names are refused.

The linear HC1 to HC3 have no agreed form here, and statsmodels 0.15 returns HC0 under each of these names for
generalised linear models without a word. The names are refused; the jackknife takes their place, as HC3 is
close to it in linear regression (MacKinnon and White 1985).
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.stats.errors import ModelError, listing
from analysis.stats.models.covariance import jackknife_covariance
from analysis.stats.models.design import Columns, Design, as_columns
from analysis.stats.models.inference import Choice, Critical, Inference, choose, cluster_reference, reference

KNOWN = ("jackknife", "cluster_jackknife", "hc0", "classical")
_LINEAR_ALONE = ("hc1", "hc2", "hc3", "hc4")
_FEWEST_GROUPS = 3


@dataclass(frozen=True, eq=False)
class LeftOut:
    """The groups of rows that a jackknife leaves out in turn.

    Attributes
    ----------
    codes : array of int, shape (n,)
        Group of each row, from 0 to G - 1: rows, places or clusters.
    labels : tuple, length G
        Their names.
    df : float
        Degrees of freedom of the reference t; infinite for the normal.
    name : str
        The standard errors as printed.
    """

    codes: np.ndarray
    labels: tuple[Hashable, ...]
    df: float
    name: str

    @property
    def kept(self) -> np.ndarray:
        """Rows kept by each replicate, bool, shape (G, n)."""
        return self.codes != np.arange(len(self.labels))[:, None]

    def covariance(self, replicates: np.ndarray, estimate: np.ndarray) -> np.ndarray:
        """Return (G - 1)/G times the sum of squares of replicates (G, k) about the estimate (k,)."""
        return jackknife_covariance(replicates, estimate)


def choose_errors(
    inference: Inference,
    cluster: Columns,
    critical: Critical,
    level: float,
    *,
    known: Sequence[str] = KNOWN,
) -> Choice:
    """Return the choice of standard errors of a model that is not linear.

    Parameters
    ----------
    inference : str
        ``"jackknife"`` with a cluster column leaves out clusters, as ``"cluster_jackknife"`` does.
    cluster, critical, level
        As in :func:`analysis.stats.models.linear.ols`.
    known : sequence of str
        The names that the model has.

    Raises
    ------
    ModelError
        For HC1 to HC4, which do not exist here, and as :func:`analysis.stats.models.inference.choose`.
    """
    if inference in _LINEAR_ALONE:
        raise ModelError(
            f"{inference.upper()} belongs to linear regression and has no agreed form for this model",
            "inference",
            "Use inference='jackknife', to which HC3 is close in linear regression, or 'hc0'.",
        )
    clusters = as_columns(cluster)
    if clusters and inference == "jackknife":
        inference = "cluster_jackknife"
    return choose(inference, clusters, critical, level, known=known)


def left_out(design: Design, choice: Choice, entity: Hashable | None, estimated: int) -> LeftOut:
    """Return what the jackknife leaves out in turn: clusters, else places that repeat, else rows.

    Parameters
    ----------
    design : Design
    choice : Choice
    entity : column name, optional
        The places; all rows of a place go together.
    estimated : int
        Quantities estimated, which rows have to exceed.

    Raises
    ------
    ModelError
        For fewer than three clusters or places.
    """
    df = design.n - estimated
    if choice.clusters:
        labels = design.sample.labels[choice.clusters[0]].unique()
        freedom, name, _ = cluster_reference(choice, [len(labels)])
        return LeftOut(design.labels(choice.clusters[0]), tuple(labels), freedom, name)
    if entity is not None and design.units < design.n:
        if design.units < _FEWEST_GROUPS:
            raise ModelError(
                f"There are {design.units} places",
                f"column '{entity}'",
                "The jackknife needs at least three.",
            )
        freedom, distribution = reference(min(design.units - 1, df), choice)
        name = f"jackknife by {entity} ({design.units} places), {distribution}"
        return LeftOut(design.labels(entity), tuple(design.sample.labels[entity].unique()), freedom, name)
    freedom, distribution = reference(df, choice)
    name = f"jackknife by row, {distribution}"
    return LeftOut(np.arange(design.n), tuple(row_names(design.sample.rows)), freedom, name)


def row_names(rows: pd.DataFrame) -> list[str]:
    """Return what identifies each row, as text: ``"01 2023"``."""
    return [" ".join(map(str, row)) for row in rows.itertuples(index=False, name=None)]


def without(label: Hashable, error: ModelError) -> ModelError:
    """Return the error of a replicate that cannot be estimated, with what was left out."""
    return ModelError(
        f"Without {listing([repr(str(label))])} the model cannot be estimated: {error.thing}",
        "jackknife",
        "Leave out the input that rests on it alone, or use inference='hc0'.",
    )
