"""Where the nodes of a network are drawn."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial.distance import pdist, squareform

from shopai.charts.layout import ROOM, layout


def test_a_short_path_lies_and_a_long_one_stands_the_first_on_top() -> None:
    short = layout(3, [(0, 1), (1, 2)], 1.0)
    assert np.diff(short[:, 0]) == pytest.approx([ROOM[0]] * 2, abs=0.05)
    assert np.ptp(short[:, 1]) < 0.1
    long = layout(6, [(i, i + 1) for i in range(5)], 1.0)
    assert np.diff(long[:, 1]) == pytest.approx([-1] * 5, abs=0.05)
    assert np.ptp(long[:, 0]) < 0.4


def test_a_ring_of_five_has_the_same_distance_all_round() -> None:
    ring = [(i, (i + 1) % 5) for i in range(5)]
    places = layout(5, ring, 1.0)
    sides = [float(np.linalg.norm(places[i] - places[j])) for i, j in ring]
    assert min(sides) > 0.8
    assert max(sides) < 1.6


def test_the_middle_of_a_star_is_in_the_middle() -> None:
    places = layout(7, [(0, i) for i in range(1, 7)], 1.0)
    assert places[0] == pytest.approx(places[1:].mean(axis=0), abs=0.35)


def test_groups_stand_apart() -> None:
    places = layout(6, [(0, 1), (2, 3), (4, 5)], 1.0)
    between = squareform(pdist(places))
    for one in range(6):
        for other in range(one + 1, 6):
            if one // 2 != other // 2:
                assert between[one, other] > 1


def test_no_edges_and_no_nodes() -> None:
    assert layout(0, [], 1.0).shape == (0, 2)
    assert layout(1, [], 1.0).shape == (1, 2)
    assert len(np.unique(layout(9, [], 1.0), axis=0)) == 9


def test_direction_and_repeats_of_an_edge_make_no_difference() -> None:
    plain, repeated = [(0, 1), (1, 2)], [(1, 0), (0, 1), (2, 1)]
    assert layout(3, plain, 1.0) == pytest.approx(layout(3, repeated, 1.0))


@settings(max_examples=12, deadline=None)
@given(st.integers(2, 40), st.integers(0, 2**32 - 1))
def test_no_name_is_over_another_and_places_are_always_the_same(n: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    ends = rng.integers(0, n, (int(1.2 * n), 2))
    edges = [(int(a), int(b)) for a, b in ends if a != b]
    places = layout(n, edges, 0.55)
    assert np.array_equal(places, layout(n, edges, 0.55))
    assert np.isfinite(places).all()
    gap = np.abs(places[:, None] - places[None])
    # pushing apart is given up after some rounds; what is left over is slight
    over = (gap < 0.8 * np.array(ROOM)).all(axis=2) & ~np.eye(n, dtype=bool)
    assert not over.any()
