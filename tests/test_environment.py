"""One environment, written down once: ranges, lock, conda file and workflows agree, and name no host."""

import json
import re
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from analysis.pipeline import install

ROOT = Path(__file__).resolve().parents[1]
PIN = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)")


def project():
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def direct():
    content = project()
    texts = [*content["project"]["dependencies"], *content["dependency-groups"]["dev"]]
    return [Requirement(text) for text in texts]


def blocks():
    """The lock, one pin with its hashes each."""
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    return re.split(r"\n(?=[A-Za-z0-9])", text.strip())


def pins():
    found = {}
    for block in blocks():
        name, version = PIN.match(block).groups()
        found.setdefault(canonicalize_name(name), []).append(version)
    return found


@pytest.mark.parametrize("requirement", direct(), ids=lambda requirement: requirement.name)
def test_every_direct_dependency_is_locked_within_its_range(requirement):
    versions = pins().get(canonicalize_name(requirement.name), [])
    assert versions, f"{requirement.name} is not in requirements.lock; run: make lock"
    for version in versions:
        assert requirement.specifier.contains(version, prereleases=True), (
            f"{requirement.name} {version} is outside {requirement.specifier}; run: make lock"
        )


def test_every_pin_is_hashed():
    without = [
        block.splitlines()[0] for block in blocks() if not re.search(r"--hash=sha256:[0-9a-f]{64}", block)
    ]
    assert without == [], "write the lock again: make lock"
    assert all(PIN.match(block) for block in blocks())


def test_the_lock_names_no_host_and_no_option():
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert "://" not in text
    assert not re.search(r"^\s*-(?!-hash=)", text, re.MULTILINE)


def test_no_committed_file_of_the_environment_names_a_package_index():
    files = ["pyproject.toml", "environment.yml", "Makefile", ".ci/run", ".pre-commit-config.yaml"]
    files += [str(path.relative_to(ROOT)) for path in (ROOT / ".github").rglob("*.yml")]
    for name in files:
        text = (ROOT / name).read_text(encoding="utf-8")
        assert not re.search(r"(?<!no-emit-)index-url|find-links|/simple\b|trusted-host", text), name
    assert not any((ROOT / name).exists() for name in ("uv.lock", "pylock.toml", "requirements.txt"))


def test_the_conda_file_says_exactly_python_pip_and_the_lock():
    content = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    python, pip, section = content["dependencies"]
    assert (pip, section) == ("pip", {"pip": ["-r requirements.lock"]})
    assert content["name"] == project()["project"]["name"]
    asked = SpecifierSet(project()["project"]["requires-python"])
    given = SpecifierSet(python.removeprefix("python "))
    for minor in range(8, 20):
        assert not given.contains(f"3.{minor}") or asked.contains(f"3.{minor}")
    assert given.contains("3.11")


def test_the_conda_file_names_every_direct_dependency_and_no_other():
    comment = "\n".join(
        line.split(":", 1)[0].lstrip("# ")
        for line in (ROOT / "environment.yml").read_text(encoding="utf-8").splitlines()
        if line.startswith("#   ") and ":" in line
    )
    named = {canonicalize_name(name.strip()) for name in re.split(r"[,\n]", comment) if name.strip()}
    assert named == {canonicalize_name(requirement.name) for requirement in direct()}


def test_python_versions_agree_everywhere():
    oldest = ".".join(map(str, install.OLDEST))
    content = project()
    assert content["project"]["requires-python"] == f">={oldest}"
    assert content["tool"]["ruff"]["target-version"] == "py" + oldest.replace(".", "")
    assert content["tool"]["mypy"]["python_version"] == oldest
    for path in (ROOT / ".github" / "workflows").glob("*.yml"):
        for version in re.findall(r'python-version: "?([\d.]+)', path.read_text(encoding="utf-8")):
            assert SpecifierSet(f">={oldest}").contains(version), path.name


def test_this_environment_is_the_locked_one():
    from importlib.metadata import PackageNotFoundError, version

    wrong = []
    for requirement in direct():
        try:
            found = version(requirement.name)
        except PackageNotFoundError:
            found = "nothing"
        if found not in pins()[canonicalize_name(requirement.name)]:
            wrong.append(f"{requirement.name}: {found}")
    assert wrong == [], "set up again: make setup (conda: conda env update -f environment.yml)"


# Setting up


@pytest.mark.parametrize(
    ("version", "pip", "words"), [((3, 10), True, "3.10 is too old"), ((3, 11), False, "python3-venv")]
)
def test_an_unfit_python_is_told_what_to_do(version, pip, words):
    with pytest.raises(install.SetupError, match=words):
        install.check_python(version, has_ensurepip=pip)


@pytest.mark.parametrize("version", [(3, 11), (3, 12), (3, 14), (4, 0)])
def test_a_fit_python_passes(version):
    install.check_python(version, has_ensurepip=True)


def test_the_installer_itself_is_taken_from_the_lock_by_hash():
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    lines = install.pinned(text, "uv").splitlines()
    assert PIN.match(lines[0]).group(1) == "uv"
    assert len(lines) > 2
    assert all(line.strip().startswith("--hash=sha256:") for line in lines[1:])
    with pytest.raises(install.SetupError, match="make lock"):
        install.pinned("pip==1.0\n", "uv")


def test_the_stamp_changes_with_the_lock_and_the_project_and_nothing_else(tmp_path):
    for name in ("requirements.lock", "pyproject.toml"):
        (tmp_path / name).write_text("a")
    before = install.fingerprints(tmp_path)
    (tmp_path / "other").write_text("b")
    assert install.fingerprints(tmp_path) == before
    (tmp_path / "pyproject.toml").write_text("b")
    after = install.fingerprints(tmp_path)
    assert {part for part in before if before[part] != after[part]} == {"project"}
    (tmp_path / "requirements.lock").write_text("b")
    after = install.fingerprints(tmp_path)
    assert {part for part in before if before[part] != after[part]} == {"project", "lock"}


def ready(folder, **changed):
    """A folder whose environment was made from what is there, but for what is named."""
    for name in ("requirements.lock", "pyproject.toml"):
        (folder / name).write_text("a")
    (folder / ".venv" / "bin").mkdir(parents=True)
    (folder / ".venv" / "bin" / "python").touch()
    (folder / ".venv" / "Scripts").mkdir()
    (folder / ".venv" / "Scripts" / "python.exe").touch()
    stamp = {**install.fingerprints(folder), **changed}
    (folder / ".venv" / "made-from.json").write_text(json.dumps(stamp))


@pytest.mark.parametrize(
    ("changed", "steps"),
    [
        ({}, []),
        ({"project": "old"}, ["project"]),
        ({"lock": "old"}, ["create", "libraries", "project"]),
        ({"place": "old"}, ["create", "libraries", "project"]),
    ],
)
def test_only_what_changed_is_set_up_again(tmp_path, monkeypatch, changed, steps):
    done = []
    monkeypatch.setattr(install, "_create", lambda folder: done.append("create"))
    monkeypatch.setattr(install, "_install_libraries", lambda folder: done.append("libraries"))
    monkeypatch.setattr(install, "_install_project", lambda folder: done.append("project"))
    ready(tmp_path, **changed)
    install.prepare(tmp_path)
    assert done == steps
    install.prepare(tmp_path)
    assert done == steps


def test_a_set_up_that_broke_off_is_begun_again(tmp_path, monkeypatch):
    def broken(folder):
        raise install.SetupError("no network")

    monkeypatch.setattr(install, "_create", lambda folder: None)
    monkeypatch.setattr(install, "_install_libraries", broken)
    ready(tmp_path, lock="old")
    for _ in range(2):
        with pytest.raises(install.SetupError, match="no network"):
            install.prepare(tmp_path)
    assert not (tmp_path / ".venv" / "made-from.json").exists()
