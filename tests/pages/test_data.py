"""The Data page: a file comes in, is loaded, and accounted for."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from pages.ui import session
from shopai.events.dataset import Dataset

from .conftest import APP, Open, text, unfolded
from .uploading import ORDERS, headline, load, metrics, open_dataset, roles, step, upload


def test_with_nothing_open_the_page_says_what_to_do(open_page: Open) -> None:
    app = open_page("data", None)
    assert app.title[0].value == "Data"
    assert step(app) == "1 Choose"
    assert "upload a file, or open the demo shop" in text(app)
    app.button(key="open_demo").click().run()
    assert "Every one of the 209,829 rows could be used." in str(app.expander)
    assert metrics(unfolded(app, "data"))["Rows set aside"] == "0"
    assert "It is synthetic" in text(app)
    assert step(app) == "1 Choose"


def test_orders_are_checked_loaded_and_accounted_for(open_page: Open) -> None:
    app = upload(open_page("data", None), "orders.csv", ORDERS)
    assert step(app) == "2 Check"
    assert headline(app) == (
        "orders.csv holds 2 customers and 2 orders from 5 Jan 2024 to 6 Jan 2024, worth 18.50. "
        "Is that about right?"
    )
    preview = app.dataframe[0].value
    assert list(preview["customer"]) == ["ann", "ann", "bob", "cat", ""]
    load(app)
    assert step(app) == "3 Loaded"
    assert headline(app) == (
        "orders.csv holds 2 customers and 2 orders from 5 Jan 2024 to 6 Jan 2024, worth 18.50."
    )
    assert metrics(app) == {"Rows read": "5", "Rows kept": "3", "Rows set aside": "2"}
    assert "3 of 5 rows are used; 2 (40.0%) are set aside" in text(app)
    aside = app.dataframe[1].value
    assert list(aside["line"]) == [5, 6]
    assert list(aside["value"]) == ["2024-02-30 11:00", "many"]
    assert open_dataset(app).n_customers == 2
    assert roles(unfolded(app, "data"))["Order number"] == ("order", "certain")


def test_what_was_looked_at_is_not_read_again(
    open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = upload(open_page("data", None), "orders.csv", ORDERS)
    monkeypatch.setattr("pages.data.upload.load", None)  # a call would fail
    monkeypatch.setattr("pages.data.check.preview", None)
    load(app)
    assert open_dataset(app).report.rows_read == 5
    assert "file_preview_kept" not in app.session_state


def test_of_a_long_file_the_first_rows_are_looked_at_and_all_are_loaded(
    open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shopai.events.preview.MOST_ROWS", 3)
    app = upload(open_page("data", None), "orders.csv", ORDERS)
    assert headline(app).startswith("The first 3 rows of orders.csv hold 2 customers and 2 orders")
    load(app)
    assert metrics(app)["Rows read"] == "5"


def test_after_loading_the_page_says_what_to_open_next(open_page: Open) -> None:
    app = load(upload(open_page("data", None), "orders.csv", ORDERS))
    links = {link.proto.label: link.proto.page for link in app.main.get("page_link")}
    assert list(links) == ["Overview", "Segments", "Recommendations"]
    people = "customer_id,age,spend\n1,30,5\n2,40,6\n3,50,7\n"
    app = load(upload(open_page("data", None), "people.csv", people))
    links = [link.proto.label for link in app.main.get("page_link")]
    assert links == ["Overview", "Segments"]
    assert "Recommendations need an item column" in text(app)


def test_what_was_open_stays_open_until_the_new_file_is_loaded(
    open_page: Open, demo_shop: Dataset
) -> None:
    app = upload(open_page("data", demo_shop), "orders.csv", ORDERS)
    assert open_dataset(app) is demo_shop
    assert "not loaded yet · Demo shop (synthetic) is still open" in text(app)
    app.button(key="discard").click().run()
    assert open_dataset(app) is demo_shop
    assert app.file_uploader
    assert "file_preview_kept" not in app.session_state


def test_a_file_that_waits_is_said_on_every_page(open_page: Open, demo_shop: Dataset) -> None:
    app = upload(open_page("data", demo_shop), "my_orders.csv", ORDERS)
    app.switch_page("pages/overview/page.py").run()
    waiting = app.sidebar.markdown[0].value.replace("\\", "")
    assert waiting == "**my_orders.csv** is waiting to be checked."
    (link,) = app.sidebar.get("page_link")
    assert link.proto.label == "Go to Data"
    load(app.switch_page("pages/data/page.py").run())
    assert not app.sidebar.get("page_link")
    assert app.sidebar.markdown[0].value.replace("\\", "") == "**my_orders.csv**"


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("empty.csv", b"", "empty"),
        ("header.csv", b"user_id,item_id,event,timestamp\n", "header"),
        ("one.csv", b"name\nann\nbob\n", "one column"),
        ("picture.csv", b"\x89PNG\r\n\x1a\n" + bytes(200), "picture"),
    ],
)
def test_a_bad_file_gets_one_sentence_and_loses_nothing(
    open_page: Open, demo_shop: Dataset, name: str, content: bytes, sentence: str
) -> None:
    app = upload(open_page("data", demo_shop), name, content)
    assert len(app.error) == 1
    assert sentence in app.error[0].value
    assert open_dataset(app) is demo_shop
    assert "cannot be opened" in app.sidebar.markdown[0].value
    app.button(key="discard").click().run()
    assert not app.error


def test_a_file_that_is_no_shop_data_is_refused_unless_its_owner_says_more(
    open_page: Open, demo_shop: Dataset
) -> None:
    statement = (
        "Date,Description,Amount,Balance\n14.03.2024,Payout,120,1120\n15.03.2024,Rent,-5,1115\n"
    )
    app = upload(open_page("data", demo_shop), "bank.csv", statement)
    assert [error.value.replace("\\", "")[:40] for error in app.error] == [
        "bank.csv is a statement of an account ('"
    ]
    assert app.button(key="load").disabled
    assert open_dataset(app) is demo_shop
    assert "say below what its columns mean" in text(app)
    app.button(key="all_the_same").click().run()
    assert not app.error
    assert headline(app).startswith("bank.csv holds")
    app.button(key="discard").click().run()
    assert open_dataset(app) is demo_shop


def test_a_file_over_the_limit_is_refused_in_code_too(
    open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pages.data.upload.most_bytes", lambda: 100)
    app = upload(open_page("data", None), "orders.csv", ORDERS)
    assert "the limit for uploads is 100 bytes" in app.error[0].value.replace("\\", "")


def test_a_failure_of_the_whole_file_is_said_and_what_was_open_stays(
    open_page: Open, demo_shop: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shopai.events.preview.MOST_ROWS", 2)
    rows = "order,customer,date,sku,qty,price,status\n" + "".join(
        f"{i},c{i},2024-01-0{i},x,1,5,{'paid' if i < 4 else 'glorped'}\n" for i in range(1, 7)
    )
    app = load(upload(open_page("data", demo_shop), "orders.csv", rows))
    assert open_dataset(app) is demo_shop
    assert "'glorped' (rows: 3)" in text(app)
    app.selectbox(key="state_glorped").set_value("no sale").run()
    load(app)
    assert open_dataset(app).event_counts == {"purchase": 3}


def test_a_file_named_at_the_start_that_needs_an_answer_is_asked_about(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = "".join(f"u{i},i1,view,0{i}/0{i + 1}/2024\n" for i in range(1, 5))
    path = tmp_path / "log.csv"
    path.write_text(f"user_id,item_id,event,date\n{rows}")
    monkeypatch.setenv(session.ENVIRONMENT, str(path))
    app = AppTest.from_file(str(APP), default_timeout=60).run()
    assert "fit both day/month and month/day" in text(app)
    app.switch_page("pages/data/page.py").run()
    app.radio(key="answer_dates").set_value("dmy").run()
    load(app)
    assert open_dataset(app).n_customers == 4
    assert metrics(app)["Rows kept"] == "4"


def test_a_reload_says_that_the_file_is_gone() -> None:
    app = AppTest.from_file(str(APP), default_timeout=60)
    app.query_params[session.ADDRESS] = "orders.csv"
    app.run()
    said = app.sidebar.warning[0].value.replace("\\", "")
    assert said.startswith("orders.csv is not open here")
    app.switch_page("pages/data/page.py").run()
    app = load(upload(app, "orders.csv", ORDERS))
    assert not app.sidebar.warning
    assert app.query_params[session.ADDRESS] in ("orders.csv", ["orders.csv"])
