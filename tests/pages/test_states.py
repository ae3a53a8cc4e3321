"""Every page in every state the data can be in: content where it can, what to do where not."""

import pandas as pd
import pytest

from shopai.columns import Customer, Event, Kind
from shopai.events.dataset import Dataset, from_frames

from .conftest import Open, figures, text, titles, unfolded

PAGES = {
    "overview": "Overview",
    "segments": "Segments",
    "similarity": "Similarity",
    "recommendations": "Recommendations",
}


@pytest.mark.parametrize("name", PAGES)
def test_with_nothing_loaded_every_page_says_what_to_do(open_page: Open, name: str) -> None:
    app = open_page(name, None)
    assert not app.exception
    assert app.title[0].value == PAGES[name]
    assert "Nothing is loaded yet" in text(app)
    assert [button.label for button in app.button] == ["Open your file", "Open the demo shop"]
    assert app.sidebar.caption[0].value == "No data open"
    assert figures(app) == []


@pytest.mark.parametrize("name", PAGES)
def test_the_demo_shop_is_one_click_away(open_page: Open, name: str) -> None:
    app = open_page(name, None)
    app.button(key="go_demo").click().run()
    assert not app.exception
    assert figures(app) or app.table
    assert "Synthetic demo data" in app.sidebar.markdown[1].value


@pytest.mark.parametrize("name", PAGES)
def test_the_demo_shop_shows_everything(open_page: Open, demo_shop: Dataset, name: str) -> None:
    app = open_page(name, demo_shop)
    assert not app.exception
    assert not app.error
    assert figures(app) or app.table
    assert "Synthetic demo data" in app.sidebar.markdown[1].value
    assert "3,000 customers" in app.sidebar.caption[0].value
    assert all(chart.proto.alt for chart in app.get("plotly_chart"))


@pytest.mark.parametrize("name", ["similarity", "recommendations"])
def test_a_customer_table_says_what_it_lacks(
    open_page: Open, customer_table: Dataset, name: str
) -> None:
    app = open_page(name, customer_table)
    assert not app.exception
    assert "one row a customer" in text(app)
    assert figures(app) == []


def test_the_overview_of_a_customer_table_points_to_the_segments(
    open_page: Open, customer_table: Dataset
) -> None:
    app = open_page("overview", customer_table)
    assert not app.exception
    assert "60 customers with 2 columns, and every one is filled in for everybody." in text(app)
    assert titles(app) == ["age", "income"]
    app.button(key="next_segments").click().run()
    assert app.title[0].value == "Segments"


def test_what_is_missing_in_a_customer_table_is_said_and_drawn(open_page: Open) -> None:
    table = pd.DataFrame(
        {Customer.USER: list("abcd"), "age": [30, None, 50, 60], "city": ["x", "x", "y", "z"]}
    )
    app = open_page("overview", from_frames(pd.DataFrame({Event.USER: []}), customers=table))
    assert not app.exception
    assert "The widest gap is in **age**, unknown for **25.0%**." in text(app)
    assert titles(app) == ["age (25.0% missing)", "city"]
    shown = app.dataframe[0].value
    assert shown["column"].tolist() == ["age", "city"]
    assert shown["median"].tolist()[0] == 50


def test_a_customer_table_can_be_segmented(open_page: Open, customer_table: Dataset) -> None:
    app = open_page("segments", customer_table)
    assert not app.exception
    assert titles(app) == ["Customers by segment (60 shown)"]
    app.slider(key="k").set_value(2).run()
    assert "is the largest segment: 50.0% of the customers" in text(app)
    first, second = (len(trace["text"]) for trace in figures(app)[0]["data"][:2])
    assert (first, second) == (30, 30)


def test_ratings_have_an_overview_without_money_or_periods(
    open_page: Open, ratings_only: Dataset
) -> None:
    app = open_page("overview", ratings_only)
    assert not app.exception
    assert [(m.label, m.value) for m in app.metric] == [("Customers", "20")]
    assert "no revenue to speak of" in text(app)
    assert titles(app) == ["Top items by number of events, all time"]
    app.segmented_control(key="overview_view").set_value("sellers").run()
    assert titles(app) == ["Top items by number of events, all time"]
    ways = [button.key for button in app.button if str(button.key).startswith("next_")]
    assert ways == ["next_recommendations"]
    app.segmented_control(key="overview_view").set_value("trend").run()
    assert "no times to compare periods by" in text(unfolded(app, "overview"))


def test_events_of_one_instant_have_no_periods(open_page: Open) -> None:
    events = pd.DataFrame({Event.USER: ["a", "b"], Event.ITEM: "i", Event.PRICE: [1200.0, 34.5]})
    events[Event.TIME] = pd.to_datetime("2024-01-01")
    events = events.assign(**{Event.KIND: Kind.PURCHASE})
    app = open_page("overview", from_frames(events, currency="*X*"))
    assert not app.exception
    assert "came from **2** orders" not in text(app)
    assert app.metric[0].value.replace("\\", "") == "1,234 *X*"
    assert "\\*X" in app.metric[0].value  # shown as it is, not in italics


@pytest.mark.parametrize("name", ["segments", "similarity", "recommendations"])
def test_ratings_alone_are_enough(open_page: Open, ratings_only: Dataset, name: str) -> None:
    app = open_page(name, ratings_only)
    assert not app.exception
    assert not app.error
    assert figures(app) or app.table


def test_a_file_that_cannot_be_opened_is_one_sentence(
    open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOPAI_DATA", "no/such/file.csv")
    app = open_page("overview", None)
    del app.session_state["dataset"]
    app.run()
    assert not app.exception
    assert "file.csv" in app.error[0].value.replace("\\", "")
    assert "Nothing is loaded yet" in text(app)
