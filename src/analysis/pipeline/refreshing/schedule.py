"""What a server needs to refresh this checkout every day: a unit and its timer for systemd, a line for cron.

Two refreshes never collide, because each holds the lock of the project; one that finds it taken ends with 75,
which counts as well done. A machine that was off at the time catches up (systemd).
"""

import re
import shlex
import sys
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from analysis.data import layout
from analysis.pipeline.errors import BUSY, INTERRUPTED, Refused

NAME = "uptake-refresh"
_TIME = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")

_SERVICE = """\
# {where}/{name}.service: written by `uptake schedule systemd`.
[Unit]
Description=Refresh of figures, results and pages of uptake

[Service]
Type=oneshot
{owner}WorkingDirectory={folder}
# By way of env, because systemd itself takes no odd letters in the name of a program.
ExecStart=/usr/bin/env {command} refresh
# Settings such as UPTAKE_WEBHOOK=https://…, one a line, in a file only its owner can read.
EnvironmentFile=-{settings}
SuccessExitStatus={good}
TimeoutStartSec=3h
KillMode=mixed
Nice=10
IOSchedulingClass=idle
"""

_TIMER = """\
# {where}/{name}.timer: written by `uptake schedule systemd`.
[Unit]
Description=Every day: refresh of uptake

[Timer]
OnCalendar=*-*-* {hour:02d}:{minute:02d}:00
Persistent=true

[Install]
WantedBy=timers.target
"""


def write(out: Console, kind: str, at: str, *, user: bool, folder: Path | None) -> None:
    """Print what a server needs, or write it to files.

    Parameters
    ----------
    out
        Where it is printed.
    kind
        ``systemd`` or ``cron``.
    at
        Time of day, ``03:30``.
    user
        Whether the service manager of a user runs it.
    folder
        Folder for the files; printed when left out.

    Raises
    ------
    Refused
        The time is none, or the command is not installed where this project lies.
    """
    files = systemd(at, user=user) if kind == "systemd" else {f"{NAME}.cron": cron(at)}
    for name, text in files.items():
        if folder is None:
            out.print(escape(text))
        else:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8", newline="\n")
            out.print(f"Written: {escape(str(folder / name))}")
    if kind == "systemd":
        manager = "systemctl --user" if user else "sudo systemctl"
        out.print(f"# Copy both to {_home(user)}/, then: {manager} enable --now {NAME}.timer")
    else:
        out.print("# Add the line to the table of cron: crontab -e")


def systemd(at: str, *, user: bool = False) -> dict[str, str]:
    """Return unit and timer, by file name."""
    hour, minute = time(at)
    where = _home(user)
    service = _SERVICE.format(
        name=NAME,
        where=where,
        owner="" if user else f"User={layout.root().owner()}\n",
        folder=_specifiers(str(layout.root())),
        command=_quoted(str(command())),
        settings="%E/uptake.env",
        good=f"{BUSY} {INTERRUPTED}",
    )
    timer = _TIMER.format(name=NAME, where=where, hour=hour, minute=minute)
    return {f"{NAME}.service": service, f"{NAME}.timer": timer}


def cron(at: str) -> str:
    """Return a line for cron, which sends a mail only when a refresh failed or a file was refused."""
    hour, minute = time(at)
    log = layout.build() / "log"
    said = shlex.quote(f"The refresh of uptake needs somebody: see {log}")
    folder, uptake = shlex.quote(str(layout.root())), shlex.quote(str(command()))
    line = (
        f"cd {folder} && nice -n 10 {uptake} refresh >/dev/null 2>&1"
        f" || case $? in {BUSY}|{INTERRUPTED}) ;; *) echo {said} ;; esac"
    )
    # For cron, % ends the command.
    return f"{minute} {hour} * * * {line.replace('%', chr(92) + '%')}\n"


def time(at: str) -> tuple[int, int]:
    """Return hour and minute of a time of day.

    Raises
    ------
    Refused
        It is none.
    """
    found = _TIME.fullmatch(at.strip())
    if not found:
        raise Refused(f"--at {at}: write hour and minute, such as 03:30.")
    return int(found[1]), int(found[2])


def command() -> Path:
    """Return the installed command: that of this checkout, else of the environment that runs.

    Raises
    ------
    Refused
        There is none.
    """
    beside = Path(sys.executable).parent
    places = [layout.root() / ".venv" / "bin" / "uptake", beside / "uptake", beside / "uptake.exe"]
    for place in places:
        if place.is_file():
            return place
    raise Refused(f"The command uptake is not installed in {places[0].parent}: run make setup first.")


def _home(user: bool) -> str:
    return "~/.config/systemd/user" if user else "/etc/systemd/system"


def _specifiers(text: str) -> str:
    return text.replace("%", "%%")


def _quoted(path: str) -> str:
    """Return a path as systemd reads a word of a command."""
    escaped = path.replace("\\", "\\\\").replace('"', '\\"').replace("$", "$$")
    return f'"{_specifiers(escaped)}"'
