"""The commune-level units that are simulated: how many each province has, what they are called."""

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.data import provinces

MARK = "MP"
"""Beginning of the code of a simulated commune (Vietnamese *mô phỏng*): real codes are digits only."""

_CODE = re.compile(rf"{MARK}\d{{5}}")
_NAME = re.compile(r"Xã mô phỏng (\d+), ")


@dataclass(frozen=True, eq=False)
class Units:
    """Simulated communes, numbered through the provinces in the order of their codes.

    Attributes
    ----------
    provinces : list of str
        Codes of the provinces in force.
    names : list of str
        Their names.
    counts : array of int
        Communes of each province.
    """

    provinces: list[str]
    names: list[str]
    counts: NDArray[np.int64]

    @property
    def total(self) -> int:
        """Return how many communes there are."""
        return int(self.counts.sum())

    @property
    def part(self) -> float:
        """Return which part of the country they are: all of it, unless they are fewer than those in force."""
        return min(1.0, self.total / published_total())

    def range_of(self, province: int) -> range:
        """Return the numbers of the communes of a province, given by its place in the list."""
        first = int(self.counts[:province].sum()) + 1
        return range(first, first + int(self.counts[province]))


def published_total() -> int:
    """Return the number of commune-level units in force, the sum over the provinces."""
    return int(provinces.units()["commune_units"].sum())


def units(total: int | None = None) -> Units:
    """Return the communes of every province.

    Parameters
    ----------
    total : int, optional
        How many there are in all; as many as are in force when left out. Any other number is shared out in
        the proportions of those in force (largest remainders), at least one a province. Fewer are a part of
        the country, more are the whole country in smaller communes.

    Raises
    ------
    ValueError
        There are fewer communes than provinces.
    """
    table = provinces.units()
    real = table["commune_units"].to_numpy(dtype=np.int64)
    wanted = int(real.sum()) if total is None else total
    if wanted < len(real):
        raise ValueError(f"units = {wanted}: each of the {len(real)} provinces needs one commune at least")
    exact = real * wanted / real.sum()
    counts = np.maximum(np.floor(exact), 1).astype(np.int64)
    while (short := wanted - int(counts.sum())) > 0:
        counts[np.argsort(counts - exact, kind="stable")[:short]] += 1
    while (beyond := int(counts.sum()) - wanted) > 0:  # small provinces were given their one
        counts[np.argsort(exact - counts, kind="stable")[:beyond]] -= 1
    return Units(list(table["code"]), list(table["name"]), counts)


def code(number: int) -> str:
    """Return the code of a simulated commune: ``MP00123``."""
    return f"{MARK}{number:05d}"


def is_simulated(commune: str) -> bool:
    """Tell whether a code is that of a simulated commune."""
    return _CODE.fullmatch(commune) is not None


def english(name: str) -> str:
    """Return the name of a simulated commune in English; any other name as it is."""
    return _NAME.sub(r"Simulated commune \1, ", name)
