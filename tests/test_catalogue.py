"""The message catalogue: complete, consistent, and able to see every text."""

import ast
from textwrap import dedent

import nbformat
import pytest

from analysis.report import catalogue
from analysis.report.catalogue import Said
from analysis.report.declared_texts import opaque_calls

HEADER = 'msgid ""\nmsgstr ""\n"Language: vi\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'


def test_every_text_is_translated_once_and_rightly():
    assert catalogue.report() == "", "Paste and complete what `python -m analysis.report.catalogue` prints."


@pytest.fixture
def project(tmp_path, monkeypatch):
    """Return a small project: a function to write files, seen by the catalogue as the whole project."""
    monkeypatch.setattr(catalogue, "LOCALE", tmp_path / "locale")
    monkeypatch.setenv("UPTAKE_ROOT", str(tmp_path))
    configuration = (catalogue.Path(catalogue.__file__).parent / "locale" / "babel.cfg").read_text("utf-8")

    def write(path, text):
        file = tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    write("locale/babel.cfg", configuration)
    write("locale/vi/report.po", HEADER)
    write("src/analysis/__init__.py", "")
    (tmp_path / "notebooks").mkdir()
    return write


def entry(msgid, text, mark=""):
    return f'{mark}msgid "{msgid}"\nmsgstr "{text}"\n\n'


def test_texts_of_modules_are_found(project):
    project(
        "src/analysis/report/a.py",
        dedent(
            """
            TABLE = {"x": N_("declared")}

            def f(language):
                language.say("literal {n}", n="1")
                language.say("two "
                             "parts")
            """
        ),
    )
    assert catalogue.said() == [
        Said("src/analysis/report/a.py", 2, "declared"),
        Said("src/analysis/report/a.py", 5, "literal {n}"),
        Said("src/analysis/report/a.py", 6, "two parts"),
    ]


def test_texts_inside_other_texts_are_found(project):
    project("src/analysis/report/a.py", """f"{s.say('inner')} {x}"\ns.say("a" if x else "b")\n""")
    assert [text.msgid for text in catalogue.said()] == ["inner", "a", "b"]


def test_a_module_that_cannot_be_read_is_named(project):
    project("src/analysis/report/a.py", "x = (\n")
    assert catalogue.report().startswith("src/analysis/report/a.py, line 1: ")


def test_texts_of_notebooks_are_found_in_code_cells_only(project, tmp_path):
    cells = [
        nbformat.v4.new_markdown_cell('text.say("not code")'),
        nbformat.v4.new_code_cell('%matplotlib inline\ntext.say("from a cell")'),
        nbformat.v4.new_code_cell('text.say("from the next")'),
    ]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), tmp_path / "notebooks" / "01_x.ipynb")
    assert [(text.path, text.msgid) for text in catalogue.said()] == [
        ("notebooks/01_x.ipynb", "from a cell"),
        ("notebooks/01_x.ipynb", "from the next"),
    ]
    assert list(catalogue.missing()) == ["nb_01.po"]


def test_the_report_gives_entries_to_paste_by_area(project):
    project("src/analysis/report/a.py", 'language.say("first {n}", n="1")\n')
    project("src/analysis/report/figures/b.py", 'language.say("second")\n')
    report = catalogue.report()
    assert "# 1 to add to src/analysis/report/locale/vi/charts.po" in report
    assert "#: src/analysis/report/a.py:1" in report
    assert 'msgid "first {n}"\nmsgstr ""' in report
    project("locale/vi/report.po", HEADER + entry("first {n}", "một {n}"))
    project("locale/vi/charts.po", HEADER + entry("second", "hai"))
    assert catalogue.report() == ""


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        (entry("text {n}", "chữ"), "other placeholders"),
        (entry("text {n}", "chữ {m}"), "other placeholders"),
        (entry("text {n}", "chữ {n"), "cannot be filled in"),
        (entry("text {n}", "chữ {n}", "#, fuzzy\n"), "fuzzy"),
        (entry("text {n}", "chữ {n} tho\u0309"), "NFC"),
        (entry("text {n}", "chữ {n}") + entry("old", "cũ"), "said nowhere"),
        (entry("text {n}", "chữ {n}") + '#~ msgid "gone"\n#~ msgstr "mất"\n', "obsolete"),
    ],
)
def test_faults_are_named_with_file_and_remedy(project, written, fault):
    project("src/analysis/report/a.py", 'language.say("text {n}", n="1")\n')
    project("locale/vi/report.po", HEADER + written)
    found = [line for line in catalogue.faults() if fault in line]
    assert len(found) == 1
    assert found[0].startswith("report.po: ")


def test_an_empty_translation_is_missing(project):
    project("src/analysis/report/a.py", 'language.say("text")\n')
    project("locale/vi/report.po", HEADER + entry("text", ""))
    assert list(catalogue.missing()) == ["report.po"]


def test_hidden_texts_are_named_with_their_place(project):
    project("src/analysis/report/a.py", 'x = "a"\nlanguage.say(x)\n')
    assert catalogue.opaque_texts() == [
        "src/analysis/report/a.py, line 2: say(x) needs a literal, an element of a table of N_(…) texts, "
        "or an argument annotated Msgid"
    ]


@pytest.mark.parametrize(
    "source",
    [
        's.say("a")',
        's.say("a " "b")',
        's.say("a" if x else "b")',
        'T = {1: N_("a")}\ns.say(T[1])',
        'T = {1: U(N_("a"))}\nt = T[1]\ns.say(t.header)',
        'T = [N_("a")]\nfor t in T:\n    s.say(t)',
        'T = [N_("a")]\n[s.say(t) for t in T]',
        "from analysis.report.x import TEXTS\ns.say(TEXTS[1])",
        "from analysis.report import words\ns.say(words.TEXTS[1])",
        "def f(t: Msgid):\n    s.say(t)",
        "t: Msgid | None = g()\ns.say(t)",
        "def g() -> Msgid: ...\ns.say(g())",
    ],
)
def test_texts_that_can_be_found_pass(source):
    assert opaque_calls(ast.parse(source)) == []


@pytest.mark.parametrize(
    "source",
    [
        's.say(f"a {x}")',
        "s.say(x)",
        's.say("a" + x)',
        's.say("a" if x else y)',
        "def f(t: str):\n    s.say(t)",
        "s.say()",
        "from analysis.report.x import text\ns.say(text)",
        "from elsewhere import TEXTS\ns.say(TEXTS[1])",
        "s.say(1)",
    ],
)
def test_texts_that_cannot_be_found_are_caught(source):
    assert len(opaque_calls(ast.parse(source))) == 1
