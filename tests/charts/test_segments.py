"""The numbers inside the segment charts."""

import numpy as np
import pandas as pd
import pytest

from shopai.charts.segments import Cloud, by_features, projected, scatter, share_bars
from shopai.charts.theme import PALETTE
from shopai.columns import Event, Feature, SegmentShare
from shopai.segments.projection import Projection

USERS = pd.Index(["a", "b", "<c>", "d"], name=Event.USER)
LABELS = pd.Series([0, 0, 1, 1], index=USERS, name=SegmentShare.SEGMENT)
POINTS = pd.DataFrame({"x": [0.0, 2.0, 10.0, 12.0], "y": [1.0, 3.0, 5.0, 7.0]}, index=USERS)
CLOUD = Cloud(POINTS, np.array([[1.0, 2.0], [11.0, 6.0]]), ("Across", "Up"))
HOVER = pd.DataFrame(
    {Feature.MONETARY: [10.0, 20.5, 7.0, 4000.0], Feature.REFUND_RATE: [0, 0.125, 0, 0]},
    index=USERS,
)


def test_each_segment_is_a_trace_of_its_points_and_colour() -> None:
    first, second, _ = scatter(CLOUD, LABELS, HOVER).data
    assert (first.name, second.name) == ("Segment 1", "Segment 2")
    assert np.asarray(first.x).tolist() == [0, 2]
    assert np.asarray(second.y).tolist() == [5, 7]
    assert (first.marker.color, second.marker.color) == PALETTE[:2]
    assert (first.marker.symbol, second.marker.symbol) == ("circle", "circle")
    assert first.type == "scattergl"


def test_hover_has_the_id_as_text_and_the_features_as_numbers_in_their_units() -> None:
    first, second, _ = scatter(CLOUD, LABELS, HOVER, currency="U$D").data
    assert first.customdata.tolist() == [[0, 10, 0], [1, 20.5, 0.125]]
    assert second.customdata.tolist() == [[2, 7, 0], [3, 4000, 0]]
    assert first.customdata.dtype == np.float64  # what the browser gets without a detour
    assert list(second.text) == ["&lt;c&gt;", "d"]
    assert first.hovertemplate == (
        "<b>%{text}</b><br>Net spend (U&#36;D): %{customdata[1]:,.2f}"
        "<br>Refund rate (share): %{customdata[2]:.1%}<extra></extra>"
    )


@pytest.mark.parametrize(
    ("name", "values", "written"),
    [
        (Feature.FREQUENCY, [1.0, 2.0, 3.0, 1000.0], ",.0f"),
        (Feature.RECENCY, [1.5, 2.0, 3.0, 4.0], ",.1f"),
        ("age", [31.5, 2.0, 3.0, 4.0], ",.2f"),
        ("weight", [0.001, 0.002, 0.5, 0.25], ".3~r"),
    ],
)
def test_numbers_are_written_with_as_many_decimals_as_they_need(
    name: str, values: list[float], written: str
) -> None:
    hover = pd.DataFrame({name: values}, index=USERS)
    first, *_ = scatter(CLOUD, LABELS, hover).data
    assert f"%{{customdata[1]:{written}}}" in first.hovertemplate


def test_a_label_with_a_percent_sign_is_no_variable() -> None:
    odd = HOVER.iloc[:, :1].set_axis(["%{x} off"], axis=1)
    first, *_ = scatter(CLOUD, LABELS, odd).data
    assert "&#37;{x} off: %{customdata[1]:,.2f}" in first.hovertemplate


def test_centres_are_drawn_and_numbered() -> None:
    figure = scatter(CLOUD, LABELS, HOVER)
    centres = figure.data[-1]
    assert np.asarray(centres.x).tolist() == [1, 11]
    assert np.asarray(centres.y).tolist() == [2, 6]
    assert [(a.x, a.y, a.text) for a in figure.layout.annotations] == [
        (1, 2, "<b>1</b>"),
        (11, 6, "<b>2</b>"),
    ]


def test_a_sample_is_drawn_where_asked_and_the_title_says_so() -> None:
    figure = scatter(CLOUD, LABELS, HOVER, where=np.array([1, 2]))
    first, second, _ = figure.data
    assert [row[0] for row in first.customdata] == [1]
    assert [row[0] for row in second.customdata] == [2]
    assert figure.layout.title.text == "Customers by segment (2 of 4 shown)"
    assert scatter(CLOUD, LABELS, HOVER).layout.title.text == "Customers by segment (4 shown)"


def test_who_has_no_value_is_not_drawn_and_the_title_says_so() -> None:
    features = HOVER.assign(**{Feature.RECENCY: [1.0, 2.0, np.nan, 3.0]})
    cloud = by_features(features, LABELS, Feature.RECENCY, Feature.MONETARY)
    assert cloud.drawable.tolist() == [0, 1, 3]
    figure = scatter(cloud, LABELS, HOVER)
    said = "Customers by segment (3 shown; 1 without a value is not drawn)"
    assert figure.layout.title.text == said
    assert [len(trace.x) for trace in figure.data[:2]] == [2, 1]
    some = scatter(cloud, LABELS, HOVER, where=np.array([0, 2])).layout.title.text
    assert some == "Customers by segment (1 of 3 shown; 1 without a value is not drawn)"


def test_a_segment_without_any_value_has_no_centre() -> None:
    features = HOVER.assign(**{Feature.RECENCY: [1.0, 2.0, np.nan, np.inf]})
    cloud = by_features(features, LABELS, Feature.RECENCY, Feature.MONETARY)
    figure = scatter(cloud, LABELS, HOVER)
    assert [a.text for a in figure.layout.annotations] == ["<b>1</b>"]
    assert "2 without a value are not drawn" in figure.layout.title.text


def test_three_axes_make_a_3d_chart() -> None:
    points = POINTS.assign(z=[1.0, 2.0, 3.0, 4.0])
    cloud = Cloud(points, np.array([[1.0, 2.0, 1.5], [11.0, 6.0, 3.5]]), ("A", "B", "C"))
    figure = scatter(cloud, LABELS, HOVER)
    assert [trace.type for trace in figure.data] == ["scatter3d"] * 3
    assert np.asarray(figure.data[1].z).tolist() == [3, 4]
    assert figure.layout.scene.zaxis.title.text == "C"
    assert [(a.z, a.text) for a in figure.layout.scene.annotations] == [
        (1.5, "<b>1</b>"),
        (3.5, "<b>2</b>"),
    ]


def test_a_projection_s_axes_say_where_they_lead() -> None:
    leading = ((("frequency", 0.8), ("<age>", -0.5), ("city = Rome", 0.4)), ())
    axes = ("Component 1", "Component 2")
    cloud = projected(Projection(POINTS, CLOUD.centers, (0.614, 0.25), axes, leading))
    assert cloud.axes == (
        "more orders, lower &lt;age&gt; →",
        "Component 2",
    )
    others = (leading[0][2:], ((Feature.REFUND_RATE, -1.0),))
    cloud = projected(Projection(POINTS, CLOUD.centers, (0.5, 0.3), axes, others))
    assert cloud.axes == ("more often city Rome →", "lower refund rate →")


def test_two_features_are_in_original_units_with_means_as_centres() -> None:
    features = pd.DataFrame(
        {Feature.FREQUENCY: [1.0, 3.0, 5.0, 7.0], Feature.RECENCY: [9.0, 8.0, 7.0, 6.0]},
        index=USERS,
    )
    cloud = by_features(features, LABELS, Feature.FREQUENCY, Feature.RECENCY)
    assert cloud.points.to_numpy().tolist() == [[1, 9], [3, 8], [5, 7], [7, 6]]
    assert cloud.centers.tolist() == [[2, 8.5], [6, 6.5]]
    assert cloud.axes == ("Orders", "Days since last purchase (days)")
    assert cloud.ticks == ((), ())


def test_a_skewed_feature_gets_a_logarithmic_axis_ticked_in_its_unit() -> None:
    n = 50
    users = pd.Index([f"u{i}" for i in range(n)], name=Event.USER)
    spend = np.r_[np.linspace(-20, 20, n - 1), 5000.0]
    features = pd.DataFrame({Feature.MONETARY: spend, Feature.FREQUENCY: np.arange(n)}, index=users)
    labels = pd.Series(0, index=users)
    cloud = by_features(features, labels, Feature.MONETARY, Feature.FREQUENCY, "EUR")
    assert cloud.ticks == ((-10.0, -1.0, 0.0, 1.0, 10.0, 100.0, 1000.0), ())
    assert cloud.points.iloc[-1, 0] == pytest.approx(np.log1p(5000))
    assert cloud.points.iloc[0, 0] == pytest.approx(-np.log1p(20))
    figure = scatter(cloud, labels, HOVER.iloc[:0].reindex(users), currency="EUR")
    assert list(figure.layout.xaxis.ticktext) == ["−10", "−1", "0", "1", "10", "100", "1K"]
    assert list(figure.layout.xaxis.tickvals)[-1] == pytest.approx(np.log1p(1000))


def shares(revenue_share: list[float]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            SegmentShare.CUSTOMERS: [30, 10],
            SegmentShare.CUSTOMER_SHARE: [0.75, 0.25],
            SegmentShare.REVENUE: [10.0, 40.0],
            SegmentShare.REVENUE_SHARE: revenue_share,
        }
    )


def test_share_bars_are_in_percent() -> None:
    figure = share_bars(shares([0.2, 0.8]))
    assert figure.layout.title.text == "Share of customers and of spend by segment"
    customers, revenue = figure.data
    assert revenue.name == "Share of spend"
    assert np.asarray(customers.y).tolist() == [75, 25]
    assert np.asarray(revenue.y).tolist() == [20, 80]
    assert list(revenue.marker.color) == list(PALETTE[:2])
    assert list(customers.x) == ["Segment 1", "Segment 2"]


def test_without_revenue_only_customers_are_drawn() -> None:
    figure = share_bars(shares([np.nan, np.nan]))
    assert len(figure.data) == 1
    assert figure.layout.title.text == "Share of customers by segment"


def test_the_legend_of_the_share_bars_is_no_obstacle_to_long_names() -> None:
    """Below the bars it hid the names of many segments, which stand aslant."""
    legend = share_bars(
        shares([0.2, 0.8]), ["1 Occasional small spenders", "2 Lapsed"]
    ).layout.legend
    assert (legend.y, legend.yanchor) == (1, "bottom")


def test_a_map_grows_with_its_legend() -> None:
    """A phone has a line of the legend for each segment, which left the map no room."""
    k = 15
    points = pd.DataFrame({"x": range(k), "y": range(k)}, index=[f"c{i}" for i in range(k)])
    cloud = Cloud(points, points.to_numpy(dtype=float), ("Across", "Up"))
    figure = scatter(cloud, pd.Series(range(k), index=points.index), points[[]])
    assert figure.layout.height == 500 + 10 * 14
    assert scatter(CLOUD, LABELS, HOVER).layout.height == 500
