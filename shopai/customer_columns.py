"""The columns of a table of customers: their kind, their spread, what is missing."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd

from shopai.columns import CustomerColumn

NUMBER: Final = "number"
TEXT: Final = "text"


def customer_columns(customers: pd.DataFrame) -> pd.DataFrame:
    """One row a column of `customers` (index user_id), in their order.

    Columns of the result: those of :class:`shopai.columns.CustomerColumn`. A column of numbers
    has its smallest, middle and largest value, any other its commonest value and the share of
    the customers with a value who have it; of values equally common it is the first by name.
    Missing is what is blank. O(n log n) a column.

    >>> shopai.customer_columns(customers).loc[0, "kind"]
    'number'
    """
    rows = [_row(str(name), customers[name]) for name in customers]
    return pd.DataFrame(rows, columns=list(CustomerColumn.ALL))


def _row(name: str, values: pd.Series) -> dict[str, Any]:
    known = values.dropna()
    is_number = pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values)
    row: dict[str, Any] = {
        CustomerColumn.COLUMN: name,
        CustomerColumn.KIND: NUMBER if is_number else TEXT,
        CustomerColumn.KNOWN: len(known),
        CustomerColumn.MISSING: 1 - len(known) / len(values) if len(values) else 0.0,
        CustomerColumn.VALUES: known.nunique(),
    }
    if known.empty:
        return row
    if is_number:
        low, middle, high = (float(x) for x in known.quantile([0.0, 0.5, 1.0]))
        return row | {
            CustomerColumn.LOW: low,
            CustomerColumn.MEDIAN: middle,
            CustomerColumn.HIGH: high,
        }
    counts = known.astype(str).value_counts()
    commonest = min(counts.index[counts == counts.iloc[0]])
    return row | {
        CustomerColumn.COMMONEST: commonest,
        CustomerColumn.COMMONEST_SHARE: float(counts.iloc[0] / len(known)),
    }
