"""The environment of the peers: its own folder, filled from its own hashed lock as the project's is."""

import hashlib
import os
import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

from analysis.data import layout
from analysis.pipeline import install
from analysis.pipeline.benchmark import places
from analysis.pipeline.errors import Refused

LOCK = Path(__file__).with_name("peers.lock")
NAMES = ("papermill", "ploomber-engine", "nbconvert", "snakemake", "dvc", "statsmodels", "pyfixest")
CURVE_PACKAGE = "specification_curve"


def folder() -> Path:
    """Return the folder of the environment."""
    return layout.build() / "peers" / ".venv"


def python() -> Path:
    """Return its interpreter."""
    return folder() / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def program(name: str, *words: str) -> list[str]:
    """Return the command line of a program in it."""
    return [str(python()), "-m", name, *words]


def prepare(tell: Callable[[str], None]) -> None:
    """Make the environment, when there is none yet or its lock has changed.

    Parameters
    ----------
    tell
        Told when that takes a while.

    Raises
    ------
    Refused
        When the libraries cannot be fetched.
    """
    stamp = folder() / "made-from.txt"
    now = hashlib.sha256(LOCK.read_bytes() + f"{sys.version}|{folder()}".encode()).hexdigest()
    if python().exists() and stamp.exists() and stamp.read_text(encoding="utf-8") == now:
        _let_import()
        return
    tell("Setting up the peers in an environment of their own (once)")
    folder().parent.mkdir(parents=True, exist_ok=True)
    try:
        install.fill(folder(), LOCK)
    except install.SetupError as error:
        raise Refused(f"The peers could not be installed.\n{error}") from error
    _let_import()
    stamp.write_text(now, encoding="utf-8")


def _let_import() -> None:
    """Let notebooks import the project from where its code lies, and read its version.

    It is not installed: its entry points would change how the peers start.
    """
    where = "import sysconfig; print(sysconfig.get_path('purelib'))"
    told = subprocess.run([str(python()), "-I", "-c", where], capture_output=True, text=True, check=True)
    libraries, number = Path(told.stdout.strip()), version("uptake")
    (libraries / "project.pth").write_text(f"{places.SOURCE}\n", encoding="utf-8")
    described = libraries / f"uptake-{number}.dist-info"
    described.mkdir(exist_ok=True)
    described.joinpath("METADATA").write_text(
        f"Metadata-Version: 2.1\nName: uptake\nVersion: {number}\n", encoding="utf-8"
    )


def versions() -> dict[str, str]:
    """Return the versions of the peers, as their lock pins them."""
    pinned = dict(line.split(";")[0].split(" ")[0].split("==") for line in _pins())
    return {name: pinned[name] for name in (*NAMES, CURVE_PACKAGE.replace("_", "-")) if name in pinned}


def _pins() -> list[str]:
    lines = LOCK.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if "==" in line and line[0].isalnum()]
