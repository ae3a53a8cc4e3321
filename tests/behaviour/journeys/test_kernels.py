"""The loops over journeys beside plain Python."""

from __future__ import annotations

from collections import Counter, defaultdict

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from shopai.behaviour.journeys.transitions import count_transitions

EXAMPLES = settings(max_examples=60, deadline=None)


Journeys = list[tuple[int, list[int]]]  # customer (−1 a guest) and tokens


@EXAMPLES
@given(
    st.lists(st.tuples(st.integers(-1, 2), st.lists(st.integers(0, 2), max_size=6)), max_size=8),
    st.sampled_from([0, 1, 2]),
)
def test_transitions_counted_by_customer(journeys: Journeys, order: int) -> None:
    journeys = sorted(journeys, key=lambda journey: journey[0])
    n_tokens, begin, end, size = 3, 3, 4, 5
    each: dict[object, Counter[int]] = defaultdict(Counter)  # customer -> row · size + next
    for number, (user, tokens) in enumerate(journeys):
        states = [begin, *tokens, end]
        whose = user if user >= 0 else ("guest", number)
        for i in range(1, len(states)):
            if order == 0 and states[i] == end:
                continue
            if order == 2 and i == 1:
                continue
            row = [0, states[i - 1], states[i - 2] * size + states[i - 1]][order]
            each[whose][row * size + states[i]] += 1
    rows = size**order
    expected = np.zeros((4, rows * size), dtype=np.int64)
    of_rows = np.zeros((2, rows), dtype=np.int64)
    for whose, did in each.items():
        at: Counter[int] = Counter()
        for cell, times in did.items():
            at[cell // size] += times
        for cell, y in did.items():
            n = at[cell // size]
            expected[:, cell] += [y, not isinstance(whose, tuple), y * y, y * n]
        for row, n in at.items():
            of_rows[:, row] += [n * n, 1]
    found = count_transitions(
        np.array([t for _, tokens in journeys for t in tokens], dtype=np.int32),
        np.cumsum([0, *(len(tokens) for _, tokens in journeys)]).astype(np.int64),
        np.array([user for user, _ in journeys], dtype=np.int32),
        n_tokens,
        order,
    )
    np.testing.assert_array_equal(found[:4], expected)
    np.testing.assert_array_equal(found[4:], of_rows)
