"""What was decided about delivered figures, put before the precedence rule.

A delivered figure that was taken goes before whatever was known of the same place, indicator, definition,
level and year; one that was not taken is listed and not used; set aside, neither is used.
"""

from collections.abc import Hashable

from analysis.data.records import Record, grouped

DECIDED = "decided"
INTERNAL = ("decided", "variables", "said_en", "said_vi", "source", "table")
"""Columns of delivered rows that the assessed figures do not keep."""

_OWN = {"keep": "known_kept", "set_aside": "set_aside"}
_OTHERS = {"take": "replaced_by_decision", "set_aside": "set_aside"}


def settle(rows: list[Record]) -> None:
    """Write into ``reason`` why figures are not used because of a decision.

    Parameters
    ----------
    rows : list of dict
        Assessed figures in their order, with ``reason`` missing where the rule is still to choose. Delivered
        ones come last; a decision about one says nothing of those delivered later.
    """
    for group in grouped(rows, _same):
        for at, row in enumerate(group):
            choice = row.get("decided")
            if row["reason"] is None and choice in _OWN:
                row["reason"] = _OWN[choice]
            for earlier in group[:at]:
                # A taken figure that cannot be chosen itself replaces nothing.
                if (
                    choice in _OTHERS
                    and earlier["reason"] is None
                    and row["reason"] in (None, _OWN.get(choice))
                ):
                    earlier["reason"] = _OTHERS[choice]


def name_choice(rows: list[Record]) -> None:
    """Say of figures that the rule chose after a decision in their favour that it was decided."""
    replaced = {_same(row) for row in rows if row["reason"] == _OTHERS["take"]}
    for row in rows:
        if row.get("decided") == "take" and row["reason"] == "only_figure" and _same(row) in replaced:
            row["reason"] = DECIDED


def _same(row: Record) -> Hashable:
    level = row["level"] or "not stated"
    return (row["geography"], row["code"], row["indicator"], row["class"], level, row["year"])
