"""What an installation of the project is: the same work gives the same bytes only where it is the same."""

import hashlib
import platform
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from pathlib import Path

import analysis
import warmkernel

_PROJECT = "uptake"
_NAME = re.compile(r"[A-Za-z0-9][\w.-]*")
_OPTIONAL = re.compile(r"\bextra\s*==")
_UNCHECKED = (".md", ".pyc", ".pyo", ".swp", "~")
_SHOWN = 3


@dataclass(frozen=True)
class Identity:
    """An installation, seen from inside.

    Attributes
    ----------
    system
        Version of Python, operating system and processor.
    code
        Digest of every file of the project's packages.
    libraries
        Version of every library asked for, ``none`` where it is not installed.
    outdated
        Whether the code changed after the process that tells of it had loaded it.
    """

    system: Mapping[str, str]
    code: Mapping[str, str]
    libraries: Mapping[str, str]
    outdated: bool = False

    def missing(self, other: "Identity") -> list[str]:
        """Return what another installation has otherwise than this one, in words; empty when it may help."""
        found = [
            f"{what} is {there}, here {self.system[what]}"
            for what, there in other.system.items()
            if there != self.system[what]
        ]
        found += [
            f"{name} is {other.libraries.get(name)}, here {here}"
            for name, here in sorted(self.libraries.items())
            if other.libraries.get(name) != here
        ]
        names = self.code.keys() | other.code.keys()
        files = sorted(name for name in names if self.code.get(name) != other.code.get(name))
        if files:
            found.append(f"its code differs in {_some(files)}")
        if other.outdated and not found:
            found.append("its code changed after it was started")
        return found if len(found) <= _SHOWN else [*found[:_SHOWN], f"and {len(found) - _SHOWN} more"]


def libraries() -> list[str]:
    """Return the names of the libraries that the project needs, directly or not, sorted."""
    found: set[str] = set()
    waiting = {_PROJECT}
    while waiting:
        name = waiting.pop()
        found.add(name)
        waiting |= _needed(name) - found
    return sorted(found - {_PROJECT})


def _needed(name: str) -> set[str]:
    """Return what a library asks for in any case; one that is not installed asks for nothing."""
    try:
        asked = metadata.requires(name) or []
    except metadata.PackageNotFoundError:
        return set()
    always = [_NAME.match(line) for line in asked if not _OPTIONAL.search(line)]
    return {re.sub(r"[-_.]+", "-", found.group()).lower() for found in always if found}


def identity(names: list[str]) -> Identity:
    """Return what the running installation is.

    Parameters
    ----------
    names
        Libraries whose version matters (:func:`libraries`, on the machine that hands out work).
    """
    now = _code()
    return Identity(
        system={
            "Python": ".".join(map(str, sys.version_info[:3])),
            "the system": platform.system(),
            "the processor": platform.machine(),
        },
        code=now,
        libraries={name: _version(name) for name in names},
        outdated=now != _first(),
    )


@cache
def _first() -> dict[str, str]:
    """Return the code as it was when this process was first asked."""
    return _code()


def _code() -> dict[str, str]:
    """Return the digest of each file of the project's packages, by its path inside them."""
    found = {}
    for package in (analysis, warmkernel):
        folder = Path(str(package.__file__)).parent
        for path in folder.rglob("*"):
            if path.is_file() and not path.name.startswith(".") and not path.name.endswith(_UNCHECKED):
                name = path.relative_to(folder.parent).as_posix()
                found[name] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found


@cache
def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "none"


def _some(names: list[str]) -> str:
    more = f" and {len(names) - _SHOWN} more files" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more
