"""The recommendations page: each of the shop's rules and its effect."""

from datetime import datetime, timedelta

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from pages.ui import session
from shopai.columns import Event, Item, Kind, Scored
from shopai.events.dataset import Dataset, from_frames
from shopai.preferences import preferences
from shopai.recommend.models.user_knn import UserKNN
from shopai.recommend.policy.catalogue import catalogue
from shopai.recommend.policy.policy import Policy

from .conftest import Open, text, titles
from .test_recommendations import ONE, recommended

START = datetime(2024, 1, 1)
BOOKS = (Item.CATEGORY, "Books")
ELMSGATE = (Item.BRAND, "Elmsgate")
#: Item: price, category, brand, cost, stock, customers who bought it.
ITEMS = {
    "a": (10.0, "Lamps", "Oak", 9.0, 5.0, 9),
    "b": (20.0, "Lamps", "Ash", 5.0, 0.0, 8),
    "c": (30.0, "Rugs", "Oak", 29.0, 5.0, 7),
    "d": (40.0, "Rugs", "Ash", 5.0, 5.0, 6),
    "e": (50.0, "Pots", "Oak", 45.0, 5.0, 5),
}


@pytest.fixture(scope="module")
def shop() -> Dataset:
    """Popular items in the order of their letters; nobody resembles u0, who bought "x" long ago."""
    rows = [
        (f"v{user}", item, Kind.PURCHASE, START + timedelta(days=60), price)
        for item, (price, *_, buyers) in ITEMS.items()
        for user in range(buyers)
    ]
    rows.append(("u0", "x", Kind.PURCHASE, START, 25.0))
    columns = [Event.USER, Event.ITEM, Event.KIND, Event.TIME, Event.PRICE]
    items = pd.DataFrame(
        [(item, f"Title {item}", *facts[1:5]) for item, facts in ITEMS.items()]
        + [("x", "Title x", "Pots", "Elm", 1.0, 5.0)],
        columns=[Item.ITEM, Item.TITLE, Item.CATEGORY, Item.BRAND, Item.COST, Item.STOCK],
    )
    return from_frames(pd.DataFrame(rows, columns=columns), items=items, currency="EUR")


def opened(open_page: Open, dataset: Dataset) -> AppTest:
    app = open_page("recommendations", dataset, **ONE)
    app.text_input(key="customer").set_value("u0").run()
    assert not app.exception
    return app


def offered(app: AppTest) -> str:
    assert not app.exception
    return "".join(recommended(app)[Scored.ITEM])


def test_without_rules_what_sells(open_page: Open, shop: Dataset) -> None:
    app = opened(open_page, shop)
    assert offered(app) == "abcde"
    assert "Rules in force" not in text(app)


def test_only_what_is_in_stock_is_offered(open_page: Open, shop: Dataset) -> None:
    app = opened(open_page, shop)
    app.toggle(key="in_stock").set_value(True).run()
    assert offered(app) == "acde"
    assert "Rules in force: stock." in text(app)


def test_a_band_of_prices(open_page: Open, shop: Dataset) -> None:
    app = opened(open_page, shop)
    assert app.slider(key="prices").label == "Price (EUR)"
    app.slider(key="prices").set_value((20, 40)).run()
    assert offered(app) == "bcd"
    assert "From €20 to €40." in text(app)
    assert "price" in text(app)


def test_kinds_to_keep_to_and_to_leave_out(open_page: Open, shop: Dataset) -> None:
    app = opened(open_page, shop)
    app.multiselect(key="categories").set_value(["Lamps", "Rugs"]).run()
    assert offered(app) == "abcd"
    app.multiselect(key="without_brands").set_value(["Ash"]).run()
    assert offered(app) == "ac"
    assert app.multiselect(key="without_categories").options == ["Pots"]
    app.multiselect(key="without_brands").set_value([]).run()
    app.multiselect(key="brands").set_value(["Ash"]).run()
    assert offered(app) == "bd"
    app.multiselect(key="categories").set_value([]).run()
    app.multiselect(key="without_categories").set_value(["Rugs"]).run()
    assert offered(app) == "b"


def test_too_few_are_explained(open_page: Open, shop: Dataset) -> None:
    app = opened(open_page, shop)
    app.multiselect(key="categories").set_value(["Lamps"]).run()
    assert offered(app) == "ab"
    said = text(app)
    assert "2" in said
    assert "10" in said
    assert any("categor" in part.value and "2" in part.value for part in app.caption)


def test_what_was_bought_comes_back_after_its_days(open_page: Open, shop: Dataset) -> None:
    app = opened(open_page, shop)
    app.number_input(key="again_after").set_value(90).run()
    assert "x" not in offered(app)
    app.number_input(key="again_after").set_value(30).run()
    assert "x" in offered(app)


def test_at_most_so_many_of_a_category(open_page: Open, shop: Dataset) -> None:
    app = opened(open_page, shop)
    app.number_input(key="per_category").set_value(1).run()
    assert offered(app) == "ace"


def test_an_item_never_to_be_offered(open_page: Open, shop: Dataset) -> None:
    app = opened(open_page, shop)
    app.text_input(key="excluded_item").set_value("title b").run()
    app.button(key="excluded_item_match_0").click().run()
    assert offered(app) == "acde"
    assert "items never offered" in text(app)
    app.button(key="include_b").click().run()
    assert offered(app) == "abcde"


def test_a_pinned_item_stands_at_its_place(open_page: Open, shop: Dataset) -> None:
    app = opened(open_page, shop)
    app.text_input(key="pin_item").set_value("title e").run()
    app.button(key="pin_item_match_0").click().run()
    assert offered(app) == "eabcd"
    assert "**Title e** is pinned to this place" in text(app)
    app.number_input(key="pin_e").set_value(3).run()
    assert offered(app) == "abecd"
    app.toggle(key="in_stock").set_value(True).run()
    assert offered(app) == "aced"
    app.button(key="unpin_e").click().run()
    assert offered(app) == "acde"


def test_a_pinned_item_a_rule_leaves_out_is_named(open_page: Open, shop: Dataset) -> None:
    app = opened(open_page, shop)
    app.text_input(key="pin_item").set_value("title b").run()
    app.button(key="pin_item_match_0").click().run()
    app.toggle(key="in_stock").set_value(True).run()
    assert offered(app) == "acde"
    assert "Pinned but left out by a rule, or known to them already: Title b." in text(app)


def test_a_list_of_pins_alone_is_not_called_popular(open_page: Open, demo_shop: Dataset) -> None:
    app = open_page("recommendations", demo_shop, **ONE)
    app.slider(key="n").set_value(1).run()
    app.text_input(key="pin_item").set_value("lamp").run()
    app.button(key="pin_item_match_0").click().run()
    assert not app.exception
    assert titles(app)[0].startswith("Recommended for")
    pinned = recommended(app)[Item.TITLE].iloc[0]
    assert f"Offer **{pinned}** first, as the shop pins it." in text(app)
    app.slider(key="n").set_value(3).run()
    second = recommended(app)[Item.TITLE].iloc[1]
    assert f"pins it; the first of the others is **{second}**, on the word of" in text(app)
    app.selectbox(key="model").set_value("popularity").run()
    second = recommended(app)[Item.TITLE].iloc[1]
    assert f"the first of the others is **{second}**, as it is known to" in text(app)


def test_two_items_on_one_place_are_told_apart(open_page: Open, shop: Dataset) -> None:
    app = opened(open_page, shop)
    for item in ("d", "e"):
        app.text_input(key="pin_item").set_value(f"title {item}").run()
        app.button(key="pin_item_match_0").click().run()
    assert offered(app) == "deabc"
    app.number_input(key="pin_e").set_value(1).run()
    assert "Place 1 is taken by Title d." in text(app)
    assert offered(app) == "dabce"


@pytest.mark.parametrize(
    ("kind", "key", "value", "policy"),
    [
        ("slider", "margin", 1.0, Policy(margin=1.0)),
        ("slider", "diversity", 0.5, Policy(diversity=0.5)),
        ("multiselect", "boosted", ["Category: Books"], Policy(boosts=((*BOOKS, 2.0),))),
        ("multiselect", "boosted", ["Brand: Elmsgate"], Policy(boosts=((*ELMSGATE, 2.0),))),
    ],
)
def test_what_reorders_is_as_in_the_core(
    open_page: Open, demo_shop: Dataset, kind: str, key: str, value: object, policy: Policy
) -> None:
    app = open_page("recommendations", demo_shop, **ONE)
    usual = recommended(app)[Scored.ITEM].tolist()
    getattr(app, kind)(key=key).set_value(value).run()
    prefs = preferences(demo_shop)
    expected = (
        UserKNN()
        .fit(prefs)
        .recommend(
            app.text_input(key="customer").value, 10, policy, catalogue=catalogue(demo_shop, prefs)
        )
    )
    found = recommended(app)[Scored.ITEM].tolist()
    assert found == expected[Scored.ITEM].tolist()
    assert found != usual


def test_the_weight_of_a_push(open_page: Open, demo_shop: Dataset) -> None:
    app = open_page("recommendations", demo_shop, **ONE)
    app.multiselect(key="boosted").set_value(["Category: Books"]).run()
    lifted = (recommended(app)[Item.CATEGORY] == "Books").sum()
    app.slider(key="boost").set_value(0.25).run()
    assert (recommended(app)[Item.CATEGORY] == "Books").sum() < lifted
    assert "Rules in force: pushes." in text(app)


def test_rules_whose_data_are_lacking_are_not_offered(
    open_page: Open, ratings_only: Dataset
) -> None:
    app = open_page("recommendations", ratings_only, **ONE)
    assert not app.exception
    keys = {each.key for kind in ("slider", "toggle", "multiselect", "number_input")
            for each in getattr(app, kind)}  # fmt: skip
    lacking = {"prices", "in_stock", "categories", "brands", "boosted", "margin", "per_category"}
    assert not keys & lacking
    assert app.number_input(key="again_after").disabled


def test_a_rule_of_another_data_set_does_not_outlive_it(
    open_page: Open, shop: Dataset, demo_shop: Dataset
) -> None:
    app = opened(open_page, demo_shop)
    app.multiselect(key="categories").set_value(["Beauty"]).run()
    app.slider(key="prices").set_value((10, 57)).run()
    app.session_state[session.DATASET] = shop
    app.run()
    assert not app.exception
    assert app.multiselect(key="categories").value == []
    assert app.slider(key="prices").value == (10, 50)
