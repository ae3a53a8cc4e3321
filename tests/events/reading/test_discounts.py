"""Discounts that come off a price, and those that are off already."""

from __future__ import annotations

from tests.events.reading.first_rows import understood


def fields(*lines: str) -> dict[str, str]:
    return dict(understood(*lines).mapping.fields)


def test_a_price_before_the_discount_is_no_discount() -> None:
    for head in ("Cena brutto przed rabatem|Cena brutto", "Preis vor Rabatt|Preis"):
        told = fields(
            f"order|customer|sku|date|qty|{head}", "1|a|x|2024-03-11|1|35|35",
            "2|b|y|2024-03-12|1|89|80.10", "3|a|x|2024-03-13|2|35|31.50",
        )  # fmt: skip
        assert told["price"] == head.partition("|")[2]
        assert "discount" not in told


def test_the_price_that_is_another_less_the_discount_was_paid() -> None:
    told = fields(
        "order_nr|sku|date|base_price|offer_price|invoice_price|coupon_discount",
        "1|x|2024-05-06|54|45|45|0", "2|y|2024-05-07|27|22.50|20.25|2.25",
        "3|x|2024-05-08|54|45|40.50|4.50", "4|y|2024-05-09|27|22.50|22.50|0",
    )  # fmt: skip
    assert told["price"] == "invoice_price"
    assert "discount" not in told


def test_a_discount_by_which_the_price_of_an_item_falls_is_off_already() -> None:
    told = fields(
        "order|customer|sku|date|Selling Price|Discount", "1|a|x|2024-04-14|809.10|89.90",
        "1|a|y|2024-04-14|1299|0", "2|b|x|2024-04-15|899|0", "3|c|y|2024-04-16|1169.10|129.90",
    )  # fmt: skip
    assert told["price"] == "Selling Price"
    assert "discount" not in told


def test_a_discount_beside_a_price_that_stays_comes_off() -> None:
    told = fields(
        "order|customer|sku|date|Selling Price|Discount", "1|a|x|2024-04-14|899|89.90",
        "1|a|y|2024-04-14|1299|0", "2|b|x|2024-04-15|899|0", "3|c|y|2024-04-16|1299|129.90",
    )  # fmt: skip
    assert told["discount"] == "Discount"
