"""Features of customers and what they mean; cohorts and lifetime value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


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
    """Words for a feature that a marketer reads."""

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
        "Net spend", "money", "Price × quantity of purchases minus that of refunds."
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


def label_of(column: str, within: bool = False) -> str:
    """The label of a customer feature; of a column of the shop's own its name with blanks.

    within : in the middle of a sentence, where the labels of features begin with a small letter
    """
    if column not in FEATURES:
        return column.replace("_", " ")
    label = FEATURES[column].label
    return label.lower() if within else label


class CohortTable:
    """Cohorts: the names of their axes, the mean line, and one long row a cohort and age."""

    COHORT: Final = "cohort"  # datetime, midnight the month or week it began in begins with
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
    QUIET: Final = "days_since_purchase"  # int, AGE − RECENCY
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


class CustomerColumn:
    """One row a column of a table of customers."""

    COLUMN: Final = "column"  # str, its name
    KIND: Final = "kind"  # "number" or "text"
    KNOWN: Final = "known"  # int, customers with a value
    MISSING: Final = "missing"  # float, share of the customers without one
    VALUES: Final = "different_values"  # int
    LOW: Final = "smallest"  # float, of numbers alone
    MEDIAN: Final = "median"  # float, of numbers alone
    HIGH: Final = "largest"  # float, of numbers alone
    COMMONEST: Final = "commonest"  # str, not of numbers
    COMMONEST_SHARE: Final = "share_of_commonest"  # float, of the customers with a value
    ALL: Final = (
        COLUMN, KIND, KNOWN, MISSING, VALUES, LOW, MEDIAN, HIGH, COMMONEST, COMMONEST_SHARE,
    )  # fmt: skip
