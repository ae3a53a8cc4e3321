"""Previews: the whole of a small file, the first rows of a large one."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from shopai.columns import Event
from shopai.errors import InputError, Question
from shopai.events import preview as previews
from shopai.events.load import load
from shopai.events.opening import open_file
from shopai.events.preview import Preview, preview
from shopai.events.reading.mapping import Mapping
from tests.events.conftest import Write
from tests.events.loading import ORDERS, adds_up, rows, set_aside
from tests.events.sources.test_sheets import sheet
from tests.events.sources.test_sheets import write as workbook


def lines(n: int, first: int = 1) -> str:
    return "".join(f"o{i},c{i % 3},2024-01-31,A,1,2.5\n" for i in range(first, first + n))


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files of more than ten rows are large."""
    monkeypatch.setattr(previews, "MOST_ROWS", 10)


def of(path: Path) -> Preview:
    made = preview(open_file(path))
    adds_up(made.dataset)
    return made


def orders(made: Preview) -> list[str]:
    return [order for (order,) in rows(made.dataset, Event.ORDER)]


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize("ending", ["", "\n"])
def test_a_file_of_just_so_many_rows_is_read_as_a_whole(write: Write, ending: str) -> None:
    path = write(ORDERS + lines(10).rstrip("\n") + ending)
    made = of(path)
    assert (made.exact, made.dataset.report.rows_read) == (True, 10)
    assert made.dataset.fingerprint == load(path).fingerprint


@pytest.mark.usefixtures("few")
def test_of_a_longer_text_the_first_rows_are_read(write: Write) -> None:
    path = write("Orders of the year\n" + ORDERS + lines(40))
    made = of(path)
    assert orders(made) == sorted(f"o{i}" for i in range(1, 11))
    assert not made.exact
    assert 0.2 < made.share < 0.3
    assert made.dataset.fingerprint != load(path).fingerprint


@pytest.mark.usefixtures("few")
def test_a_text_is_not_cut_inside_a_cell_of_several_lines(write: Write) -> None:
    long = 'o9,c1,2024-01-31,"A\nbig\nred\none",1,2.5\n'
    made = of(write(ORDERS + lines(8) + long + lines(20, 10)))
    assert orders(made) == sorted(f"o{i}" for i in range(1, 9))


@pytest.mark.usefixtures("few")
def test_a_stray_quote_far_above_does_not_keep_the_lines_below_out(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(previews, "_MOST_LINES_OF_A_CELL", 5)
    made = of(write(ORDERS + 'o0,c1,2024-01-31,5" pipe,1,2.5\n' + lines(40)))
    assert len(orders(made)) >= 9


@pytest.mark.usefixtures("few")
def test_rows_set_aside_count_among_the_first(write: Write) -> None:
    made = of(write(ORDERS + lines(4) + "o5,c1,never,A,1,2.5\n" + lines(30, 6)))
    assert (made.dataset.report.rows_read, made.dataset.report.rows_kept) == (10, 9)


@pytest.mark.usefixtures("few")
def test_the_first_rows_of_parquet(tmp_path: Path) -> None:
    table = pd.DataFrame(
        {
            "order_id": [f"o{i:02}" for i in range(1, 31)],
            "customer_id": "c1",
            "date": pd.Timestamp("2024-01-31"),
            "sku": "A",
            "qty": 1,
            "price": 2.5,
        }
    )
    table.to_parquet(tmp_path / "orders.parquet")
    made = of(tmp_path / "orders.parquet")
    assert orders(made) == [f"o{i:02}" for i in range(1, 11)]
    assert made.share == pytest.approx(1 / 3)
    table.head(10).to_parquet(tmp_path / "few.parquet")
    whole = of(tmp_path / "few.parquet")
    assert whole.exact
    assert whole.dataset.fingerprint == load(tmp_path / "few.parquet").fingerprint


@pytest.mark.usefixtures("few")
def test_the_first_rows_of_a_sheet_with_blank_rows_between(tmp_path: Path) -> None:
    header = ORDERS.strip().split(",")
    cells: dict[tuple[int, int], object] = {(0, i): name for i, name in enumerate(header)}
    for n in range(1, 31):
        values = (f"o{n:02}", "c1", "2024-01-31", "A", 1, 2.5)
        cells |= {(2 * n, i): value for i, value in enumerate(values)}
    made = of(workbook(tmp_path / "orders.xlsx", {"Orders": sheet(cells)}))
    assert orders(made) == [f"o{i:02}" for i in range(1, 11)]


@pytest.mark.usefixtures("few")
def test_the_first_rows_of_json_lines_and_the_misfits_among_them(write: Write) -> None:
    row = {"customer_id": "c1", "date": "2024-01-31", "sku": "A", "qty": 1, "price": 2.5}
    texts = [json.dumps({"order_id": f"o{i:02}"} | row) for i in range(1, 31)]
    content = "\n".join([*texts[:4], "no object", *texts[4:], "neither"])
    made = of(write(content, "orders.jsonl"))
    assert orders(made) == [f"o{i:02}" for i in range(1, 11)]
    assert [line for line, *_ in set_aside(made.dataset)] == [5]


def test_arguments_and_errors_are_those_of_load(write: Write) -> None:
    dates = "".join(f"o{n},c{n},0{n}/0{n + 1}/2024,A,1,2.5\n" for n in range(1, 5))
    opened = open_file(write(ORDERS + dates))
    with pytest.raises(Question) as question:
        preview(opened)
    assert question.value.parameter == "dates"
    said: list[float] = []
    made = preview(opened, dates="mdy", progress=lambda share, _what: said.append(share))
    assert made.dataset.first_day == date(2024, 1, 2)
    assert said[-1] == 1.0
    with pytest.raises(InputError, match="does not have"):
        preview(opened, Mapping({Event.USER: "nope"}))
