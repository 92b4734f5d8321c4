"""A name that does not exist is answered with what was probably meant."""

import pytest

from analysis.data.unknown import UnknownName, require


def test_the_nearest_name_is_suggested():
    assert str(UnknownName("indicator", "papi_portal_us", ["dti_total", "papi_portal_use"])) == (
        "there is no indicator papi_portal_us; did you mean papi_portal_use?"
    )


def test_few_names_are_listed_when_none_is_near():
    assert (
        str(UnknownName("geography", "north", ["63", "34"])) == "there is no geography north; known: 63, 34"
    )


def test_years_are_listed_not_guessed():
    assert str(UnknownName("year", 2017, [2018, 2019])) == "there is no year 2017; known: 2018, 2019"


def test_nothing_known_is_said():
    assert str(UnknownName("figure", 2017, [])) == "there is no figure 2017; known: none"


def test_many_names_give_a_suggestion_and_no_list():
    text = str(UnknownName("indicator", "zzz", [f"indicator_{number}" for number in range(90)]))
    assert text.count("indicator_") == 1


def test_a_known_name_passes():
    require("geography", "63", ("63", "34"))
    with pytest.raises(UnknownName):
        require("geography", 63, ("63", "34"))
