"""PrefixSpan: patterns grown step by step, depth first, on projections that are only places."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from functools import partial
from typing import Final, NamedTuple

import numpy as np

from shopai.arrays import Codes, Ints
from shopai.behaviour.sequences.kernels import (
    FOREVER,
    IN_CUSTOMERS,
    IN_SEQUENCES,
    LAST_CUSTOMER,
    LAST_SEQUENCE,
    PLACES,
    TALLIED,
    After,
    Limits,
    Sequences,
    after_any,
    after_the_first,
    beginnings,
    cleared,
    enlarged,
    only,
    shared_out,
)
from shopai.compiled import compiled
from shopai.progress import Progress

#: Columns of a pattern: its counts, then its steps, −1 beyond its length.
CUSTOMERS, SEQUENCES, PREVIOUS, STEPS = range(4)

#: Columns of a pattern that waits to be grown: where its places lie, how long it is, the step
#: it ends with and its customers.
BEGIN, STOP, DEPTH, STEP, OF_CUSTOMERS = range(5)
WAITING: Final = 5

#: What `_grown` counts: patterns written, those of enough customers, how many are enough, and
#: patterns of one step that have been grown; last, what it is told: whether to end early.
WRITTEN, ENOUGH, LEAST, GROWN, ENDED = range(5)

PAUSE: Final = 0.2  # seconds between two words of progress
NO_LIMITS: Final = Limits()


class FrequentPatterns(NamedTuple):
    """All patterns of at least `min_count` customers, in no particular order."""

    steps: Codes  # (n, longest) codes, first to last; −1 beyond the pattern's end
    customers: Codes  # (n,)
    sequences: Codes  # (n,)
    previous: Codes  # (n,) customers of the pattern less its last step; of one step everybody
    min_count: int  # as asked, or raised until no more than the most patterns were left


def frequent_patterns(
    data: Sequences,
    min_count: int,
    max_length: int,
    limits: Limits = NO_LIMITS,
    *,
    repeats: bool = True,
    max_patterns: int,
    progress: Progress | None = None,
) -> FrequentPatterns:
    """All patterns of at least `min_count` customers (Pei et al. 2001, PrefixSpan).

    A sequence holds a pattern if the pattern's steps occur in it in this order, others between
    them or not, each from min_gap to max_gap after the one before and the last no later than
    max_window after the first. A customer counts once, with however many sequences.

    Parameters
    ----------
    min_count, max_length, max_patterns : >= 1
    repeats : False leaves out patterns with the same step twice in a row
    max_patterns : where there are more, `min_count` is raised until there are not, so that
        what is returned is all there is of at least that many customers
    progress : told a share (0 to 1) and words every `PAUSE` seconds; if it raises, the search
        ends at once and the exception goes on

    Cost: for every pattern, time of the order of the steps of the sequences that hold it;
    in memory 12 to 20 bytes a step, and at most 4 (with max_gap or max_window 8) a step for
    each of the `max_length`.
    """
    customers = _customers_of_codes(data)
    codes = np.flatnonzero(customers >= min_count)
    kept = only(data, codes)
    length = min(max_length, int(np.diff(kept.starts).max(initial=0)))
    if not length:
        none = np.empty(0, np.int32)
        return FrequentPatterns(np.empty((0, 1), np.int32), none, none, none, min_count)
    n_codes, counts = len(codes), np.array([0, 0, min_count, 0, 0])
    grow = partial(_grown, kept, limits, repeats, max_patterns, length, counts)
    patterns = grow() if progress is None else _watched(grow, counts, n_codes, progress)
    patterns = patterns[: counts[WRITTEN]]
    patterns = patterns[patterns[:, CUSTOMERS] >= counts[LEAST]]
    return FrequentPatterns(
        steps=np.append(codes, -1).astype(np.int32)[patterns[:, STEPS:]],
        customers=patterns[:, CUSTOMERS],
        sequences=patterns[:, SEQUENCES],
        previous=patterns[:, PREVIOUS],
        min_count=int(counts[LEAST]),
    )


def _watched(grow: Callable[[], Codes], counts: Ints, n_codes: int, progress: Progress) -> Codes:
    """Grow in a thread of its own, and end it where `progress` raises."""
    with ThreadPoolExecutor(1) as pool:
        growing = pool.submit(grow)
        try:
            while wait([growing], PAUSE).not_done:
                share = min(counts[GROWN] / n_codes, 1.0)
                progress(share, f"finding patterns, {counts[WRITTEN]:,} so far")
        except BaseException:
            counts[ENDED] = 1
            raise
    return growing.result()


@compiled
def _customers_of_codes(data: Sequences) -> Ints:
    """(n_codes,) customers who did each at least once."""
    steps, starts, customers = data.steps, data.starts, data.customers
    n = np.zeros(data.n_codes, np.int64)
    latest = np.full(data.n_codes, -1, np.int32)
    for s in range(len(customers)):
        for j in range(starts[s], starts[s + 1]):
            n[steps[j]] += latest[steps[j]] != customers[s]
            latest[steps[j]] = customers[s]
    return n


@compiled
def _grown(
    data: Sequences, limits: Limits, repeats: bool, max_patterns: int, max_length: int, counts: Ints
) -> Codes:
    """Write all patterns, and return where.

    The last pattern that waits has the last places; when it is taken, whatever lay behind
    these is done with, and the places of the patterns one step longer go there.
    """
    size, width = len(data.steps), 2
    if limits.max_gap == FOREVER and limits.max_window == FOREVER:
        width = 1
    tally = np.zeros((data.n_codes, TALLIED), np.int32)
    tally[:, LAST_SEQUENCE] = -1
    tally[:, LAST_CUSTOMER] = -1
    after = After(np.empty((size, width), np.int32), tally, np.empty(data.n_codes, np.int32))
    places = np.empty((size, width), np.int32)
    sequence_of = np.empty(size, np.int32)
    for sequence in range(len(data.customers)):
        sequence_of[data.starts[sequence] : data.starts[sequence + 1]] = sequence
    waiting = np.empty((data.n_codes, WAITING), np.int64)
    nexts = np.empty(data.n_codes, np.int64)
    by_customers = np.zeros(data.n_customers + 1, np.int64)
    patterns = np.empty((min(1024, 2 * max_patterns), STEPS + max_length), np.int32)
    prefix = np.empty(max_length, np.int32)
    previous = data.n_customers
    depth = stop = n_waiting = int(np.int64(0))  # not 0, for which functions are compiled once more
    n, n_codes = beginnings(data, after)
    while True:
        patterns = _written(
            after, n_codes, prefix, depth, previous, max_patterns, by_customers, patterns, counts
        )
        if depth + 1 < max_length:
            waiting = enlarged(waiting, n_waiting + n_codes)
            n_waiting, stop = _put_by(
                after, n_codes, depth + 1, counts[LEAST], stop, waiting, n_waiting, nexts
            )
            places = enlarged(places, stop)
            shared_out(data.steps, after.places, n, nexts, places)
        cleared(after, n_codes)
        if counts[ENDED]:
            return patterns
        while n_waiting and waiting[n_waiting - 1, OF_CUSTOMERS] < counts[LEAST]:
            n_waiting -= 1
        if n_waiting == 0:
            return patterns
        n_waiting -= 1
        begin, stop = waiting[n_waiting, BEGIN], waiting[n_waiting, STOP]
        step, depth = waiting[n_waiting, STEP], waiting[n_waiting, DEPTH]
        previous = waiting[n_waiting, OF_CUSTOMERS]
        counts[GROWN] += depth == 1
        prefix[depth - 1] = step
        barred = -1 if repeats else step
        ends = places[begin:stop]
        if places.shape[1] == 1:
            n, n_codes = after_the_first(data, sequence_of, ends, limits.min_gap, barred, after)
        else:
            n, n_codes = after_any(data, sequence_of, ends, limits, barred, after)


@compiled
def _put_by(
    after: After,
    n_codes: int,
    depth: int,
    least: int,
    stop: int,
    waiting: Ints,
    n_waiting: int,
    nexts: Ints,
) -> tuple[int, int]:
    """Let the frequent patterns wait, their places from `stop` on; returns how many do, and where
    their places end.

    What is frequent tends to appear early. It goes on top, so that the least number of
    customers rises early where there are too many patterns.
    """
    tally, touched = after.tally, after.touched
    for i in range(n_codes - 1, -1, -1):
        code = touched[i]
        nexts[code] = -1
        if tally[code, IN_CUSTOMERS] >= least:
            nexts[code] = waiting[n_waiting, BEGIN] = stop
            stop += tally[code, PLACES]
            waiting[n_waiting, STOP] = stop
            waiting[n_waiting, STEP] = code
            waiting[n_waiting, DEPTH] = depth
            waiting[n_waiting, OF_CUSTOMERS] = tally[code, IN_CUSTOMERS]
            n_waiting += 1
    return n_waiting, stop


@compiled
def _written(
    after: After,
    n_codes: int,
    prefix: Codes,
    depth: int,
    previous: int,
    max_patterns: int,
    by_customers: Ints,
    patterns: Codes,
    counts: Ints,
) -> Codes:
    """Write `prefix` with each code found often enough; raise what is enough if they are too many.

    At most twice the most patterns are ever held: when they are, those no longer enough go.
    """
    tally, touched = after.tally, after.touched
    for i in range(n_codes):
        code = touched[i]
        customers = tally[code, IN_CUSTOMERS]
        if customers < counts[LEAST]:
            continue
        if counts[WRITTEN] == 2 * max_patterns:
            counts[WRITTEN] = _enough(patterns[: counts[WRITTEN]], counts[LEAST])
        elif counts[WRITTEN] == len(patterns):
            patterns = enlarged(patterns, min(2 * len(patterns), 2 * max_patterns))
        row = counts[WRITTEN]
        patterns[row, CUSTOMERS] = customers
        patterns[row, SEQUENCES] = tally[code, IN_SEQUENCES]
        patterns[row, PREVIOUS] = previous
        for step in range(patterns.shape[1] - STEPS):
            patterns[row, STEPS + step] = prefix[step] if step < depth else -1
        patterns[row, STEPS + depth] = code
        counts[WRITTEN] += 1
        counts[ENOUGH] += 1
        by_customers[customers] += 1
        while counts[ENOUGH] > max_patterns:
            counts[ENOUGH] -= by_customers[counts[LEAST]]
            counts[LEAST] += 1
    return patterns


@compiled
def _enough(patterns: Codes, least: int) -> int:
    """Move the rows with `least` customers or more to the front; how many they are."""
    kept = 0
    for row in range(len(patterns)):
        if patterns[row, CUSTOMERS] >= least:
            for column in range(patterns.shape[1]):
                patterns[kept, column] = patterns[row, column]
            kept += 1
    return kept
