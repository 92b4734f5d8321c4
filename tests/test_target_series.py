"""What series stand behind a target: years of one place by one definition, and nothing else."""

import pandas as pd
import pytest

from analysis.data import reported, target_series, targets
from analysis.data.sources import read

FIBRE, DOSSIERS = "fibre_household_share_pct", "online_dossier_share_pct"


def with_figures(*figures):
    """The published figures and more of Nam Định."""
    given = read("reported_figures", "reported_figures")
    plain = {"geography": "63", "province_code": "36", "province": "Nam Định", "indicator": FIBRE}
    plain |= {
        "bound": "exact",
        "kind": "observed",
        "unit": "percent",
        "denominator": None,
        "as_of_date": None,
    }
    more = [plain | {"line": 9000 + at} | figure for at, figure in enumerate(figures)]
    return reported.assess(pd.concat([given, pd.DataFrame(more)], ignore_index=True))


def fibre(*figures):
    found = target_series.behind(targets.against(with_figures(*figures)))
    return found.set_index("indicator").loc[FIBRE]


def test_no_published_target_has_a_series():
    found = target_series.behind(targets.against(reported.assess()))
    assert len(found) == 14
    assert (found["with_series"] == 0).all()
    dossiers = found.set_index("indicator").loc[DOSSIERS]
    assert (dossiers["places"], dossiers["longest"]) == (63, 1)
    assert 10 <= dossiers["with_figure"] < 25
    assert dossiers["definitions"] > 3


def test_three_years_by_one_definition_are_a_series():
    row = fibre(*({"year": year, "value": year - 1950} for year in (2021, 2022, 2023)))
    assert (row["places"], row["with_figure"], row["longest"], row["with_series"]) == (1, 1, 3, 1)


@pytest.mark.parametrize(
    ("third", "longest"),
    [
        ({"bound": "at least"}, 2),
        ({"year": 2022, "as_of_date": "2022-06"}, 2),
        ({"year": None}, 2),
        ({"level": "partial"}, 2),
        ({"bound": "about"}, 3),
    ],
)
def test_bounds_second_figures_and_figures_of_a_part_make_no_year(third, longest):
    row = fibre({"year": 2021, "value": 60}, {"year": 2022, "value": 64}, {"year": 2023, "value": 70} | third)
    assert row["longest"] == longest
    assert row["with_series"] == (longest == 3)


def test_years_of_several_definitions_or_of_none_stated_make_no_series():
    kinds = ("submitted", "received", "processed")
    mixed = [
        {"indicator": DOSSIERS, "year": 2023 + at, "value": 60 + at, "denominator": kind}
        for at, kind in enumerate(kinds)
    ]
    vague = [{"indicator": DOSSIERS, "year": year, "value": 60} for year in (2023, 2024, 2025)]
    one = [figure | {"denominator": "submitted"} for figure in vague]
    for figures, expected in ((mixed, 0), (vague, 0), (one, 1)):
        found = target_series.behind(targets.against(with_figures(*figures))).set_index("indicator")
        assert found.loc[DOSSIERS, "with_series"] == expected


def test_two_years_by_one_definition_are_repeated_figures():
    found = target_series.repeated(reported.assess())
    assert set(found["name"]) == {"Tiền Giang", "Trà Vinh"}
    assert set(found["indicator"]) == {FIBRE}
    assert found.groupby("code")["year"].nunique().tolist() == [2, 2]
    assert found["chosen"].all()
    more = target_series.repeated(with_figures({"year": 2021, "value": 60}, {"year": 2023, "value": 70}))
    assert "Nam Định" in set(more["name"])
