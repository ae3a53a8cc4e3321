"""The demo shop's tables: codes turned into named, typed, dictionary-encoded columns."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.random import Generator

from shopai.arrays import Ints
from shopai.columns import EVENT_TYPES, ITEM_TYPES, SET_ASIDE_TYPES, Customer, Event, Item
from shopai.demo.catalogue import Assortment
from shopai.demo.log import KINDS, Log
from shopai.demo.truths import CHANNELS, DEVICES, START

CURRENCY = "EUR"

#: More than the sessions or orders of a block, so that numbers never meet.
NUMBERS_PER_BLOCK = 1_000_000

#: Shares of the customers: who left an e-mail address, a phone number; who of the former
#: agreed to be written to; where they live.
WITH_EMAIL, WITH_PHONE, CONSENTING = 0.7, 0.4, 0.6
COUNTRIES = {"DE": 0.4, "FR": 0.2, "NL": 0.15, "AT": 0.1, "ES": 0.1, "IE": 0.05}

_ARROW = {
    "VARCHAR": pa.string(),
    "DOUBLE": pa.float64(),
    "BIGINT": pa.int64(),
    "BOOLEAN": pa.bool_(),
    "TIMESTAMP": pa.timestamp("us"),
}


def _schema(types: dict[str, str]) -> pa.Schema:
    return pa.schema([(name, _ARROW[kind]) for name, kind in types.items()])


#: The event table of :class:`shopai.events.dataset.Dataset`.
EVENTS = _schema(EVENT_TYPES)
ITEMS = _schema(ITEM_TYPES)
SET_ASIDE = _schema(SET_ASIDE_TYPES)
CUSTOMERS = _schema(
    dict.fromkeys((Customer.USER, Customer.EMAIL, Customer.PHONE), "VARCHAR")
    | {Customer.CONSENT: "BOOLEAN", Customer.COUNTRY: "VARCHAR"}
)

#: What an event file to be loaded needs of its items beside their ids.
_CARRIED = (Item.TITLE, Item.CATEGORY, Item.BRAND, Item.COST)

#: A self-contained event file: `epoch_us` follows from `timestamp`.
SELF_CONTAINED = _schema(
    {name: kind for name, kind in EVENT_TYPES.items() if name != Event.EPOCH}
    | {name: ITEM_TYPES[name] for name in _CARRIED}
)


def event_table(log: Log, catalogue: Assortment, block: int, first_user: int) -> pa.Table:
    """The columns of `columns.EVENT_TYPES`, strings dictionary-encoded.

    `first_user` is the number of the block's first customer in the whole shop.
    """
    epoch = START.value // 1_000 + log.seconds * 1_000_000
    start = block * NUMBERS_PER_BLOCK
    columns = {
        Event.USER: _coded(log.user, user_ids(first_user, log.user.max() + 1)),
        Event.ITEM: _coded(log.item, pa.array(catalogue.table[Item.ITEM], pa.string())),
        Event.KIND: _coded(log.kind, pa.array(KINDS)),
        Event.TIME: pa.array(epoch).cast(pa.timestamp("us")),
        Event.EPOCH: pa.array(epoch),
        Event.QUANTITY: pa.array(log.quantity, from_pandas=True),
        Event.PRICE: pa.array(log.price, from_pandas=True),
        Event.DISCOUNT: pa.array(log.discount, from_pandas=True),
        Event.RATING: pa.array(log.rating, from_pandas=True),
        Event.SESSION: _coded(log.session, _ids("s", start, log.session.max() + 1, 10)),
        Event.ORDER: _coded(log.order, _ids("o", start, log.order.max() + 1, 10)),
        Event.QUERY: _coded(log.query, pa.array(catalogue.queries)),
        Event.CURRENCY: _coded(np.zeros(len(log), np.int64), pa.array([CURRENCY])),
        Event.CHANNEL: _coded(log.channel, pa.array(list(CHANNELS))),
        Event.DEVICE: _coded(log.device, pa.array(list(DEVICES))),
    }
    return pa.table({name: columns[name] for name in EVENT_TYPES})


def self_contained(events: pa.Table, log: Log, catalogue: Assortment) -> pa.Table:
    """`events` with the columns of their items, without `epoch_us`."""
    for name in _CARRIED:
        values = pa.array(catalogue.table[name], _ARROW[ITEM_TYPES[name]]).dictionary_encode()
        codes = np.where(log.item < 0, -1, values.indices.to_numpy()[log.item])
        column = _coded(codes, values.dictionary)
        events = events.append_column(
            name, column.dictionary_decode() if name == Item.COST else column
        )
    return events.drop_columns(Event.EPOCH)


def customer_table(rng: Generator, first_user: int, n: int) -> pa.Table:
    """Attributes of `n` customers, some unknown. Nobody can be reached by them.

    Addresses are at example.com, numbers in the range kept for fiction (555-0100 to 0199).
    """
    numbers = np.arange(first_user, first_user + n)
    with_email = rng.random(n) < WITH_EMAIL
    emails = [f"customer{number}@example.com" for number in numbers + 1]
    phones = [f"+1-{201 + k // 100 % 700}-555-01{k % 100:02d}" for k in numbers]
    countries = rng.choice(list(COUNTRIES), n, p=list(COUNTRIES.values()))
    return pa.table(
        [
            user_ids(first_user, n),
            pa.array(emails, mask=~with_email),
            pa.array(phones, mask=rng.random(n) >= WITH_PHONE),
            pa.array(rng.random(n) < CONSENTING, mask=~with_email),
            pa.array(countries.tolist()),
        ],
        schema=CUSTOMERS,
    )


def user_ids(first: int, n: int) -> pa.Array:
    """Ids of the customers numbered `first` … `first` + `n` - 1."""
    return _ids("c", first + 1, n, 7)


def writer(path: Path, schema: pa.Schema) -> pq.ParquetWriter:
    """Open a small Parquet file: dictionaries for what repeats, deltas for times."""
    times = {name for name in (Event.TIME, Event.EPOCH) if name in schema.names}
    coded = pa.dictionary(pa.int32(), pa.string())
    return pq.ParquetWriter(
        path,
        pa.schema([f.with_type(coded) if pa.types.is_string(f.type) else f for f in schema]),
        compression="zstd",
        compression_level=3,
        use_dictionary=[name for name in schema.names if name not in times],
        column_encoding=dict.fromkeys(times, "DELTA_BINARY_PACKED") or None,
        store_schema=False,
    )


def write(file: pq.ParquetWriter, table: pa.Table) -> None:
    """Append `table` as one row group."""
    file.write_table(table.cast(file.schema), row_group_size=len(table))


def _ids(letter: str, first: int, n: int, width: int) -> pa.Array:
    digits = pc.utf8_lpad(pa.array(np.arange(first, first + n)).cast(pa.string()), width, "0")
    return pc.binary_join_element_wise(letter, digits, "")


def _coded(codes: Ints, values: pa.Array) -> pa.DictionaryArray:
    """`values` at `codes`; null at -1."""
    indices = pa.array(codes.astype(np.int32), mask=codes < 0)
    return pa.DictionaryArray.from_arrays(indices, values)
