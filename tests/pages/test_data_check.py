"""The step before loading: what was understood, what may be changed, what is asked."""

from __future__ import annotations

import json

import pytest
import streamlit as st

from shopai.events.reading.mapping import FIELDS

from .conftest import Open, text
from .uploading import EVENTS, ORDERS, headline, load, metrics, open_dataset, orders, roles, upload

TWO_TITLES = """order,customer,date,product_name,note,qty,price
1,ann,2024-01-05,tea,green,2,3.50
2,bob,2024-01-06,cup,blue,1,8.00
3,ann,2024-01-07,tea,red,1,3.50
"""


def test_the_card_names_each_role_with_its_column_and_why(open_page: Open) -> None:
    app = upload(open_page("data", None), "orders.csv", ORDERS)
    assert roles(app) == {
        FIELDS["user_id"]: ("customer", "certain"),
        FIELDS["item_id"]: ("sku", "certain"),
        FIELDS["timestamp"]: ("date", "certain"),
        FIELDS["order_id"]: ("order", "certain"),
        FIELDS["quantity"]: ("qty", "certain"),
        FIELDS["price"]: ("price", "certain"),
    }
    because = dict(zip(app.table[0].value["from"], app.table[0].value["because"], strict=True))
    assert because["date"].replace("\\", "").startswith("a known header; year-month-day")
    assert "2 rows cannot be used" in text(app)


@pytest.mark.parametrize(
    ("name", "content", "says", "said"),
    [
        (
            "log.csv",
            EVENTS.replace("glimpse", "view"),
            "holds 2 customers, 1 order and 3 views from 5 Jan 2024 to 6 Jan 2024, without prices.",
            "",
        ),
        (
            "u.data",
            "1\t10\t5\t881250949\n1\t11\t3\t881250950\n2\t10\t4\t881250951\n",
            "holds 2 customers and 3 ratings of 2 items on 4 Dec 1997.",
            "",
        ),
        (
            "matrix.csv",
            "user,i1,i2,i3\na,5,,1\nb,,4,\nc,3,,\n",
            "holds 3 customers and 4 ratings of 3 items without dates.",
            "One item each: i1, i2, i3.",
        ),
        (
            "people.csv",
            "customer_id,age,plan\n1,30,a\n2,40,b\n3,50,a\n",
            "holds 3 customers, with 2 facts about each.",
            "Kept about each customer: age, plan.",
        ),
    ],
)
def test_files_of_every_shape_are_said_in_a_sentence(
    open_page: Open, name: str, content: str, says: str, said: str
) -> None:
    app = upload(open_page("data", None), name, content)
    assert says in headline(app)
    assert said in text(app)
    assert "Not used" not in text(app)
    assert "Not used" not in set(app.dataframe[1].value["Means"])
    load(app)
    assert open_dataset(app).name == name


def test_another_column_changes_the_figures_at_once(open_page: Open) -> None:
    app = upload(open_page("data", None), "orders.csv", TWO_TITLES)
    item = app.selectbox(key="role_item_id")
    assert (item.label, item.value) == (FIELDS["item_id"], "product_name")
    assert item.options[:2] == ["No column", "order · 1"]
    item.set_value("note").run()
    assert roles(app)["Item id"] == ("note", "certain")
    assert "your choice" in set(app.table[0].value["because"])
    assert app.selectbox(key="role_item_id").value == "note"
    assert "columns as you mapped them" in text(app)
    load(app)
    assert sorted(open_dataset(app).items.df()["item_id"]) == ["blue", "green", "red"]


def test_a_column_can_be_taken_out_of_its_role_and_all_be_undone(open_page: Open) -> None:
    app = upload(open_page("data", None), "orders.csv", TWO_TITLES)
    before = headline(app)
    app.selectbox(key="role_item_id").set_value("").run()
    assert "Item id" not in roles(app)
    assert app.selectbox(key="role_item_id").value == ""
    app.selectbox(key="role_item_id").set_value("price").run()
    assert roles(app)["Item id"][0] == "price"
    assert "Price per unit" not in roles(app)
    assert "without prices" in headline(app)
    app.button(key="start_over").click().run()
    assert headline(app) == before
    assert not [button for button in app.button if button.key == "start_over"]


def test_a_choice_that_cannot_be_loaded_is_a_sentence(open_page: Open) -> None:
    app = upload(open_page("data", None), "log.csv", EVENTS)
    app.selectbox(key="say_dates").set_value("epoch s").run()
    assert len(app.error) == 1
    assert app.button(key="load").disabled
    app.selectbox(key="say_dates").set_value("").run()
    assert not app.error


def test_lines_that_stand_twice_can_be_removed(open_page: Open) -> None:
    twice = ORDERS.replace("2,bob,", "1,ann,2024-01-05 10:00,cup,1,8.00\n2,bob,")
    app = upload(open_page("data", None), "orders.csv", twice)
    assert "worth 26.50" in headline(app)
    assert "1 line stands twice in the same order, worth 8.00. It is kept." in text(app)
    app.segmented_control(key="duplicates").set_value("remove").run()
    assert "worth 18.50" in headline(app)
    load(app)
    assert open_dataset(app).event_counts == {"purchase": 3}


def test_reading_that_is_cancelled_can_begin_again(
    open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = open_page("data", None)
    with monkeypatch.context() as patched:
        patched.setattr("pages.data.check.preview", lambda *_, **__: st.stop())
        upload(app, "orders.csv", ORDERS)
        assert len(app.get("progress")) == 1
        app.button(key="file_preview_cancel").click().run()
    assert "Reading was stopped." in text(app)
    assert roles(app)["Order number"] == ("order", "certain")
    app.button(key="file_preview_ask").click().run()
    assert "Is that about right?" in headline(app)


def test_of_many_warnings_three_are_shown_first(open_page: Open) -> None:
    content = ORDERS.replace("10:00", "10:00:00 +0100").replace("11:00", "11:00:00 +0200")
    content = content.replace("2,bob", "1,ann,2024-01-05 10:00:00 +0100,cup,1,8.00\n2,bob")
    content += "5,,2024-01-07 12:00:00 +0100,pot,1,\n"
    app = upload(open_page("data", None), "orders.csv", content)
    (more,) = (each for each in app.expander if each.label == "2 more")
    assert more.markdown[0].value.count("\n- ") == 1


# What only the owner can say.


def test_dates_that_fit_two_readings_are_asked_about(open_page: Open) -> None:
    rows = "".join(f"u{i},i1,view,0{i}/0{i + 1}/2024\n" for i in range(1, 5))
    app = upload(open_page("data", None), "log.csv", f"user_id,item_id,event,date\n{rows}")
    assert "fit both day/month and month/day" in app.warning[0].value.replace("\\", "")
    assert "dates:" not in app.warning[0].value
    assert app.button(key="load").disabled
    answer = app.radio(key="answer_dates")
    assert answer.value is None
    assert answer.options[1].replace("\\", "").startswith("Month first: 01/02/2024 is 2 January")
    answer.set_value("mdy").run()
    assert "from 2 Jan 2024 to 5 Apr 2024" in headline(app)
    assert "By your answers: dates: month/day/year." in text(app)
    load(app)
    first = open_dataset(app).first_day
    assert first is not None and (first.month, first.day) == (1, 2)


def test_several_currencies_are_never_added_up(open_page: Open) -> None:
    content = "order_id,customer,date,item,price,currency\n" + "".join(
        f"{i},c{i},2024-01-0{i},x,10,{'EUR' if i < 4 else 'USD'}\n" for i in range(1, 7)
    )
    app = upload(open_page("data", None), "orders.csv", content)
    assert "several currencies" in app.warning[0].value
    app.radio(key="answer_currency").set_value("USD").run()
    assert "worth $30" in headline(app)
    load(app)
    assert open_dataset(app).currency == "USD"
    assert metrics(app) == {"Rows read": "6", "Rows kept": "3", "Rows set aside": "3"}


def test_words_for_states_are_asked_about_together(open_page: Open) -> None:
    content = orders(6, "status", rows=(",paid", ",glorped", ",brillig"))
    app = upload(open_page("data", None), "orders.csv", content)
    assert "states=" not in app.warning[0].value
    app.selectbox(key="state_glorped").set_value("no sale").run()
    assert app.button(key="load").disabled
    app.selectbox(key="state_brillig").set_value("sale").run()
    assert "holds 4 customers and 4 orders" in headline(app)
    assert "By your answers: brillig: sale, glorped: no sale." in text(app)
    load(app)
    assert open_dataset(app).event_counts == {"purchase": 4}


def test_a_column_of_the_money_is_asked_with_what_it_comes_to(open_page: Open) -> None:
    content = (
        "Invoice ID,Customer,Date,Product,Units Sold,Price per Unit,Total Sales\n"
        "1,a,2024-01-05,A,10,5,500\n2,b,2024-01-06,B,20,5,1000\n3,a,2024-01-07,A,30,5,1500\n"
    )
    app = upload(open_page("data", None), "sales.csv", content)
    answer = app.radio(key="answer_money")
    assert answer.options[1].replace("\\", "").replace("\u2060", "") == (
        "Total Sales: the first rows are worth 3,000.00"
    )
    answer.set_value("Total Sales").run()
    assert "worth 3,000." in headline(app)
    app.selectbox(key="shape").set_value("orders").run()
    assert "worth 3,000." in headline(app)
    load(app)
    assert open_dataset(app).n_customers == 2


def test_figures_that_are_unlikely_are_accepted_with_a_click(open_page: Open) -> None:
    lines = [f"{i},ann,2024-01-{i:02},s{i % 3},1,{2 + i}" for i in range(1, 25)]
    content = "\n".join(["order,customer,date,sku,qty,price", *lines])
    app = upload(open_page("data", None), "orders.csv", content)
    assert "all 24 orders would be of one customer" in app.warning[0].value
    assert app.button(key="load").disabled
    app.button(key="answer_doubts").click().run()
    assert "holds 1 customer and 24 orders" in headline(app)
    load(app)
    assert open_dataset(app).n_customers == 1
    again = upload(app, "orders.csv", content.replace("24,ann", "25,ann"))
    assert "would be of one customer" in again.warning[0].value  # a doubt is about one file


def test_a_decimal_mark_is_asked_with_what_it_makes_of_a_number(open_page: Open) -> None:
    content = "order;customer;date;sku;qty;price\n" + "".join(
        f"{i};c{i};2024-01-0{i};x;1;1,25{i}\n" for i in range(1, 6)
    )
    app = upload(open_page("data", None), "orders.csv", content)
    answer = app.radio(key="answer_decimal")
    assert answer.options[0].replace("\\", "").replace("\u2060", "") == (
        "The comma is the decimal mark: 1,251 is 1.251"
    )
    answer.set_value(",").run()
    assert "worth 6.2" in headline(app)


def test_an_encoding_that_cannot_be_told_is_asked_about(open_page: Open) -> None:
    content = "order_id,customer_id,date,sku,qty,price\nA1,c1,2024-03-14,洗濯,1,10\n"
    app = upload(open_page("data", None), "orders.csv", content.encode("euc-jp"))
    assert "fits two encodings" in app.warning[0].value
    assert app.sidebar.markdown[0].value.endswith("is waiting to be checked.")
    app.radio(key="answer_encoding").set_value("euc-jp").run()
    assert list(app.dataframe[0].value["sku"]) == ["洗濯"]


def test_unknown_event_words_can_be_given_a_meaning(open_page: Open) -> None:
    app = upload(open_page("data", None), "log.csv", EVENTS)
    assert "What these words for an event mean" in text(app)
    app.selectbox(key="kind_glimpse").set_value("view").run()
    assert "1 order and 3 views" in headline(app)
    assert app.selectbox(key="kind_glimpse").value == "view"
    load(app)
    assert open_dataset(app).event_counts == {"view": 3, "purchase": 1}


# Answers hold for the next file of the same columns.


def test_the_next_file_of_the_same_columns_asks_nothing(open_page: Open) -> None:
    words = orders(6, "status", rows=(",paid", ",glorped"))
    app = upload(open_page("data", None), "january.csv", words)
    app.selectbox(key="state_glorped").set_value("no sale").run()
    load(app)
    app = upload(app, "february.csv", words.replace("2024-01", "2024-02"))
    assert not app.warning
    assert "holds 3 customers and 3 orders" in headline(app)
    assert "As with an earlier file of these columns: glorped: no sale." in text(app)
    app.button(key="start_over").click().run()
    assert "'glorped'" in text(app)


def test_answers_that_do_not_fit_the_next_file_are_forgotten(open_page: Open) -> None:
    content = "order_id,customer,date,item,price,currency\n" + "".join(
        f"{i},c{i},2024-01-0{i},x,10,{'EUR' if i < 4 else 'USD'}\n" for i in range(1, 7)
    )
    app = upload(open_page("data", None), "orders.csv", content)
    app.radio(key="answer_currency").set_value("USD").run()
    app = upload(load(app), "next.csv", content.replace("USD", "GBP"))
    assert not app.error
    assert "EUR (rows: 3), GBP (rows: 3)" in text(app)


def test_a_saved_mapping_brings_its_answers(open_page: Open) -> None:
    words = orders(6, "status", rows=(",paid", ",glorped"))
    app = upload(open_page("data", None), "january.csv", words)
    app.selectbox(key="state_glorped").set_value("no sale").run()
    app.selectbox(key="say_zone").set_value("Asia/Tokyo").run()
    (button,) = (each for each in app.get("download_button") if "mapping" in each.proto.label)
    saved = app.session_state["incoming"].to_save().to_json()
    assert json.loads(saved)["states"] == {"glorped": "no sale"}
    assert json.loads(saved)["answers"] == {"zone": "Asia/Tokyo"}
    assert button.proto.url
    new = upload(open_page("data", None), "february.csv", words)
    assert "'glorped'" in text(new)
    new.file_uploader(key="saved").set_value(("m.json", saved.encode(), "application/json")).run()
    new.button(key="use_mapping").click().run()
    assert "holds 3 customers and 3 orders" in headline(new)
    load(new)
    assert open_dataset(new).zone == "Asia/Tokyo"


def test_a_file_that_is_no_saved_mapping_is_said(open_page: Open) -> None:
    app = upload(open_page("data", None), "orders.csv", ORDERS)
    app.file_uploader(key="saved").set_value(("m.json", b"[]", "application/json")).run()
    app.button(key="use_mapping").click().run()
    assert "not a saved mapping" in app.error[0].value
    assert "Is that about right?" in headline(app)


# How the file is written.


def test_the_time_zone_can_be_chosen(open_page: Open) -> None:
    app = upload(open_page("data", None), "orders.csv", ORDERS)
    zone = app.selectbox(key="say_zone")
    assert (zone.label, zone.value) == ("The shop's time zone", "")
    assert zone.options[:3] == ["Told by the column", "UTC", "UTC-12:00"]
    assert "UTC+08:00" in zone.options and "Europe/Berlin" in zone.options
    zone.set_value("Asia/Tokyo").run()
    assert any(
        "clock: Asia/Tokyo" in why for why in app.table[0].value["because"].str.replace("\\", "")
    )
    load(app)
    assert open_dataset(app).zone == "Asia/Tokyo"
    assert "Days and hours in Asia/Tokyo" in text(app)


def test_offsets_of_several_kinds_are_said(open_page: Open) -> None:
    lines = ORDERS.replace("10:00", "10:00:00 +0100").replace("11:00", "11:00:00 +0200")
    app = load(upload(open_page("data", None), "orders.csv", lines))
    assert "The shop's clock is UTC+01:00" in text(app)


def test_the_encoding_is_shown_and_can_be_changed(open_page: Open) -> None:
    content = "会员编号,商品编号,行为类型,时间\n张三,茶,购买,2024-01-05\n李四,杯,浏览,2024-01-06\n"
    app = upload(open_page("data", None), "log.csv", content.encode("gb18030"))
    (encoding,) = (box for box in app.selectbox if box.label == "Encoding")
    encoding.set_value("gb18030").run()
    assert list(app.dataframe[0].value["会员编号"]) == ["张三", "李四"]
    load(app)
    assert metrics(app)["Rows kept"] == "2"
    assert "Encoding" in set(app.table[0].value["What"])
