"""Words and numbers as charts and screens show them."""

from __future__ import annotations

import math
from typing import Final

from shopai.columns import FEATURES

_SIGNS: Final = {"GBP": "£", "EUR": "€", "USD": "$", "CNY": "¥", "JPY": "¥", "INR": "₹"}
_ENTITIES: Final = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "$": "&#36;"})
_SCALES: Final = ((1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "K"))


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


def number(value: float) -> str:
    """Whole numbers from 100, one decimal from 10, two below; missing is “–”.

    What two decimals would show as nothing, or nearly, has two significant digits: 0.0042.
    """
    if not math.isfinite(value):
        return "–"
    size = abs(value)
    # 99.96 is no 100.0: what rounds up to the next form takes it
    decimals = (
        ".0f" if size >= 99.95 or value == round(value) else ".1f" if size >= 9.995 else ".2f"
    )
    text = f"{value:.2g}" if 0 < size < 0.01 else f"{value + 0.0:,{decimals}}"  # + 0.0: no −0
    return text.replace("-", "−")


def compact(value: float) -> str:
    """Three significant digits with K, M, B or T: 1234567 is “1.23M”; from 1000T, “1e15”."""
    if not math.isfinite(value):
        return "–"
    if abs(value) >= 999.5e12:
        return f"{value:.3g}".replace("e+", "e").replace("-", "−")
    for scale, letter in _SCALES:
        if abs(value) >= scale * 0.9995:
            sign = "−" if value < 0 else ""
            return f"{sign}{max(abs(value) / scale, 1):.3g}{letter}"
    return number(value)


def money(value: float, currency: str | None, short: bool = False) -> str:
    """An amount with its currency's sign, or code behind it; without one, the bare number.

    Below 100 with cents where there are any; less than half a cent has as many digits as it
    takes. The code is the source's own text, to be escaped where it is shown.
    """
    cents = not short and 0.005 <= abs(value) < 99.995 and value != round(value)
    text = compact(value) if short else f"{value:.2f}" if cents else number(value)
    text = text.replace("-", "−")
    if currency is None or text == "–":
        return text
    sign = _SIGNS.get(currency)
    if sign is None:
        return f"{text} {currency}"
    return f"−{sign}{text[1:]}" if text.startswith("−") else sign + text


def percent(share: float) -> str:
    """A share as a percentage with one decimal."""
    return "–" if not math.isfinite(share) else f"{share * 100:,.1f}%".replace("-", "−")


def in_unit(value: float, unit: str, currency: str | None = None) -> str:
    """`value` in the unit of a :class:`shopai.columns.Meaning`."""
    if unit == "money":
        return money(value, currency)
    return percent(value) if unit == "share" else number(value)


def feature_label(feature: str) -> str:
    """What a marketer reads for a customer feature; a column of the shop's own keeps its name."""
    return FEATURES[feature].label if feature in FEATURES else feature


def feature_unit(feature: str) -> str:
    """The unit of a customer feature, empty for a column of the shop's own."""
    return FEATURES[feature].unit if feature in FEATURES else ""


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
