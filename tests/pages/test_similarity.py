"""The similarity page: the heat map's three ways in, and neighbours."""

import base64

import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from shopai.columns import Event, Feature, Kind, Scored
from shopai.events.dataset import Dataset, from_frames
from shopai.preferences import preferences
from shopai.recommend.models.user_knn import UserKNN
from shopai.segments.numbering import numbered_like
from shopai.segments.segmentation import segment

from .conftest import Open, figures, text, titles

HISTOGRAM = "How many items is the similarity made of?"


def test_a_sample_of_all_segments(open_page: Open, demo_shop: Dataset) -> None:
    app = open_page("similarity", demo_shop)
    assert titles(app) == ["Similarity of 100 customers (Cosine)", HISTOGRAM]
    assert "The closest pair is" in text(app)
    app.slider(key="sample_size").set_value(300).run()
    assert titles(app) == ["Similarity of 300 customers (Cosine)", HISTOGRAM]


def test_picked_ids_and_the_ones_not_found(open_page: Open, ratings_only: Dataset) -> None:
    app = open_page("similarity", ratings_only)
    app.segmented_control(key="who").set_value("ids").run()
    assert figures(app) == []
    app.text_area(key="ids").set_value("u0, u1;u2\nu3 nobody <b>").run()
    assert not app.exception
    (cells,) = figures(app)[0]["data"]
    assert sorted(cells["x"]) == ["u0", "u1", "u2", "u3"]
    assert "nobody, <b>" in text(app)


def test_those_of_one_taste_stand_side_by_side(open_page: Open, ratings_only: Dataset) -> None:
    app = open_page("similarity", ratings_only)
    app.segmented_control(key="who").set_value("ids").run()
    app.selectbox(key="measure").set_value("pearson").run()
    app.text_area(key="ids").set_value("u0 u1 u2 u3").run()
    (cells,) = figures(app)[0]["data"]
    odd = [int(user[1:]) % 2 for user in cells["x"]]
    assert odd in ([0, 0, 1, 1], [1, 1, 0, 0])


def test_the_neighbourhood_of_one_customer(open_page: Open, demo_shop: Dataset) -> None:
    app = open_page("similarity", demo_shop)
    app.segmented_control(key="who").set_value("one").run()
    assert titles(app) == ["Similarity of 40 customers (Cosine)", HISTOGRAM]
    (cells,) = figures(app)[0]["data"]
    assert app.text_input(key="customer").value in cells["x"]


def test_neighbours_are_the_core_s_and_share_titles(open_page: Open, demo_shop: Dataset) -> None:
    app = open_page("similarity", demo_shop)
    user = app.text_input(key="customer").value
    table = app.dataframe[0].value
    expected = UserKNN(k=40).fit(preferences(demo_shop)).neighbours(user, n=10)
    assert table[Scored.USER].tolist() == expected[Scored.USER].tolist()
    assert table[Scored.SIMILARITY].tolist() == expected[Scored.SIMILARITY].tolist()
    assert [min(n, 5) for n in table[Scored.COMMON]] == [len(t) for t in table.iloc[:, -1]]


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
    assert len(titles(app)) == 2
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
    assert titles(app) == ["Similarity of 2 customers (Cosine)", HISTOGRAM]
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
    app = open_page("similarity", accidents)
    # 15 pairs: 3 among a share four items, 3 · 3 between a and b and 3 among b the bestseller
    assert counts(app) == [12, 0, 3, 0]
    assert (
        "80.0% of the 15 similar pairs rest on one or two shared items (80.0% on a single one): "
        "ask for at least 3 shared items, which leaves 3 of them." in text(app)
    )
    app.button(key="ask_firm").click().run()
    assert app.slider(key="min_support").value == 3
    assert counts(app) == [0, 0, 3, 0]
    assert "Each of the 3 similar pairs rests on at least 3 shared items." in text(app)
    assert "Of 15 pairs, 12 (80.0%) are not in the picture" in text(app)
    app.slider(key="min_support").set_value(5).run()
    assert not app.exception
    assert "There are no similar pairs at these settings: ask for fewer" in text(app)


def test_of_one_customer_all_who_are_alike_are_counted(open_page: Open, accidents: Dataset) -> None:
    app = open_page("similarity", accidents)
    app.segmented_control(key="who").set_value("one").run()
    app.text_input(key="customer").set_value("a0").run()
    assert counts(app) == [3, 0, 2, 0]
    assert "60.0% of the 5 customers similar to a0 rest on one or two" in text(app)
    assert "3 of these 5 share fewer than 3 items" in text(app)


def test_caution_draws_the_similarities_of_few_items_to_nothing(
    open_page: Open, accidents: Dataset
) -> None:
    app = open_page("similarity", accidents)
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
