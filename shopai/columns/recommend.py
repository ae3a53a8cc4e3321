"""Recommendations, their parts and rules, and the items they are of."""

from __future__ import annotations

from typing import Final

from shopai.columns.events import Event, Item


class Scored:
    """Result tables of the recommenders."""

    ITEM: Final = Event.ITEM
    USER: Final = Event.USER
    RANK: Final = "rank"  # int, from 1
    SCORE: Final = "score"  # float, on the scale of the model
    BASIS: Final = "basis"  # str, one of Basis
    SUPPORT: Final = "support"  # int, what the score rests on: similar customers, or the
    # customer's own items; 0 for an item that is merely popular
    SIMILARITY: Final = "similarity"  # float, in [-1, 1]
    COMMON: Final = "n_common"  # int, items both have rated


class Part:
    """One row a part of a score: who or what it comes from, and how much it adds."""

    SOURCE: Final = "source"  # str: a neighbour's or an item's id, a word or a model
    WEIGHT: Final = "weight"  # float: similarity, weight of the item or of the word
    VALUE: Final = "value"  # float, the preference behind it
    MEAN: Final = "mean"  # float, what is usual for the source; missing where nothing is
    CONTRIBUTION: Final = "contribution"  # float, what it adds to the score


class Basis:
    """The values of :attr:`Scored.BASIS`: what an offer rests on."""

    NEIGHBOURS: Final = "neighbours"  # similar customers
    ITEMS: Final = "items"  # items like those the customer has
    FACTORS: Final = "factors"  # tastes learned from all customers
    CONTENT: Final = "content"  # words of the items the customer has
    FUSED: Final = "fused"  # several models
    USUAL: Final = "usual"  # how customer and item usually rate
    POPULAR: Final = "popular"  # what most customers prefer
    PINNED: Final = "pinned"  # the shop wants it there


class Exclude:
    """What a recommendation leaves out of what a customer did already."""

    BOUGHT: Final = "bought"  # bought or rated, also when it was sent back
    KNOWN: Final = "known"  # that, and all else the customer has a preference for
    NOTHING: Final = "nothing"

    ALL: Final = (BOUGHT, KNOWN, NOTHING)


class CatalogueTable:
    """One row an item, index :attr:`Item.ITEM`: what the shop's rules go by."""

    TITLE: Final = Item.TITLE
    CATEGORY: Final = Item.CATEGORY
    BRAND: Final = Item.BRAND
    PRICE: Final = Event.PRICE  # float, > 0, a unit, the latest known
    COST: Final = Item.COST  # float, a unit
    MARGIN: Final = "margin"  # float, PRICE − COST; < 0 for what sells at a loss
    STOCK: Final = Item.STOCK  # float, units available
