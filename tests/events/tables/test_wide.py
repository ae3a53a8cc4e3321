"""Many columns: what they cost follows the size of the file, and too many are refused as such."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from shopai.columns import Event
from shopai.engines.duckdb import column_aggregates, connect
from shopai.errors import InputError
from shopai.events.load import load
from shopai.events.opening import open_file
from shopai.events.sources.raw import Raw, numbered, shifted, tidy
from tests.events.conftest import Write
from tests.events.loading import ORDERS, adds_up, rows, set_aside


def wide(first: str, names: list[str], *lines: list[str]) -> str:
    return "".join(",".join(line) + "\n" for line in ([first, *names], *lines))


def test_a_matrix_of_many_items_is_read(write: Write) -> None:
    names = [f"item {i}" for i in range(400)]
    ratings = [[f"u{r}", *(str((r + i) % 7 % 6) for i in range(400))] for r in range(4)]
    ratings[1][5], ratings[2][0] = "x", ""
    dataset = load(write(wide("user", names, *ratings)), shape="matrix")
    adds_up(dataset)
    assert set_aside(dataset) == [
        (3, "item 4", "x", "not a number"), (4, "user", None, "no customer id"),
    ]  # fmt: skip
    first = [(f"item {i}", float(i % 7 % 6)) for i in range(400) if i % 7 % 6]
    read = rows(dataset, Event.USER, Event.ITEM, Event.RATING)
    assert sorted(row[1:] for row in read if row[0] == "u0") == sorted(first)
    assert dataset.report.rows_kept == 2


def test_orders_with_many_other_columns_are_read(write: Write) -> None:
    more = [f"note {i}" for i in range(300)]
    lines = [
        [f"A{r}", f"c{r}", "2024-01-31", f"S{r}", "1", "2.5", *(f" x{r} " for _ in more)]
        for r in range(3)
    ]
    dataset = load(write(wide("order_id", [*ORDERS.strip().split(",")[1:], *more], *lines)))
    adds_up(dataset)
    assert rows(dataset, Event.ORDER, Event.ITEM, Event.PRICE) == [
        (f"A{r}", f"S{r}", 2.5) for r in range(3)
    ]


def test_customers_with_many_attributes_are_read(write: Write) -> None:
    names = [f"x{i}" for i in range(250)]
    table = [[f"c{r}", *(f"{r}.{i}" for i in range(250))] for r in range(30)]
    for line in table:
        line[2], line[3] = f"$ {line[2]}", "blue"
    table[7][9] = "many"
    dataset = load(write(wide("customer_id", names, *table)), shape="customers")
    adds_up(dataset)
    assert set_aside(dataset) == [(9, "x8", "many", "not a number")]
    read = dataset.customers.order("user_id").project("user_id, x0, x1, x2, x249").fetchall()
    assert read[0] == ("c0", 0.0, 0.1, "blue", 0.249)
    assert len(read) == 29


@pytest.mark.parametrize("kind", ["csv", "json", "parquet"])
def test_more_columns_than_can_be_read_are_refused_as_such(
    write: Write, tmp_path: Path, kind: str
) -> None:
    names = [f"n{i}" for i in range(5_001)]
    if kind == "csv":
        path = write(",".join(names) + "\n" + ",".join(names) + "\n")
    elif kind == "json":
        path = write(json.dumps([dict.fromkeys(names, 1)]), "shop.json")
    else:
        path = tmp_path / "shop.parquet"
        pq.write_table(pa.table({name: [1] for name in names}), path)
    with pytest.raises(InputError, match="has 5,001 columns; at most 5,000 can be read"):
        open_file(path)


def test_a_table_of_many_columns_that_is_no_matrix_is_refused(write: Write) -> None:
    names = [f"n{i}" for i in range(2_000)]
    with pytest.raises(InputError, match="2,001 columns and is no matrix of ratings"):
        open_file(write(wide("id", names, *[["a", *names]] * 2)))


def test_many_columns_are_looked_at_as_few_are(tmp_path: Path) -> None:
    connection = connect(tmp_path)
    names = [f'a "{i}"' for i in range(250)]
    cells = [[None if i % 5 == r else f"{i * r}" for i in range(250)] for r in range(3)]
    table = pa.table({n: [row[i] for row in cells] for i, n in enumerate(names)})
    pq.write_table(table, tmp_path / "t.parquet")
    source = f"read_parquet('{tmp_path / 't.parquet'}')"

    def of(cell: str) -> list[str]:
        return [f"count({cell})", f"max({cell})"]

    looks = [column_aggregates(connection, names, of, source, rows) for rows in (3, 10**9)]
    assert looks[0] == looks[1]
    filled = [[row[i] for row in cells if row[i] is not None] for i in range(250)]
    assert looks[0] == [(len(each), max(each)) for each in filled]


def test_many_columns_are_tidied_as_few_are(tmp_path: Path) -> None:
    odd = [" a ", "N/A", '="007"', "'0042", "b\u3000", "", "c", None]
    connection = connect(tmp_path)
    names = [f"n{i}" for i in range(60)]
    table = {name: odd[i % 8 :] + odd[: i % 8] for i, name in enumerate(names)}
    pq.write_table(pa.table(table), tmp_path / "t.parquet")
    raw = Raw(
        numbered(tmp_path / "t.parquet"), dict.fromkeys(names, "VARCHAR"), 8, 0, shifted(1),
        worded=True,
    )  # fmt: skip
    many = connection.sql(f"SELECT * FROM {tidy(connection, raw, names).relation}").fetchall()
    few = connection.sql(f"SELECT * FROM {tidy(connection, raw, names[:8]).relation}").fetchall()
    assert [row[:9] for row in many] == [row[:9] for row in few]
    assert [row[1] for row in many] == ["a", None, "007", "0042", "b", None, "c", None]
