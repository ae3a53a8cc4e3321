"""The personas section: cards, renaming, the tree, one customer's explanation."""

from __future__ import annotations

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from pages.segments import personas as ui
from pages.ui import session
from shopai.columns import Customer, Event
from shopai.events.dataset import Dataset, from_frames
from shopai.segments.persona.membership import explain_customer
from shopai.segments.persona.personas import personas
from shopai.segments.segmentation import segment

from .conftest import Open, figures, text, titles


def page(dataset: object, k: int) -> None:
    import streamlit as st

    from pages.segments import personas as ui
    from pages.ui import notes
    from pages.ui.results import features_of, personas_of, series_of

    seg = series_of(dataset).segments(k)
    ui.section(dataset, features_of(dataset), seg, personas_of(dataset, seg))
    st.code("\n".join(notes.titles_of(dataset, seg)))


def opened(dataset: Dataset, k: int = 5) -> AppTest:
    app = AppTest.from_function(page, args=(dataset, k), default_timeout=60)
    app.session_state[ui.TREE] = True
    return app.run()


def test_a_card_a_segment_with_rule_and_share(demo_shop: Dataset) -> None:
    app = opened(demo_shop)
    assert not app.exception
    said = text(app)
    assert "Spent €500+" in said
    assert "539 customers: 18.0% of all, 59.1% of what known customers spent" in said
    assert "**99.2%** of 897 customers it was not made from" in said
    assert titles(app) == [
        "The rules as a tree (99.2% as K-means)",
        "Why Lapsed small spenders<br>and not Occasional small spenders",
    ]


def test_a_new_name_is_used_everywhere_and_an_empty_one_takes_it_back(demo_shop: Dataset) -> None:
    app = opened(demo_shop)
    assert app.code[0].value.startswith("1 Loyal big spenders\n")
    (box,) = [each for each in app.text_input if each.label == "Name of segment 1"]
    box.set_value("<b>VIPs</b> :smile:").run()
    assert app.code[0].value.startswith("1 <b>VIPs</b> :smile:\n")
    notes = figures(app)[0]["layout"]["annotations"]
    assert any("1 &lt;b&gt;VIPs&lt;/b&gt; :smile:" in note["text"] for note in notes)
    (box,) = [each for each in app.text_input if each.label == "Name of segment 1"]
    box.set_value("").run()
    assert app.code[0].value.startswith("1 Loyal big spenders\n")


def test_one_customer_is_explained(demo_shop: Dataset, features: pd.DataFrame) -> None:
    seg = segment(features, k=2)
    user = str(features.index[41])
    app = opened(demo_shop, k=2)
    app.text_input(key="why_customer").set_value(user).run()
    names = personas(seg, features, currency="EUR").names
    assert explain_customer(seg, features, user).sentence(names, "EUR") in text(app)
    bars = figures(app)[1]["data"][0]["y"]
    assert len(bars) == len(seg.features)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("no such <customer>", "No customer id contains “no such <customer>”."),
        ("", "Search for a customer to see what decides."),
        ("c00000", "Ids that contain “c00000” (first 20). Pick one:"),
    ],
)
def test_who_is_not_found_is_asked_for(demo_shop: Dataset, typed: str, said: str) -> None:
    app = opened(demo_shop)
    app.text_input(key="why_customer").set_value(typed).run()
    assert not app.exception
    assert said in text(app)
    assert len(figures(app)) == 1


def test_a_match_is_picked(demo_shop: Dataset) -> None:
    app = opened(demo_shop)
    app.text_input(key="why_customer").set_value("c00000").run()
    app.button(key="why_customer_match_1").click().run()
    assert app.text_input(key="why_customer").value == "c0000002"
    assert "c0000002 is in " in text(app)


def test_few_customers_of_a_shop_s_own_table() -> None:
    """Nobody is held out of two groups of three, and there is no spend."""
    table = pd.DataFrame(
        {Customer.USER: list("abcdef"), "a*ge": [20.0, 21.0, 22.0, 60.0, 61.0, 62.0]}
    )
    app = opened(from_frames(pd.DataFrame({Event.USER: []}), customers=table), k=2)
    assert not app.exception
    said = text(app)
    assert "There are too few customers to test the rules on." in said
    assert "Too few customers to test the rule on." in said
    assert "A*ge up to 39" in said
    assert "3 customers: 50.0% of all" in said
    assert titles(app)[0] == "The rules as a tree"


def test_a_customer_of_another_data_set_is_not_searched_for(
    open_page: Open, demo_shop: Dataset, customer_table: Dataset
) -> None:
    app = open_page("segments", demo_shop)
    app.session_state[session.DATASET] = customer_table
    app.run()
    assert app.text_input(key=ui.WHY).value == "c0"
    app.text_input(key=ui.WHY).set_value("nobody").run()
    assert "No customer id contains “nobody”" in text(app)
