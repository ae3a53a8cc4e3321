"""The similarity page: the heat map's three ways in, and neighbours."""

from shopai.columns import Feature, Scored
from shopai.customers import customer_features
from shopai.events.dataset import Dataset
from shopai.preferences import preferences
from shopai.recommend.user_knn import UserKNN
from shopai.segments import numbered_like, segment

from .conftest import Open, figures, text, titles


def test_a_sample_of_all_segments(open_page: Open, demo_shop: Dataset) -> None:
    app = open_page("similarity", demo_shop)
    assert titles(app) == ["Similarity of 100 customers (cosine)"]
    assert "The closest pair is" in text(app)
    app.slider(key="sample_size").set_value(300).run()
    assert titles(app) == ["Similarity of 300 customers (cosine)"]


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
    app.segmented_control(key="measure").set_value("pearson").run()
    app.text_area(key="ids").set_value("u0 u1 u2 u3").run()
    (cells,) = figures(app)[0]["data"]
    odd = [int(user[1:]) % 2 for user in cells["x"]]
    assert odd in ([0, 0, 1, 1], [1, 1, 0, 0])


def test_the_neighbourhood_of_one_customer(open_page: Open, demo_shop: Dataset) -> None:
    app = open_page("similarity", demo_shop)
    app.segmented_control(key="who").set_value("one").run()
    assert titles(app) == ["Similarity of 40 customers (cosine)"]
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
    app.switch_page("pages/similarity.py").run()
    choices = app.selectbox(key="only").options
    assert choices == ["All segments", *(f"Segment {i}" for i in range(1, 10))]
    app.selectbox(key="only").set_value(8).run()
    assert not app.exception
    assert len(titles(app)) == 1
    app.switch_page("pages/overview.py").run()
    app.switch_page("pages/similarity.py").run()
    assert app.selectbox(key="only").value == 8


def test_a_segment_is_the_one_of_the_segments_page(open_page: Open, demo_shop: Dataset) -> None:
    app = open_page("segments", demo_shop)
    app.slider(key="k").set_value(3).run()
    app.multiselect(key="features").set_value([Feature.VIEWS, Feature.RATINGS]).run()
    app.selectbox(key="scaling").set_value("robust").run()
    customers = customer_features(demo_shop)
    usual = numbered_like(segment(customers, k=3), segment(customers, k=2))
    seg = segment(customers, k=3, features=[Feature.VIEWS, Feature.RATINGS], scaling="robust")
    seg = numbered_like(seg, usual)
    app.switch_page("pages/similarity.py").run()
    for label in range(3):
        app.selectbox(key="only").set_value(label).run()
        assert not app.exception
        (cells,) = figures(app)[0]["data"]
        assert set(seg.labels[cells["x"]]) == {label}


def test_own_ids_stay_when_the_page_changes(open_page: Open, ratings_only: Dataset) -> None:
    app = open_page("similarity", ratings_only)
    app.segmented_control(key="who").set_value("ids").run()
    app.text_area(key="ids").set_value("u0 u1").run()
    app.switch_page("pages/overview.py").run()
    app.switch_page("pages/similarity.py").run()
    assert app.text_area(key="ids").value == "u0 u1"
    assert titles(app) == ["Similarity of 2 customers (cosine)"]
    assert app.query_params["ids"] == "u0 u1"
