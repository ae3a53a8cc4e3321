"""Parquet, folders, XLSX and pandas tables."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from shopai.columns import Event, Kind
from shopai.errors import InputError
from shopai.events.load import load
from shopai.events.opening import open_file
from tests.events.loading import SHARED, adds_up, rows, set_aside

NOON = datetime(2024, 1, 31, 12)


def parquet(path: Path, **columns: object) -> Path:
    path.parent.mkdir(exist_ok=True)
    pq.write_table(pa.table(columns), path)
    return path


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
@pytest.mark.parametrize("zone", [None, "Asia/Shanghai"])
def test_typed_instants_are_read_in_utc(tmp_path: Path, unit: str, zone: str | None) -> None:
    times = pa.array([NOON, None], pa.timestamp(unit, tz=zone))
    path = parquet(
        tmp_path / "a.parquet", user=[1, 2], item=[3, 4], event=["view", "buy"], timestamp=times
    )
    dataset = load(path)
    adds_up(dataset)
    assert rows(dataset, Event.USER, Event.ITEM, Event.TIME) == [("1", "3", NOON)]
    assert dataset.zone == (zone or "UTC")
    assert set_aside(dataset) == [(2, "timestamp", None, "no date")]


def test_typed_columns_of_all_kinds_are_read(tmp_path: Path) -> None:
    path = parquet(
        tmp_path / "a.parquet",
        user_id=[17850.0, float("nan"), 3.0],
        item_id=pa.array([1, 2, 3], pa.uint64()),
        event=pa.array(["view", "buy", "buy"]).dictionary_encode(),
        timestamp=[date(2024, 1, 31)] * 3,
        price=[Decimal("1.50"), None, Decimal("2.00")],
        quantity=[1.0, float("nan"), 2.0],
        tags=[["a"], [], None],
        inner=[{"x": 1}, None, {"x": 2}],
        raw=[b"\xff", b"a", None],
        clock=[time(1, 2)] * 3,
    )
    dataset = load(path)
    adds_up(dataset)
    columns = (Event.USER, Event.ITEM, Event.KIND, Event.PRICE, Event.QUANTITY)
    assert rows(dataset, *columns) == [
        ("17850", "1", Kind.VIEW, 1.5, 1.0),
        ("3", "3", Kind.PURCHASE, 2.0, 2.0),
        (None, "2", Kind.PURCHASE, None, 1.0),
    ]
    assert open_file(path).preview["tags"][0] == "[a]"


def test_text_in_parquet_is_read_as_text_elsewhere(tmp_path: Path) -> None:
    path = parquet(
        tmp_path / "a.parquet", __colour=["x", "y"], user_id=[" u ", "NULL"], item_id=["a", "b"],
        qty=["1", "two"],
    )  # fmt: skip
    dataset = load(path)
    adds_up(dataset)
    assert rows(dataset, Event.USER, Event.ITEM) == [("u", "a")]
    assert set_aside(dataset) == [(2, "qty", "two", "not a number")]


ORDERS = [
    {"order_id": "A1", "customer": {"id": 1, "from": {"city": "Bonn"}}, "day": date(2024, 1, 31),
     "items": [{"sku": "MUG", "qty": 2, "price": 1.5}, {"sku": "CAN", "qty": 1, "price": 8.0}]},
    {"order_id": "A2", "customer": {"id": 2, "from": None}, "day": date(2024, 2, 1),
     "items": [{"sku": "MUG", "qty": 0, "price": 1.5}]},
    {"order_id": "A3", "customer": None, "day": date(2024, 2, 1), "items": []},
]  # fmt: skip
LINES = [("1", "CAN", 1.0, 8.0), ("1", "MUG", 2.0, 1.5)]


def test_lists_of_structs_in_parquet_are_rows_that_repeat_the_record(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(pa.Table.from_pylist(ORDERS), path)
    opened = open_file(path)
    assert opened.columns == ("order_id", "customer.id", "customer.from.city", "day", "items.sku",
                              "items.qty", "items.price")  # fmt: skip
    dataset = load(path)
    adds_up(dataset)
    assert rows(dataset, Event.USER, Event.ITEM, Event.QUANTITY, Event.PRICE)[:2] == LINES
    assert dataset.report.rows_read == 4
    assert (2, "items.qty", "0", "quantity is zero") in set_aside(dataset)


def test_lists_in_a_pandas_table_are_rows_too() -> None:
    dataset = load(pd.DataFrame(ORDERS[:1]))
    assert rows(dataset, Event.USER, Event.ITEM, Event.QUANTITY, Event.PRICE) == LINES


def test_a_folder_of_parquet_is_one_table(tmp_path: Path) -> None:
    folder = tmp_path / "events"
    parquet(folder / "a.parquet", user=["u1", "u2"], item=["a", "b"], qty=["1", "x"])
    parquet(folder / "b.parquet", user=["u3"], item=["c"], qty=["x"])
    dataset = load(folder)
    adds_up(dataset)
    assert rows(dataset, Event.USER) == [("u1",)]
    assert [line for line, *_ in set_aside(dataset)] == [2, 3]
    parquet(folder / "c.parquet", other=["c"])
    with pytest.raises(InputError, match="events cannot be read as Parquet"):
        load(folder)


def test_sheets_are_read() -> None:
    path = SHARED / "exports" / "online_retail_II_200.xlsx"
    if not path.exists():
        pytest.skip("the shared export files are not beside the repository")
    opened = open_file(path)
    years = ("Year 2009-2010", "Year 2010-2011")
    assert opened.sheet == ", ".join(years)
    assert opened.sheets == (opened.sheet, *years)
    assert opened.mapping.get(Event.USER) == "Customer ID"
    assert load(opened).report.rows_read == sum(load(path, sheet=y).report.rows_read for y in years)
    second = open_file(path, sheet="Year 2010-2011")
    assert second.rows != opened.rows and second.fingerprint != opened.fingerprint
    with pytest.raises(InputError, match="has no sheet '2012'; it has Year 2009-2010, Year"):
        open_file(path, sheet="2012")


def test_a_pandas_table_is_read() -> None:
    frame = pd.DataFrame(
        {
            "user_id": [17850.0, None, 3.0],
            "item_id": ["a", "b", None],
            "event": pd.Categorical(["view", "buy", "search"]),
            "timestamp": pd.to_datetime(["2024-01-31 13:00"] * 3).tz_localize("Europe/Berlin"),
            "query": [None, None, "x"],
        }
    )
    before = frame.copy()
    dataset = load(frame)
    adds_up(dataset)
    assert rows(dataset, Event.USER, Event.ITEM, Event.KIND, Event.TIME) == [
        ("17850", "a", Kind.VIEW, NOON), ("3", None, Kind.SEARCH, NOON),
        (None, "b", Kind.PURCHASE, NOON),
    ]  # fmt: skip
    pd.testing.assert_frame_equal(frame, before)


def test_pandas_tables_of_odd_kinds_are_read() -> None:
    mixed = pd.DataFrame({"user_id": [1, "a", None], "item_id": [(1,), {"a": 1}, 2.5]})
    assert load(mixed).report.rows_kept == 3
    twice = pd.DataFrame([[1, 2, 3]], columns=["user_id", "item_id", "item_id"])
    assert rows(load(twice), Event.USER, Event.ITEM) == [("1", "2")]
    months = pd.period_range("2024-01", periods=2, freq="M")
    periods = pd.DataFrame({"user_id": ["a", "b"], "item_id": ["x", "y"], "date": months})
    assert rows(load(periods), Event.TIME)[1] == (datetime(2024, 2, 1),)
    named = pd.DataFrame([[5, 0, 3], [0, 1, 2]], columns=list("abc"))
    for index in (pd.Index(["u1", "u2"], name="user"), pd.Index(["u1", "u2"])):
        ratings = load(named.set_axis(index))
        assert rows(ratings, Event.USER, Event.ITEM)[0] == ("u1", "a")
    for empty in (pd.DataFrame(), pd.DataFrame({"user_id": [], "item_id": []})):
        with pytest.raises(InputError, match="no rows or no columns"):
            load(empty)
