"""The simulated panel of communes on disk: drawn when it is not there, the same from the same seed."""

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from filelock import FileLock

from analysis.data import dataset
from analysis.data.communes import aggregates, contract, database, store
from analysis.data.communes.settings import FIRST_YEAR, MONTHS, SEED, SETTINGS, WORLD, CommuneSettings
from analysis.data.communes.store import Store

_CODE = ("model.py", "settings.py", "store.py", "units.py", "aggregates.py", "panel.yaml")


def draw(
    place: Path,
    *,
    total: int | None = None,
    months: int = MONTHS,
    seed: int = SEED,
    settings: CommuneSettings = SETTINGS,
    each: Callable[[str], None] = lambda province: None,
) -> Store:
    """Draw a panel, province after province, so that memory holds one of them at a time.

    Parameters
    ----------
    place : Path
        Folder that is replaced by the new panel, with its sums.
    total : int, optional
        Number of communes; that of the commune-level units in force (3,321) when left out.
    months : int
        Number of months from January of :data:`~analysis.data.communes.settings.FIRST_YEAR` on.
    seed : int
        Start of the random numbers.
    settings : CommuneSettings
        Effects and hazards.
    each : function of str
        Told the code of each province that is done.
    """
    from analysis.data.communes.model import Model  # noqa: PLC0415 - loads scipy; readers do without
    from analysis.data.communes.units import units  # noqa: PLC0415 - reads the table of units

    found = units(total)
    model = Model(settings, found, months, seed)
    with store.replacing(place) as unfinished, database.connection() as opened:
        panel = Store(unfinished)
        for at, (code, name) in enumerate(zip(found.provinces, found.names, strict=True)):
            store.write_province(opened, panel.file(code), name, model.province(at), FIRST_YEAR)
            each(code)
        aggregates.write(opened, panel)
        about = {"simulated": True, "seed": seed, "settings": settings.written(), "months": months}
        store.write_about(
            unfinished, about | {"communes": found.total, "stamp": stamp(total, months, seed, settings)}
        )
    return Store(place)


def ready(place: Path | None = None) -> Store:
    """Return the simulated panel, drawn first where it is missing or of other settings; mark what follows.

    Every reader of this process is from now on one of simulated figures.
    """
    target = place or store.folder()
    target.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(target.with_name(f".{target.name}.lock")):
        if not is_current(target):
            draw(target)
    use()
    return Store(target)


def use() -> None:
    """Let this process be one that shows simulated figures of communes."""
    dataset.use(dataset.SIMULATED, seed=SEED, world=WORLD)


def is_current(target: Path) -> bool:
    """Tell whether the panel that this version of the model draws lies in a folder."""
    return Store(target).about.get("stamp") == stamp(None, MONTHS, SEED, SETTINGS)


def stamp(total: int | None, months: int, seed: int, settings: CommuneSettings) -> str:
    """Return a digest of all that a drawn panel follows from: settings, code, numbers of communes."""
    from analysis.data.communes.units import units  # noqa: PLC0415 - as above

    here = Path(__file__).parent
    texts = [(here / name).read_bytes() for name in _CODE]
    texts.append(repr((units(total).counts.tolist(), months, seed, settings.written())).encode())
    texts.append(repr(contract.types()).encode())
    return sha256(b"\0".join(texts)).hexdigest()[:16]
