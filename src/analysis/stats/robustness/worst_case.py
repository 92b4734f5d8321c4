"""One cross-section, several standard errors, and the worst of them: the one a claim has to survive."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis.stats.errors import ModelError, nearest
from analysis.stats.models.design import as_columns
from analysis.stats.models.linear import cluster_jackknife, ols
from analysis.stats.result import Result
from analysis.stats.robustness.wild_bootstrap import wild_cluster_bootstrap

HC3, REGION_EFFECTS, JACKKNIFE, WILD = "hc3", "region_effects_hc3", "region_jackknife", "wild_bootstrap"


@dataclass(frozen=True, eq=False)
class WorstCase:
    """A model with three standard errors and a bootstrap test.

    Attributes
    ----------
    results : dict of str to Result
        ``hc3``, ``region_effects_hc3``, ``region_jackknife``, as far as they can be estimated.
    table : DataFrame, index (term, name)
        ``estimate``, ``low``, ``high``, ``p_value``, ``inference``; the bootstrap has a p-value alone.
    impossible : dict of str to str
        What could not be estimated, and why.
    """

    results: dict[str, Result]
    table: pd.DataFrame
    impossible: dict[str, str]

    def worst(self, term: str) -> "pd.Series[Any]":
        """Return the row with the largest p-value of a term.

        Where the bootstrap has the largest p-value, estimate and interval are those of the row with the
        largest p-value among the others. ``name`` says which standard errors the p-value comes from.
        """
        rows = self.table[self.table.index.get_level_values("term") == term].droplevel("term")
        if rows.empty:
            raise ModelError(
                f"There is no term '{term}'",
                "worst",
                nearest(term, next(iter(self.results.values())).terms.index),
            )
        interval = rows.dropna(subset=["low"]).sort_values("p_value", kind="stable").iloc[-1]
        test = rows.sort_values("p_value", kind="stable").iloc[-1]
        figures = interval[["estimate", "low", "high"]].to_dict()
        return pd.Series(
            {**figures, "p_value": test["p_value"], "inference": test["inference"], "name": test.name},
            name=term,
        )


def worst_case(
    data: pd.DataFrame,
    outcome: Hashable,
    inputs: Sequence[Hashable],
    *,
    region: Hashable,
    weights: Hashable | None = None,
    entity: Hashable | None = None,
    time: Hashable | None = None,
    standardise: bool = False,
    level: float = 0.95,
) -> WorstCase:
    """Estimate a cross-section with HC3, with region effects and HC3, and with the region jackknife.

    Parameters
    ----------
    data, outcome, inputs, weights, entity, time, standardise, level
        As in :func:`analysis.stats.models.linear.ols`.
    region : column name
        A handful of regions: effects in one model, clusters in the other.

    Returns
    -------
    WorstCase
        HC3 holds its size with independent errors; region effects and the jackknife with t(G - 1) hold it
        with shocks that places of a region share. A claim uses the largest p-value of all. Places without a
        region are in the first model only; the results name them.

    Raises
    ------
    ModelError
        When the model cannot be estimated with HC3. What fails beyond that is said in ``impossible``.
    """
    inputs = as_columns(inputs)
    options: dict[str, Any] = {
        "weights": weights,
        "entity": entity,
        "time": time,
        "standardise": standardise,
        "level": level,
    }
    results = {HC3: ols(data, outcome, inputs, **options)}
    impossible: dict[str, str] = {}
    further: dict[str, Callable[[], Result]] = {
        REGION_EFFECTS: lambda: ols(data, outcome, inputs, effects=region, **options),
        JACKKNIFE: lambda: cluster_jackknife(data, outcome, inputs, region, **options),
    }
    for name, run in further.items():
        try:
            results[name] = run()
        except ModelError as error:
            impossible[name] = str(error)
    tests = []
    for term in inputs:
        try:
            test = wild_cluster_bootstrap(data, outcome, inputs, term, region, weights=weights)
        except ModelError as error:
            impossible[WILD] = str(error)
            break
        tests.append({"term": str(term), "name": WILD, "p_value": test.p_value, "inference": test.name})
    return WorstCase(results, side_by_side(results, tests), impossible)


def side_by_side(results: Mapping[str, Result], tests: Sequence[Mapping[str, Any]] = ()) -> pd.DataFrame:
    """Return the table of :class:`WorstCase`.

    Parameters
    ----------
    results : mapping of name to Result
        One model with several standard errors.
    tests : sequence of mappings
        Further rows: ``term``, ``name``, ``p_value`` and ``inference`` of a test without an interval.
    """
    rows = [
        {"term": term, "name": name, **row, "inference": result.inference}
        for name, result in results.items()
        for term, row in result.terms[["estimate", "low", "high", "p_value"]].iterrows()
    ]
    table = pd.DataFrame([*rows, *tests]).set_index(["term", "name"])
    return table.sort_index(level="term", sort_remaining=False)
