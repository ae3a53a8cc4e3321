"""Recommendations: what they offer and why, and models compared."""

from __future__ import annotations

from typing import Final

from shopai.columns.events import Event, Item
from shopai.columns.segments import SegmentShare


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
    """Items a recommendation leaves out, by what the customer did already."""

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


class MostOffered:
    """One row an item: lists of a group of customers taken together, the most offered first."""

    ITEM: Final = Event.ITEM
    TITLE: Final = Item.TITLE  # str, the id where there is none
    CATEGORY: Final = Item.CATEGORY
    PRICE: Final = Event.PRICE  # float, a unit, the latest known
    CUSTOMERS: Final = SegmentShare.CUSTOMERS  # int, whose list holds it
    SHARE: Final = "share_of_lists"  # float, 0 … 1
    BASIS: Final = Scored.BASIS  # str, the commonest
    SUPPORT: Final = Scored.SUPPORT  # int, median of the offers with that basis
    DID: Final = "did"  # str, of an own item as source: purchase, rating, or view for any other
    SOURCE: Final = Part.SOURCE  # str, the commonest strongest own item or word; "" for none
    AGREED: Final = "share_of_reasons"  # float, 0 … 1, of the offers explained those with it


class Compared:
    """Recommenders compared: one row a model and metric, or a pair of models and a metric."""

    MODEL: Final = "model"  # str, the name it was given
    METRIC: Final = "metric"  # str, one of Metric
    GROUP: Final = "group"  # str, one of Tested: which customers or items
    VALUE: Final = "value"  # float
    LOW: Final = "low"  # float, ends of the 95 % interval; missing where it was measured once
    HIGH: Final = "high"
    N: Final = "n"  # int, customers; of RMSE and MAE ratings
    USER: Final = Event.USER
    OTHER: Final = "other_model"  # str, what MODEL is compared with
    DIFFERENCE: Final = "difference"  # float, value of MODEL less that of OTHER
    P: Final = "p"  # float, 0 … 1, of so large a difference if the models were alike
    ADJUSTED: Final = "p_holm"  # float, the same for all pairs of models at once, after Holm


class Metric:
    """The values of :attr:`Compared.METRIC`."""

    PRECISION: Final = "precision"
    RECALL: Final = "recall"
    NDCG: Final = "ndcg"
    GRADED: Final = "ndcg_graded"
    MAP: Final = "map"
    MRR: Final = "mrr"
    HIT: Final = "hit_rate"
    RMSE: Final = "rmse"
    MAE: Final = "mae"
    COVERAGE: Final = "coverage"
    NOVELTY: Final = "novelty"
    DIVERSITY: Final = "diversity"
    GINI: Final = "gini"
    POPULARITY: Final = "popularity_bias"
    FIT: Final = "fit_seconds"
    RECOMMEND: Final = "recommend_seconds"
    MEMORY: Final = "peak_memory_mb"


class Tested:
    """The values of :attr:`Compared.GROUP`."""

    ALL: Final = "all"
    WARM: Final = "warm"  # customers the models knew something of; of ratings, items too
    COLD_USERS: Final = "cold users"  # nothing was known of the customer
    COLD_ITEMS: Final = "cold items"  # nobody had the item yet; only these count as relevant
