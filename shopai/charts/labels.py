"""Words and numbers as charts and screens show them."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap
from typing import Final

from shopai.columns import FEATURES, Feature, label_of
from shopai.format import money, number, percent

_ENTITIES: Final = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "$": "&#36;"})


def escape(text: object) -> str:
    """`text` as a chart label that shows exactly these characters.

    Plotly renders a subset of HTML in every label and reads ``$…$`` as a formula, so text
    from the data is never handed to it as it is. Line breaks and tabs become spaces.
    """
    return " ".join(str(text).split()).translate(_ENTITIES)


def shortened(text: object, length: int = 40) -> str:
    """`text` cut to at most `length` characters, the last one an ellipsis when cut."""
    plain = " ".join(str(text).split())
    return plain if len(plain) <= length else plain[: length - 1].rstrip() + "…"


def in_lines(text: object, length: int, most: int = 2) -> str:
    """Chart text of `text`, escaped, in up to `most` lines of up to `length` characters.

    It is broken between words, and a word may be half as long again as a line before it is broken
    itself. Only what has no room in that many lines is cut, with an ellipsis.
    """
    words = str(text).split()
    width = min(max(length, *map(len, words)), length * 3 // 2) if words else length
    lines = wrap(" ".join(words), width)
    if len(lines) > most:
        lines[most - 1 :] = [shortened(" ".join(lines[most - 1 :]), width)]
    return "<br>".join(map(escape, lines))


def in_unit(value: float, unit: str, currency: str | None = None) -> str:
    """`value` in the unit of a :class:`shopai.columns.Meaning`."""
    if unit == "money":
        return money(value, currency)
    return percent(value) if unit == "share" else number(value)


def feature_label(feature: str) -> str:
    """Label of a customer feature, or of a column of the shop's own, for a marketer."""
    return label_of(feature)


def feature_unit(feature: str) -> str:
    """The unit of a customer feature, empty for a column of the shop's own."""
    return FEATURES[feature].unit if feature in FEATURES else ""


#: Less, and more, of a feature; of others “lower …”, “higher …”.
_DIRECTIONS: Final[dict[str, tuple[str, str]]] = {
    Feature.RECENCY: ("bought more lately", "bought longer ago"),
    Feature.LAST_SEEN: ("seen more lately", "seen longer ago"),
    Feature.TENURE: ("came more lately", "came longer ago"),
    Feature.FREQUENCY: ("fewer orders", "more orders"),
    Feature.MONETARY: ("less spend", "more spend"),
    Feature.AVERAGE_ORDER: ("smaller baskets", "bigger baskets"),
    Feature.SESSIONS: ("fewer sessions", "more sessions"),
    Feature.VIEWS: ("fewer views", "more views"),
    Feature.UNITS: ("fewer units", "more units"),
    Feature.DISTINCT_ITEMS: ("fewer different items", "more different items"),
    Feature.DISTINCT_CATEGORIES: ("fewer categories", "more categories"),
    Feature.SEARCHES: ("fewer searches", "more searches"),
    Feature.CARTS: ("fewer cart adds", "more cart adds"),
    Feature.WISHLISTS: ("fewer wishlist adds", "more wishlist adds"),
    Feature.RATINGS: ("fewer ratings", "more ratings"),
}


def direction(column: str, more: bool) -> str:
    """Towards which customers an axis leads that holds more, or less, of a column.

    column : a customer feature, a column of the shop's own, or one value of it, “city = London”
    """
    if column in _DIRECTIONS:
        return _DIRECTIONS[column][more]
    if " = " in column:
        return f"{'more' if more else 'less'} often {column.replace(' = ', ' ', 1)}"
    return f"{'higher' if more else 'lower'} {label_of(column, within=True)}"


def axis_title(feature: str, currency: str | None = None) -> str:
    """A feature's label with its unit in brackets, escaped for a chart."""
    unit = feature_unit(feature)
    if unit == "money":
        unit = currency or "money"
    label = escape(feature_label(feature))
    return f"{label} ({escape(unit)})" if unit and unit not in ("events", label.lower()) else label


def segment_name(label: int) -> str:
    """Segment 1 for label 0: people count from one."""
    return f"Segment {label + 1}"


def segment_names(names: Sequence[str] | None, k: int) -> list[str]:
    """(k,) what the segments are called, as text of the data: `names`, else by number."""
    return [segment_name(label) for label in range(k)] if names is None else list(names)
