"""The two README files say the same, and what follows from data is what the data give."""

import re

import pytest

from analysis.data import layout
from analysis.report import readme
from analysis.report.language import Language

TEXTS = {code: (layout.root() / name).read_text(encoding="utf-8") for code, name in readme.FILES.items()}


@pytest.mark.parametrize("code", readme.FILES)
def test_generated_parts_are_up_to_date(code):
    name = readme.FILES[code]
    fresh = readme.written(TEXTS[code], readme.parts(Language(code)), name)
    assert TEXTS[code] == fresh, f"{name} is behind the results: run `uptake readme`"


def test_both_files_have_the_same_commands():
    blocks = {code: re.findall(r"```sh\n(.*?)```", text, re.DOTALL) for code, text in TEXTS.items()}
    assert blocks["vi"] == blocks["en"]
    assert len(blocks["en"]) == 5


def test_both_files_have_the_same_headings_and_links():
    def shape(text):
        return [len(line) - len(line.lstrip("#")) for line in text.splitlines() if line.startswith("#")]

    english, vietnamese = (TEXTS[code].split("```sh", 1)[0] for code in ("en", "vi"))
    assert shape(TEXTS["vi"]) == shape(TEXTS["en"])
    assert "README.vi.md" in english
    assert "README.md" in vietnamese


def test_both_files_have_the_same_numbers():
    def numbers(text, decimal, thousands):
        plain = re.sub(r"```.*?```|`[^`]*`|\|[^\n]*\|", " ", text, flags=re.DOTALL)
        plain = re.sub(r"\d+/\d+(/\d+)?|\b(?:January|July|October)\b", " ", plain)
        plain = re.sub(r"\b(?:1 July|10 October|ngày 01)\b", " ", plain)
        found = re.findall(r"(?<![\w.,])[+−-]?\d[\d.,]*\d|\d", plain)
        return sorted(
            float(one.replace("−", "-").replace(thousands, "").replace(decimal, ".")) for one in found
        )

    findings = {
        code: re.search(r"<!-- findings: .*?<!-- /findings -->", text, re.DOTALL)[0]
        for code, text in TEXTS.items()
    }
    english = numbers(re.sub(r"10 October", "", findings["en"]), ".", "\0")
    vietnamese = numbers(re.sub(r"10/10", "", findings["vi"]), ",", "\0")
    assert vietnamese == english


def test_timings_and_sizes_are_the_same_in_both_files():
    rows = {code: re.findall(r"^\| `make [^\n]*$", text, re.MULTILINE) for code, text in TEXTS.items()}
    digits = {code: [re.findall(r"\d+", row) for row in found] for code, found in rows.items()}
    assert digits["vi"] == digits["en"]
    assert len(rows["en"]) == 2


def test_a_file_without_a_place_is_refused():
    with pytest.raises(ValueError, match="no place for the findings"):
        readme.written("# A title\n", {"findings": "x"}, "README.md")


def test_writing_twice_changes_nothing(tmp_path):
    for code, name in readme.FILES.items():
        (tmp_path / name).write_text(TEXTS[code], encoding="utf-8")
    readme.update(tmp_path)
    assert readme.update(tmp_path) == []
