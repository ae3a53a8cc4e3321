"""The space customers are compared in: numbers scaled, categories as 0/1 columns.

A space is learned once from the customers that are segmented and then places others, or the
same customers at another time, beside them without being learned anew.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from shopai.arrays import Floats
from shopai.checks import real_number
from shopai.columns import Skew
from shopai.errors import ParameterError
from shopai.segments.features import AN_ID, check_names, check_varies, left_out, numeric_matrix
from shopai.segments.scaling import LOG_STANDARD, Scaler, fitted, skewness

#: Most values of a category that have a column of their own; the rarer share one.
MOST_LEVELS: Final = 12
#: What the rarer values, and values not met while learning, are called.
OTHER: Final = "other"
#: What a missing value of a category is called.
UNKNOWN: Final = "unknown"


@dataclass(frozen=True, eq=False)
class FeatureSpace:
    """p dimensions: one for each numeric feature, one for each value of a category."""

    features: tuple[str, ...]  # the columns of the customer table it is made of
    scaling: str
    category_weight: float
    columns: tuple[str, ...]  # (p,) a numeric feature, or "city = London"
    levels: Mapping[str, tuple[str, ...]]  # of each category, its values with a column
    scaler: Scaler  # of the numeric features
    skew: pd.DataFrame  # index numeric feature; skewness before and after scaling

    @property
    def numeric(self) -> tuple[str, ...]:
        """The features that are numbers."""
        return tuple(name for name in self.features if name not in self.levels)

    def values(self, customers: pd.DataFrame) -> Floats:
        """(n, p): numbers in original units, 1 where a customer has the category's value.

        Raises ParameterError for a column that is not there, InputError for missing numbers.
        """
        check_names(customers, self.features)
        numbers = iter(numeric_matrix(customers, self.numeric).T)
        parts = [
            _one_hot(customers[name], self.levels[name])
            if name in self.levels
            else next(numbers)[:, np.newaxis]
            for name in self.features
        ]
        encoded: Floats = np.hstack(parts)
        return encoded

    def place(self, customers: pd.DataFrame) -> Floats:
        """(n, p): where `customers` are in the scaled space. Raises as :meth:`values`."""
        return self.scaled(self.values(customers))

    def scaled(self, values: Floats) -> Floats:
        """(n, p): what :meth:`values` gave, scaled and weighted."""
        where = np.array([name in self.numeric for name in self.columns])
        placed: Floats = values * np.sqrt(self.category_weight)
        if where.any():
            placed[:, where] = self.scaler.apply(values[:, where])
        return placed


def learn(
    customers: pd.DataFrame,
    features: Sequence[str],
    scaling: str = LOG_STANDARD,
    category_weight: float = 1.0,
) -> FeatureSpace:
    """The space of `features` of `customers`.

    Numbers are scaled (:func:`shopai.segments.scaling.fitted`). A column of text or
    categories becomes a 0/1 column for each of its `MOST_LEVELS` most frequent values, one
    for all others and one for missing, times √`category_weight`. Two customers who differ in
    a category are then √(2 · weight) apart: at weight 1 as far as two customers typically
    (root mean square) are in a standardised number.

    Raises ParameterError for an unknown or repeated feature, one that is neither numbers nor
    categories, a category with one value or in which most customers have a value of their
    own, or a weight that is not above 0; InputError for missing, infinite or constant numbers.
    """
    check_names(customers, features)
    real_number("category_weight, as a rule 1,", category_weight, above=True)
    levels = {
        name: _levels(name, customers[name])
        for name in features
        if not pd.api.types.is_numeric_dtype(customers[name])
    }
    numeric = [name for name in features if name not in levels]
    values = numeric_matrix(customers, numeric)
    for name, column in zip(numeric, values.T, strict=True):
        check_varies(name, column)
    # sorted, so that means do not depend, in their last digits, on the order of customers
    scaler = fitted(np.sort(values, axis=0), scaling)
    columns = [
        column
        for name in features
        for column in (
            [f"{name} = {level}" for level in levels[name]] if name in levels else [name]
        )
    ]
    skew: dict[str, Floats | list[float]] = {
        Skew.BEFORE: skewness(values) if numeric else [],
        Skew.AFTER: skewness(scaler.apply(values)) if numeric else [],
    }
    return FeatureSpace(
        features=tuple(features),
        scaling=scaling,
        category_weight=float(category_weight),
        columns=tuple(columns),
        levels=levels,
        scaler=scaler,
        skew=pd.DataFrame(skew, index=pd.Index(numeric, name=Skew.FEATURE), dtype="float64"),
    )


def is_category(column: pd.Series) -> bool:
    """True for a column to one-hot encode: text or categories, few values for many rows."""
    return _is_text(column) and 2 <= _texts(column).nunique() <= max(2, len(column) // 2)


def offered(customers: pd.DataFrame) -> list[str]:
    """The columns segments can be made from, an id among them: numbers first, then categories."""
    refused = {name for name, reason in left_out(customers).items() if reason != AN_ID}
    numbers = list(customers.select_dtypes("number").columns)
    rest = [str(name) for name in customers.columns if name not in numbers]
    usable = [str(name) for name in numbers if name not in refused]
    return usable + [name for name in rest if is_category(customers[name])]


def _levels(name: str, column: pd.Series) -> tuple[str, ...]:
    """The values with a column of their own, most frequent first, then other and unknown."""
    if not _is_text(column):
        raise ParameterError(
            f'"{name}" holds {column.dtype} values, but segments need numbers or categories; '
            "leave it out or convert it."
        )
    if not is_category(column):
        values = _texts(column).nunique()
        raise ParameterError(
            f'"{name}" has {values:,} different value{"" if values == 1 else "s"} for '
            f"{len(column):,} customers, so it is no category; leave it out."
        )
    counts = _texts(column).value_counts()
    order = sorted(counts.index, key=lambda level: (-counts[level], level))
    known = [level for level in order if level not in (OTHER, UNKNOWN)]
    rest = len(known) > MOST_LEVELS or OTHER in counts.index
    missing = (UNKNOWN,) if UNKNOWN in counts.index else ()
    return (*known[:MOST_LEVELS], *((OTHER,) if rest else ()), *missing)


def _one_hot(column: pd.Series, levels: tuple[str, ...]) -> Floats:
    """(n, levels): 1 at each row's value; a value without a column counts as other, if there is."""
    position = {level: place for place, level in enumerate(levels)}
    codes = _texts(column).map(position).fillna(position.get(OTHER, -1)).to_numpy(dtype=np.int64)
    encoded = np.zeros((len(column), len(levels)))
    rows = np.flatnonzero(codes >= 0)
    encoded[rows, codes[rows]] = 1.0
    return encoded


def _texts(column: pd.Series) -> pd.Series:
    """The values as text, trimmed; missing and blank ones as `UNKNOWN`."""
    texts = column.astype("str").str.strip()
    return texts.where(column.notna() & (texts != ""), UNKNOWN)


def _is_text(column: pd.Series) -> bool:
    return isinstance(column.dtype, pd.CategoricalDtype) or pd.api.types.is_string_dtype(column)
