"""What a run reads, as one parcel: workers need no disk in common with whoever hands out the work.

A parcel holds the tables, the panels of communes if there are any, the notebooks and the files at the
project's root that a run may look at. Its
digest names it; a worker unpacks each parcel once, into a folder of its own, and works there.
"""

import hashlib
import pickle
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from analysis.data import layout

_FOLDERS = ("data", "notebooks", "build/communes/panels")
_AT_ROOT = ("pyproject.toml", "requirements.lock")
_LEFT_OUT = (".ipynb_checkpoints", "__pycache__")


@dataclass(frozen=True)
class Parcel:
    """Files, by their path from the project's folder.

    Attributes
    ----------
    digest
        Of all paths and contents.
    packed
        The files, compressed.
    """

    digest: str
    packed: bytes

    def unpack(self, folder: Path) -> None:
        """Write the files below a folder that is empty or not there."""
        for name, content in pickle.loads(zlib.decompress(self.packed)).items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)


def parcel() -> Parcel:
    """Return what runs may read, as it is now."""
    files = {path.relative_to(layout.root()).as_posix(): path.read_bytes() for path in sorted(_files())}
    pickled = pickle.dumps(files, protocol=5)
    digest = hashlib.sha256(pickled).hexdigest()[:16]
    return Parcel(digest, zlib.compress(pickled, level=1))


def _files() -> Iterator[Path]:
    root = layout.root()
    yield from (root / name for name in _AT_ROOT if (root / name).is_file())
    for folder in _FOLDERS:
        for path in (root / folder).rglob("[!.]*"):
            if path.is_file() and not set(_LEFT_OUT) & set(path.parts):
                yield path
