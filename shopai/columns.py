"""Every table's column names, types and units, in one place.

No other module (tests included) types a column name as a string: a misspelt
name is then an ``AttributeError`` at once, not an empty chart much later.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


class Kind:
    """The values of :attr:`Event.KIND`: what a customer did."""

    VIEW: Final = "view"
    SEARCH: Final = "search"
    CART: Final = "cart"
    WISHLIST: Final = "wishlist"
    PURCHASE: Final = "purchase"
    REFUND: Final = "refund"
    RATING: Final = "rating"

    ALL: Final = (VIEW, SEARCH, CART, WISHLIST, PURCHASE, REFUND, RATING)


class Event:
    """The event table: one row is one thing that happened."""

    USER: Final = "user_id"  # str; null for a guest
    ITEM: Final = "item_id"  # str; null for a search
    KIND: Final = "event"  # str, one of Kind.ALL
    TIME: Final = "timestamp"  # UTC, microseconds
    EPOCH: Final = "epoch_us"  # int64, the same instant: microseconds since 1970-01-01 UTC
    QUANTITY: Final = "quantity"  # float, units, >= 0 (a refund is told by KIND, not by a sign)
    PRICE: Final = "price"  # float, per unit, >= 0, in CURRENCY
    DISCOUNT: Final = "discount"  # float, money off the whole line, >= 0, in CURRENCY
    RATING: Final = "rating"  # float, the source's own scale
    SESSION: Final = "session_id"  # str
    ORDER: Final = "order_id"  # str
    QUERY: Final = "query"  # str, what was searched for
    CURRENCY: Final = "currency"  # str, ISO 4217 where known; one value a data set


class Item:
    """The item table: one row an item."""

    ITEM: Final = Event.ITEM
    TITLE: Final = "title"
    CATEGORY: Final = "category"
    BRAND: Final = "brand"
    DESCRIPTION: Final = "description"
    COST: Final = "cost"  # float, what one unit costs the shop
    STOCK: Final = "stock"  # float, units available; below 0 where more are sold than there are


class Customer:
    """The customer table: one row a customer, known attributes beside USER."""

    USER: Final = Event.USER
    EMAIL: Final = "email"
    PHONE: Final = "phone"
    CONSENT: Final = "consent"
    COUNTRY: Final = "country"
    FIRST_NAME: Final = "first_name"
    LAST_NAME: Final = "last_name"
    CITY: Final = "city"
    STATE: Final = "state"
    ZIP: Final = "zip"


class SetAside:
    """Rows of the source that did not become events, one row a fault."""

    LINE: Final = "line"  # int, 1-based line (or row) number in the source
    COLUMN: Final = "column"  # str, the source's own column name
    VALUE: Final = "value"  # str, what stood there
    REASON: Final = "reason"  # str, why the row was set aside


#: DuckDB types of the event table, in column order.
EVENT_TYPES: Final[dict[str, str]] = {
    Event.USER: "VARCHAR",
    Event.ITEM: "VARCHAR",
    Event.KIND: "VARCHAR",
    Event.TIME: "TIMESTAMP",
    Event.EPOCH: "BIGINT",
    Event.QUANTITY: "DOUBLE",
    Event.PRICE: "DOUBLE",
    Event.DISCOUNT: "DOUBLE",
    Event.RATING: "DOUBLE",
    Event.SESSION: "VARCHAR",
    Event.ORDER: "VARCHAR",
    Event.QUERY: "VARCHAR",
    Event.CURRENCY: "VARCHAR",
}

#: DuckDB types of the item table, in column order.
ITEM_TYPES: Final[dict[str, str]] = {
    Item.ITEM: "VARCHAR",
    Item.TITLE: "VARCHAR",
    Item.CATEGORY: "VARCHAR",
    Item.BRAND: "VARCHAR",
    Item.DESCRIPTION: "VARCHAR",
    Item.COST: "DOUBLE",
    Item.STOCK: "DOUBLE",
}

#: DuckDB types of the set-aside table, in column order.
SET_ASIDE_TYPES: Final[dict[str, str]] = {
    SetAside.LINE: "BIGINT",
    SetAside.COLUMN: "VARCHAR",
    SetAside.VALUE: "VARCHAR",
    SetAside.REASON: "VARCHAR",
}


class Feature:
    """Customer features: one row a customer, index :attr:`Event.USER`."""

    RECENCY: Final = "recency_days"
    LAST_SEEN: Final = "last_seen_days"
    TENURE: Final = "tenure_days"
    FREQUENCY: Final = "frequency"
    MONETARY: Final = "monetary"
    AVERAGE_ORDER: Final = "average_order_value"
    INTERPURCHASE: Final = "interpurchase_days"
    UNITS: Final = "units"
    DISTINCT_ITEMS: Final = "distinct_items"
    DISTINCT_CATEGORIES: Final = "distinct_categories"
    REFUND_RATE: Final = "refund_rate"
    DISCOUNT_SHARE: Final = "discount_share"
    SESSIONS: Final = "sessions"
    VIEWS: Final = "views"
    SEARCHES: Final = "searches"
    CARTS: Final = "carts"
    WISHLISTS: Final = "wishlists"
    RATINGS: Final = "ratings"
    MEAN_RATING: Final = "mean_rating"
    CONVERSION: Final = "conversion"
    CART_ABANDONMENT: Final = "cart_abandonment"


@dataclass(frozen=True)
class Meaning:
    """What a marketer reads for a feature."""

    label: str
    unit: str  # "days", "orders", "money", "share", ...
    text: str  # one sentence: exactly what is counted


#: The features in display order, each with its label, unit and exact definition.
FEATURES: Final[dict[str, Meaning]] = {
    Feature.RECENCY: Meaning(
        "Days since last purchase",
        "days",
        "From the customer's last purchase to the newest event in the data. "
        "Missing for those who never bought.",
    ),
    Feature.FREQUENCY: Meaning(
        "Orders",
        "orders",
        "Distinct orders; where the source has no order number, distinct sessions with a purchase.",
    ),
    Feature.MONETARY: Meaning(
        "Net spend",
        "money",
        "Price × quantity of purchases minus that of refunds.",
    ),
    Feature.AVERAGE_ORDER: Meaning(
        "Average order value",
        "money",
        "Purchases before refunds divided by orders. Missing for those who never bought.",
    ),
    Feature.LAST_SEEN: Meaning(
        "Days since last seen",
        "days",
        "From the customer's last event of any kind to the newest event in the data.",
    ),
    Feature.TENURE: Meaning(
        "Days since first seen",
        "days",
        "From the customer's first event to the newest event in the data.",
    ),
    Feature.INTERPURCHASE: Meaning(
        "Days between orders",
        "days",
        "From first to last order, divided by orders − 1. Missing below two orders.",
    ),
    Feature.UNITS: Meaning("Units bought", "units", "Quantity of purchases before refunds."),
    Feature.DISTINCT_ITEMS: Meaning(
        "Different items bought", "items", "Distinct items among the purchases."
    ),
    Feature.DISTINCT_CATEGORIES: Meaning(
        "Different categories bought", "categories", "Distinct categories among the purchases."
    ),
    Feature.REFUND_RATE: Meaning(
        "Refund rate",
        "share",
        "Refunded money divided by purchased money. Missing for those who bought nothing.",
    ),
    Feature.DISCOUNT_SHARE: Meaning(
        "Discount share",
        "share",
        "Discounts divided by what the purchases would have cost without them. "
        "Missing where the source knows no discounts.",
    ),
    Feature.SESSIONS: Meaning("Sessions", "sessions", "Distinct sessions."),
    Feature.VIEWS: Meaning("Views", "events", "Item views."),
    Feature.SEARCHES: Meaning("Searches", "events", "Searches."),
    Feature.CARTS: Meaning("Added to cart", "events", "Items put in the cart."),
    Feature.WISHLISTS: Meaning("Added to wishlist", "events", "Items put on the wishlist."),
    Feature.RATINGS: Meaning("Ratings", "events", "Ratings given."),
    Feature.MEAN_RATING: Meaning(
        "Mean rating", "rating", "Mean of the ratings given. Missing where none was."
    ),
    Feature.CONVERSION: Meaning(
        "Conversion",
        "share",
        "Sessions with a view and a purchase divided by sessions with a view. "
        "Missing for those without a view.",
    ),
    Feature.CART_ABANDONMENT: Meaning(
        "Cart abandonment",
        "share",
        "Sessions with something put in the cart and no purchase, divided by sessions with "
        "something put in the cart. Missing for those without a cart.",
    ),
}


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


class Flow:
    """One row a pair of groups that share customers."""

    SOURCE: Final = "from"  # int, segment 0 … k−1, or another group's name
    TARGET: Final = "to"
    CUSTOMERS: Final = "customers"  # int, in both
    SHARE: Final = "share_of_source"  # float, 0 … 1, of the source's customers


class Moves:
    """One row a customer at two moments: in which group, and what was known of them."""

    SOURCE: Final = Flow.SOURCE  # int, segment 0 … k−1 at the first moment, or a group's name
    TARGET: Final = Flow.TARGET  # the same at the second
    MONETARY_BEFORE: Final = "monetary_before"  # float, net spend by the first moment
    MONETARY_AFTER: Final = "monetary_after"
    FREQUENCY_BEFORE: Final = "frequency_before"  # float, orders; missing for no customer yet
    FREQUENCY_AFTER: Final = "frequency_after"
    RECENCY_BEFORE: Final = "recency_days_before"  # float, since the last purchase
    RECENCY_AFTER: Final = "recency_days_after"


class Criterion:
    """One row a number of segments: how good the partition is, by several measures."""

    K: Final = "k"
    INERTIA: Final = "inertia"  # float, squared scaled units, falls with K
    CALINSKI_HARABASZ: Final = "calinski_harabasz"  # float, larger is better
    DAVIES_BOULDIN: Final = "davies_bouldin"  # float >= 0, smaller is better
    GAP: Final = "gap"  # float, larger is better
    GAP_ERROR: Final = "gap_error"  # float, standard error
    GAP_AHEAD: Final = "gap_ahead"  # float, standard errors above the gap of one group
    SQUARED: Final = "silhouette_squared"  # float, −1 … 1, squared distances, every customer
    SILHOUETTE: Final = "silhouette_sample"  # float, −1 … 1, Euclidean, a sample
    SILHOUETTE_ERROR: Final = "silhouette_sample_error"  # float, standard error
    STABILITY: Final = "stability"  # float, 0 … 1, mean Jaccard of the segments
    WEAKEST: Final = "weakest_segment"  # float, 0 … 1, the least Jaccard of a segment; missing
    # where one is so small that nobody was drawn from it
    RAND: Final = "adjusted_rand"  # float, <= 1, mean agreement with resamples
    SMALLEST: Final = "smallest_segment"  # int, customers


class Skew:
    """One row a numeric feature: how lopsided it is, third standardised moment."""

    FEATURE: Final = "feature"
    BEFORE: Final = "skewness_before"  # float, of the values; 0 symmetric, > 0 a long upper tail
    AFTER: Final = "skewness_after"  # float, of the scaled values


class SegmentShare:
    """One row a segment: its size and what it brings."""

    SEGMENT: Final = "segment"  # int, 0 … k−1
    CUSTOMERS: Final = "customers"  # int
    CUSTOMER_SHARE: Final = "share_of_customers"  # float, 0 … 1
    REVENUE: Final = "revenue"  # float, net spend of the members
    REVENUE_SHARE: Final = "share_of_revenue"  # float, of what all known customers spent,
    # guests left out; missing where that is <= 0


class ShareInterval:
    """Beside :class:`SegmentShare`: 95 % intervals of the shares."""

    CUSTOMERS_LOW: Final = "share_of_customers_low"  # float, 0 … 1
    CUSTOMERS_HIGH: Final = "share_of_customers_high"
    REVENUE_LOW: Final = "share_of_revenue_low"  # float; missing where the share is
    REVENUE_HIGH: Final = "share_of_revenue_high"


class Near:
    """One row a customer between two segments, the nearest to the boundary first."""

    SEGMENT: Final = SegmentShare.SEGMENT  # int, 0 … k−1, the own one
    NEXT: Final = "next_segment"  # int, the nearest other one
    DISTANCE: Final = "distance"  # float, to the own centre, in the scaled space
    NEXT_DISTANCE: Final = "next_distance"  # float, to the centre of the next segment
    MARGIN: Final = "margin"  # float, −1 … 1: 0 on the boundary, < 0 beyond it, 1 in the centre
    SILHOUETTE: Final = "silhouette_squared"  # float, −1 … 1, squared distances


class Trend:
    """One row a day, week or month."""

    START: Final = "start"  # UTC, the first instant of the day, week (Monday) or month
    REVENUE: Final = "revenue"  # float, net of refunds
    ORDERS: Final = "orders"  # int, orders that began in it
    EVENTS: Final = "events"  # int
    WHOLE: Final = "whole"  # bool, False where the data begin or end within it


class Top:
    """What sells best: one row an item or a category."""

    ITEM: Final = Item.ITEM
    TITLE: Final = Item.TITLE
    CATEGORY: Final = Item.CATEGORY
    REVENUE: Final = "revenue"  # float, net of refunds; missing where nothing has a price
    UNITS: Final = "units"  # float, bought
    EVENTS: Final = "events"  # int, of any kind
    SHARE: Final = "share"  # float, of all revenue, or of all events where nothing has a price,
    # those without an item or category included


class AudienceShare:
    """One row an audience: its size and what it brings."""

    AUDIENCE: Final = "audience"  # str, its name
    CUSTOMERS: Final = SegmentShare.CUSTOMERS
    CUSTOMER_SHARE: Final = SegmentShare.CUSTOMER_SHARE  # float, 0 … 1, of all known customers
    REVENUE: Final = SegmentShare.REVENUE
    REVENUE_SHARE: Final = SegmentShare.REVENUE_SHARE
    AVERAGE_ORDER: Final = Feature.AVERAGE_ORDER  # float, purchases before refunds / orders
    SOURCE: Final = "source"  # str, how it was made


class Shared:
    """One row a combination of audiences: the customers in exactly these."""

    AUDIENCES: Final = "audiences"  # tuple of str, names in the order given
    CUSTOMERS: Final = SegmentShare.CUSTOMERS  # int, in these and in no other
    CUSTOMER_SHARE: Final = SegmentShare.CUSTOMER_SHARE  # float, of the customers in any audience
    REVENUE: Final = SegmentShare.REVENUE  # float, net spend


class RfmTable:
    """RFM tables: customers scored, the named groups, their rules, the cut points."""

    R: Final = "R"  # int, 1 … 5, 5 the most recent
    F: Final = "F"  # int, 1 … 5, 5 the most orders
    M: Final = "M"  # int, 1 … 5, 5 the highest net spend
    FM: Final = "FM"  # mean of F and M, a half rounded up: 1 … 5
    SCORE: Final = "score"  # str, R, F and M side by side: "545"
    GROUP: Final = "group"  # str, one of the eleven named groups
    CUSTOMERS: Final = SegmentShare.CUSTOMERS
    CUSTOMER_SHARE: Final = SegmentShare.CUSTOMER_SHARE  # float, of the customers scored
    REVENUE: Final = SegmentShare.REVENUE  # float, net spend of the customers scored
    REVENUE_SHARE: Final = SegmentShare.REVENUE_SHARE  # float, missing where revenue is <= 0
    MEAN_RECENCY: Final = "mean_recency_days"  # float
    MEAN_FREQUENCY: Final = "mean_frequency"  # float
    MEAN_MONETARY: Final = "mean_monetary"  # float
    MEANING: Final = "meaning"  # str, who they are
    ACTION: Final = "what_to_do"  # str
    MEASURE: Final = "measure"  # str, Feature.RECENCY, Feature.FREQUENCY or Feature.MONETARY
    LOW: Final = "lowest"  # float, the smallest value with the score, in the measure's unit
    HIGH: Final = "highest"  # float, the largest


class PersonaTable:
    """One row a segment: its name, and the rule that tells its customers."""

    NAME: Final = "name"  # str, suggested; no two alike
    RULE: Final = "rule"  # str, conditions in words
    STANDS_OUT: Final = "stands_out"  # str, a multiple of the average beside the rule; or empty
    RECALL: Final = "share_caught"  # float, of the segment's customers, whom the rule catches
    PRECISION: Final = "share_right"  # float, of those it catches, who are in the segment
    OWN_TREE: Final = "own_tree"  # bool, the rule is from a tree for this segment alone
    CUSTOMERS: Final = SegmentShare.CUSTOMERS


class Pull:
    """One row a feature: what puts one customer in a segment and not in the next."""

    FEATURE: Final = "feature"
    LEVEL: Final = "level"  # str, the customer's value of a category; empty for a number
    VALUE: Final = "value"  # float, of the customer, original units; 1 for a category
    OWN: Final = "own_average"  # float, of the own segment; of a category the share with LEVEL
    NEXT: Final = "next_average"  # float, of the next segment
    CONTRIBUTION: Final = "contribution"  # float, to the difference of squared distances; > 0
    # pulls to the own segment


#: How an amount in a currency (ISO 4217) is written.
CURRENCY_SIGNS: Final[dict[str, str]] = {
    "GBP": "£",
    "EUR": "€",
    "USD": "$",
    "CNY": "¥",
    "JPY": "¥",
    "INR": "₹",
}
