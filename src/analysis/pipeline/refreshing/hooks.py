"""Who is told how a refresh ended: a command, an address on the web, a mailbox.

Each is tried for a limited time. One that fails is named in the log and changes nothing about the refresh.
"""

import json
import os
import shlex
import smtplib
import socket
import ssl
import subprocess
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from email.message import EmailMessage

from rich.console import Console
from rich.markup import escape

_COMMAND_PATIENCE, _WEB_PATIENCE, _MAIL_PATIENCE = 60, 20, 30
"""Seconds."""


@dataclass(frozen=True)
class News:
    """How a refresh ended.

    Attributes
    ----------
    date
        Its day (ISO).
    outcome
        ``changed``, ``refused`` (files of the inbox), ``failed``.
    exit_code
        That of the command.
    text
        The same in words.
    record
        Name of the record in ``data/releases``; empty when none was written.
    pull_request
        What changed, in Vietnamese and English (Markdown); empty when nothing did.
    """

    date: str
    outcome: str
    exit_code: int
    text: str
    record: str = ""
    pull_request: str = ""

    @property
    def whole(self) -> str:
        """Return all there is to read."""
        return "\n\n".join(part.strip() for part in (self.text, self.pull_request) if part) + "\n"


class HookError(Exception):
    """A setting of a hook that cannot be used."""


def tell(news: News, out: Console, *, command: str | None, settings: Mapping[str, str] = os.environ) -> None:
    """Tell everybody who is to be told.

    Parameters
    ----------
    news
        How the refresh ended.
    out
        Where failures are named.
    command
        A program with its arguments; it gets the words on its input and ``UPTAKE_OUTCOME`` and
        ``UPTAKE_EXIT_CODE`` in its environment.
    settings
        ``UPTAKE_WEBHOOK``, an address that gets the :class:`News` as JSON; ``UPTAKE_MAIL_TO``, addresses with
        commas between, through ``UPTAKE_SMTP`` (``host:port``; this machine by default) from
        ``UPTAKE_MAIL_FROM``, logged in as ``UPTAKE_SMTP_USER`` with ``UPTAKE_SMTP_PASSWORD`` if they are set.
    """
    for name, call in _hooks(news, command, settings):
        try:
            call()
        except Exception as error:
            out.print(f"The {name} was not told: {escape(f'{type(error).__name__}: {error}')}")
        else:
            out.print(f"The {name} was told.")


def _hooks(
    news: News, command: str | None, settings: Mapping[str, str]
) -> Iterator[tuple[str, Callable[[], None]]]:
    if command:
        yield "command", lambda: run(command, news, settings)
    if address := settings.get("UPTAKE_WEBHOOK"):
        yield "webhook", lambda: post(address, news)
    if settings.get("UPTAKE_MAIL_TO"):
        yield "mailbox", lambda: mail(news, settings)


def run(command: str, news: News, settings: Mapping[str, str]) -> None:
    """Call a program, without a shell.

    Raises
    ------
    HookError, OSError, ValueError, subprocess.SubprocessError
        It is not there, is no command, or ended with an error or not in time.
    """
    words = shlex.split(command)
    told = {"UPTAKE_OUTCOME": news.outcome, "UPTAKE_EXIT_CODE": str(news.exit_code)}
    subprocess.run(
        words,
        input=news.whole,
        env={**settings, **told},
        encoding="utf-8",
        timeout=_COMMAND_PATIENCE,
        stdout=subprocess.DEVNULL,
        check=True,
    )


def post(address: str, news: News) -> None:
    """Send the news as JSON to an address on the web.

    Raises
    ------
    HookError
        The address is none of the web.
    OSError
        Nobody answered in time, or with an error.
    """
    if not address.lower().startswith(("http://", "https://")):
        raise HookError(f"{address!r} is no address that begins with https:// or http://")
    content = json.dumps({"project": "uptake", **asdict(news)}, ensure_ascii=False).encode()
    headers = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "uptake"}
    request = urllib.request.Request(address, content, headers, method="POST")
    with urllib.request.urlopen(request, timeout=_WEB_PATIENCE) as answer:
        answer.read(1024)


def message(news: News, settings: Mapping[str, str]) -> EmailMessage:
    """Return the news as a mail."""
    mailed = EmailMessage()
    mailed["Subject"] = f"uptake refresh of {news.date}: {news.outcome}"
    mailed["From"] = settings.get("UPTAKE_MAIL_FROM") or f"uptake@{socket.getfqdn()}"
    mailed["To"] = ", ".join(part.strip() for part in settings["UPTAKE_MAIL_TO"].split(",") if part.strip())
    mailed.set_content(news.whole)
    return mailed


def mail(news: News, settings: Mapping[str, str]) -> None:
    """Send the news by mail, encrypted where the server offers it.

    Raises
    ------
    HookError
        A password is set, and the server would receive it unencrypted.
    OSError, smtplib.SMTPException
        The server cannot be reached, or does not take the mail.
    """
    host, _, port = settings.get("UPTAKE_SMTP", "localhost").partition(":")
    with smtplib.SMTP(host, int(port or 25), timeout=_MAIL_PATIENCE) as server:
        server.ehlo()
        if encrypted := server.has_extn("starttls"):
            server.starttls(context=ssl.create_default_context())
            server.ehlo()
        if user := settings.get("UPTAKE_SMTP_USER"):
            if not encrypted:
                raise HookError(f"{host} offers no encryption: the password of {user} was not sent")
            server.login(user, settings.get("UPTAKE_SMTP_PASSWORD", ""))
        server.send_message(message(news, settings))
