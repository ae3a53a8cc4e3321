"""Words and phrases for events, and the kind each stands for."""

from __future__ import annotations

import pytest

from shopai.columns import Kind
from shopai.events.reading.kinds import kind_of

#: Kind -> its words.
WORDS: dict[str | None, str] = {
    Kind.PURCHASE: "purchase|PURCHASE|Placed Order|Completed Order|order_completed|sales|"
    "Sales Receipt|Zahlung erhalten|Kauf|pago|покупка|購入|구매|satın alma|charge",
    Kind.REFUND: "refund|Refunded Order|Credit Memo|Gutschrift|Item returned|chargeback|возврат|"
    "退款|zwrot",
    Kind.VIEW: "pv|page view|Product Viewed|Clicked Product|returning visitor|浏览",
    Kind.CART: "Add to cart|add_to_cart|Warenkorb|加购|カート",
    Kind.WISHLIST: "wishlist|Added to Wishlist|favorites|收藏",
    Kind.RATING: "Wrote a review|rating|评价",
    Kind.SEARCH: "search results|Search|検索",
    None: "Opened Email|Cart abandoned|Checkout started|Order cancelled|Payment Fee|Payout|"
    "withdrawal|login|newsletter subscription|wholesale|resale|hello|Removed from cart|"
    "Payment failed|Order shipped",
}
EXAMPLES = [(word, kind) for kind, words in WORDS.items() for word in words.split("|")]


@pytest.mark.parametrize(("word", "kind"), EXAMPLES)
def test_the_kind_of_an_event(word: str, kind: str | None) -> None:
    assert kind_of(word) == kind


@pytest.mark.parametrize(
    "words",
    ["visualizou_produto|adicionou_carrinho|comprou", "просмотр товара|добавил в корзину|купил",
     "Produkt angesehen|in den Warenkorb|gekauft", "vio producto|agregó al carrito|compró",
     "produit visualisé|ajout au panier|acheté", "bekeken|in winkelwagen|gekocht"],
)  # fmt: skip
def test_what_people_did_is_told_in_verbs_too(words: str) -> None:
    assert [kind_of(word) for word in words.split("|")] == [Kind.VIEW, Kind.CART, Kind.PURCHASE]


def test_a_refund_beats_what_was_bought() -> None:
    assert kind_of("Purchase refunded") == Kind.REFUND
    assert kind_of("Refund of a payment") == Kind.REFUND


def test_a_returning_customer_brings_nothing_back() -> None:
    assert kind_of("returning customer purchase") == Kind.PURCHASE
