"""The total of an order as a witness to the money of its lines."""

from __future__ import annotations

import pytest

from shopai.events.reading.evidence import Evidence
from shopai.events.reading.witness import Base, Sum, adds_up, paid_less
from tests.events.reading.first_rows import evidence


def judged(seen: Evidence, base: str = "Price", total: str = "Total") -> Sum | None:
    """The sum for which a price per unit is the base."""
    orders = seen["Order"].cells
    bases = [Base(seen[base], seen[base].numbers * seen["Qty"].numbers, 1.0)]
    return adds_up(seen, orders, bases, [seen[total]], {"Order", "Qty", base, total})


#: Way of taking a discount off -> lines: two orders, of 2 × 5 + 1 × 3 and 3 × 5 + 1 × 3.
SUMS = {
    "order": ("Order|Qty|Price|Discount|Shipping|Total", "1|2|5|1|4|16", "1|1|3|1|4|16",
              "2|3|5|2|0|16", "2|1|3|2|0|16"),
    "line": ("Order|Qty|Price|Discount|Shipping|Total", "1|2|5|1|4|15", "1|1|3|1|4|15",
             "2|3|5|2|0|15", "2|1|3|1|0|15"),
    "rate": ("Order|Qty|Price|Discount|Shipping|Total", "1|2|5|10%|4|16", "1|1|3|0%|4|16",
             "2|3|5|20%|0|13.50", "2|1|3|50%|0|13.50"),
    None: ("Order|Qty|Price|Discount|Shipping|Total", "1|2|5|1|4|17", "1|1|3|1|4|17",
           "2|3|5|2|0|18", "2|1|3|2|0|18"),
}  # fmt: skip


@pytest.mark.parametrize("how", SUMS)
def test_the_way_a_discount_is_taken_off_is_the_one_that_adds_up(how: str | None) -> None:
    total = judged(evidence(*SUMS[how]))
    assert total is not None
    assert total.share == 1.0
    taken = [(column.name, way) for column, way in total.discounts]
    assert taken == ([("Discount", how)] if how else [])
    less = " less 'Discount'" if how else ""
    assert total.because == f"adds up to 'Total'{less}"


def test_tax_may_come_on_top_and_with_it_shipping() -> None:
    seen = evidence("Order|Qty|Price|Tax|Shipping|Total", "1|2|5|2|4|16", "2|1|3|1|0|4")
    total = judged(seen)
    assert total is not None and (total.discounts, total.extras) == ((), 2)


def test_where_nothing_adds_up_there_is_no_witness() -> None:
    seen = evidence("Order|Qty|Price|Discount|Total", "1|2|5|1|20", "2|1|3|1|9", "3|1|7|2|8")
    assert judged(seen) is None


def test_one_order_is_no_statement() -> None:
    lines = ("Order|Qty|Price|Total", "1|2|5|13", "1|1|3|13")
    assert judged(evidence(*lines)) is None
    assert judged(evidence(*lines, "2|1|3|3")) is not None


def test_of_ten_orders_one_may_not_add_up_and_of_five_none() -> None:
    lines = [f"{order}|2|{order}|{2 * order}" for order in range(1, 10)]
    total = judged(evidence("Order|Qty|Price|Total", *lines, "99|1|5|77"))
    assert total is not None and total.share == pytest.approx(0.9)
    assert judged(evidence("Order|Qty|Price|Total", *lines[:4], "99|1|5|77")) is None


def test_a_total_on_the_first_line_alone_is_enough() -> None:
    seen = evidence("Order|Qty|Price|Total", "1|2|5|13", "1|1|3|", "2|1|3|8", "2|1|5|")
    assert judged(seen) is not None


def test_of_two_bases_that_add_up_the_better_liked_is_the_money() -> None:
    seen = evidence("Order|Price|Amount|Total", "1|5|5|5", "2|3|3|3")
    bases = [Base(seen[name], seen[name].numbers, liking) for name, liking in
             (("Price", 0.5), ("Amount", 0.9))]  # fmt: skip
    total = adds_up(seen, seen["Order"].cells, bases, [seen["Total"]], {"Order"})
    assert total is not None and total.base.column.name == "Amount"


def test_what_was_paid_in_the_end_says_more_than_a_subtotal() -> None:
    seen = evidence("Order|Qty|Price|Discount|Subtotal|Total paid", "1|2|5|1|10|9", "2|1|3|2|3|1")
    totals = [seen["Subtotal"], seen["Total paid"]]
    bases = [Base(seen["Price"], seen["Price"].numbers * seen["Qty"].numbers, 1.0)]
    taken = {"Order", "Qty", "Price", "Subtotal", "Total paid"}
    total = adds_up(seen, seen["Order"].cells, bases, totals, taken)
    assert total is not None and total.discounts
    assert total.total.name == "Total paid"


def test_discounts_of_shop_and_platform_come_off_together() -> None:
    # 2 × 5 + 1 × 3 less 1 and 2 of the lines and 4 of the order is 6; 3 × 5 less 5 is 10.
    seen = evidence(
        "Order|Qty|Price|Shop discount|Coupon discount|Total", "1|2|5|1|4|6", "1|1|3|2|4|6",
        "2|3|5|0|5|10",
    )  # fmt: skip
    total = judged(seen)
    assert total is not None
    assert [(column.name, way) for column, way in total.discounts] == [
        ("Shop discount", "line"), ("Coupon discount", "order"),
    ]  # fmt: skip


def test_of_two_totals_that_hold_the_one_after_the_coupon_is_what_was_paid() -> None:
    # 10 + 3 and 15 of goods: the sum stands beside the amount billed, which is 2 less.
    seen = evidence(
        "Order|Qty|Price|Coupon discount|Total|Invoice amount", "1|2|5|2|13|11", "1|1|3|2|13|11",
        "2|3|5|0|15|15",
    )  # fmt: skip
    bases = [Base(seen["Price"], seen["Price"].numbers * seen["Qty"].numbers, 1.0)]
    totals = [seen["Total"], seen["Invoice amount"]]
    total = adds_up(seen, seen["Order"].cells, bases, totals, {"Order", "Qty", "Price"})
    assert total is not None and total.total.name == "Invoice amount"


def test_an_amount_paid_that_is_less_in_some_orders_holds_a_discount_written_nowhere() -> None:
    seen = evidence(
        "Order|Qty|Price|Total|Amount paid", "1|2|5|10|8", "2|1|3|3|3", "3|3|5|15|15", "4|1|7|7|7",
    )  # fmt: skip
    total = judged(seen)
    assert total is not None
    less = paid_less(seen, seen["Order"].cells, total, [seen["Amount paid"]], {"Order", "Qty"})
    assert less is not None
    column, by_lines, by_paid = less
    assert (column.name, by_lines.sum(), by_paid.sum()) == ("Amount paid", 35.0, 33.0)


def test_what_is_paid_in_part_by_most_says_nothing_of_a_discount() -> None:
    seen = evidence("Order|Qty|Price|Total|Amount paid", "1|2|5|10|5", "2|1|3|3|1", "3|1|5|5|5")
    total = judged(seen)
    assert total is not None
    taken = {"Order", "Qty"}
    assert paid_less(seen, seen["Order"].cells, total, [seen["Amount paid"]], taken) is None
