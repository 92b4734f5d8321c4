"""The sources of pages from notebooks: taken as they were only when nothing that they are made of differs."""

import json

import pytest

from analysis.report.language import Language
from analysis.report.site import page_sources
from analysis.report.site.contents import Page
from analysis.report.site.errors import SiteError
from analysis.report.site.pages import write_page

SVG = '<svg width="432pt" height="216pt" viewBox="0 0 432 216"></svg>'
PAGE = Page("units/ha-noi", "units/index", "05_province_brief__ha_noi", "01")


def notebook(path, text, figures=1):
    shown = {
        "output_type": "display_data",
        "data": {"image/svg+xml": SVG},
        "metadata": {"image/svg+xml": {"alt": text}},
    }
    cells = [
        {"cell_type": "markdown", "metadata": {}, "source": f"# {text}"},
        {"cell_type": "code", "metadata": {}, "source": "x", "outputs": [shown] * figures},
    ]
    path.write_text(json.dumps({"cells": cells, "metadata": {}, "nbformat": 4}), encoding="utf-8")
    return path


def files(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def put(tmp_path, folder, page=PAGE, language="vi", **around):
    around = {"listed": "", "offered": ""} | around
    executed = tmp_path / "executed.ipynb"
    page_sources.put(executed, page, Language(language), tmp_path / folder, tmp_path / "held", **around)
    write_page(executed, page, Language(language), tmp_path / f"{folder}-whole", **around)
    assert files(tmp_path / folder) == files(tmp_path / f"{folder}-whole")
    return files(tmp_path / folder)


def test_what_is_put_is_what_is_written_whatever_differs(tmp_path):
    notebook(tmp_path / "executed.ipynb", "A question", figures=2)
    first = put(tmp_path, "first")
    assert len(first) == 3
    assert put(tmp_path, "again") == first
    assert put(tmp_path, "listed", listed="- one") != first
    assert put(tmp_path, "offered", offered="<p>a file</p>") != first
    assert put(tmp_path, "english", language="en") != first
    notebook(tmp_path / "executed.ipynb", "A question", figures=1)
    assert len(put(tmp_path, "fewer")) == 2


def test_a_page_is_written_once(tmp_path, monkeypatch):
    notebook(tmp_path / "executed.ipynb", "A question")
    put(tmp_path, "first")
    monkeypatch.setattr(page_sources, "write_page", None)
    put(tmp_path, "again")
    with pytest.raises(TypeError):
        put(tmp_path, "other", listed="- one")


def test_a_page_that_cannot_be_written_is_held_no_more_and_pages_that_are_gone_neither(tmp_path):
    notebook(tmp_path / "executed.ipynb", "A question")
    put(tmp_path, "first")
    notebook(tmp_path / "executed.ipynb", "")
    given = (tmp_path / "executed.ipynb", PAGE, Language("vi"), tmp_path / "faulty", tmp_path / "held")
    for _ in range(2):
        with pytest.raises(SiteError):
            page_sources.put(*given, listed="", offered="")
    notebook(tmp_path / "executed.ipynb", "A question")
    put(tmp_path, "mended")
    page_sources.clear(tmp_path / "held", {PAGE.name})
    assert files(tmp_path / "held")
    page_sources.clear(tmp_path / "held", {"units/hue"})
    assert not files(tmp_path / "held")
    page_sources.clear(tmp_path / "nothing", set())
