"""Sentences among tables and figures."""

import pytest

from analysis.report.remarks import Remark, shown_if


def test_a_remark_is_a_paragraph_and_its_text_is_escaped():
    shown = Remark("N < 5 & more")._repr_mimebundle_()
    assert shown == {"text/html": '<p class="remark">N &lt; 5 &amp; more</p>', "text/plain": "N < 5 & more"}


def test_an_empty_remark_is_refused():
    with pytest.raises(ValueError, match="needs a sentence"):
        Remark(" ")


def test_what_applies_is_drawn():
    assert shown_if(True, lambda: "figure", otherwise="one year only") == "figure"


def test_what_does_not_apply_is_never_drawn():
    assert shown_if(False, lambda: 1 / 0, otherwise="one year only") == Remark("one year only")
