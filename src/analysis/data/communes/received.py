"""A panel of communes as a province or ministry sends it: one CSV or Parquet file, read as a stream.

The file is read once, each cell as the type its column has; what cannot be read is named with its line. Only
a file without any problem takes the place of what was received before.
"""

import re
from collections.abc import Iterable
from hashlib import file_digest
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.data.communes import aggregates, contract, database, store, units
from analysis.data.communes.checks import FIRST, Rows, known_provinces
from analysis.data.communes.store import Store, shown
from analysis.data.errors import InputError, Problem

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_READABLE = {
    "DATE": "write a day as 2025-03-01",
    "BOOLEAN": "write true or false",
    "DOUBLE": "write a number with a decimal point and no separators of thousands",
}
_WHOLE = "write a whole number without separators"


def receive(path: Path, sender: str, place: Path | None = None) -> Store:
    """Take a panel in: check the whole file, sum it, put it in the place of the one before.

    Parameters
    ----------
    path : Path
        A ``.csv`` file (UTF-8, comma or semicolon) or a ``.parquet`` file with the columns of ``panel.yaml``.
    sender : str
        Who sent it.
    place : Path, optional
        Folder for it; ``build/communes/received`` when left out.

    Raises
    ------
    InputError
        Naming file, line, column, value, rule and remedy; nothing of the file was taken in.
    """
    target = place or store.folder(store.SENT)
    target.parent.mkdir(parents=True, exist_ok=True)
    stamp = f"{_digest(path)} {sender}"
    if Store(target).about.get("stamp") == stamp:
        return Store(target)
    with store.replacing(target) as unfinished, database.connection() as opened:
        staged = unfinished / "rows.parquet"
        _stage(opened, path, staged)
        source = f"read_parquet({database.literal(staged)})"
        rows = Rows(opened, source, shown(path))
        if found := [*_unread(rows), *rows.problems(known_provinces())]:
            raise InputError(found)
        panel = Store(unfinished)
        _write(opened, source, panel)
        staged.unlink()
        aggregates.write(opened, panel)
        codes = [row["commune"] for row in aggregates.rows(panel)]
        # A drawn panel that is sent back stays a drawn one.
        drawn = any(units.is_simulated(code) for code in codes)
        about = {"simulated": drawn, "sender": sender, "file": path.name, "stamp": stamp}
        store.write_about(unfinished, about | {"communes": len(codes)})
    return Store(target)


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return file_digest(file, "sha256").hexdigest()
    except OSError as error:
        remedy = "name a CSV or Parquet file"
        raise InputError([Problem(shown(path), f"cannot be read ({error.strerror})", remedy)]) from error


def _stage(opened: "DuckDBPyConnection", path: Path, staged: Path) -> None:
    """Write the file's rows typed, each with its line and the cells that could not be read."""
    import duckdb  # noqa: PLC0415 - as in the module of the data base

    source, first = _source(path)
    try:
        there = [row[0] for row in opened.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()]
        if found := list(_columns(there, shown(path))):
            raise InputError(found)
        opened.execute(f"COPY ({_typed(source, first)}) TO {database.literal(staged)} (FORMAT parquet)")
    except duckdb.Error as error:
        raise InputError([_unreadable(path, str(error))]) from error


def _source(path: Path) -> tuple[str, int]:
    """Return a file as SQL reads it, every cell as it stands, and the line of its first row."""
    if path.suffix.lower() == ".parquet":
        return f"read_parquet({database.literal(path)}, hive_partitioning = false)", 1
    with path.open("rb") as file:
        head = file.readline()
    delimiter = ";" if head.count(b";") > head.count(b",") else ","
    columns = ", ".join(f"{database.literal(name)}: 'VARCHAR'" for name in _names(head, delimiter))
    return (
        f"read_csv({database.literal(path)}, header = true, all_varchar = true, auto_detect = false, "
        f"delim = '{delimiter}', quote = '\"', escape = '\"', nullstr = '', strict_mode = true, "
        f"columns = {{{columns}}})"
    ), 2


def _names(head: bytes, delimiter: str) -> list[str]:
    text = head.decode("utf-8-sig", errors="replace").strip()
    return [name.strip().strip('"') for name in text.split(delimiter)]


def _columns(there: list[str], file: str) -> Iterable[Problem]:
    """Yield columns that are missing or unknown."""
    wanted = contract.types()
    for name in wanted:
        if name not in there:
            yield Problem(file, "the column is missing", "add it, empty where nothing is known", column=name)
    for name in there:
        if name not in wanted:
            remedy = f"remove it; there are {', '.join(wanted)}"
            yield Problem(file, "there is no such column", remedy, row=1, column=name)


def _typed(source: str, first: int) -> str:
    """Return the query for typed rows with their lines and what could not be read."""
    typed = ", ".join(f"try_cast({name} AS {kind}) AS {name}" for name, kind in contract.types().items())
    failed = ", ".join(
        f"CASE WHEN {name} IS NOT NULL AND try_cast({name} AS {kind}) IS NULL "
        f"THEN {{'name': '{name}', 'value': {name}::VARCHAR}} END"
        for name, kind in contract.types().items()
    )
    return (
        f"SELECT row_number() OVER () + {first - 1} AS line, {typed}, "
        f"[x FOR x IN [{failed}] IF x IS NOT NULL] AS cells, [x.name FOR x IN cells] AS unread FROM {source}"
    )


def _unread(rows: Rows) -> Iterable[Problem]:
    """Yield the cells that could not be read as the type of their column."""
    cells = f"(SELECT line, unnest(cells) AS cell FROM {rows.source})"
    for name, kind in contract.types().items():
        of_column = f"FROM {cells} WHERE cell.name = '{name}'"
        query = f"SELECT line, cell.value, count(*) OVER () {of_column} ORDER BY line LIMIT {FIRST}"
        count = 0
        for line, value, number in rows.opened.execute(query).fetchall():
            count = int(number)
            rule = f"cannot be read as {kind.lower()}"
            remedy = _READABLE.get(kind, _WHOLE)
            yield Problem(rows.file, rule, remedy, row=int(line), column=name, value=value)
        yield from rows.others(count, f"{name} that cannot be read")


def _write(opened: "DuckDBPyConnection", source: str, panel: Store) -> None:
    """Write one file a province, rows in order."""
    kept = ", ".join(name for name in contract.types() if name != "province")
    for (province,) in opened.execute(f"SELECT DISTINCT province FROM {source} ORDER BY ALL").fetchall():
        path = panel.file(province)
        path.parent.mkdir(parents=True)
        of_province = f"SELECT {kept} FROM {source} WHERE province = '{province}' ORDER BY commune, month"
        store.copy(opened, of_province, path)


def _unreadable(path: Path, said: str) -> Problem:
    """Return a file whose form is not that of a table as a problem, with the line where it was noticed."""
    line = re.search(r"[Ll]ine:? (\d+)", said)
    first = said.splitlines()[0].strip()
    rule = f"is not a table that can be read ({first})"
    remedy = "send UTF-8, one row a line, as many cells as there are columns, texts with commas in quotes"
    return Problem(shown(path), rule, remedy, row=int(line.group(1)) if line else None)
