"""What a server is given: units for systemd, a line for cron; and the workflows of the repository."""

import configparser
import os
import re
import shutil
import subprocess
import sys

import pytest
import yaml
from rich.console import Console

from analysis.pipeline import cli
from analysis.pipeline.errors import Refused
from analysis.pipeline.refreshing import schedule

AWKWARD = "số liệu 100% $HOME's"


@pytest.fixture(params=["uptake", AWKWARD])
def checkout(request, tmp_path, monkeypatch):
    """A project with a command that ends as the file beside it says, in a folder with a plain or odd name."""
    folder = tmp_path / request.param
    command = folder / ".venv" / "bin" / "uptake"
    command.parent.mkdir(parents=True)
    command.write_text('#!/bin/sh\necho "$PWD $*" > ran\necho noise\nexit $(cat code)\n')
    command.chmod(0o755)
    monkeypatch.setenv("UPTAKE_ROOT", str(folder))
    return folder


def unit(text):
    parsed = configparser.ConfigParser(interpolation=None, comment_prefixes="#", delimiters="=")
    parsed.optionxform = str
    parsed.read_string(text)
    return parsed


def test_a_unit_says_what_the_exit_codes_mean_and_how_to_run(checkout):
    files = schedule.systemd("3:05")
    service, timer = (unit(files[f"uptake-refresh.{kind}"]) for kind in ("service", "timer"))
    assert service["Service"]["Type"] == "oneshot"
    assert service["Service"]["SuccessExitStatus"] == "75 130"
    assert int(service["Service"]["Nice"]) > 0
    assert service["Service"]["ExecStart"].endswith('.venv/bin/uptake" refresh')
    assert service["Service"]["WorkingDirectory"] == str(checkout).replace("%", "%%")
    assert service["Service"]["User"] == checkout.owner(), "what it writes belongs to whoever owns the rest"
    assert "User" not in unit(schedule.systemd("3:05", user=True)["uptake-refresh.service"])["Service"]
    assert timer["Timer"]["OnCalendar"] == "*-*-* 03:05:00"
    assert timer["Timer"]["Persistent"] == "true"
    assert timer["Install"]["WantedBy"] == "timers.target"


def test_systemd_accepts_them(checkout, tmp_path):
    verifier = shutil.which("systemd-analyze")
    for name, text in schedule.systemd("03:30").items():
        (tmp_path / name).write_text(text, encoding="utf-8")
        assert unit(text).sections()
    if verifier:
        command = [verifier, "verify", "--man=no", str(tmp_path / "uptake-refresh.timer")]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        ours = [line for line in done.stderr.splitlines() if "uptake-refresh" in line]
        assert (done.returncode, ours) == (0, []), done.stderr


@pytest.mark.parametrize(("code", "mailed"), [(0, False), (75, False), (130, False), (1, True), (2, True)])
def test_a_line_for_cron_runs_the_command_there_and_mails_only_what_needs_somebody(checkout, code, mailed):
    minute, hour, *days, line = schedule.cron("03:30").rstrip("\n").split(" ", 5)
    assert (minute, hour, days) == ("30", "3", ["*", "*", "*"])
    assert not re.search(r"(?<!\\)%", line)
    (checkout / "code").write_text(str(code))
    command = line.replace(r"\%", "%")
    done = subprocess.run(["/bin/sh", "-c", command], capture_output=True, text=True, cwd="/", check=False)
    assert (checkout / "ran").read_text().strip() == f"{checkout} refresh"
    assert bool(done.stdout) == mailed
    assert done.stderr == ""
    assert "noise" not in done.stdout
    if mailed:
        assert str(checkout / "build" / "log") in done.stdout


@pytest.mark.parametrize("at", ["24:00", "3.30", "0330", "03:60", "", "03:30\n* * * * * root"])
def test_a_time_that_is_none_is_refused(checkout, at):
    with pytest.raises(Refused, match="write hour and minute"):
        schedule.cron(at)


def test_a_checkout_without_the_command_is_told_to_set_up(tmp_path, monkeypatch):
    monkeypatch.setenv("UPTAKE_ROOT", str(tmp_path))
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    with pytest.raises(Refused, match="make setup"):
        schedule.systemd("03:30")


def test_files_are_written_or_printed(checkout, tmp_path, capsys):
    out = Console(soft_wrap=True, highlight=False)
    schedule.write(out, "systemd", "03:30", user=True, folder=None)
    printed = capsys.readouterr().out
    assert "[Timer]\nOnCalendar=*-*-* 03:30:00" in printed
    assert "~/.config/systemd/user" in printed
    assert "systemctl --user enable --now uptake-refresh.timer" in printed
    schedule.write(out, "systemd", "03:30", user=False, folder=tmp_path / "units")
    assert {path.name for path in (tmp_path / "units").iterdir()} == {
        "uptake-refresh.service",
        "uptake-refresh.timer",
    }
    schedule.write(out, "cron", "03:30", user=False, folder=tmp_path / "units")
    assert (tmp_path / "units" / "uptake-refresh.cron").read_text(encoding="utf-8") == schedule.cron("03:30")


# The workflows.

WORKFLOWS = ("checks", "publish", "refresh")


@pytest.fixture(scope="module")
def workflows(root):
    folder = root / ".github" / "workflows"
    assert {path.stem for path in folder.iterdir()} == set(WORKFLOWS)
    return {name: yaml.safe_load((folder / f"{name}.yml").read_text(encoding="utf-8")) for name in WORKFLOWS}


def test_no_job_asks_for_what_only_its_steps_know(workflows):
    for workflow in workflows.values():
        for job in workflow["jobs"].values():
            assert "runner." not in str([value for key, value in job.items() if key != "steps"])


def steps(workflow):
    return [(name, step) for name, job in workflow["jobs"].items() for step in job["steps"]]


@pytest.mark.parametrize("name", WORKFLOWS)
def test_shell_steps_of_a_workflow_are_shell(workflows, name):
    for _, step in steps(workflows[name]):
        script = re.sub(r"\$\{\{.*?\}\}", "x", step.get("run", ""))
        done = subprocess.run(["bash", "-n", "-c", script], capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, ""), step


@pytest.mark.parametrize("name", WORKFLOWS)
def test_verbs_and_files_that_a_workflow_uses_are_there(workflows, name, read, root):
    targets = set(re.findall(r"^([a-z]+):", read("Makefile"), re.MULTILINE))
    targets |= set(re.search(r"^VERBS := (.*)$", read("Makefile"), re.MULTILINE).group(1).split())
    used = "\n".join(step.get("run", "") for _, step in steps(workflows[name]))
    assert set(re.findall(r"\bmake ([a-z]+)", used)) <= targets
    assert set(re.findall(r"\buptake ([a-z]+)", used)) <= set(cli.cli.commands)
    for script in re.findall(r"(?<!\S)(\.ci/\S+)", used):
        assert os.access(root / script, os.X_OK)


def test_only_the_job_that_needs_it_may_write_and_it_runs_none_of_the_project(workflows):
    assert workflows["checks"]["permissions"] == {"contents": "read"}
    refresh = workflows["refresh"]
    assert refresh["permissions"] == {}
    allowed = {name: job["permissions"] for name, job in refresh["jobs"].items()}
    assert allowed == {
        "refresh": {"contents": "read"},
        "propose": {"contents": "write", "pull-requests": "write"},
    }
    run = "\n".join(step.get("run", "") for name, step in steps(refresh) if name == "propose")
    assert not re.search(r"\b(uptake|make|python|pip|\.ci/)", run)
    for name, step in steps(refresh):
        if name == "refresh" and step.get("uses", "").startswith("actions/checkout"):
            assert step["with"]["persist-credentials"] is False


def test_the_site_is_published_by_the_job_that_may_and_no_other(workflows):
    publish = workflows["publish"]
    assert publish["permissions"] == {"contents": "read"}
    assert publish["jobs"]["pages"]["permissions"] == {"pages": "write", "id-token": "write"}
    assert "permissions" not in publish["jobs"]["site"]


def test_a_refresh_starts_by_itself_on_data_and_by_hand_and_never_twice_at_once(workflows):
    refresh = workflows["refresh"]
    starts = refresh[True]  # YAML reads the key `on` as a truth value
    assert set(starts) == {"schedule", "push", "workflow_dispatch"}
    assert starts["push"] == {"branches": ["main"], "paths": ["data/**"]}
    assert all(len(entry["cron"].split()) == 5 for entry in starts["schedule"])
    assert refresh["concurrency"] == {"group": "refresh", "cancel-in-progress": False}


def test_a_refresh_is_tested_before_it_is_proposed_and_its_failures_are_kept(workflows):
    jobs = workflows["refresh"]["jobs"]
    scripts = [step.get("run", "") for step in jobs["refresh"]["steps"]]
    order = [
        next(at for at, run in enumerate(scripts) if word in run)
        for word in ("uptake refresh", ".ci/run", "git diff")
    ]
    assert order == sorted(order)
    kept = [
        step["with"]["path"] for step in jobs["refresh"]["steps"] if "upload-artifact" in step.get("uses", "")
    ]
    assert any("build/failed" in path and "build/received" in path and "build/log" in path for path in kept)
    assert jobs["propose"]["needs"] == "refresh"
    assert "needs.refresh.outputs.changed == 'true'" in jobs["propose"]["if"]
    assert "pull-request.md" in "\n".join(step.get("run", "") for step in jobs["propose"]["steps"])


@pytest.mark.parametrize("name", WORKFLOWS)
def test_every_job_ends_some_time_and_every_action_names_its_version(workflows, name):
    for job in workflows[name]["jobs"].values():
        assert job["timeout-minutes"] <= 60
    for _, step in steps(workflows[name]):
        if "uses" in step:
            assert re.fullmatch(r"actions/[a-z-]+@v\d+", step["uses"])
