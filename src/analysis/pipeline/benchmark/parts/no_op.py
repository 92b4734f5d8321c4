"""Part b: nothing has changed; how long it takes to say so, with the same tasks and files for everybody."""

from collections.abc import Callable, Sequence
from functools import cached_property

from analysis.pipeline.benchmark import measuring, peers, places
from analysis.pipeline.benchmark.parts import settled
from analysis.pipeline.benchmark.rows import OURS, Row, Target, in_turns, row
from analysis.pipeline.benchmark.trials import Contestant, Found, Measured
from analysis.pipeline.build import processors
from analysis.pipeline.errors import Refused

SNAKEMAKE, DVC = "snakemake", "dvc"
WHAT = "nothing changed"
_WITHIN = Target(2.0, "at most", "figure")
_AHEAD = Target(1.0, "at least", "ratio")
_SAYS = {OURS: "0 executed", SNAKEMAKE: "Nothing to be done", DVC: "up to date"}


class NoOp:
    """The whole report, up to date; and the same graph, up to date, in snakemake and dvc."""

    name, title = "b", "Nothing changed"

    def __init__(self, repeats: int) -> None:
        self.repeats = repeats

    def prepare(self) -> None:
        """Build everything once, and bring the others to where the same graph is up to date."""
        built = settled.whole()
        folders = [places.folder() / "graph" / name for name in (SNAKEMAKE, DVC)]
        words = [str(folder) for folder in (built, *folders)]
        measuring.timed(places.script("export", *words), env=places.environment(built), cwd=built)
        self._do(peers.program("dvc", "init", "--no-scm", "--quiet"), DVC)
        for option in ("core.analytics", "core.check_update"):
            self._do(peers.program("dvc", "config", option, "false"), DVC)
        self._do(self._commands[SNAKEMAKE], SNAKEMAKE)
        self._do(peers.program("dvc", "commit", "--force", "--quiet"), DVC)
        self._do(self._commands[DVC], DVC)

    @cached_property
    def _commands(self) -> dict[str, list[str]]:
        return {
            SNAKEMAKE: peers.program("snakemake", "--cores", str(processors())),
            DVC: peers.program("dvc", "repro"),
        }

    @staticmethod
    def _do(command: list[str], who: str) -> measuring.Timed:
        folder = places.folder() / "graph" / who
        more = {"DVC_NO_ANALYTICS": "1", "DVC_SITE_CACHE_DIR": str(places.folder() / "home" / "dvc")}
        return measuring.timed(command, env=places.environment(folder) | more, cwd=folder)

    def contestants(self) -> Sequence[Contestant]:
        """Return this project, snakemake and dvc."""
        return [
            Contestant(OURS, lambda turn: self._ours(), 2),
            *(Contestant(who, self._other(who), 5) for who in (SNAKEMAKE, DVC)),
        ]

    @staticmethod
    def _ours() -> Found:
        built = settled.whole()
        done = measuring.timed(places.uptake("report"), env=places.environment(built), cwd=built)
        return _told(OURS, done)

    def _other(self, who: str) -> Callable[[int], Found]:
        return lambda turn: _told(who, self._do(self._commands[who], who))

    def rows(self, found: Measured) -> Sequence[Row]:
        """Return the seconds of each, and how many times ours the others took."""
        mine = found.values(self.name, OURS)
        told = [row(self.name, WHAT, OURS, mine, target=_WITHIN)]
        for who in (SNAKEMAKE, DVC):
            theirs = found.values(self.name, who)
            ratio = in_turns(mine, theirs)
            told.append(row(self.name, WHAT, who, theirs, ratio=ratio, beside=OURS, target=_AHEAD))
        return told


def _told(who: str, done: measuring.Timed) -> Found:
    """Return the seconds of somebody who said that there is nothing to do; refuse any other answer."""
    if _SAYS[who].lower() not in done.everything.lower():
        raise Refused(f"{who} found something to do where nothing had changed:\n{done.everything[-1500:]}")
    return {"seconds": done.seconds, "processor_seconds": done.processor_seconds}
