"""Every row of the long table is the figure of a raw file, or computed from such."""

import csv
from functools import cache

import pandas as pd
import pytest

from analysis.data import layout, observations
from analysis.data.errors import InputError
from analysis.data.indicators import indicators
from analysis.data.provinces import provinces, units
from analysis.data.sources import sources, table


@pytest.fixture(scope="module")
def observed():
    return observations.observe()


@cache
def raw_rows(path):
    with (layout.root() / path).open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def test_every_published_figure_is_the_cell_that_it_names(observed):
    published = observed[observed["origin"] == "published"]
    assert len(published) > 12_000
    for row in published.itertuples():
        lines = raw_rows(table(row.source, row.table).path)
        assert float(lines[row.line - 1][lines[0].index(row.field)]) == row.value, row


def test_no_published_cell_of_an_indicator_is_lost(observed):
    counted = observed[observed["origin"] == "published"].groupby(["source", "table", "field"]).size()
    for source in sources().values():
        for described in source.tables.values():
            lines = raw_rows(described.path)
            for field in described.fields:
                if field.indicator and described.geography in ("63", "34"):
                    at = lines[0].index(field.name)
                    filled = sum(row[at] != "" for row in lines[1:])
                    assert counted.get((source.name, described.name, field.name), 0) == filled, field.name


def test_each_figure_stands_once(observed):
    assert not observed.duplicated(observations.KEY).any()


def test_only_published_figures_name_a_line(observed):
    published = observed["origin"] == "published"
    assert (observed["line"].notna() == published).all()
    assert set(observed["origin"]) == {"published", "aggregated", "derived"}


def test_missing_stays_missing_and_is_never_zero(observed):
    assert observed["value"].notna().all()
    portal = observed[(observed["indicator"] == "papi_portal_use") & (observed["geography"] == "63")]
    known = {year: set(rows["code"]) for year, rows in portal.groupby("year")}
    every = set(provinces()["code"])
    absent = {year: sorted(every - codes) for year, codes in known.items()}
    assert absent == {
        2018: [],
        2019: [],
        2020: [],
        2021: ["22", "24", "27"],
        2022: ["27"],
        2023: ["22", "74"],
        2024: ["26", "82"],
    }


def test_a_true_zero_is_kept(observed):
    poverty = observed[(observed["indicator"] == "poverty_rate_pct") & (observed["code"] == "79")]
    assert set(poverty[(poverty["geography"] == "63") & poverty["year"].between(2020, 2023)]["value"]) == {
        0.0
    }


def test_places_belong_to_their_geography(observed):
    places = {"63": set(provinces()["code"]), "34": set(units()["code"]), "VN": {"VN"}}
    for geography, rows in observed.groupby("geography"):
        assert set(rows["code"]) <= places[geography]
    assert set(observed["indicator"]) <= set(indicators())


def test_figures_outside_the_panel_years_are_kept(observed):
    years = observed.groupby("indicator")["year"].agg(set)
    assert 2016 in years["literacy_15plus_pct"]
    assert 2025 in years["procedures_full_online_offered_share_pct"]
    assert 2026 in years["portal2026_total"]


def test_bounds_are_marked(observed):
    emc = observed[(observed["indicator"] == "full_online_dossier_share_pct") & (observed["year"] == 2024)]
    own = emc[emc["geography"] == "63"].set_index("code")
    assert own.loc["01", ["value", "bound"]].tolist() == [10.0, "at most"]
    assert own.loc["48", ["value", "bound"]].tolist() == [58.89, "exact"]


def test_rows_are_sorted_and_typed(observed):
    assert observed.equals(observed.sort_values(observations.KEY, ignore_index=True))
    assert {name: str(kind) for name, kind in observed.dtypes.items()} == observations.COLUMNS


def test_computed_figures_carry_no_noise_of_arithmetic(observed):
    computed = observed[observed["origin"] != "published"]["value"]
    assert (computed == computed.map(lambda value: float(f"{value:.12g}"))).all()


def test_a_figure_given_by_two_tables_is_refused_with_both_places():
    rows = pd.DataFrame(
        {
            "geography": "63",
            "code": "01",
            "year": 2023,
            "indicator": "poverty_rate_pct",
            "value": [1.0, 2.0],
            "source": "gso",
            "table": "poverty",
            "field": "poverty_rate_pct",
            "line": [9, 10],
        }
    )
    with pytest.raises(InputError, match=r"2 problems(.|\n)*line 9(.|\n)*line 10"):
        observations._refuse_twins(rows)
