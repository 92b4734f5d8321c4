"""Deliveries built by hand: figures as their readers would hand them over, with the bytes of a file."""

import datetime as dt
import hashlib

import pandas as pd

from analysis.data.deliveries.content import File
from analysis.data.deliveries.delivery import COLUMNS, ColumnRead, Delivery
from analysis.data.deliveries.kept import store
from analysis.data.provinces import name_of

DAYS = [dt.date(2026, 11, day) for day in range(21, 31)]
"""The day on which the tables were read, and those after it."""


def figure(code, variable, value, year=2024, *, geography="63", **more):
    """Give one figure; where it stands in the sheet is set by :func:`delivery`."""
    return {
        "geography": geography,
        "code": code,
        "name": name_of(code, geography),
        "year": year,
        "as_of_date": f"{year}-12-31",
        "variable": variable,
        "value": float(value),
        "bound": "exact",
        "sheet": "Biểu 1",
        "written": str(value).replace(".", ","),
    } | more


def delivery(*figures, name="bao cao.csv", content=None, remarks=(), mapping=()):
    """Give a delivery of figures, each in a cell of its own, and the bytes of its file."""
    rows = [row | {"row": at, "column": 3} for at, row in enumerate(figures, start=5)]
    content = content or repr(figures).encode()
    file = File(name, "csv", hashlib.sha256(content).hexdigest(), len(content), ())
    frame = pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)
    return Delivery(file, frame, tuple(mapping), tuple(remarks)), content


def accept(folder, *figures, day=DAYS[1], sender="Sở KH&CN Lào Cai", decisions=(), **more):
    """Accept figures as a file that lies in a folder, and return the id."""
    made, content = delivery(*figures, **more)
    path = folder / made.file.name
    path.write_bytes(content)
    return store.accept(made, path, sender=sender, received=day, decisions=decisions)


COLUMN = ColumnRead("Biểu 1", 3, "Số tổ", "teams_hamlet", "teams", 1.0, 2024, "asked")
