"""The total of an order as a witness to the money of its lines."""

from __future__ import annotations

import pytest

from shopai.events.reading.evidence import Evidence
from shopai.events.reading.witness import Base, Sum, adds_up
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
    taken = total.discount and (total.discount[0].name, total.discount[1])
    assert taken == (how and ("Discount", how))
    less = " less 'Discount'" if how else ""
    assert total.because == f"adds up to 'Total'{less}"


def test_tax_may_come_on_top_and_with_it_shipping() -> None:
    seen = evidence("Order|Qty|Price|Tax|Shipping|Total", "1|2|5|2|4|16", "2|1|3|1|0|4")
    total = judged(seen)
    assert total is not None and total.discount is None


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
    assert total is not None and total.discount is not None
    assert total.total.name == "Total paid"
