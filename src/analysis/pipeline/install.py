"""Set up ``.venv`` from the hashed lock; run by ``make`` before anything else, a no-op when nothing changed.

This file is the one piece of the project that runs on a bare Python: standard library only, and nothing newer
than Python 3.8 in its syntax, so that an old interpreter gets a sentence instead of a traceback.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
OLDEST = (3, 11)
DISK = "1.4 GB"


class SetupError(Exception):
    """What stands in the way, with the remedy; printed without a traceback."""


def check_python(version: tuple[int, ...], has_ensurepip: bool) -> None:
    """Refuse a Python that is too old or comes without ``venv`` and ``pip``.

    Parameters
    ----------
    version
        Major and minor version of the interpreter at hand.
    has_ensurepip
        Whether the interpreter can put pip into a new environment.

    Raises
    ------
    SetupError
        With the command that mends it on Debian and Ubuntu.
    """
    found = ".".join(str(part) for part in version[:2])
    wanted = ".".join(str(part) for part in OLDEST)
    if tuple(version[:2]) < OLDEST:
        raise SetupError(
            f"Python {found} is too old: this project needs Python {wanted} or newer.\n"
            f"Install one (Debian, Ubuntu: sudo apt install python{wanted} python{wanted}-venv)\n"
            f"and name it: make PYTHON=python{wanted} report"
        )
    if not has_ensurepip:
        raise SetupError(
            f"Python {found} is here, but without venv and pip.\n"
            f"Debian, Ubuntu: sudo apt install python3-venv (or python{found}-venv); then run make again."
        )


def pinned(lock: str, name: str) -> str:
    """Return the lines of a hashed lock that pin one package, hashes included.

    Parameters
    ----------
    lock
        Text of ``requirements.lock``.
    name
        Name of the package as the lock spells it.

    Raises
    ------
    SetupError
        When the lock does not pin it.
    """
    found = re.search(rf"^{re.escape(name)}==[^\n]*\n(?:    --hash=[^\n]*\n)+", lock, flags=re.MULTILINE)
    if found is None:
        raise SetupError(f"requirements.lock does not pin {name} with a hash. Write it again: make lock")
    return found.group(0)


def fingerprints(root: Path) -> dict[str, str]:
    """Return what an environment is made from: the lock, interpreter and folder, the project's metadata."""
    place = f"{sys.version}|{sys.base_prefix}|{root}"
    return {
        "lock": hashlib.sha256((root / "requirements.lock").read_bytes()).hexdigest(),
        "place": hashlib.sha256(place.encode()).hexdigest(),
        "project": hashlib.sha256((root / "pyproject.toml").read_bytes()).hexdigest(),
    }


def _read_stamp(stamp: Path) -> dict[str, str]:
    """Return what the environment was last made from; empty when there is none or its stamp is broken."""
    try:
        return dict(json.loads(stamp.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return {}


def _python(folder: Path) -> Path:
    """Return the interpreter inside an environment."""
    return folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def _run(*command: object) -> bool:
    """Run a command, its output going to the terminal; tell whether it succeeded."""
    environment = {**os.environ, "UV_SYSTEM_CERTS": os.environ.get("UV_SYSTEM_CERTS", "1")}
    for name in ("PYTHONDONTWRITEBYTECODE", "PYTHONPATH", "PYTHONHOME"):
        environment.pop(name, None)
    return subprocess.call([str(part) for part in command], env=environment, cwd=ROOT) == 0


def _create(folder: Path) -> None:
    """Make an empty environment with pip, in place of whatever was there."""
    try:
        venv.create(folder, clear=True, symlinks=os.name != "nt", with_pip=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise SetupError(
            f"{folder} could not be made: {error}\nIs there room for {DISK}, and may you write here?"
        ) from error


def fill(folder: Path, lock: Path) -> None:
    """Make an environment from a hashed lock that pins uv, in place of whatever was there.

    Parameters
    ----------
    folder
        The environment.
    lock
        What goes into it.

    Raises
    ------
    SetupError
        When the libraries cannot be fetched or the folder cannot be written.
    """
    _create(folder)
    _install(folder, lock)


def _install_libraries(folder: Path) -> None:
    """Fill a new environment with the libraries of the project."""
    _install(folder, ROOT / "requirements.lock")


def _install(folder: Path, lock: Path) -> None:
    """Fill a new environment: uv by its hash, then with uv the rest of the lock, compiled to bytecode.

    uv does not read pip's configuration; where the package index is reached through settings of pip, pip
    itself is used instead.
    """
    python = _python(folder)
    only_uv = folder / "uv.txt"
    only_uv.write_text(pinned(lock.read_text(encoding="utf-8"), "uv"), encoding="utf-8")
    pip = (python, "-m", "pip", "--quiet", "--disable-pip-version-check", "install", "--require-hashes")
    fetched = _run(*pip, "--no-deps", "-r", only_uv)
    only_uv.unlink()
    if not fetched:
        raise SetupError(
            "The libraries could not be fetched; the lines above say why (no network, or a proxy?).\n"
            "Nothing is half-installed: run make again once the package index answers."
        )
    print(f"  libraries of {lock.name}, checked by hash ({DISK} on disk)", flush=True)
    uv = (python, "-m", "uv", "pip", "install", "--quiet", "--python", python)
    if _run(*uv, "--require-hashes", "--compile-bytecode", "-r", lock):
        return
    print("  uv could not fetch them; trying pip, which takes about two minutes", flush=True)
    if not _run(*pip, "-r", lock):
        raise SetupError(f"Neither uv nor pip could install {lock.name}; the lines above say why.")


def _install_project(folder: Path) -> None:
    """Install the project itself, editable, without touching the libraries."""
    python = _python(folder)
    options = ("--quiet", "--no-deps", "--no-build-isolation", "--editable", ROOT)
    if not _run(python, "-m", "uv", "pip", "install", "--python", python, *options):
        raise SetupError("The project itself could not be installed; the lines above say why.")


def prepare(root: Path = ROOT) -> None:
    """Bring ``.venv`` in line with the lock and the project; do nothing when it already is.

    Raises
    ------
    SetupError
        When Python is unfit or the libraries cannot be fetched.
    """
    folder = root / ".venv"
    stamp, now = folder / "made-from.json", fingerprints(root)
    before = _read_stamp(stamp) if _python(folder).exists() else {}
    if before == now:
        return
    stamp.unlink(missing_ok=True)
    if any(before.get(part) != now[part] for part in ("lock", "place")):
        print("Setting up .venv (once, and again when requirements.lock changes)", flush=True)
        _create(folder)
        _install_libraries(folder)
    _install_project(folder)
    stamp.write_text(json.dumps(now, indent=1) + "\n", encoding="utf-8")


def main() -> int:
    """Set up the environment from the command line; return the exit code."""
    try:
        try:
            import ensurepip  # noqa: F401, PLC0415  # Debian ships Python without it
        except ImportError:
            check_python(sys.version_info[:2], has_ensurepip=False)
        check_python(sys.version_info[:2], has_ensurepip=True)
        prepare()
    except SetupError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
