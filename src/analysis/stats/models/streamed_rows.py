"""The rows of a panel too large for memory, chunk by chunk: complete, counted, labels as whole numbers."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from analysis.stats.errors import ModelError, nearest
from analysis.stats.guards import admit
from analysis.stats.models.identification import without_means
from analysis.stats.sample import select

Chunks = Callable[[], Iterator[Mapping[str, np.ndarray]]]
"""What reads the panel from its beginning: the columns of some places at a time, all rows of each of them."""


@dataclass(frozen=True, eq=False)
class Rows:
    """The complete rows of a chunk.

    Attributes
    ----------
    figures : array, shape (n, 1 + k)
        Outcome and inputs.
    places : array of int, shape (n,)
        From 0 within the chunk.
    times, clusters : array of int, shape (n,)
        From 0 within the panel.
    """

    figures: np.ndarray
    places: np.ndarray
    times: np.ndarray
    clusters: np.ndarray

    def within(self) -> np.ndarray:
        """Return the figures less their means by place, shape (n, 1 + k)."""
        return without_means(self.figures, self.places, np.ones(len(self.figures)))


@dataclass(eq=False)
class Reader:
    """Reads a panel again and again, and holds what is known of it to one account.

    Attributes
    ----------
    chunks : function
        As :data:`Chunks`.
    outcome, inputs, entity, time, cluster
        Column names; the cluster may be the entity.
    cautions : tuple of str
        What the guards have to say of the columns; filled by the first reading, as is all that follows.
    dropped : dict of str to int
        Rows left out, by the columns that miss in them.
    nested : bool
        Whether every place lies within one cluster.
    """

    chunks: Chunks
    outcome: str
    inputs: Sequence[str]
    entity: str
    time: str
    cluster: str
    cautions: tuple[str, ...] = ()
    dropped: dict[str, int] = field(default_factory=dict)
    nested: bool = True
    _times: dict[Any, int] = field(default_factory=dict)
    _clusters: dict[Any, int] = field(default_factory=dict)
    _places: set[Any] = field(default_factory=set)

    @property
    def counts(self) -> tuple[int, int]:
        """Times and clusters met so far."""
        return len(self._times), len(self._clusters)

    def first(self) -> Iterator[Rows]:
        """Yield the rows of each chunk, checked and counted.

        Raises
        ------
        ModelError
            As :func:`analysis.stats.sample.select`; for a place in two chunks or twice at one time; and a
            :class:`analysis.stats.guards.Refusal` for what the dictionary of indicators rules out.
        """
        for chunk in self.chunks():
            yield from self._read(chunk, new=True)

    def again(self) -> Iterator[Rows]:
        """Yield the same rows once more."""
        for chunk in self.chunks():
            yield from self._read(chunk, new=False)

    def _read(self, chunk: Mapping[str, np.ndarray], *, new: bool) -> Iterator[Rows]:
        """Yield the complete rows of a chunk, if it has any."""
        frame = self._frame(chunk)
        complete = frame.notna().all(axis=1).to_numpy()
        if new:
            self._count(frame, complete)
        if not complete.any():
            return
        sample = select(frame[complete], [self.outcome, *self.inputs], [self.entity, self.time, self.cluster])
        codes, found = pd.factorize(sample.labels[self.entity])
        times = self._codes(sample.labels[self.time], self._times, new=new)
        clusters = self._codes(sample.labels[self.cluster], self._clusters, new=new)
        if new:
            told = admit(frame[complete], self.outcome, self.inputs, time=self.time, place=self.entity)
            self.cautions = tuple(dict.fromkeys([*self.cautions, *told]))
            self._require_new(found, codes, times)
            self.nested &= len(np.unique(np.column_stack([codes, clusters]), axis=0)) == len(found)
        yield Rows(sample.numbers.to_numpy(), codes, times, clusters)

    def _frame(self, chunk: Mapping[str, np.ndarray]) -> pd.DataFrame:
        """Return the columns of the model as a frame."""
        names = list(dict.fromkeys([self.outcome, *self.inputs, self.entity, self.time, self.cluster]))
        for name in names:
            if name not in chunk:
                raise ModelError(f"There is no column '{name}'", "chunks", nearest(name, list(chunk)))
        return pd.DataFrame({name: chunk[name] for name in names})

    def _count(self, frame: pd.DataFrame, complete: np.ndarray) -> None:
        """Add the rows left out to the account."""
        missing = frame.isna().to_numpy()[~complete]
        for row, count in zip(*np.unique(missing, axis=0, return_counts=True), strict=True):
            which = ", ".join(frame.columns[row])
            self.dropped[which] = self.dropped.get(which, 0) + int(count)

    def _codes(self, labels: "pd.Series[Any]", known: dict[Any, int], *, new: bool) -> np.ndarray:
        """Return labels as whole numbers that mean the same in every chunk."""
        codes, found = pd.factorize(labels)
        if new:
            for label in found:
                known.setdefault(label, len(known))
        elif any(label not in known for label in found):
            raise changed()
        return np.array([known[label] for label in found])[codes]

    def _require_new(self, found: pd.Index, codes: np.ndarray, times: np.ndarray) -> None:
        """Raise unless all rows of each place stand in one chunk, one for each time."""
        again = [label for label in found if label in self._places]
        if again:
            raise ModelError(
                f"The place '{again[0]}' stands in two chunks", f"column '{self.entity}'", "Order by place."
            )
        self._places.update(found)
        pairs = codes * np.int64(len(self._times)) + times
        if len(np.unique(pairs)) < len(pairs):
            values, counts = np.unique(pairs, return_counts=True)
            label = found[values[counts > 1][0] // len(self._times)]
            raise ModelError(
                "Some places appear twice at a time", f"place '{label}'", "Keep one row per place and time."
            )


def changed() -> ModelError:
    """Return the error of a panel whose second reading is not its first."""
    return ModelError(
        "The panel changed between two readings", "chunks", "Let every call return the same rows."
    )
