"""The compiled loop of funnels: the steps each attempt reaches, and the best attempt a journey."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from shopai.arrays import Codes, Ints, read_only
from shopai.compiled import compiled
from shopai.selection.selection import NO_TIME

Masks = npt.NDArray[np.uint16]

STRICT: Final = 0
ORDERED: Final = 1
ANY: Final = 2

NEVER: Final = NO_TIME
FOREVER: Final = int(np.iinfo(np.int64).max)


def best_attempts(
    matches: Masks, moments: Ints, groups: Codes, starts: Ints, k: int, mode: int, window: int
) -> tuple[Codes, Codes, Codes, Ints, Ints]:
    """The best attempt of each journey in each group.

    Parameters
    ----------
    matches : (m,) bit j is set where the event can be step j + 1 of the k steps
    moments : (m,) µs, rising within each journey, NEVER before all others where missing
    groups : (m,) 0 …, the group of an attempt that begins with the event; (0,) for one group
    starts : (n + 1,) where each journey begins
    mode, window : STRICT, ORDERED or ANY; µs from the first step, FOREVER for no bound

    Every event that can be step 1 begins an attempt. Its step j is the earliest event after
    its step j − 1 (ORDERED), the very next event (STRICT), or any event of the journey (ANY)
    that can be step j, no further in time from the first than `window`. An event without a
    time can be step 1 and, ANY without a window, every other.

    Returns, one row a journey and group with an attempt, by journey: the journey; the group;
    the steps of the deepest attempt, the first of equally deep ones. Then, but for ANY, the
    rows of two steps or more, and (rows of these, k) the times of their steps, NEVER beyond
    the deepest.

    O(m · k) time, for every event that begins an attempt is followed along the next event of
    each step, found once a journey from its end; O(k) memory an event of the longest journey.
    """
    n_groups, room = int(groups.max(initial=0)) + 1, len(starts)
    if len(groups):  # each attempt may be of another group; what is not needed is never touched
        room = int(np.count_nonzero(matches & np.uint16(1)))
    best = _best(matches, read_only(moments), groups, starts, k, mode, window, n_groups, room)
    (whose, group_of, depth), deep_rows, times = best
    return whose, group_of, depth, deep_rows, times


@compiled
def _best(
    matches: Masks, moments: Ints, groups: Codes, starts: Ints, k: int, mode: int, window: int,
    n_groups: int, room: int,
) -> tuple[Any, Ints, Any]:  # fmt: skip
    """(3, rows) journey, group and depth; the rows of two steps or more, and their times."""
    longest = 0
    for journey in range(len(starts) - 1):
        longest = max(longest, starts[journey + 1] - starts[journey])
    out = np.empty((3, room), np.int32)
    deep_rows, all_times = np.empty(room, np.int64), np.empty((room, k), np.int64)
    # of one journey: the best attempt of each group; the next and last event that can be each step
    deepest, times = np.zeros(n_groups, np.int32), np.empty((n_groups, k), np.int64)
    after, before = np.empty((k, longest + 1), np.int64), np.empty((k, longest + 1), np.int64)
    begun, path = np.empty(len(deepest), np.int64), np.empty(k, np.int64)
    rows, deep = 0, 0
    for journey in range(len(starts) - 1):
        begin, end = starts[journey], starts[journey + 1]
        union = np.uint16(0)
        for i in range(begin, end):
            union |= matches[i]
        if not union & np.uint16(1):
            continue
        most = 1  # no attempt gets beyond the first step that nothing in the journey can be
        while most < k and union >> np.uint16(most) & np.uint16(1):
            most += 1
        if mode == ORDERED or (mode == ANY and window != FOREVER):
            _nearest(matches, moments, begin, end, most, True, after)
        if mode == ANY and window != FOREVER:
            _nearest(matches, moments, begin, end, most, False, before)
        n_begun = 0
        for i in range(begin, end):
            if not matches[i] & np.uint16(1):
                continue
            group = groups[i] if len(groups) else 0
            best = deepest[group]
            if best == most:
                if len(groups):
                    continue
                break
            timed = best > 0 and times[group, 0] != NEVER
            if timed and mode == ORDERED and window == FOREVER:
                continue  # a later attempt has no more events to come
            if mode == ANY:
                depth = _around(moments, i, begin, most, window, after, before)
            else:
                path[0] = moments[i]
                depth = _along(matches, moments, i, begin, end, most, mode, window, after, path)
            if best == 0:
                begun[n_begun] = group
                n_begun += 1
            if depth > best:
                deepest[group] = depth
                times[group, 0] = moments[i]
                for j in range(1, depth):
                    times[group, j] = path[j]
            elif depth == best and not timed:
                times[group, 0] = moments[i]
        for b in range(n_begun):
            group = begun[b]
            out[0, rows], out[1, rows], out[2, rows] = journey, group, deepest[group]
            if deepest[group] > 1 and mode != ANY:
                deep_rows[deep] = rows
                for j in range(k):
                    all_times[deep, j] = times[group, j] if j < deepest[group] else NEVER
                deep += 1
            rows += 1
            deepest[group] = 0
    return out[:, :rows], deep_rows[:deep], all_times[:deep]


@compiled
def _along(
    matches: Masks, moments: Ints, i: int, begin: int, end: int, k: int, mode: int, window: int,
    after: Any, path: Ints,
) -> int:  # fmt: skip
    """Steps of the attempt that begins with event i, STRICT or ORDERED; fills their times."""
    at, depth = i, 1
    while depth < k and moments[i] != NEVER:
        if mode == ORDERED:
            at = after[depth, at - begin + 1]
        else:
            at = at + 1 if at + 1 < end and matches[at + 1] >> np.uint16(depth) & 1 else -1
        if at < 0 or moments[at] - moments[i] > window:
            break
        path[depth] = moments[at]
        depth += 1
    return depth


@compiled
def _around(moments: Ints, i: int, begin: int, k: int, window: int, after: Any, before: Any) -> int:
    """Steps done within the window before or after event i; ANY. With no window all there are."""
    if window == FOREVER:
        return k
    depth = 1
    while depth < k and moments[i] != NEVER:
        late, early = after[depth, i - begin], before[depth, i - begin]
        near = late >= 0 and moments[late] - moments[i] <= window
        if not near and not (early >= 0 and moments[i] - moments[early] <= window):
            break
        depth += 1
    return depth


@compiled
def tally(
    members: Codes, groups: Codes, depth: Codes, n_groups: int, k: int
) -> tuple[Ints, Ints, Ints, Ints]:
    """Sums of the customers' attempts in each group.

    members, groups, depth : (rows,) customer (in order, −1 for a guest, each row being another
    one), group and steps of each best attempt. With y_j how many of a customer's reach step j:
    Σ y_j (n_groups, k); Σ y_j y_i (n_groups, k, k); customers with y_j > 0, and the known ones
    among them (n_groups, k).
    """
    products = np.zeros((n_groups, k, k), np.int64)
    sums, people = np.zeros((n_groups, k), np.int64), np.zeros((n_groups, k), np.int64)
    known = np.zeros((n_groups, k), np.int64)
    mine = np.zeros((n_groups, k), np.int64)
    there, n_there = np.empty(n_groups, np.int64), 0
    for row in range(len(members)):
        group = groups[row]
        if mine[group, 0] == 0:
            there[n_there] = group
            n_there += 1
        for j in range(depth[row]):
            mine[group, j] += 1
        if row + 1 < len(members) and members[row] >= 0 and members[row + 1] == members[row]:
            continue
        for t in range(n_there):
            own = mine[there[t]]
            for j in range(k):
                if own[j] == 0:
                    break
                sums[there[t], j] += own[j]
                people[there[t], j] += 1
                known[there[t], j] += members[row] >= 0
                for i in range(k):
                    products[there[t], j, i] += own[j] * own[i]
            for j in range(k):
                own[j] = 0
        n_there = 0
    return sums, products, people, known


@compiled
def _nearest(
    matches: Masks, moments: Ints, begin: int, end: int, k: int, forward: bool, nearest: Any
) -> None:
    """nearest[j, i] = the first timed event from i on (counted from `begin`) that can be step
    j + 1, or the last one up to i where not `forward`; −1 for none."""
    for j in range(1, k):
        event = -1
        if forward:
            nearest[j, end - begin] = -1
        for step in range(end - begin):
            i = end - 1 - step if forward else begin + step
            if moments[i] != NEVER and matches[i] >> np.uint16(j) & np.uint16(1):
                event = i
            nearest[j, i - begin] = event
