"""The segments page: K tuned live, picking, downloads."""

import functools
import re
from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from pages.segments.who import AHEAD
from pages.ui import notes
from shopai.audiences import Notes
from shopai.charts.labels import in_unit
from shopai.charts.profile_table import INDEX, MEANS
from shopai.columns import Customer, Event, Feature, Kind, SegmentShare
from shopai.events.dataset import Dataset, from_frames
from shopai.findings.segments import shown_on_map
from shopai.format import number
from shopai.segments.numbering import numbered_like
from shopai.segments.profile import profile, summary
from shopai.segments.projection import project
from shopai.segments.segmentation import Segmentation, segment

from .conftest import Open, figures, text, titles, unfolded


@pytest.fixture(scope="module")
def numbered(features: pd.DataFrame) -> Callable[[int], Segmentation]:
    """The demo's segments as the page numbers them: like those of the K below."""

    @functools.cache
    def of(k: int) -> Segmentation:
        seg = segment(features, k=k)
        return seg if k == 2 else numbered_like(seg, of(k - 1))

    return of


def cards(app: AppTest) -> list[str]:
    """The segments that have a card."""
    return [box.label for box in app.text_input if box.label.startswith("Name of segment")]


@pytest.mark.parametrize("k", [2, 7, 15])
def test_moving_k_redraws_with_the_core_s_numbers(
    open_page: Open,
    demo_shop: Dataset,
    k: int,
    features: pd.DataFrame,
    numbered: Callable[[int], Segmentation],
) -> None:
    app = open_page("segments", demo_shop)
    app.slider(key="k").set_value(k).run()
    seg = numbered(k)
    (clouds,) = figures(app)
    drawn = [len(trace["text"]) for trace in clouds["data"] if trace["name"] != "Centre"]
    assert drawn == seg.sizes.tolist()
    assert clouds["layout"]["title"]["text"] == "Customers by segment (3,000 shown)"
    share = summary(seg, features)[SegmentShare.REVENUE_SHARE].max()
    assert f"brings **{share:.1%}** of what known customers spent" in text(app)
    assert len(cards(app)) == k


def test_the_axes_say_where_they_lead_and_how_sure_what_they_show(
    open_page: Open, demo_shop: Dataset, numbered: Callable[[int], Segmentation]
) -> None:
    app = open_page("segments", demo_shop)
    for axis in ("xaxis", "yaxis"):
        assert figures(app)[0]["layout"][axis]["title"]["text"].endswith(" →")
    explained = project(numbered(5)).explained
    said = [each.value for each in unfolded(app, "segments").markdown]
    assert shown_on_map(explained).markdown() in said


def test_three_dimensions(open_page: Open, demo_shop: Dataset) -> None:
    app = open_page("segments", demo_shop)
    app.segmented_control(key="view").set_value("space").run()
    assert not app.exception
    assert {trace["type"] for trace in figures(app)[0]["data"]} == {"scatter3d"}


def test_any_two_features(open_page: Open, demo_shop: Dataset) -> None:
    app = open_page("segments", demo_shop)
    app.segmented_control(key="view").set_value("features").run()
    app.selectbox(key="x").set_value(Feature.VIEWS).run()
    app.selectbox(key="y").set_value(Feature.MONETARY).run()
    assert not app.exception
    layout = figures(app)[0]["layout"]
    assert layout["xaxis"]["title"]["text"] == "Views"
    assert layout["yaxis"]["title"]["text"] == "Net spend (EUR)"


def test_a_single_feature_is_drawn_against_another(open_page: Open, demo_shop: Dataset) -> None:
    app = open_page("segments", demo_shop)
    app.multiselect(key="features").set_value([Feature.MONETARY]).run()
    assert not app.exception
    assert "A map needs at least two features" in text(app)
    assert titles(app)[0] == "Customers by segment (3,000 shown)"


def test_the_table_of_averages_is_in_original_units(
    open_page: Open,
    demo_shop: Dataset,
    features: pd.DataFrame,
    numbered: Callable[[int], Segmentation],
) -> None:
    app = open_page("segments", demo_shop)
    app.segmented_control(key="section").set_value("profile").run()
    app.segmented_control(key="centres").set_value(MEANS).run()
    table = app.dataframe[0].value
    everyone = in_unit(features[Feature.MONETARY].mean(), "money", "EUR")
    assert table["Average customer"]["Net spend"] == everyone
    seg = numbered(5)
    means = [in_unit(value, "money", "EUR") for value in seg.centers[Feature.MONETARY]]
    assert table.loc["Net spend"].tolist()[:-1] == means
    app.segmented_control(key="centres").set_value(INDEX).run()
    found = profile(seg, features).index[Feature.MONETARY]
    assert app.dataframe[0].value.loc["Net spend"].tolist()[:-1] == [number(v) for v in found]


def test_guests_revenue_is_said_beside_the_customers_spend(open_page: Open) -> None:
    """Known customers spend 20 and 60, guests 20: a fifth of 100."""
    rows = [("a", 20.0, 1), ("b", 60.0, 2), ("b", 0.0, 3), (None, 20.0, 4)]
    events = pd.DataFrame(rows, columns=[Event.USER, Event.PRICE, "day"])
    events[Event.TIME] = pd.to_datetime("2024-01-01") + pd.to_timedelta(events.pop("day"), "D")
    events = events.assign(**{Event.KIND: Kind.PURCHASE, Event.ITEM: "i"})
    app = unfolded(open_page("segments", from_frames(events, currency="EUR")), "segments")
    assert not app.exception
    assert "Guests brought a further €20 (20.0% of all revenue)." in text(app)
    assert "brings **75.0%** of what known customers spent" in text(app)


def test_a_table_with_columns_named_like_ours(open_page: Open) -> None:
    table = pd.DataFrame(
        {
            Event.USER: list("abcd"),
            SegmentShare.SEGMENT: [1, 1, 9, 9],
            SegmentShare.REVENUE: [5, 6, 50, 60],
            SegmentShare.CUSTOMERS: [2, 3, 2, 4],
        }
    )
    app = open_page("segments", from_frames(pd.DataFrame({Event.USER: []}), customers=table))
    assert not app.exception
    assert not app.error
    app.segmented_control(key="section").set_value("profile").run()
    assert not app.exception
    assert app.dataframe[0].value.shape == (5, app.slider(key="k").value + 1)


def test_a_blank_and_an_id_are_left_out_and_said(open_page: Open) -> None:
    table = pd.DataFrame(
        {
            Event.USER: list("abcd"),
            "age": [30, None, 50, 60],
            "store_id": [4, 3, 2, 1],
            "spend": [5, 6, 50, 60],
        }
    )
    app = open_page("segments", from_frames(pd.DataFrame({Event.USER: []}), customers=table))
    assert not app.exception
    assert app.multiselect(key="features").value == ["spend"]
    assert "Unknown for some customers, so not on offer: age." in text(app)
    assert "Read as an id, so left out unless you choose it: store id." in text(app)
    assert titles(app)[0] == "Customers by segment (4 shown)"
    app.selectbox(key="x").set_value("age").run()
    assert titles(app)[0] == "Customers by segment (3 shown; 1 without a value is not drawn)"


def test_controls_keep_their_values_when_the_page_changes(
    open_page: Open, demo_shop: Dataset
) -> None:
    app = open_page("segments", demo_shop)
    app.slider(key="k").set_value(8).run()
    app.switch_page("pages/overview/page.py").run()
    app.switch_page("pages/segments/page.py").run()
    assert app.slider(key="k").value == 8
    assert len(cards(app)) == 8


def test_a_choice_made_for_other_data_does_not_outlive_them(
    open_page: Open, demo_shop: Dataset, customer_table: Dataset
) -> None:
    app = open_page("segments", demo_shop)
    app.multiselect(key="features").set_value([Feature.MONETARY, Feature.VIEWS]).run()
    app.session_state["dataset"] = customer_table
    app.run()
    assert not app.exception
    assert app.multiselect(key="features").value == ["age", "income"]


def test_a_customer_table_with_a_spend_column_shows_the_whole_page(open_page: Open) -> None:
    table = pd.DataFrame(
        {
            Customer.USER: [f"c{i}" for i in range(40)],
            Feature.MONETARY: [10.0 + i % 5 + 500 * (i % 2) for i in range(40)],
            "age": [20 + i for i in range(40)],
        }
    )
    shop = from_frames(pd.DataFrame({Event.USER: []}), customers=table, name="people.csv")
    app = open_page("segments", shop)
    assert not app.exception
    assert not app.error
    for section in ("profile", "customer", "fit", "who"):
        app.segmented_control(key="section").set_value(section).run()
        assert not app.exception
        assert not app.error
    assert "Scaling and outliers" in text(unfolded(app, "segments"))


def test_the_report_is_made_outside_of_the_session(
    open_page: Open, demo_shop: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A click on a download runs in another thread, where the session's caches are closed."""
    made: dict[str, Callable[[], bytes]] = {}

    def button(_label: str, data: Any, *_: Any, key: str, **__: Any) -> bool:
        made[key] = data
        return False

    monkeypatch.setattr(st, "download_button", button)
    app = open_page("segments", demo_shop)
    mine = Notes(demo_shop.fingerprint).naming(0, "<b>VIPs</b>")
    app.session_state[notes.NOTES] = {demo_shop.fingerprint: mine}
    app.slider(key="k").set_value(5).run()
    assert not app.exception
    report = made["download_report"]().decode()
    assert "1 &lt;b&gt;VIPs&lt;/b&gt;" in report
    beside = re.findall(r":gray\[(.+) × average\]", text(app))
    assert len(beside) >= 3
    said = re.findall(r"<p>([^<]+) × average</p>", report)
    assert said == beside  # the cards' own second lines
    assert "Customer segments: Demo shop (synthetic)" in report
    assert "c0000001" not in report
    assert made["download_segments"]().count(b"\r\n") == 3001


@pytest.mark.parametrize(
    ("tailed", "says"),
    [(1, "**1 of 2 numbers has a long tail before scaling"), (0, "**0 of 2 numbers have")],
)
def test_the_scaling_section_counts_long_tails(open_page: Open, tailed: int, says: str) -> None:
    table = pd.DataFrame(
        {
            Customer.USER: [f"c{i}" for i in range(40)],
            "spend": [10.0 ** (i % 5) if tailed else float(i % 5) for i in range(40)],
            "age": [20.0 + i for i in range(40)],
        }
    )
    shop = from_frames(pd.DataFrame({Event.USER: []}), customers=table, name="people.csv")
    assert says in text(unfolded(open_page("segments", shop), "segments"))


def test_all_other_k_are_found_while_the_page_is_looked_at(
    open_page: Open, demo_shop: Dataset
) -> None:
    app = open_page("segments", demo_shop)
    work = app.session_state[AHEAD]
    assert work.wait(60)
    assert sorted(work.found) == list(range(2, 16))
    app.slider(key="k").set_value(9).run()
    assert app.session_state[AHEAD] is work
    app.multiselect(key="features").set_value([Feature.RECENCY, Feature.VIEWS]).run()
    assert app.session_state[AHEAD] is not work
    assert app.session_state[AHEAD].settings[0] == (Feature.RECENCY, Feature.VIEWS)
