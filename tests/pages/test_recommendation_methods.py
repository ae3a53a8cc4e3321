"""The recommendations page: every method, its settings, its reasons."""

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from shopai.columns import Event, Item, Kind, Scored
from shopai.errors import ParameterError
from shopai.events.dataset import Dataset, from_frames
from shopai.preferences import preferences
from shopai.recommend.models.content import ContentBased, item_words
from shopai.recommend.models.ease import EASE
from shopai.recommend.models.hybrid import Hybrid
from shopai.recommend.models.item_knn import ItemKNN
from shopai.recommend.models.registry import FAMILY
from shopai.recommend.models.user_knn import UserKNN

from .conftest import Open, figures, text, titles
from .test_recommendations import ONE, recommended


def opened(open_page: Open, dataset: Dataset, user: str = "u0") -> AppTest:
    app = open_page("recommendations", dataset, **ONE)
    return app.text_input(key="customer").set_value(user).run()


@pytest.mark.parametrize("name", [name for name in FAMILY if name not in ("content", "hybrid")])
def test_each_method_shows_the_core_s_list(
    open_page: Open, ratings_only: Dataset, name: str
) -> None:
    app = opened(open_page, ratings_only)
    app.selectbox(key="model").set_value(name).run()
    assert not app.exception
    expected = FAMILY[name].make().fit(preferences(ratings_only)).recommend("u0", n=10)
    assert recommended(app)[Scored.ITEM].tolist() == expected[Scored.ITEM].tolist()
    assert FAMILY[name].meaning in text(app)
    first = expected[Scored.ITEM].iloc[0]
    assert f"Offer **{first}** first" in text(app)


def test_settings_of_neighbours_reach_the_model(open_page: Open, ratings_only: Dataset) -> None:
    app = opened(open_page, ratings_only)
    app.selectbox(key="measure").set_value("pearson").run()
    app.slider(key="neighbours_k").set_value(5)
    app.slider(key="min_support").set_value(4)
    app.number_input(key="shrinkage").set_value(10)
    app.slider(key="min_neighbours").set_value(2)
    app.segmented_control(key="negatives").set_value("abs")
    app.segmented_control(key="baseline").set_value("bias").run()
    assert not app.exception
    model = UserKNN(5, "pearson", 4, 10.0, negatives="abs", baseline="bias", min_neighbours=2)
    expected = model.fit(preferences(ratings_only)).recommend("u0", n=10)
    table = recommended(app)
    assert table[Scored.ITEM].tolist() == expected[Scored.ITEM].tolist()
    assert table[Scored.SCORE].tolist() == pytest.approx(expected[Scored.SCORE].tolist())
    assert "What is usual for customer and item is" in text(app)


def test_opposites_are_offered_by_correlations_alone(
    open_page: Open, ratings_only: Dataset
) -> None:
    app = opened(open_page, ratings_only)
    assert app.segmented_control(key="negatives").disabled
    app.selectbox(key="measure").set_value("pearson").run()
    assert not app.segmented_control(key="negatives").disabled


def test_only_neighbourhood_methods_have_their_settings(
    open_page: Open, ratings_only: Dataset
) -> None:
    app = opened(open_page, ratings_only)
    app.selectbox(key="model").set_value("ease").run()
    assert "neighbours_k" not in [slider.key for slider in app.slider]
    app.selectbox(key="model").set_value("item_knn").run()
    app.slider(key="neighbours_k").set_value(2).run()
    expected = ItemKNN(2).fit(preferences(ratings_only)).recommend("u0")
    assert recommended(app)[Scored.ITEM].tolist() == expected[Scored.ITEM].tolist()


def test_own_items_are_the_reason_and_add_up(open_page: Open, ratings_only: Dataset) -> None:
    app = opened(open_page, ratings_only)
    app.selectbox(key="model").set_value("ease").run()
    model = FAMILY["ease"].make().fit(preferences(ratings_only))
    best = recommended(app)[Scored.ITEM].iloc[0]
    (bars,) = figures(app)[1]["data"]
    added = sum(float(each.replace("−", "-")) for each in bars["text"])
    assert added == pytest.approx(model.explain("u0", best).score, abs=0.005)
    assert "Because they rated **" in text(app)


def test_another_list_begins_its_reasons_with_its_best(
    open_page: Open, ratings_only: Dataset
) -> None:
    app = opened(open_page, ratings_only)
    third = recommended(app)[Scored.ITEM].iloc[2]
    app.selectbox(key="why").set_value(third).run()
    assert titles(app)[1] == f"Why {third}"
    app.text_input(key="customer").set_value("u1").run()
    assert titles(app)[1] == f"Why {recommended(app)[Scored.ITEM].iloc[0]}"


def test_a_popular_item_is_explained_by_its_customers(open_page: Open) -> None:
    rows = [(f"u{i}", "a", Kind.PURCHASE) for i in range(4)]
    rows += [(f"v{i}", "b", Kind.PURCHASE) for i in range(3)] + [("w", "c", Kind.PURCHASE)]
    shop = from_frames(pd.DataFrame(rows, columns=[Event.USER, Event.ITEM, Event.KIND]))
    app = opened(open_page, shop, "w")
    assert titles(app)[:2] == ["Popular items for w", "Why a"]
    assert figures(app)[0]["data"][0]["text"] == ["4", "3"]
    assert "**a** is number 1 of 3 in popularity: 4 customers of 8 know it (50.0%)" in text(app)


# ---- words ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def lamps_and_rugs() -> Dataset:
    """Two kinds of items by their words; nobody has the last of each."""
    items = pd.DataFrame(
        {
            Item.ITEM: [f"{kind}{i}" for kind in ("lamp", "rug") for i in range(4)],
            Item.TITLE: [f"{kind} {i}" for kind in ("Oak lamp", "Wool rug") for i in range(4)],
        }
    )
    rows = [
        (f"u{user}", f"{'lamp' if user % 2 else 'rug'}{(user + step) % 3}", Kind.PURCHASE)
        for user in range(12)
        for step in range(2)
    ]
    events = pd.DataFrame(rows, columns=[Event.USER, Event.ITEM, Event.KIND])
    return from_frames(events, items=items)


def test_words_offer_what_nobody_has(open_page: Open, lamps_and_rugs: Dataset) -> None:
    app = opened(open_page, lamps_and_rugs, "u1")
    app.selectbox(key="model").set_value("content").run()
    assert not app.exception
    words = item_words(lamps_and_rugs)
    model = ContentBased(words).fit(preferences(lamps_and_rugs).with_items(words.index))
    found = recommended(app)[Scored.ITEM].tolist()
    assert found == model.recommend("u1")[Scored.ITEM].tolist()
    assert set(found[:2]) == {"lamp0", "lamp3"}
    assert "It is described like what they know: **" in text(app)


def test_without_words_no_method_that_reads(open_page: Open, ratings_only: Dataset) -> None:
    app = opened(open_page, ratings_only)
    assert FAMILY["content"].label not in app.selectbox(key="model").options


def test_several_methods_share_what_they_learned(open_page: Open, lamps_and_rugs: Dataset) -> None:
    app = opened(open_page, lamps_and_rugs, "u1")
    app.selectbox(key="model").set_value("hybrid").run()
    assert not app.exception
    assert app.multiselect(key="fused").value == ["user_knn", "item_knn", "content"]
    app.multiselect(key="fused").set_value(["user_knn", "popularity"]).run()
    parts = (FAMILY["user_knn"].make(), FAMILY["popularity"].make())
    expected = Hybrid(parts).fit(preferences(lamps_and_rugs)).recommend("u1")
    assert recommended(app)[Scored.ITEM].tolist() == expected[Scored.ITEM].tolist()
    assert "It is number 1 by **" in text(app)
    app.multiselect(key="fused").set_value([]).run()
    assert "None is chosen" in text(app)


def test_a_method_that_refuses_the_data_leaves_the_choice(
    open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_given: object) -> None:
        raise ParameterError("Too many items for this; choose another model.")

    monkeypatch.setattr(EASE, "fit", refuse)
    rows = [(f"u{i}", item, Kind.PURCHASE) for i in range(4) for item in ("refused", "items")]
    shop = from_frames(pd.DataFrame(rows[:-1], columns=[Event.USER, Event.ITEM, Event.KIND]))
    app = opened(open_page, shop, "u3")
    app.selectbox(key="model").set_value("ease").run()
    assert not app.exception
    assert "Too many items for this; choose another model." in text(app)
    app.selectbox(key="model").set_value("user_knn").run()
    assert recommended(app)[Scored.ITEM].tolist() == ["items"]
