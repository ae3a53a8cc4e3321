"""The named groups of RFM: rectangles of the grid of R against FM."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from shopai.arrays import Ints
from shopai.columns import RfmTable

#: Scores run from 1 to this.
BEST: Final = 5


@dataclass(frozen=True)
class Group:
    """A named group: a rectangle of the grid of R against FM."""

    name: str
    r: tuple[int, int]  # lowest and highest R
    fm: tuple[int, int]  # lowest and highest FM
    meaning: str


#: The eleven groups in the order of the rules. Together they cover every cell exactly once.
GROUPS: Final = (
    Group("Champions", (5, 5), (4, 5), "Bought very recently, often and for much."),
    Group("Loyal", (3, 4), (4, 5), "Buy often and for much, the last time not long ago."),
    Group("Potential loyalists", (4, 5), (2, 3), "Bought recently, a few times so far."),
    Group("New customers", (5, 5), (1, 1), "Bought very recently, little so far."),
    Group("Promising", (4, 4), (1, 1), "Bought fairly recently, little so far."),
    Group("Need attention", (3, 3), (3, 3), "In the middle on all counts."),
    Group("About to sleep", (3, 3), (1, 2), "Bought little, and not lately."),
    Group("At risk", (1, 2), (3, 4), "Bought a fair amount, but long ago."),
    Group("Can't lose them", (1, 2), (5, 5), "Were among the best, but have not bought for long."),
    Group("Hibernating", (2, 2), (1, 2), "Bought little, long ago."),
    Group("Lost", (1, 1), (1, 2), "Bought little, longest ago."),
)

#: What to do about each group.
ACTIONS: Final = {
    "Champions": "Thank them: early access, rewards, ask for reviews.",
    "Loyal": "Offer a loyalty scheme and higher-priced items.",
    "Potential loyalists": "Recommend what goes with what they have; offer membership.",
    "New customers": "Welcome them and win them for a second order.",
    "Promising": "Give a reason for the second order soon.",
    "Need attention": "A limited-time offer on what they bought before.",
    "About to sleep": "Remind them: popular items, a small discount.",
    "At risk": "Write to them in person, with an offer to come back.",
    "Can't lose them": "Win them back: call, ask what went wrong, make the best offer.",
    "Hibernating": "A cheap reminder now and then.",
    "Lost": "One last try, then save the money.",
}

NAMES: Final = tuple(group.name for group in GROUPS)


def group_codes(r: Ints, f: Ints, m: Ints) -> Ints:
    """The position in :data:`GROUPS` of each customer with scores `r`, `f` and `m` (n,)."""
    codes: Ints = cells()[r - 1, mean_of(f, m) - 1]
    return codes


def mean_of(f: Ints, m: Ints) -> Ints:
    """FM: the mean of `f` and `m`, a half rounded up (4 and 5 are 5)."""
    mean: Ints = (f + m + 1) // 2
    return mean


def rules() -> pd.DataFrame:
    """One row a group: R and FM as text such as “4–5”, who they are, what to do."""
    return pd.DataFrame(
        {
            RfmTable.R: [_range(*group.r) for group in GROUPS],
            RfmTable.FM: [_range(*group.fm) for group in GROUPS],
            RfmTable.MEANING: [group.meaning for group in GROUPS],
            RfmTable.ACTION: [ACTIONS[name] for name in NAMES],
        },
        index=pd.Index(NAMES, name=RfmTable.GROUP),
    )


def _range(low: int, high: int) -> str:
    return str(low) if low == high else f"{low}–{high}"


def cells() -> Ints:
    """(5, 5): the position in GROUPS of R = row + 1, FM = column + 1."""
    grid = np.full((BEST, BEST), -1, dtype=np.int64)
    for position, group in enumerate(GROUPS):
        (r_low, r_high), (fm_low, fm_high) = group.r, group.fm
        grid[r_low - 1 : r_high, fm_low - 1 : fm_high] = position
    return grid
