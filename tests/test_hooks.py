"""Who is told how a refresh ended: a real program, a real server on this machine, a real mailbox."""

import email
import http.server
import json
import os
import shlex
import socketserver
import ssl
import sys
import threading
from contextlib import contextmanager
from email import policy

import pytest
from rich.console import Console

from analysis.pipeline.refreshing import hooks
from analysis.pipeline.refreshing.hooks import News

NEWS = News(
    "2026-11-30",
    "changed",
    0,
    "Recorded as 0.2.0+2026-11-30.",
    "0.2.0+2026-11-30",
    "# Số liệu đã thay đổi\n\nNam Định: 1.556 → 1.565 tổ\n",
)


@pytest.fixture
def out(capsys):
    """A console, and what it said."""
    console = Console(soft_wrap=True, highlight=False)
    console.said = lambda: capsys.readouterr().out
    return console


def tell(out, settings, command=None):
    hooks.tell(NEWS, out, command=command, settings={**os.environ, **settings})
    return out.said()


@contextmanager
def serving(server):
    with server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield server
        server.shutdown()


class Web(http.server.BaseHTTPRequestHandler):
    """Keeps what is sent to it, and answers as it is told."""

    def do_POST(self):
        length = int(self.headers["Content-Length"])
        self.server.got.append((self.headers["Content-Type"], self.rfile.read(length)))
        self.send_response(self.server.answer)
        self.end_headers()

    def log_message(self, *said):
        pass


@pytest.fixture
def web():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Web)
    server.got, server.answer = [], 204
    with serving(server):
        server.address = f"http://127.0.0.1:{server.server_address[1]}/hook"
        yield server


class Mail(socketserver.StreamRequestHandler):
    """As much of SMTP as a client needs to hand a mail over."""

    def handle(self):
        self.say("220 here")
        while words := self.rfile.readline().decode().split():
            verb = words[0].upper()
            self.server.heard.append(verb)
            if verb == "EHLO":
                self.say("250-here", *(f"250-{word}" for word in self.server.offers), "250 HELP")
            elif verb == "STARTTLS":
                self.say("454 not now")
            elif verb == "DATA":
                self.say("354 go on")
                lines = list(iter(self.rfile.readline, b".\r\n"))
                self.server.got.append(b"".join(lines))
                self.say("250 kept")
            elif verb == "QUIT":
                self.say("221 bye")
                return
            else:
                self.say(self.server.answers.get(verb, "250 well"))

    def say(self, *lines):
        self.wfile.write("".join(f"{line}\r\n" for line in lines).encode())


@pytest.fixture
def post_office():
    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Mail)
    server.daemon_threads = True
    server.got, server.heard, server.offers, server.answers = [], [], ["8BITMIME"], {}
    with serving(server):
        server.address = f"127.0.0.1:{server.server_address[1]}"
        yield server


def test_nobody_is_told_when_nobody_is_named(out, monkeypatch):
    hooks.tell(NEWS, out, command=None, settings={})
    assert out.said() == ""


def test_a_program_gets_the_words_and_the_outcome(out, tmp_path):
    script = "import os, sys; print(os.environ['UPTAKE_OUTCOME'], os.environ['UPTAKE_EXIT_CODE'])\n"
    script += "open(sys.argv[1], 'w', encoding='utf-8').write(sys.stdin.buffer.read().decode())"
    kept = tmp_path / "two words.txt"
    said = tell(out, {}, shlex.join([sys.executable, "-c", script, str(kept)]))
    assert said == "The command was told.\n"
    text = kept.read_text(encoding="utf-8")
    assert text.startswith("Recorded as 0.2.0+2026-11-30.\n\n# Số liệu")
    assert "1.556 → 1.565" in text


@pytest.mark.parametrize(
    "command", ["/no/such/program", "'unclosed", f"{sys.executable} -c 'raise SystemExit(3)'"]
)
def test_a_program_that_fails_is_named_and_nothing_more(out, command):
    assert tell(out, {}, command).startswith("The command was not told: ")


def test_a_program_that_hangs_is_given_up(out, monkeypatch):
    monkeypatch.setattr(hooks, "_COMMAND_PATIENCE", 0.2)
    assert "TimeoutExpired" in tell(out, {}, f"{sys.executable} -c 'import time; time.sleep(60)'")


def test_an_address_gets_all_of_it_as_json(out, web):
    assert tell(out, {"UPTAKE_WEBHOOK": web.address}) == "The webhook was told.\n"
    ((kind, content),) = web.got
    assert kind == "application/json; charset=utf-8"
    assert json.loads(content) == {
        "project": "uptake",
        "date": "2026-11-30",
        "outcome": "changed",
        "exit_code": 0,
        "text": NEWS.text,
        "record": "0.2.0+2026-11-30",
        "pull_request": NEWS.pull_request,
    }


def test_an_address_that_answers_with_an_error_is_named(out, web):
    web.answer = 500
    assert "The webhook was not told: HTTPError" in tell(out, {"UPTAKE_WEBHOOK": web.address})


@pytest.mark.parametrize(
    ("address", "why"),
    [("http://127.0.0.1:9/", "URLError"), ("file:///etc/passwd", "no address"), ("x", "no address")],
)
def test_an_address_that_cannot_be_used_is_named(out, address, why):
    assert why in tell(out, {"UPTAKE_WEBHOOK": address})


def test_a_mail_arrives_with_its_letters(out, post_office):
    settings = {"UPTAKE_MAIL_TO": "a@example.vn, b@example.vn", "UPTAKE_SMTP": post_office.address}
    assert tell(out, {**settings, "UPTAKE_MAIL_FROM": "bench@example.vn"}) == "The mailbox was told.\n"
    (content,) = post_office.got
    mail = email.message_from_bytes(content, policy=policy.default)
    assert mail["Subject"] == "uptake refresh of 2026-11-30: changed"
    assert (mail["From"], mail["To"]) == ("bench@example.vn", "a@example.vn, b@example.vn")
    assert mail.get_content().replace("\r\n", "\n") == NEWS.whole
    assert post_office.heard.count("RCPT") == 2
    assert "STARTTLS" not in post_office.heard


def test_encryption_that_is_offered_is_asked_for(out, post_office):
    post_office.offers.append("STARTTLS")
    said = tell(out, {"UPTAKE_MAIL_TO": "a@example.vn", "UPTAKE_SMTP": post_office.address})
    assert "STARTTLS" in post_office.heard
    assert "The mailbox was not told" in said, "the server then refused it"
    assert post_office.got == []


def test_certificates_are_checked(monkeypatch, post_office):
    post_office.offers.append("STARTTLS")
    seen = []
    monkeypatch.setattr(
        hooks.smtplib.SMTP, "starttls", lambda self, *, context: seen.append(context.verify_mode)
    )
    hooks.mail(NEWS, {"UPTAKE_MAIL_TO": "a@example.vn", "UPTAKE_SMTP": post_office.address})
    assert seen == [ssl.CERT_REQUIRED]
    assert len(post_office.got) == 1


def test_a_password_is_not_sent_in_the_clear(out, post_office):
    post_office.offers.append("AUTH PLAIN")
    settings = {
        "UPTAKE_MAIL_TO": "a@example.vn",
        "UPTAKE_SMTP": post_office.address,
        "UPTAKE_SMTP_USER": "bench",
    }
    said = tell(out, {**settings, "UPTAKE_SMTP_PASSWORD": "secret"})
    assert "the password of bench was not sent" in said
    assert "AUTH" not in post_office.heard
    assert "secret" not in said


def test_a_mail_that_is_not_taken_is_named(out, post_office):
    post_office.answers["RCPT"] = "550 no such mailbox"
    said = tell(out, {"UPTAKE_MAIL_TO": "a@example.vn", "UPTAKE_SMTP": post_office.address})
    assert "The mailbox was not told: SMTPRecipientsRefused" in said


def test_one_that_fails_does_not_keep_the_others_from_being_told(out, web, post_office):
    settings = {"UPTAKE_MAIL_TO": "a@example.vn", "UPTAKE_SMTP": "127.0.0.1:9", "UPTAKE_WEBHOOK": web.address}
    said = tell(out, settings, "/no/such/program").splitlines()
    assert [line.split(":")[0] for line in said] == [
        "The command was not told",
        "The webhook was told.",
        "The mailbox was not told",
    ]
