"""Closed patterns: by hand, and by comparing all patterns with all."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from shopai.behaviour.sequences.growth import frequent_patterns
from shopai.behaviour.sequences.kernels import FOREVER, Limits
from shopai.behaviour.sequences.patterns import closed_patterns
from tests.behaviour.sequences.oracle import (
    HISTORIES,
    LIMITS,
    History,
    Pattern,
    closed_among,
    flat,
    found,
    support,
)

A, B, C = range(3)


def closed_of(
    histories: list[History], longest: int, limits: Limits, repeats: bool = True
) -> set[Pattern]:
    ours = frequent_patterns(
        flat(histories), 1, longest, limits, repeats=repeats, max_patterns=10**5
    )
    keep = closed_patterns(ours, limits.max_gap < FOREVER)
    return {pattern for pattern, kept in zip(found(ours), keep, strict=True) if kept}


def test_closed_patterns_by_hand() -> None:
    """Both customers do a, c; only one does b between. Nothing of a, c says more than a, c."""
    histories: list[History] = [(0, ((A, 0), (B, 1), (C, 2))), (1, ((A, 0), (C, 1)))]
    assert closed_of(histories, 3, Limits()) == {(A, C), (A, B, C)}
    # of two steps at most: what a, b, c would cover stays
    assert closed_of(histories, 2, Limits()) == {(A, C), (A, B), (B, C)}


def test_with_a_gap_only_steps_side_by_side_are_covered() -> None:
    """a, b, c of one customer does not cover a, c of another, though both are of one customer."""
    histories: list[History] = [(0, ((A, 0), (B, 2), (C, 4))), (1, ((A, 0), (C, 1)))]
    limits = Limits(max_gap=3)
    assert support(histories, 3, limits)[A, C] == support(histories, 3, limits)[A, B, C] == (1, 1)
    assert closed_of(histories, 3, limits) == {(A,), (C,), (A, C), (A, B, C)}


@settings(max_examples=40, deadline=None)
@given(histories=HISTORIES, limits=LIMITS, longest=st.integers(1, 5), repeats=st.booleans())
def test_closed_patterns_equal_brute_force(
    histories: list[History], limits: Limits, longest: int, repeats: bool
) -> None:
    ours = closed_of(histories, longest, limits, repeats)
    supports = support(histories, longest, limits, repeats)
    assert ours == closed_among(supports, limits.max_gap < FOREVER)
