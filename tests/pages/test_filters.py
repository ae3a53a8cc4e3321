"""The filter that pages share: what it chooses, that it stays, and how one gets rid of it."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from pages.ui import session
from pages.ui.navigation import script
from shopai.columns import Customer, Event, Kind
from shopai.events.dataset import Dataset, from_frames
from tests.pages.conftest import Open, new_app, opened, text

PAGES = ("overview", "baskets", "journeys", "retention", "search")


def badge(app: AppTest) -> str:
    """The filter in words, as the badge of the data has it; empty where all events are shown."""
    said = [part.value for part in app.markdown if part.value.startswith(":blue-badge[")]
    if not said:
        return ""
    parts = said[0].removeprefix(":blue-badge[").removesuffix("]").replace("\\", "").split(" · ")
    return ", ".join(part for part in parts[len(parts) > 1 :] if " – " not in part)


@pytest.fixture(scope="module")
def small() -> Dataset:
    """Forty days of one purchase each, by four customers."""
    days = [pd.Timestamp("2024-05-01") + timedelta(days=day) for day in range(40)]
    return from_frames(
        pd.DataFrame(
            {
                Event.USER: [f"c{day % 4}" for day in range(40)],
                Event.ITEM: [f"i{day % 3}" for day in range(40)],
                Event.KIND: Kind.PURCHASE,
                Event.TIME: days,
                Event.PRICE: 10.0,
                Event.ORDER: [f"o{day}" for day in range(40)],
            }
        ),
        name="small.csv",
    )


def test_days_are_said_to_be_of_the_shops_time_zone(open_page: Open, small: Dataset) -> None:
    frame = small.events.df().drop(columns=Event.EPOCH)
    for zone, said in (("UTC", "Time zone UTC;"), ("-05:00", "Time zone UTC-05:00;")):
        app = open_page("retention", from_frames(frame, zone=zone))
        first, last = (app.date_input(key=key) for key in ("first_day", "last_day"))
        assert first.help.startswith(said)
        # midnight of 1 May UTC is the evening of 30 April in New York
        days = date(2024, 5, 1), date(2024, 6, 9)
        shift = timedelta(days=zone != "UTC")
        assert (first.value, last.value) == (days[0] - shift, days[1] - shift)


@pytest.mark.parametrize("name", PAGES)
def test_every_page_on_behaviour_has_it(name: str, open_page: Open, demo_shop: Dataset) -> None:
    app = open_page(name, demo_shop)
    assert app.multiselect(key="category").value == []
    assert badge(app) == ""
    assert not app.exception


def test_a_link_chooses_on_the_page_it_opens_and_on_the_next(demo_shop: Dataset) -> None:
    app = opened(new_app(demo_shop), "search", category="Kitchen", first_day="2025-03-01")
    assert badge(app) == "from 1 Mar 2025, Kitchen"
    for name in ("retention", "overview", "baskets"):
        app.switch_page(script(name)).run()
        assert badge(app) == "from 1 Mar 2025, Kitchen", name
        assert app.query_params == {"first_day": "2025-03-01", "category": "Kitchen"}, name


def test_clear_goes_back_to_everything(open_page: Open, demo_shop: Dataset) -> None:
    app = open_page("overview", demo_shop)
    app.multiselect(key="category").set_value(["Bags", "Books"]).run()
    app.date_input(key="last_day").set_value(date(2025, 6, 30)).run()
    assert badge(app) == "to 30 Jun 2025, Bags, Books"
    app.button(key="clear_filters").click().run()
    assert badge(app) == ""
    app.switch_page("pages/retention/page.py").run()
    assert badge(app) == ""


def test_a_segment_is_that_of_the_segments_page(open_page: Open, demo_shop: Dataset) -> None:
    app = open_page("overview", demo_shop)
    app.selectbox(key="customers").set_value("A segment").run()
    segments = app.selectbox(key="in_segment").options
    assert len(segments) == 5
    app.selectbox(key="in_segment").set_value(segments[2]).run()
    assert badge(app) == f"Segment {segments[2]}"
    assert not app.exception


def test_days_the_wrong_way_round_are_swapped(open_page: Open, small: Dataset) -> None:
    app = open_page("overview", small)
    app.date_input(key="first_day").set_value(date(2024, 5, 2)).run()
    assert badge(app) == "from 2 May 2024"
    app.session_state["first_day"] = date(2024, 5, 20)
    app.session_state["last_day"] = date(2024, 5, 10)
    app.run()
    assert badge(app) == "from 10 May 2024 to 20 May 2024"  # the other way round
    assert "taken the other way round" in text(app)


def test_days_nobody_chose_move_with_the_data(
    open_page: Open, small: Dataset, demo_shop: Dataset
) -> None:
    app = open_page("overview", small)
    assert badge(app) == ""
    app.session_state[session.DATASET] = demo_shop
    app.run()
    assert badge(app) == ""
    app.session_state[session.DATASET] = small
    app.switch_page("pages/retention/page.py").run()
    assert badge(app) == ""


def test_no_segments_are_offered_where_none_can_be_made(open_page: Open, small: Dataset) -> None:
    guests = from_frames(
        pd.DataFrame(
            {
                Event.ITEM: ["i1", "i2"],
                Event.KIND: Kind.PURCHASE,
                Event.TIME: pd.to_datetime(["2024-01-01", "2024-01-05"]),
                Event.PRICE: 5.0,
                Event.ORDER: ["o1", "o2"],
            }
        ),
        customers=pd.DataFrame({Customer.USER: pd.Series(dtype=str)}),
        name="guests.csv",
    )
    app = open_page("overview", small)
    app.selectbox(key="customers").set_value("A segment").run()
    app.session_state[session.DATASET] = guests
    app.run()
    assert not app.error
    assert app.selectbox(key="customers").options == ["Everyone"]
    assert badge(app) == ""
