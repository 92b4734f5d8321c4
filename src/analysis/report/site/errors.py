"""What can go wrong between an executed notebook and a page."""


class SiteError(Exception):
    """The site cannot be built; the message says where, why and what to do, and nothing was replaced."""
