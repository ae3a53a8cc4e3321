"""Columns of a customer table to segment by, chosen and checked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import get_close_matches
from typing import Final

import numpy as np
import pandas as pd

from shopai.arrays import Floats
from shopai.columns import FEATURES, Feature
from shopai.errors import InputError, MissingColumns, ParameterError
from shopai.format import listed

#: Spread, relative to the largest value, below which a column counts as constant.
FLAT: Final = 1e-12

#: Why :func:`left_out` passes over a column.
MISSING: Final = "missing for some customers"
SAME: Final = "the same for all customers"
AN_ID: Final = "an id"

#: Names such as id, customer_id, "Customer ID", CustomerID and userid, but not paid or valid.
_ID_NAME: Final = re.compile(
    r"(?i:(^|[\W_]|account|buyer|client|customer|member|user)id)$|[a-z]I[dD]$"
)

#: Names such as Phone, "Default Address Zip" and mobile_number: digits that count nothing.
_CODE_NAME: Final = re.compile(
    r"(?i:(^|[\W_])(phone|telephone|mobile|fax|zip|zip_?code|post_?code|postal_?code|plz)"
    r"([\W_]?number)?)$"
)
#: ... unless most are smaller: a shop may count orders by phone.
_LEAST_CODE: Final = 1_000


def default_features(customers: pd.DataFrame) -> tuple[str, ...]:
    """The few columns that tell customers apart as a marketer would, in order.

    No column is taken that :func:`left_out` names. A table with all of
    :data:`shopai.columns.FEATURES`, as :func:`shopai.customer_features` makes of events, is
    segmented by the first line that has a column left:

    1. Buyers: recency, frequency and monetary, the classic three. Where some never bought,
       the days since last seen stand in for the days since last purchase and, if the data
       know views, sessions are added: they tell a keen browser from a lost one. Where nothing
       has a price, the number of different items stands in for the money.
    2. Raters: how many ratings, how kind, how long ago.
    3. Browsers: sessions, views, carts, how long ago.
    4. Whatever else is left of the features.

    Any other table is segmented by all its numeric columns that are left.

    Raises MissingColumns where none is.
    """
    reasons = left_out(customers)
    usable = [name for name in _numeric(customers) if name not in reasons]
    chosen = tuple(usable)
    if all(name in customers.columns for name in FEATURES):
        chosen = _of_behaviour(set(usable))
    if not chosen:
        columns = listed([str(name) for name in customers.columns], 12) or "no columns"
        raise MissingColumns(
            "No numeric column is complete, differs between customers and is not an id, so "
            f"there is nothing to segment by; found {columns}."
        )
    return chosen


def left_out(customers: pd.DataFrame) -> dict[str, str]:
    """Numeric columns that cannot or should not tell customers apart, each with the reason.

    `MISSING` (a value is missing or infinite), `SAME` (constant), or `AN_ID`: all values are
    distinct whole numbers and the name ends like an id's, or whole numbers, mostly of four
    digits or more, and it ends like a phone's or postcode's. An id can still be asked for; the
    others are refused by :func:`shopai.segment`.
    """
    reasons = {name: _reason(str(name), _numbers(customers[name])) for name in _numeric(customers)}
    return {name: reason for name, reason in reasons.items() if reason}


def _reason(name: str, column: Floats) -> str:
    if not np.isfinite(column).all():
        return MISSING
    if not _varies(column):
        return SAME
    if _ID_NAME.search(name):
        code = len(np.unique(column)) == len(column)
    elif _CODE_NAME.search(name.replace(" ", "_")):
        code = bool(np.median(column) >= _LEAST_CODE)
    else:
        return ""
    return AN_ID if code and (column == np.floor(column)).all() else ""


def _of_behaviour(usable: set[str]) -> tuple[str, ...]:
    """Of the usable features, those for buyers, raters or browsers, whichever come first."""

    def every(*names: str) -> tuple[str, ...]:
        return tuple(name for name in names if name in usable)

    if every(Feature.FREQUENCY, Feature.MONETARY):
        bought = every(Feature.FREQUENCY) + every(Feature.MONETARY, Feature.DISTINCT_ITEMS)[:1]
        if Feature.RECENCY in usable:
            return (Feature.RECENCY, *bought)
        browsed = every(Feature.SESSIONS) if Feature.VIEWS in usable else ()
        return every(Feature.LAST_SEEN) + bought + browsed
    if Feature.MEAN_RATING in usable:
        return every(Feature.RATINGS, Feature.MEAN_RATING, Feature.LAST_SEEN)
    browsed = every(Feature.SESSIONS, Feature.VIEWS, Feature.CARTS, Feature.LAST_SEEN)
    return browsed or every(*FEATURES)


def numeric_matrix(customers: pd.DataFrame, features: Sequence[str]) -> Floats:
    """The numeric columns `features` of `customers` as a new (n, p) float array.

    Raises InputError for missing or infinite values.
    """
    values = np.empty((len(customers), len(features)))
    for position, name in enumerate(features):
        values[:, position] = _numbers(customers[name])
        bad = int((~np.isfinite(values[:, position])).sum())
        if bad:
            raise InputError(
                f'"{name}" is missing or infinite for {bad:,} of {len(customers):,} customers; '
                "leave this feature out, or fill it or drop those customers first."
            )
    return values


def check_names(customers: pd.DataFrame, features: Sequence[str]) -> None:
    """Raise ParameterError for no feature at all, an unknown or a repeated one."""
    if not features:
        raise ParameterError("Segments need at least one feature; choose one or more.")
    if len(set(features)) < len(features):
        raise ParameterError(f"A feature is named twice: {listed(features, 12)}. Name each once.")
    for name in features:
        if name not in customers.columns:
            columns = [str(c) for c in customers.columns]
            close = get_close_matches(str(name), columns, n=1)
            hint = f'did you mean "{close[0]}"?' if close else f"there are {listed(columns, 12)}."
            raise ParameterError(f'No column "{name}" in the customer table; {hint}')


def check_varies(name: str, column: Floats) -> None:
    """Raise InputError where `column` is the same for all customers."""
    if not _varies(column):
        raise InputError(
            f'"{name}" is {column[0]:g} for all {len(column):,} customers, so it cannot tell '
            "them apart; leave it out."
        )


def _numeric(customers: pd.DataFrame) -> tuple[str, ...]:
    return tuple(customers.select_dtypes("number").columns)


def _numbers(column: pd.Series) -> Floats:
    """Floats, NaN where missing."""
    return column.to_numpy(dtype=np.float64, na_value=np.nan)


def _varies(column: Floats) -> bool:
    if len(column) == 0:
        return False
    low, high = column.min(), column.max()
    return bool(high - low > FLAT * max(abs(low), abs(high)))
