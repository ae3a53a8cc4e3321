"""Ordering: neighbours by similarity, items by score."""

from __future__ import annotations

from typing import Final

import numpy as np

from shopai.arrays import Codes, Floats, Hashes, Ints, Mask
from shopai.compiled import compiled

#: Similarities closer than this tie for the order of neighbours (never for their weight):
#: what differs by rounding only must not decide who is among the k.
STEP: Final = 2.0**-30

#: The order key of a line that is no neighbour.
NO_NEIGHBOUR: Final = np.uint64(0xFFFFFFFFFFFFFFFF)

#: The shift that leaves a key's first byte: its similarity in steps of 1/64.
FIRST_BYTE: Final = np.uint64(56)


@compiled
def order_keys(similar: Floats, position: int, negative: bool) -> Hashes:
    """(n,) integers that order the neighbours of the line at `position`, NO_NEIGHBOUR for others.

    A neighbour is any other line with a similarity > 0, or with `negative` ≠ 0. The smallest
    key is the most similar; similarities equal in multiples of STEP tie, and the lower position
    wins. A key's lower half is the position.
    """
    keys = np.full(len(similar), NO_NEIGHBOUR)
    for other in range(len(similar)):
        s = similar[other]
        if (s > 0 or (negative and s < 0)) and other != position:
            steps_below_one = np.uint64(np.rint((1.0 - s) / STEP))
            keys[other] = (steps_below_one << np.uint64(32)) | np.uint64(other)
    return keys


@compiled
def in_order(keys: Hashes) -> Hashes:
    """The `keys` that are not NO_NEIGHBOUR, ascending; they must come with ascending lower halves.

    A radix sort of the upper halves (at most 2³² steps), 11 bits at a time: a fraction of the
    time of a sort by comparison, whose branches no processor can predict.
    """
    size = 0
    here = np.empty(len(keys), np.uint64)
    for key in keys:
        here[size] = key
        size += key != NO_NEIGHBOUR
    here = here[:size]
    there = np.empty(size, np.uint64)
    for shift in (32, 43, 54):
        counts = np.zeros(2048, np.int64)
        for key in here:
            counts[(key >> np.uint64(shift)) & np.uint64(2047)] += 1
        total = 0
        for place in range(2048):
            total, counts[place] = total + counts[place], total
        for key in here:
            digit = (key >> np.uint64(shift)) & np.uint64(2047)
            there[counts[digit]] = key
            counts[digit] += 1
        here, there = there, here
    return here


@compiled
def smallest(keys: Hashes, k: int) -> np.uint64:
    """The k-th smallest of `keys`, which it overwrites.

    Counts how many keys share their first byte, then sorts the few that share that of the
    k-th: several times as fast as `np.partition`, whose branches no processor can predict.
    """
    counts = np.zeros(256, np.int64)
    for key in keys:
        counts[key >> FIRST_BYTE] += 1
    byte = 0
    while k > counts[byte]:
        k -= counts[byte]
        byte += 1
    sharing = 0
    for key in keys:
        keys[sharing] = key
        sharing += (key >> FIRST_BYTE) == byte
    kth: np.uint64 = np.sort(keys[:sharing])[k - 1]
    return kth


@compiled
def first(weak: Mask, scores: Floats, support: Codes, counts: Ints, n: int) -> Ints:
    """(≤ n,) positions of the first n by weak ↑, scores ↓, support ↓, counts ↓, position ↑.

    One pass that keeps the n best so far: most candidates fall at the first comparison.
    """
    kept = np.empty(n, np.int64)
    size = 0
    for new in range(len(scores)):
        place = size
        while place > 0:
            old = kept[place - 1]
            if weak[new] != weak[old]:
                better = weak[old]
            elif scores[new] != scores[old]:
                better = scores[new] > scores[old]
            elif support[new] != support[old]:
                better = support[new] > support[old]
            else:
                better = counts[new] > counts[old]
            if not better:
                break
            place -= 1
        if place < n:
            size = min(size + 1, n)
            for shift in range(size - 1, place, -1):
                kept[shift] = kept[shift - 1]
            kept[place] = new
    return kept[:size]
