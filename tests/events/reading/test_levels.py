"""The level of a column of money, told by the rows: of a unit, of a line or of an order."""

from __future__ import annotations

import numpy as np
import pytest

from shopai.events.reading.evidence import Column
from shopai.events.reading.levels import (
    Sales,
    agreement,
    best,
    candidates,
    close,
    evidence_of_level,
    judged,
)
from tests.events.reading.first_rows import evidence


def column(*values: float | str, name: str = "m") -> Column:
    return Column(name, tuple(map(str, values)))


def sales(quantity: list[float], orders: str, items: str) -> Sales:
    """Rows with the orders and items that are named in these words."""
    return Sales(np.array(quantity, dtype=float), orders.split(), items.split())


TWICE = sales([1, 2, 1, 3], "1 2 3 4", "a a b b")
PAIRS = sales([1, 2, 1, 3], "1 1 2 2", "a b a b")


@pytest.mark.parametrize(
    ("rows", "values", "level"),
    [
        pytest.param(TWICE, (5, 5, 3, 3), ("unit", 2), id="the same at different quantities"),
        pytest.param(TWICE, (5, 10, 3, 9), ("line", 2), id="grows with the quantity"),
        pytest.param(PAIRS, (13, 13, 20, 20), ("order", 2), id="the same on all lines of an order"),
        pytest.param(PAIRS, (13, "", 20, ""), ("order", 2), id="on the first line of an order"),
        pytest.param(PAIRS, (5, 6, 7, 8), None, id="differs within orders"),
        pytest.param(TWICE, (5, 10, 3, 3), None, id="one item each way"),
        pytest.param(TWICE, (5, 8, 3, 5), None, id="neither"),
        pytest.param(TWICE, (5, "", 3, "x"), None, id="blank and words"),
    ],
)
def test_the_rows_tell_the_level(
    rows: Sales, values: tuple[float | str, ...], level: tuple[str, int] | None
) -> None:
    assert evidence_of_level(rows, column(*values)) == level


def test_a_coincidence_in_one_order_says_nothing_against_the_items() -> None:
    rows = sales([1, 2, 1, 3, 2], "1 1 2 3 4", "a b a b c")
    assert evidence_of_level(rows, column(5, 5, 5, 5, 7)) == ("unit", 1)


def test_lines_of_one_order_may_have_one_price() -> None:
    rows = sales([1, 1, 1, 1], "1 1 2 3", "a b a c")
    assert evidence_of_level(rows, column(5, 5, 5, 7, name="price")) is None
    assert evidence_of_level(rows, column(5, 5, 5, 7, name="m")) == ("order", 1)


def test_a_price_of_an_item_is_never_taken_for_the_order_s() -> None:
    rows = sales([1, 1, 1, 1], "1 1 2 2", "a b a b")
    assert evidence_of_level(rows, column(5, 5, 9, 9, name="item price")) is None
    assert evidence_of_level(rows, column(5, 5, 9, 9, name="amount")) == ("order", 2)
    assert evidence_of_level(rows, column(5, 5, 5, 5, name="item price")) is None


def test_amounts_are_close_to_the_cent_or_to_half_a_percent() -> None:
    one, other = (
        np.array([1.00, 1.00, 1000.0, 1000.0, np.nan]),
        np.array([1.01, 1.02, 1005, 1007, 1]),
    )
    assert close(one, other).tolist()[:4] == [1.0, 0.0, 1.0, 0.0]
    assert np.isnan(close(one, other)[4])
    assert agreement(one, other) == 0.5
    assert agreement(one[4:], other[4:]) == 0.0


def test_a_total_is_parted_evenly_among_the_lines_of_its_order() -> None:
    parted = PAIRS.once_an_order(np.array([10.0, 10.0, np.nan, 6.0]))
    assert parted.tolist() == [5.0, 5.0, 3.0, 3.0]


def test_a_blank_quantity_is_one_unit_and_a_word_is_none() -> None:
    seen = evidence("Item|Qty|Order", "a|2|1", "a||1", "a|two|2")
    rows = Sales.of(seen, {"quantity": "Qty", "order_id": "Order", "item_id": "Item"})
    assert rows.quantity[:2].tolist() == [2.0, 1.0]
    assert np.isnan(rows.quantity[2])
    assert rows.rows_of(rows.orders) == [[0, 1]]


@pytest.mark.parametrize(
    ("name", "level"),
    [("Unit price", "unit"), ("Price", "unit"), ("Amount", "line"), ("Line total", "line"),
     ("Order amount", "order"), ("Item price total", "line"), ("Price paid", "line")],
)  # fmt: skip
def test_where_the_rows_say_nothing_the_header_does(name: str, level: str) -> None:
    rows = sales([1, 1], "1 2", "a b")
    money = judged(rows, column(5, 7, name=name))
    assert (money.level, money.reason, money.shown) == (level, "by its header", False)


def test_rows_are_believed_before_the_header() -> None:
    money = judged(TWICE, column(5, 10, 3, 9, name="Unit price"))
    assert (money.level, money.reason) == ("line", "grows with the quantity (items: 2)")


def test_an_order_s_amount_that_differs_among_its_lines_is_of_the_line() -> None:
    assert judged(PAIRS, column(5, 6, 7, 8, name="Order amount")).level == "line"


def test_candidates_are_filled_columns_of_money_only() -> None:
    seen = evidence(
        "Order|Price|Amount|Discount|Tax|Refunded amount|Date|Price changed",
        "1|2|4|1|1||2024-01-01|", "2|3|6|1|1||2024-01-02|", "3|3|6|1|1||2024-01-02|",
        "4|3|6|1|1|2|2024-01-02|9",
    )  # fmt: skip
    assert [column.name for column in candidates(seen, {"Order"})] == ["Price", "Amount"]
    assert [column.name for column in candidates(seen, {"Order", "Price"})] == ["Amount"]


def test_what_was_paid_is_better_than_what_was_listed() -> None:
    rows = sales([1, 1], "1 2", "a b")
    monies = [judged(rows, column(5, 7, name=name)) for name in ("Original price", "Price", "Sum")]
    unit, line = best(monies, "unit"), best(monies, "line")
    assert unit is not None and unit.column.name == "Price"
    assert line is not None and line.column.name == "Sum"
    assert best(monies, "order") is None


@pytest.mark.parametrize(("top", "level"), [(50, "unit"), (35, "line"), (40, None)])
def test_the_row_of_an_order_tells_what_its_lines_add_up_to(top: float, level: str | None) -> None:
    # A row without an item stands above 2 × 15 and 1 × 20.
    rows = Sales(np.array([3.0, 2.0, 1.0]), ["1", "1", "1"], ["", "a", "b"])
    told = evidence_of_level(rows, column(top, 15, 20))
    assert (told and told[0]) == level
