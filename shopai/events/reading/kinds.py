"""The words for events, in the files of shops and trackers, and the kind each stands for."""

from __future__ import annotations

import re
from typing import Final

from shopai.columns import Kind
from shopai.events.reading.headers import key
from shopai.events.reading.words import folded

_KINDS: Final[dict[str, str]] = {
    word: kind
    for kind, words in {
        "view": "view views pv page_view pageview click clicks detail product_view view_item "
        "impression viewed visit browse item_view product_viewed 浏览 点击 查看 曝光 瀏覽 閲覧",
        "search": "search searched site_search view_search_results 搜索 搜寻 搜尋 検索",
        "cart": "cart add_to_cart addtocart add_cart cart_add basket add_to_basket added_to_cart "
        "atc 加购 加购物车 加入购物车 购物车 加車 加入購物車 カート",
        "wishlist": "wishlist fav favorite favourite favor collect like save add_to_wishlist "
        "add_to_favorites bookmark 收藏 喜欢 關注 お気に入り",
        "purchase": "purchase buy order transaction sale checkout purchased bought paid payment "
        "ordered order_completed 购买 下单 支付 成交 购买成功 購買 購入",
        "refund": "refund return returned refunded refunds 退款 退货 退貨 返品",
        "rating": "rating rate review rated reviewed 评分 评价 评论 評分 評価",
    }.items()
    for word in words.split()
}


#: What a phrase must hold to be of a kind, the first that does; "" is of none of the shop's kinds.
_PHRASES: Final[tuple[tuple[str, str], ...]] = (
    (Kind.REFUND, "refund|credit_(memo|note)|return(?!ing)|chargeback|reversal|erstatt|"
     "gutschrift|rembours|reembols|rimbors|zwrot|iade|возврат|退款|退货|返金|返品|환불|반품"),
    ("", "cancel|fail|declin|denied|abandon|start|begin|initiat|mail|sms|push|shipp|fulfil|deliver|"
     "withdraw|transfer|payout|fee|subscri|remov|delete|logout|login|sign|取消|注册|登录"),
    (Kind.SEARCH, "search|suche|recherche|busqueda|busca|ricerca|szuka|zoek|поиск|搜索|検索|검색"),
    (Kind.CART, "cart|basket|warenkorb|panier|carrito|carrinho|carrello|koszyk|winkelwagen|sepet|"
     "keranjang|корзин|加购|购物车|カート|장바구니"),
    (Kind.WISHLIST, "wish|favo|bookmark|merkzettel|收藏|お気に入り|찜"),
    (Kind.RATING, "rating|review|bewert|评价|評価"),
    (Kind.PURCHASE, r"(^|_)(compr(o|ou|ado|ada|aron)|kupi(l|la|no|ono)?|gekocht)(_|$)|"
     "gekauft|kaufte|achete|acquistat|купил|куплен|aangekocht|satin_aldi|membeli|dibeli|purchas|invoice|sales_receipt|rechnung|facture|factura|"
     "placed_order|order_placed|complet.*order|order_complet|order_paid|"
     "paid_order|payment|(^|_)sales?(_|$)|charge|bought|checkout_complet|kauf|achat|compra|acquist|"
     "odeme|zahlung|paiement|(^|_)pago(_|$)|pagamento|betaling|оплат|결제|"
     "zakup|aankoop|satin_al|покупк|"
     "购买|下单|购入|"
     "購入|구매|pembelian"),
    (Kind.VIEW, r"(^|_)(vio|viu|visto)(_|$)|visuali[sz]|angesehen|angeschaut|bekeken|"
     "obejrz|goruntule|dilihat|melihat|просмотр|посмотр|view|visit|page|screen|impression|aufruf|"
     "clicked_product|浏览|閲覧|조회"),
)  # fmt: skip


def kind_of(value: str) -> str | None:
    """The event kind a source's word or phrase stands for, or None.

    "Placed Order" is a purchase, "Refunded Order" a refund; "Opened Email" is none.
    """
    known = _KINDS.get(key(value))
    if known is not None:
        return known
    phrase = key(folded(value))
    for kind, pattern in _PHRASES:
        if re.search(pattern, phrase):
            return kind or None
    return None
