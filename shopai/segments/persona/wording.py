"""Conditions and values of customer features in the words a marketer would use."""

from __future__ import annotations

from math import inf
from typing import Final

from shopai.columns import FEATURES, Feature, label_of
from shopai.format import with_currency

#: Of days back from now: how to say fewer than so many, and any other number.
_AGO: Final[dict[str, tuple[str, str]]] = {
    Feature.RECENCY: ("bought in the last {} days", "last bought {} days ago"),
    Feature.LAST_SEEN: ("seen in the last {} days", "last seen {} days ago"),
    Feature.TENURE: ("first seen in the last {} days", "first seen {} days ago"),
}

#: How to say a quantity of a feature; of all others, behind the label.
_PHRASES: Final[dict[str, str]] = {
    Feature.FREQUENCY: "bought {} times",
    Feature.MONETARY: "spent {}",
    Feature.AVERAGE_ORDER: "baskets of {}",
    Feature.INTERPURCHASE: "{} days between orders",
    Feature.UNITS: "{} units",
    Feature.DISTINCT_ITEMS: "{} different items",
    Feature.DISTINCT_CATEGORIES: "{} categories",
    Feature.SESSIONS: "{} sessions",
    Feature.VIEWS: "{} views",
    Feature.SEARCHES: "{} searches",
    Feature.CARTS: "{} cart adds",
    Feature.WISHLISTS: "{} wishlist adds",
    Feature.RATINGS: "{} ratings",
}

#: Whole phrases for so many and no more.
_EXACTLY: Final[dict[tuple[str, float], str]] = {
    (Feature.FREQUENCY, 0): "never bought",
    (Feature.FREQUENCY, 1): "bought once",
    (Feature.FREQUENCY, 2): "bought twice",
}

_ONE: Final = {
    "days": "day",
    "orders": "order",
    "times": "time",
    "units": "unit",
    "items": "item",
    "categories": "category",
    "sessions": "session",
    "views": "view",
    "searches": "search",
    "adds": "add",
    "ratings": "rating",
}

#: Units whose label reads on behind a number: "14 orders", "3 days since last purchase".
_BEHIND: Final = ("days", "orders", "units", "items", "categories", "sessions", "events")


def condition(
    feature: str,
    low: float,
    high: float,
    whole: bool = False,
    least: float = -inf,
    currency: str | None = None,
) -> str:
    """`low` <= feature < `high` in words; one of the two may be infinite.

    whole : the feature has whole numbers only: [2, 5) is “2 to 4”, [−∞, 5) is “up to 4”
    least : the smallest value there is: [−∞, 2) of something that starts at 1 is “1”

    A label of the shop's own is passed on as it is, to be escaped where it is shown.
    """
    if whole and high < inf and max(low, least) == high - 1:
        return _exactly(feature, high - 1, currency)
    bottom, top = (threshold(bound, feature, currency) for bound in (low, high))
    if feature in _AGO:
        recent, ago = _AGO[feature]
        if low == -inf:
            return _counted(recent, top)
        return _counted(ago, f"{bottom}+" if high == inf else f"{bottom} to {top}")
    last = threshold(high - 1, feature, currency) if whole and high < inf else top
    quantity = (
        f"{bottom}+"
        if high == inf
        else f"{bottom} to {last}"
        if low > -inf
        else f"up to {last}"
        if whole
        else f"under {top}"
    )
    return _phrase(feature).replace("{}", quantity)


def _exactly(feature: str, value: float, currency: str | None) -> str:
    if (feature, value) in _EXACTLY:
        return _EXACTLY[feature, value]
    phrase = _AGO[feature][1] if feature in _AGO else _phrase(feature)
    if value == 0 and phrase.startswith("{}"):
        return phrase.replace("{}", "no")
    return _counted(phrase, threshold(value, feature, currency))


def _phrase(feature: str) -> str:
    return _PHRASES.get(feature) or f"{label_of(feature, within=True).replace('{}', '')} {{}}"


def _counted(phrase: str, quantity: str) -> str:
    """`phrase` with its quantity; one day, not one days."""
    words = phrase.replace("{}", quantity)
    return _singular(words) if quantity == "1" else words


def _singular(words: str) -> str:
    return " ".join(_ONE.get(word, word) for word in words.split(" "))


def measured(feature: str, value: float, currency: str | None = None) -> str:
    """A customer's or an average value in words: “14 orders”, “a net spend of €312”."""
    label, text = label_of(feature, within=True), amount(value, feature, currency)
    if feature in FEATURES and FEATURES[feature].unit in _BEHIND:
        return f"{text} {_singular(label) if text == '1' else label}"
    return f"{label} of {text}"


def amount(value: float, feature: str, currency: str | None = None) -> str:
    """A value with at most three significant digits, or to the whole, in its unit."""
    digits = max(3, len(str(int(abs(value))))) if abs(value) < 1e15 else 3
    return threshold(float(f"{value:.{digits}g}"), feature, currency)


def threshold(value: float, feature: str, currency: str | None = None) -> str:
    """A round number in the unit of its feature, with as many digits as it has."""
    unit = FEATURES[feature].unit if feature in FEATURES else ""
    if unit == "share":
        return f"{_plain(value * 100)}%"
    if unit == "money" and currency:
        return with_currency(_plain(value), currency)
    return _plain(value)


def _plain(value: float) -> str:
    """With thousands separators, and no more decimals than `value` has."""
    size = abs(value)
    text = f"{size:,.0f}" if size >= 1e5 or value == round(value) else f"{float(f'{size:.6g}'):,}"
    return "−" + text if value < 0 else text


def multiple(ratio: float) -> str:
    """“3.3 × average”, with two significant digits."""
    return f"{_plain(float(f'{ratio:.2g}'))} × average"
