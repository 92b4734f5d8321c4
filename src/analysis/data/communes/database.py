"""DuckDB as this project uses it: in memory, one thread, bounded memory, nothing fetched from outside."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MEMORY = "256 MB"
"""What DuckDB may hold; what is more goes to a temporary folder."""


@contextmanager
def connection(memory: str = MEMORY) -> Iterator["DuckDBPyConnection"]:
    """Give a data base in memory for a while.

    One thread, so that sums are added up in one order and come out the same on every machine; work is spread
    over processors by provinces and briefs, not within a query.

    Parameters
    ----------
    memory : str
        Upper bound as DuckDB writes it.
    """
    import duckdb  # noqa: PLC0415 - readers of other tables do without

    with TemporaryDirectory(prefix="uptake-communes-") as spill:
        settings: dict[str, str | bool | int | float | list[str]] = {
            "threads": 1,
            "memory_limit": memory,
            "temp_directory": spill,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        }
        with duckdb.connect(config=settings) as opened:
            yield opened


def literal(value: str | Path) -> str:
    """Return a text as SQL writes it."""
    return "'" + str(value).replace("'", "''") + "'"
