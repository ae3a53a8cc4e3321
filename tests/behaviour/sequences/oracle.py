"""Sequences by hand, and their patterns by definition: every choice of steps is looked at."""

from __future__ import annotations

from itertools import combinations, pairwise, product

import numpy as np
from hypothesis import strategies as st

from shopai.arrays import Codes, Hashes, Ints
from shopai.behaviour.journeys.tokens import Journeys, customer_starts
from shopai.behaviour.sequences.growth import NO_LIMITS, FrequentPatterns
from shopai.behaviour.sequences.kernels import FOREVER, Limits, Sequences, sequences_of
from shopai.selection.sessions import by_session

#: Who, and what they did when: (customer, ((step, time), …)), one entry a sequence.
History = tuple[int, tuple[tuple[int, int], ...]]
Pattern = tuple[int, ...]

N_CODES = 4


def _history(customer: int, steps: list[int], pauses: list[int]) -> History:
    times = np.cumsum(pauses).tolist()
    return customer, tuple(zip(steps, times, strict=False))


#: Up to three customers with up to four sequences of one to eight steps; many at one instant.
HISTORIES = st.lists(
    st.builds(
        _history,
        st.integers(0, 2),
        st.lists(st.integers(0, N_CODES - 1), min_size=1, max_size=8),
        st.lists(st.integers(0, 3), min_size=8, max_size=8),
    ),
    min_size=1,
    max_size=5,
)
LIMITS = st.builds(
    Limits,
    st.sampled_from([0, 0, 1, 2]),
    st.sampled_from([FOREVER, 2, 4]),
    st.sampled_from([FOREVER, 3, 6]),
)


def grouped(
    steps: Codes, times: Ints, users: Codes, visits: Hashes | None, n_codes: int
) -> Sequences:
    """Sequences of steps in order of customer and time; by `visits`, or of all a customer did."""
    starts, rows = (customer_starts(users), None) if visits is None else by_session(users, visits)
    if rows is not None:
        steps, times, users = steps[rows], times[rows], users[rows]
    names = np.arange(n_codes).astype(object)
    return sequences_of(Journeys(steps, times, starts, users[starts[:-1]], names))


def flat(histories: list[History], n_codes: int = N_CODES) -> Sequences:
    """As arrays; each history is a session of its own."""
    histories = sorted(histories, key=lambda history: history[0])
    rows = [
        (step, time, customer, visit)
        for visit, (customer, history) in enumerate(histories)
        for step, time in history
    ]
    steps, times, users, visits = np.array(rows, dtype=np.int64).reshape(-1, 4).T
    return grouped(
        steps.astype(np.int32),
        times,
        users.astype(np.int32),
        visits.astype(np.uint64) + np.uint64(1),
        n_codes,
    )


def support(
    histories: list[History], longest: int, limits: Limits = NO_LIMITS, repeats: bool = True
) -> dict[Pattern, tuple[int, int]]:
    """Customers and sequences of every pattern that occurs at all."""
    holders: dict[Pattern, tuple[set[int], set[int]]] = {}
    for sequence, (customer, history) in enumerate(histories):
        for length in range(1, longest + 1):
            for chosen in combinations(history, length):
                pattern = tuple(step for step, _ in chosen)
                if in_time([time for _, time in chosen], limits) and (
                    repeats or all(a != b for a, b in pairwise(pattern))
                ):
                    customers, sequences = holders.setdefault(pattern, (set(), set()))
                    customers.add(customer)
                    sequences.add(sequence)
    return {pattern: (len(c), len(s)) for pattern, (c, s) in holders.items()}


def in_time(times: list[int], limits: Limits) -> bool:
    near = all(limits.min_gap <= b - a <= limits.max_gap for a, b in pairwise(times))
    return near and times[-1] - times[0] <= limits.max_window


def found(patterns: FrequentPatterns) -> dict[Pattern, tuple[int, int]]:
    """Customers and sequences by pattern."""
    rows = [tuple(step for step in row if step >= 0) for row in patterns.steps.tolist()]
    assert len(set(rows)) == len(rows)
    counts = zip(patterns.customers.tolist(), patterns.sequences.tolist(), strict=True)
    return dict(zip(rows, counts, strict=True))


def extends(longer: Pattern, shorter: Pattern, side_by_side: bool) -> bool:
    """Whether `longer` has the steps of `shorter` in order, and more."""
    if len(longer) <= len(shorter):
        return False
    if side_by_side:
        n = len(shorter)
        return any(longer[i : i + n] == shorter for i in range(len(longer) - n + 1))
    return any(
        tuple(longer[i] for i in chosen) == shorter
        for chosen in combinations(range(len(longer)), len(shorter))
    )


def closed_among(supports: dict[Pattern, tuple[int, int]], side_by_side: bool) -> set[Pattern]:
    """The patterns that none of as many customers extends, by comparing all with all."""
    covered = {
        shorter
        for shorter, longer in product(supports, supports)
        if supports[shorter][0] == supports[longer][0] and extends(longer, shorter, side_by_side)
    }
    return set(supports) - covered


def holds(history: tuple[tuple[int, int], ...], pattern: Pattern, limits: Limits) -> bool:
    """Whether a long history holds the pattern, by looking at all pairs of its steps."""
    reached = {(i, i) for i, (step, _) in enumerate(history) if step == pattern[0]}
    for step in pattern[1:]:
        reached = {
            (first, j)
            for first, i in reached
            for j in range(i + 1, len(history))
            if history[j][0] == step
            and limits.min_gap <= history[j][1] - history[i][1] <= limits.max_gap
            and history[j][1] - history[first][1] <= limits.max_window
        }
    return bool(reached)
