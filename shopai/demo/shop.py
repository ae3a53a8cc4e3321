"""The demo shop: a made-up shop of any size, with planted truths to test analyses against.

Labelled synthetic wherever shown. Five segments of customers, latent tastes, a price
elasticity for each category, items that go together, one randomised campaign, seasons.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from shopai.columns import Customer
from shopai.demo.catalogue import Shelf, choice_odds, companions, make_catalogue, shelf_prices
from shopai.demo.log import Log, draw_log
from shopai.demo.tables import (
    CURRENCY,
    CUSTOMERS,
    EVENTS,
    ITEMS,
    SELF_CONTAINED,
    SET_ASIDE,
    customer_table,
    event_table,
    self_contained,
    write,
    writer,
)
from shopai.demo.truths import N_WEEKS, People, Truths, draw_people, truths
from shopai.engines.scratch import ScratchFolder
from shopai.errors import InputError, ParameterError
from shopai.events.dataset import Dataset, Report
from shopai.places import shipped
from shopai.progress import Progress

NAME = "Demo shop (synthetic)"
SAMPLE = shipped("data")
SAMPLE_CUSTOMERS, SAMPLE_SEED = 3_000, 0
EVENTS_FILE, ITEMS_FILE, CUSTOMERS_FILE = "events.parquet", "items.parquet", "customers.parquet"

#: Customers drawn at a time: bounds the memory, and is part of what a seed means.
BLOCK = 2_500


@dataclass(frozen=True, eq=False)
class Shop:
    """A simulated shop; what was planted in it is in `truths` and nowhere else."""

    events: pd.DataFrame  # one row an event, columns.EVENT_TYPES, by customer and time
    items: pd.DataFrame  # one row an item, columns.ITEM_TYPES
    customers: pd.DataFrame  # one row a customer: columns.Customer, some values unknown
    truths: Truths


def simulate(n_customers: int = SAMPLE_CUSTOMERS, seed: int = SAMPLE_SEED) -> Shop:
    """Simulate two years of a shop, 2024 and 2025; equal arguments give equal shops.

    Every customer has ordered at least once. Time and memory O(n_customers), about 70
    events a customer; for shops too big for memory see :func:`write_events`.

    Raises ParameterError for fewer than one customer, or a negative seed.
    """
    shelf = _shelf(n_customers, seed)
    blocks = list(_blocks(shelf, n_customers, seed))
    events = pa.concat_tables([block.events.cast(EVENTS) for block in blocks])
    customers = pa.concat_tables([block.customers for block in blocks]).to_pandas()
    users = pd.Index(customers[Customer.USER])
    planted = truths([block.people for block in blocks], users, shelf)
    return Shop(events.to_pandas(), shelf.catalogue.table, customers, planted)


def write_events(
    path: str | Path,
    n_customers: int,
    seed: int = SAMPLE_SEED,
    progress: Progress | None = None,
) -> None:
    """Write the events of :func:`simulate` as one Parquet file for :func:`shopai.load`.

    Each row carries its item's title, category, brand and cost. Left out are the truths,
    the customers' attributes, the items' descriptions and `epoch_us`. `progress` is called
    with the share done, in (0, 1], and what is being done. Memory does not grow with
    `n_customers`. The file appears, or replaces an older one, only when complete.

    Raises ParameterError as :func:`simulate` does, and where there is no such folder.
    """
    path = Path(path)
    if not path.parent.is_dir():
        raise ParameterError(
            f"The folder {path.parent} does not exist. Create it or choose another."
        )
    shelf = _shelf(n_customers, seed)
    unfinished = path.with_name(path.name + ".part")
    done = 0
    try:
        with writer(unfinished, SELF_CONTAINED) as file:
            for block in _blocks(shelf, n_customers, seed):
                write(file, self_contained(block.events, block.log, shelf.catalogue))
                done += len(block.customers)
                if progress:
                    progress(done / n_customers, f"{done:,} of {n_customers:,} customers")
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def write_sample(folder: str | Path = SAMPLE) -> None:
    """Write the three tables that ship with the package into `folder`."""
    folder = Path(folder)
    shelf = _shelf(SAMPLE_CUSTOMERS, SAMPLE_SEED)
    items = pa.Table.from_pandas(shelf.catalogue.table, schema=ITEMS, preserve_index=False)
    with (
        writer(folder / EVENTS_FILE, EVENTS) as events,
        writer(folder / ITEMS_FILE, ITEMS) as item_file,
        writer(folder / CUSTOMERS_FILE, CUSTOMERS) as customers,
    ):
        write(item_file, items)
        for block in _blocks(shelf, SAMPLE_CUSTOMERS, SAMPLE_SEED):
            write(events, block.events)
            write(customers, block.customers)


def demo() -> Dataset:
    """Open the sample that ships in ``data/``: 3,000 customers, in well under a second.

    Raises InputError where the sample's files are not there.

    >>> shopai.demo().n_customers
    3000
    """
    scratch = ScratchFolder()
    content = hashlib.sha256()
    for name in (EVENTS_FILE, ITEMS_FILE, CUSTOMERS_FILE):
        source = SAMPLE / name
        if not source.is_file():
            raise InputError(
                f"The demo shop's sample lacks {source}. Restore the folder, or make it again "
                "as its README says."
            )
        content.update(source.read_bytes())
        shutil.copyfile(source, scratch.path(name))
    pq.write_table(SET_ASIDE.empty_table(), scratch.path("set_aside.parquet"))
    n_events = pq.read_metadata(SAMPLE / EVENTS_FILE).num_rows
    return Dataset(
        name=NAME,
        report=Report(EVENTS_FILE, n_events, n_events),
        fingerprint=content.hexdigest(),
        scratch=scratch,
        currency=CURRENCY,
        synthetic=True,
    )


@dataclass(frozen=True, eq=False)
class _Block:
    """Up to BLOCK customers and their events."""

    people: People
    log: Log
    events: pa.Table
    customers: pa.Table


def _shelf(n_customers: int, seed: int) -> Shelf:
    """The shop before any customer comes; its own stream of random numbers."""
    if n_customers < 1:
        raise ParameterError(f"A shop needs at least one customer; found {n_customers}.")
    if seed < 0:
        raise ParameterError(f"The seed must be 0 or more; found {seed}.")
    rng = np.random.default_rng([seed, 0])
    catalogue = make_catalogue(rng)
    prices = shelf_prices(rng, catalogue.list_price, N_WEEKS)
    return Shelf(catalogue, prices, choice_odds(catalogue, prices), companions(catalogue))


def _blocks(shelf: Shelf, n_customers: int, seed: int) -> Iterator[_Block]:
    for number, first in enumerate(range(0, n_customers, BLOCK)):
        rng, table_rng, origin_rng, companion_rng = (
            np.random.default_rng([seed, stream, number]) for stream in (1, 2, 3, 4)
        )
        people = draw_people(rng, min(BLOCK, n_customers - first))
        log = draw_log(rng, origin_rng, companion_rng, people, shelf)
        events = event_table(log, shelf.catalogue, number, first)
        customers = customer_table(table_rng, first, len(people.segment))
        yield _Block(people, log, events, customers)
