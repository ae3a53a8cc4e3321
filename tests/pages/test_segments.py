"""The segments page: K tuned live, picking, downloads."""

import numpy as np
import pytest

from shopai.columns import Feature, SegmentShare
from shopai.customers import customer_features
from shopai.events.dataset import Dataset
from shopai.segments import segment, summary

from .conftest import Open, figures, text, titles


@pytest.mark.parametrize("k", [2, 7, 15])
def test_moving_k_redraws_with_the_core_s_numbers(
    open_page: Open, demo_shop: Dataset, k: int
) -> None:
    app = open_page("segments", demo_shop)
    app.slider(key="k").set_value(k).run()
    customers = customer_features(demo_shop)
    seg = segment(customers, k=k)
    clouds, bars = figures(app)
    drawn = [len(trace["customdata"]) for trace in clouds["data"] if trace["name"] != "Centre"]
    assert drawn == seg.sizes.tolist()
    assert clouds["layout"]["title"]["text"] == "Customers by segment (3,000 shown)"
    assert len(bars["data"][0]["x"]) == k
    share = summary(seg, customers)[SegmentShare.REVENUE_SHARE].max()
    assert f"brings **{share:.1%}** of the revenue" in text(app)


def test_the_axes_say_how_much_they_show(open_page: Open, demo_shop: Dataset) -> None:
    (cloud, _) = figures(open_page("segments", demo_shop))
    assert cloud["layout"]["xaxis"]["title"]["text"].endswith("% of the variance)")


def test_three_dimensions(open_page: Open, demo_shop: Dataset) -> None:
    app = open_page("segments", demo_shop)
    app.segmented_control(key="view").set_value("space").run()
    assert not app.exception
    assert {trace["type"] for trace in figures(app)[0]["data"]} == {"scatter3d"}


def test_any_two_features(open_page: Open, demo_shop: Dataset) -> None:
    app = open_page("segments", demo_shop)
    app.segmented_control(key="view").set_value("features").run()
    app.selectbox(key="x").set_value(Feature.VIEWS).run()
    app.selectbox(key="y").set_value(Feature.MONETARY).run()
    assert not app.exception
    layout = figures(app)[0]["layout"]
    assert layout["xaxis"]["title"]["text"] == "Views"
    assert layout["yaxis"]["title"]["text"] == "Net spend (EUR)"


def test_a_single_feature_is_drawn_against_another(open_page: Open, demo_shop: Dataset) -> None:
    app = open_page("segments", demo_shop)
    app.multiselect(key="features").set_value([Feature.MONETARY]).run()
    assert not app.exception
    assert "A map needs at least two features" in text(app)
    assert titles(app)[0] == "Customers by segment (3,000 shown)"


def test_the_table_of_averages_is_in_original_units(open_page: Open, demo_shop: Dataset) -> None:
    app = open_page("segments", demo_shop)
    table = app.dataframe[0].value
    customers = customer_features(demo_shop)
    assert table["All customers"]["Orders"] == pytest.approx(customers[Feature.FREQUENCY].mean())
    expected = segment(customers).centers[Feature.MONETARY].to_numpy()
    assert np.asarray(table.loc["Net spend"][:-1], dtype=float) == pytest.approx(expected)
    app.segmented_control(key="centres").set_value("index").run()
    index = app.dataframe[0].value
    assert index["Segment 1"]["Net spend"] == pytest.approx(
        100 * expected[0] / customers[Feature.MONETARY].mean()
    )


def test_controls_keep_their_values_when_the_page_changes(
    open_page: Open, demo_shop: Dataset
) -> None:
    app = open_page("segments", demo_shop)
    app.slider(key="k").set_value(8).run()
    app.switch_page("pages/overview.py").run()
    app.switch_page("pages/segments.py").run()
    assert app.slider(key="k").value == 8
    assert len(figures(app)[1]["data"][0]["x"]) == 8


def test_a_choice_made_for_other_data_does_not_outlive_them(
    open_page: Open, demo_shop: Dataset, customer_table: Dataset
) -> None:
    app = open_page("segments", demo_shop)
    app.multiselect(key="features").set_value([Feature.MONETARY, Feature.VIEWS]).run()
    app.session_state["dataset"] = customer_table
    app.run()
    assert not app.exception
    assert app.multiselect(key="features").value == ["age", "income"]
