"""Features of customers, and what they mean."""

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
