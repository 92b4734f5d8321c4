"""Short digests of content, by which two states of anything are told apart."""

import hashlib

_LENGTH = 16


def digest(content: bytes | str) -> str:
    """Return a short digest of some content."""
    raw = content.encode("utf-8") if isinstance(content, str) else content
    return hashlib.sha256(raw).hexdigest()[:_LENGTH]
