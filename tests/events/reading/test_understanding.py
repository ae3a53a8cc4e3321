"""The roles of columns that the rows of a table tell, where headers leave them open."""

from __future__ import annotations

import pytest

from shopai.columns import Kind
from shopai.events.load import load
from shopai.events.reading.mapping import ANY_ROW
from tests.events.conftest import Write
from tests.events.reading.first_rows import understood


def fields(*lines: str) -> dict[str, str]:
    return dict(understood(*lines).mapping.fields)


def test_a_bare_number_that_has_one_customer_and_day_is_the_order() -> None:
    told = fields(
        "Number|Date|Customer|Item|Qty|Amount", "A1|2024-03-01|ana|mug|2|10",
        "A1|2024-03-01|ana|cup|1|4", "A2|2024-03-02|bo|mug|1|5", "A2|2024-03-02|bo|cup|2|8",
    )  # fmt: skip
    assert told["order_id"] == "Number"


def test_a_bare_number_of_lines_with_items_is_none() -> None:
    told = fields(
        "id|Date|Customer|Item|Qty|Amount", "1|2024-03-01|ana|mug|2|10",
        "2|2024-03-01|ana|cup|1|4", "3|2024-03-02|bo|mug|1|5", "4|2024-03-02|bo|cup|2|8",
    )  # fmt: skip
    assert "order_id" not in told


def test_a_bare_number_of_invoices_without_items_is_the_order() -> None:
    told = fields(
        "Number|Date|Customer|Amount", "A1|2024-03-01|ana|10", "A2|2024-03-02|bo|4",
        "A3|2024-03-02|ana|5",
    )  # fmt: skip
    assert told["order_id"] == "Number"


def test_an_id_of_lines_gives_way_to_the_item_that_comes_again() -> None:
    told = fields(
        "order_id|user_id|items.id|items.variant_id|items.title|items.quantity|items.total",
        "1|ana|l1|v1|mug|2|10", "1|ana|l2|v2|cup|1|4", "2|bo|l3|v1|mug|1|5",
        "3|cy|l4|v2|cup|3|12",
    )  # fmt: skip
    assert told["item_id"] == "items.variant_id"


def test_an_id_of_something_unknown_in_the_lines_of_orders_is_the_item() -> None:
    told = fields(
        "order_details_id|order_id|pizza_id|quantity", "1|1|hawaiian_m|1", "2|2|classic_m|1",
        "3|2|hawaiian_m|2", "4|3|classic_m|1",
    )  # fmt: skip
    assert (told["order_id"], told["item_id"]) == ("order_id", "pizza_id")


@pytest.mark.parametrize("head", ["Unnamed: 0|when|zork|flurb", "index|when|zork|flurb"])
def test_numbers_of_rows_dates_and_classes_are_no_customers(head: str) -> None:
    rows = [f"{i}.0|2024-03-{i + 1:02}|{'ab'[i % 2]}|2024-04-{i + 1:02}" for i in range(20)]
    told = fields(head, *rows)
    assert told.get("user_id") is None


def test_one_address_on_all_rows_is_the_shops_own() -> None:
    told = fields(
        "E-mail|Date|Item|Amount",
        *(f"till@shop.example|2024-03-0{i}|mug|{i}.50" for i in range(1, 7)),
    )
    assert "user_id" not in told


def test_a_class_of_customers_is_no_customer() -> None:
    told = fields(
        "Order ID|Date|Customer Gizmo tier|Amount",
        *(f"{i}|2024-03-0{i}|{'Gold' if i % 2 else 'Blue'}|{i}.50" for i in range(1, 7)),
    )
    assert "user_id" not in told


def test_states_of_orders_in_a_column_named_state_are_no_places() -> None:
    told = fields(
        "order id|date|customer|amount|state", "1|2024-03-01|ana|10|paid",
        "2|2024-03-02|bo|4|cancelled", "3|2024-03-02|cy|5|refunded",
    )  # fmt: skip
    assert (told["status"], told.get("state")) == ("state", None)


def test_the_moment_that_most_rows_know_is_the_time() -> None:
    told = fields(
        "order id|start-date|posted-date|sku|amount",
        "|2024-03-01||mug|3",
        *(f"{i}||2024-03-0{i}|mug|4" for i in range(1, 7)),
    )
    assert told["timestamp"] == "posted-date"


def test_an_empty_phone_number_is_nobody() -> None:
    told = fields("order id|date|phone|sku|amount", "1|2024-03-01||mug|3", "2|2024-03-02||mug|4")
    assert "user_id" not in told


def test_facts_in_an_object_of_properties_are_those_of_the_event() -> None:
    told = fields(
        "event_type|event_time|user_id|event_properties.product_id|event_properties.price",
        "view|2024-03-01|ana|mug|5", "purchase|2024-03-02|bo|cup|4",
    )  # fmt: skip
    assert (told["item_id"], told["price"]) == (
        "event_properties.product_id", "event_properties.price",
    )  # fmt: skip


def test_a_reason_that_every_row_has_is_its_state() -> None:
    told = fields(
        "Reason for credit|Sub order no|Order date|SKU|Quantity|Discounted price",
        "DELIVERED|1_1|2024-03-01|mug|1|5", "CANCELLED|2_1|2024-03-02|cup|1|4",
        "DELIVERED|3_1|2024-03-02|cup|2|4",
    )  # fmt: skip
    assert (told["status"], told["order_id"]) == ("Reason for credit", "Sub order no")


def test_words_for_the_state_of_a_transaction_are_no_order_numbers() -> None:
    told = fields(
        "date|name|transaction",
        *(f"2024-03-0{1 + i % 9}|n{i}|{('success', 'cancelled')[i % 2]}" for i in range(20)),
    )
    assert "order_id" not in told


PLAYS = (
    "listener_id|episode|started_at|seconds_played", "ana|e1|2024-03-01|1800",
    "ana|e2|2024-03-02|30", "bo|e1|2024-03-03|1790",
)  # fmt: skip


def test_rows_that_say_how_long_something_was_played_are_views() -> None:
    opened = understood(*PLAYS)
    assert (opened.shape, dict(opened.mapping.kinds)) == ("events", {ANY_ROW: Kind.VIEW})
    assert "'seconds_played'" in opened.warnings[0]


def test_plays_are_loaded_as_views_and_nothing_is_sold(write: Write) -> None:
    dataset = load(write("\n".join(PLAYS).replace("|", ",")))
    assert dataset.event_counts == {Kind.VIEW: 3}
    assert dataset.report.warnings[0].startswith("Rows are read as views and not as purchases")


def test_minutes_beside_a_price_are_a_fact_of_the_sale() -> None:
    opened = understood(
        "customer|course|date|minutes|price", "ana|c1|2024-03-01|90|20", "bo|c2|2024-03-02|30|10"
    )
    assert (opened.shape, dict(opened.mapping.kinds)) == ("orders", {})


def test_ratings_are_told_by_their_words_in_other_languages() -> None:
    opened = understood(
        "Дата оценки|Логин|Фильм|Год|Оценка", "14.03.2024|kotik|Сталкер|1979|9",
        "14.03.2024|vova|Сталкер|1979|7", "15.03.2024|kotik|Солярис|1972|8",
    )  # fmt: skip
    assert opened.shape == "ratings"
    assert opened.mapping.fields["rating"] == "Оценка"


def test_an_id_of_something_unknown_that_has_one_moment_is_the_order() -> None:
    told = fields(
        "会計日|会計ID|商品名|数量|商品小計|会計割引額|会計合計",
        "2024/03/15|AR1|餃子|1|420|100|1170", "2024/03/15|AR1|ラーメン|1|850|100|1170",
        "2024/03/15|AR2|餃子|1|420|0|420",
        "2024/03/16|AR3|ラーメン|1|850|50|1220", "2024/03/16|AR3|餃子|1|420|50|1220",
    )  # fmt: skip
    assert (told["order_id"], told["order_discount"]) == ("会計ID", "会計割引額")


def test_an_order_number_of_few_rows_gives_way_to_a_number_of_all() -> None:
    told = fields(
        "ID|Email|Processed At|Title|Quantity|Total|Transaction: ID",
        "60|a@x.example|2024-04-09|Mug|1|18|", "60|a@x.example|2024-04-09|Bowl|1|22|",
        "60|a@x.example|2024-04-09||||T1", "61|b@x.example|2024-04-10|Mug|2|36|",
        "61|b@x.example|2024-04-10|Bowl|1|22|", "61|b@x.example|2024-04-10|Cup|1|9|",
        "61|b@x.example|2024-04-10|Pot|1|19|",
    )  # fmt: skip
    assert told["order_id"] == "ID"


def test_a_number_of_lines_is_no_customer_of_orders_with_several() -> None:
    told = fields(
        "pizza_id|order_id|pizza_name_id|quantity|order_date|unit_price|total_price|pizza_name",
        "1|1|mex_m|1|2015-01-09|16|16|Mexicana", "2|1|five_l|1|2015-01-09|18.5|18.5|Cheese",
        "3|2|mex_m|2|2015-01-10|16|32|Mexicana", "4|2|five_l|1|2015-01-10|18.5|18.5|Cheese",
        "5|3|mex_m|1|2015-01-10|16|16|Mexicana", "6|3|haw_s|3|2015-01-11|10.5|31.5|Hawaiian",
    )  # fmt: skip
    assert "user_id" not in told
    assert (told["title"], told.get("item_id")) == ("pizza_name", None)


def test_categories_under_a_header_with_the_word_order_are_no_orders() -> None:
    told = fields(
        "CustomerID|PreferedOrderCat|OrderCount|CashbackAmount", "50001|Fashion|8|235.64",
        "50002|Laptop & Accessory|8|194.31", "50003|Fashion|2|288.93", "50004|Mobile|1|150.20",
    )  # fmt: skip
    assert "order_id" not in told


def test_a_bare_number_with_several_days_is_the_customer_and_a_maker_is_none() -> None:
    told = fields(
        "id|category|company|date|purchasequantity|purchaseamount", "12|63|107|2012-03-03|2|3.18",
        "86|7|108|2012-03-06|3|22.77", "12|63|107|2012-03-09|1|1.59", "86|63|107|2012-03-13|1|1.59",
    )  # fmt: skip
    assert told["user_id"] == "id"


def test_a_count_of_customers_is_no_customer() -> None:
    said = understood(
        "Store|Date|Sales|Customers|Open", "1|2015-07-31|8750|686|1", "2|2015-07-31|5472|839|1",
        "1|2015-07-30|6711|494|1", "2|2015-07-30|7144|855|1",
    )  # fmt: skip
    assert "user_id" not in said.mapping.fields
    assert said.refusal is not None
    assert "holds sums of 'Sales'" in said.refusal


def test_an_account_beside_invoices_and_items_is_the_customer() -> None:
    rows = ["2024-03-12|I1|AC1|Deli|OIL|1|38.50", "2024-03-12|I2|AC8|Cafe|PAS|2|21.90"]
    told = fields("Date|Invoice|Account|Account Name|Product Code|Qty|Unit Price", *rows)
    assert told["user_id"] == "Account"
    ledger = fields("Account|Budget|Actual", "Rent|100|90", "Wages|200|210")
    assert ledger.get("user_id") != "Account" or "order_id" not in ledger


def test_the_name_of_properties_around_an_id_of_the_visitor_says_nothing() -> None:
    told = fields(
        "event|properties.time|properties.distinct_id|properties.product_id",
        "view|2024-03-12 10:00|ana@x.example|K1", "purchase|2024-03-12 10:05|bo@x.example|K2",
    )  # fmt: skip
    assert told["user_id"] == "properties.distinct_id"


def test_a_total_with_the_shipping_is_not_asked_about() -> None:
    said = understood(
        "Order Code|Item SKU|Created|Email|Total Price|Selling Price|Shipping Charges",
        "1|X|2024-04-14|a@x.example|948|899|49", "1|Y|2024-04-14|a@x.example|1299|1299|0",
        "2|X|2024-04-15|b@x.example|948|899|49", "3|Y|2024-04-16|c@x.example|1299|1299|0",
    )  # fmt: skip
    assert said.mapping.fields["price"] == "Selling Price"
    assert said.rivals == ()


def test_shipped_units_are_the_quantity_and_a_refundable_payment_is_no_refund() -> None:
    told = understood(
        "order|buyer-email|date|sku|quantity-shipped|item-price|status|refundable",
        "1|a@x.example|2024-05-02|B|1|19.99|success|true",
        "2|b@x.example|2024-05-03|L|2|49.98|success|false",
        "2|b@x.example|2024-05-03|B|2|39.98|declined|false",
    ).mapping  # fmt: skip
    assert told.fields["quantity"] == "quantity-shipped"
    assert "refundable" not in (told.fields["status"], *told.more.get("status", ()))


@pytest.mark.parametrize(
    ("head", "roles"),
    [
        ("Fecha|Nº ped.|Cte.|Prod.|Cant.|P.U.", "order_id user_id item_id quantity price"),
        ("Dat.|Re.-Nr.|Kd.-Nr.|Artikel|Stk.|EP", "order_id user_id item_id quantity price"),
        ("Date|N° fact.|Client|Article|Qté|PU TTC", "order_id user_id item_id quantity price"),
        ("Date|Inv #|Cust|Thing|How many|Each", "order_id user_id item_id quantity price"),
    ],
)
def test_abbreviations_in_sheets_kept_by_hand(head: str, roles: str) -> None:
    told = fields(
        head, "2024-06-14|24-61|Petit|Honey 500 g|6|6.50", "2024-06-14|24-61|Petit|Candle|1|12.90",
        "2024-06-15|24-62|Berger|Candle|3|12.90", "2024-06-16|24-63|Roux|Honey 500 g|2|6.50",
    )  # fmt: skip
    assert [told.get(role) for role in roles.split()] == head.split("|")[1:]


def test_a_column_that_asks_whether_it_was_paid_and_a_state_of_orders_are_statuses() -> None:
    paid = understood(
        "Name|E-mail|Box|Amt|Date|Paid?", "Ana|a@x.example|Big|42|2024-01-14|Y",
        "Bo|b@x.example|Small|24|2024-01-15|N", "Ana|a@x.example|Small|24|2024-01-17|Y",
    )  # fmt: skip
    assert paid.mapping.fields["status"] == "Paid?"
    state = fields(
        "Order ID|Date|State|Buyer Email|Product|Price", "1|2024-03-08|Complete|a@x.example|P|7.50",
        "2|2024-03-09|Refunded|b@x.example|Q|29", "3|2024-03-13|Complete|a@x.example|Q|29",
    )  # fmt: skip
    assert state["status"] == "State"
    place = fields(
        "Order ID|Date|State|Buyer Email|Product|Price", "1|2024-03-08|CA|a@x.example|P|7.50",
        "2|2024-03-09|OR|b@x.example|Q|29", "3|2024-03-13|NY|a@x.example|Q|29",
    )  # fmt: skip
    assert place["state"] == "State"


def test_the_one_date_of_ratings_is_their_time() -> None:
    told = fields(
        "Member|Book|Stars (1-5)|Finished", "Jo|Emma|1|13/01/2024", "Sam|Dune|3|14/01/2024",
        "Jo|Dune|5|15/01/2024",
    )  # fmt: skip
    assert (told["rating"], told["timestamp"]) == ("Stars (1-5)", "Finished")
