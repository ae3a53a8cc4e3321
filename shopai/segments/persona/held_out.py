"""Which customers a tree is made from and which it is tested on, whatever the order of rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from shopai.arrays import Ints
from shopai.segments.shuffle import shuffled

SAMPLE: Final = 6_000  # customers looked at; with fewer, all of them
HELD_OUT: Final = 0.3  # of those, kept from the fit to measure the agreement on
FEWEST: Final = 30  # of each segment, where it has as many, to fit on


@dataclass(frozen=True, eq=False)
class Split:
    """Some of n customers, by position."""

    fit: Ints
    held_out: Ints  # none of them in `fit`
    sampled: Ints  # every segment by its share: `held_out` and, but for FEWEST, `fit`


def split(users: pd.Index, labels: Ints, seed: int) -> Split:
    """At most `SAMPLE` customers, every segment by its share, `HELD_OUT` of each kept apart.

    Who is chosen depends on the customers' ids and on `seed`, not on the order of rows. Of
    each segment the share held out is rounded down, so that even the only member of one is
    fitted on; of a segment with few customers in the sample, `FEWEST` are. O(n log n).
    """
    rate = min(1.0, SAMPLE / len(labels))
    order = np.lexsort((shuffled(users, seed), labels))
    fit, held_out, sampled = [], [], []
    for members in np.split(order, np.cumsum(np.bincount(labels))[:-1]):
        drawn = int(np.ceil(len(members) * rate))
        held = int(HELD_OUT * drawn)
        held_out.append(members[:held])
        fit.append(members[held : max(drawn, held + FEWEST)])
        sampled.append(members[:drawn])
    return Split(np.concatenate(fit), np.concatenate(held_out), np.concatenate(sampled))
