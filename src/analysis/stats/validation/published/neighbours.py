"""Published results on neighbours: Moran's I, and the spatial lag and error models."""

import pandas as pd

from analysis.stats.models import ols
from analysis.stats.spatial import Weights, from_libpysal, moran, spatial_error, spatial_lag
from analysis.stats.validation.published.case import Case, Check, compare_fit, compare_terms
from analysis.stats.validation.published.datasets import neighbours_file


def columbus() -> Case:
    """Return crime in the neighbourhoods of Columbus, by least squares and with neighbours."""
    queen, crime = _example("columbus", "columbus.gal", "columbus.dbf")
    model = ("CRIME", ["INC", "HOVAL"])
    lag = spatial_lag(crime, *model, queen, entity="id")
    error = spatial_error(crime, *model, queen, entity="id")
    names = ("intercept", "INC", "HOVAL")
    return Case(
        "columbus",
        "Crime, income and the value of houses in 49 neighbourhoods of Columbus, Ohio",
        "Anselin (1988); output of spdep and spatialreg (Bivand and Piras 2015)",
        "libpysal: columbus",
        "ols, spatial_lag, spatial_error",
        (
            *compare_terms(
                ols(crime, *model, entity="id"), _named(names, 68.6190, -1.5973, -0.2739), tolerance=6e-5
            ),
            *compare_terms(
                lag,
                _named((*names, "rho"), 45.603250, -1.048728, -0.266335, 0.42333),
                _named((*names, "rho"), 7.257404, 0.307406, 0.089096, 0.11951),
                tolerance=2e-5,
                label="lag",
            ),
            *compare_fit(lag, 6e-4, label="lag", log_likelihood=-182.674),
            *compare_terms(
                error,
                _named((*names, "lambda"), 60.279469, -0.957305, -0.304559, 0.54675),
                _named((*names, "lambda"), 5.365594, 0.334231, 0.092047, 0.13805),
                tolerance=2e-5,
                label="error",
            ),
            *compare_fit(error, 6e-5, label="error", log_likelihood=-183.7494),
        ),
    )


def homicides() -> Case:
    """Return Moran's I of homicides around St. Louis."""
    weights, data = _example("stl", "stl.gal", "stl_hom.dbf")
    row = moran(data.set_index("id")["HR8893"], weights).iloc[0]
    return Case(
        "st_louis",
        "Homicides in 78 counties around St. Louis, Moran's I",
        "Documentation of esda (PySAL), after Messner et al. (1999)",
        "libpysal: stl",
        "moran",
        (
            Check("I", 0.244, float(row["i"]), 6e-4),
            Check("p, normal", 0.00027147862770937614, float(row["p_normal"]), 1e-9),
        ),
    )


def _example(folder: str, matrix: str, table: str) -> tuple[Weights, pd.DataFrame]:
    """Return weights and the table of an example, whose rows share their order, with places as ``id``."""
    import libpysal  # noqa: PLC0415 - slow to import

    weights = from_libpysal(libpysal.io.open(str(neighbours_file(folder, matrix))).read(), "neighbours")
    file = libpysal.io.open(str(neighbours_file(folder, table)))
    columns = {column: file.by_col(column) for column in file.header}
    return weights, pd.DataFrame(columns).assign(id=pd.Index(weights.places))


def _named(names: tuple[str, ...], *values: float) -> dict[str, float]:
    """Return values by name."""
    return dict(zip(names, values, strict=True))
