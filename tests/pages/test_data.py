"""The Data page: a file comes in, is confirmed, loaded, and accounted for."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from pages.ui import session
from shopai.events.dataset import Dataset

from .conftest import APP, Open, text

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


def upload(app: AppTest, name: str, content: bytes) -> AppTest:
    app.file_uploader[0].set_value((name, content, "text/csv")).run()
    assert not app.exception
    return app


def load(app: AppTest) -> AppTest:
    app.button(key="load").click().run()
    assert not app.exception
    return app


def metrics(app: AppTest) -> dict[str, str]:
    return {metric.label: metric.value for metric in app.metric}


def open_dataset(app: AppTest) -> Dataset | None:
    found: Dataset | None = app.session_state[session.DATASET]
    return found


def test_with_nothing_open_the_page_says_what_to_do(open_page: Open) -> None:
    app = open_page("data", None)
    assert app.title[0].value == "Data"
    assert "upload a file, or open the demo shop" in text(app)
    app.button(key="open_demo").click().run()
    assert metrics(app)["Rows set aside"] == "0"
    assert "It is synthetic" in text(app)


def test_orders_are_previewed_confirmed_loaded_and_accounted_for(open_page: Open) -> None:
    app = upload(open_page("data", None), "orders.csv", ORDERS.encode())
    assert "Order lines: one row is one item of an order. Recognised:" in text(app)
    preview = app.dataframe[0].value
    assert list(preview["customer"]) == ["ann", "ann", "bob", "cat", ""]
    load(app)
    assert metrics(app) == {"Rows read": "5", "Rows kept": "3", "Rows set aside": "2"}
    assert "3 of 5 rows are used; 2 (40.0%) are set aside" in text(app)
    aside = app.dataframe[1].value
    assert list(aside["line"]) == [5, 6]
    assert list(aside["value"]) == ["2024-02-30 11:00", "many"]
    dataset = open_dataset(app)
    assert dataset is not None
    assert dataset.n_customers == 2


def test_what_was_open_stays_open_until_the_new_file_is_loaded(
    open_page: Open, demo_shop: Dataset
) -> None:
    app = upload(open_page("data", demo_shop), "orders.csv", ORDERS.encode())
    assert open_dataset(app) is demo_shop
    assert "Still open meanwhile: Demo shop (synthetic)." in text(app)
    app.button(key="discard").click().run()
    assert open_dataset(app) is demo_shop
    assert app.file_uploader


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
    app.button(key="discard").click().run()
    assert not app.error


def test_a_file_over_the_limit_is_refused_in_code_too(
    open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pages.data.upload.most_bytes", lambda: 100)
    app = upload(open_page("data", None), "orders.csv", ORDERS.encode())
    assert "the limit for uploads is 100 bytes" in app.error[0].value.replace("\\", "")


def test_the_time_zone_can_be_chosen(open_page: Open) -> None:
    app = upload(open_page("data", None), "orders.csv", ORDERS.encode())
    (zone,) = [box for box in app.selectbox if box.label == "The shop's time zone"]
    assert zone.value == ""
    assert zone.options[:3] == ["Told by the column", "UTC", "UTC-12:00"]
    assert "UTC+08:00" in zone.options and "Europe/Berlin" in zone.options
    zone.set_value("Asia/Tokyo").run()
    load(app)
    dataset = open_dataset(app)
    assert dataset is not None and dataset.zone == "Asia/Tokyo"
    assert "Days and hours in Asia/Tokyo" in text(app).replace("\\", "")


def test_offsets_of_several_kinds_are_said(open_page: Open) -> None:
    lines = ORDERS.replace("10:00", "10:00:00 +0100").replace("11:00", "11:00:00 +0200")
    app = load(upload(open_page("data", None), "orders.csv", lines.encode()))
    (warning,) = [warning.value.replace("\\", "") for warning in app.warning]
    assert "The shop's clock is UTC+01:00" in warning.replace("\u2060", "")


def test_dates_that_fit_two_readings_are_asked_about(open_page: Open) -> None:
    rows = "".join(f"u{i},i1,view,0{i}/0{i + 1}/2024\n" for i in range(1, 5))
    app = upload(open_page("data", None), "log.csv", f"user_id,item_id,event,date\n{rows}".encode())
    load(app)
    assert open_dataset(app) is None
    assert "fit both day/month and month/day" in app.warning[0].value.replace("\\", "")
    assert app.radio(key="answer_dates").value is None
    assert app.button(key="load").disabled
    app.radio(key="answer_dates").set_value("mdy").run()
    load(app)
    dataset = open_dataset(app)
    assert dataset is not None
    first = dataset.events.order("timestamp").fetchall()[0][3]
    assert (first.month, first.day) == (1, 2)


def test_several_currencies_are_never_added_up(open_page: Open) -> None:
    content = "order_id,customer,date,item,price,currency\n" + "".join(
        f"{i},c{i},2024-01-0{i},x,10,{'EUR' if i < 4 else 'USD'}\n" for i in range(1, 7)
    )
    app = load(upload(open_page("data", None), "orders.csv", content.encode()))
    assert "several currencies" in app.warning[0].value
    app.radio(key="answer_currency").set_value("USD").run()
    load(app)
    dataset = open_dataset(app)
    assert dataset is not None
    assert dataset.currency == "USD"
    assert metrics(app) == {"Rows read": "6", "Rows kept": "3", "Rows set aside": "3"}


def test_unknown_event_words_can_be_given_a_meaning(open_page: Open) -> None:
    app = upload(open_page("data", None), "log.csv", EVENTS.encode())
    assert "What these event words mean" in text(app)
    app.selectbox(key="kind_glimpse").set_value("view").run()
    load(app)
    dataset = open_dataset(app)
    assert dataset is not None
    assert dataset.event_counts == {"view": 3, "purchase": 1}


def test_the_encoding_is_shown_and_can_be_changed(open_page: Open) -> None:
    content = "会员编号,商品编号,行为类型,时间\n张三,茶,购买,2024-01-05\n李四,杯,浏览,2024-01-06\n"
    app = upload(open_page("data", None), "log.csv", content.encode("gb18030"))
    encoding = app.selectbox[0]
    assert encoding.label.startswith("Encoding")
    encoding.set_value("gb18030").run()
    assert list(app.dataframe[0].value["会员编号"]) == ["张三", "李四"]
    load(app)
    assert metrics(app)["Rows kept"] == "2"
    assert "Encoding" in set(app.dataframe[0].value["What"])


def test_an_encoding_that_cannot_be_told_is_asked_about(open_page: Open) -> None:
    content = "order_id,customer_id,date,sku,qty,price\nA1,c1,2024-03-14,洗濯,1,10\n"
    app = upload(open_page("data", None), "orders.csv", content.encode("euc-jp"))
    assert "fits two encodings" in app.warning[0].value
    app.radio(key="answer_encoding").set_value("euc-jp").run()
    assert list(app.dataframe[0].value["sku"]) == ["洗濯"]


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
    load(app)
    app.radio(key="answer_dates").set_value("dmy").run()
    load(app)
    dataset = open_dataset(app)
    assert dataset is not None
    assert dataset.n_customers == 4
    assert metrics(app)["Rows kept"] == "4"


def test_a_reload_says_that_the_file_is_gone() -> None:
    app = AppTest.from_file(str(APP), default_timeout=60)
    app.query_params[session.ADDRESS] = "orders.csv"
    app.run()
    said = app.sidebar.warning[0].value.replace("\\", "")
    assert said.startswith("orders.csv is not open here")
    app.switch_page("pages/data/page.py").run()
    app = load(upload(app, "orders.csv", ORDERS.encode()))
    assert not app.sidebar.warning
    assert app.query_params[session.ADDRESS] in ("orders.csv", ["orders.csv"])
