"""p-values against exact fractions and SciPy."""

from fractions import Fraction
from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import fisher_exact, hypergeom

from shopai.behaviour.baskets.measures import fisher, fisher_both


def one(test: object, n: int, a: int, c: int, both: int) -> float:
    return float(test(n, np.array([a]), np.array([c]), np.array([both]))[0])  # type: ignore[operator]


@pytest.mark.parametrize(
    ("n", "a", "c", "both", "p"),
    [
        (5, 2, 4, 2, 3 / 5),  # C(2,2) C(3,2) / C(5,4)
        (5, 4, 4, 3, 1.0),  # fewer than three are impossible
        (8, 4, 4, 4, 1 / 70),  # Fisher's lady who tastes tea
        (8, 4, 4, 3, 17 / 70),
        (10, 10, 3, 3, 1.0),  # A in every basket
        (10, 0, 3, 0, 1.0),
        (10, 3, 3, 4, 0.0),  # impossible
        (1, 1, 1, 1, 1.0),
    ],
)
def test_fisher_by_hand(n: int, a: int, c: int, both: int, p: float) -> None:
    assert one(fisher, n, a, c, both) == pytest.approx(p, rel=1e-14)


@st.composite
def tables(draw: st.DrawFn, most: int) -> tuple[int, int, int, int]:
    n = draw(st.integers(1, most))
    a, c = draw(st.integers(0, n)), draw(st.integers(0, n))
    return n, a, c, draw(st.integers(max(0, a + c - n), min(a, c)))


@settings(max_examples=60, deadline=None)
@given(tables(600))
def test_fisher_is_exact(table: tuple[int, int, int, int]) -> None:
    n, a, c, both = table
    ways = sum(comb(a, x) * comb(n - a, c - x) for x in range(both, min(a, c) + 1))
    assert one(fisher, *table) == pytest.approx(float(Fraction(ways, comb(n, c))), rel=1e-12)


def test_fisher_of_many_baskets_is_exact() -> None:
    # 1,000,000 baskets, 0.1 % and 0.2 % hold A and C: 2 expected together
    n, a, c = 1_000_000, 1_000, 2_000
    for both in (3, 12, 40):
        term = Fraction(comb(a, both) * comb(n - a, c - both), comb(n, c))
        total, x = term, both
        while x < 120:
            term *= Fraction((a - x) * (c - x), (x + 1) * (n - a - c + x + 1))
            total, x = total + term, x + 1
        assert one(fisher, n, a, c, both) == pytest.approx(float(total), rel=1e-12)


@settings(max_examples=25, deadline=None)
@given(tables(100_000))
def test_fisher_agrees_with_scipy(table: tuple[int, int, int, int]) -> None:
    n, a, c, both = table
    cells = [[both, a - both], [c - both, n - a - c + both]]
    expected = fisher_exact(cells, alternative="greater").pvalue
    assert one(fisher, *table) == pytest.approx(expected, rel=1e-7, abs=1e-290)
    assert one(fisher, *table) == pytest.approx(hypergeom.sf(both - 1, n, a, c), 1e-7, 1e-290)


@pytest.mark.parametrize(
    ("table", "p"),
    [
        ((8, 4, 4, 4), 2 / 70),
        ((8, 4, 4, 0), 2 / 70),
        ((8, 4, 4, 3), 34 / 70),
        ((8, 4, 4, 2), 1.0),
        ((10, 10, 3, 3), 1.0),
        ((10, 3, 0, 0), 1.0),
    ],
)
def test_fisher_of_both_sides_by_hand(table: tuple[int, int, int, int], p: float) -> None:
    assert one(fisher_both, *table) == pytest.approx(p, rel=1e-12)


@settings(max_examples=25, deadline=None)
@given(tables(100_000))
def test_fisher_of_both_sides_is_twice_the_smaller_tail(table: tuple[int, int, int, int]) -> None:
    n, a, c, both = table
    tails = hypergeom.sf(both - 1, n, a, c), hypergeom.cdf(both, n, a, c)
    assert one(fisher_both, *table) == pytest.approx(min(1, 2 * min(tails)), 1e-6, 1e-290)


def test_one_basket_of_two_rare_items_by_hand() -> None:
    # 3 of 10,000 baskets each, one with both: 1 − C(9997, 3) / C(10000, 3) = 8.998e-4, twice
    p = one(fisher_both, 10_000, 3, 3, 1)
    assert p == pytest.approx(2 * (1 - comb(9_997, 3) / comb(10_000, 3)), rel=1e-9)


def test_tiny_p_values_are_exact() -> None:
    assert one(fisher, 1_000, 50, 50, 50) == pytest.approx(1 / comb(1_000, 50), rel=1e-12)
