"""The worked example of the template: invented figures of invented places, and never read by intake."""

import datetime as dt
from typing import Any

from analysis.report.deliveries.template.template_figures import Table
from analysis.report.deliveries.template.template_layout import (
    AS_OF,
    BOUNDS,
    EXAMPLE_MARK,
    FIRST_ROW,
    KEY_ROW,
    LINE_ROW,
    NOTE,
    TITLE_ROW,
)
from analysis.report.deliveries.template.template_style import PROTECTED, WARNING, WARNING_PALE
from analysis.report.messages import N_, Msgid

PLACES: dict[str, Msgid] = {"A": N_("First province (invented)"), "B": N_("Second province (invented)")}

FIGURES: list[tuple[str, int, dict[str, Any], Msgid | None]] = [
    (
        "A",
        2024,
        {
            "teams_commune": 150, "teams_hamlet": 1556, "members_commune": 1050, "members_hamlet": 7780,
            "communes_with_teams": 150, "smartphone_adults": 700000, "adults": 1000000,
            "dx_spending": 120000, "total_spending": 12000000, "dossiers_received": 500000,
            "dossiers_online": 250000, "dossiers_full_online": 200000, "services_offered": 1000,
            "services_with_dossiers": 600, "households": 400000, "households_fibre": 300000,
        },
        None,
    ),
    (
        "A",
        2025,
        {
            "teams_commune": 150, "teams_hamlet": 1500, "members_commune": 1050, "members_hamlet": 7500,
            "bound:teams": "at least", "communes_with_teams": 150, "smartphone_adults": 750000,
            "adults": 1010000, "dossiers_received": 520000, "dossiers_online": 312000,
            "dossiers_full_online": 260000, "services_offered": 1100, "services_with_dossiers": 715,
            "households": 405000, "households_fibre": 324000,
        },
        N_("Spending: the final accounts are not yet approved, so the cells are left empty."),
    ),
    (
        "B",
        2025,
        {
            "teams_commune": 80, "teams_hamlet": 640, "communes_with_teams": 80, AS_OF: dt.date(2025, 9, 30),
            "dx_spending": 0, "total_spending": 9000000, "dossiers_received": 150000,
            "dossiers_online": 60000, "dossiers_full_online": 45000, "services_offered": 900,
            "services_with_dossiers": 450, "households": 200000, "households_fibre": 130000,
            "bound:fibre": "about",
        },
        N_("Nothing was spent: 0. Members and smartphones were not counted: left empty."),
    ),
]  # fmt: skip
"""Place, year, figures and remark of each row."""


def write_example(table: Table, name: str) -> None:
    """Write the sheet of the example; nothing on it can be changed."""
    say = table.language.say
    page = table.book.add_worksheet(name)
    page.write_string(KEY_ROW, 0, EXAMPLE_MARK)
    first, title = table.at["code"], say("EXAMPLE – NOT TO BE SENT")
    warned: dict[str, Any] = {"font_color": WARNING, "bg_color": WARNING_PALE}
    page.write_string(TITLE_ROW, first, title, table.styles(**warned, bold=True, font_size=16))
    page.write_string(
        LINE_ROW,
        first,
        say("All places and figures on this sheet are invented and only show how the sheet is filled."),
        table.styles(**warned, bold=True),
    )
    for row in (TITLE_ROW, LINE_ROW):
        for column in range(first + 1, max(table.at.values()) + 1):
            page.write_blank(row, column, None, table.styles(**warned))
    table.heads(page)
    for number, (place, year, values, remark) in enumerate(FIGURES):
        row = FIRST_ROW + number
        table.keys(page, row, ("", "00", say(PLACES[place]), year))
        table.entries(page, row, _said(values, table) | {NOTE: say(remark) if remark else None}, shaded=True)
        page.set_row(row, 54)
    page.set_row(KEY_ROW, None, None, {"hidden": True})
    page.set_column(0, table.at["geography"], None, None, {"hidden": True})
    page.freeze_panes(FIRST_ROW, table.at["year"] + 1)
    page.protect("", PROTECTED)
    page.hide_gridlines(2)
    page.set_tab_color(WARNING)
    table.paper(page, title, FIRST_ROW + len(FIGURES) - 1)


def _said(values: dict[str, Any], table: Table) -> dict[str, object]:
    """Return the values with the words of the drop-down lists in place of their keys."""
    return {
        key: table.language.say(BOUNDS[value]) if key.startswith("bound:") else value
        for key, value in values.items()
    }
