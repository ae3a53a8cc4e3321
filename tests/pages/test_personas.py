"""The cards of the segments, renaming, the rules behind them, one customer's explanation."""

from __future__ import annotations

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from pages.segments import customer as ui
from pages.ui import notes, session
from shopai.columns import Customer, Event
from shopai.events.dataset import Dataset, from_frames
from shopai.segments.persona.membership import explain_customer
from shopai.segments.persona.personas import personas
from shopai.segments.segmentation import segment

from .conftest import Open, figures, new_app, opened, text, titles, unfolded


def test_a_card_a_segment_with_rule_and_share(open_page: Open, demo_shop: Dataset) -> None:
    app = open_page("segments", demo_shop)
    assert not app.exception
    said = text(app)
    assert "Spent €500+" in said
    assert "539 customers, 18.0% of all; 59.1% of the spend, €591,040." in said
    app = unfolded(app, "segments")
    assert "**99.2%** of 897 customers it was not made from" in text(app)
    assert titles(app)[1] == "The rules as a tree (99.2% as K-means)"


def test_a_new_name_is_used_everywhere_and_an_empty_one_takes_it_back(
    open_page: Open, demo_shop: Dataset
) -> None:
    def named(name: str) -> AppTest:
        (box,) = [each for each in app.text_input if each.label == "Name of segment 1"]
        return box.set_value(name).run()

    app = unfolded(open_page("segments", demo_shop), "segments")
    assert "**Loyal big spenders** is 18.0%" in text(app)
    app = named("<b>VIPs</b> :smile:")
    assert "**<b>VIPs</b> :smile:** is 18.0%" in text(app)
    shown = figures(app)[1]["layout"]["annotations"]
    assert any("1 &lt;b&gt;VIPs&lt;/b&gt; :smile:" in note["text"] for note in shown)
    assert "**Loyal big spenders** is 18.0%" in text(named(""))


def test_a_card_keeps_its_customers_and_leads_on_with_them(
    open_page: Open, demo_shop: Dataset
) -> None:
    app = open_page("segments", demo_shop)
    app.button(key="segment_2_keep").click().run()
    (kept,) = app.session_state[notes.NOTES][demo_shop.fingerprint].audiences
    assert (len(kept), kept.source) == (392, "Segment 3 of 5")
    app.button(key="segment_2_journeys").click().run()
    assert not app.exception
    assert app.title[0].value == "Journeys"
    assert "Segment 3 New one-timers" in text(app)


def one(app: AppTest, user: str) -> AppTest:
    return app.text_input(key=ui.WHY).set_value(user).run()


def test_one_customer_is_explained(demo_shop: Dataset, features: pd.DataFrame) -> None:
    seg = segment(features, k=2)
    user = str(features.index[41])
    app = one(opened(new_app(demo_shop), "segments", section="One customer", k="2"), user)
    names = personas(seg, features, currency="EUR").names
    assert explain_customer(seg, features, user).sentence(names, "EUR") in text(app)
    assert len(figures(app)[0]["data"][0]["y"]) == len(seg.features)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("no such <customer>", "No customer id contains “no such <customer>”."),
        ("", "Search for a customer to see what decides."),
        ("c00000", "Ids that contain “c00000” (first 20). Pick one:"),
    ],
)
def test_who_is_not_found_is_asked_for(
    open_page: Open, demo_shop: Dataset, typed: str, said: str
) -> None:
    app = one(open_page("segments", demo_shop, section="One customer"), typed)
    assert not app.exception
    assert said in text(app)
    assert figures(app) == []


def test_a_match_is_picked(open_page: Open, demo_shop: Dataset) -> None:
    app = one(open_page("segments", demo_shop, section="One customer"), "c00000")
    app.button(key="why_customer_match_1").click().run()
    assert app.text_input(key=ui.WHY).value == "c0000002"
    assert "c0000002 is in " in text(app)


def test_few_customers_of_a_shop_s_own_table(open_page: Open) -> None:
    """Nobody is held out of two groups of three, and there is no spend."""
    table = pd.DataFrame(
        {Customer.USER: list("abcdef"), "a*ge": [20.0, 21.0, 22.0, 60.0, 61.0, 62.0]}
    )
    shop = from_frames(pd.DataFrame({Event.USER: []}), customers=table)
    app = unfolded(open_page("segments", shop, k="2"), "segments")
    assert not app.exception
    said = text(app)
    assert "There are too few customers to test the rules on." in said
    assert "A*ge up to 39" in said
    assert "3 customers, 50.0% of all." in said
    assert titles(app)[1] == "The rules as a tree"


def test_a_customer_of_another_data_set_is_not_searched_for(
    open_page: Open, demo_shop: Dataset, customer_table: Dataset
) -> None:
    app = open_page("segments", demo_shop, section="One customer")
    app.session_state[session.DATASET] = customer_table
    app.run()
    assert app.text_input(key=ui.WHY).value == "c0"
    assert "No customer id contains “nobody”" in text(one(app, "nobody"))
