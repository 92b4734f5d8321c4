"""What is said of targets follows from the counts, in both languages, without words of cause."""

import pytest

from analysis.report.claims import lint
from analysis.report.language import Language
from analysis.report.pages.targets import target_findings


def named():
    return {finding.name: finding for finding in target_findings.all_findings()}


@pytest.mark.parametrize("code", ["vi", "en"])
def test_every_finding_has_a_sentence_without_a_cause(code):
    for finding in named().values():
        sentence = finding.sentence(Language(code))
        assert lint(sentence, code) == []
        assert Language(code).integer(finding.n) in sentence


def test_what_is_not_known_is_counted_and_bounded():
    finding = named()["dossier_target_2022_not_known"]
    assert (finding.value, finding.n) == (53, 63)
    assert "between 8% and 92%" in finding.sentence(Language("en"))


def test_targets_that_can_be_judged_are_counted():
    finding = named()["targets_with_any_verdict"]
    assert (finding.value, finding.n, finding.period) == (3, 14, (2022, 2023, 2024, 2025))


def test_the_guideline_of_the_budget_can_be_checked_nowhere():
    finding = named()["budget_guideline_known"]
    assert (finding.value, finding.n) == (0, 63)
    assert "1\u00a0%" in finding.sentence(Language("vi"))
