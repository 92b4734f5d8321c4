"""A delivery held against itself and what is known: hand-made cases, planted slips, real published series."""

import random

import pandas as pd
import pytest

from analysis.data import observations
from analysis.data.deliveries.delivery import COLUMNS
from analysis.data.deliveries.judged.judgement import judge
from analysis.data.deliveries.kept.figures import COLUMNS as KNOWN

CODES = [f"{code:02d}" for code in range(1, 31)]


def delivered(*rows):
    """Figures of a delivery: (code, year, variable, value) and what differs from the plain."""
    plain = {
        "geography": "63",
        "name": "",
        "as_of_date": "",
        "bound": "exact",
        "sheet": "Biểu 1",
        "column": 3,
    }
    made = [
        plain
        | dict(zip(("code", "year", "variable", "value"), row[:4], strict=True))
        | {"row": at, "written": f"{row[3]:.10g}".replace(".", ",")}
        | (row[4] if len(row) > 4 else {})
        for at, row in enumerate(rows, 7)
    ]
    return pd.DataFrame(made, columns=list(COLUMNS)).astype({"value": "float64"})


def known(*rows):
    plain = {"geography": "63", "bound": "exact", "source": "reported_figures/reported_figures", "date": None}
    made = [
        plain
        | dict(zip(("code", "year", "variable", "value"), row[:4], strict=True))
        | (row[4] if len(row) > 4 else {})
        for row in rows
    ]
    return pd.DataFrame(made, columns=list(KNOWN)).astype({"value": "float64"})


def told(figures, before=None, **more):
    """What is said, without what every remark says of its figure."""
    found = judge(figures, known() if before is None else before, **more)
    return [(one.kind, dict(one.values), one.suggested) for one in found]


def series(variable, start=1000.0, step=1.05, years=(2022, 2023)):
    """Thirty places whose figures move by at most the step from year to year."""
    return [
        (
            code,
            year,
            variable,
            round(start * (1 + at / 30) * (1 + (step - 1) * at / 29) ** (year - years[0]), 2),
        )
        for at, code in enumerate(CODES)
        for year in years
    ]


def test_a_part_above_its_whole_is_a_fault_of_its_cell():
    figures = delivered(
        ("01", 2024, "dossiers_received", 1000), ("01", 2024, "dossiers_online", 1001),
        ("02", 2024, "dossiers_received", 1000), ("02", 2024, "dossiers_online", 980),
        ("01", 2023, "dossiers_online", 5000),
    )  # fmt: skip
    (found,) = judge(figures, known())
    assert (found.kind, found.grave, found.sheet, found.address) == (
        "part_above_whole",
        "fault",
        "Biểu 1",
        "C8",
    )
    assert (found.geography, found.code, found.year, found.written) == ("63", "01", 2024, "1001")
    assert dict(found.values) == {
        "part": "dossiers_online", "whole": "dossiers_received", "part_value": 1001.0, "whole_value": 1000.0,
    }  # fmt: skip


def test_worded_figures_do_not_contradict_where_they_can_both_hold():
    above = ("01", 2024, "dossiers_online", 1001, {"bound": "at most"})
    assert told(delivered(("01", 2024, "dossiers_received", 1000), above)) == []
    whole = ("01", 2024, "dossiers_received", 1000, {"bound": "at least"})
    assert told(delivered(whole, ("01", 2024, "dossiers_online", 1001))) == []


def test_a_share_above_100_is_a_fault_and_one_near_it_a_doubt():
    assert told(delivered(("01", 2024, "smartphone_share", 100.1)))[0][0] == "share_above_100"
    assert told(delivered(("01", 2024, "smartphone_share", 98.5))) == [("near_all", {}, "take")]
    assert told(delivered(("01", 2024, "smartphone_share", 98.0))) == []


CONFLICTS = [
    # delivered bound and date, known value, bound and date → suggestion; None when there is no conflict
    ("exact", "2024-12-31", 63.0, "exact", "2024-06", "take"),
    ("exact", "2024-06", 63.0, "exact", "2024-12-31", "keep"),
    ("exact", "2024-06", 63.0, "exact", "2024-06", "keep"),
    ("about", "2024-12-31", 63.0, "exact", "2024-06", "keep"),
    ("exact", "2024-06", 63.0, "about", "2024-12-31", "take"),
    ("exact", "2024-12-31", 61.9, "exact", "2024-06", None),
    ("at least", "2024-12-31", 63.0, "exact", "2024-06", None),
    ("at most", "2024-12-31", 63.0, "exact", "2024-06", "keep"),
    ("exact", "2024-12-31", 63.0, "at least", "2024-06", "take"),
    ("exact", "2024-12-31", 63.0, "at most", "2024-06", None),
]


@pytest.mark.parametrize("case", CONFLICTS, ids=str)
def test_another_source_beyond_the_tolerance_is_a_conflict_that_the_written_rule_suggests_to_settle(case):
    bound, date, value, known_bound, known_date, suggested = case
    found = told(
        delivered(("01", 2024, "smartphone_share", 60.0, {"bound": bound, "as_of_date": date})),
        known(("01", 2024, "smartphone_share", value, {"bound": known_bound, "date": known_date})),
    )
    values = {"known": value, "source": "reported_figures/reported_figures", "difference": 60.0 - value}
    values |= {} if known_bound == "exact" else {"known_bound": known_bound}
    assert found == ([("conflict", values, suggested)] if suggested else [])


def test_only_the_same_figure_of_the_same_place_is_a_conflict():
    figures = delivered(("01", 2024, "teams_hamlet", 1556))
    for other in (
        ("02", 2024, "teams_hamlet", 1000), ("01", 2023, "teams_hamlet", 1400),
        ("01", 2024, "teams", 1000), ("01", 2024, "teams_hamlet", 1000, {"geography": "34"}),
    ):  # fmt: skip
        assert told(figures, known(other)) == []
    assert told(figures, known(("01", 2024, "teams_hamlet", 1000)))[0][0] == "conflict"


def test_what_was_delivered_before_or_stands_in_a_source_table_is_revised():
    sent = {"source": "deliveries/2026-11-22-so-tttt-0a1b2c3d", "date": "2024-12-31"}
    revised = {"known": 60.0, "source": sent["source"], "when": "2024-12-31"}
    figures = delivered(("01", 2024, "smartphone_share", 60.4))
    assert told(figures, known(("01", 2024, "smartphone_share", 60.0, sent))) == [
        ("revision", revised, "take")
    ]
    assert told(figures, known(("01", 2024, "smartphone_share", 60.4, sent))) == []
    june = delivered(("01", 2024, "smartphone_share", 60.4, {"as_of_date": "2024-06-30"}))
    assert told(june, known(("01", 2024, "smartphone_share", 60.0, sent))) == []
    table = known(("01", 2024, "dti_total", 0.8241, {"source": "dti/dti"}))
    assert told(delivered(("01", 2024, "dti_total", 0.8214)), table)[0][0] == "digits_transposed"
    assert told(delivered(("01", 2024, "dti_total", 0.8250)), table)[0][0] == "revision"
    computed = known(("01", 2024, "dti_total", 0.8241, {"source": "aggregated"}))
    assert told(delivered(("01", 2024, "dti_total", 0.8250)), computed) == []


def test_with_the_senders_own_figures_given_another_senders_is_a_conflict():
    other = ("01", 2024, "smartphone_share", 50.0, {"source": "deliveries/2026-11-22-bo-khcn-11111111"})
    figures = delivered(("01", 2024, "smartphone_share", 60.0))
    assert [kind for kind, *_ in told(figures, known(other), previous=known())] == ["conflict"]
    own = ("01", 2024, "smartphone_share", 55.0, {"source": "deliveries/2026-11-01-so-tttt-22222222"})
    ((kind, values, suggested),) = told(figures, known(other), previous=known(own))
    assert (kind, values["known"], suggested) == ("revision", 55.0, "take")


def test_a_jump_is_larger_than_what_any_other_place_ever_did():
    before = known(*series("teams_hamlet"))
    base = next(row[3] for row in series("teams_hamlet") if row[:2] == ("05", 2023))
    assert told(delivered(("05", 2024, "teams_hamlet", round(base * 1.06))), before) == []
    ((kind, values, suggested),) = told(delivered(("05", 2024, "teams_hamlet", round(base * 1.4))), before)
    assert (kind, suggested) == ("jump", "set_aside")
    assert (values["before"], values["year"], values["factor"]) == (base, 2023, 1.4)
    assert values["largest"] == pytest.approx(1.05, abs=0.001)


def test_a_jump_of_a_share_is_told_in_points_and_needs_enough_series():
    rows = [
        (code, year, "smartphone_share", 60.0 + at / 10 + 2 * (year - 2022))
        for at, code in enumerate(CODES)
        for year in (2022, 2023)
    ]
    jumped = delivered(("03", 2024, "smartphone_share", 77.7))
    ((kind, values, _),) = told(jumped, known(*rows))
    assert (kind, values["points"], values["largest_points"]) == ("jump", 15.5, 2.0)
    assert told(jumped, known(*rows[:36])) == []


def test_the_series_of_the_delivery_itself_are_taken_where_none_are_known():
    rows = series("dossiers_received", 90_000, years=(2023, 2024))
    assert told(delivered(*rows)) == []
    at = next(place for place, row in enumerate(rows) if row[:2] == ("07", 2024))
    rows[at] = (*rows[at][:3], round(rows[at][3] * 1.5))
    assert {kind for kind, *_ in told(delivered(*rows))} == {"jump"}


SLIPS = [
    ("same cell", 1_556_000, ("01", 2024, "adults", 1556_000_000), "thousandfold", {"factor": 0.001}),
    ("same cell", 1_556_000, ("01", 2024, "adults", 155_600), "thousandfold", {"factor": 10.0}),
    ("year before", 45.2, ("01", 2023, "dx_spending", 41_000), "thousandfold", {"factor": 0.001}),
    ("year after", 45_200e6, ("01", 2025, "dx_spending", 47_000), "thousandfold", {"factor": 1e6}),
    ("fraction", 0.4071, ("01", 2024, "smartphone_share", 40.71), "thousandfold", {"factor": 0.01}),
    (
        "fraction, year before",
        0.4571,
        ("01", 2023, "smartphone_share", 38.0),
        "thousandfold",
        {"factor": 0.01},
    ),
    ("digits", 47.01, ("01", 2024, "smartphone_share", 40.71), "digits_transposed", {"meant": 40.71}),
    ("digits", 5156, ("01", 2024, "teams_hamlet", 1556), "digits_transposed", {"meant": 1556.0}),
    ("digits, year before", 5156, ("01", 2023, "teams_hamlet", 1550), "digits_transposed", {"meant": 1556.0}),
]


@pytest.mark.parametrize("case", SLIPS, ids=lambda case: f"{case[0]} {case[1]:g}")
def test_slips_of_the_hand_are_named_and_nothing_else_is_said_of_the_figure(case):
    _, value, other, kind, values = case
    found = told(delivered(("01", 2024, other[2], value)), known(other))
    assert [(one, suggested) for one, _, suggested in found] == [(kind, "set_aside")]
    assert values.items() <= found[0][1].items()


@pytest.mark.parametrize(
    ("value", "other"),
    [
        (1556, ("01", 2023, "teams_hamlet", 1530)),
        (65.2, ("01", 2023, "smartphone_share", 58.0)),
        (4000, ("01", 2023, "teams_hamlet", 1500)),
        (0.9, ("01", 2024, "dx_budget_share", 0.95)),
        (70.5, ("01", 2023, "online_dossier_share", 31.0)),
    ],
)
def test_ordinary_moves_are_no_slips(value, other):
    assert told(delivered(("01", 2024, other[2], value)), known(other)) == []


def test_a_unit_mistaken_in_one_row_stands_out_beside_the_other_places_for_their_size():
    people = known(*((code, 2024, "population", 300_000.0 * (1 + at)) for at, code in enumerate(CODES)))
    rows = [(code, 2024, "dossiers_received", round(90_000.0 * (1 + at) * (1 + at % 3 / 5)))
            for at, code in enumerate(CODES)]  # fmt: skip
    assert told(delivered(*rows), people) == []
    rows[4] = (*rows[4][:3], rows[4][3] / 1000)
    (found,) = judge(delivered(*rows), people)
    assert (found.kind, found.code, dict(found.values)["factor"]) == ("thousandfold", "05", 0.001)


def test_a_column_of_fractions_of_one_is_doubted_and_never_multiplied():
    rows = [(code, 2024, "fibre_household_share", 0.5 + at / 100) for at, code in enumerate(CODES)]
    figures = delivered(*rows)
    assert told(figures) == [("thousandfold", {"factor": 0.01}, "set_aside")] * 30
    assert figures["value"].max() < 1
    budget = [(code, 2024, "dx_budget_share", 0.5 + at / 100) for at, code in enumerate(CODES)]
    assert told(delivered(*budget)) == []
    mixed = [*rows[:1], *((code, 2024, "fibre_household_share", 70.0) for code in CODES[1:])]
    assert [values["factor"] for _, values, _ in told(delivered(*mixed))] == [0.01]


@pytest.mark.parametrize(
    ("variable", "value", "size", "whole"),
    [
        ("smartphone_adults", 1_100_000, ("population", 1_000_000), "population_thousand"),
        ("households", 250_000, ("households", 110_000), "households"),
        ("members", 90_000, ("population", 800_000), "population_thousand"),
        ("communes_with_teams", 200, ("commune_units", 150), "commune_units"),
    ],
)
def test_more_than_there_are_is_doubted(variable, value, size, whole):
    before = known(("01", 2019, *size, {"source": "gso/table"}))
    ((kind, values, suggested),) = told(delivered(("01", 2024, variable, value)), before)
    assert (kind, suggested) == ("above_known", "set_aside")
    times = round(value / size[1], 2)
    assert values == {"whole": whole, "known": size[1], "year": 2019, "times": times, "source": "gso/table"}
    assert told(delivered(("01", 2024, variable, size[1] / 20)), before) == []


def test_nothing_known_and_nothing_delivered_give_no_remark():
    assert judge(delivered(), known()) == []
    assert told(delivered(("01", 2024, "teams_hamlet", 0)), known(("01", 2023, "teams_hamlet", 0))) == []


COUNTS = (("01", 2024, "adults", 1_000_000), ("01", 2024, "smartphone_adults", 750_000))


def test_the_share_that_counts_imply_is_held_against_what_is_known_of_it():
    before = known(("01", 2024, "smartphone_share", 70.0, {"date": "2024"}))
    (found,) = judge(delivered(*COUNTS), before)
    assert (found.kind, found.variable, found.address) == ("conflict", "smartphone_share", "C8")
    ((_, values, _),) = told(delivered(*COUNTS), before)
    assert (values["known"], values["share"], values["difference"]) == (70.0, 75.0, 5.0)
    assert told(delivered(*COUNTS), known(("01", 2024, "smartphone_share", 74.0))) == []
    nearly = (*COUNTS[:1], ("01", 2024, "smartphone_adults", 990_000))
    assert told(delivered(*nearly)) == [("near_all", {"share": 99.0}, "take")]


def test_the_share_that_counts_imply_is_held_against_the_one_beside_them():
    ((kind, values, _),) = told(delivered(*COUNTS, ("01", 2024, "smartphone_share", 57.0)))
    assert (kind, values["known"], values["share"]) == ("conflict", 57.0, 75.0)
    assert told(delivered(*COUNTS, ("01", 2024, "smartphone_share", 75.0))) == []
    assert told(delivered(*COUNTS, ("02", 2024, "smartphone_share", 57.0))) == []


def test_a_slip_in_a_count_is_told_once():
    wrong = (*COUNTS[:1], ("01", 2024, "smartphone_adults", 75_000))
    before = known(("01", 2024, "smartphone_adults", 750_000), ("01", 2024, "smartphone_share", 75.0))
    assert [kind for kind, *_ in told(delivered(*wrong), before)] == ["thousandfold"]


# The real series: they are right, so that every doubt about them is one too many.


@pytest.fixture(scope="module")
def published():
    rows = observations.published()
    return rows[rows["geography"] == "63"].assign(source="table", date=None)


STAND_INS = {
    "poverty_rate_pct": ("fibre_household_share", 1.0),
    "population_thousand": ("dossiers_received", 1000.0),
    "local_expenditure_billion_vnd": ("total_spending", 1000.0),
    "dti_total": ("dti_total", 1.0),
    "dti_government": ("dti_government", 1.0),
    "dti_society": ("dti_society", 1.0),
}
"""Published series, and the variable of the same kind under whose name each is delivered."""


def stand_in(published, indicator):
    variable, factor = STAND_INS[indicator]
    rows = published[published["indicator"] == indicator]
    return rows.assign(variable=variable, value=rows["value"] * factor).reset_index(drop=True)


def as_delivered(rows):
    return delivered(*rows[["code", "year", "variable", "value"]].itertuples(index=False))


def test_real_series_give_few_doubts(published):
    """Each year as a delivery, held against the years before it."""
    judged, doubted = 0, 0
    for indicator in STAND_INS:
        rows = stand_in(published, indicator)
        for year in sorted(set(rows["year"]))[1:]:
            found = judge(as_delivered(rows[rows["year"] == year]), rows[rows["year"] < year][list(KNOWN)])
            doubted += len({one.row for one in found})
            judged += int((rows["year"] == year).sum())
    assert judged > 1000
    assert doubted / judged < 0.01


def planted(published, indicator, slip):
    """Return how often a slip in one cell of a real year is doubted, and how often named for what it is."""
    rows, draw = stand_in(published, indicator), random.Random(indicator)
    year = sorted(set(rows["year"]))[1]
    before, now = rows[rows["year"] < year][list(KNOWN)], rows[rows["year"] == year].reset_index(drop=True)
    doubted, named = 0, 0
    for at in draw.sample(range(len(now)), 5):
        wrong, kind = slip(now.loc[at, "value"])
        figures = as_delivered(now.assign(value=now["value"].mask(now.index == at, wrong)))
        kinds = {one.kind for one in judge(figures, before) if one.row == at + 7}
        doubted, named = doubted + bool(kinds), named + (kind in kinds)
    return doubted, named


@pytest.mark.parametrize("factor", [1000, 0.001])
@pytest.mark.parametrize("indicator", ["population_thousand", "local_expenditure_billion_vnd"])
def test_every_planted_thousand_is_named(published, indicator, factor):
    assert planted(published, indicator, lambda value: (value * factor, "thousandfold")) == (5, 5)


@pytest.mark.parametrize("indicator", ["dti_total", "dti_government"])
def test_every_planted_fraction_of_an_index_is_named(published, indicator):
    doubted, named = planted(published, indicator, lambda value: (value / 100, "thousandfold"))
    assert (doubted, named >= 4) == (5, True)


def test_leading_digits_exchanged_are_mostly_doubted_and_often_named(published):
    def exchanged(value):
        digits = f"{value:.0f}"
        at = next(at for at in range(len(digits) - 1) if digits[at] != digits[at + 1])
        return float(digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :]), "digits_transposed"

    doubted, named = planted(published, "population_thousand", exchanged)
    assert doubted >= 4
    assert named >= 2


def test_every_digit_exchanged_against_another_source_is_named(published):
    rows = stand_in(published, "dti_total")
    now = rows[(rows["year"] == 2024) & (rows["value"] * 100 % 10 >= 1)].reset_index(drop=True)
    source = now.assign(variable="smartphone_share", value=(now["value"] * 100).round(2))
    wrong = source["value"].map(lambda value: float("{0[1]}{0[0]}{0[2]}{0[3]}{0[4]}".format(f"{value:.2f}")))
    found = judge(as_delivered(source.assign(value=wrong)), source[list(KNOWN)])
    meant = {one.row - 7: dict(one.values)["meant"] for one in found if one.kind == "digits_transposed"}
    assert meant == source["value"][wrong != source["value"]].to_dict()
    assert len(meant) > 40
