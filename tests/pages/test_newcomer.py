"""The recommendations page: somebody new, by what they have."""

import math

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from pages.recommendations import recipient
from pages.ui import session
from shopai.columns import Event, Item, Kind, Scored
from shopai.events.dataset import Dataset, from_frames
from shopai.preferences import preferences
from shopai.recommend.models.user_knn import UserKNN

from .conftest import Open, text, titles
from .test_recommendations import ONE, recommended


def somebody_new(open_page: Open, dataset: Dataset) -> AppTest:
    app = open_page("recommendations", dataset, **ONE)
    app.segmented_control(key="whom").set_value("new").run()
    assert not app.exception
    return app


def add(app: AppTest, typed: str) -> None:
    app.text_input(key="new_item").set_value(typed).run()
    app.button(key="new_item_match_0").click().run()
    assert not app.exception


def test_of_nobody_known_what_sells_and_where_to_begin(
    open_page: Open, ratings_only: Dataset
) -> None:
    app = somebody_new(open_page, ratings_only)
    assert titles(app)[0] == "Popular items for somebody new"
    assert "Nothing is known of them yet, so these are popular items. Add what they have." in text(
        app
    )
    assert "Or begin with one of these:" in text(app)
    assert "What they did so far" not in text(app)
    app.button(key="see_offers").click().run()
    assert app.segmented_control(key="recommendations_view").value == "offers"


def test_the_list_is_the_core_s_without_another_fit(
    open_page: Open, ratings_only: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = somebody_new(open_page, ratings_only)
    fits = []
    fit = UserKNN.fit
    monkeypatch.setattr(UserKNN, "fit", lambda *given: fits.append(1) or fit(*given))
    add(app, "i2")
    add(app, "i4")
    assert not fits
    monkeypatch.undo()
    model = UserKNN().fit(preferences(ratings_only))
    expected = model.recommend({"i2": 5.0, "i4": 5.0})
    assert recommended(app)[Scored.ITEM].tolist() == expected[Scored.ITEM].tolist()
    assert recommended(app)[Scored.SCORE].tolist() == pytest.approx(expected[Scored.SCORE].tolist())
    assert titles(app)[:2] == ["Recommended for somebody new", f"Why {expected[Scored.ITEM][0]}"]
    assert "Their own average is 5.00" in text(app)


def test_the_strength_counts_and_an_item_can_go(open_page: Open, ratings_only: Dataset) -> None:
    app = somebody_new(open_page, ratings_only)
    add(app, "i2")
    add(app, "i5")
    app.slider(key="strength_i5").set_value(1.0).run()
    model = UserKNN().fit(preferences(ratings_only))
    expected = model.recommend({"i2": 5.0, "i5": 1.0})
    assert recommended(app)[Scored.ITEM].tolist() == expected[Scored.ITEM].tolist()
    app.button(key="drop_i5").click().run()
    expected = model.recommend({"i2": 5.0})
    assert recommended(app)[Scored.ITEM].tolist() == expected[Scored.ITEM].tolist()
    app.button(key="drop_i2").click().run()
    assert titles(app)[0].startswith("Popular items")


@pytest.fixture
def actions() -> Dataset:
    """Views and purchases of items with titles; two tastes."""
    rows = [
        (f"u{user}", f"i{item}", Kind.VIEW if item < 4 else Kind.PURCHASE)
        for user in range(12)
        for item in range(8)
        if user % 2 == item % 2 and (user + item) % 3
    ]
    items = pd.DataFrame({Item.ITEM: [f"i{n}" for n in range(8)]})
    items[Item.TITLE] = [f"Title {n}" for n in range(8)]
    events = pd.DataFrame(rows, columns=[Event.USER, Event.ITEM, Event.KIND])
    return from_frames(events, items=items)


def test_what_they_did_is_as_strong_as_of_any_customer(open_page: Open, actions: Dataset) -> None:
    app = somebody_new(open_page, actions)
    add(app, "title 6")
    did = app.selectbox(key="strength_i6")
    assert did.label == "Title 6"
    assert did.options == ["Bought it", "Looked at it"]  # nobody has a cart here
    did.set_value(Kind.VIEW).run()
    model = UserKNN().fit(preferences(actions))
    expected = model.recommend({"i6": math.log1p(1)})
    table = recommended(app)
    assert table[Scored.ITEM].tolist() == expected[Scored.ITEM].tolist()
    assert table[Scored.SCORE].tolist() == pytest.approx(expected[Scored.SCORE].tolist())


def test_a_title_nobody_uses_says_so(open_page: Open, actions: Dataset) -> None:
    app = somebody_new(open_page, actions)
    app.text_input(key="new_item").set_value("so*fa").run()
    assert "No item is called anything like “so*fa”" in text(app)


def test_only_so_many_items(
    open_page: Open, actions: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recipient, "MOST_ITEMS", 1)
    app = somebody_new(open_page, actions)
    add(app, "title 6")
    assert "1 items are enough" in text(app)
    assert "new_item" not in [each.key for each in app.text_input]


def test_the_items_are_kept_apart_by_data_set_and_from_page_to_page(
    open_page: Open, actions: Dataset, ratings_only: Dataset
) -> None:
    app = somebody_new(open_page, actions)
    add(app, "title 6")
    app.switch_page("pages/segments/page.py").run()
    app.switch_page("pages/recommendations/page.py").run()
    assert app.selectbox(key="strength_i6").value == Kind.PURCHASE
    app.session_state[session.DATASET] = ratings_only
    app.run()
    assert not app.exception
    assert "strength_i6" not in [each.key for each in app.slider]


def test_by_a_method_that_knows_no_newcomers_popular_items(
    open_page: Open, ratings_only: Dataset
) -> None:
    app = somebody_new(open_page, ratings_only)
    add(app, "i2")
    app.selectbox(key="model").set_value("bpr").run()
    assert "By learned order nothing can be said for **somebody new**" in text(app)
