"""PrefixSpan: by hand, by definition, on long histories, and with too many patterns."""

from __future__ import annotations

from math import comb
from threading import Event
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopai.behaviour.sequences import growth
from shopai.behaviour.sequences.growth import frequent_patterns
from shopai.behaviour.sequences.kernels import FOREVER, Limits
from tests.behaviour.sequences.oracle import (
    HISTORIES,
    LIMITS,
    N_CODES,
    History,
    flat,
    found,
    holds,
    support,
)

A, B, C = range(3)


def test_frequent_patterns_by_hand() -> None:
    """Customer 0 has two sessions, a b c and a b; customer 1 one, b a c."""
    data = flat(
        [(0, ((A, 0), (B, 1), (C, 2))), (0, ((A, 9), (B, 9))), (1, ((B, 0), (A, 5), (C, 7)))]
    )
    everybody = frequent_patterns(data, 2, 3, max_patterns=100)
    assert found(everybody) == {
        (A,): (2, 3), (B,): (2, 3), (C,): (2, 2), (A, C): (2, 2), (B, C): (2, 2),
    }  # fmt: skip
    assert everybody.min_count == 2
    somebody = frequent_patterns(data, 1, 3, max_patterns=100)
    rest = {(A, B): (1, 2), (A, B, C): (1, 1), (B, A): (1, 1), (B, A, C): (1, 1)}
    assert found(somebody) == found(everybody) | rest
    rows = ["".join("abc"[step] for step in row if step >= 0) for row in somebody.steps.tolist()]
    previous = dict(zip(rows, somebody.previous.tolist(), strict=True))
    assert previous == {
        "a": 2, "b": 2, "c": 2, "ac": 2, "bc": 2, "ab": 2, "ba": 2, "abc": 1, "bac": 1,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("limits", "n"),
    [
        (Limits(max_gap=3), 1),  # the a at 0 is too early, the one at 4 is not
        (Limits(max_gap=2), 0),
        (Limits(max_window=5), 1),  # a at 4, b at 7, c at 9
        (Limits(max_window=4), 0),
        (Limits(min_gap=4, max_gap=8), 0),  # a, b at 7 after the a at 0, c only 2 later
        (Limits(min_gap=2, max_gap=3, max_window=5), 1),
    ],
)
def test_a_later_place_may_serve_where_the_first_does_not(limits: Limits, n: int) -> None:
    data = flat([(0, ((A, 0), (A, 4), (B, 7), (C, 9)))])
    assert found(frequent_patterns(data, 1, 3, limits, max_patterns=99)).get((A, B, C), (0, 0)) == (
        n,
        n,
    )


@settings(max_examples=60, deadline=None)
@given(
    histories=HISTORIES,
    limits=LIMITS,
    longest=st.integers(1, 5),
    least=st.integers(1, 3),
    repeats=st.booleans(),
)
def test_frequent_patterns_equal_brute_force(
    histories: list[History], limits: Limits, longest: int, least: int, repeats: bool
) -> None:
    ours = frequent_patterns(
        flat(histories), least, longest, limits, repeats=repeats, max_patterns=10**5
    )
    wanted = support(histories, longest, limits, repeats)
    assert found(ours) == {p: counts for p, counts in wanted.items() if counts[0] >= least}
    everybody = len({customer for customer, _ in histories})
    for row, previous in zip(ours.steps.tolist(), ours.previous.tolist(), strict=True):
        pattern = tuple(step for step in row if step >= 0)
        assert previous == (wanted[pattern[:-1]][0] if len(pattern) > 1 else everybody)


@settings(max_examples=60, deadline=None)
@given(histories=HISTORIES, limits=LIMITS, longest=st.integers(1, 4), most=st.integers(1, 40))
def test_with_more_patterns_than_it_may_keep(
    histories: list[History], limits: Limits, longest: int, most: int
) -> None:
    """All of the least support that leaves no more than the most, and no higher a support."""
    ours = frequent_patterns(flat(histories), 1, longest, limits, max_patterns=most)
    wanted = support(histories, longest, limits)
    customers = np.array([c for c, _ in wanted.values()])
    least = next(n for n in range(1, 5) if (customers >= n).sum() <= most)
    assert ours.min_count == least
    assert found(ours) == {p: counts for p, counts in wanted.items() if counts[0] >= least}


@pytest.mark.parametrize(
    "limits",
    [Limits(), Limits(max_gap=30), Limits(max_window=90), Limits(2, 40, 75), Limits(min_gap=40)],
)
def test_long_histories(limits: Limits) -> None:
    """A hundred steps each, among them some a hundred times rarer than others."""
    rng = np.random.default_rng(5)
    histories: list[History] = []
    for customer in range(5):
        steps = rng.choice(5, 100, p=[0.6, 0.3, 0.06, 0.03, 0.01]).tolist()
        times = np.cumsum(rng.integers(0, 12, 100)).tolist()
        histories.append((customer // 2, tuple(zip(steps, times, strict=True))))
    ours = found(frequent_patterns(flat(histories, 5), 1, 3, limits, max_patterns=10**5))
    for pattern in np.ndindex(5, 5, 5):
        holders = [who for who, history in histories if holds(history, pattern, limits)]
        assert ours.get(pattern, (0, 0)) == (len(set(holders)), len(holders))


def test_places_that_do_not_fit_at_first() -> None:
    """With limits, the places of all patterns of two steps are more than the steps."""
    steps = [(code, 1) for _ in range(40) for code in range(N_CODES)]
    data = flat([(0, tuple(steps))])
    ours = found(
        frequent_patterns(data, 1, 5, Limits(0, FOREVER - 1, FOREVER - 1), max_patterns=10**5)
    )
    assert ours == found(frequent_patterns(data, 1, 5, max_patterns=10**5))
    assert len(ours) == sum(N_CODES**length for length in range(1, 6))


def test_nothing_is_frequent() -> None:
    data = flat([(0, ((A, 0),)), (1, ((B, 0),))])
    assert found(frequent_patterns(data, 2, 3, max_patterns=9)) == {}
    assert found(frequent_patterns(data._replace(steps=data.steps[:0], times=data.times[:0],
                                        starts=data.starts[:1], customers=data.customers[:0]),
                          1, 3, max_patterns=9)) == {}  # fmt: skip


class Cancelled(BaseException):
    """What a Cancel button raises."""


def test_an_exception_of_progress_ends_the_search(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two who did the same 30 things: each choice of up to 6 of these is a pattern."""
    data = flat([(user, tuple((code, code) for code in range(30))) for user in (0, 1)], 30)
    counts, grown = [], growth._grown

    def held_up(*arguments: Any) -> Any:
        counts.append(arguments[-1])
        while not counts[0][growth.ENDED]:  # however quick the machine, it is asked to end
            Event().wait(0.001)
        return grown(*arguments)

    def cancel(_: float, __: str) -> None:
        raise Cancelled

    monkeypatch.setattr(growth, "_grown", held_up)
    monkeypatch.setattr(growth, "PAUSE", 0.001)
    with pytest.raises(Cancelled):
        frequent_patterns(data, 2, 6, max_patterns=10**6, progress=cancel)
    assert counts[0][growth.WRITTEN] == 30  # of 768,211


def test_progress_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    data = flat([(user, tuple((code, code) for code in range(12))) for user in (0, 1)], 12)
    expected = frequent_patterns(data, 2, 4, max_patterns=10**5)
    told: list[float] = []
    heard, grown = Event(), growth._grown

    def slow(*arguments: Any) -> Any:
        patterns = grown(*arguments)
        assert heard.wait(60)  # however quick the machine, progress is told once
        return patterns

    def progress(share: float, _: str) -> None:
        told.append(share)
        heard.set()

    monkeypatch.setattr(growth, "_grown", slow)
    monkeypatch.setattr(growth, "PAUSE", 0.001)
    watched = frequent_patterns(data, 2, 4, max_patterns=10**5, progress=progress)
    assert found(watched) == found(expected)
    assert len(watched.steps) == sum(comb(12, length) for length in range(1, 5))
    assert told
    assert told == sorted(told)
    assert all(0 <= share <= 1 for share in told)
