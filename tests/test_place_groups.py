"""Types and peers on the profile of use: shown when they pass, else why not."""

import numpy as np
import pandas as pd
import pytest

from analysis.data import processed
from analysis.report.language import Language
from analysis.report.pages.uptake import place_groups
from analysis.stats.describe.peers import Peers
from analysis.stats.describe.typology import Typology, typology

CODES = processed.places("63")["code"].to_list()
NOTHING = pd.DataFrame()


@pytest.fixture(params=["vi", "en"])
def language(request):
    return Language(request.param)


def of_use(apart):
    """Provinces in two clouds, so far apart, in the columns of use."""
    random = np.random.default_rng(4)
    data = pd.DataFrame(random.normal(size=(63, 4)), columns=list(place_groups.OF_USE))
    data += apart * (np.arange(63) % 2)[:, None]
    return typology(data.assign(code=CODES), place_groups.OF_USE, place="code", groups=[2], draws=30)


def test_groups_that_pass_are_shown_with_their_provinces(language):
    found = of_use(6.0)
    assert found.published
    table = place_groups.profiles_table(found, 2024, language)
    assert table.data["places"].tolist() == [32, 31]
    first = set(found.labels.index[found.labels == 1])
    listed = table.data["members"].iloc[0]
    assert all((language.place(code) in listed) == (code in first) for code in ["01", "02", "04"])


def test_groups_that_fail_are_refused_with_what_they_lack(language):
    found = of_use(0.0)
    assert not found.published
    said = place_groups.not_published(found, language)
    row = found.quality.iloc[0]
    for figure in (row["silhouette"], row["ari"], place_groups.APART, place_groups.STABLE):
        assert language.number(figure, 2) in said
    assert language.p_value(row["p_one_cloud"]) in said
    assert "63" in said


def test_the_table_of_trials_says_which_number_of_groups_passes(language):
    quality = pd.DataFrame(
        {
            "silhouette": [0.4, 0.2],
            "ari": [0.9, 0.3],
            "p_one_cloud": [0.01, 0.5],
            "smallest": [20, 2],
            "passes": [True, False],
        },
        index=pd.Index([2, 3], name="groups"),
    )
    found = Typology(True, pd.Series(dtype=int), NOTHING, quality, place_groups.OF_USE, 63, NOTHING)
    html = place_groups.types_table(found, 2024, language).html
    assert ("yes" if language.code == "en" else "có") in html
    assert language.number(place_groups.STABLE, 2) in html


def test_a_province_stands_beside_the_median_of_its_peers(language):
    pairs = pd.DataFrame({"place": ["01", "01", "02"], "peer": ["02", "04", "01"]})
    found = Peers(pairs, ("04",), 5, place_groups.CONTEXT, "standardised", 3, NOTHING)
    values = pd.Series({"01": 1.0, "02": 0.4, "04": 0.6})
    table = place_groups.peers_table(found, values, "papi_portal_use", 0.12, language)
    assert table.data["gap"].to_dict() == pytest.approx({"01": 0.5, "02": -0.6})
    assert language.place("04") in table.data.loc["01", "peers"]


def test_peers_are_by_context_and_never_by_use():
    assert not set(place_groups.CONTEXT) & set(place_groups.OF_USE)
    found = place_groups.peers_by_context(2023, 1)
    assert found.n == 63
