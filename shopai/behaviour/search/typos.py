"""Typos: rare queries that are one edit away from a far more frequent one.

One edit is a letter more, less or other, or two neighbours swapped. Texts one edit apart share
a text when at most one letter is left out of each (symmetric deletes: W. Garbe, SymSpell,
2012), so each rare form asks for as many texts as it has letters and is never compared with
every other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from shopai.arrays import Ints
from shopai.text import SPACELESS

#: A slip is at most 1 / so many as frequent as what was meant: "shirt" and "skirt" are both
#: common, and neither is the other mistyped.
RARER: Final = 20
#: Shorter forms have too many neighbours that mean something else.
LEAST_LETTERS: Final = 5
#: Longer ones are sentences and addresses, hardly typed twice.
MOST_LETTERS: Final = 60
#: Forms looked at, the most searched first.
MOST_FREQUENT: Final = 20_000
MOST_RARE: Final = 50_000


def corrected(forms: Sequence[str], counts: Ints) -> tuple[Ints, int]:
    """For each form the place of the one it is a slip of, its own where it is none.

    `forms`, (n,) different normal forms, the most searched first; `counts`, (n,) how often
    each was searched. A slip has one edit (:func:`one_edit`) and is at most 1 / `RARER` as
    frequent; of several candidates the most frequent is meant. What is meant is no slip itself.

    Also returns how many rare forms were not looked at, beyond `MOST_RARE`.
    Costs O(letters of all forms) in time and memory.
    """
    place = np.arange(len(forms))
    able = [LEAST_LETTERS <= len(form) <= MOST_LETTERS for form in forms]
    frequent = [i for i in np.flatnonzero(counts >= RARER).tolist() if able[i]][:MOST_FREQUENT]
    if not frequent:
        return place, 0
    by_part: dict[str, list[int]] = defaultdict(list)
    for i in frequent:
        for part in _parts(forms[i]):
            by_part[part].append(i)
    highest = counts[frequent[0]]
    rare = [i for i in np.flatnonzero(counts * RARER <= highest).tolist() if able[i]]
    for i in rare[:MOST_RARE]:
        candidates = {j for part in _parts(forms[i]) for j in by_part.get(part, ())}
        for j in sorted(candidates):  # the most frequent first
            if counts[i] * RARER > counts[j]:
                break
            if place[j] == j and one_edit(forms[i], forms[j]):
                place[i] = j
                break
    return place, max(0, len(rare) - MOST_RARE)


def one_edit(one: str, other: str) -> bool:
    """True where a letter more, less or other, or two swapped, parts the two texts.

    Only letters of alphabets count: another digit is another size, another Chinese character
    another word. The first letter is the same: people seldom mistype it.
    """
    start = 0
    least = min(len(one), len(other))
    while start < least and one[start] == other[start]:
        start += 1
    end = 0
    while end < least - start and one[-1 - end] == other[-1 - end]:
        end += 1
    a, b = one[start : len(one) - end], other[start : len(other) - end]
    edit = max(len(a), len(b)) == 1 or (len(a) == 2 and a == b[::-1])
    return edit and start > 0 and all(c.isalpha() and not SPACELESS.match(c) for c in a + b)


def _parts(form: str) -> Iterator[str]:
    """The form, and the form without each of its letters but the first."""
    yield form
    for i in range(1, len(form)):
        yield form[:i] + form[i + 1 :]
