"""The similarity page: the heat map's three ways in, and neighbours."""

import base64

import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from pages.ui import notes, show
from shopai.columns import Event, Feature, Kind, Scored
from shopai.events.dataset import Dataset, from_frames
from shopai.preferences import preferences
from shopai.recommend.models.user_knn import UserKNN
from shopai.segments.numbering import numbered_like
from shopai.segments.segmentation import segment

from .conftest import Open, figures, text, titles, unfolded

HISTOGRAM = "How many items is the similarity made of?"


def test_a_sample_of_all_segments(open_page: Open, demo_shop: Dataset) -> None:
    app = open_page("similarity", demo_shop)
    assert titles(app) == ["Similarity of 100 customers"]
    assert "Cosine" not in text(app)
    assert "The **10 customers** most alike are **" in text(app)
    assert "Taste hardly follows the segments: customers of one are 1." in text(app)
    app.slider(key="sample_size").set_value(300).run()
    assert titles(unfolded(app, "similarity")) == ["Similarity of 300 customers", HISTOGRAM]


def test_the_most_alike_or_those_ticked_become_an_audience(
    open_page: Open, demo_shop: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = open_page("similarity", demo_shop)
    assert "with **10 customers, the most alike**" in text(app)
    blocks = app.dataframe[0].value
    monkeypatch.setattr(show, "ticked", lambda *_, **__: [1, 2])
    app.run()
    assert "with **20 customers, ticked**" in text(app)
    app.button(key="alike_audience_save").click().run()
    (kept,) = app.session_state[notes.NOTES][demo_shop.fingerprint].audiences
    assert kept.name == "Alike in taste"
    assert set(kept.customers) == {*blocks["who"][1], *blocks["who"][2]}
    assert all(int(known[0].rpartition("(")[2][:-1]) > 3 for known in blocks["know"])


def test_picked_ids_and_the_ones_not_found(open_page: Open, ratings_only: Dataset) -> None:
    app = open_page("similarity", ratings_only)
    app.segmented_control(key="who").set_value("ids").run()
    assert figures(app) == []
    assert "Paste the ids of two customers or more" in text(app)
    app.text_area(key="ids").set_value("u0, u1;u2\nu3 nobody <b>").run()
    assert not app.exception
    (cells,) = figures(app)[0]["data"]
    assert sorted(cells["x"]) == ["u0", "u1", "u2", "u3"]
    assert "nobody, <b>" in text(app)
    assert "**u3** and **u1**, share **8 items**" in text(app)
    assert "with **4 customers**" in text(app)


def test_an_example_fills_the_list(open_page: Open, ratings_only: Dataset) -> None:
    app = open_page("similarity", ratings_only, who="My own list")
    app.button(key="take_example").click().run()
    assert not app.exception
    assert titles(app) == ["Similarity of 4 customers"]


def test_those_of_one_taste_stand_side_by_side(open_page: Open, ratings_only: Dataset) -> None:
    app = open_page("similarity", ratings_only)
    app.segmented_control(key="who").set_value("ids").run()
    app.selectbox(key="measure").set_value("pearson").run()
    app.text_area(key="ids").set_value("u0 u1 u2 u3").run()
    (cells,) = figures(app)[0]["data"]
    odd = [int(user[1:]) % 2 for user in cells["x"]]
    assert odd in ([0, 0, 1, 1], [1, 1, 0, 0])


def test_the_neighbourhood_of_one_customer(open_page: Open, demo_shop: Dataset) -> None:
    app = open_page("similarity", demo_shop, who="Around one customer")
    assert titles(app) == ["Similarity of 31 customers"]
    (cells,) = figures(app)[0]["data"]
    assert app.text_input(key="customer").value in cells["x"]


def test_neighbours_are_the_core_s_and_share_titles(open_page: Open, demo_shop: Dataset) -> None:
    app = open_page("similarity", demo_shop, who="Around one customer")
    user = app.text_input(key="customer").value
    table = app.dataframe[0].value
    expected = UserKNN(k=40).fit(preferences(demo_shop)).neighbours(user, n=30)
    assert table[Scored.USER].tolist() == expected[Scored.USER].tolist()
    assert table[Scored.SIMILARITY].tolist() == expected[Scored.SIMILARITY].tolist()
    assert [min(n, 5) for n in table[Scored.COMMON]] == [len(t) for t in table.iloc[:, -1]]
    first = f"The nearest customer, **{expected[Scored.USER][0]}**, shares **"
    assert f"{first}{expected[Scored.COMMON][0]} items** with {user}." in text(app)


def test_neighbours_lead_on_to_what_they_recommend(open_page: Open, demo_shop: Dataset) -> None:
    app = open_page("similarity", demo_shop, who="Around one customer", customer="c0000123")
    assert "with **30 customers like c0000123**" in text(app)
    app.button(key="recommend_from").click().run()
    assert not app.exception
    assert app.title[0].value == "Recommendations"
    assert app.text_input(key="customer").value == "c0000123"
    assert app.session_state["model"] == UserKNN.name
    assert "on the word of 30 similar customers" in text(app)


def test_the_sample_can_come_from_one_segment_of_the_segments_page(
    open_page: Open, demo_shop: Dataset
) -> None:
    app = open_page("segments", demo_shop)
    app.slider(key="k").set_value(9).run()
    app.switch_page("pages/similarity/page.py").run()
    choices = app.selectbox(key="only").options
    assert choices[0] == "All segments"
    assert [choice.split()[0] for choice in choices[1:]] == [str(i) for i in range(1, 10)]
    app.selectbox(key="only").set_value(8).run()
    assert not app.exception
    assert len(titles(app)) == 1
    app.switch_page("pages/overview/page.py").run()
    app.switch_page("pages/similarity/page.py").run()
    assert app.selectbox(key="only").value == 8


def test_a_segment_is_the_one_of_the_segments_page(
    open_page: Open, demo_shop: Dataset, features: pd.DataFrame
) -> None:
    app = open_page("segments", demo_shop)
    app.slider(key="k").set_value(3).run()
    app.multiselect(key="features").set_value([Feature.VIEWS, Feature.RATINGS]).run()
    app.selectbox(key="scaling").set_value("robust").run()
    usual = numbered_like(segment(features, k=3), segment(features, k=2))
    seg = segment(features, k=3, features=[Feature.VIEWS, Feature.RATINGS], scaling="robust")
    seg = numbered_like(seg, usual)
    app.switch_page("pages/similarity/page.py").run()
    for label in range(3):
        app.selectbox(key="only").set_value(label).run()
        assert not app.exception
        (cells,) = figures(app)[0]["data"]
        assert set(seg.labels[cells["x"]]) == {label}


def test_own_ids_stay_when_the_page_changes(open_page: Open, ratings_only: Dataset) -> None:
    app = open_page("similarity", ratings_only)
    app.segmented_control(key="who").set_value("ids").run()
    app.text_area(key="ids").set_value("u0 u1").run()
    app.switch_page("pages/overview/page.py").run()
    app.switch_page("pages/similarity/page.py").run()
    assert app.text_area(key="ids").value == "u0 u1"
    assert titles(app) == ["Similarity of 2 customers"]
    assert app.query_params["ids"] == "u0 u1"


def test_a_segment_goes_by_the_name_it_was_given(open_page: Open, demo_shop: Dataset) -> None:
    app = open_page("similarity", demo_shop)
    app.selectbox(key="only").set_value(0).run()
    app.switch_page("pages/segments/page.py").run()
    box = next(box for box in app.text_input if box.label == "Name of segment 1")
    box.set_value("Window <b>shoppers").run()
    app.switch_page("pages/similarity/page.py").run()
    assert not app.exception
    assert "1 Window <b>shoppers" in app.selectbox(key="only").options
    assert app.selectbox(key="only").value == 0


def counts(app: AppTest) -> list[int]:
    """Pairs by number of shared items, of the histogram."""
    figure = next(f for f in figures(app) if f["layout"]["title"]["text"] == HISTOGRAM)
    totals = []
    for bars in figure["data"]:
        sent = bars["y"]
        whole = np.frombuffer(base64.b64decode(sent["bdata"]), dtype=sent["dtype"])
        totals.append(int(whole.sum()))
    return totals


@pytest.fixture(scope="module")
def accidents() -> Dataset:
    """Three who share four items; three more who have but one bestseller in common with them."""
    rows = [(f"a{user}", f"i{item}") for user in range(3) for item in (0, 1, 2, 3)]
    rows += [(f"b{user}", f"{what}") for user in range(3) for what in ("i0", f"own{user}")]
    events = pd.DataFrame(rows, columns=[Event.USER, Event.ITEM])
    return from_frames(events.assign(**{Event.KIND: Kind.PURCHASE}), name="accidents")


def test_accidents_are_counted_and_can_be_asked_away(open_page: Open, accidents: Dataset) -> None:
    app = unfolded(open_page("similarity", accidents), "similarity")
    # 15 pairs: 3 among a share four items, 3 · 3 between a and b and 3 among b the bestseller
    assert counts(app) == [12, 0, 3, 0]
    assert (
        "Of the similar pairs (15), 80.0% rest on one or two shared items (80.0% on one): "
        "ask for at least 3 shared items, which leaves 3." in app.expander[0].label
    )
    app.button(key="ask_firm").click().run()
    assert app.slider(key="min_support").value == 3
    assert counts(unfolded(app, "similarity")) == [0, 0, 3, 0]
    assert "Of the similar pairs (3), each rests on at least 3" in app.expander[0].label
    assert "Of 15 pairs, 12 (80.0%) are not in the picture" in text(app)
    app.slider(key="min_support").set_value(5).run()
    assert not app.exception
    assert "Nobody is alike at these settings: ask for fewer" in app.expander[0].label


def test_of_one_customer_all_who_are_alike_are_counted(open_page: Open, accidents: Dataset) -> None:
    app = open_page("similarity", accidents)
    app.segmented_control(key="who").set_value("one").run()
    app.text_input(key="customer").set_value("a0").run()
    assert counts(unfolded(app, "similarity")) == [3, 0, 2, 0]
    assert "Of 5 customers similar to a0, 60.0% rest on one or two" in app.expander[0].label
    assert "3 of the 5 similar customers share fewer than 3 items" in text(app)


def test_caution_draws_the_similarities_of_few_items_to_nothing(
    open_page: Open, accidents: Dataset
) -> None:
    app = open_page("similarity", accidents, who="Around one customer")
    assert "counts in full" in text(app)
    app.text_input(key="customer").set_value("a0").run()
    app.number_input(key="shrinkage").set_value(5).run()
    near = app.dataframe[0].value
    assert near[Scored.USER].tolist() == ["a1", "a2"]
    assert near[Scored.SIMILARITY].tolist() == pytest.approx([3 / 8, 3 / 8])
    assert "with 3 29% of it, with 10 64%, with 50 91%" in text(app)
    app.number_input(key="shrinkage").set_value(None).run()
    app.selectbox(key="measure").set_value("pearson_baseline").run()
    assert "with 3 2% of it" in text(app)
