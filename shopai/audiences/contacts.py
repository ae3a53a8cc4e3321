"""Contact data of the customers, and the values their attributes have."""

from __future__ import annotations

import pandas as pd

from shopai.audiences.rules import is_text
from shopai.columns import Customer
from shopai.engines.duckdb import quoted
from shopai.events.dataset import Dataset
from shopai.events.headers import CONTACT, COUNTRIES, key


def contacts(dataset: Dataset) -> pd.DataFrame:
    """Contact data of each known customer.

    Returns one row a customer, index ``user_id`` sorted, and those columns of
    :data:`shopai.events.headers.CONTACT` that the data have, as text, missing where blank.
    The country may stand under the shop's own name ("Billing Country"); of several such
    columns the first of :data:`shopai.events.headers.COUNTRIES` is taken.

    >>> shopai.contacts(dataset).columns.tolist()
    ['email', 'phone', 'consent', 'country']
    """
    table = dataset.customers
    columns: dict[str, str] = {name: name for name in CONTACT if name in table.columns}
    named = {key(column): column for column in reversed(table.columns)}
    for name in COUNTRIES:
        if name in named:
            columns.setdefault(Customer.COUNTRY, named[name])
    cells = [f"CAST({quoted(c)} AS VARCHAR) AS {quoted(name)}" for name, c in columns.items()]
    ids = quoted(Customer.USER)
    frame = table.filter(f"{ids} IS NOT NULL").project(", ".join([ids, *cells])).df()
    texts: pd.DataFrame = frame.astype("str").where(frame.notna())
    return texts.set_index(Customer.USER).sort_index()


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
