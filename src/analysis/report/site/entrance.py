"""The entrance page: both languages on one page, Vietnamese first."""

import shutil
from html import escape
from pathlib import Path
from string import Template

from analysis.report.language import LANGUAGES, Language
from analysis.report.site import words

SHOWN = ("name", "vintage", "provinces", "caution", "version")

TEMPLATE = Path(__file__).parent / "text" / "entrance.html"


def write_entrance(site: Path) -> None:
    """Write ``index.html`` of the whole site, with its style."""
    (site / "index.html").write_text(entrance(), encoding="utf-8")
    shutil.copyfile(TEMPLATE.with_suffix(".css"), site / "entrance.css")


def entrance() -> str:
    """Return the entrance page."""
    values: dict[str, str] = {}
    for code in LANGUAGES:
        frame = words.frame(Language(code))
        values |= {f"{name}_{code}": escape(str(frame[name])) for name in SHOWN}
    return Template(TEMPLATE.read_text(encoding="utf-8")).substitute(values)
