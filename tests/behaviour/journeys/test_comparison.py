"""Two audiences: by hand, heavy customers, and who is in both."""

from __future__ import annotations

import pandas as pd
import pytest

from shopai.behaviour.journeys.comparison import compare_journeys
from shopai.columns import Difference, Kind
from shopai.errors import ParameterError
from shopai.events.dataset import Dataset
from shopai.intervals import newcombe, same_share
from shopai.selection.filter import Filter
from tests.behaviour.journeys.shop import ROWS as SMALL
from tests.behaviour.journeys.shop import shop_of

V, C, P = Kind.VIEW, Kind.CART, Kind.PURCHASE


def customer(user: str, *kinds: str) -> list[tuple]:
    return [(user, kind, "i1", i, user, None) for i, kind in enumerate(kinds)]


#: Ten customers a: eight buy, one of them 50 times; ten customers b: three buy.
ROWS = [
    *customer("a0", V, C, *[P] * 50),
    *(row for i in range(1, 8) for row in customer(f"a{i}", V, C, P)),
    *(row for i in range(8, 10) for row in customer(f"a{i}", V, C)),
    *(row for i in range(3) for row in customer(f"b{i}", V, P)),
    *(row for i in range(3, 10) for row in customer(f"b{i}", V)),
]
FIRST = pd.Index([f"a{i}" for i in range(10)])
SECOND = pd.Index([f"b{i}" for i in range(10)])


@pytest.fixture(scope="module")
def shop() -> Dataset:
    return shop_of(ROWS)


def test_tokens_by_hand(shop: Dataset) -> None:
    found = compare_journeys(shop, None, FIRST, SECOND)
    table = found.table.set_index(Difference.WHAT)
    assert (found.first, found.second, found.both) == (10, 10, 0)
    assert table[Difference.FIRST].to_dict() == {V: 10, C: 10, P: 8}
    assert table[Difference.SECOND].to_dict() == {V: 10, C: 0, P: 3}
    assert table[Difference.POINTS].to_dict() == pytest.approx({V: 0, C: 100, P: 50})
    low, high = newcombe(8, 10, 3, 10)
    assert table.loc[P, [Difference.LOW, Difference.HIGH]].tolist() == pytest.approx(
        [100 * float(low), 100 * float(high)]
    )
    p = same_share([8], 10, [3], 10)[0]
    assert table.loc[P, Difference.P] == p
    assert table.loc[P, Difference.ADJUSTED] == pytest.approx(min(p * 3 / 2, 1))
    assert table.loc[V, Difference.ADJUSTED] == 1


def test_a_customer_with_many_journeys_counts_once(shop: Dataset) -> None:
    table = compare_journeys(shop, None, FIRST, SECOND, what="transition").table
    again = table[table[Difference.WHAT] == f"{P} → {P}"]
    assert again[[Difference.FIRST, Difference.SECOND]].to_numpy().tolist() == [[1, 0]]
    assert again[Difference.P].tolist() == [1.0]  # one of ten and none of ten
    assert table[Difference.P].is_monotonic_increasing
    by_hand = table[table[Difference.WHAT] == f"{V} → {C}"]
    assert by_hand[[Difference.FIRST, Difference.SECOND]].to_numpy().tolist() == [[10, 0]]


def test_funnel_by_hand(shop: Dataset) -> None:
    table = compare_journeys(shop, None, FIRST, SECOND, what="funnel").table
    assert table[Difference.WHAT].tolist() == [f"1. {V}", f"2. {C}", f"3. {P}"]
    assert table[Difference.FIRST].tolist() == [10, 10, 8]
    assert table[Difference.SECOND].tolist() == [10, 0, 0]
    bought = compare_journeys(shop, None, FIRST, SECOND, what="funnel", steps=(P,)).table
    assert bought[Difference.SECOND].tolist() == [3]


def test_in_both_and_in_neither(shop: Dataset) -> None:
    first, second = FIRST.append(pd.Index(["b0", "zoe"])), SECOND
    found = compare_journeys(shop, None, first, second)
    assert (found.first, found.second, found.both) == (10, 9, 1)
    assert found.totals.customers == 19
    few = compare_journeys(shop, Filter(customers=FIRST[:2].append(SECOND[:3])), first, second)
    assert (few.first, few.second, few.both) == (2, 2, 1)


def test_sides_change_the_sign(shop: Dataset) -> None:
    there = compare_journeys(shop, None, FIRST, SECOND).table.set_index(Difference.WHAT)
    back = compare_journeys(shop, None, SECOND, FIRST).table.set_index(Difference.WHAT)
    for left, right in [(Difference.POINTS, Difference.POINTS), (Difference.LOW, Difference.HIGH)]:
        assert there[left].to_dict() == pytest.approx((-back[right]).to_dict())
    assert there[Difference.P].to_dict() == pytest.approx(back[Difference.P].to_dict())


def test_what_cannot_be_compared(shop: Dataset) -> None:
    with pytest.raises(ParameterError, match="found 10 and 0, and 0 in both"):
        compare_journeys(shop, None, FIRST, pd.Index(["zoe"]))
    with pytest.raises(ParameterError, match="10 in both"):
        compare_journeys(shop, None, FIRST, FIRST)
    with pytest.raises(ParameterError, match="found 'path'"):
        compare_journeys(shop, None, FIRST, SECOND, what="path")  # type: ignore[arg-type]


def test_customers_without_time_are_customers() -> None:
    found = compare_journeys(
        shop_of(SMALL), None, pd.Index(["ann", "bob"]), pd.Index(["cat", "dan"])
    )
    table = found.table.set_index(Difference.WHAT)
    assert (found.first, found.second) == (2, 2)
    assert table.loc[P, [Difference.FIRST, Difference.SECOND]].tolist() == [2, 1]
