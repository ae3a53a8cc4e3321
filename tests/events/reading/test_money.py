"""The columns of money, told together by arithmetic."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from shopai.events.reading.evidence import Evidence
from shopai.events.reading.levels import Sales
from shopai.events.reading.money import MoneyReading, decide
from shopai.events.reading.roles import header_points
from tests.events.reading.first_rows import evidence, understood

LINES = {"order_id": "Order", "item_id": "Item"}
COUNTED = LINES | {"quantity": "Qty"}


def read(others: dict[str, str], *lines: str) -> MoneyReading:
    return decide(evidence(*lines), others)


def test_price_times_quantity_is_the_amount() -> None:
    money = read(COUNTED, "Order|Item|Qty|Price|Amount", "1|a|2|5|10", "1|b|1|3|3", "2|a|3|5|15")
    assert money.fields == {"price": "Price", "amount": "Amount", "quantity": "Qty"}
    assert money.reasons["price"] == "'Price' × quantity is 'Amount'"
    assert (money.warnings, money.rivals) == ((), ())


def test_a_quantity_without_a_name_is_told_by_price_and_amount() -> None:
    money = read(
        LINES, "Order|Item|Zwork|Price|Amount", "1|a|2|5|10", "1|b|1|3|3", "2|a|3|5|15",
        "3|b|2|3|6",
    )  # fmt: skip
    assert money.fields == {"price": "Price", "amount": "Amount", "quantity": "Zwork"}


def test_two_columns_that_disagree_are_rivals_with_the_revenue_of_each() -> None:
    money = read(COUNTED, "Order|Item|Qty|Price|Amount", "1|a|2|5|4", "1|b|1|3|30", "2|a|3|5|7")
    assert money.rivals == (("Price", 28.0), ("Amount", 41.0))


def test_a_steady_rate_between_two_columns_is_the_tax_and_is_told() -> None:
    money = read(
        COUNTED, "Order|Item|Qty|Price|Amount", "1|a|2|5|11.90", "1|b|1|3|3.57", "2|a|3|5|17.85",
    )  # fmt: skip
    assert money.fields == {"price": "Price", "quantity": "Qty"}
    assert money.warnings == (
        "'Amount' is 19% more than 'Price', as with tax: revenue is by 'Price', 28.00 in the "
        "first rows; by 'Amount' it would be 33.32.",
    )
    assert money.rivals == ()


def test_an_amount_paid_that_is_never_more_than_the_price_is_the_money() -> None:
    lines = ("1|a|2|5|9", "1|b|1|3|3", "2|a|3|5|12")
    money = read(COUNTED, "Order|Item|Qty|Price|Amount paid", *lines)
    assert money.fields == {"amount": "Amount paid", "quantity": "Qty"}
    assert money.reasons == {"amount": "what was paid"}


def test_a_total_that_holds_more_than_the_items_is_left_and_told() -> None:
    money = read(COUNTED, "Order|Item|Qty|Price|Total", "1|a|1|5|9", "2|b|2|3|10", "3|a|1|5|12")
    assert money.fields == {"price": "Price", "quantity": "Qty"}
    assert money.warnings == (
        "'Total' is more than 'Price' × quantity, as with shipping or tax: revenue is by 'Price'.",
    )


DISCOUNTED = COUNTED | {"discount": "Discount"}


@pytest.mark.parametrize(
    ("lines", "because"),
    [
        (("1|a|2|5|1|9", "1|b|1|3|0|3", "2|a|3|5|3|12"), "'Price' × quantity less 'Discount'"),
        (("1|a|2|5|10|9", "1|b|1|3|0|3", "2|a|3|5|20|12"),
         "'Price' × quantity less the rate in 'Discount'"),
    ],
)  # fmt: skip
def test_an_amount_from_which_the_discount_is_off_is_the_money(
    lines: tuple[str, ...], because: str
) -> None:
    money = read(DISCOUNTED, "Order|Item|Qty|Price|Discount|Amount", *lines)
    assert money.fields["amount"] == "Amount" and "price" not in money.fields
    assert money.reasons == {"amount": because}


def test_a_price_from_which_the_discount_is_off_keeps_no_discount() -> None:
    header = "Order|Item|Qty|List Price|Price|Discount"
    money = read(DISCOUNTED, header, "1|a|2|6|5|1", "1|b|1|3|3|0", "2|a|3|7|5|2")
    assert money.fields == {"price": "Price", "quantity": "Qty"}


@pytest.mark.parametrize(
    ("role", "lines"),
    [
        ("discount", ("1|a|2|6|1", "1|b|1|3|0", "2|a|3|7|2")),
        ("discount_rate", ("1|a|2|6|10%", "1|b|1|3|0%", "2|a|3|7|20%")),
        ("discount_rate", ("1|a|2|6|0.1", "1|b|1|3|0", "2|a|3|7|0.25")),
        ("order_discount", ("1|a|2|6|1", "1|b|1|3|1", "2|a|3|7|2", "2|b|3|3|2")),
    ],
)
def test_a_discount_is_of_the_line_of_the_order_or_a_rate(
    role: str, lines: tuple[str, ...]
) -> None:
    money = read(DISCOUNTED, "Order|Item|Qty|Price|Discount", *lines)
    assert money.fields == {"price": "Price", role: "Discount", "quantity": "Qty"}


def test_a_subtotal_is_better_than_a_total_and_what_was_paid_better_than_both() -> None:
    lines = ("1|a|10|15", "2|b|20|25", "3|c|30|35")
    assert read(LINES, "Order|Item|Subtotal|Total", *lines).fields == {"amount": "Subtotal"}
    assert read(LINES, "Order|Item|Net subtotal|Amount paid", *lines).fields == {
        "amount": "Amount paid"
    }


def test_one_amount_an_order_is_its_total() -> None:
    money = read(LINES, "Order|Item|Sum", "1|a|15", "1|b|15", "2|a|20", "2|c|20")
    assert money.fields == {"order_total": "Sum"}


def test_shipping_within_a_total_is_taken_off_and_told() -> None:
    shipped = LINES | {"shipping": "Shipping"}
    lines = ("1|a|5|15", "2|b|5|25", "3|c|0|35")
    money = read(shipped, "Order|Item|Shipping|Total", *lines)
    assert money.fields == {"amount": "Total", "shipping": "Shipping"}
    assert money.warnings == (
        "The shipping in 'Shipping' is taken off 'Total': revenue is what was paid for items.",
    )
    for other in ("Item total", "Price", "Subtotal"):
        assert "shipping" not in read(shipped, f"Order|Item|Shipping|{other}", *lines).fields


@pytest.mark.parametrize(("cells", "kept"), [("2.50", True), ("yes", False)])
def test_a_refund_is_an_amount_and_no_flag(cells: str, kept: bool) -> None:
    lines = ("1|a|2|5|0", f"2|b|1|3|{cells}")
    money = read(COUNTED | {"refunded": "Refunded"}, "Order|Item|Qty|Price|Refunded", *lines)
    assert ("refunded" in money.fields) is kept


def test_the_columns_of_a_known_export_stay_unless_the_rows_say_otherwise() -> None:
    priced = COUNTED | {"price": "Price"}
    header = "Order|Item|Qty|Price|Amount"
    stays = decide(evidence(header, "1|a|2|5|7", "2|a|1|5|3"), priced, fixed=True)
    assert stays.fields == {"price": "Price", "quantity": "Qty"}
    grows = ("1|a|2|10|1", "2|a|1|5|1", "3|b|2|6|1", "4|b|4|12|1")
    of_line = decide(evidence(header, *grows), priced, fixed=True)
    assert of_line.fields == {"amount": "Price", "quantity": "Qty"}


def revenue(seen: Evidence, roles: dict[str, str]) -> float:
    """Money of the rows under these roles, in plain arithmetic."""

    def of(role: str) -> np.ndarray:
        return seen[roles[role]].numbers if role in roles else np.zeros(seen.n_rows)

    def once(role: str) -> float:
        return sum(dict(zip(seen["Order"].cells, of(role).tolist(), strict=True)).values())

    units = Sales.of(seen, roles).quantity
    if "order_total" in roles:
        lines = once("order_total")
    else:
        base = next(role for role in ("price", "amount_before", "amount") if role in roles)
        money = of(base) * units if base == "price" else of(base)
        lines = float((money - of("discount") - money * of("discount_rate")).sum())
    return lines - once("order_discount") - once("shipping")


CENTS = st.integers(200, 9_999)
ORDERS = st.lists(
    st.tuples(st.lists(st.integers(0, 4), min_size=3, max_size=3), st.integers(0, 150),
              st.integers(0, 900)),
    max_size=4,
)  # fmt: skip


@settings(max_examples=60)
@given(
    prices=st.lists(CENTS, min_size=3, max_size=3, unique=True),
    orders=ORDERS,
    shown=st.sampled_from(["unit", "line", "unit line"]),
    places=st.permutations(range(5)),
)
def test_the_columns_that_add_up_give_the_planted_revenue(
    prices: list[int], orders: list[tuple[list[int], int, int]], shown: str, places: list[int]
) -> None:
    """Price, amount and total all have one header; the rows alone tell them apart."""
    # Two orders in which the items come at other quantities, one with a discount.
    orders = [([1, 2, 1], 100, 490), ([3, 1, 2], 0, 0), *orders]
    rows, planted = [], 0
    for number, (units, off, shipping) in enumerate(orders):
        lines = sum(map(int.__mul__, prices, units))
        assume(off == 0 or off != shipping)
        planted += lines - off if lines else 0
        for item, (price, n) in enumerate(zip(prices, units, strict=True)):
            money = [price, price * n, lines - off + shipping, off, shipping]
            if n:
                rows.append([f"o{number}", f"i{item}", str(n), *(f"{m / 100:.2f}" for m in money)])
    headers = ["Amount 1", "Amount 2", "Amount 3", "Discount", "Shipping"]
    kept = [place for place in places if place > 1 or ("unit", "line")[place] in shown]
    names = ["Order", "Item", "Qty", *(headers[place] for place in kept)]
    seen = Evidence.of(names, [[*row[:3], *(row[3 + place] for place in kept)] for row in rows])
    money = decide(seen, dict(COUNTED))
    assert revenue(seen, COUNTED | money.fields) == pytest.approx(planted / 100)
    assert money.rivals == ()


def test_of_several_prices_the_one_that_agrees_with_the_amount_is_the_money() -> None:
    lines = ("1|a|2|6|5|10", "1|b|1|3|3|3", "2|a|3|6|5|15")
    money = read(COUNTED, "Order|Item|Qty|Price old|Price new|Amount", *lines)
    assert (money.fields["price"], money.rivals) == ("Price new", ())


def test_an_amount_that_is_less_than_its_price_where_there_is_a_discount_is_after_it() -> None:
    lines = ("1|a|2|5|1|2|7", "1|b|1|3|1|0|2", "2|a|3|5|0|0|15")
    head = "Order|Item|Qty|Price|Discount|Rebate|Amount"
    money = read(DISCOUNTED, head, *lines)
    assert money.fields["amount"] == "Amount" and "price" not in money.fields
    assert money.rivals == ()


def test_a_tip_within_what_was_paid_is_no_money_for_items() -> None:
    lines = ("1|2.00|10.80|12.80", "2|0.00|5.40|5.40", "3|3.00|21.60|24.60")
    money = read({"order_id": "Order"}, "Order|Tip|Order total|Payments total", *lines)
    assert money.fields == {"order_total": "Order total"}


def test_a_purchase_price_beside_a_sale_price_is_what_the_shop_paid() -> None:
    lines = ("1|a|2|3|5", "1|b|1|2|3", "2|a|3|3|5")
    money = read(COUNTED, "Order|Item|Qty|Precio compra|Precio venta", *lines)
    assert money.fields["price"] == "Precio venta"
    alone = read(COUNTED, "Order|Item|Qty|Purchase price", "1|a|2|3", "1|b|1|2", "2|a|3|3")
    assert alone.fields["price"] == "Purchase price"


def test_a_refund_that_is_off_the_amount_already_is_not_taken_off_again() -> None:
    lines = ("1|100|60|40", "2|50|50|0", "3|80|50|30", "4|90|80|10", "5|70|70|0")
    fields = {"order_id": "Order", "refunded": "Refunded amount"}
    money = read(fields, "Order|Total|Amount paid|Refunded amount", *lines)
    assert "refunded" not in money.fields


def test_a_rate_that_says_what_remains_of_the_price_is_off_it_already() -> None:
    lines = ("1|a|2|10|9|90%|18", "1|b|1|4|4|100%|4", "2|a|3|10|8|80%|24")
    money = read(DISCOUNTED, "Order|Item|Qty|List price|Price|Discount|Amount", *lines)
    assert money.fields == {"price": "Price", "amount": "Amount", "quantity": "Qty"}


def test_a_total_of_items_is_a_number_of_units() -> None:
    opened = understood(
        "order_id|shop_id|user_id|order_amount|total_items|created_at",
        "1|5|u1|224|2|2017-03-13", "2|6|u2|90|1|2017-03-03", "3|7|u3|447|3|2017-03-01",
        "4|5|u2|704000|2000|2017-03-07",
    )  # fmt: skip
    assert opened.mapping.fields["quantity"] == "total_items"
    assert opened.mapping.fields["order_total"] == "order_amount"


@pytest.mark.parametrize(
    ("name", "role"),
    [("Subtotal after discount", "amount"), ("Сумма со скидкой", "amount"),
     ("Price after discount", "price"), ("Discount amount", "discount")],
)  # fmt: skip
def test_money_after_a_discount_is_not_the_discount(name: str, role: str) -> None:
    column = evidence(name, "5.50", "7.25")[name]
    best = max(("amount", "price", "discount"), key=lambda each: header_points(each, column).points)
    assert best == role


def test_the_cost_of_goods_stands_in_for_a_price_that_is_nowhere() -> None:
    opened = understood("kunden_id|artikel|kosten|stückzahl", "1|Tasse|2.00|3", "2|Teller|3.05|20")
    assert (
        opened.mapping.fields.keys() & {"price", "amount"} and "cost" not in opened.mapping.fields
    )


def test_what_a_payment_service_paid_out_after_its_fee_is_not_what_customers_paid() -> None:
    lines = ("1|100.00|-3.50|96.50", "2|50.00|-1.80|48.20", "3|20.00|-0.90|19.10")
    money = read({"order_id": "Order"}, "Order|Gross amount|Fee|Amount received", *lines)
    assert money.fields == {"amount": "Gross amount"}


def test_shipping_is_not_within_an_amount_that_is_never_more_than_the_goods() -> None:
    fields = COUNTED | {"shipping": "Shipping"}
    lines = ("1|a|2|10|4|18", "1|b|1|5|4|5", "2|a|3|10|4|30")
    money = read(fields, "Order|Item|Qty|Price|Shipping|Amount paid", *lines)
    assert money.fields["amount"] == "Amount paid" and "shipping" not in money.fields


def test_a_discount_written_as_a_rate_and_an_amount_comes_off_once() -> None:
    lines = ("1|a|2|10|10%|2", "1|b|1|5|20%|1", "2|a|3|10|0%|0")
    money = read(DISCOUNTED, "Order|Item|Qty|Price|Discount %|Discount", *lines)
    assert money.fields == {"price": "Price", "discount": "Discount", "quantity": "Qty"}


@pytest.mark.parametrize(
    ("header", "cents"),
    [("unit_price_cents", True), ("金额(分)", True), ("Prix en centimes", True), ("Price", False),
     ("Percentage", False), ("Center", False)],
)  # fmt: skip
def test_money_in_hundredths_is_told_by_its_header(header: str, cents: bool) -> None:
    assert evidence(header, "1250")[header].numbers.tolist() == [12.5 if cents else 1250.0]
