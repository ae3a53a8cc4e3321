"""What comes next: counts by hand, conservation, and names."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings

from shopai.behaviour.journeys.tokens import distinct
from shopai.behaviour.journeys.transitions import transitions
from shopai.columns import Item, Kind, State, Step
from shopai.errors import ParameterError
from shopai.events.dataset import Dataset
from shopai.intervals import wilson
from shopai.selection.filter import Filter
from tests.behaviour.journeys.shop import ROWS, rows, shop_of

V, C, P, R = Kind.VIEW, Kind.CART, Kind.PURCHASE, Kind.REFUND


@pytest.fixture(scope="module")
def shop() -> Dataset:
    return shop_of(ROWS)


def counts(found: pd.DataFrame) -> dict[tuple[str, ...], int]:
    return {
        (*before, to): n
        for before, to, n in zip(found[Step.FROM], found[Step.TO], found[Step.COUNT], strict=True)
    }


def test_transitions_by_hand(shop: Dataset) -> None:
    """ann: view view cart purchase view; bob: view cart purchase; cat: cart view purchase."""
    found = transitions(shop)
    assert counts(found.table) == {
        (State.START, V): 2, (State.START, C): 1, (State.START, R): 1,
        (V, V): 1, (V, C): 2, (V, P): 1, (V, State.END): 1,
        (C, P): 2, (C, V): 1,
        (P, V): 1, (P, State.END): 2,
        (R, State.END): 1,
    }  # fmt: skip
    assert (found.n, found.customers, found.events, found.folded) == (4, 4, 12, 0)
    assert found.tokens == (V, C, P, R)
    cart = found.table.iloc[list(counts(found.table)).index((V, C))]
    assert cart[Step.CUSTOMERS] == 2
    assert cart[Step.PROBABILITY] == 2 / 5
    start = found.table.iloc[list(counts(found.table)).index((State.START, V))]
    assert [start[Step.LOW], start[Step.HIGH]] == pytest.approx(
        [float(end) for end in wilson(2, 4)]
    )


def test_second_order_by_hand(shop: Dataset) -> None:
    found = counts(transitions(shop, order=2).table)
    assert {key: n for key, n in found.items() if key[:2] in {(State.START, V), (V, C)}} == {
        (State.START, V, V): 1,
        (State.START, V, C): 1,
        (V, C, P): 2,
    }
    assert found[State.START, R, State.END] == 1


def test_sessions_are_visits(shop: Dataset) -> None:
    """a1, a2, b1, b2, b3, c1 and the guest's; eve's refund is no visit, dan's has no time."""
    found = transitions(shop, per="session")
    assert (found.n, found.customers) == (7, 3)
    table = found.table.set_index([Step.FROM, Step.TO])
    assert table.loc[[((V,), C)], [Step.COUNT, Step.CUSTOMERS]].to_numpy().tolist() == [[2, 1]]
    refunds = transitions(shop, per="session", kinds=[Kind.REFUND])
    assert refunds.n == 1


def test_items_beyond_the_top_are_other(shop: Dataset) -> None:
    found = transitions(shop, of="item", top=1, repeats=False)
    assert found.tokens == ("Boots",)
    assert found.folded == 2
    # ann: Boots Beret Boots; bob: Boots; cat: Cap; eve: Boots
    assert counts(found.table) == {
        (State.START, "Boots"): 3, (State.START, State.OTHER): 1,
        ("Boots", State.OTHER): 1, (State.OTHER, "Boots"): 1,
        ("Boots", State.END): 3, (State.OTHER, State.END): 1,
    }  # fmt: skip


def test_names_are_never_mixed_up() -> None:
    items = pd.DataFrame(
        {
            Item.ITEM: ["i1", "i2", "i3"],
            Item.TITLE: ["Boots", "Boots", "start"],
            Item.CATEGORY: ["other", "end", None],
        }
    )
    shop = shop_of(ROWS, items)
    assert transitions(shop, of="item").tokens == ("Boots (i1)", "Boots (i2)", "start (item)")
    names = transitions(shop, of="category").tokens
    assert set(names) == {"other (category)", "end (category)", State.UNKNOWN}


@settings(max_examples=4, deadline=None)
@given(rows())
def test_as_many_leave_a_state_as_come_to_it(events: list[tuple]) -> None:
    shop = shop_of(events)
    for per in ("customer", "session"):
        found = transitions(shop, per=per)
        table = found.table.assign(**{Step.FROM: [before for (before,) in found.table[Step.FROM]]})
        came = table.groupby(Step.TO)[Step.COUNT].sum()
        left = table.groupby(Step.FROM)[Step.COUNT].sum()
        assert left.get(State.START, 0) == came.get(State.END, 0) == found.n
        assert (
            came.drop(State.END, errors="ignore").to_dict()
            == left.drop(State.START, errors="ignore").to_dict()
        )
        total = table.groupby(Step.FROM)[Step.PROBABILITY].sum()
        assert total.to_numpy() == pytest.approx(1)
        assert (table[Step.LOW] <= table[Step.PROBABILITY] + 1e-12).all()
        assert (table[Step.PROBABILITY] <= table[Step.HIGH] + 1e-12).all()
        assert (table[Step.CUSTOMERS] <= table[Step.COUNT]).all()
        twice = transitions(shop, per=per, order=2).table
        inner = twice[[before[0] != State.START for before in twice[Step.FROM]]]
        assert inner[Step.COUNT].sum() == found.events - found.n  # every event but the first


def test_a_filter_that_chooses_nothing_gives_an_empty_table(shop: Dataset) -> None:
    found = transitions(shop, Filter(customers=pd.Index(["zoe"])))
    assert found.table.empty
    assert (found.n, found.customers) == (0, 0)


def test_impossible_settings_are_refused(shop: Dataset) -> None:
    for wrong in ({"order": 3}, {"top": 0}, {"top": 101}, {"of": "brand"}, {"per": "day"},
                  {"kinds": ["buy"]}, {"kinds": "view"}):  # fmt: skip
        with pytest.raises(ParameterError):
            transitions(shop, **wrong)


def test_names_made_unique_are_unique() -> None:
    def of(names: list[str], ids: list[str], what: str = "item") -> list[str]:
        return list(distinct(np.array(names, dtype=object), np.array(ids, dtype=object), what))

    assert of(["A", "A", "B"], ["1", "2", "3"]) == ["A (1)", "A (2)", "B"]
    assert of(["A", "A", "A (1)"], ["1", "2", "3"]) == ["A (1) (1)", "A (2)", "A (1) (3)"]
    other = [State.OTHER, f"{State.OTHER} (category)"]
    found = of(other, other, "category")
    assert len(set(found)) == 2
    assert State.OTHER not in found
