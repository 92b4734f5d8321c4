"""Resampling of places that depends neither on what they are called nor on the order of the rows.

Random numbers are dealt out in an order. Here places stand in the order of their figures, so that a seed
gives one result however the table is sorted and whatever the places are called.
"""

import numpy as np
import pandas as pd


def arrange(values: np.ndarray, labels: np.ndarray | None = None) -> tuple[np.ndarray, np.ndarray]:
    """Return rows in the order of their figures, place by place.

    Parameters
    ----------
    values : array, shape (n, columns)
        Figures as they were given, without missing values: what is computed from them may differ by its last
        digit with the order of the rows.
    labels : array, shape (n,), optional
        The place of each row; every row is a place of its own without it.

    Returns
    -------
    order : array of int, shape (n,)
        Positions of the rows: the rows of a place together, smallest figures first.
    places : array of int, shape (n,)
        The place of each row in that order, from 0.
    """
    codes = np.arange(len(values)) if labels is None else pd.factorize(labels)[0]
    rows = np.lexsort((*values.T[::-1], codes))
    members = np.split(rows, np.flatnonzero(np.diff(codes[rows])) + 1)
    members.sort(key=lambda place: values[place].tolist())
    return np.concatenate(members), np.repeat(np.arange(len(members)), [len(place) for place in members])


def bootstrap_counts(places: int, draws: int, random: np.random.Generator) -> np.ndarray:
    """Return how often each place is drawn, shape (draws, places), when as many are drawn as there are."""
    return random.multinomial(places, np.full(places, 1 / places), size=draws)
