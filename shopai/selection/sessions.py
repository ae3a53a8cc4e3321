"""Sessions of events, in compiled loops linear in the events.

All take events in the order of the timeline (:mod:`shopai.events.timeline`): a customer's
events stand together, earliest first, guests' first of all.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from shopai.arrays import Codes, Hashes, Ints, read_only
from shopai.compiled import compiled

#: An odd number whose bits are spread evenly: 2⁶⁴ divided by the golden ratio.
MIX: Final = np.uint64(0x9E3779B97F4A7C15)


@compiled
def sessions_of(users: Codes, sessions: Hashes) -> tuple[Codes, int, bool]:
    """(m,) the number of each event's session, from 0 by first event; −1 for none; how many.

    Last, whether the numbers rise: every event has a session, and those of one stand together.
    A session is one number in `sessions` (0: none) of one customer. A table of open addressing
    for each customer, asked only where the event before is of another session.
    """
    m = len(users)
    table = np.empty(16, np.int32)  # the first event of the session of a number
    numbers = np.empty(m, np.int32)
    n, rising = 0, True
    begin = 0
    while begin < m:
        changes, end = 1, begin + 1
        while end < m and users[end] == users[begin]:
            changes += sessions[end] != sessions[end - 1]
            end += 1
        size = 16
        while size < 2 * changes:
            size *= 2
        if size > len(table):
            table = np.empty(size, np.int32)
        table[:size] = -1
        mask = np.uint64(size - 1)
        for i in range(begin, end):
            if sessions[i] == 0:
                numbers[i] = -1
                rising = False
                continue
            if i > begin and sessions[i] == sessions[i - 1]:
                numbers[i] = numbers[i - 1]
                continue
            place = ((sessions[i] * MIX) >> np.uint64(20)) & mask
            while table[place] >= 0 and sessions[table[place]] != sessions[i]:
                place = (place + np.uint64(1)) & mask
            if table[place] < 0:
                table[place] = i
                numbers[i] = n
                n += 1
            else:
                numbers[i] = numbers[table[place]]
                rising = False
        begin = end
    return numbers, n, rising


@compiled
def sorted_by(numbers: Codes, n: int) -> tuple[Ints, Ints]:
    """Positions of the events by their `numbers` 0 … n−1, in their order; where each begins.

    (events with a number ≥ 0,) and (n+1,). A counting sort.
    """
    starts = np.zeros(n + 1, np.int64)
    for number in numbers:
        if number >= 0:
            starts[number + 1] += 1
    for k in range(n):
        starts[k + 1] += starts[k]
    places = starts[:-1].copy()
    positions = np.empty(starts[n], np.int64)
    for i in range(len(numbers)):
        number = numbers[i]
        if number >= 0:
            positions[places[number]] = i
            places[number] += 1
    return positions, starts


def by_session(users: Codes, sessions: Hashes) -> tuple[Ints, Ints | None]:
    """Starts of the sessions, and the positions of their events where they have to move."""
    numbers, n, rising = sessions_of(read_only(users), read_only(sessions))
    if rising:
        return np.concatenate([[0], np.cumsum(np.bincount(numbers, minlength=n))]), None
    positions, starts = sorted_by(numbers, n)
    return starts, positions
