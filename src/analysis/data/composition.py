"""What indicators are made of: what two of them share by definition, and what both are divided by.

The parts of an indicator are itself, its components, their components and the numerator of a ratio. What a
ratio is divided by is no part of it: two rates per inhabitant are not built from the same figures, but both
rise where the count of inhabitants is too low.
"""

from analysis.data.indicators import indicators


def overlap(a: str, b: str) -> tuple[str, ...]:
    """Return what two indicators share by definition, in alphabetical order.

    Parameters
    ----------
    a, b : str
        Indicators of the dictionary.

    Returns
    -------
    tuple of str
        Parts of both, and parts of one that the other is divided by. A pair that shares something is never
        used as outcome and input of one model. Two ratios with one denominator and nothing else in common
        share nothing here: see :func:`shared_denominator`.
    """
    (parts_a, divided_a), (parts_b, divided_b) = _made_of(a), _made_of(b)
    return tuple(sorted((parts_a & (parts_b | divided_b)) | (parts_b & divided_a)))


def shared_denominator(a: str, b: str) -> str | None:
    """Return what both indicators are divided by, None when there is no such quantity.

    Parameters
    ----------
    a, b : str
        Indicators of the dictionary.
    """
    common = _made_of(a)[1] & _made_of(b)[1]
    return next(iter(common), None) if a != b else None


def _made_of(name: str) -> tuple[set[str], set[str]]:
    """Return the parts of an indicator, and its denominator when it has one."""
    known, found, open_names = indicators(), set[str](), [name]
    while open_names:
        at = open_names.pop()
        if at in found:
            continue
        found.add(at)
        if at in known:
            parts = (*known[at].components, known[at].numerator)
            open_names += [part for part in parts if part and part != known[at].denominator]
    denominator = known[name].denominator if name in known else None
    return found, {denominator} if denominator else set()
