"""Closed patterns: those that no longer pattern of as many customers extends."""

from __future__ import annotations

import numpy as np

from shopai.arrays import Mask
from shopai.behaviour.sequences.growth import FrequentPatterns


def closed(patterns: FrequentPatterns, side_by_side: bool) -> Mask:
    """(n,) whether no pattern that extends this one has as many customers.

    A pattern extends another if whoever holds it holds the other for certain: it has the
    other's steps in the same order, and more. `side_by_side`: the other's steps must also be
    next to one another in it. That is so where a gap between steps has an upper limit: who did
    a, b, c each within the limit did a, b and b, c within it, but not necessarily a, c.

    Only patterns one step longer need be looked at: the customers of all between a pattern and
    one that extends it lie between theirs. Linear in the patterns.
    """
    keep = np.ones(len(patterns.customers), dtype=bool)
    lengths = (patterns.steps >= 0).sum(axis=1)
    steps = [
        tuple(row[:length]) for row, length in zip(patterns.steps.tolist(), lengths, strict=True)
    ]
    row_of = {pattern: row for row, pattern in enumerate(steps)}
    for row, pattern in enumerate(steps):
        last = len(pattern) - 1
        for i in (0, last) if side_by_side else range(last + 1):
            shorter = row_of.get(pattern[:i] + pattern[i + 1 :])
            if shorter is None:  # a, b, a less b is a, a: where repeats are left out, it is a
                shorter = row_of.get(pattern[:i] + pattern[i + 2 :])
            if shorter is not None and patterns.customers[shorter] == patterns.customers[row]:
                keep[shorter] = False
    return keep
