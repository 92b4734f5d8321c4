"""How the headings of each sender were read before, so that nobody is asked twice (``senders.yaml``).

Headings that were told once, and those told to be left out, are remembered by sender with the variable and
its unit; a year is not, for the next file is of another one.
"""

from collections.abc import Mapping
from typing import Any

import yaml

from analysis.data import package, yamlfile
from analysis.data.deliveries.delivery import Delivery
from analysis.data.deliveries.kept import accepted
from analysis.data.deliveries.kept.changes import Change, change
from analysis.data.deliveries.kept.package_text import plain, slug

FILE = "senders.yaml"
LEFT_OUT = "-"

_TOLD = ("asked", "sender")


def mapping(sender: str) -> dict[str, str]:
    """Return how the headings of a sender were read before.

    Parameters
    ----------
    sender : str
        In any spelling that gives the same letters without diacritics.

    Returns
    -------
    dict of str to str
        ``variable:unit`` by heading, ``-`` for a column to be left out; empty for a new sender.

    Raises
    ------
    InputError
        The file cannot be read.
    """
    return dict(_known().get(slug(sender), {}).get("headings", {}))


def remember(sender: str, headings: Mapping[str, str]) -> None:
    """Remember how headings of a sender are read; what was said of a heading before is replaced.

    Parameters
    ----------
    sender : str
        Its name.
    headings : mapping of str to str
        ``variable``, ``variable:unit`` or ``variable:unit:year`` by heading, ``-`` to leave a column out.
    """
    with change() as folder:
        add(folder, sender, headings)


def add(folder: Change, sender: str, headings: Mapping[str, str]) -> None:
    """Remember headings as a part of a change."""
    if not headings:
        return
    known = _known()
    before = known.get(slug(sender), {"name": plain(sender), "headings": {}})
    new = {plain(heading): ":".join(told.split(":")[:2]) for heading, told in headings.items()}
    known[slug(sender)] = before | {"headings": dict(sorted((before["headings"] | new).items()))}
    body = yaml.safe_dump(dict(sorted(known.items())), allow_unicode=True, sort_keys=False, width=110)
    folder.files[FILE] = f"# How the headings of each sender are read; edit freely.\n{body}".encode()


def told(delivery: Delivery) -> dict[str, str]:
    """Return what somebody had to say about the headings of a delivery, in the form of :func:`remember`."""
    read = {one.heading: f"{one.variable}:{one.unit}" for one in delivery.mapping if one.how in _TOLD}
    left_out = {
        str(one.values["heading"]): LEFT_OUT for one in delivery.remarks if one.kind == "column_left_out"
    }
    return read | left_out


def _known() -> dict[str, Any]:
    path = accepted.folder() / FILE
    return dict(yamlfile.read(path, package.label(path)).content) if path.is_file() else {}
