"""The briefs: what they say, in both languages, and that they fit their pages."""

import re
from functools import cache
from types import SimpleNamespace

import pandas as pd
import pytest

from analysis.data import processed, provinces
from analysis.report import claims, figures, findings, simulation_mark
from analysis.report.briefs import files, standing
from analysis.report.briefs.national import national_brief
from analysis.report.briefs.unit import unit_brief
from analysis.report.documents import document as blocks
from analysis.report.documents.typeset import pdf
from analysis.report.figures import Figure
from analysis.report.findings import USE
from analysis.report.language import Language
from analysis.report.lint import lint
from analysis.report.pages.units import unit_change, unit_peers
from analysis.report.pages.units.unit_findings import unit_findings
from analysis.report.pages.units.unit_profile import PAYMENT, former
from analysis.report.simulation_mark import SimulatedFinding
from analysis.report.tables import Table

VI, EN = Language("vi"), Language("en")
UNITS = list(processed.places("34")["code"])


def undrawn(*_, title, alt="", **__):
    """A chart that is not drawn, for documents whose words are looked at."""
    return Figure("<svg/>", title, "", "", alt or title, pd.DataFrame(), "", SimpleNamespace())


@pytest.fixture(scope="module")
def documents():
    """Every brief of a unit in both languages, its charts undrawn and what all units share computed once."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("strip", "trend"):
            patch.setattr(figures, name, undrawn)
        for module, name in ((processed, "observations"), (provinces, "name_of"), (unit_peers, "unit_peers")):
            patch.setattr(module, name, cache(getattr(module, name)))
        patch.setattr(unit_change, "use_moves", cache(unit_change.use_moves))
        return {(unit, one.code): unit_brief(unit, one) for unit in UNITS for one in (VI, EN)}


@pytest.fixture(scope="module")
def examined():
    """Portal use against internet access with all its checks, which take long."""
    return findings.examined_access(processed.panel("63", years=findings.YEARS))


@pytest.fixture(scope="module")
def national(examined):
    """The national brief in both languages, its charts undrawn, with the findings that it states."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("trend", "scatter", "tile_map"):
            patch.setattr(figures, name, undrawn)
        patch.setattr(findings, "examined_access", lambda panel: examined)
        found = findings.all_findings()
        patch.setattr(findings, "all_findings", lambda: found)
        made = {one.code: national_brief(one) for one in (VI, EN)}
    return made | {"findings": found}


def flat(given):
    """Blocks in reading order, columns one after the other."""
    for block in given:
        if isinstance(block, blocks.Beside):
            yield from flat((*block.left, *block.right))
        else:
            yield block


def texts(document):
    """Yield every text of a document, cell by cell."""
    yield from (document.title, document.subtitle, document.edition, *document.colophon)
    for block in flat(document.blocks):
        match block:
            case blocks.Heading() | blocks.Paragraph():
                yield block.text
            case blocks.Points():
                yield from block.items
            case blocks.KeyFigures():
                for one in block.figures:
                    yield from (one.written, one.measure, one.beside)
            case blocks.Statements():
                for one in block.results:
                    yield from (one.sentence, one.strength, one.why)
            case blocks.Exhibit(shown=Table() as table):
                yield from (table.caption, table.note or "", str(table.source or ""))
                yield from (label for label, _, _ in table.heads)
                yield from (cell for line in table.lines for cell in line)
            case blocks.Exhibit(shown=figure):
                yield from (figure.title, figure.alt)


def tables_of(document):
    shown = (block.shown for block in flat(document.blocks) if isinstance(block, blocks.Exhibit))
    return [one for one in shown if isinstance(one, Table)]


def table(document, caption):
    (found,) = [one for one in tables_of(document) if caption in one.caption]
    return found


def key_figures(document):
    return next(block for block in document.blocks if isinstance(block, blocks.KeyFigures)).figures


def numbers(cell, language):
    """Return the numbers in a cell with decimal points, without dates: English writes months in words."""
    plain = re.sub(r"\d{1,2}/(\d{1,2}/)?\d{4}|(\d{1,2}\s)?[A-Z][a-z]+\s\d{4}", "", cell)
    found = re.findall(r"−?\d[\d.,]*", plain)
    swapped = str.maketrans(",.", ".,") if language == "vi" else {}
    return [number.translate(swapped).strip(".,") for number in found]


def figures_in(shown):
    """Return the numbers of a table row by row, without names of rows and without days of the year."""
    language = shown.language
    days = [place for place, head in enumerate(shown.heads) if head[0] == language.say("Day or period")]
    kept = [[cell for place, cell in enumerate(line) if place not in (0, *days)] for line in shown.lines]
    return [numbers(" ".join(line), language.code) for line in kept]


def test_every_unit_says_the_same_in_both_languages(documents):
    for unit in UNITS:
        vi, en = documents[unit, "vi"], documents[unit, "en"]
        assert [type(block) for block in flat(vi.blocks)] == [type(block) for block in flat(en.blocks)]
        for one, other in zip(tables_of(vi), tables_of(en), strict=True):
            assert figures_in(one) == figures_in(other), (unit, one.caption)
        written = [numbers(one.written, "vi") for one in key_figures(vi)]
        assert written == [numbers(one.written, "en") for one in key_figures(en)]


def test_no_text_claims_a_cause_speaks_of_persons_or_shows_what_is_missing_as_a_code(documents, national):
    whole = {**documents, ("", "vi"): national["vi"], ("", "en"): national["en"]}
    for (_, code), document in whole.items():
        for text in texts(document):
            assert not lint(text, code), text
            assert not re.search(r"\bnan\b|\bNone\b|\bNaT\b|<NA>|  ", text), text
    assert len(whole) == 2 * len(UNITS) + 2


def test_the_main_figures_are_those_of_the_page_of_the_unit(documents):
    for unit in UNITS:
        payment, use, inputs = unit_findings(unit)
        paid, used, known = key_figures(documents[unit, "en"])
        assert paid.written == EN.value(payment.value, PAYMENT)
        assert used.written == ("not known" if use.value is None else EN.number(use.value, 2))
        assert known.written == f"{inputs.value} of {3 * len(former(unit))}"
        assert EN.value(processed.values(PAYMENT, "34", 2026).median(), PAYMENT) in paid.beside


def test_what_is_not_known_of_a_unit_is_said(documents):
    phu_tho = documents["25", "vi"]
    assert key_figures(phu_tho)[1].written == "chưa biết"
    standing_of = {line[0]: line for line in table(phu_tho, "năm gần nhất của từng thước đo").lines}
    assert standing_of[VI.short(USE)][2] == VI.missing
    assert any("Chưa biết điểm sử dụng cổng thông tin" in text for text in texts(phu_tho))
    moves = {line[0]: line for line in table(phu_tho, "2020 và 2024").lines}
    assert moves["Vĩnh Phúc"][2:] == [VI.missing] * 3
    for unit, drawn in (("25", False), ("68", True)):
        note = table(documents[unit, "vi"], "năm gần nhất của từng thước đo").note
        assert ("Vạch ngang" in note) == drawn


def test_a_rank_is_never_shown_without_its_interval(documents):
    for (_, code), document in documents.items():
        word, interval = ("hạng", "khoảng") if code == "vi" else ("rank", "interval")
        ranked = [text for text in texts(document) if re.search(rf"\b{word} \d", text)]
        assert all(interval in text for text in ranked)


def test_a_unit_that_was_not_merged_has_no_former_provinces(documents):
    for unit in UNITS:
        alone = len(former(unit)) == 1
        document = documents[unit, "en"]
        assert ("not merged" in document.subtitle) == alone
        assert any("ormer province" in text for text in texts(document)) != alone, unit
        inputs = table(document, "as its text words it")
        assert len(inputs.heads) >= 1 + len(former(unit))


def test_bounds_stay_bounds_and_gaps_stay_gaps(documents):
    inputs = {line[0]: line[1:] for line in table(documents["37", "vi"], "đúng như nguồn diễn đạt").lines}
    phones = inputs[VI.short("smartphone_share_pct")]
    assert phones[0] == phones[2] == VI.missing
    assert phones[1].startswith("ít nhất 85,5")
    assert inputs[VI.short("fibre_household_share_pct")] == [VI.missing] * 3


def test_peers_are_named_or_their_absence_is(documents):
    refused = unit_peers.unit_peers().without
    assert refused
    for unit in UNITS:
        (said,) = [t for t in texts(documents[unit, "en"]) if t.startswith("Units with similar conditions")]
        assert ("none stays among" in said) == (unit in refused)


def test_a_brief_says_its_date_its_renewal_its_rights_and_what_it_is_not_for(documents):
    vi = documents["01", "vi"]
    assert "21/11/2026" in vi.edition
    said = " ".join(vi.colophon)
    for words in ("không định trước ngày", "Đính chính", "Quyền sử dụng", "Không dùng để xếp hạng"):
        assert words in said


def test_the_national_brief_states_the_findings_of_the_summary_with_their_strength(national):
    for language in (VI, EN):
        (stated,) = [b for b in flat(national[language.code].blocks) if isinstance(b, blocks.Statements)]
        for result, finding in zip(stated.results, national["findings"], strict=True):
            assert result.sentence == finding.sentence(language)
            assert result.letter == (finding.grade.letter if finding.grade else None)
            if finding.grade:
                assert result.strength == claims.strength(finding.grade.letter, language)
                assert result.why == claims.because(finding.grade.reasons, language)


def test_the_national_brief_has_the_same_numbers_in_both_languages(national):
    vi, en = national["vi"], national["en"]
    assert [type(block) for block in flat(vi.blocks)] == [type(block) for block in flat(en.blocks)]
    for one, other in zip(tables_of(vi), tables_of(en), strict=True):
        assert len(one.lines) == len(other.lines)
        assert figures_in(one) == figures_in(other), one.caption
    known = findings.known_inputs()
    assert [line[1] for line in table(en, "Provinces with a public figure").lines] == [
        EN.integer(count) for count in known["exact"]
    ]
    paid = processed.values(PAYMENT, "34", 2026).sort_values()
    shown = table(en, "paid online").lines
    assert [line[0] for line in shown] == [EN.place(code, "34") for code in paid.index]
    assert [line[1] for line in shown] == [EN.number(value, 2) for value in paid]
    assert len(table(en, "figures asked for").lines) == 17


def test_no_brief_is_made_of_simulated_figures(monkeypatch):
    monkeypatch.setattr(simulation_mark.dataset, "simulated", lambda: True)
    for brief in (lambda: unit_brief("01", EN), lambda: national_brief(EN)):
        with pytest.raises(SimulatedFinding):
            brief()


@pytest.mark.parametrize(("unit", "language"), [("25", VI), ("79", EN)])
def test_the_fullest_briefs_fit_two_pages(unit, language):
    document = unit_brief(unit, language)
    assert document.pages == 2
    assert pdf(document).startswith(b"%PDF")  # a document that is too long is refused


def test_the_national_brief_fits_four_pages(examined, monkeypatch):
    monkeypatch.setattr(findings, "examined_access", lambda panel: examined)
    document = national_brief(VI)
    assert document.pages == 4
    assert pdf(document).startswith(b"%PDF")


def test_files_are_called_by_place_and_language_and_hold_the_same_brief(monkeypatch, documents):
    monkeypatch.setattr(files, "unit_brief", lambda unit, language: documents[unit, language.code])
    monkeypatch.setattr(files, "WRITERS", {"pdf": lambda d: d.title.encode(), "docx": lambda d: b"word"})
    title = documents["79", "vi"].title.encode()
    assert files.unit_files("79", "vi") == {"ho-chi-minh-vi.pdf": title, "ho-chi-minh-vi.docx": b"word"}
    assert list(files.unit_files("48", "en")) == ["da-nang-en.pdf", "da-nang-en.docx"]


@pytest.mark.parametrize("language", [VI, EN], ids=["vi", "en"])
def test_a_unit_of_which_nothing_is_published_is_told_so_in_whole_sentences(monkeypatch, language):
    def without(*asked, codes=None):
        known = published(*asked).drop("04").reindex(published(*asked).index)
        return known if codes is None else known[list(codes)]

    published = processed.values
    monkeypatch.setattr(processed, "values", without)
    numbers, points = standing.main_points("04", standing.shown_positions("04"), language)
    payment, use, _ = numbers.figures
    assert payment.written == use.written == language.say("not known")
    assert points.items[1] == language.say("None of these measures has a figure of the unit.")
    said = [payment.beside, use.beside, *points.items]
    assert [text for text in said if re.search(r"  |–\s*[.;]|^–| – \w* ?dossiers|nan", text)] == []


def test_the_composite_score_is_left_to_the_page(documents):
    named = [line[0] for line in table(documents["01", "en"], "among the 34 units").lines]
    assert EN.short(standing.COMPOSITE) not in named
    assert len(named) == 7
