"""The places of the explorer: names, squares on the map, and which unit each former province joined."""

from typing import Any

from analysis.data import processed
from analysis.report.figures.tile_map import NAME_SIZE, PITCH
from analysis.report.figures.tiles import layout, tile_lines
from analysis.report.plain_letters import slug


def places(geography: str) -> dict[str, Any]:
    """Return the places of a geography, ready for JSON.

    Parameters
    ----------
    geography : {"63", "34"}

    Returns
    -------
    dict
        In the order of the codes: ``codes``, ``names``, ``lines`` (the name broken to fit a square),
        ``cells`` (row and column), ``related`` (codes of the unit that a province joined, or of the former
        provinces of a unit) and, for units, ``briefs`` (the name in the file of the brief). ``islands``:
        name, row and column. ``rows`` and ``columns`` of the grid.
    """
    grid, known = layout(geography), processed.places(geography)
    room = PITCH[geography] - 5
    found: dict[str, Any] = {
        "codes": known["code"].tolist(),
        "names": known["name"].tolist(),
        "lines": [list(tile_lines(name, room, NAME_SIZE)) for name in known["name"]],
        "cells": [list(grid.cells[code]) for code in known["code"]],
        "islands": [[name, *cell] for name, cell in grid.islands.values()],
        "rows": grid.rows,
        "columns": grid.columns,
    }
    if geography == "63":
        return found | {"related": [[code] for code in known["unit_code"]]}
    related = [str(codes).split("|") for codes in known["former_codes"]]
    return found | {"related": related, "briefs": [slug(name) for name in known["name"]]}
