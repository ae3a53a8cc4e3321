"""The hot loops over journeys, compiled; each has a plain twin in the tests.

All take events in the order of the timeline (:mod:`shopai.events.timeline`): a customer's
events stand together, earliest first. All are linear in the events.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from shopai.arrays import Codes, Ints


@njit(cache=True, nogil=True)
def split(starts: Ints, groups: Codes, n_groups: int) -> tuple[Ints, Ints, Ints]:
    """Each journey once more for each of its events' `groups` (m,) 0 … n_groups−1.

    Positions of the journeys' events, journey by journey, in it group by group and in their order;
    where each part begins (p+1,); the journey of each part (p,).
    """
    m = len(groups)
    positions, bounds = np.empty(m, np.int64), np.empty(m + 1, np.int64)
    whose = np.empty(m, np.int64)
    counts = np.zeros(n_groups, np.int64)
    there = np.empty(n_groups, np.int64)
    parts, at = 0, 0
    for journey in range(len(starts) - 1):
        n_there = 0
        for i in range(starts[journey], starts[journey + 1]):
            if counts[groups[i]] == 0:
                there[n_there] = groups[i]
                n_there += 1
            counts[groups[i]] += 1
        for k in range(n_there):
            bounds[parts], whose[parts] = at, journey
            parts += 1
            size = counts[there[k]]
            counts[there[k]] = at
            at += size
        for i in range(starts[journey], starts[journey + 1]):
            positions[counts[groups[i]]] = i
            counts[groups[i]] += 1
        for k in range(n_there):
            counts[there[k]] = 0
    bounds[parts] = at
    return positions[:at], bounds[: parts + 1], whose[:parts]


@njit(cache=True, nogil=True)
def count_transitions(
    tokens: Codes, starts: Ints, users: Codes, n_tokens: int, order: int
) -> tuple[Ints, Ints, Ints, Ints, Ints, Ints]:
    """Counts of transitions between states, and their spread over the customers.

    States: the tokens 0 … n_tokens−1, then start, then end; S = n_tokens + 2. Rows are the
    state before (order 1, S of them), the two states before (order 2, S², first · S + second),
    or nothing (order 0, one row: the tokens themselves). Columns are the next state.

    Returns, with y the times one customer did it and n the times they were at the row's state,
    each guest's journey being a customer of its own:
    Σy, known customers with y > 0, Σy², Σy·n (rows, S); Σn², customers with n > 0 (rows,).
    """
    begin, end, size = n_tokens, n_tokens + 1, n_tokens + 2
    rows = 1 if order == 0 else size if order == 1 else size * size
    total, known = np.zeros(rows * size, np.int64), np.zeros(rows * size, np.int64)
    squares, cross = np.zeros(rows * size, np.int64), np.zeros(rows * size, np.int64)
    row_squares, row_known = np.zeros(rows, np.int64), np.zeros(rows, np.int64)
    mine, mine_rows = np.zeros(rows * size, np.int64), np.zeros(rows, np.int64)
    did, were = np.empty(rows * size, np.int64), np.empty(rows, np.int64)
    n_did, n_were = 0, 0
    n = len(starts) - 1
    for journey in range(n):
        before, last = begin, begin
        stop = starts[journey + 1]
        for i in range(starts[journey], stop + 1):
            if i == stop and order == 0:
                break
            state = tokens[i] if i < stop else end
            row = 0 if order == 0 else last if order == 1 else before * size + last
            if order < 2 or last != begin:
                cell = row * size + state
                if mine[cell] == 0:
                    did[n_did] = cell
                    n_did += 1
                mine[cell] += 1
                if mine_rows[row] == 0:
                    were[n_were] = row
                    n_were += 1
                mine_rows[row] += 1
            before, last = last, state
        user = users[journey]
        if journey + 1 < n and user >= 0 and users[journey + 1] == user:
            continue
        for k in range(n_did):
            cell = did[k]
            y, at = mine[cell], mine_rows[cell // size]
            total[cell] += y
            known[cell] += user >= 0
            squares[cell] += y * y
            cross[cell] += y * at
            mine[cell] = 0
        for k in range(n_were):
            row = were[k]
            row_squares[row] += mine_rows[row] * mine_rows[row]
            row_known[row] += 1
            mine_rows[row] = 0
        n_did, n_were = 0, 0
    return total, known, squares, cross, row_squares, row_known
