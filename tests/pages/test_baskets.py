"""The Baskets page: rules, pictures, bundles, and one item's company."""

from __future__ import annotations

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from pages.baskets import tables
from pages.ui import notes
from shopai.behaviour.baskets.contents import baskets
from shopai.behaviour.baskets.offers import also_bought, customers_to_win
from shopai.behaviour.baskets.rules import association_rules
from shopai.columns import AlsoBought, Bundle, Event, Item, Kind, Rule
from shopai.events.dataset import Dataset, from_frames
from shopai.readiness import BASKETS, readiness

from .conftest import Open, figures, new_app, opened, text, titles, unfolded

#: Orders by what is in them: 66 in all; bread 30, butter 24, both 20; pen and ink always together.
SHOP = {("bread", "butter"): 20, ("bread",): 10, ("butter",): 4, ("milk",): 26, ("pen", "ink"): 6}
PRICES = {"bread": 2.0, "butter": 4.0, "milk": 1.0, "pen": 1.0, "ink": 10.0}
BREAD = "**20 orders** hold both Butter <b>*salted*</b> and Bread; by chance it would be **11**."


def shop(orders: dict[tuple[str, ...], int], categories: bool = True, **change: object) -> Dataset:
    """A shop with so many orders of each kind, an hour apart, of customers in turn."""
    every = [items for items, count in orders.items() for _ in range(count)]
    lines = [
        (f"c{place % 30}", f"o{place}", item, place)
        for place, items in enumerate(every)
        for item in items
    ]
    events = pd.DataFrame(lines, columns=[Event.USER, Event.ORDER, Event.ITEM, Event.TIME])
    events[Event.TIME] = pd.Timestamp("2025-03-01") + pd.to_timedelta(events[Event.TIME], "h")
    events[Event.KIND] = Kind.PURCHASE
    events[Event.PRICE] = events[Event.ITEM].map(PRICES)
    events = events.assign(**change)
    named = pd.DataFrame({Item.ITEM: sorted({item for items in orders for item in items})})
    named[Item.TITLE] = (
        named[Item.ITEM].str.capitalize().replace("Butter", "Butter <b>*salted*</b>")
    )
    if categories:
        food = {
            "bread": "Food",
            "butter": "Dairy",
            "milk": "Dairy",
            "pen": "Office",
            "ink": "Office",
            "soap": "Home",
            "nails": "Tools",
        }
        named[Item.CATEGORY] = named[Item.ITEM].map(food)
    return from_frames(events, named, name="shop.csv")


@pytest.fixture(scope="module")
def corner_shop() -> Dataset:
    return shop(SHOP)


def rows(app: AppTest) -> pd.DataFrame:
    """The table of rules, or of bundles."""
    table: pd.DataFrame = app.dataframe[0].value
    return table


def asked(dataset: Dataset, **address: str) -> AppTest:
    """The page opened by a link."""
    return opened(new_app(dataset), "baskets", **address)


def listed(dataset: Dataset) -> AppTest:
    """The page on its view of rules."""
    return asked(dataset, basket_view="Rules")


def test_the_strongest_rule_in_one_sentence(corner_shop: Dataset) -> None:
    app = listed(corner_shop)
    assert not app.exception
    assert titles(app) == ["Bought together beyond chance"]
    assert BREAD in text(app)
    # 20 of the 24, and 30 of 66; 30 · 24 / 66 by chance
    line = app.expander[0].label.replace("\\", "")
    assert "Of the 24 orders with the first, 83.3% hold the second; of all, 45.5%." in line
    assert "By chance it would be 10.9 orders. No accident (adjusted p < 0.001)." in line
    said = text(unfolded(app, "baskets"))
    assert "Shown: 4 of 4 rules that hold in 5 orders or more" in said
    assert "Made of 66 orders; 39.4% of them hold two items or more." in said


def test_the_table_is_the_core_s(corner_shop: Dataset) -> None:
    app = unfolded(listed(corner_shop), "baskets")
    table = rows(app)
    core = association_rules(corner_shop, min_support=5, min_confidence=0.1).table
    assert table[Rule.COUNT].tolist() == core[Rule.COUNT].tolist() == [20, 20, 6, 6]
    assert table[Rule.CONFIDENCE].tolist() == (core[Rule.CONFIDENCE] * 100).tolist()
    assert table[tables.FIRST].tolist()[2:] == ["Ink", "Pen"]
    assert table[tables.BY_CHANCE].tolist()[0] == pytest.approx(30 * 24 / 66)
    measures = app.dataframe[1].value
    assert measures[Rule.LIFT].tolist() == core[Rule.LIFT].tolist()
    assert measures[Rule.P_ADJUSTED].tolist() == core[Rule.P_ADJUSTED].tolist()
    assert measures[tables.BEYOND].tolist()[0] == pytest.approx(20 - 30 * 24 / 66)


def test_it_leads_on_with_those_who_bought_the_first_alone() -> None:
    dataset = shop(SHOP, **{Event.USER: lambda lines: lines[Event.ORDER]})  # one order each
    app = listed(dataset)
    ids = customers_to_win(dataset, baskets(dataset), ["butter"], ["bread"])
    assert len(ids) == 4
    assert f"with **{len(ids)} who bought Butter <b>*salted*</b> and not Bread**" in text(app)
    app.button(key="to_win_audience_save").click().run()
    (kept,) = app.session_state[notes.NOTES][dataset.fingerprint].audiences
    assert (kept.name, set(kept.customers)) == ("Butter <b>*salted*</b>, not Bread", set(ids))
    app.button(key="to_item").click().run()
    assert titles(app) == ["Bought with Butter &lt;b&gt;*salted*&lt;/b&gt;"]


def test_strongest_by_another_measure(corner_shop: Dataset) -> None:
    app = listed(corner_shop)
    app.selectbox(key="basket_rank").set_value(Rule.LIFT).run()
    assert "**6 orders** hold both Ink and Pen; by chance it would be **0.55**." in text(app)
    assert rows(app)[Rule.COUNT].tolist() == [6, 6, 20, 20]


def test_search_narrows_rules_and_bundles(corner_shop: Dataset) -> None:
    app = listed(corner_shop)
    app.text_input(key="basket_text").set_value("INK").run()
    assert rows(app)[Rule.COUNT].tolist() == [6, 6]
    assert "hold both Ink and Pen" in text(app)
    app.segmented_control(key="basket_view").set_value("bundles").run()
    assert len(rows(app)) == 1
    app.segmented_control(key="basket_view").set_value("rules").run()
    app.text_input(key="basket_text").set_value("").run()
    app.text_input(key="basket_without").set_value("pen, no such").run()
    assert rows(app)[Rule.COUNT].tolist() == [20, 20]


def test_only_what_is_offered_of_a_category(corner_shop: Dataset) -> None:
    app = listed(corner_shop)
    app.multiselect(key="basket_offered").set_value(["Dairy"]).run()
    assert rows(app)[tables.SECOND].tolist() == ["Butter <b>*salted*</b>"]


def test_support_as_number_and_as_share(corner_shop: Dataset) -> None:
    app = listed(corner_shop)
    app.number_input(key="basket_least").set_value(7).run()
    assert rows(app)[Rule.COUNT].tolist() == [20, 20]
    app.segmented_control(key="basket_unit").set_value("share").run()
    assert len(rows(app)) == 4
    app.number_input(key="basket_least_share").set_value(20.0).run()  # 13.2 of 66
    assert "that hold in 14 orders or more" in text(unfolded(app, "baskets"))
    app.number_input(key="basket_least_share").set_value(100.0).run()
    assert "No two items were bought together in 66 orders or more" in text(app)


def test_too_much_asked_for_leads_back(corner_shop: Dataset) -> None:
    app = listed(corner_shop)
    app.number_input(key="basket_least").set_value(40).run()
    assert (
        "No two items were bought together in 40 orders or more; the commonest pair is in 20."
        in text(app)
    )
    app.button(key="ask_fewer").click().run()
    assert not app.exception
    assert app.number_input(key="basket_least").value == 10
    assert rows(app)[Rule.COUNT].tolist() == [20, 20]


def test_what_may_be_chance_is_hidden_and_can_be_shown() -> None:
    thin = shop({("a", "b"): 6, ("a",): 30, ("b",): 14, ("c", "d"): 6})
    app = listed(thin)
    assert rows(app)[tables.FIRST].tolist() == ["C", "D"]
    assert "not surely beyond chance are hidden" in text(unfolded(app, "baskets"))
    app.toggle(key="basket_sure").set_value(False).run()
    # a and b are together less than by chance: 6, against 36 · 20 / 56
    app.number_input(key="basket_lift").set_value(0.0).run()
    app.text_input(key="basket_text").set_value("A").run()
    assert "Only **6 orders** hold both B and A; by chance: **13**." in text(app)
    assert titles(app)[0] == "Bought together beyond chance (grey: not surely)"


def test_where_all_may_be_chance_the_strongest_is_named_and_can_be_seen() -> None:
    """a and b: 6 of 40 orders, by chance 12 · 12 / 40 = 3.6."""
    app = listed(shop({("a", "b"): 6, ("a",): 6, ("b",): 6, ("c",): 22}))
    assert "cannot be chance. The strongest of 2 rules: **6 orders** hold both" in text(app)
    app.button(key="show_unsure").click().run()
    assert not app.exception
    assert rows(app)[Rule.COUNT].tolist() == [6, 6]


def test_nothing_passes_and_a_way_back(corner_shop: Dataset) -> None:
    app = listed(corner_shop)
    app.number_input(key="basket_lift").set_value(99.0).run()
    assert "None of 4 rules passes the settings and the search." in text(app)
    app.button(key="loosen").click().run()
    assert len(rows(app)) == 4
    assert app.slider(key="basket_confidence").value == 0


def test_hardly_sure_is_told_from_hardly_there(corner_shop: Dataset) -> None:
    app = listed(corner_shop)
    app.slider(key="basket_confidence").set_value(100).run()
    assert rows(app)[Rule.COUNT].tolist() == [6, 6]
    app.number_input(key="basket_least").set_value(7).run()
    assert "In none of the pairs do 100% or more of those with the first" in text(app)


def test_the_network_in_the_same_place_each_time(corner_shop: Dataset) -> None:
    app = listed(corner_shop)
    app.segmented_control(key="basket_picture").set_value("network").run()
    assert titles(app)[0] == "4 items, tied where bought together"
    said = "Ink and Pen are tied most strongly: **6 orders** hold both, by chance it would be 0.55."
    assert said in text(app)
    first = figures(app)[0]["data"]
    app.slider(key="basket_nodes").set_value(10).run()
    assert figures(app)[0]["data"] == first
    assert [trace["name"] for trace in first if trace.get("name")] == ["Office", "Dairy", "Food"]


def test_the_map_of_categories(open_page: Open, corner_shop: Dataset) -> None:
    app = open_page("baskets", corner_shop)
    app.segmented_control(key="basket_view").set_value("map").run()
    assert titles(app)[0] == "Categories bought together"
    # Dairy is in 50 orders, Food in 30, both in 20: 20 · 66 / 1500
    (cells,) = figures(app)[0]["data"]
    assert "0.88× as often as chance<br>20 of 66 orders" in cells["customdata"][0][1]
    assert "**Dairy and Food** are bought together most, in **20 orders**; by chance it" in text(
        app
    )
    assert "No two categories surely go together more often than chance." in text(app)


@pytest.mark.parametrize("together", [1, 6])
def test_the_map_names_the_pair_that_matters(open_page: Open, together: int) -> None:
    """Not one basket of two rare categories, which is chance; nor six, of however large a lift."""
    orders = {
        ("bread", "butter"): 60, ("bread",): 10, ("milk",): 10, ("pen",): 1_000,
        ("soap",): 2, ("nails",): 2, ("nails", "soap"): together,
    }  # fmt: skip
    app = open_page("baskets", shop(orders))
    app.segmented_control(key="basket_view").set_value("map").run()
    # 60 of both where 70 · 70 / n are expected
    n = sum(orders.values())
    best = f"**60 orders** hold both Dairy and Food; by chance it would be **{4_900 / n:.0f}**."
    assert best in text(app)
    (cells,) = figures(app)[0]["data"]
    marked = [cell for row in cells["text"] for cell in row if cell.startswith("(")]
    rare = f"({together * n / (together + 2) ** 2:.3g})"
    assert (rare in marked) == (together == 1)


def test_rules_between_categories(corner_shop: Dataset) -> None:
    app = listed(corner_shop)
    app.segmented_control(key="basket_level").set_value("category").run()
    assert "all 2 rules are at chance or below" in text(app)
    app.toggle(key="basket_sure").set_value(False).run()
    app.number_input(key="basket_lift").set_value(0.0).run()
    core = association_rules(corner_shop, level="category", min_support=5).table
    assert rows(app)[Rule.COUNT].tolist() == core[Rule.COUNT].tolist() == [20, 20]
    assert "Only **20 orders** hold both Food and Dairy; by chance: **23**." in text(app)


def test_without_categories_there_are_items_alone() -> None:
    app = listed(shop(SHOP, categories=False))
    assert app.segmented_control(key="basket_level").disabled
    assert BREAD in text(app)
    app.segmented_control(key="basket_view").set_value("map").run()
    assert "do not say which category an item is of" in text(app)
    app.button(key="to_bundles").click().run()
    assert len(rows(app)) == 2


def test_longer_rules() -> None:
    trio = shop({("a", "b", "c"): 12, ("a",): 9, ("b",): 9, ("c",): 9, ("d",): 20})
    app = listed(trio)
    assert len(rows(app)) == 6
    app.segmented_control(key="basket_length").set_value(3).run()
    assert len(rows(app)) == 12
    assert "A + B" in rows(app)[tables.FIRST].tolist()


def test_a_link_opens_the_page_as_it_was(corner_shop: Dataset) -> None:
    link = {"basket_view": "Rules", "basket_picture": "Network", "basket_least": "7"}
    app = asked(corner_shop, **link, basket_largest="50")
    assert titles(app)[0] == "2 items, tied where bought together"
    assert app.number_input(key="basket_largest").value == 50
    nonsense = asked(corner_shop, basket_view="Pie", basket_rank="x", basket_least="-4")
    assert not nonsense.exception
    assert rows(nonsense)[Bundle.COUNT].tolist() == [6, 20]


def test_large_baskets_are_left_out_and_said_so() -> None:
    wholesale = {**SHOP, tuple(PRICES): 1}
    app = listed(shop(wholesale))
    app.number_input(key="basket_largest").set_value(4).run()
    unfolded(app, "baskets")
    assert "1 of 67 orders" in text(app)
    assert "with more than 4 different items is left out." in text(app)
    assert BREAD in text(app)


def test_bundles_rest_on_the_assumption_shown(open_page: Open, corner_shop: Dataset) -> None:
    app = open_page("baskets", corner_shop)
    # bread with butter: 20 · 0.20 given away, 4 orders to win at 1.80: it takes 4 / 7.20 of them
    said = text(app)
    assert "**No bundle pays** at 10% off if 5% take it" in said
    assert "The nearest, Bread with Butter <b>*salted*</b>, needs 55.6% to take it." in said
    assert "Assumed, not known: 5% take the offer." in app.expander[0].label.replace("\\", "")
    app.slider(key="bundle_take_up").set_value(50).run()
    # butter with bread: 20 · 0.40 given away, 10 orders to win at 3.60
    assert (
        "**20 orders** hold both Bread and Butter <b>*salted*</b>, by chance 11. Offered the "
        "second at 10% off, **10 orders** with the first alone may bring **10** if 50% take it."
    ) in text(app)
    best = rows(app).iloc[0]
    assert best[[Bundle.MISSED, Bundle.NET, Bundle.COUNT]].tolist() == pytest.approx([10, 10, 20])
    assert best[tables.BY_CHANCE] == pytest.approx(30 * 24 / 66)
    assert best[Bundle.BREAK_EVEN] == pytest.approx(100 * 8 / 36)
    unfolded(app, "baskets")
    money = app.dataframe[1].value.iloc[0]
    assert (money[Bundle.EXTRA], money[Bundle.GIVEN]) == pytest.approx((18, 8))
    app.slider(key="bundle_discount").set_value(0).run()
    assert "Offered the second at its full price, **10 orders**" in text(app)


def test_bundles_without_prices(open_page: Open) -> None:
    app = open_page("baskets", shop(SHOP, **{Event.PRICE: None}))
    assert not app.exception
    assert "What a bundle brings is unknown without prices." in text(app)


def test_rules_that_may_be_chance_make_no_bundle(open_page: Open) -> None:
    app = open_page("baskets", shop({("a", "b"): 6, ("a",): 12, ("b",): 12, ("c",): 30}))
    assert "may be chance" in text(app)
    app.toggle(key="basket_sure").set_value(False).run()
    assert "so there is nothing to bundle" in text(app)
    app.button(key="to_rules").click().run()
    assert len(rows(app)) == 2


def test_what_goes_with_one_item_found_by_search(corner_shop: Dataset) -> None:
    app = asked(corner_shop, basket_view="With one item")
    assert titles(app) == ["Bought with Bread"]
    app.text_input(key="basket_item_search").set_value("pe").run()
    app.button(key="basket_item_search_match_0").click().run()
    assert not app.exception
    assert titles(app) == ["Bought with Pen"]
    assert app.query_params["basket_item"] == "pen"
    core = also_bought(baskets(corner_shop), "pen")
    assert core[AlsoBought.COUNT].tolist() == [6]
    said = text(app)
    assert "**6 of 6 orders** with Pen hold Ink too; by chance it would be **0.55**." in said
    assert "100.0% (" in app.expander[0].label


def test_an_item_bought_alone_has_no_company(corner_shop: Dataset) -> None:
    app = asked(corner_shop, basket_view="With one item", basket_item="milk")
    assert "Milk is in **26 of 66 orders**." in text(app)
    assert app.button(key="to_rules")
    other = asked(corner_shop, basket_view="With one item", basket_item="no such item")
    assert titles(other) == ["Bought with Bread"]


def test_baskets_per_day_and_visit_where_the_data_know_them(corner_shop: Dataset) -> None:
    app = listed(corner_shop)
    per = app.selectbox(key="basket_per")
    assert per.options == ["Per order", "Per customer and day"]
    per.set_value("day").run()
    assert "customer-days" in text(app)
    core = baskets(corner_shop, per="day")
    assert f"Made of {core.n:,} customer-days" in text(unfolded(app, "baskets"))


def test_single_items_make_no_rules(open_page: Open) -> None:
    app = open_page("baskets", shop({("a",): 30, ("b",): 30}))
    assert "All orders (n = 60) hold a single one of the items" in text(app)
    assert figures(app) == []
    app.button(key="per_day").click().run()
    assert not app.exception
    assert app.selectbox(key="basket_per").value == "day"


def test_data_without_purchases_or_items(
    open_page: Open, ratings_only: Dataset, customer_table: Dataset
) -> None:
    for dataset, lack in ((ratings_only, "need purchases"), (customer_table, "need purchases")):
        app = open_page("baskets", dataset)
        assert f"Baskets {lack}" in text(app)
        assert figures(app) == []
    assert "Nothing is loaded yet" in text(open_page("baskets", None))


def test_readiness_names_what_is_lacking(corner_shop: Dataset) -> None:
    def verdict(dataset: Dataset) -> tuple[bool, str]:
        baskets = next(v for v in readiness(dataset) if v.analysis == BASKETS)
        return baskets.ready, str(baskets.reason)

    assert verdict(corner_shop) == (True, "Baskets are ready.")
    events = pd.DataFrame({Event.USER: ["a"], Event.ITEM: ["x"], Event.KIND: [Kind.PURCHASE]})
    ready, sentence = verdict(from_frames(events))
    assert not ready
    assert sentence == (
        "Baskets need order numbers, sessions or times to tell baskets apart; "
        "this file holds purchases."
    )


def test_files_hold_every_rule_with_ids_and_titles(corner_shop: Dataset) -> None:
    found = association_rules(corner_shop, min_support=5, min_confidence=0.0)
    file = tables.taken_away(found, found.table)
    assert len(file) == len(found.table) == 4
    first = file.iloc[0]
    assert (first[Rule.ANTECEDENTS], first[tables.SECOND]) == (
        "bread",
        "Butter <b>*salted*</b>",
    )
    assert first[tables.BY_CHANCE] == pytest.approx(30 * 24 / 66)
    assert first[Rule.CONFIDENCE] == pytest.approx(2 / 3)


def test_the_demo_shop_shows_the_core_s_rules(open_page: Open, demo_shop: Dataset) -> None:
    app = open_page("baskets", demo_shop)
    assert not app.exception
    core = association_rules(demo_shop, min_support=0.01)
    assert f"Made of {core.n_baskets:,} orders" in text(unfolded(app, "baskets"))
    assert core.baskets.totals is not None
    assert core.n_baskets == core.baskets.totals.orders
