"""What was known on a day can be made again on any later day, byte for byte."""

import datetime as dt
import json
import shutil

import pytest
from deliveries_by_hand import DAYS, accept, delivery, figure
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.data import (
    as_of,
    building,
    dictionary,
    layout,
    observations,
    processed_tables,
    reported,
)
from analysis.data.deliveries.kept import doubted, figures, store
from analysis.data.deliveries.kept.decided import Decision, mark
from analysis.data.deliveries.kept.published_cells import overlaid
from analysis.data.deliveries.kept.vintages import delivered_vintages
from analysis.data.processed_tables import text


def decision(name, **more):
    given = {"geography": "63", "code": "10", "year": 2024, "variable": "teams", "doubt": "revision"}
    given |= {"date": DAYS[1], "by": "An", "suggested": "take", "choice": "take", "why": "thư của Sở"}
    return Decision(delivery=name, **given | more)


def looked_at():
    """Give what deliveries can change: reported figures, source tables, vintages."""
    return [text(reported.assess()), text(observations.published()), delivered_vintages()]


def test_a_day_before_the_tables_were_read_is_refused_by_name(project):
    with pytest.raises(
        as_of.NoSuchState, match=r"as of 2026-11-20: the tables of \w+ were read on 2026-11-21"
    ):
        building.build(as_of=dt.date(2026, 11, 20))
    with pytest.raises(as_of.NoSuchState), as_of.use(dt.date(2020, 1, 1)):
        pass
    assert as_of.day() is None


def test_the_day_is_asked_for_within_the_block_alone():
    with as_of.use(DAYS[3]):
        with as_of.use(None):
            assert as_of.day() is None
        assert as_of.day() == DAYS[3]
    with pytest.raises(ZeroDivisionError), as_of.use(DAYS[0]):
        raise ZeroDivisionError
    assert as_of.day() is None


def test_any_earlier_state_is_made_again_byte_for_byte(project):
    """Three deliveries, a decision and a withdrawal, each followed by a look at all tables.

    Nothing may differ: also the table of vintages shows the deliveries and decisions of that day alone.
    """
    then = {DAYS[0]: looked_at()}

    def seen(day):
        then[day] = looked_at()

    first = accept(project.folder, figure("10", "teams", 1500), figure("10", "dti_total", 0.7, 2025))
    seen(DAYS[1])
    changed, _ = delivery(figure("10", "teams", 1600), figure("12", "teams", 800))
    made = [decision(mark(changed), date=DAYS[2])]
    accept(
        project.folder, figure("10", "teams", 1600), figure("12", "teams", 800), day=DAYS[2], decisions=made
    )
    seen(DAYS[2])
    whole = processed_tables.files()
    later = {"code": "12", "choice": "keep", "date": DAYS[4], "doubt": "jump"}
    store.decide([decision(store.accepted()[1].id, **later)])
    seen(DAYS[4])
    accept(
        project.folder, figure("15", "teams", 2000, geography="34"), day=DAYS[4], sender="Sở KH&CN Yên Bái"
    )
    store.withdraw(first, date=DAYS[6], by="An", why="nhầm tệp")
    seen(DAYS[6])
    seen(DAYS[7])
    assert len({seen[0] for seen in then.values()}) == 5
    then[DAYS[3]] = then[DAYS[2]]
    # Of a day the state at its end is kept: the third delivery came after the look.
    del then[DAYS[4]]
    for day, state in then.items():
        with as_of.use(day):
            assert looked_at() == state, day
    with as_of.use(DAYS[2]):
        again = processed_tables.files()
    assert [name for name, content in whole.items() if again[name] != content] == []


def test_a_build_as_of_a_day_holds_the_tables_of_that_day(project):
    name = accept(project.folder, figure("10", "teams", 1500))
    before = {path.name: path.read_bytes() for path in layout.processed().iterdir()}
    building.build(as_of=DAYS[0])
    assert {path.name: path.read_bytes() for path in layout.processed().iterdir()} == before
    assert name in dictionary.vintages()["table"].tolist()


EVENTS = st.lists(
    st.tuples(
        st.sampled_from(["accept", "withdraw", "decide"]),
        st.integers(0, 2),
        st.sampled_from(["10", "12", "34"]),
        st.integers(1, 900),
        st.sampled_from(["take", "keep", "set_aside"]),
    ),
    min_size=1,
    max_size=5,
)


@pytest.fixture
def base(project, monkeypatch):
    """Give a few figures of source tables, and let them be all that there are."""
    rows = observations.published()
    rows = rows[(rows["indicator"] == "dti_total") & rows["code"].isin(["10", "12"])]
    monkeypatch.setattr(doubted.observations, "published", lambda: overlaid(rows))
    return rows


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(EVENTS)
def test_the_state_of_a_day_never_changes_afterwards(project, base, events):
    """Whatever happens later: the delivered rows, the index and the vintages of a day stay as they were."""
    shutil.rmtree(layout.raw() / as_of.DELIVERIES, ignore_errors=True)
    day, then = DAYS[0], {}

    def state():
        rows = figures.delivered()
        return json.dumps(
            [rows.to_dict("records"), overlaid(base).to_dict("records"), delivered_vintages()], default=str
        )

    for number, (kind, gap, code, value, choice) in enumerate(events):
        day += dt.timedelta(days=gap)
        used = store.in_use()
        if kind == "accept" or not used:
            rows = [figure(code, "teams", value), figure(code, "dti_total", value / 1000, 2025)]
            made, _ = delivery(*rows, content=f"{number}".encode())
            asked = [
                decision(
                    mark(made), code=one.code, variable=one.variable, choice=choice, date=day, year=one.year
                )
                for one in store.doubts(made)
            ]
            accept(project.folder, *rows, content=f"{number}".encode(), day=day, decisions=asked)
        elif kind == "withdraw":
            store.withdraw(used[-1].id, date=day, by="An", why="x")
        else:
            row = store.table(used[0].id).iloc[0]
            made = decision(
                used[0].id,
                code=row["code"],
                variable=row["variable"],
                choice=choice,
                date=day,
                doubt=f"jump {number}",
            )
            store.decide([made])
        then[day] = state()
        for earlier, known in then.items():
            with as_of.use(earlier):
                assert state() == known


def test_figures_of_a_withdrawn_delivery_are_known_as_of_its_days(project):
    name = accept(project.folder, figure("10", "teams", 1500))
    store.withdraw(name, date=DAYS[3], by="An", why="x")
    assert figures.delivered(DAYS[2])["value"].tolist() == [1500]
    assert figures.delivered().empty and figures.delivered(DAYS[0]).empty
    with as_of.use(DAYS[2]):
        assert reported.assess()["delivery"].notna().any()
        assert store.accepted()[0].withdrawn is None
