"""What can be wrong with the record of a release."""


class ReleaseError(ValueError):
    """A release that cannot be recorded, or whose record cannot be read."""
