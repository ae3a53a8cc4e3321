"""Beside the prefixspan package, which counts sequences: here each customer has one.

Its closed patterns are no witness: of [1, 0] and [1, 0, 1] it calls (1,) closed, though (1, 0)
is in both too. Comparing all patterns with all is (test_closed).
"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopai.behaviour.sequences.growth import frequent_patterns
from tests.behaviour.sequences.oracle import N_CODES, History, Pattern, flat, found

prefixspan = pytest.importorskip("prefixspan")

SEQUENCES = st.lists(
    st.lists(st.integers(0, N_CODES - 1), min_size=1, max_size=7), min_size=1, max_size=8
)


def theirs(sequences: list[list[int]], least: int, longest: int) -> dict[Pattern, int]:
    peer = prefixspan.PrefixSpan(sequences)
    peer.maxlen = longest
    return {tuple(pattern): n for n, pattern in peer.frequent(least)}


def ours(sequences: list[list[int]], n_codes: int, least: int, longest: int) -> dict[Pattern, int]:
    histories: list[History] = [
        (customer, tuple((step, time) for time, step in enumerate(sequence)))
        for customer, sequence in enumerate(sequences)
    ]
    patterns = frequent_patterns(flat(histories, n_codes), least, longest, max_patterns=10**5)
    return {pattern: customers for pattern, (customers, _) in found(patterns).items()}


@settings(max_examples=25, deadline=None)
@given(sequences=SEQUENCES, least=st.integers(1, 4), longest=st.integers(1, 5))
def test_patterns_equal_those_of_a_peer(
    sequences: list[list[int]], least: int, longest: int
) -> None:
    assert ours(sequences, N_CODES, least, longest) == theirs(sequences, least, longest)


def test_patterns_of_a_thousand_customers_equal_those_of_a_peer() -> None:
    rng = np.random.default_rng(1)
    shares = 1 / (np.arange(60) + 3)
    sequences = [
        rng.choice(60, size, p=shares / shares.sum()).tolist()
        for size in np.maximum(1, rng.geometric(0.1, 1_000))
    ]
    patterns = ours(sequences, 60, 15, 4)
    assert patterns == theirs(sequences, 15, 4)
    assert len(patterns) > 500
