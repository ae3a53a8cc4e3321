"""Offers to a group of customers: whom, what most of them get and why, and one of them."""

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from pages.ui import filters, notes
from shopai.audiences import Audience, Notes
from shopai.columns import Event, Exclude, Item, Kind, Scored
from shopai.events.dataset import Dataset, from_frames
from shopai.preferences import preferences
from shopai.recommend import group as core
from shopai.recommend.group import most_offered
from shopai.recommend.models.ease import EASE
from shopai.recommend.models.item_knn import ItemKNN
from shopai.recommend.models.user_knn import UserKNN
from shopai.recommend.policy.catalogue import catalogue

from .conftest import Open, new_app, text
from .conftest import opened as opened_by_link


@pytest.fixture(scope="module")
def kitchen() -> Dataset:
    """Ten customers: who buys an apron buys a bowl, who buys a lamp a rug; four lack the second."""
    rows = [
        (f"u{user}", item, Kind.PURCHASE, 10.0)
        for user in range(10)
        for item in (("apron", "bowl") if user % 2 else ("lamp", "rug"))
        if not (user < 4 and item in ("bowl", "rug"))
    ]
    events = pd.DataFrame(rows, columns=[Event.USER, Event.ITEM, Event.KIND, Event.PRICE])
    items = pd.DataFrame({Item.ITEM: ["apron", "bowl", "lamp", "rug"]})
    items[Item.TITLE] = ["Oak apron", "*Oak* bowl", "Oak lamp", "Oak rug"]
    items[Item.CATEGORY] = ["Kitchen", "Kitchen", "Home", "Home"]
    return from_frames(events, items=items, currency="EUR")


def opened(open_page: Open, dataset: Dataset, **address: str) -> AppTest:
    app = open_page("recommendations", dataset, **address)
    assert not app.exception
    return app


def shown(app: AppTest) -> pd.DataFrame:
    """The table of the items most offered, with Markdown's escapes taken out."""
    table: pd.DataFrame = app.table[0].value
    return table.map(lambda text: text.replace("\\", ""))


def with_audience(app: AppTest, dataset: Dataset, *users: str) -> AppTest:
    kept = Audience("Fans", pd.Index(users), "by hand", dataset.fingerprint)
    app.session_state[notes.NOTES] = {dataset.fingerprint: Notes(dataset.fingerprint).keeping(kept)}
    return app.run()


def test_what_most_are_offered_and_why(open_page: Open, kitchen: Dataset) -> None:
    app = opened(open_page, kitchen, model="Similar items")
    app.slider(key="n").set_value(1).run()
    with_audience(app, kitchen, "u0", "u1", "u2", "u3")
    app.selectbox(key="customers").set_value("An audience").run()
    assert not app.exception
    table = shown(app)
    assert table["Most offered to them"].tolist() == [
        "***Oak* bowl**  \n:gray[Kitchen · €10]",
        "**Oak rug**  \n:gray[Home · €10]",
    ]
    assert table["Customers"].tolist() == ["2", "2"]
    assert table["Why, mostly"].tolist() == ["bought Oak apron", "bought Oak lamp"]
    assert "**Fans**: all **4** customers get 1 item they have not bought." in text(app)


def test_the_lists_are_the_core_s(open_page: Open, demo_shop: Dataset) -> None:
    app = opened(open_page, demo_shop)
    prefs = preferences(demo_shop)
    expected = most_offered(EASE().fit(prefs), catalogue=catalogue(demo_shop, prefs))
    counts = [f"{count:,}" for count in expected.table["customers"]]
    assert shown(app)["Customers"].tolist() == counts
    assert "all 1,000 customers drawn at random from 3,000 get 10 items" in text(app)
    first = expected.table.iloc[0]
    assert f"it is **{first['title']}**, for **{counts[0]}** of them." in text(app)


def test_everybody_of_a_segment_held_by_another_page(demo_shop: Dataset) -> None:
    title = "4 Lapsed small spenders"
    chosen = {filters.WHO: filters.A_SEGMENT, filters.SEGMENT: title, filters.CATEGORY: "Books"}
    held = {filters._HELD: ("Segments", demo_shop.fingerprint, chosen)}
    app = opened_by_link(new_app(demo_shop, **held), "recommendations")
    assert not app.exception
    assert "**Lapsed small spenders**: all **" in text(app)
    popovers = [each.proto.popover.label for each in app.get("popover")]
    assert f"For: {title}" in popovers
    assert app.session_state[filters._HELD] == ("Recommendations", demo_shop.fingerprint, chosen)


def test_a_rule_holds_and_is_counted_on_its_button(open_page: Open, kitchen: Dataset) -> None:
    app = opened(open_page, kitchen, model="Similar items")
    assert "Shop rules" in [each.proto.popover.label for each in app.get("popover")]
    app.multiselect(key="categories").set_value(["Home"]).run()
    assert "Shop rules (1)" in [each.proto.popover.label for each in app.get("popover")]
    assert all("Home" in item for item in shown(app)["Most offered to them"])
    app.selectbox(key="leave_out").set_value(Exclude.NOTHING).run()
    assert "items of the shop" in text(app)


def test_one_of_them_with_the_reasons(open_page: Open, kitchen: Dataset) -> None:
    app = opened(open_page, kitchen, model="Similar items")
    app.selectbox(key="one_of_them").set_value("u1").run()
    table = app.table[1].value
    assert table["Offer"].iloc[0].replace("\\", "") == "***Oak* bowl**"
    assert table["Because"].iloc[0] == "bought Oak apron"
    app.button(key="open_customer").click().run()
    assert app.segmented_control(key="recommendations_view").value == "customer"
    assert app.text_input(key="customer").value == "u1"
    expected = ItemKNN().fit(preferences(kitchen)).recommend("u1")
    (table,) = (each.value for each in app.dataframe if Scored.RANK in each.value)
    assert table[Scored.ITEM].tolist() == expected[Scored.ITEM].tolist()


def test_a_large_group_is_sampled_and_says_so(
    open_page: Open, ratings_only: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(core, "MOST_LISTS", 6)
    monkeypatch.setattr(core, "LEAST_LISTS", 1)
    app = opened(open_page, ratings_only)
    app.slider(key="n").set_value(1).run()
    assert "all 6 customers drawn at random from 20 get 1 item they have not rated" in text(app)
    assert app.button(key="offers_ask").label == "Make a file of 20 lists"


def test_where_nothing_is_left_it_says_what_to_do(open_page: Open) -> None:
    rows = [(f"u{user}", item, Kind.PURCHASE) for user in range(5) for item in "ab"]
    rows += [("v", "a", Kind.PURCHASE)]
    shop = from_frames(pd.DataFrame(rows, columns=[Event.USER, Event.ITEM, Event.KIND]))
    app = opened(open_page, shop)
    with_audience(app, shop, "u0", "u1")
    app.selectbox(key="customers").set_value("An audience").run()
    assert not app.exception
    assert "Nothing is left to offer to Fans: loosen the shop's rules." in text(app)


def test_ways_on_keep_the_customers(open_page: Open, demo_shop: Dataset) -> None:
    app = opened(open_page, demo_shop, customers="A segment")
    title = app.selectbox(key="in_segment").value
    app.button(key="offered_journeys").click().run()
    assert not app.exception
    assert app.title[0].value == "Journeys"
    assert app.selectbox(key=filters.WHO).value == filters.A_SEGMENT
    assert app.selectbox(key=filters.SEGMENT).value == title


def test_the_first_model_names_own_items_where_it_is_quick(
    open_page: Open, demo_shop: Dataset, ratings_only: Dataset
) -> None:
    assert opened(open_page, demo_shop).selectbox(key="model").value == EASE.name
    assert opened(open_page, ratings_only).selectbox(key="model").value == UserKNN.name


def test_a_table_of_customers_has_nothing_to_offer(
    open_page: Open, customer_table: Dataset
) -> None:
    app = opened(open_page, customer_table)
    assert "Recommendations need an item column" in text(app)
