"""Sessions beside plain Python."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from shopai.selection.sessions import sessions_of, sorted_by

EXAMPLES = settings(max_examples=60, deadline=None)


@EXAMPLES
@given(
    st.lists(
        st.tuples(st.integers(-1, 3), st.sampled_from([0, 1, 2, 2**63, 2**64 - 1])), max_size=60
    )
)
def test_sessions_are_numbered_by_first_event(events: list[tuple[int, int]]) -> None:
    events = sorted(events, key=lambda event: event[0])  # customers in order, sessions as they come
    users = np.array([user for user, _ in events], dtype=np.int32)
    sessions = np.array([session for _, session in events], dtype=np.uint64)
    numbers: dict[tuple[int, int], int] = {}
    expected = [-1 if not e[1] else numbers.setdefault(e, len(numbers)) for e in events]
    found, n, rising = sessions_of(users, sessions)
    assert found.tolist() == expected
    assert n == len(numbers)
    assert rising == (expected == sorted(expected) and -1 not in expected)


@EXAMPLES
@given(st.lists(st.integers(-1, 5), max_size=40))
def test_sorted_by_is_a_stable_sort(numbers: list[int]) -> None:
    positions, starts = sorted_by(np.array(numbers, dtype=np.int32), 6)
    kept = [i for i, number in enumerate(numbers) if number >= 0]
    assert positions.tolist() == sorted(kept, key=lambda i: numbers[i])
    assert np.diff(starts).tolist() == [numbers.count(k) for k in range(6)]
