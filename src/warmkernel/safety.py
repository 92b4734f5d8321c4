"""When a warm start is refused, and why: a cold start is always right, a warm one only when nothing differs.

What a process has read while it imported its libraries cannot be changed by a fork. So a fork is refused
where a cold start would have read something else, and wherever forking itself is unsafe.
"""

import logging
import os
import site
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

VARIABLE = "WARMKERNEL"
"""The environment variable that carries the address of a running parent, or ``off``."""

OFF = frozenset({"0", "off", "no", "false", "never"})
LOG = logging.getLogger("warmkernel")

READ_AT_IMPORT = (
    "ARROW_*",
    "BLIS_*",
    "CUDA_*",
    "DEBUGPY_*",
    "GLIBC_TUNABLES",
    "GOTO_*",
    "HOME",
    "KMP_*",
    "LANG",
    "LANGUAGE",
    "LC_*",
    "LD_*",
    "MALLOC_*",
    "MATPLOTLIBRC",
    "MKL_*",
    "MPLBACKEND",
    "MPLCONFIGDIR",
    "NPY_*",
    "NUMBA_*",
    "NUMEXPR_*",
    "NUMPY_*",
    "OMP_*",
    "OPENBLAS_*",
    "PANDAS_*",
    "PYDEVD_*",
    "PYTHON*",
    "SCIPY_*",
    "SKLEARN_*",
    "TZ",
    "VECLIB_*",
    "XDG_CACHE_HOME",
    "XDG_CONFIG_HOME",
)
"""Variables that Python or a library reads once, at start or import; ``*`` stands for any ending."""

READ_LATER = frozenset({"PYTHONSTARTUP", "PYTHONEXECUTABLE", "PYTHONINSPECT"})
"""Variables whose names look like those above, but which act in the kernel itself or not at all."""

UNWELCOME = ("matplotlib_inline.backend_inline",)
"""Modules that bind to a running kernel when imported: figures would go nowhere."""

_PREFIXES = tuple(name[:-1] for name in READ_AT_IMPORT if name.endswith("*"))
_NAMES = frozenset(name for name in READ_AT_IMPORT if not name.endswith("*"))
_said: set[str] = set()


class CannotFork(RuntimeError):
    """A warm start is not possible here; the message says why.

    Parameters
    ----------
    reason
        One clause, without a full stop, that a reader can act upon.
    stale
        True if a new parent would have no such objection.
    """

    def __init__(self, reason: str, *, stale: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.stale = stale


def refusal(preload: Sequence[str], environment: Mapping[str, str] | None = None) -> str | None:
    """Say why no warm parent can be started here.

    Parameters
    ----------
    preload
        Names of the modules that the parent would import.
    environment
        Its variables; those of this process if left out.

    Returns
    -------
    str or None
        The reason, or None if nothing stands against it.
    """
    if (environment or os.environ).get(VARIABLE, "").lower() in OFF:
        return f"{VARIABLE} is switched off"
    if not sys.platform.startswith("linux"):
        return f"forking a process with libraries loaded is not safe on {sys.platform}"
    if not hasattr(os, "fork") or not hasattr(os, "pidfd_open"):
        return "this Python cannot fork, or cannot watch a process"
    for module in preload:
        if module in UNWELCOME or not all(part.isidentifier() for part in module.split(".")):
            return f"{module!r} is no module that can be imported before a kernel runs"
    try:
        os.close(os.pidfd_open(os.getpid()))
    except OSError as error:
        return f"the system does not let a process be watched ({error.strerror})"
    return None


def warn(reason: str) -> None:
    """Say aloud, once for each reason, that a kernel starts cold."""
    if reason not in _said:
        _said.add(reason)
        LOG.warning("starting cold: %s", reason)


def read_at_import(environment: Mapping[str, str]) -> dict[str, str]:
    """Return those variables that act when Python starts or a library is imported."""
    return {
        name: value
        for name, value in environment.items()
        if (name in _NAMES or name.startswith(_PREFIXES)) and name not in READ_LATER
    }


def difference(ours: Mapping[str, str], theirs: Mapping[str, str]) -> str | None:
    """Say which variables read at import differ between a parent and what asks it for a fork."""
    here, there = read_at_import(ours), read_at_import(theirs)
    names = sorted(name for name in here.keys() | there.keys() if here.get(name) != there.get(name))
    if not names:
        return None
    return f"read when libraries are imported, and different from the parent's: {', '.join(names)}"


def threads() -> int:
    """Return how many threads the running process has, those of libraries written in C included."""
    return len(os.listdir("/proc/self/task"))  # noqa: PTH208 (a Path for each thread is not needed)


class Loaded:
    """The files that a process has read its code from, and whether they still are what it read.

    Code outside the folders of installed packages is held by size and time of each file; installed packages
    by the time of their folder, which every installation changes.

    Parameters
    ----------
    watch
        Folders of which every file counts, loaded or not.
    """

    def __init__(self, watch: Iterable[Path] = ()) -> None:
        self._watch = [Path(folder).resolve() for folder in watch]
        self._installed = _installed()
        self._files = {str(folder): _stamp(folder) for folder in self._installed}
        self._files |= {path: _stamp(path) for path in _sources(self._installed)}
        self._watched = self._look()

    def changed(self) -> str | None:
        """Return the first file or folder that is no longer as it was read, or None."""
        for path, stamp in self._files.items():
            if _stamp(path) != stamp:
                return path
        now = self._look()
        differ = {
            name for name in now.keys() | self._watched.keys() if now.get(name) != self._watched.get(name)
        }
        return min(differ, default=None)

    def _look(self) -> dict[str, tuple[int, int] | None]:
        """Return size and time of every file in the watched folders."""
        return {
            os.path.join(folder, name): _stamp(os.path.join(folder, name))  # noqa: PTH118 (thousands of files)
            for watched in self._watch
            for folder, folders, names in os.walk(watched)
            if folders.sort() is None and not folder.endswith("__pycache__")
            for name in names
        }


def _installed() -> list[Path]:
    """Return the folders that installed packages lie in."""
    known = [*site.getsitepackages(), site.getusersitepackages()]
    listed = [entry for entry in sys.path if Path(entry).name in {"site-packages", "dist-packages"}]
    return [folder for folder in dict.fromkeys(map(Path, [*known, *listed])) if folder.is_dir()]


def _sources(installed: Sequence[Path]) -> set[str]:
    """Return the files of loaded modules that belong neither to an installed package nor to Python."""
    outside = (*map(str, installed), str(Path(os.__file__).parent))
    files = {getattr(module, "__file__", None) for module in list(sys.modules.values())}
    return {path for path in files if isinstance(path, str) and not path.startswith(outside)}


def _stamp(path: str | Path) -> tuple[int, int] | None:
    """Return size and time of change of a file, None if there is none."""
    try:
        found = os.stat(path)  # noqa: PTH116 (twice as fast, and there are thousands)
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns
