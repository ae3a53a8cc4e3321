"""Sequences as arrays: sessions that overlap, and steps taken out."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from shopai.behaviour.sequences.kernels import Sequences, only
from tests.behaviour.sequences.oracle import grouped

#: (customer, session, step)
ROWS = st.lists(st.tuples(st.integers(0, 3), st.integers(1, 3), st.integers(0, 4)), max_size=30)


def made(rows: list[tuple[int, int, int]], by_session: bool) -> Sequences:
    """Rows in the order given within each customer, the time its place in that order."""
    ordered = sorted(enumerate(rows), key=lambda row: row[1][0])
    users, visits, steps = np.array([row for _, row in ordered], dtype=np.int64).reshape(-1, 3).T
    times = np.array([time for time, _ in ordered], dtype=np.int64)
    return grouped(
        steps.astype(np.int32),
        times,
        users.astype(np.int32),
        visits.astype(np.uint64) if by_session else None,
        5,
    )


def lists(data: Sequences) -> list[tuple[int, list[tuple[int, int]]]]:
    """(customer, [(time, step), …]) by sequence."""
    bounds = zip(data.starts[:-1], data.starts[1:], data.customers.tolist(), strict=True)
    pairs = list(zip(data.times.tolist(), data.steps.tolist(), strict=True))
    return [(customer, pairs[begin:end]) for begin, end, customer in bounds]


def by_dictionary(
    rows: list[tuple[int, int, int]], by_session: bool
) -> list[tuple[int, list[tuple[int, int]]]]:
    sequences: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for time, (user, visit, step) in enumerate(rows):
        sequences.setdefault((user, visit if by_session else 0), []).append((time, step))
    number = {user: n for n, user in enumerate(sorted({user for user, _ in sequences}))}
    in_order = sorted(sequences, key=lambda key: (key[0], sequences[key][0]))
    return [(number[key[0]], sequences[key]) for key in in_order]


def test_sequence_database_by_hand() -> None:
    """Customer 7 goes back to session 2 after session 9; customer 8 has a session 9 too."""
    data = made([(7, 2, 0), (7, 9, 1), (7, 2, 2), (8, 9, 3)], True)
    assert lists(data) == [(0, [(0, 0), (2, 2)]), (0, [(1, 1)]), (1, [(3, 3)])]
    assert data.n_customers == 2
    assert lists(only(data, np.array([3, 2]))) == [(0, [(2, 1)]), (1, [(3, 0)])]


@settings(max_examples=25, deadline=None)
@given(rows=ROWS, by_session=st.booleans(), codes=st.sets(st.integers(0, 4)))
def test_grouping_equals_a_dictionary(
    rows: list[tuple[int, int, int]], by_session: bool, codes: set[int]
) -> None:
    data = made(rows, by_session)
    wanted = by_dictionary(rows, by_session)
    assert lists(data) == wanted
    assert data.n_customers == len({user for user, _, _ in rows})
    ranks = {code: rank for rank, code in enumerate(sorted(codes))}
    left = [(who, [(t, ranks[s]) for t, s in steps if s in ranks]) for who, steps in wanted]
    kept = only(data, np.array(sorted(codes), dtype=np.int64))
    assert lists(kept) == [sequence for sequence in left if sequence[1]]
    assert kept.n_customers == data.n_customers
