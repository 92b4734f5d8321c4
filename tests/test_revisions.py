"""Every figure in use that was replaced is listed: old, new, when, and both sources."""

import pandas as pd
import pytest
from deliveries_by_hand import DAYS, accept, delivery, figure

from analysis.data import as_of
from analysis.data.deliveries.kept import doubted, figures, revisions, store
from analysis.data.deliveries.kept.decided import Decision, mark
from analysis.data.deliveries.kept.decided import figure as cell
from analysis.data.deliveries.kept.published_cells import differs
from analysis.data.indicators import described


def send(project, *given, day, choice="take", **more):
    """Accept figures, each doubt decided in the same way."""
    made, _ = delivery(*given, **more)
    decisions = [
        Decision(day, "An", mark(made), *cell(one), one.kind, "take", choice, "đã hỏi Sở")
        for one in store.doubts(made)
    ]
    return accept(project.folder, *given, day=day, decisions=decisions, **more)


def listed(frame):
    return [
        tuple(row)
        for row in frame[["code", "year", "indicator", "old", "new", "when"]].itertuples(index=False)
    ]


def test_nothing_delivered_is_nothing_revised(project):
    assert revisions.revisions().empty
    assert list(revisions.revisions().columns) == list(revisions.COLUMNS)


def test_revisions_of_the_index_and_of_reported_figures_with_both_sources(project):
    first = send(project, figure("10", "dti_total", 0.9), figure("10", "teams", 1600), day=DAYS[1])
    second = send(project, figure("10", "teams", 1700), figure("12", "dti_total", 0.8, 2025), day=DAYS[2])
    found = revisions.revisions()
    assert listed(found) == [
        ("10", 2024, "dti_total", 0.6751, 0.9, "2026-11-22"),
        ("10", 2024, "community_teams", 1556, 1600, "2026-11-22"),
        ("10", 2024, "community_teams", 1600, 1700, "2026-11-23"),
    ]
    assert found["source_old"].tolist() == [
        "dti/dti",
        "reported_figures/reported_figures",
        f"deliveries/{first}",
    ]
    assert found["source_new"].tolist() == [f"deliveries/{name}" for name in (first, first, second)]
    assert set(found["name"]) == {"Lào Cai"}
    assert len(revisions.revisions(DAYS[1])) == 2
    with as_of.use(DAYS[1]):
        assert len(revisions.revisions()) == 2


def test_a_withdrawal_and_a_later_decision_are_revisions_too(project):
    name = send(project, figure("10", "dti_total", 0.9), figure("10", "adults", 500000), day=DAYS[1])
    store.decide(
        [Decision(DAYS[2], "An", name, "63", "10", 2024, "dti_total", "revision", "take", "keep", "thư mới")]
    )
    store.withdraw(name, date=DAYS[3], by="An", why="x")
    found = revisions.revisions()
    assert listed(found.dropna()) == [
        ("10", 2024, "dti_total", 0.6751, 0.9, "2026-11-22"),
        ("10", 2024, "dti_total", 0.9, 0.6751, "2026-11-23"),
    ]
    gone = found[found["new"].isna()]
    assert gone[["indicator", "old", "when"]].to_numpy().tolist() == [["adults", 500000, "2026-11-24"]]
    assert gone["source_new"].isna().all()


def test_figures_that_enter_no_indicator_name_their_definition(project):
    given = (figure("10", "dossiers_received", 1000), figure("10", "dossiers_online", 400))
    name = send(project, *given, day=DAYS[1])
    store.withdraw(name, date=DAYS[2], by="An", why="x")
    names = set(revisions.revisions()["indicator"])
    assert names == {"dossiers_received", "dossiers_online", "online_dossier_share_pct (submitted)"}


DIFFERENT = [
    (0.612, "0,612", 0.6123, False),
    (0.613, "0,613", 0.6123, True),
    (0.612, "0,6120", 0.6123, True),
    (0.6, "60%", 0.6123, False),
    (1556, "1.556", 1556.0, False),
    (1557, "1.557", 1556.0, True),
    (0.6123, "", 0.6123, False),
]


@pytest.mark.parametrize(("value", "written", "known", "expected"), DIFFERENT)
def test_a_figure_differs_to_the_digits_that_were_written(value, written, known, expected):
    assert differs(value, written, known) is expected


def test_what_is_known_names_variables_units_and_sources(project):
    known = figures.known().set_index(["geography", "code", "year", "variable"])
    assert known.loc[("63", "10", 2024, "teams")].to_dict() == {
        "value": 1556.0,
        "bound": "exact",
        "source": "reported_figures/reported_figures",
        "date": "2024-10-14",
        "title": "Chuyển đổi số để Lào Cai phát triển đột phá, nhanh và bền vững",
        "publisher": "Tạp chí Thông tin và Truyền thông",
        "published": "2024-10-15",
    }
    assert known.loc[("63", "10", 2024, "population"), "value"] == 792200
    assert known.loc[("63", "10", 2019, "households"), "value"] == 175034
    assert known.loc[("63", "10", 2024, "dti_total"), "source"] == "dti/dti"
    assert known.loc[("34", "15", 2024, "population"), "source"] == "aggregated"
    assert known.index.is_unique
    # Bounds stay bounds, and shares of another base are not among them.
    assert set(known["bound"]) <= {"exact", "about", "at least", "at most"}
    classes = described("reported_indicators.yaml")["classes"]
    assert classes["smartphone_share_pct"]["adults"] == "smartphone_share_pct"
    name = send(project, figure("10", "teams", 1700), figure("10", "households", 180000), day=DAYS[1])
    known = figures.known().set_index(["geography", "code", "year", "variable"])
    assert known.loc[("63", "10", 2024, "teams"), "source"] == f"deliveries/{name}"
    assert known.loc[("63", "10", 2024, "households"), "value"] == 180000


def test_a_figure_kept_out_is_not_known(project):
    given = figure("10", "teams", 1700)
    made, _ = delivery(given)
    assert store.doubts(made) == []
    send(project, given, day=DAYS[1])
    send(project, figure("10", "teams", 9999), day=DAYS[2], choice="keep")
    known = figures.known()
    known = known[(known["code"] == "10") & (known["variable"] == "teams") & (known["year"] == 2024)]
    assert known["value"].tolist() == [1700]
    assert isinstance(doubted.doubts(made), list) and pd.api.types.is_integer_dtype(known["year"])
