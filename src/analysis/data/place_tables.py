"""The tables of places: those of each geography, and the squares of their tile maps."""

import pandas as pd

from analysis.data import provinces
from analysis.data.indicators import PLACE_GEOGRAPHIES


def places(geography: str) -> pd.DataFrame:
    """Return the places of a geography, in the order of their codes.

    The units in force carry ``region`` only when all their former provinces lie in one of the six regions
    of the General Statistics Office; ``regions`` lists all of them. Lists are parted by a bar.
    """
    former = provinces.provinces()
    if geography == "63":
        return former.sort_values("code", ignore_index=True)
    found = provinces.units().sort_values("code", ignore_index=True)
    by_unit = former.groupby("unit_code")["region"].agg(lambda column: sorted(set(column)))
    regions = found["code"].map(by_unit)
    found.insert(3, "region", [only[0] if len(only) == 1 else None for only in regions])
    found.insert(4, "regions", ["|".join(all_of_them) for all_of_them in regions])
    return found.assign(former_codes=found["former_codes"].map("|".join))


def tiles() -> pd.DataFrame:
    """Return the squares of the tile maps of both geographies."""
    parts = [provinces.tiles(geography).assign(geography=geography) for geography in PLACE_GEOGRAPHIES]
    found = pd.concat(parts, ignore_index=True)[["geography", "code", "name", "row", "col"]]
    return found.sort_values(["geography", "code"], ascending=[False, True], ignore_index=True)
