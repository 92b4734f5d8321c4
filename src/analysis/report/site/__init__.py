"""The site: executed notebooks and the descriptions of the sources, as pages in Vietnamese and English.

:func:`build_site` does all of it; the other modules are its parts: what pages there are (``contents``), how
an executed notebook becomes a page (``pages``, ``outputs``), the pages written from data (``written``,
``data_page``, ``units_page``, ``entrance``), the theme and its words (``theme``, ``words``, ``equations``)
and the search (``search``).
"""

from analysis.report.site.build import build_site
from analysis.report.site.errors import SiteError

__all__ = ["SiteError", "build_site"]
