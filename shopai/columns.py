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
    CHANNEL: Final = "channel"  # str, what brought the visit: e-mail, search, an advertisement
    DEVICE: Final = "device"  # str, what it was made with: phone, desktop


class Line:
    """What the timeline has beside the columns of the event table."""

    LINE: Final = "line"  # int64, the event's row in the event table, from 0
    KIND: Final = "kind"  # int8, the place of Event.KIND in Kind.ALL


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
    Event.CHANNEL: "VARCHAR",
    Event.DEVICE: "VARCHAR",
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


class State:
    """Names in journeys that are no event, category or item of the shop."""

    START: Final = "start"  # before the first event of a journey
    END: Final = "end"  # after its last
    LEFT: Final = "left"  # of paths: the journey ended before this step
    OTHER: Final = "other"  # all that has no name of its own
    UNKNOWN: Final = "not known"  # an item without category, a customer without group, ...

    ALL: Final = (START, END, LEFT, OTHER, UNKNOWN)


class Step:
    """One row a transition of journeys: what comes next."""

    FROM: Final = Flow.SOURCE  # tuple of str: the last one or two states
    TO: Final = Flow.TARGET  # str, the next state
    COUNT: Final = "count"  # int, times it happened
    CUSTOMERS: Final = SegmentShare.CUSTOMERS  # int, known ones who did it
    PROBABILITY: Final = "probability"  # float, 0 … 1, of COUNT among all that came after FROM
    LOW: Final = "low"  # float, ends of its 95 % interval
    HIGH: Final = "high"


class PathNode:
    """One row a place of paths, in the order of the steps; index 0, 1, …."""

    STEP: Final = "step"  # int, from 1
    NAME: Final = "name"  # str
    ROLE: Final = "role"  # str, PathNode.TOKEN, State.OTHER or State.LEFT
    COUNT: Final = Step.COUNT  # int, journeys here at this step
    SHARE_OF_START: Final = "share_of_start"  # float, 0 … 1, of all journeys
    SHARE_OF_PREVIOUS: Final = "share_of_previous"  # float, of those that were still there at
    # the step before; missing at step 1

    TOKEN: Final = "token"  # the role of an event, category or item


class PathLink:
    """One row a pair of places at one step and the next, with the journeys that took it."""

    STEP: Final = PathNode.STEP  # int, of the source, from 1
    SOURCE: Final = "source"  # int, index of the place in the table of places
    TARGET: Final = "target"
    FROM: Final = Flow.SOURCE  # str, its name
    TO: Final = Flow.TARGET
    COUNT: Final = Step.COUNT
    SHARE_OF_START: Final = PathNode.SHARE_OF_START
    SHARE_OF_PREVIOUS: Final = PathNode.SHARE_OF_PREVIOUS  # float, of the journeys at the source


class FunnelStep:
    """One row a group and step of a funnel."""

    GROUP: Final = "group"  # str; FunnelStep.EVERYONE without groups
    STEP: Final = PathNode.STEP  # int, from 1
    NAME: Final = PathNode.NAME  # str, what the step asks for
    JOURNEYS: Final = "journeys"  # int, customers or sessions that reached it
    CUSTOMERS: Final = SegmentShare.CUSTOMERS  # int, known customers among them
    SHARE_OF_FIRST: Final = "share_of_first"  # float, 0 … 1, of the journeys at step 1
    LOW: Final = Step.LOW  # float, ends of its 95 % interval
    HIGH: Final = Step.HIGH
    SHARE_OF_PREVIOUS: Final = PathNode.SHARE_OF_PREVIOUS  # float, of those at the step before
    PREVIOUS_LOW: Final = "previous_low"  # float, ends of its 95 % interval
    PREVIOUS_HIGH: Final = "previous_high"
    LOST: Final = "lost"  # int, journeys that reached the step before and not this one
    MEDIAN_SECONDS: Final = "median_seconds"  # float, from the step before to this one
    TIMED: Final = "timed"  # int, journeys the median rests on
    WHOLE: Final = "whole"  # bool, False for a week that the data do not cover, window included

    EVERYONE: Final = "all"  # the one group where nothing was grouped


class Again:
    """Tables of the time to the next purchase."""

    DAYS: Final = "days"  # int, since an order
    SHARE: Final = "share"  # float, 0 … 1, of orders with a next one by then, estimated
    LOW: Final = Step.LOW  # float, ends of its 95 % interval
    HIGH: Final = Step.HIGH
    AT_RISK: Final = "at_risk"  # int, orders still waiting for a next one at that time
    BOUGHT: Final = "bought_again"  # int, orders followed by a next one by then
    NUMBER: Final = "order_number"  # int, of the order waited from: 1 for the first
    ORDERS: Final = "orders"  # int, orders waited from
    MEDIAN: Final = "median_days"  # float; missing where fewer than half buy again
    MEDIAN_LOW: Final = "median_low"  # float, ends of its 95 % interval; missing where open
    MEDIAN_HIGH: Final = "median_high"


class Difference:
    """One row something that two audiences do: how much more of the first do it."""

    WHAT: Final = "what"  # str
    FIRST: Final = "first"  # int, customers of the first audience who do it
    SECOND: Final = "second"  # int, of the second
    FIRST_SHARE: Final = "share_of_first_audience"  # float, 0 … 1
    SECOND_SHARE: Final = "share_of_second_audience"
    POINTS: Final = "percentage_points"  # float, −100 … 100, first less second
    LOW: Final = Step.LOW  # float, ends of its 95 % interval, percentage points
    HIGH: Final = Step.HIGH
    P: Final = Compared.P  # float, of so large a difference if the audiences were alike
    ADJUSTED: Final = "p_adjusted"  # float, after Benjamini and Hochberg over all rows


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


class Pattern:
    """Sequential patterns: one row an order of steps that enough customers went through."""

    PATTERN: Final = "pattern"  # tuple of str: event kinds, categories or item ids, first to last
    LENGTH: Final = "length"  # int, >= 1, steps
    CUSTOMERS: Final = "customers"  # int, with at least one sequence that holds the pattern
    SUPPORT: Final = "support"  # float, 0 … 1, of the customers with a sequence
    LOW: Final = "support_low"  # float, ends of the 95 % interval of the support
    HIGH: Final = "support_high"
    PREVIOUS: Final = "share_of_previous"  # float, 0 … 1, of the customers with the pattern less
    # its last step; of one step the support
    SEQUENCES: Final = "sequences"  # int, sessions (or customers) that hold the pattern


class CohortTable:
    """Cohorts: the names of their axes, the mean line, and one long row a cohort and age."""

    COHORT: Final = "cohort"  # UTC, the first instant of the month or week it began in
    AGE: Final = "age"  # int, whole months or weeks since then, from 0
    SIZE: Final = "cohort_customers"  # int, customers of the cohort
    CUSTOMERS: Final = "customers"  # float, of them those who bought (or were seen) at that age
    SHARE: Final = "share"  # float, 0 … 1, customers / size
    LOW: Final = "share_low"  # float, 0 … 1, ends of the 95 % interval of the share
    HIGH: Final = "share_high"
    REVENUE: Final = "revenue"  # float, net of refunds, at that age
    ORDERS: Final = "orders"  # float, that began at that age
    VALUE: Final = "value_per_customer"  # float, revenue up to and with that age / size
    WHOLE: Final = "whole"  # bool, False where the period is not over
    COHORTS: Final = "cohorts"  # int, pooled in the mean
    OF: Final = "customers_of"  # str, a segment, or everyone, in a file of several


class Lifetime:
    """Customer lifetime value: one row a buyer, index :attr:`Event.USER`."""

    REPEATS: Final = "repeat_purchases"  # int, days with a purchase after the first such day
    RECENCY: Final = "last_purchase_age_days"  # int, from the first purchase day to the last
    AGE: Final = "age_days"  # int, from the first purchase day to the end of what was seen
    MEAN_VALUE: Final = "mean_repeat_value"  # float, money of a repeat purchase before refunds;
    # missing for who has none with a price
    ALIVE: Final = "alive"  # float, 0 … 1, probability to be a customer still
    PURCHASES: Final = "expected_purchases"  # float, purchase days in the horizon
    PURCHASE_VALUE: Final = "expected_purchase_value"  # float, money of one of them
    VALUE: Final = "expected_value"  # float, money in the horizon, before refunds
    VALUE_IF_ALIVE: Final = "expected_value_if_alive"  # float, the same were ALIVE 1
    AT_RISK: Final = "value_at_risk"  # float, VALUE_IF_ALIVE − VALUE, what is lost with them


class Holdout:
    """A model against what happened next: one row a number of repeat purchases before."""

    REPEATS: Final = "repeat_purchases"  # int, in the part the model was fitted on; the last
    # row holds all with so many or more
    CUSTOMERS: Final = "customers"  # int
    ACTUAL: Final = "actual"  # float, purchases a customer in the part held out
    PREDICTED: Final = "predicted"  # float, the model's mean
    LOW: Final = "predicted_low"  # float, ends of the 95 % range the actual should be in
    HIGH: Final = "predicted_high"


class SearchTable:
    """What is searched for: one row a query, spellings of the same taken together.

    Shares are of FOLLOWED; their 95 % intervals know that one customer's searches are alike.
    """

    QUERY: Final = Event.QUERY  # str, the spelling most often typed
    SPELLING: Final = "spelling"  # str, one way to type it
    SPELLINGS: Final = "spellings"  # int, different ones typed
    SEARCHES: Final = "searches"  # int
    SHARE: Final = "share_of_searches"  # float, 0 … 1
    CUSTOMERS: Final = "customers"  # int, known customers who searched for it
    FOLLOWED: Final = "followed"  # int, searches with a time in a known visit
    NO_CLICK: Final = "without_click"  # float, 0 … 1, led to no item
    NO_CLICK_LOW: Final = "without_click_low"
    NO_CLICK_HIGH: Final = "without_click_high"
    NO_PURCHASE: Final = "without_purchase"  # float, 0 … 1, led to no purchase
    NO_PURCHASE_LOW: Final = "without_purchase_low"
    NO_PURCHASE_HIGH: Final = "without_purchase_high"
    ENDED: Final = "ended_visit"  # float, 0 … 1, last thing done in the visit
    ENDED_LOW: Final = "ended_visit_low"
    ENDED_HIGH: Final = "ended_visit_high"
    BEFORE: Final = "searches_before"  # int, in the earlier period
    RECENT: Final = "searches_recent"  # int, in the recent one
    GROWTH: Final = "growth"  # float, share of the recent searches / of the earlier ones
    GROWTH_LOW: Final = "growth_low"  # float, ends of its 95 % interval
    GROWTH_HIGH: Final = "growth_high"
    P: Final = "p"  # float, 0 … 1, of so large a change by chance; missing where not tested
    ADJUSTED: Final = "p_adjusted"  # float, the same for all queries tested, Benjamini–Hochberg
    TREND: Final = "trend"  # str, "rising", "falling" or ""


class SearchTarget:
    """Where a query leads: one row a query and an item, or a query and a category."""

    QUERY: Final = SearchTable.QUERY
    ITEM: Final = Event.ITEM  # str; not of categories
    TITLE: Final = Item.TITLE  # str, of items; the id where there is none
    CATEGORY: Final = Item.CATEGORY  # str, missing where unknown
    FOLLOWED: Final = SearchTable.FOLLOWED  # int, searches for the query that could be followed
    CLICKED: Final = "clicked"  # int, of them those that led to a click on it
    CLICKED_SHARE: Final = "share_clicked"  # float, 0 … 1, CLICKED / FOLLOWED
    CLICKED_LOW: Final = "share_clicked_low"  # ends of the 95 % interval
    CLICKED_HIGH: Final = "share_clicked_high"
    BOUGHT: Final = "bought"  # int, of FOLLOWED those that led to a purchase of it
    BOUGHT_SHARE: Final = "share_bought"
    BOUGHT_LOW: Final = "share_bought_low"
    BOUGHT_HIGH: Final = "share_bought_high"


class SearchTopic:
    """What searches are about: one row a topic; one more for queries of none."""

    TOPIC: Final = "topic"  # int, from 1; 0 for none of them
    WORDS: Final = "words"  # tuple of str, the words that make it, the weightiest first
    EXAMPLES: Final = "example_queries"  # tuple of str, its most searched queries
    QUERIES: Final = "queries"  # int, different ones
    SEARCHES: Final = SearchTable.SEARCHES  # int
    SHARE: Final = SearchTable.SHARE  # float, 0 … 1


#: How an amount in a currency (ISO 4217) is written.
CURRENCY_SIGNS: Final[dict[str, str]] = {
    "GBP": "£",
    "EUR": "€",
    "USD": "$",
    "CNY": "¥",
    "JPY": "¥",
    "INR": "₹",
}
