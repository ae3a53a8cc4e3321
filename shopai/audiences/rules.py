"""Audiences by rule: orders ≥ 9 and country is DE."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from shopai.arrays import Mask
from shopai.audiences.audience import MOST_CHARACTERS, Audience
from shopai.columns import label_of
from shopai.errors import ParameterError

#: How a feature can be compared, with the words for it.
OPERATORS: Final[dict[str, str]] = {
    ">=": "≥",
    "<=": "≤",
    ">": ">",
    "<": "<",
    "=": "is",
    "!=": "is not",
    "between": "between",
    "in": "is one of",
}

#: Those for numbers, and those for text.
FOR_NUMBERS: Final = (">=", "<=", ">", "<", "=", "!=", "between")
FOR_TEXT: Final = ("=", "!=", "in")


@dataclass(frozen=True)
class Condition:
    """One comparison.

    Attributes
    ----------
    feature : a column of the customers
    op : a key of `OPERATORS`; `FOR_NUMBERS` or `FOR_TEXT` by the column's type
    value : a number; for "between" the two ends, both included; for text one text, or with
        "in" several
    """

    feature: str
    op: str
    value: float | str | Sequence[float] | Sequence[str]

    def __str__(self) -> str:
        label = label_of(self.feature)
        return f"{label} {OPERATORS.get(self.op, self.op)} {self._words()}"

    def _words(self) -> str:
        if isinstance(self.value, str | int | float | np.number):
            return _word(self.value)
        return (" and " if self.op == "between" else ", ").join(map(_word, self.value))


def is_text(column: pd.Series[Any]) -> bool:
    """True for a column that conditions compare as text: all but numbers, yes and no among it."""
    return not pd.api.types.is_numeric_dtype(column) or pd.api.types.is_bool_dtype(column)


def choices(customers: pd.DataFrame, most: int = 200) -> dict[str, tuple[str, ...]]:
    """Column of text -> its different values, the commonest first, for a list to choose from.

    Columns with no value, or with more than `most` different ones, are left out.
    """
    values_of = {}
    for name in customers.columns:
        if is_text(customers[name]):
            values = customers[name].value_counts().index
            if 0 < len(values) <= most:
                values_of[str(name)] = tuple(map(str, values))
    return values_of


def by_rule(
    customers: pd.DataFrame,
    conditions: Sequence[Condition],
    *,
    name: str = "",
    fingerprint: str = "",
) -> Audience:
    """The customers who meet all `conditions`.

    customers : one row a customer, index ``user_id``: :func:`shopai.customer_features`, or
        with the shop's own attributes too :func:`shopai.customer_table`
    name : of the audience; default the rule's own words, cut to what fits

    A missing value meets no condition, "is not" included: nothing is known of that customer.
    Text is compared exactly; True and False as the texts "True" and "False".

    Raises ParameterError without conditions, for a column that is not there, for a comparison
    the column's type does not allow, and for a value that is none.

    Cost: one comparison of a column a condition.

    >>> bought = shopai.Condition("frequency", ">=", 10)
    >>> many = shopai.by_rule(customers, [bought], name="Many")
    >>> many.source, len(many.customers)
    ('Rule: Orders ≥ 10', 123)
    """
    if not conditions:
        raise ParameterError("A rule needs at least one condition; add one.")
    met = np.ones(len(customers), dtype=bool)
    for condition in conditions:
        met &= _met(customers, condition)
    words = " and ".join(map(str, conditions))
    ids = customers.index[met]
    return Audience(name or words[:MOST_CHARACTERS].strip(), ids, f"Rule: {words}", fingerprint)


def _met(customers: pd.DataFrame, condition: Condition) -> Mask:
    if condition.feature not in customers:
        raise ParameterError(
            f"The customers have no column '{condition.feature}'; "
            f"found {', '.join(map(str, customers.columns[:12]))}."
        )
    column = customers[condition.feature]
    text = is_text(column)
    allowed = FOR_TEXT if text else FOR_NUMBERS
    if condition.op not in allowed:
        raise ParameterError(
            f"'{condition.feature}' holds {'text' if text else 'numbers'}, which compares by "
            f"{', '.join(allowed)}, not by '{condition.op}'; choose one of these."
        )
    known = column.notna().to_numpy()
    return known & (_text_met(column, condition) if text else _number_met(column, condition))


def _text_met(column: pd.Series[Any], condition: Condition) -> Mask:
    value = condition.value
    wanted = [value] if isinstance(value, str | bool) else value
    if not isinstance(wanted, Sequence) or not wanted:
        raise ParameterError(f"Say which text '{condition.feature}' is to be compared with.")
    # one look-up a different value, not one a customer
    codes, values = pd.factorize(column)
    chosen = {str(text) for text in wanted}
    among = np.array([str(text) in chosen for text in values], dtype=bool)
    met = np.append(among, False)[codes]
    return ~met if condition.op == "!=" else met


def _number_met(column: pd.Series[Any], condition: Condition) -> Mask:
    cells = column.to_numpy(dtype="float64", na_value=np.nan)
    if condition.op == "between":
        low, high = _ends(condition)
        return np.asarray((cells >= low) & (cells <= high))
    value = _number(condition.value, condition.feature)
    compare = {
        ">=": np.greater_equal,
        "<=": np.less_equal,
        ">": np.greater,
        "<": np.less,
        "=": np.equal,
        "!=": np.not_equal,
    }[condition.op]
    return np.asarray(compare(cells, value), dtype=bool)


def _ends(condition: Condition) -> tuple[float, float]:
    value = condition.value
    if isinstance(value, str) or not isinstance(value, Sequence) or len(value) != 2:
        raise ParameterError(
            f"'between' needs the two ends for '{condition.feature}'; give the lower and the upper."
        )
    low, high = (_number(end, condition.feature) for end in value)
    if low > high:
        raise ParameterError(
            f"'{condition.feature}' cannot be between {_word(low)} and {_word(high)}; "
            "give the lower end first."
        )
    return low, high


def _number(value: Any, feature: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float | np.number):
        raise ParameterError(f"'{feature}' compares with a number, not with '{value}'; give one.")
    if not math.isfinite(value):
        raise ParameterError(f"'{feature}' compares with a finite number, not with {value}.")
    return float(value)


def _word(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, int | float | np.number):
        return str(value)
    return f"{value:,.10g}"
