"""Whoever has one copy only, on paper, on a stick or on a phone, reads the same numbers and cautions."""

import re
from functools import cache
from pathlib import Path
from types import SimpleNamespace

import jinja2
import pandas as pd
import pytest
from lxml import html

import analysis.report.site as site_package
from analysis.data import processed, provinces
from analysis.data.sources import sources
from analysis.report import figures, findings, imprint, results
from analysis.report.briefs import national, unit
from analysis.report.documents import document as blocks
from analysis.report.explorer import page as explorer_page
from analysis.report.figures import Figure
from analysis.report.findings import INPUTS, USE
from analysis.report.language import LANGUAGES, Language
from analysis.report.pages.units import unit_change, unit_peers, unit_profile
from analysis.report.pages.units.unit_findings import unit_findings
from analysis.report.pages.units.unit_profile import PAYMENT, QUARTERS, STANDING
from analysis.report.plain_letters import slug
from analysis.report.site import words
from analysis.report.tables import Table
from analysis.report.workbook import sheets

UNITS = ("01", "68", "82", "92")
"""Not merged; merged of three; without a score of PAPI; without a figure of what is offered."""

COMPOSITE = "portal2026_total"
"""Shown on the page and in the explorer; briefs show what stands behind it."""

CONTENTS, NOTES, RESULTS, BY_UNIT, SOURCE_TABLES = 0, 1, 2, 3, -1
"""Places of the sheets in the workbook."""

SAID = {
    "en": {
        "not an effect": "is not an effect|not evidence of why",
        "nothing on persons": "single persons",
        "no share": "is not a share of people",
        "not to rank by": "Not to be used to rank or reward",
        "63 and 34": "never joined",
        "not zero": "(is|does) not (mean )?zero",
        "rights": "Rights",
        "corrections": "Correction|correction|report an error",
    },
    "vi": {
        "not an effect": "quan hệ nhân quả",
        "nothing on persons": "từng cá nhân|từng người",
        "no share": "không phải là tỷ lệ",
        "not to rank by": "Không dùng để xếp hạng, bình xét thi đua",
        "63 and 34": "[Kk]hông ghép",
        "not zero": "không (phải|có nghĩa là) bằng (0|không)",
        "rights": "Quyền sử dụng",
        "corrections": "Đính chính|đính chính|lần sửa|báo sai sót",
    },
}
"""What every copy says, however it words it."""

PLACES = "administrative_units"
"""The source of the list of places, which the explorer names by its resolution and as no measure's source."""

ELSEWHERE = {"site": {"not zero", "rights"}, "01": {"63 and 34"}, "national": {"not zero"}}
"""What a page of the site says above its foot; what concerns no unit that stayed as it was."""


def undrawn(*_, title, alt="", **__):
    """A chart that is not drawn: words and tables are compared."""
    return Figure("<svg/>", title, "", "", alt or title, pd.DataFrame(), "", SimpleNamespace())


def recorded(found, language, run):
    """Headline results as the notebooks show them."""
    results.clear()
    for one in found:
        one.record(language)
    shown = [one | {"notebook": run} for one in results.recorded()]
    results.clear()
    return shown


def copies(language, summary):
    """Every kind of copy in one language."""
    by_unit = [
        one
        for code in UNITS
        for one in recorded(
            unit_findings(code), language, f"05_province_brief__{slug(language.place(code, '34'))}"
        )
    ]
    return SimpleNamespace(
        language=language,
        national=national.national_brief(language),
        briefs={code: unit.unit_brief(code, language) for code in UNITS},
        pages={code: unit_profile.standing(code, language) for code in UNITS},
        sheets=sheets(language, summary + by_unit),
        foot=foot(language),
    )


def foot(language):
    """What stands at the foot of every page of the site."""
    folder = Path(site_package.__file__).parent / "templates"
    template = jinja2.Environment(loader=jinja2.FileSystemLoader(folder)).get_template("site-footer.html")
    shown = template.render(frame=words.frame(language), pathto=lambda name: f"{name}.html", pagename="x")
    return " ".join(html.fromstring(shown).text_content().split())


@pytest.fixture(scope="module")
def made():
    """The findings, the explorer with both languages, and all other copies by language."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("strip", "trend", "scatter", "tile_map"):
            patch.setattr(figures, name, undrawn)
        for module, name in ((processed, "observations"), (provinces, "name_of"), (unit_peers, "unit_peers")):
            patch.setattr(module, name, cache(getattr(module, name)))
        patch.setattr(unit_change, "use_moves", cache(unit_change.use_moves))
        access = findings.examined_access(processed.panel("63", years=findings.YEARS))
        patch.setattr(findings, "examined_access", lambda panel: access)
        found = findings.all_findings()
        patch.setattr(findings, "all_findings", lambda: found)
        summary = {code: recorded(found, Language(code), "06_ministry_summary") for code in LANGUAGES}
        yield SimpleNamespace(
            findings=found,
            explorer=explorer_page._content(summary),
            **{code: copies(Language(code), summary[code]) for code in LANGUAGES},
        )


def flat(given):
    for block in given:
        if isinstance(block, blocks.Beside):
            yield from flat((*block.left, *block.right))
        else:
            yield block


def of_kind(document, kind):
    (found,) = [block for block in flat(document.blocks) if isinstance(block, kind)][:1]
    return found


def tables(document):
    shown = [block.shown for block in flat(document.blocks) if isinstance(block, blocks.Exhibit)]
    return [one for one in shown if isinstance(one, Table)]


def text_of(document):
    """All the running words of a document: paragraphs, notes and the lines at its end."""
    said = [block.text for block in flat(document.blocks) if isinstance(block, blocks.Paragraph)]
    points = [block.items for block in flat(document.blocks) if isinstance(block, blocks.Points)]
    notes = [table.note or "" for table in tables(document)]
    return " ".join([document.edition, *said, *sum(points, ()), *notes, *document.colophon])


def in_sheet(sheet):
    return " ".join([*sheet.lines, *(str(cell) for row in sheet.rows() for cell in row)])


def in_explorer(content, code):
    """What the explorer says around its figures, as far as its script puts it on the page."""
    script = explorer_page._static("page.js") + explorer_page._static("page.html")
    shown = {key: text for key, text in content["words"][code].items() if f'"{key}"' in script}
    return " ".join([*content["edition"][code], *shown.values()])


def texts(made, code):
    """The words of every kind of copy, by what it is called."""
    one = made.__dict__[code]
    return {
        "national": text_of(one.national),
        **{place: text_of(brief) for place, brief in one.briefs.items()},
        "explorer": in_explorer(made.explorer, code),
        "workbook": f"{in_sheet(one.sheets[CONTENTS])} {in_sheet(one.sheets[NOTES])}",
        "site": one.foot,
    }


def layer(made, name, place):
    """The figures of a measure in the explorer, latest layer of STANDING, and the unit's place among them."""
    (measure,) = [one for one in made.explorer["measures"] if one["name"] == name]
    return measure["layers"]["34"][str(STANDING[name])], made.explorer["places"]["34"]["codes"].index(place)


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("place", UNITS)
def test_a_unit_stands_at_the_same_place_in_brief_page_and_explorer(made, code, place):
    one = made.__dict__[code]
    language, page = one.language, one.pages[place]
    brief = {line[0]: line[1:] for line in tables(one.briefs[place])[0].lines}
    assert set(brief) == {language.short(name) for name in STANDING if name != COMPOSITE}
    for name, year in STANDING.items():
        shown, at = layer(made, name, place)
        known = pd.Series(shown["values"], dtype=float)
        row = page.loc[language.label(name)]
        assert row["figure"] == language.value(known[at], name), name
        assert row["median"] == language.value(known.median(), name), name
        assert row["known"] == known.notna().sum(), name
        if name == COMPOSITE:
            continue
        year_of, figure, median, position, count = brief[language.short(name)]
        assert (figure, median) == (row["figure"], row["median"]), name
        assert (year_of, count) == (str(year), language.integer(row["known"])), name
        if pd.isna(known[at]):
            assert (row["quarter"], position) == (None, language.missing), name
        elif name == USE:
            _, low, high = shown["ranks"][at]
            assert re.findall(r"\d+", position)[:3] == [str(low), str(high), count]
            n = row["known"]
            for end in (low, high):
                assert language.say(QUARTERS[4 * (n - end) // n]) in row["quarter"]
        else:
            assert position == row["quarter"] == language.say(QUARTERS[int(shown["quarters"][at]) - 1]), name


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("place", UNITS)
def test_the_first_numbers_of_a_brief_are_those_of_page_workbook_and_explorer(made, code, place):
    one = made.__dict__[code]
    language = one.language
    paid, used, known = of_kind(one.briefs[place], blocks.KeyFigures).figures
    rows = [row for row in one.sheets[BY_UNIT].rows() if row[0] == place]
    headings = one.sheets[BY_UNIT].headings
    value, sentence = (headings.index(language.say(head)) for head in ("Value", "Result"))
    said = [finding.sentence(language) for finding in unit_findings(place)]
    assert [row[sentence] for row in rows] == said
    assert paid.written == language.value(rows[0][value], PAYMENT)
    assert paid.written in said[0]
    shown, at = layer(made, USE, place)
    assert (rows[1][value] is None) == (shown["values"][at] is None)
    if rows[1][value] is not None:
        assert used.written == language.number(rows[1][value], 2) == language.number(shown["values"][at], 2)
        assert used.written in said[1]
    provinces_of = made.explorer["places"]["34"]["related"][at]
    codes = made.explorer["places"]["63"]["codes"]
    public = sum(
        any(held["values"][codes.index(province)] is not None for held in measure["layers"]["63"].values())
        for measure in made.explorer["measures"]
        for province in provinces_of
        if measure["name"] in INPUTS
    )
    asked = len(INPUTS) * len(provinces_of)
    assert re.findall(r"\d+", known.written) == [str(public), str(asked)]
    assert rows[2][value] == public


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("place", UNITS)
def test_former_provinces_have_the_same_figures_under_the_same_names(made, code, place):
    one = made.__dict__[code]
    language = one.language
    page = unit_profile.side_by_side(place, language)
    (brief,) = [
        table for table in tables(one.briefs[place]) if language.label("poverty_rate_pct") in str(table.lines)
    ]
    for label, *cells in brief.lines:
        (of_page,) = [row for name, row in page.iterrows() if label.startswith(f"{name}, {row['year']}")]
        written = [str(cell).split()[0].strip("%") for cell in of_page.drop("year")]
        assert written == list(cells), label


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_findings_are_the_same_in_national_brief_explorer_and_workbook(made, code):
    one = made.__dict__[code]
    language, sheet = one.language, one.sheets[RESULTS]
    stated = of_kind(one.national, blocks.Statements).results
    rows = [dict(zip(sheet.headings, row, strict=True)) for row in sheet.rows()]
    for found, brief, seen, row in zip(
        made.findings, stated, made.explorer["findings"][code], rows, strict=True
    ):
        assert brief.sentence == seen["sentence"] == row[language.say("Result")]
        assert brief.strength == seen["strength"]
        assert seen["measure"] == found.measure(language)
        reasons = row[language.say("Why it is not stronger")] or ""
        assert brief.why == reasons
        assert seen["why"].endswith(reasons)
        assert bool(seen["why"]) == bool(reasons)
        strength = row[language.say("Strength of the evidence")]
        assert (brief.strength or strength).endswith(strength)
        ends = [row[language.say(head)] for head in ("Value", "Interval from", "Interval to")]
        assert ends == [
            None if end is None else pytest.approx(end) for end in (found.value, found.low, found.high)
        ]
        around = f"{brief.sentence} {brief.measure}"
        assert {str(found.n), str(found.period[-1])} <= set(re.findall(r"\d+", around)), found.name
        assert row[language.say("Period")] == language.years(found.period), found.name


def test_the_findings_have_the_same_numbers_in_either_language(made):
    for vi, en in zip(made.explorer["findings"]["vi"], made.explorer["findings"]["en"], strict=True):
        swapped = vi["measure"].translate(str.maketrans(",.", ".,"))
        assert re.findall(r"−?\d+[\d.]*\d|\d", swapped) == re.findall(r"−?\d+[\d.]*\d|\d", en["measure"])


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_copy_has_the_same_cautions(made, code):
    for copy, text in texts(made, code).items():
        asked = {name: words for name, words in SAID[code].items() if name not in ELSEWHERE.get(copy, ())}
        assert [name for name, said in asked.items() if not re.search(said, text)] == [], copy


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_copy_is_of_the_same_version_and_date(made, code):
    for copy, text in texts(made, code).items():
        assert set(re.findall(r"\b0\.\d+\.\d+\b", text)) == {imprint.version()}, copy
        assert Language(code).date(imprint.read_on()) in text, copy


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_copy_names_the_same_sources(made, code):
    one, known = made.__dict__[code], sources()
    in_workbook = in_sheet(one.sheets[SOURCE_TABLES])
    on_stick = " ".join(measure["source"][code] for measure in made.explorer["measures"])
    for brief, used in ((one.national, national.USED), (one.briefs["68"], unit.USED)):
        for key in used:
            title, publisher = known[key].title[code], known[key].publisher[code]
            short = words.short_title(title)
            assert short.partition(":")[0] in brief.colophon[0], key
            assert short in one.foot, key
            assert publisher in in_workbook, key
            assert publisher in on_stick or key == PLACES, key
