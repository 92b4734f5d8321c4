"""Values as nodes of the task graph: what a task is given, and the fingerprint pytask compares."""

import hashlib
from dataclasses import dataclass, field
from typing import Any


@dataclass(kw_only=True)
class Ingredient:
    """Something a task depends on that is no file: parameters, the modules behind a notebook, a language.

    pytask compares :meth:`state` with the one recorded when the task last succeeded. The state is a readable
    fingerprint (:mod:`analysis.pipeline.fingerprint`): what changed can be named from the record alone.

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
        return self.fingerprint or "nothing"

    def load(self, is_product: bool = False) -> Any:
        """Return what the task function receives."""
        return self.value

    def save(self, value: Any) -> None:
        """Refuse: an ingredient goes in and never comes out."""
        raise NotImplementedError(f"{self.name} is given to tasks, not made by them: {value!r}")
