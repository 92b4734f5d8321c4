"""Whatever leaves the house says the same of itself: its version, and how far its figures go."""

from importlib.metadata import version

import pytest

from analysis.data.sources import sources
from analysis.report import imprint
from analysis.report.briefs.colophon import edition as of_brief
from analysis.report.language import Language
from analysis.report.site.words import frame
from analysis.report.workbook.front_sheets import edition as of_workbook

LAST = max(str(source.read_on) for source in sources().values())


@pytest.mark.parametrize("code", ["vi", "en"])
def test_every_publication_says_its_version_and_how_far_its_figures_go(code):
    language = Language(code)
    foot = frame(language)
    for said in (
        of_brief(language),
        of_workbook(language),
        f"{foot['version']} {foot['vintage']}",
        imprint.citation(language),
    ):
        assert version("uptake") in said
        assert language.date(LAST) in said


def test_the_project_is_cited_by_its_name_in_either_language():
    assert imprint.citation(Language("en")).startswith("Online public services across Viet Nam’s provinces, ")
    vietnamese = imprint.citation(Language("vi"))
    assert vietnamese.startswith("Dịch vụ công trực tuyến ở các tỉnh, thành phố, phiên bản ")
