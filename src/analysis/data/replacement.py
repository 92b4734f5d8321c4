"""A folder of files replaced as a whole: readers see all old files or all new ones.

The new files are written to a folder beside the old one, then the two folders change places by two renames.
When the process is killed before them, the old folder is untouched; killed between them, the old folder
stands under its hidden name and :func:`recover` puts it back; killed after them, the new folder is in
place. One build at a time may replace a folder.
"""

import os
import shutil
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path


def replace_folder(destination: Path, files: Mapping[str, bytes]) -> list[Path]:
    """Replace a folder by one that holds exactly these files.

    Parameters
    ----------
    destination : Path
        The folder; made when it is not there. A folder that already holds exactly these bytes is left
        untouched.
    files : mapping of str to bytes
        Content by file name; a name may lead into a folder within (``originals/a.xlsx``).

    Returns
    -------
    list of Path
        The files, in alphabetical order.

    Raises
    ------
    OSError
        Something cannot be written; the folder is as it was.
    """
    recover(destination)
    paths = [destination / name for name in sorted(files)]
    new = destination.with_name(f".{destination.name}-new")
    shutil.rmtree(new, ignore_errors=True)
    if _holds(destination, files):
        return paths
    try:
        new.mkdir(parents=True)
        for name, content in files.items():
            (new / name).parent.mkdir(exist_ok=True)
            _write(new / name, content)
        _change_places(new, destination)
    finally:
        shutil.rmtree(new, ignore_errors=True)
    return paths


def recover(destination: Path) -> None:
    """Put the old folder back when a replacement was killed between its two renames; else only tidy up."""
    old = _old(destination)
    if old.is_dir() and not destination.is_dir():
        old.rename(destination)
    shutil.rmtree(old, ignore_errors=True)


def put_back(destination: Path) -> None:
    """Put the old folder back when a replacement was killed between its two renames; for readers.

    Unlike :func:`recover` it deletes nothing, and it is content when a replacement that was still going on
    has put the new folder in place meanwhile.
    """
    old = _old(destination)
    if old.is_dir() and not destination.is_dir():
        with suppress(OSError):
            old.rename(destination)


def _change_places(new: Path, destination: Path, attempts: int = 3) -> None:
    old = _old(destination)
    replaced = destination.is_dir()
    if replaced:
        destination.rename(old)
    try:
        new.rename(destination)
    except OSError:
        met = replaced and destination.is_dir()
        if replaced:
            put_back(destination)
        if not met or attempts == 1:
            raise
        # A reader came between the two renames and put the old folder back; so once more.
        _change_places(new, destination, attempts - 1)
    shutil.rmtree(old, ignore_errors=True)


def _old(destination: Path) -> Path:
    return destination.with_name(f".{destination.name}-old")


def _holds(destination: Path, files: Mapping[str, bytes]) -> bool:
    if not destination.is_dir():
        return False
    held = {path.relative_to(destination).as_posix() for path in destination.rglob("*") if path.is_file()}
    if held != set(files):
        return False
    return all((destination / name).read_bytes() == content for name, content in files.items())


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
