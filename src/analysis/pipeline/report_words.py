"""What a report says of itself: how much it is about, how much was done, which page to open."""

from pathlib import Path

from rich.console import Console

from analysis.data import layout


def clock(seconds: float) -> str:
    """Return a duration as minutes and seconds, ``3:07``."""
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"


def say_extent(out: Console, runs: int, notebooks: int, languages: str) -> None:
    """Say how much a report is about.

    Parameters
    ----------
    out
        Where it is written.
    runs, notebooks
        How many.
    languages
        Their codes, joined: ``vi and en``.
    """
    out.print(f"{runs} runs of {notebooks} notebooks in {languages}")


def say_done(out: Console, done: int, runs: int, seconds: float) -> None:
    """Say how many of the runs were executed, and in which time."""
    out.print(f"{done} executed, {runs - done} unchanged, in {clock(seconds)}.")


def say_page(out: Console, index: Path) -> None:
    """Say which page to open."""
    out.print(f"[bold]Open {shown(index)}[/]\n{index.as_uri()}")


def say_standing(out: Console, stale: int, fresh: int) -> None:
    """Say how many pieces of work are stale."""
    out.print(f"{stale} stale, {fresh} up to date.")


def shown(path: Path) -> str:
    """Return a file as the reader would write it: from the project's folder where it lies inside."""
    return path.relative_to(layout.root()).as_posix() if path.is_relative_to(layout.root()) else str(path)
