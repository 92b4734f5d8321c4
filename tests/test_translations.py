"""Which translations a page can show: all that it says, and few of the others."""

import dataclasses
import json

from analysis.pipeline import code_graph, fingerprint, status, translations
from analysis.pipeline.digests import digest
from analysis.report import messages
from analysis.report.briefs.unit import unit_brief
from analysis.report.language import Language

BRIEFS = "analysis.report.briefs.files"
OF_A_BRIEF = "How it moved over comparable years"


def corrected(monkeypatch, text):
    """Return the pieces of the catalogue before and after the translation of a text is corrected."""
    before = translations.messages("vi")
    graph = code_graph.graph()
    others = {name: f"{found}?" if name.endswith(".po") else found for name, found in graph.digests.items()}
    changed = dataclasses.replace(graph, digests=others)
    whole = dict(messages.vietnamese())
    whole[text] += " (sửa)"
    monkeypatch.setattr(code_graph, "graph", lambda: changed)
    monkeypatch.setattr(messages, "merge", lambda folder: whole)
    return before, translations.messages("vi")


def test_a_corrected_translation_is_one_piece_named_by_its_text_and_of_those_who_can_say_it(
    project, monkeypatch
):
    before, after = corrected(monkeypatch, OF_A_BRIEF)
    (piece,) = fingerprint.differences(fingerprint.written(before), fingerprint.written(after))
    assert translations.shown(piece) == f"“{OF_A_BRIEF}”"
    assert fingerprint.sayable(before, [BRIEFS]) != fingerprint.sayable(after, [BRIEFS])
    for other in ("analysis.report.workbook.files", "analysis.report.explorer.files"):
        assert fingerprint.sayable(before, [other]) == fingerprint.sayable(after, [other]) != {}


def test_a_notebook_can_say_its_own_texts(project):
    path = project.notebook("small", f'lang.say("{OF_A_BRIEF}")', "for")
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    pieces = translations.messages("vi")
    assert [name.rpartition(" #")[2] for name in fingerprint.sayable(pieces, [], cells)] == [
        digest(OF_A_BRIEF)
    ]


def test_whatever_a_brief_says_is_among_what_it_can_say(monkeypatch):
    said, say = set(), Language.say
    monkeypatch.setattr(
        Language, "say", lambda self, text, **given: (said.add(text), say(self, text, **given))[1]
    )
    unit_brief("15", Language("vi"))
    pieces = fingerprint.sayable(translations.messages("vi"), [BRIEFS])
    assert len(said) > 50
    assert {digest(text) for text in said} <= {name.rpartition(" #")[2] for name in pieces}


def test_a_piece_that_is_no_text_counts_for_everybody():
    assert translations.among({"vi.po": "1", "Year #aa": "2"}, []) == {"vi.po": "1"}
    assert translations.shown("vi.po") == "vi.po"


def test_the_status_names_the_text(monkeypatch):
    texts = {"old": f"{OF_A_BRIEF} #aa=1", "new": f"{OF_A_BRIEF} #aa=2"}
    monkeypatch.setattr("analysis.pipeline.pieces.kept", texts.get)
    hashes = {"old_hash": "old", "new_hash": "new"}
    said = status._said("messages of vi/small", "dependency", "changed", hashes)
    assert said == f"translations changed: “{OF_A_BRIEF}”"
