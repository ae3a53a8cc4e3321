"""What the tests of the loader share: looking at a data set, and its report adding up."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from shopai.columns import SetAside
from shopai.engines.duckdb import quoted
from shopai.events.dataset import Dataset

#: Big public files beside the repository, not part of it.
SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"

ORDERS = "order_id,customer_id,date,sku,qty,price\n"


def rows(dataset: Dataset, *columns: str) -> list[tuple[Any, ...]]:
    """These columns of the event table, sorted."""
    chosen = dataset.events.project(", ".join(map(quoted, columns)))
    return sorted(chosen.fetchall(), key=lambda row: tuple((v is None, str(v)) for v in row))


def set_aside(dataset: Dataset) -> list[tuple[Any, ...]]:
    """Line, column, value and reason of every row set aside, in the order of the file."""
    columns = (SetAside.LINE, SetAside.COLUMN, SetAside.VALUE, SetAside.REASON)
    return dataset.rows_set_aside.project(", ".join(map(quoted, columns))).fetchall()


def adds_up(dataset: Dataset) -> None:
    """Rows read are rows kept plus rows set aside, and the table lists just those."""
    report = dataset.report
    listed: dict[str, int] = {}
    for *_, reason in set_aside(dataset):
        listed[reason] = listed.get(reason, 0) + 1
    assert listed == report.set_aside
    assert report.rows_read == report.rows_kept + sum(report.set_aside.values())
