"""Which data set the readers of this process give, and whether they have given simulated figures.

A process works with one data set: a notebook says which when its parameters are checked, and every figure it
reads afterwards, in whatever module, is of that data set. Simulated figures that were read once are not
forgotten: whatever is shown later may rest on them, and is marked.
"""

from dataclasses import dataclass

from analysis.data.unknown import require

PUBLISHED, SIMULATED = "published", "simulated"
DATASETS = (PUBLISHED, SIMULATED)
"""Names of the data sets that can be read."""

SEED, WORLD = 2026, "mixed"
"""Seed and world of the simulated data set, unless others are asked for."""

SIMULATED_RUNS = ((2020, 2025),)
"""The years of the simulated data set, all of one definition."""


@dataclass(frozen=True)
class Dataset:
    """A data set by name; of the simulated one also the seed and the world that give its figures again."""

    name: str = PUBLISHED
    seed: int = SEED
    world: str = WORLD

    @property
    def is_simulated(self) -> bool:
        """Whether its figures are drawn from a model."""
        return self.name == SIMULATED


class _Process:
    """What this process works with and has read."""

    in_use = Dataset()
    simulated: Dataset | None = None


def use(name: str, *, seed: int | None = None, world: str | None = None) -> None:
    """Let every reader that is not told otherwise give this data set from now on.

    Parameters
    ----------
    name : str
        One of :data:`DATASETS`.
    seed, world : int, str, optional
        Of the simulated data set; :data:`SEED` and :data:`WORLD` when left out.

    Raises
    ------
    UnknownName
        There is no such data set.
    """
    require("data set", name, DATASETS)
    _Process.in_use = Dataset(name, SEED if seed is None else seed, world or WORLD)


def in_use() -> Dataset:
    """Return the data set that readers give."""
    return _Process.in_use


def asked(name: str | None, seed: int | None = None) -> Dataset:
    """Return the data set that a reader was asked for; the one in use when none was named.

    Raises
    ------
    UnknownName
        There is no such data set.
    """
    require("data set", name or PUBLISHED, DATASETS)
    now = _Process.in_use
    if name in (None, now.name) and seed in (None, now.seed):
        return now
    return Dataset(name or now.name, SEED if seed is None else seed, now.world)


def given(dataset: Dataset) -> None:
    """Remember that figures of a data set have been given to a reader."""
    if dataset.is_simulated:
        _Process.simulated = dataset


def simulated() -> Dataset | None:
    """Return the simulated data set that is in use or has been read in this process; None when none has."""
    return _Process.in_use if _Process.in_use.is_simulated else _Process.simulated


def forget() -> None:
    """Begin anew, as in a fresh process: published figures in use, nothing read."""
    _Process.in_use, _Process.simulated = Dataset(), None
