"""A Chromium for the tests, found or installed, and visits to pages that tell everything that went wrong."""

import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Error, Page, Playwright, Request, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PLACES = (Path("/usr/bin/chromium"),)
VARIABLE = "CHROMIUM"
DEBIAN = ("apt-get", "install", "--yes", "--no-install-recommends", "chromium")
DOWNLOAD = (sys.executable, "-m", "playwright", "install", "--no-shell", "chromium")
LOCK = Path(tempfile.gettempdir()) / f"chromium-for-tests-{os.getuid()}.lock"
PATIENCE = 900  # seconds for an installation

QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--hide-scrollbars",
    "--no-first-run",
)
"""Keep a browser from asking hosts of its maker for anything, and pictures the same everywhere."""

HERE = ("file", "data", "blob", "about", "devtools")
"""Schemes of addresses that no host is asked for."""


class NoBrowser(Exception):
    """There is no Chromium, and none could be installed: what was tried, and what to do."""

    def __init__(self, tried: list[str]) -> None:
        lines = "".join(f"\n  - {text}" for text in tried)
        super().__init__(
            f"The pages are tested in a real browser, and there is none. What was tried:{lines}\n"
            "Install Chromium or Chrome (on Debian: apt-get install chromium), or run\n"
            "  .venv/bin/python -m playwright install --with-deps chromium\n"
            f"or set {VARIABLE} to the path of a Chromium that is there."
        )


def find(own: Path) -> Path:
    """Return a Chromium that starts: one that is there, else Debian's package, else Playwright's download.

    Parameters
    ----------
    own
        Where Playwright keeps the Chromium it downloads, there yet or not.

    Raises
    ------
    NoBrowser
        Naming everything that was tried.
    """
    if named := os.environ.get(VARIABLE):
        if starts(Path(named)):
            return Path(named)
        raise NoBrowser([f"{VARIABLE}={named}: no such program, or it does not start"])
    if there := installed(own):
        return there
    with alone(LOCK):
        return installed(own) or install(own)


def installed(own: Path) -> Path | None:
    """Return the first Chromium there is on the search path, at its usual place, or of Playwright."""
    named = [Path(found) for name in NAMES if (found := shutil.which(name))]
    return next((path for path in (*named, *PLACES, own) if starts(path)), None)


def starts(path: Path) -> bool:
    """Tell whether a browser is there and starts: some systems have a mere placeholder of its name."""
    if not path.is_file():
        return False
    try:
        return (
            subprocess.run([path, "--version"], capture_output=True, timeout=60, check=False).returncode == 0
        )
    except (OSError, subprocess.TimeoutExpired):
        return False


def install(own: Path) -> Path:
    """Install a Chromium: the package where that may be done, else Playwright's download."""
    tried = [f"{', '.join(NAMES)} on PATH, {', '.join(map(str, PLACES))} and {own}: none that starts"]
    if not is_root():
        tried.append("Debian's package: only root can install it")
    elif not shutil.which(DEBIAN[0]):
        tried.append(f"Debian's package: there is no {DEBIAN[0]}")
    else:
        if said := run(DEBIAN):
            said = run((DEBIAN[0], "update")) or run(DEBIAN)
        if there := installed(own):
            return there
        tried.append(f"{' '.join(DEBIAN)}: {said or 'did not bring one that starts'}")
    said = run(DOWNLOAD)
    if there := installed(own):
        return there
    raise NoBrowser([*tried, f"python {' '.join(DOWNLOAD[1:])}: {said or 'did not bring one that starts'}"])


def run(command: tuple[str, ...]) -> str:
    """Run a program that installs something; return the end of what it said when it failed, else nothing."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        done = subprocess.run(
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            timeout=PATIENCE,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return str(error)
    lines = [line.strip() for line in done.stdout.splitlines() if line.strip()]
    return (lines[-1] if lines else f"exit code {done.returncode}") if done.returncode else ""


def is_root() -> bool:
    """Tell whether the tests run as root, who may install packages and must do without Chromium's sandbox."""
    return os.geteuid() == 0


@contextmanager
def alone(lock: Path) -> Iterator[None]:
    """Let one process at a time through: tests run side by side, but what they share is made once."""
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start a Chromium and end it; while it runs, asyncio cannot be used in this thread."""
    with sync_playwright() as playwright:
        browser = launch(playwright, find(Path(playwright.chromium.executable_path)))
        try:
            yield browser
        finally:
            browser.close()


def launch(playwright: Playwright, program: Path) -> Browser:
    """Start the browser in its sandbox where that works: not as root, nor on every system for others."""
    settings: dict[str, Any] = {"executable_path": program, "args": QUIET}
    if not is_root():
        try:
            return playwright.chromium.launch(**settings, chromium_sandbox=True)
        except Error:
            pass
    return playwright.chromium.launch(**settings, chromium_sandbox=False)


class Visits:
    """Opens pages, each in a fresh window without a network, and keeps what went wrong in any of them.

    Attributes
    ----------
    problems
        Errors of scripts and of the console, requests that failed, and requests to a host.
    """

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.problems: list[str] = []
        self._windows: list[BrowserContext] = []

    def __call__(self, where: Path | str, width: int = 1280, height: int = 800, **window: Any) -> Page:
        """Open a page, by its file or its address, in a window of this size.

        Other arguments go to ``Browser.new_context``: ``locale``, ``color_scheme``, ``has_touch`` …
        """
        settings = {
            "viewport": {"width": width, "height": height},
            "reduced_motion": "reduce",
            "offline": True,
        }
        context = self.browser.new_context(**{**settings, **window})
        self._windows.append(context)
        context.on("request", self._asked)
        context.on("requestfailed", self._failed)
        context.on("weberror", lambda error: self.problems.append(f"error of a script: {error.error}"))
        context.on("console", lambda said: self._said(said.type, said.text))
        page = context.new_page()
        page.goto(where.as_uri() if isinstance(where, Path) else where)
        page.evaluate("document.fonts.ready.then(() => true)")
        return page

    def close(self) -> None:
        """Close every window."""
        while self._windows:
            self._windows.pop().close()

    def _asked(self, request: Request) -> None:
        if urlsplit(request.url).scheme not in HERE:
            self.problems.append(f"asked a host: {request.url}")

    def _failed(self, request: Request) -> None:
        # A download, or a page left before it was whole, is no failure.
        if request.failure != "net::ERR_ABORTED":
            self.problems.append(f"did not load: {request.url} ({request.failure})")

    def _said(self, kind: str, text: str) -> None:
        if kind in ("error", "warning", "assert"):
            self.problems.append(f"{kind} in the console: {text}")
