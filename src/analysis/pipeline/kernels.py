"""Kernels for runs: this environment's Python, one start-up for everybody, no race for ports.

A kernel found by name may belong to another environment (a kernel specification in the user's own folder
wins), and kernels that pick free TCP ports at the same moment now and then pick the same one. Here the
interpreter is the one that is running, and channels are local sockets in a folder of their own.
"""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager

from analysis.data import layout
from warmkernel import kernelspec, safety

NAME = "python3"
_FORKED = "UPTAKE_FORKED"
"""Variable that is set in processes forked from a warm parent: their kernels are forks of it, too."""

_LONGEST_SOCKET_PATH = 90
_OPTIONS = ["--HistoryManager.enabled=False", "--log-level=CRITICAL"]
_COMMAND = ["-m", "ipykernel_launcher", "-f", "{connection_file}", *_OPTIONS]
_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
_FOREIGN = (
    "PYTHONPATH",
    "PYTHONSTARTUP",
    "PYTHONDONTWRITEBYTECODE",
    "MATPLOTLIBRC",
    "MPLBACKEND",
    "UPTAKE_FIGURES",
    "UPTAKE_RESULTS",
    "UPTAKE_NARROW_FIGURES",
    "UPTAKE_PARENT",
    "COLUMNS",
    "LINES",
)


class ProjectKernel(AsyncKernelManager):
    """A kernel of the running interpreter, reached by local sockets where the system has them."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._folder = Path(tempfile.mkdtemp(prefix="uptake-"))
        self.connection_file = str(self._folder / "kernel.json")
        if os.name == "posix" and len(str(self._folder)) < _LONGEST_SOCKET_PATH:
            self.transport, self.ip = "ipc", str(self._folder / "channel")

    @property
    def kernel_spec(self) -> KernelSpec:
        """Return how the kernel is started: always the interpreter that is running, warm in a warm worker."""
        by = kernelspec.PROVISIONER if os.environ.get(_FORKED) else "local-provisioner"
        return KernelSpec(
            argv=[sys.executable, *_COMMAND],
            language="python",
            display_name="Python 3",
            metadata={"kernel_provisioner": {"provisioner_name": by}},
        )

    async def _async_cleanup_resources(self, restart: bool = False) -> None:
        await super()._async_cleanup_resources(restart)
        if not restart:
            shutil.rmtree(self._folder, ignore_errors=True)

    cleanup_resources = _async_cleanup_resources


def environment() -> dict[str, str]:
    """Return the environment variables every kernel of the project is started with.

    One thread for linear algebra (runs are parallel already, and sums keep their order), settings of IPython
    and matplotlib from the project instead of from whoever runs it, and an import path without additions.
    """
    private = layout.build() / "settings"
    kept = {name: value for name, value in os.environ.items() if name not in _FOREIGN}
    return {
        **kept,
        **dict.fromkeys(_THREADS, "1"),
        "IPYTHONDIR": str(private / "ipython"),
        "MPLCONFIGDIR": str(private / "matplotlib"),
        "JUPYTER_PREFER_ENV_PATH": "1",
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    }


def warm(address: str) -> dict[str, str]:
    """Return the variables of a process whose kernels are forked from the parent at an address."""
    return {_FORKED: "1", safety.VARIABLE: address}


def warm_by_default(address: str) -> dict[str, str]:
    """Return the variables of a process in which whatever starts a kernel has it forked from a parent."""
    return {"JUPYTER_DEFAULT_PROVISIONER_NAME": kernelspec.PROVISIONER, safety.VARIABLE: address}


def cold_by_choice() -> str | None:
    """Return why kernels start cold where whoever runs this has chosen so, else ``None``."""
    return "as asked" if os.environ.get(safety.VARIABLE, "").lower() in safety.OFF else None


def offered(libraries: Sequence[str]) -> dict[str, str]:
    """Return the variables that let Jupyter find the project's kernel: warm, with some libraries imported.

    The package itself is imported by each kernel, which so has its code, texts and descriptions as they are
    when the kernel is started or restarted.
    """
    folder = layout.build() / "settings" / "jupyter"
    content = kernelspec.specification(libraries, display_name="Python 3 (uptake)", arguments=_OPTIONS[:1])
    kernelspec.write(folder / "kernels" / NAME, content)
    return {"JUPYTER_PATH": str(folder)}


@contextmanager
def settings(**more: str) -> Iterator[None]:
    """Put :func:`environment`, and what is asked for beyond it, in force for what is started meanwhile."""
    before, ours = dict(os.environ), environment() | more
    os.environ.clear()
    os.environ.update(ours)
    Path(os.environ["IPYTHONDIR"]).mkdir(parents=True, exist_ok=True)
    Path(os.environ["MPLCONFIGDIR"]).mkdir(parents=True, exist_ok=True)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def prepare_fonts() -> None:
    """Let matplotlib list the fonts once, before kernels do so all at once and say so in their outputs."""
    with settings():
        folder = Path(os.environ["MPLCONFIGDIR"])
        if not any(folder.glob("fontlist-*.json")):
            import subprocess  # noqa: PLC0415

            subprocess.run(
                [sys.executable, "-c", "import matplotlib.font_manager"], check=False, env=os.environ
            )
