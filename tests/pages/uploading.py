"""Files to upload, and the steps with one, for the tests of the Data page."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from pages.ui import session
from shopai.events.dataset import Dataset

from .conftest import text

ORDERS = """order,customer,date,sku,qty,price
1,ann,2024-01-05 10:00,tea,2,3.50
1,ann,2024-01-05 10:00,cup,1,8.00
2,bob,2024-01-06 11:00,tea,1,3.50
3,cat,2024-02-30 11:00,tea,1,3.50
4,,2024-01-07 12:00,pot,1,"many"
"""

EVENTS = """user_id,item_id,event,timestamp
u1,i1,glimpse,2024-01-05 10:00:00
u1,i1,buy,2024-01-05 10:05:00
u2,i1,view,2024-01-06 10:00:00
u2,i2,view,2024-01-06 10:01:00
"""


def upload(app: AppTest, name: str, content: str | bytes) -> AppTest:
    """Choose a file."""
    raw = content.encode() if isinstance(content, str) else content
    app.file_uploader[0].set_value((name, raw, "text/csv")).run()
    assert not app.exception
    return app


def load(app: AppTest) -> AppTest:
    """Say that what was understood is right."""
    app.button(key="load").click().run()
    assert not app.exception
    return app


def metrics(app: AppTest) -> dict[str, str]:
    return {metric.label: metric.value for metric in app.metric}


def open_dataset(app: AppTest) -> Dataset:
    """The open data set."""
    dataset: Dataset | None = app.session_state[session.DATASET]
    assert dataset is not None
    return dataset


def step(app: AppTest) -> str:
    """The present step."""
    (steps,) = (html.proto.body for html in app.get("html") if "<ol" in html.proto.body)
    return str(steps.partition("aria-current=step>")[2].partition("<")[0])


def headline(app: AppTest) -> str:
    """The file in one sentence."""
    (said,) = [line for line in text(app).split("\n") if " holds " in line or " hold " in line]
    return said.replace("**", "")


def roles(app: AppTest) -> dict[str, tuple[str, str]]:
    """Role -> its column and how sure that is."""
    (table,) = (each.value for each in app.table if "We read" in each.value)
    return {
        row["We read"].strip("*"): (row["from"].replace("\\", ""), row["sure?"])
        for _, row in table.iterrows()
    }


def orders(n: int, *columns: str, rows: tuple[str, ...] = ()) -> str:
    """Orders of `n` customers with further columns, each with its cells by turns."""
    header = ",".join(["order,customer,date,sku,qty,price", *columns])
    lines = [f"{i},c{i},2024-01-{i:02},s{i % 3},1,{2 + i}" for i in range(1, n + 1)]
    cells = [rows[i % len(rows)] for i in range(n)] if rows else [""] * n
    return "\n".join([header, *(line + cell for line, cell in zip(lines, cells, strict=True))])
