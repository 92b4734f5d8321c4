"""Values as nodes of the task graph: what a task is given, and the fingerprint pytask compares."""

import hashlib
from dataclasses import dataclass, field
from typing import Any

from analysis.pipeline import dependence
from analysis.pipeline.digests import digest


@dataclass(kw_only=True)
class Ingredient:
    """Something a task depends on that is no file: parameters, the modules behind a notebook, a language.

    pytask compares :meth:`state` with the one recorded when the task last succeeded. The state is the digest
    of a readable fingerprint (:mod:`analysis.pipeline.fingerprint`), by which that is kept: what changed can
    be named (:mod:`analysis.pipeline.pieces`).

    Attributes
    ----------
    name
        What it is, unique in the graph.
    fingerprint
        What is compared.
    value
        What the task function receives.
    """

    name: str
    fingerprint: str
    value: Any = None
    attributes: dict[Any, Any] = field(default_factory=dict)

    @property
    def signature(self) -> str:
        """Return the node's identity in the graph."""
        return hashlib.sha256(f"ingredient {self.name}".encode()).hexdigest()

    def state(self) -> str:
        """Return what is compared."""
        return digest(self.fingerprint)

    def load(self, is_product: bool = False) -> Any:
        """Return what the task function receives."""
        return self.value

    def save(self, value: Any) -> None:
        """Refuse: an ingredient goes in and never comes out."""
        raise NotImplementedError(f"{self.name} is given to tasks, not made by them: {value!r}")


@dataclass(kw_only=True)
class Figures(Ingredient):
    """The figures that a run or a download read when it was last made.

    Its state is asked for, not held: when pytask asks, the tables have been rebuilt; and when it asks again
    after the work, the record is that of the new result.
    """

    fingerprint: str = ""

    def state(self) -> str:
        """Return what the views of the record answer now."""
        return dependence.state(self.value)

    def load(self, is_product: bool = False) -> Any:
        """Return the name of the piece of work."""
        return self.value
