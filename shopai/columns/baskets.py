"""Sets of items bought together, rules and bundles."""

from __future__ import annotations

from typing import Final

from shopai.columns.events import Event, Item


class Rule:
    """Association rules: one row a rule "who has A in the basket also has C"."""

    ANTECEDENTS: Final = "antecedents"  # tuple of item ids or categories, A, in order of text
    CONSEQUENTS: Final = "consequents"  # tuple, C
    SUPPORT: Final = "support"  # float, 0 … 1, baskets with A and C / all baskets
    ANTECEDENT_SUPPORT: Final = "antecedent_support"  # float, 0 … 1, baskets with A / all
    CONSEQUENT_SUPPORT: Final = "consequent_support"  # float, 0 … 1, baskets with C / all
    CONFIDENCE: Final = "confidence"  # float, 0 … 1, of the baskets with A those with C
    LIFT: Final = "lift"  # float, ≥ 0, confidence / consequent support; 1 is chance
    LEVERAGE: Final = "leverage"  # float, support less what chance would give
    CONVICTION: Final = "conviction"  # float, ≥ 0; infinite where A never comes without C
    ZHANG: Final = "zhangs_metric"  # float, −1 … 1, 0 is chance
    COUNT: Final = "count"  # int, baskets with A and C
    P: Final = "p"  # float, 0 … 1, of so many baskets with both if A and C were independent
    P_ADJUSTED: Final = "p_adjusted"  # float, 0 … 1, after Benjamini and Hochberg


class Itemset:
    """Frequent itemsets: one row a set of items that enough baskets hold."""

    ITEMS: Final = "items"  # tuple of item ids or categories, in order of text
    LENGTH: Final = "length"  # int, ≥ 1
    SUPPORT: Final = Rule.SUPPORT
    COUNT: Final = Rule.COUNT


class AlsoBought:
    """What is bought with one item: one row another item, most baskets beyond chance first."""

    ITEM: Final = Event.ITEM  # item id, or category
    TITLE: Final = Item.TITLE
    CATEGORY: Final = Item.CATEGORY  # missing where unknown
    COUNT: Final = Rule.COUNT  # int, baskets with both
    CONFIDENCE: Final = Rule.CONFIDENCE  # float, 0 … 1, of the baskets with the item asked for
    LOW: Final = "confidence_low"  # float, ends of the 95 % interval of the confidence
    HIGH: Final = "confidence_high"
    LIFT: Final = Rule.LIFT
    P: Final = Rule.P
    P_ADJUSTED: Final = Rule.P_ADJUSTED  # float, among all other items


class Bundle:
    """Bundle suggestions: one row a set of items to offer together."""

    ANTECEDENTS: Final = Rule.ANTECEDENTS  # tuple, what is in the basket at its full price
    CONSEQUENTS: Final = Rule.CONSEQUENTS  # tuple, what is offered with it at less
    PRICE: Final = "price_together"  # float, money, a unit of each without the discount
    OFFER: Final = "price_of_offer"  # float, money, the same with the consequents at less
    COUNT: Final = Rule.COUNT  # int, baskets with all of them already
    MISSED: Final = "baskets_without_consequents"  # int, with the antecedents, not all of these
    EXTRA: Final = "extra_revenue"  # float, money, from baskets that take the offer
    GIVEN: Final = "discount_given"  # float, money, to baskets that hold all of it anyway
    NET: Final = "net_revenue"  # float, money, extra less given
    BREAK_EVEN: Final = "break_even"  # float, ≥ 0, share of MISSED that must take it for a NET of 0
    CONFIDENCE: Final = Rule.CONFIDENCE
    LIFT: Final = Rule.LIFT
    P_ADJUSTED: Final = Rule.P_ADJUSTED
