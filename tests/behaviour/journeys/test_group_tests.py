"""Groups of a funnel beside the rest: by hand, beside a count of each pair, and false alarms."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopai.behaviour.journeys.comparison import compare_groups, compare_spans
from shopai.behaviour.journeys.funnel import funnel
from shopai.behaviour.journeys.funnel_table import Funnel
from shopai.columns import Difference, Kind
from shopai.intervals import independent, newcombe, same_share
from shopai.selection.filter import Filter
from shopai.selection.selection import select
from shopai.selection.totals import Totals
from tests.behaviour.journeys.shop import ROWS, shop_of


@cache
def totals() -> Totals:
    """Any totals: no test looks at them."""
    return select(shop_of(ROWS), Filter()).totals


def made(members: list[int], groups: list[int], done: list[bool], n_groups: int) -> Funnel:
    """A funnel of two steps; members in order, −1 for guests."""
    return Funnel(
        table=pd.DataFrame(),
        steps=(Kind.VIEW, Kind.PURCHASE),
        order="ordered",
        window=None,
        per="session",
        by="channel",
        groups=tuple(f"g{place}" for place in range(n_groups)),
        n=len(members),
        customers=len({m for m in members if m >= 0}),
        totals=totals(),
        reached=np.where(done, 2, 1).astype(np.int32),
        members=np.array(members, dtype=np.int32),
        group=np.array(groups, dtype=np.int32),
        users=pd.Index([f"u{place}" for place in range(max([*members, 0]) + 1)]),
    )


def test_each_once_is_the_plain_test() -> None:
    """30 of 100 in one group, 20 of 200 and 50 of 100 in the others, all of other customers."""
    groups = [0] * 100 + [1] * 200 + [2] * 100
    done = [place < 30 for place in range(100)] + [place < 20 for place in range(200)]
    done += [place < 50 for place in range(100)]
    found = compare_groups(made(list(range(400)), groups, done, 3))
    assert found[Difference.WHAT].tolist() == ["g0", "g1", "g2"]
    assert found[Difference.FIRST].tolist() == [30, 20, 50]
    assert found[Difference.SECOND].tolist() == [70, 80, 50]
    p = [same_share([30], 100, [70], 300)[0], same_share([20], 200, [80], 200)[0]]
    assert found[Difference.P].tolist()[:2] == pytest.approx(p)
    low, high = newcombe(30, 100, 70, 300)
    ends = found.loc[0, [Difference.LOW, Difference.HIGH]].tolist()
    assert ends == pytest.approx([100 * low, 100 * high])
    assert (found[Difference.ADJUSTED] >= found[Difference.P]).all()
    few = compare_groups(made(list(range(400)), groups, done, 3), least=150)
    assert few[Difference.WHAT].tolist() == ["g1"]


def test_what_one_customer_does_counts_little() -> None:
    """A customer with 60 visits, all with a purchase, makes no channel the best."""
    members = [0] * 60 + list(range(1, 61)) + list(range(61, 261))
    done = [True] * 60 + [place % 3 == 0 for place in range(260)]
    found = compare_groups(made(members, [0] * 120 + [1] * 200, done, 2))
    assert found[Difference.FIRST_SHARE].tolist() == pytest.approx([80 / 120, 67 / 200], abs=0.01)
    assert (found[Difference.ADJUSTED] > 0.05).all()


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(-1, 4), st.integers(0, 2), st.booleans()), min_size=2, max_size=25
    )
)
def test_the_rest_are_all_customers_outside_the_group(rows: list[tuple[int, int, bool]]) -> None:
    rows = sorted(rows, key=lambda row: row[0])
    funnel_ = made(*(list(column) for column in zip(*rows, strict=True)), 3)
    found = compare_groups(funnel_).set_index(Difference.WHAT)
    for name, row in found.iterrows():
        sides = []
        for inside in (True, False):
            sums: dict[object, list[int]] = {}
            for place, (member, group, done) in enumerate(rows):
                if (f"g{group}" == name) == inside:
                    own = sums.setdefault(member if member >= 0 else ("guest", place), [0, 0])
                    own[0] += done
                    own[1] += 1
            y, n = np.array(list(sums.values())).T
            t = float(
                independent(y.sum(), n.sum(), (y * y).sum(), (y * n).sum(), (n * n).sum(), len(n))
            )
            sides += [y.sum() / n.sum() * t, t]
        low, high = newcombe(*sides)
        assert [row[Difference.LOW], row[Difference.HIGH]] == pytest.approx(
            [100 * float(low), 100 * float(high)], abs=1e-6
        )


def test_equal_groups_seldom_differ() -> None:
    """20 groups of one share: some group is told apart in about 5 of 100 shops, not in 36."""
    rng = np.random.default_rng(3)
    n, draws = 20 * 100, 150
    alarms = 0
    for _ in range(draws):
        done = (rng.random(n) < 0.2).tolist()
        found = compare_groups(made(list(range(n)), [i % 20 for i in range(n)], done, 20))
        alarms += bool((found[Difference.ADJUSTED] < 0.05).any())
    assert alarms / draws < 0.11


def test_weeks_together() -> None:
    groups = [0] * 50 + [1] * 50 + [2] * 50 + [3] * 50
    done = [i % 50 < (20 if i < 100 else 10) for i in range(200)]
    found = compare_spans(made(list(range(200)), groups, done, 4), ["g2", "g3"], ["g0", "g1"])
    assert found[[Difference.FIRST, Difference.SECOND]].to_numpy().tolist() == [[20, 40]]
    low, high = newcombe(20, 100, 40, 100)
    assert found[Difference.LOW].tolist() == pytest.approx([100 * low])
    assert found[Difference.HIGH].tolist() == pytest.approx([100 * high])


def test_without_customers_there_is_nothing_to_compare() -> None:
    found = funnel(shop_of(ROWS), Filter(customers=pd.Index(["zoe"])), by="channel")
    assert compare_groups(found).empty
