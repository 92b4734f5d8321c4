"""Memory of a process and all it started: what belongs to it alone, page by page, as the system counts it."""

from pathlib import Path

_PROC = Path("/proc")
_PRIVATE = ("Private_Clean:", "Private_Dirty:")


def private(pid: int) -> int:
    """Return the bytes of a process that it shares with no other; 0 once it is gone."""
    return _summed(pid, _PRIVATE)


def proportional(pid: int) -> int:
    """Return the bytes of a process, each shared page counted in parts; 0 once it is gone."""
    return _summed(pid, ("Pss:",))


def _summed(pid: int, names: tuple[str, ...]) -> int:
    try:
        lines = (_PROC / str(pid) / "smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith(names))


def tree(pid: int) -> list[int]:
    """Return a process and all its living descendants, and those left behind in its session."""
    parents: dict[int, list[int]] = {}
    session = []
    for folder in _PROC.iterdir():
        if folder.name.isdigit():
            try:
                told = (folder / "stat").read_text(encoding="utf-8", errors="replace")
            except OSError:
                continue
            after = told.rpartition(")")[2].split()
            parents.setdefault(int(after[1]), []).append(int(folder.name))
            if int(after[3]) == pid:
                session.append(int(folder.name))
    found, waiting = set[int](), [pid, *session]
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting += parents.get(one, [])
    return sorted(found)


class Peak:
    """The largest memory seen of a process and its descendants, summed over them at one moment.

    Attributes
    ----------
    private
        Largest sum of bytes that belong to one process alone.
    total
        Largest sum of bytes, shared pages counted once.
    processes
        Largest number of processes.
    """

    def __init__(self) -> None:
        self.private, self.total, self.processes = 0, 0, 0

    def __call__(self, pid: int) -> None:
        """Look once."""
        members = tree(pid)
        self.private = max(self.private, sum(map(private, members)))
        self.total = max(self.total, sum(map(proportional, members)))
        self.processes = max(self.processes, len(members))
