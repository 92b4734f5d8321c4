"""Contestants in turns: each measured as often as the others, undisturbed, and never twice after a break."""

import json
import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from analysis.pipeline.benchmark import machine
from analysis.pipeline.benchmark.rows import Row
from analysis.pipeline.errors import Refused

QUIET = 0.15
"""Largest share of the processors that others may keep busy just before or after a measurement."""
_MORE_TRIES = 1
_PLACES_KEPT = 6

Found = Mapping[str, Any]
"""What one trial measured, by name; ``seconds`` is what it took."""


@dataclass(frozen=True)
class Contestant:
    """Somebody who does the work of a part.

    Attributes
    ----------
    who
        Its name in the tables.
    once
        Does the work once, for the number of the repeat, and returns what was measured.
    seconds
        About how long that takes; replaced by what was measured.
    """

    who: str
    once: Callable[[int], Found]
    seconds: float


class Part(Protocol):
    """A part of the benchmark."""

    name: str
    title: str
    repeats: int

    def prepare(self) -> None:
        """Make ready what all contestants need; not measured."""

    def contestants(self) -> Sequence[Contestant]:
        """Return who takes turns."""

    def rows(self, found: "Measured") -> Sequence[Row]:
        """Return what is told of the measurements."""


@dataclass
class Measured:
    """What was measured so far, kept in a file after each trial.

    Attributes
    ----------
    path
        The file.
    state
        What the measurements are of (code, data, size); those of another state are not used.
    parts
        Trials by part and contestant, in the order of their repeats.
    """

    path: Path
    state: Mapping[str, Any]
    parts: dict[str, dict[str, list[dict[str, Any]]]] = field(default_factory=dict)

    @classmethod
    def begin(cls, path: Path, state: Mapping[str, Any]) -> "Measured":
        """Go on from a file where it holds measurements of the same state."""
        with suppress(OSError, ValueError, KeyError):
            content = json.loads(path.read_text(encoding="utf-8"))
            if content["state"] == json.loads(json.dumps(state)):
                return cls(path, state, content["parts"])
        return cls(path, state)

    def of(self, part: str, who: str) -> list[dict[str, Any]]:
        """Return the trials of a contestant."""
        return self.parts.get(part, {}).get(who, [])

    def values(self, part: str, who: str, name: str = "seconds") -> list[float]:
        """Return one figure of every trial of a contestant."""
        return [float(trial[name]) for trial in self.of(part, who)]

    def keep(self, part: str, who: str, trial: Mapping[str, Any]) -> None:
        """Add a trial and write the file in one step."""
        self.parts.setdefault(part, {}).setdefault(who, []).append(dict(trial))
        self.path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = self.path.with_name(f".{self.path.name}-{os.getpid()}")
        text = json.dumps({"state": self.state, "parts": self.parts}, indent=1)
        unfinished.write_text(text, encoding="utf-8")
        unfinished.replace(self.path)


def left(part: Part, measured: Measured) -> Iterator[tuple[int, Contestant]]:
    """Yield the turns that are still to come: each contestant once, then each once more, and so on."""
    everybody = part.contestants()
    for repeat in range(part.repeats):
        for one in everybody:
            if len(measured.of(part.name, one.who)) <= repeat:
                yield repeat, one


def expected(one: Contestant, part: Part, measured: Measured) -> float:
    """Return the seconds a turn will take, from its last trial where there is one."""
    trials = measured.of(part.name, one.who)
    return float(trials[-1].get("lasted", one.seconds)) if trials else one.seconds


def carry_out(parts: Sequence[Part], measured: Measured, tell: Callable[[str], None]) -> None:
    """Do every turn that is still to come, part by part.

    Parameters
    ----------
    parts
        What to measure.
    measured
        What was measured before; everything new is added.
    tell
        Told of each trial, with the time left.
    """
    for at, part in enumerate(parts):
        turns = list(left(part, measured))
        if not turns:
            tell(f"{part.title}: measured before")
            continue
        tell(f"{part.title}: making ready")
        part.prepare()
        turns = list(left(part, measured))
        for number, (repeat, one) in enumerate(turns, 1):
            trial = undisturbed(one, repeat, tell)
            measured.keep(part.name, one.who, trial)
            here = sum(expected(other, part, measured) for _, other in turns[number:])
            later = sum(expected(o, p, measured) for p in parts[at + 1 :] for _, o in left(p, measured))
            tell(
                f"{part.title}, {one.who}, {repeat + 1} of {part.repeats}: {trial['seconds']:.2f} s; "
                f"about {(here + later) / 60:.0f} min left"
            )


def undisturbed(one: Contestant, repeat: int, tell: Callable[[str], None]) -> dict[str, Any]:
    """Return a trial with the state of the machine around it; a disturbed one is made once more.

    Where it is disturbed again it counts, and says so. One that fails is made once more, too.
    """
    trial: dict[str, Any] = {}
    for disturbed in range(_MORE_TRIES + 1):
        before, began = machine.state(), time.perf_counter()
        try:
            found = one.once(repeat)
        except Refused as refused:
            if disturbed == _MORE_TRIES:
                raise
            tell(f"  {one.who} failed; once more: {refused}")
            continue
        lasted, after = time.perf_counter() - began, machine.state()
        foreign = max(before.foreign or 0.0, after.foreign or 0.0)
        trial = {
            **found,
            "lasted": round(lasted, 3),
            "pace": round((before.pace + after.pace) / 2, _PLACES_KEPT),
            "foreign": round(foreign, 3),
            "tries": disturbed + 1,
        }
        if foreign <= QUIET:
            break
        if disturbed < _MORE_TRIES:
            tell(f"  {one.who}: others kept {foreign:.0%} of the processors busy; once more")
    return trial
