"""A doubtful figure is decided by somebody, with a reason, on a sheet that a spreadsheet may save again."""

import csv
import dataclasses
import datetime as dt
import io

import pytest
from deliveries_by_hand import DAYS, accept, delivery, figure

from analysis.data import checks, observations, reported
from analysis.data.deliveries.kept import decisions, store
from analysis.data.deliveries.kept.decided import COLUMNS, Decision, mark, recorded, undecided
from analysis.data.deliveries.remarks import DOUBT, KINDS, Remark
from analysis.data.errors import InputError
from analysis.data.indicators import described

JUMP = Remark(
    "jump",
    sheet="Biểu 1",
    row=5,
    column=3,
    written="3.000",
    values={"before": 1556, "year": 2024},
    geography="63",
    code="01",
    year=2024,
    variable="teams_hamlet",
    suggested="keep",
)
NEAR = dataclasses.replace(JUMP, kind="near_all", row=6, variable="smartphone_share", suggested="take")
GIVEN = (figure("01", "teams_hamlet", 3000), figure("01", "smartphone_share", 99.5))


@pytest.fixture
def doubted():
    return delivery(*GIVEN, remarks=[NEAR, JUMP], content=b"doubted")[0]


def filled(content, **cells):
    """Give a sheet as text in which a person has filled in the same cells of every row."""
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
    heads = {head.split("(")[-1].rstrip(")"): head for head in rows[0]}
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), delimiter=";")
    writer.writeheader()
    writer.writerows(row | {heads[name]: value for name, value in cells.items()} for row in rows)
    return text.getvalue()


ANSWERED = {"by": "Trần Thị Bình", "date": "30/11/2026", "why": "đã hỏi lại Sở"}


def test_the_sheet_shows_figures_doubts_and_suggestions_in_vietnamese(doubted):
    text = decisions.sheet(doubted).decode("utf-8-sig")
    first, *rows = csv.reader(io.StringIO(text), delimiter=";")
    assert first[0] == "Địa phương (name)"
    assert "Lựa chọn (choice)" in first
    table = [dict(zip(first, row, strict=True)) for row in rows]
    assert [row["Ô (cell)"] for row in table] == ["C5", "C6"]
    assert table[0]["Địa phương (name)"] == "Hà Nội"
    assert table[0]["Số trong tệp gửi (delivered)"] == "3000"
    assert table[0]["Số đã có (known)"] == "1556"
    assert table[0]["Điểm cần xem xét (about)"] == "thay đổi đột biến so với các năm"
    assert [row["Lựa chọn (choice)"] for row in table] == ["keep", "take"]
    assert {row["Người quyết định (by)"] for row in table} == {""}


def test_numbers_of_the_sheet_have_a_decimal_comma():
    doubt = dataclasses.replace(JUMP, variable="dti_total", values={"known": 0.6751, "source": "dti/dti"})
    text = decisions.sheet(delivery(figure("01", "dti_total", 0.9), remarks=[doubt])[0]).decode("utf-8-sig")
    assert ";0,9;0,6751;" in text


def test_the_sheet_names_sources_as_people_know_them_and_bounds_as_bounds():
    values = {"known": 10.0, "known_bound": "at most", "source": "reported_figures/reported_figures"}
    names = {"title": "Chuyển đổi số ở Hà Nội", "publisher": "Báo Hà Nội mới", "published": "2024-10-15"}
    for more, shown in (
        (names, ";không quá 10;Chuyển đổi số ở Hà Nội, Báo Hà Nội mới, 15/10/2024;"),
        ({"source": "dti/dti"}, ';không quá 10;"DTI của 63 tỉnh, thành phố, 2022–2024, '),
        ({"source": "none/such"}, ";không quá 10;none/such;"),
    ):
        doubt = dataclasses.replace(JUMP, values=values | more)
        text = decisions.sheet(delivery(figure("01", "teams", 9), remarks=[doubt])[0]).decode("utf-8-sig")
        assert shown in text


def test_a_filled_sheet_is_read_back(doubted, tmp_path):
    path = tmp_path / "decisions.csv"
    path.write_text(filled(decisions.sheet(doubted), **ANSWERED), encoding="utf-8-sig")
    first, second = decisions.read(path)
    assert first == Decision(
        date=dt.date(2026, 11, 30),
        by="Trần Thị Bình",
        delivery=mark(doubted),
        geography="63",
        code="01",
        year=2024,
        variable="teams_hamlet",
        doubt="jump",
        suggested="keep",
        choice="keep",
        why="đã hỏi lại Sở",
        sheet="Biểu 1",
        cell="C5",
        written="3.000",
    )
    assert undecided([JUMP, NEAR], [first]) == [NEAR]
    assert undecided([JUMP, NEAR], [first, second]) == []


def test_a_sheet_that_a_spreadsheet_saved_again_is_read_back(doubted, tmp_path):
    """Commas for semicolons, codes without their zero, rows of nothing at the end."""
    given = filled(decisions.sheet(doubted, by="An", date=DAYS[2]), why="x").replace(";01;", ";1;")
    rows = [*csv.reader(io.StringIO(given), delimiter=";"), ["", "", ""]]
    path = tmp_path / "decisions.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    assert [(one.code, one.date, one.by) for one in decisions.read(path)] == [("01", DAYS[2], "An")] * 2


def test_everything_wrong_with_a_sheet_is_named_at_once(doubted, tmp_path):
    path = tmp_path / "decisions.csv"
    wrong = {"choice": "maybe", "date": "31/02/2026", "geography": "62", "code": "x", "year": "24"}
    wrong |= {"variable": "team", "doubt": "row_left_out", "delivery": ""}
    path.write_text(filled(decisions.sheet(doubted), **wrong), encoding="utf-8-sig")
    with pytest.raises(InputError) as error:
        decisions.read(path)
    found = {(one.row, one.column) for one in error.value.problems}
    assert found == {(row, name) for row in (2, 3) for name in (*wrong, "by", "why")}


def test_a_sheet_without_its_columns_or_with_two_choices_for_a_figure_is_refused(doubted, tmp_path):
    path = tmp_path / "decisions.csv"
    path.write_text("choice;why\ntake;x\n", encoding="utf-8")
    with pytest.raises(InputError, match="there is no column date, by"):
        decisions.read(path)
    twice = dataclasses.replace(NEAR, variable="teams_hamlet", row=5)
    made = decisions.sheet(delivery(*GIVEN, remarks=[JUMP, twice])[0])
    path.write_text(filled(made, **ANSWERED), encoding="utf-8")
    with pytest.raises(InputError, match="line 2 chooses keep for the same figure"):
        decisions.read(path)
    path.write_bytes("người quyết định".encode("utf-16"))
    with pytest.raises(InputError, match="UTF-8"):
        decisions.read(path)


def test_every_doubt_has_words_in_both_languages():
    words = described("deliveries/kept/decisions.yaml")
    doubts = {kind for kind, grave in KINDS.items() if grave == DOUBT}
    assert set(words["doubts"]) == doubts
    assert all(text["en"] and text["vi"] for text in words["doubts"].values())
    assert set(words["order"]) == {*COLUMNS, *words["shown"]} == set(words["columns"])


# Kept


def made(name, choice, variable="teams", year=2024, code="10", **more):
    """Give a decision about a figure."""
    fixed = {"by": "An", "geography": "63", "doubt": "conflict", "suggested": "take", "why": "đã hỏi Sở"}
    return Decision(
        delivery=name,
        variable=variable,
        choice=choice,
        year=year,
        code=code,
        **{"date": DAYS[1]} | fixed | more,
    )


def conflict(variable="teams", year=2024, code="10"):
    return Remark(
        "conflict", sheet="Biểu 1", row=5, column=3, geography="63", code=code, year=year, variable=variable
    )


def taken(project, choice, given, variable="teams", year=2024):
    """Accept one doubtful figure, decided."""
    name = mark(delivery(given, content=b"doubted")[0])
    return accept(
        project.folder,
        given,
        content=b"doubted",
        remarks=[conflict(variable, year)],
        decisions=[made(name, choice, variable, year)],
    )


def reasons(indicator="community_teams", year=2024):
    rows = reported.assess()
    rows = rows[(rows["indicator"] == indicator) & (rows["code"] == "10") & (rows["year"] == year)]
    sent = rows["delivery"].notna() if "delivery" in rows else rows["chosen"] & False
    return rows[~sent]["reason"].tolist(), rows[sent]["reason"].tolist()


CHOICES = {
    # The table says 1556 on 14 October, exact: the later delivered figure would win by the rule alone.
    "take": (["replaced_by_decision"], ["decided"], 900),
    "keep": (["only_figure"], ["known_kept"], 1556),
    "set_aside": (["set_aside"], ["set_aside"], None),
}


@pytest.mark.parametrize(("choice", "expected"), CHOICES.items(), ids=CHOICES)
def test_a_choice_decides_which_reported_figure_is_used(project, choice, expected):
    assert reasons()[0] == ["only_figure"]
    assert reported.rule() == reported.RULE
    taken(project, choice, figure("10", "teams", 900, as_of_date="2024-06-30"))
    known, sent, value = expected
    assert reasons() == (known, sent)
    used = observations.chosen(reported.assess())
    used = used[(used["indicator"] == "community_teams") & (used["code"] == "10") & (used["year"] == 2024)]
    assert used["value"].tolist() == ([] if value is None else [value])
    assert "ghi nhận lựa chọn" in reported.rule()["vi"]
    assert "decision" in reported.rule()["en"]
    assert {"decided", "known_kept", "replaced_by_decision", "set_aside"} <= set(reported.reasons())


@pytest.mark.parametrize(("choice", "value"), [("take", 0.9), ("keep", 0.6751), ("set_aside", None)])
def test_a_choice_decides_which_figure_of_the_index_is_used(project, choice, value):
    taken(project, choice, figure("10", "dti_total", 0.9), "dti_total")
    rows = observations.published()
    rows = rows[(rows["indicator"] == "dti_total") & (rows["code"] == "10") & (rows["year"] == 2024)]
    assert rows[rows["geography"] == "63"]["value"].tolist() == ([] if value is None else [value])


@pytest.mark.parametrize(("choice", "entered"), [("take", [0.9]), ("keep", []), ("set_aside", [])])
def test_a_new_cell_of_the_index_enters_unless_it_was_decided_otherwise(project, choice, entered):
    taken(project, choice, figure("10", "dti_total", 0.9, 2025), "dti_total", 2025)
    rows = observations.published()
    assert rows[(rows["indicator"] == "dti_total") & (rows["year"] == 2025)]["value"].tolist() == entered


def test_a_count_that_is_kept_out_gives_no_share_either(project):
    given = (figure("10", "adults", 500000), figure("10", "smartphone_adults", 400000))
    name = mark(delivery(*given, content=b"doubted")[0])
    accept(
        project.folder,
        *given,
        content=b"doubted",
        remarks=[conflict("adults")],
        decisions=[made(name, "keep", "adults")],
    )
    rows = reported.assess().set_index("indicator")
    rows = rows[rows["delivery"].notna()]
    assert rows["reason"].to_dict() == {
        "adults": "known_kept",
        "smartphone_adults": "only_figure",
        "smartphone_share_pct": "known_kept",
    }


def test_a_choice_about_a_share_that_two_counts_imply(project):
    """The doubt names the share; the table has 55.76 percent for the same day, first in the list."""
    given = (figure("02", "dossiers_received", 9000), figure("02", "dossiers_full_online", 3000))
    doubt = dataclasses.replace(conflict("full_online_dossier_share", code="02"), values={"share": 33.3333})
    of, _ = delivery(*given, content=b"doubted", remarks=[doubt])
    assert ";33,3333;" in decisions.sheet(of).decode("utf-8-sig")

    def used():
        rows = observations.chosen(reported.assess())
        here = (rows["indicator"] == "full_online_dossier_share_pct") & (rows["code"] == "02")
        return rows[here & (rows["year"] == 2024) & (rows["geography"] == "63")]["value"].tolist()

    assert used() == [55.76]
    choice = made(mark(of), "take", "full_online_dossier_share", code="02")
    name = accept(project.folder, *given, content=b"doubted", remarks=[doubt], decisions=[choice])
    assert used() == [33.3333333333]
    store.decide([dataclasses.replace(choice, delivery=name, date=DAYS[2], choice="keep")])
    assert used() == [55.76]


def test_decisions_are_kept_with_their_reason_and_checked(project):
    name = taken(project, "take", figure("10", "teams", 900))
    (kept,) = recorded()
    assert (kept.delivery, kept.choice, kept.why, kept.date) == (name, "take", "đã hỏi Sở", DAYS[1])
    assert checks.problems() == []
    # The later decision about a figure holds, from its day on.
    store.decide([made(name, "keep", date=DAYS[3])])
    assert reasons()[1] == ["known_kept"]
    assert [one.choice for one in recorded(DAYS[2])] == ["take"]
    store.decide([made(name, "keep", date=DAYS[3])])
    assert len(recorded()) == 2


REFUSED = {
    "another file": (lambda name: made("file-00000000", "take"), "another file"),
    "no doubt": (lambda name: made(name, "take", "members"), "nothing is doubtful"),
}


@pytest.mark.parametrize(("wrong", "why"), REFUSED.values(), ids=REFUSED)
def test_decisions_that_do_not_belong_are_refused(project, wrong, why):
    given = figure("10", "teams", 900)
    name = mark(delivery(given, content=b"doubted")[0])
    with pytest.raises(store.DeliveryRefused, match=why):
        accept(
            project.folder,
            given,
            content=b"doubted",
            remarks=[conflict()],
            decisions=[made(name, "take"), wrong(name)],
        )


def test_later_decisions_must_belong_to_a_figure_and_a_day(project):
    name = taken(project, "take", figure("10", "teams", 900))
    for wrong, why in (
        (made("2026-11-22-x-00000000", "keep"), "There is no delivery"),
        (made(name, "keep", "members", date=DAYS[3]), "holds no figure"),
        (made(name, "keep", date=DAYS[0]), "would change"),
        (made(name, "keep"), "decided otherwise"),
    ):
        with pytest.raises(store.DeliveryRefused, match=why):
            store.decide([wrong])
    assert len(recorded()) == 1


def test_a_decision_holds_once_its_delivery_is_accepted(project):
    given = figure("10", "teams", 900)
    made_of, content = delivery(given, content=b"doubted", remarks=[conflict()])
    path = project.folder / "bao cao.csv"
    path.write_bytes(content)
    choice = [made(mark(made_of), "take")]
    store.accept(made_of, path, sender="An", received=DAYS[1], decisions=choice, accepted_on=DAYS[4])
    assert recorded(DAYS[3]) == [] and len(recorded(DAYS[4])) == 1


def test_a_delivery_counts_from_the_day_of_its_last_decision(project):
    given = figure("10", "teams", 900)
    name = mark(delivery(given, content=b"doubted")[0])
    accept(
        project.folder,
        given,
        content=b"doubted",
        remarks=[conflict()],
        decisions=[made(name, "take", date=DAYS[4])],
    )
    (one,) = store.accepted()
    assert (one.received, one.accepted) == (DAYS[1], DAYS[4])
    assert store.accepted(DAYS[3]) == []
    assert checks.problems() == []
