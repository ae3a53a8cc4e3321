"""The words for events, in the files of shops and trackers, and the kind each stands for."""

from __future__ import annotations

from typing import Final

from shopai.events.reading.headers import key

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


def kind_of(value: str) -> str | None:
    """The event kind a source's word stands for, or None."""
    return _KINDS.get(key(value))
