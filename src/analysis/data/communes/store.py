"""Where a panel of communes lies: one Parquet file a province, what was made of them, and what they are.

A folder is replaced as a whole: what is read is always one panel with the sums that belong to it.
"""

import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.data import layout
from analysis.data.communes import contract, database
from analysis.data.errors import InputError, Problem

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from analysis.data.communes.model import Columns

DRAWN, SENT = "simulated", "received"
ABOUT = "about.json"


@dataclass(frozen=True)
class Store:
    """A panel of communes as it lies in a folder."""

    folder: Path

    def file(self, province: str) -> Path:
        """Return the file of a province."""
        return self.folder / "panel" / f"province={province}" / "panel.parquet"

    def provinces(self) -> list[str]:
        """Return the codes of the provinces there are, sorted."""
        return sorted(path.parent.name[-2:] for path in self.folder.glob("panel/province=*/panel.parquet"))

    def source(self, province: str | None = None) -> str:
        """Return the panel, or one province of it, as SQL reads it."""
        name = f"province={province}" if province else "*"
        files = database.literal(self.folder / "panel" / name / "panel.parquet")
        return f"read_parquet({files}, hive_partitioning = true, hive_types = {{'province': VARCHAR}})"

    @cached_property
    def about(self) -> Mapping[str, Any]:
        """Return what the panel is: whether drawn and from what, or who sent it; empty when there is none."""
        path = self.folder / ABOUT
        found: Any = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
        return dict(found)

    @property
    def is_simulated(self) -> bool:
        """Tell whether the figures are drawn; a panel that holds a simulated commune counts as drawn."""
        return bool(self.about.get("simulated", True))

    def require(self) -> None:
        """Raise unless the panel is there.

        Raises
        ------
        InputError
            It is not.
        """
        if not self.about:
            where = shown(self.folder)
            raise InputError(
                [Problem(where, "there is no panel of communes", "run `uptake communes`, which makes it")]
            )


def shown(path: Path) -> str:
    """Return a path as a problem names it: from the project's folder where it lies inside."""
    return path.relative_to(layout.root()).as_posix() if path.is_relative_to(layout.root()) else str(path)


def folder(name: str = DRAWN) -> Path:
    """Return where the panel drawn (``simulated``) or sent (``received``) lies."""
    return layout.build() / "communes" / "panels" / name


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """Give an empty folder that takes the place of another one when all went well, and goes when not."""
    unfinished = target.with_name(f".{target.name}-{os.getpid()}")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True)
    try:
        yield unfinished
        shutil.rmtree(target, ignore_errors=True)
        unfinished.rename(target)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def write_about(place: Path, about: Mapping[str, Any]) -> None:
    """Write what a panel is."""
    text = json.dumps(dict(about), ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    (place / ABOUT).write_text(text, encoding="utf-8")


def write_province(
    opened: "DuckDBPyConnection", path: Path, name: str, rows: "Columns", first_year: int
) -> None:
    """Write the rows of one province as they come from the model.

    Parameters
    ----------
    opened : DuckDBPyConnection
        A data base.
    path : Path
        Where they go.
    name : str
        Of the province.
    rows : dict of str to array
        From :meth:`analysis.data.communes.model.Model.province`.
    first_year : int
        Year of month 0.
    """
    path.parent.mkdir(parents=True)
    opened.register("rows", rows)
    written = {
        "commune": "printf('MP%05d', number)",
        "name": f"printf('Xã mô phỏng %04d, %s', number, {database.literal(name)})",
        "month": f"make_date({first_year} + month // 12, month % 12 + 1, 1)",
        "reported": "NOT missing",
    } | {column: f"CASE WHEN NOT missing THEN {column} END" for column in contract.empty_when_unreported()}
    said = [
        f"CAST({written.get(column, column)} AS {kind}) AS {column}"
        for column, kind in contract.types().items()
        if column != "province"
    ]
    copy(opened, f"SELECT {', '.join(said)} FROM rows", path)
    opened.unregister("rows")


def copy(opened: "DuckDBPyConnection", query: str, path: Path) -> None:
    """Write the answer to a query as a Parquet file whose parts can be skipped by commune."""
    opened.execute(
        f"COPY ({query}) TO {database.literal(path)} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 2048)"
    )
