"""The mark of simulated figures: on all that rests on them, on nothing else, and never among findings."""

import inspect
import json

import nbformat
import numpy as np
import pandas as pd
import pytest
from IPython.core.interactiveshell import InteractiveShell

from analysis.data import dataset, layout, processed
from analysis.data.simulation import INPUTS, WORLDS, marks, simulate
from analysis.pipeline import execute, runs
from analysis.pipeline.failures import RunFailed
from analysis.report import (
    figures,
    findings,
    parameters,
    provenance,
    readme,
    remarks,
    results,
    simulation_mark,
    simulation_marks,
    tables,
)
from analysis.report.figures import FigureError, svg
from analysis.report.figures.sheet import Sheet
from analysis.report.language import LANGUAGES, Language
from analysis.report.results import ResultError
from analysis.report.site import SiteError, home
from analysis.report.site.contents import Page
from analysis.report.site.edition import Edition, Said
from analysis.report.site.pages import page_source

MARKS = {"vi": "SỐ LIỆU MÔ PHỎNG — không phải số liệu thật", "en": "SIMULATED DATA — not real figures"}
ROWS = pd.DataFrame({"estimate": [0.5], "low": [0.1], "high": [0.9]}, index=["papi_portal_use"])


@pytest.fixture(autouse=True)
def afresh():
    processed.forget_reads()
    results.clear()
    yield
    processed.forget_reads()
    results.clear()


@pytest.fixture
def shown(monkeypatch):
    bundles = []
    monkeypatch.setattr("IPython.display.display", lambda bundle, raw: bundles.append(bundle))
    return bundles


def table(language="en", **more):
    columns = {"estimate": tables.Column("Estimate", digits=1)}
    return tables.Table(ROWS, columns, caption="A caption", language=language, rows="Term", **more)


def chart(language="en", **more):
    texts = {"title": "A title", "subtitle": "A subtitle", "source": "a source"}
    return figures.coefficients(ROWS, language=Language(language), **texts, **more)


def record(language="en", **more):
    sentence = {"en": "Places differ.", "vi": "Các địa phương khác nhau."}[language]
    facts = {"unit": "none", "n": 63, "period": [2024], "tolerance": 0.1, "language": language}
    results.record("differ", sentence, 1.0, **facts, **more)


def is_marked(text, language="en"):
    return MARKS[language] in text


# Each kind of exhibit.


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_mark_is_said_in_both_languages(language):
    assert simulation_mark.mark(language) == MARKS[language]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("folded", [True, False])
def test_a_table_carries_the_mark_in_its_caption(language, folded):
    plain = table(language, folded=folded)
    assert not is_marked(plain.html, language) and not is_marked(plain.text, language)
    dataset.use("simulated")
    found = table(language, folded=folded)
    assert (
        f'<caption><strong class="{simulation_mark.CLASS}">{MARKS[language]}.</strong> A caption'
        in found.html
    )
    assert found.text.startswith(MARKS[language])
    assert found.html.count(MARKS[language]) == 1 + folded  # readers see the title of a folded table only


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_chart_carries_the_mark_in_a_band_and_in_its_text_alternative(language):
    plain = chart(language)
    assert not is_marked(plain.svg, language) and not is_marked(plain.text, language)
    assert "SIMULATED" not in repr(svg.words(plain.svg))
    dataset.use("simulated")
    found = chart(language)
    assert MARKS[language] in svg.words(found.svg)
    assert simulation_mark.MADE in svg.titles(found.svg)
    assert found.alt.startswith(MARKS[language]) and found.text.startswith(MARKS[language])
    assert f"<title>{MARKS[language]}" in found.svg and f"<desc>{MARKS[language]}" in found.svg
    height = [float(text.svg.split('height="')[1].split("pt")[0]) for text in (plain, found)]
    assert height[1] == pytest.approx(height[0] + 22, abs=0.5)


def test_every_chart_can_be_told_that_its_figures_are_simulated():
    charts = [getattr(figures, name) for name in figures.__all__ if name[0].islower()]
    assert len(charts) >= 10
    for draw in charts:
        assert "simulated" in inspect.signature(draw).parameters, draw.__name__
        assert "simulated=simulated" in inspect.getsource(inspect.unwrap(draw)), draw.__name__


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_result_carries_the_mark_in_its_sentence_and_its_facts(language, shown):
    record(language)
    assert "simulated" not in results.recorded()[0]
    dataset.use("simulated")
    record(language)
    (kept,) = results.recorded()
    assert kept["simulated"] is True and kept["sentence"].startswith(MARKS[language])
    results.summary()
    assert f'<strong class="{simulation_mark.CLASS}">{MARKS[language]}.</strong>' in shown[0]["text/html"]
    assert is_marked(shown[0]["text/plain"], language)


def test_a_remark_carries_the_mark():
    assert remarks.Remark("So much is known.").text == "So much is known."
    dataset.use("simulated")
    assert all(is_marked(remarks.Remark("So much is known.").text, language) for language in LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_provenance_says_what_was_drawn_and_from_which_marks(language, shown):
    run = parameters.check(dataset="published", language=language)
    provenance.how_this_was_made(run, language, indicators=["papi_portal_use"])
    assert not is_marked(json.dumps(shown[0], ensure_ascii=False), language)
    assert "simulated" not in shown[0][provenance.MIME]
    dataset.use("simulated", seed=9, world="targeted")
    provenance.how_this_was_made(run, language, indicators=["papi_portal_use"])
    html, facts = shown[1]["text/html"], shown[1][provenance.MIME]
    assert facts["simulated"] == {"name": "simulated", "seed": 9, "world": "targeted", "in_use": True}
    assert html.startswith('<section class="provenance"') and simulation_mark.banner(language) in html
    assert html.count("<caption>") == html.count(f'<caption><strong class="{simulation_mark.CLASS}">')
    assert Language(language).say(simulation_marks.KINDS["assumed"]) in html
    assert {source["name"] for source in facts["sources"]} == set(simulation_marks.sources())


def test_the_table_of_marks_has_every_mark_and_the_settings_every_strength():
    dataset.use("simulated", world="targeted")
    settings, national = simulation_marks.tables("en")
    assert len(national.data) == len(marks())
    assert len(settings.data) == len(INPUTS) + len(simulation_marks.HAZARDS)
    assert set(simulation_marks.HAZARDS) | set(INPUTS) == set(vars(WORLDS["targeted"]))


def test_a_source_line_says_that_there_is_no_source():
    assert "PAPI" in str(tables.sources(["papi_portal_use"], "en"))
    dataset.use("simulated", seed=4)
    line = tables.sources(["papi_portal_use"], "en")
    assert str(line).startswith("Source: simulated, drawn from a model") and "seed 4" in line.names
    assert "mô phỏng" in str(tables.sources(["papi_portal_use"], "vi"))


# When it is there.


def test_what_was_read_once_marks_everything_afterwards():
    processed.panel("63", dataset="simulated")
    processed.panel("63")
    record()
    assert is_marked(table().text) and is_marked(chart().alt) and results.recorded()[0]["simulated"]


def test_one_exhibit_among_published_ones_is_marked_by_itself():
    simulate()
    record(simulated=True)
    assert is_marked(table(simulated=True).text) and is_marked(chart(simulated=True).svg)
    assert results.recorded()[0]["simulated"]
    assert not is_marked(table().text) and not is_marked(chart().svg)


def test_everything_made_inside_the_bracket_is_marked():
    with simulation_mark.exhibits():
        inside = table(), chart(), remarks.Remark("So.")
        record()
    assert all(is_marked(part.text) for part in inside) and results.recorded()[0]["simulated"]
    record()
    assert not is_marked(table().text) and "simulated" not in results.recorded()[0]


def test_a_drawn_frame_says_of_itself_that_it_is_simulated():
    panel = simulate().panel
    shares = panel[panel["year"] == 2024].set_index("code")[["smartphone_share_pct"]]
    found = tables.Table(shares, caption="Smartphones", language="en", rows="Code")
    assert is_marked(found.text)
    page = {"language": Language("en"), "title": "T", "subtitle": "S", "source": "", "body_height": 50}
    with pytest.raises(FigureError, match="the figures are simulated; pass simulated=True"):
        Sheet(**page).finish(shares, alt=None, digits=1)
    assert is_marked(Sheet(**page, simulated=True).finish(shares, alt=None, digits=1).alt)


# What simulated figures can never become.


def test_simulated_figures_are_no_findings():
    dataset.use("simulated")
    for ask in (findings.all_findings, lambda: readme.parts(Language("en"))):
        with pytest.raises(simulation_mark.SimulatedFinding, match="can be no finding"):
            ask()


def summary_of(tmp_path, *recorded):
    output = nbformat.v4.new_output("display_data", data={results.MIME: list(recorded), "text/html": "<p>"})
    tagged = {"tags": ["summary"]}
    cell = nbformat.v4.new_code_cell("results.summary()", outputs=[output], metadata=tagged, id="summary")
    path = tmp_path / "06_ministry_summary.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), path)
    return path


def test_results_are_collected_without_simulated_ones_or_not_at_all(tmp_path):
    path = summary_of(tmp_path, {"name": "real"}, {"name": "drawn", "simulated": True})
    with pytest.raises(ResultError, match="no findings: drawn"):
        results.collect(path)
    assert [result["name"] for result in results.collect(path, simulated="leave out")] == ["real"]
    assert [result["name"] for result in results.collect(path, simulated="keep")] == ["real", "drawn"]


def test_the_home_page_never_shows_simulated_results(tmp_path):
    pages = {"summary": Page("summary", "index"), "index": Page("index", None)}
    edition = Edition(pages, tmp_path, Language("en"), Said({}, None))
    summary_of(tmp_path, {"name": "real"})
    assert "headline" in home.headline(edition)
    summary_of(tmp_path, {"name": "drawn", "simulated": True})
    with pytest.raises(SiteError, match="no findings"):
        home.headline(edition)


# Notebooks.


@pytest.mark.parametrize("language", LANGUAGES)
def test_notebooks_take_the_simulated_data_set_or_say_why_not(language):
    served = []
    for name in runs.available():
        defaults = runs.declared_defaults(layout.notebooks() / f"{name}.ipynb")
        if "dataset" not in defaults:
            continue
        found = parameters.problems({"dataset": "simulated"}, defaults, language)
        if "inputs" not in defaults:
            (sentence,) = found
            assert "inputs" in sentence and "simulated" in sentence
        served += [] if found else [name]
    assert {"02_inputs_and_uptake", "03_models"} <= set(served)


def test_parameters_that_the_simulation_does_not_know_are_refused():
    values = {"dataset": "simulated", "inputs": ["smartphone_share_pct"], "outcome": "papi_e_responsiveness"}
    (sentence,) = parameters.problems(values)
    assert sentence.startswith("papi_e_responsiveness is not simulated; simulated are:")
    known = values | {"outcome": "online_dossier_share_pct", "years": [2020, 2025]}
    assert parameters.problems(known) == []
    assert (
        "2019: figures are simulated for 2020–2025 only" in parameters.problems(known | {"years": [2019]})[0]
    )
    assert parameters.problems(known | {"dataset": "published"})  # nobody has published years to compare


def test_checked_parameters_choose_the_data_set_for_every_reader(monkeypatch, shown):
    values = {"dataset": "simulated", "inputs": ["smartphone_share_pct"], "seed": 5, "language": "vi"}
    monkeypatch.setattr("IPython.get_ipython", InteractiveShell)
    parameters.check(**values)
    assert dataset.in_use() == dataset.Dataset("simulated", dataset.SEED)
    assert is_marked(shown[0]["text/html"], "vi")
    assert np.isclose(
        processed.panel("63")["smartphone_share_pct"], simulate().panel["smartphone_share_pct"]
    ).all()
    parameters.check(**values | {"dataset": "published"})
    assert not dataset.simulated() and len(shown) == 1


CELLS = (
    """from analysis.data import processed
from analysis.report import figures, parameters, provenance, remarks, results, tables
from analysis.report.language import Language
from analysis.stats.models import two_way_fixed_effects""",
    """run = parameters.check(dataset=dataset, inputs=["smartphone_share_pct"], language=language)
lang = Language(run.language)
panel = processed.panel("63", years=[2020, 2021, 2022, 2023, 2024])
told = {"language": lang, "source": tables.sources(["papi_portal_use"], lang)}
use = panel[panel["year"] == 2024].set_index("code")["papi_portal_use"]""",
    """tables.Table(use.head(), caption="PAPI", rows="Code", **told)""",
    """tables.Table(use.head(), caption="PAPI", rows="Code", folded=True, **told)""",
    """texts = {"title": "PAPI", "subtitle": "2024", "language": lang, "source": "PAPI"}
figures.tile_map(use, "63", digits=2, **texts)""",
    """found = two_way_fixed_effects(panel, "papi_portal_use", ["papi_internet_access"], "code", "year")
tables.models({"A": found}, caption="PAPI", **told)""",
    """figures.coefficients(found, **texts)""",
    """remarks.Remark("PAPI 2024.")""",
    """facts = {"unit": "none", "n": 63, "period": 2024, "tolerance": 0.1, "language": lang}
results.record("mean_use", "PAPI.", float(use.mean()), **facts)
results.summary()""",
    """provenance.how_this_was_made(run, lang, indicators=["papi_portal_use"])""",
)
PARAMETERS = 'dataset: str = "published"  # data set\nlanguage: str = "en"  # language'


def executed(project, which, language):
    path, target = project.notebook("small", *CELLS, parameters=PARAMETERS), project.folder / "out.ipynb"
    execute.execute(path, target, name="small", parameters={"dataset": which, "language": language})
    return nbformat.read(target, as_version=4)


def texts_of(notebook):
    """Every text that a reader or a program gets from the outputs, with what it is called."""
    for number, cell in enumerate(notebook.cells):
        for output in cell.get("outputs", []):
            assert output.output_type != "stream"
            for kind, data in output.data.items():
                yield (
                    f"{number} {kind}",
                    data if isinstance(data, str) else json.dumps(data, ensure_ascii=False),
                )
            for kind, about in output.metadata.items():
                yield f"{number} {kind} alt", about["alt"]


@pytest.mark.notebooks
def test_no_output_of_a_simulated_run_lacks_the_mark_and_no_other_has_it(project, tmp_path):
    notebook = executed(project, "simulated", "vi")
    found = dict(texts_of(notebook))
    assert len([name for name in found if name.endswith("svg+xml")]) == 2
    for name, text in found.items():
        program = "simulated" in text if "json" in name else is_marked(text, "vi")
        assert program, name
    assert simulation_mark.is_simulated_notebook(notebook.cells)
    assert simulation_mark.unmarked(notebook.cells) == []

    published = executed(project, "published", "vi")
    for name, text in texts_of(published):
        assert not is_marked(text, "vi") and "simulated" not in text, name
    assert not simulation_mark.is_simulated_notebook(published.cells)
    assert len(dict(texts_of(published))) == len(found) - 2  # the banner's two forms

    language, page = Language("vi"), Page("small", None, "small")
    source = page_source(notebook, page, language, tmp_path / "a")
    assert source.cells[1].source == simulation_mark.banner("vi")
    whole = json.dumps(source, ensure_ascii=False)
    assert whole.count("Chỉ số liệu chung của cả nước") == 2  # the page's banner, and that of its provenance
    plain = page_source(published, page, language, tmp_path / "b")
    assert not is_marked(json.dumps(plain, ensure_ascii=False), "vi")


@pytest.mark.notebooks
def test_a_run_that_shows_simulated_figures_without_the_mark_fails(project):
    cells = (*CELLS[:2], "print(use.mean())")
    path = project.notebook("small", *cells, parameters=PARAMETERS)
    with pytest.raises(RunFailed, match="showed simulated figures without their mark"):
        execute.execute(path, project.folder / "out.ipynb", name="small", parameters={"dataset": "simulated"})
    assert not (project.folder / "out.ipynb").exists()


def test_a_page_with_an_unmarked_output_is_refused(tmp_path):
    def shows(html):
        return [nbformat.v4.new_output("display_data", data={"text/html": html})]

    cells = [
        nbformat.v4.new_markdown_cell("# Title"),
        nbformat.v4.new_code_cell("a", outputs=shows(simulation_mark.banner("en"))),
        nbformat.v4.new_code_cell("b", outputs=shows("<p>40 percent</p>")),
    ]
    notebook = nbformat.v4.new_notebook(cells=cells)
    with pytest.raises(SiteError, match="without their mark: <p>40 percent"):
        page_source(notebook, Page("small", None, "small"), Language("en"), tmp_path)
