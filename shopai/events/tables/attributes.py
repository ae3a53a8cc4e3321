"""Customer attributes: found among the columns of a file, and those that can describe a group."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import narwhals as nw
import pandas as pd

from shopai.columns import Customer, Event
from shopai.engines.duckdb import Connection, aggregates, quoted
from shopai.events.dataset import Dataset
from shopai.events.reading.headers import NAMES, NUMBERED_ITEM, Field, key
from shopai.events.reading.mapping import Mapping
from shopai.events.sources.layout import Rows
from shopai.events.sources.raw import Raw

#: Customers with the same value on several orders that a column needs to be an attribute.
ENOUGH = 20
_TOGETHER = 50  # columns looked at in one query


def candidates(mapping: Mapping, columns: Sequence[str], rows: Rows) -> list[str]:
    """Unmapped columns with at most one value per customer in the first rows.

    Cheap, and leaves few columns whose every row has to be read.
    """
    user = mapping.get(Event.USER)
    if user is None:
        return []
    used = {*mapping.fields.values(), *mapping.attributes}
    key, constant = list(columns).index(user), []
    for i, column in enumerate(columns):
        if column in used or NUMBERED_ITEM.match(column):
            continue
        pairs = {(row[key], row[i]) for row in rows if row[key] and row[i]}
        if pairs and len({customer for customer, _ in pairs}) == len(pairs):
            constant.append(column)
    return constant


def constant_columns(
    connection: Connection, raw: Raw, mapping: Mapping, columns: Sequence[str]
) -> tuple[str, ...]:
    """The columns among `columns` that are constant per customer over all rows.

    A column is, if it has two values or more, no customer has two of them, and at least
    `ENOUGH` customers have it on different orders (or, without orders, times).

    Cost: one aggregation by customer for some columns at a time; none without `columns`.
    """
    user = mapping.get(Event.USER)
    moment = mapping.get(Event.ORDER) or mapping.get(Event.TIME)
    if not columns or user is None or moment is None:
        return ()
    again = f"min({quoted(moment)}) <> max({quoted(moment)})"
    (n,) = aggregates(
        connection,
        "count(*)",
        f"(SELECT 1 FROM {raw.relation} WHERE {raw.identifier(user)} IS NOT NULL "
        f"GROUP BY {raw.identifier(user)} HAVING {again})",
    )
    if n < ENOUGH:
        return ()
    several = [columns[i : i + _TOGETHER] for i in range(0, len(columns), _TOGETHER)]
    return tuple(c for some in several for c in _constant(connection, raw, user, moment, some))


def _constant(
    connection: Connection, raw: Raw, user: str, moment: str, columns: Sequence[str]
) -> list[str]:
    cells = [raw.text(column) for column in columns]
    extremes = ", ".join(f"min({c}) AS low_{i}, max({c}) AS high_{i}" for i, c in enumerate(cells))
    customers = (
        f"(SELECT min({quoted(moment)}) <> max({quoted(moment)}) AS again, {extremes} "
        f"FROM {raw.relation} WHERE {raw.identifier(user)} IS NOT NULL "
        f"GROUP BY {raw.identifier(user)})"
    )
    tests = ", ".join(
        f"coalesce(bool_and(low_{i} = high_{i}) AND min(low_{i}) < max(low_{i}) "
        f"AND count(low_{i}) FILTER (WHERE again) >= {ENOUGH}, false)"
        for i in range(len(cells))
    )
    constant = aggregates(connection, tests, customers)
    return [column for column, yes in zip(columns, constant, strict=True) if yes]


#: Attributes that identify or reach one customer.
PERSONAL: Final = (
    Customer.EMAIL,
    Customer.PHONE,
    Customer.CONSENT,
    Customer.FIRST_NAME,
    Customer.LAST_NAME,
    Customer.ZIP,
    Field.NAME,
)
_PERSONAL_NAMES: Final = frozenset({Customer.USER, *PERSONAL}).union(
    *(NAMES[name] for name in PERSONAL)
)
_DESCRIBING: Final = (nw.String, nw.Categorical, nw.Enum, nw.Boolean)

#: Days as files write them, in any order of day, month and year, with or without a time.
_DATE: Final = r"\d{1,4}([-/.])\d{1,2}\1\d{1,4}([ T].*)?|\d{4}年\d{1,2}月\d{1,2}日.*"


def customer_attributes(dataset: Dataset) -> pd.DataFrame:
    """The attributes of each customer that can describe a group.

    One row a row of the customer table, index ``user_id`` sorted; its columns of numbers as
    float64, of text as str, of truths as "yes" and "no"; missing where blank. Left out are
    columns that identify or reach one person (names, e-mail, phone, zip), whatever the shop
    calls them; consent, which is a permission and no trait; dates, also those written as text;
    columns without any value; and all other types. There may be no column left.
    """
    table = nw.from_native(dataset.customers)
    names = [
        name
        for name, kind in table.collect_schema().items()
        if (kind.is_numeric() or isinstance(kind, _DESCRIBING)) and key(name) not in _PERSONAL_NAMES
    ]
    known = table.filter(~nw.col(Customer.USER).is_null()).select(Customer.USER, *names)
    frame: pd.DataFrame = known.collect("pandas").to_native()
    frame = frame.set_index(Customer.USER).sort_index()
    columns = {name: _described(frame[name]) for name in names}
    told = {name: column for name, column in columns.items() if not _is_useless(column)}
    return pd.DataFrame(told, index=frame.index)


def _described(column: pd.Series) -> pd.Series:
    """Numbers as float64, all else as str; missing where blank."""
    if pd.api.types.is_bool_dtype(column):
        return column.map({True: "yes", False: "no"}, na_action="ignore").astype("str")
    if pd.api.types.is_numeric_dtype(column):
        return column.astype("float64")
    texts = column.astype("str").str.strip()
    return texts.where(texts != "")


def _is_useless(column: pd.Series) -> bool:
    """True for a column without any value, and one of dates only."""
    values = pd.Series(column.dropna().unique())
    if values.empty or pd.api.types.is_numeric_dtype(values):
        return values.empty
    return bool(values.str.fullmatch(_DATE).all())
