"""The loop of funnels beside trying every way to take the steps."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopai.behaviour.journeys.attempts import (
    ANY,
    FOREVER,
    NEVER,
    ORDERED,
    STRICT,
    best_attempts,
    tally,
)

K = 3
Journey = list[tuple[int, int, int]]  # mask, time, group of each event


def ways(journey: Journey, entry: int, depth: int, mode: int, window: int) -> list[tuple]:
    """Every choice of events for the first `depth` steps of the attempt that begins at `entry`."""
    found = []
    for chosen in product(range(len(journey)), repeat=depth - 1):
        events = (entry, *chosen)
        if any(not journey[e][0] >> j & 1 for j, e in enumerate(events)):
            continue
        timeless = mode == ANY and window == FOREVER
        if depth > 1 and not timeless and any(journey[e][1] == NEVER for e in events):
            continue
        apart = 0 if timeless else max(abs(journey[e][1] - journey[entry][1]) for e in events)
        steps = np.diff(events)
        fits = {ANY: True, ORDERED: bool((steps > 0).all()), STRICT: bool((steps == 1).all())}
        if fits[mode] and apart <= window:
            found.append(events)
    return found


def best_by_trying(journey: Journey, mode: int, window: int) -> dict[int, tuple[int, list[int]]]:
    """Group -> depth and times of the deepest attempt, the first of equals; no times of one."""
    best: dict[int, tuple[int, list[int]]] = {}
    for entry, (mask, _, group) in enumerate(journey):
        if not mask & 1:
            continue
        depth = max(d for d in range(1, K + 1) if ways(journey, entry, d, mode, window))
        all_ways = np.array(ways(journey, entry, depth, mode, window))
        times = [journey[e][1] for e in all_ways.min(axis=0)]  # the earliest event of each step
        times = ([] if mode == ANY or depth == 1 else times) + [NEVER] * K
        if group not in best or depth > best[group][0]:
            best[group] = depth, times[:K]
    return best


def found_by_loop(
    journeys: list[Journey], mode: int, window: int, grouped: bool
) -> list[dict[int, tuple[int, list[int]]]]:
    events = [event for journey in journeys for event in journey]
    masks, moments, groups = (np.array([e[i] for e in events]) for i in range(3))
    starts = np.cumsum([0, *map(len, journeys)])
    result = best_attempts(
        masks.astype(np.uint16),
        moments.astype(np.int64),
        groups.astype(np.int32) if grouped else np.empty(0, np.int32),
        starts.astype(np.int64),
        K,
        mode,
        window,
    )
    found: list[dict[int, tuple[int, list[int]]]] = [{} for _ in journeys]
    assert (np.diff(result[0]) >= 0).all()
    times = np.full((len(result[0]), K), NEVER)
    times[result[3]] = result[4]
    for whose, group, depth, own in zip(*result[:3], times, strict=True):
        assert group not in found[whose]
        found[whose][int(group)] = int(depth), own.tolist()
    return found


def journeys_of(groups: int) -> st.SearchStrategy[list[Journey]]:
    event = st.tuples(
        st.integers(0, 7), st.sampled_from([NEVER, *range(8)]), st.integers(0, groups - 1)
    )
    journey = st.lists(event, max_size=6).map(lambda events: sorted(events, key=lambda e: e[1]))
    return st.lists(journey, min_size=1, max_size=5)


@pytest.mark.parametrize("mode", [STRICT, ORDERED, ANY])
@pytest.mark.parametrize("window", [2, FOREVER])
@pytest.mark.parametrize("groups", [1, 3])
@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_every_way_to_take_the_steps(
    mode: int, window: int, groups: int, data: st.DataObject
) -> None:
    journeys = data.draw(journeys_of(groups))
    found = found_by_loop(journeys, mode, window, grouped=groups > 1)
    for journey, each in zip(journeys, found, strict=True):
        assert each == best_by_trying(journey, mode, window)


@settings(max_examples=20, deadline=None)
@given(st.lists(st.tuples(st.integers(-1, 3), st.integers(0, 2), st.integers(1, 3)), max_size=30))
def test_attempts_are_counted_as_by_a_plain_loop(attempts: list[tuple[int, int, int]]) -> None:
    attempts = sorted(attempts, key=lambda attempt: attempt[0])
    members, groups, depth = np.array(attempts, dtype=np.int32).reshape(-1, 3).T.copy()
    whose = [m if m >= 0 else f"guest {i}" for i, m in enumerate(members)]
    own = np.zeros((len(set(whose)), 3, K), dtype=np.int64)  # customer × group × step
    row = {name: i for i, name in enumerate(dict.fromkeys(whose))}
    for name, group, steps in zip(whose, groups, depth, strict=True):
        own[row[name], group, :steps] += 1
    guest = np.array([isinstance(name, str) for name in row], dtype=bool)
    sums, products, people, known = tally(members, groups, depth, 3, K)
    np.testing.assert_array_equal(sums, own.sum(axis=0))
    np.testing.assert_array_equal(products, np.einsum("cgj,cgi->gji", own, own))
    np.testing.assert_array_equal(people, (own > 0).sum(axis=0))
    np.testing.assert_array_equal(known, (own[~guest] > 0).sum(axis=0))


def test_a_later_attempt_counts() -> None:
    """A view, a cart too late for it, another view, a cart in time."""
    journey = [(1, 0, 0), (2, 100, 0), (1, 110, 0), (2, 115, 0), (4, 118, 0)]
    for mode in (STRICT, ORDERED):
        assert found_by_loop([journey], mode, 10, False) == [{0: (3, [110, 115, 118])}]
    assert found_by_loop([journey], ORDERED, FOREVER, False) == [{0: (3, [0, 100, 118])}]


def test_more_groups_than_journeys() -> None:
    """One journey that begins in 5,000 groups."""
    journey = [(1, moment, moment) for moment in range(5000)]
    (found,) = found_by_loop([journey], ORDERED, FOREVER, True)
    assert found == {group: (1, [NEVER] * K) for group in range(5000)}
