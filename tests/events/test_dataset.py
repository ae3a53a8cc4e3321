"""Data sets own their files: nothing is left behind, nothing is lost by another load."""

from __future__ import annotations

import gc
from pathlib import Path

import pandas as pd
import pytest

from shopai.columns import EVENT_TYPES, ITEM_TYPES, Customer, Event, Item, Kind
from shopai.engines.scratch import LOCK
from shopai.errors import InputError
from shopai.events.dataset import Dataset, Report, from_frames
from shopai.events.load import load
from shopai.events.opening import open_file
from shopai.events.reading.mapping import Mapping
from shopai.events.timeline import NUMBERED, TIMELINE
from tests.events.conftest import Write
from tests.events.loading import ORDERS, rows

GOOD = ORDERS + "1,u1,2024-01-31,A,1,2.5\n2,,2024-01-31,B,1,2.5\n"


@pytest.fixture
def spool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder where data sets keep their files."""
    folder = tmp_path / "spool"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    return folder


def test_the_folder_is_removed_with_its_data_set(write: Write, spool: Path) -> None:
    dataset = load(write(GOOD))
    assert len(list(spool.iterdir())) == 1  # that of the opened file is gone already
    del dataset
    gc.collect()
    assert list(spool.iterdir()) == []


def test_a_failed_load_leaves_nothing_and_takes_nothing(write: Write, spool: Path) -> None:
    earlier = load(write(GOOD, "good.csv"))
    before = rows(earlier, *EVENT_TYPES)
    for bad in (ORDERS, ORDERS + "1,u1,soon,A,1,2\n", ORDERS + "1,u1,2024-01-31,A,x,2\n"):
        with pytest.raises(InputError):
            load(write(bad, "bad.csv"))
    gc.collect()
    assert len(list(spool.iterdir())) == 1
    assert rows(earlier, *EVENT_TYPES) == before


def test_an_opened_file_lives_as_long_as_it_is_needed(write: Write, spool: Path) -> None:
    opened = open_file(write(GOOD, encoding="utf-16"))
    gc.collect()
    first, second = load(opened), load(opened)
    del opened
    gc.collect()
    assert rows(first, *EVENT_TYPES) == rows(second, *EVENT_TYPES)
    assert len(list(spool.iterdir())) == 2


def test_a_relation_outlives_the_name_of_its_data_set(write: Write) -> None:
    dataset = load(write(GOOD))
    relation = dataset.events
    assert relation.aggregate("count(*)").fetchall() == [(2,)]


def test_only_what_a_data_set_needs_stays_on_disk(write: Write) -> None:
    dataset = load(write(GOOD.replace("2,,", "1,,")))
    kept = {path.name for path in dataset.scratch.folder.iterdir() if path.is_file()}
    tables = {"events.parquet", "items.parquet", "customers.parquet", "set_aside.parquet"}
    assert kept == tables | {TIMELINE, *NUMBERED.values(), LOCK}


def test_tables_have_the_documented_columns_and_types(write: Write) -> None:
    dataset = load(write(GOOD))
    for table, types in ((dataset.events, EVENT_TYPES), (dataset.items, ITEM_TYPES)):
        assert dict(zip(table.columns, map(str, table.types), strict=True)) == types
    assert dataset.customers.columns == [Customer.USER]
    assert dataset.filled >= {Event.USER, Event.ITEM, Event.PRICE, Event.SESSION}
    assert Event.RATING not in dataset.filled
    assert dataset.n_customers == 1


def test_the_fingerprint_depends_on_content_and_on_how_it_is_read(write: Write) -> None:
    path = write(GOOD)
    first = load(path).fingerprint
    assert load(path).fingerprint == first
    others = [
        load(path, currency="EUR"),
        load(path, mapping=Mapping({Event.ITEM: "sku"})),
        load(write(GOOD + "3,u3,2024-01-31,A,1,2\n", "other.csv")),
        load(path, shape="customers"),
    ]
    assert len({first, *(other.fingerprint for other in others)}) == 5


def test_a_report_that_does_not_add_up_cannot_be_made() -> None:
    with pytest.raises(AssertionError):
        Report("a", rows_read=3, rows_kept=1, set_aside={"no date": 1})


def made(**more: object) -> Dataset:
    events = pd.DataFrame(
        {Event.USER: ["u", None], Event.ITEM: ["a", "b"], Event.KIND: [Kind.VIEW, Kind.PURCHASE],
         Event.TIME: pd.to_datetime(["2024-01-31", None])}
    )  # fmt: skip
    return from_frames(events, **more)  # type: ignore[arg-type]


def test_from_frames_fills_in_what_is_missing() -> None:
    dataset = made(name="toy", currency="EUR", synthetic=True)
    assert (dataset.name, dataset.currency, dataset.synthetic) == ("toy", "EUR", True)
    assert rows(dataset, Event.ITEM, Event.EPOCH) == [("a", 1_706_659_200_000_000), ("b", None)]
    assert dataset.items.project(Item.ITEM).order(Item.ITEM).fetchall() == [("a",), ("b",)]
    assert dataset.customers.fetchall() == [("u",)]
    assert dataset.event_counts == {Kind.PURCHASE: 1, Kind.VIEW: 1}
    assert dataset.fingerprint == made().fingerprint
