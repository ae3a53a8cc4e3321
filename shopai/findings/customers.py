"""Findings of a table of customers."""

from __future__ import annotations

import pandas as pd

from shopai.columns import CustomerColumn
from shopai.sentences import Sentence


def complete(columns: pd.DataFrame, customers: int) -> Sentence:
    """The size of the table, and the column most is missing of.

    columns : of :func:`shopai.customer_columns`; customers : rows of the table
    """
    size = Sentence("{n:customer} with {m:column}", n=customers, m=len(columns))
    missing = columns[CustomerColumn.MISSING]
    if columns.empty or not missing.max():
        return Sentence("{size}, and every one is filled in for everybody.", size=size)
    worst = columns.iloc[int(missing.to_numpy().argmax())]
    return Sentence(
        "{size}. The widest gap is in **{name}**, unknown for **{share:percent}**.",
        size=size,
        name=str(worst[CustomerColumn.COLUMN]),
        share=float(worst[CustomerColumn.MISSING]),
    )
