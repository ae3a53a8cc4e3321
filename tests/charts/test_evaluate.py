"""The numbers in the charts of the comparison of models."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from shopai.charts.evaluate import (
    PERCENTAGES,
    by_group,
    intervals,
    metrics_of,
    of_metric,
    scoreboard,
    tidy,
    times,
    tradeoff,
    with_intervals,
    written,
)
from shopai.columns import Compared, Metric, Tested
from shopai.evaluate.evaluation import Evaluation
from shopai.evaluate.metrics import METRICS

NAN = float("nan")
ROWS = [
    ("A <b>", Metric.NDCG, Tested.ALL, 0.10, 0.08, 0.13, 50),
    ("A <b>", Metric.NDCG, Tested.WARM, 0.12, 0.09, 0.14, 40),
    ("A <b>", Metric.NDCG, Tested.COLD_USERS, 0.02, 0.0, 0.05, 10),
    ("A <b>", Metric.RMSE, Tested.ALL, 1.1, 1.0, 1.2, 300),
    ("A <b>", Metric.COVERAGE, Tested.ALL, 0.4, 0.35, 0.45, 50),
    ("A <b>", Metric.FIT, Tested.ALL, 2.0, NAN, NAN, 50),
    ("A <b>", Metric.RECOMMEND, Tested.ALL, 0.5, NAN, NAN, 50),
    ("B", Metric.NDCG, Tested.ALL, 0.25, 0.2, 0.3, 50),
    ("B", Metric.NDCG, Tested.WARM, 0.3, 0.25, 0.35, 40),
    ("B", Metric.COVERAGE, Tested.ALL, 0.9, 0.8, 0.95, 50),
    ("B", Metric.GINI, Tested.ALL, NAN, NAN, NAN, 50),
    ("B", Metric.FIT, Tested.ALL, 0.1, NAN, NAN, 50),
    ("B", Metric.RECOMMEND, Tested.ALL, 0.3, NAN, NAN, 50),
    ("C", Metric.NDCG, Tested.ALL, 0.0, 0.0, 0.0, 50),
    ("C", Metric.RMSE, Tested.ALL, 0.9, 0.8, 1.0, 300),
    ("C", Metric.COVERAGE, Tested.ALL, 0.001, 0.001, 0.002, 50),
    ("C", Metric.FIT, Tested.ALL, 0.2, NAN, NAN, 50),
    ("C", Metric.RECOMMEND, Tested.ALL, 0.1, NAN, NAN, 50),
]
COLUMNS = [
    Compared.MODEL,
    Compared.METRIC,
    Compared.GROUP,
    Compared.VALUE,
    Compared.LOW,
    Compared.HIGH,
    Compared.N,
]


@pytest.fixture
def compared() -> Evaluation:
    table = pd.DataFrame(ROWS, columns=COLUMNS)
    return Evaluation(
        table, pd.DataFrame(), pd.DataFrame(), ("Use B.",), (), 10, ("A <b>", "B", "C"), "B"
    )


def test_the_best_comes_first_whichever_way_is_better(compared: Evaluation) -> None:
    assert of_metric(compared, Metric.NDCG).index.tolist() == ["B", "A <b>", "C"]
    assert of_metric(compared, Metric.RMSE).index.tolist() == ["C", "A <b>"]
    assert of_metric(compared, Metric.NDCG, Tested.COLD_USERS).index.tolist() == ["A <b>"]


def test_only_metrics_with_a_value_in_their_order(compared: Evaluation) -> None:
    expected = [Metric.NDCG, Metric.RMSE, Metric.COVERAGE, Metric.FIT, Metric.RECOMMEND]
    assert metrics_of(compared) == expected


@pytest.mark.parametrize(
    ("value", "metric", "expected"),
    [
        (0.1234, Metric.RECALL, "12.3%"),
        (0.1234, Metric.NDCG, "0.123"),
        (0.0042, Metric.NDCG, "0.0042"),
        (0.0, Metric.NDCG, "0.000"),
        (0.951, Metric.RMSE, "0.951"),
        (0.42, Metric.FIT, "0.42 s"),
        (12.3, Metric.MEMORY, "12.3 MB"),
        (3.5, Metric.NOVELTY, "3.50 bits"),
        (1.5, Metric.POPULARITY, "1.50 ×"),
        (NAN, Metric.NDCG, "–"),
    ],
)
def test_values_have_their_unit(value: float, metric: str, expected: str) -> None:
    assert written(value, metric) == expected


def test_every_metric_can_be_written() -> None:
    assert all(written(0.5, metric) for metric in METRICS)
    assert [m for m in METRICS if m in PERCENTAGES] == [
        Metric.PRECISION,
        Metric.RECALL,
        Metric.HIT,
        Metric.COVERAGE,
    ]


def test_intervals_stand_behind_the_value_where_there_are_any(compared: Evaluation) -> None:
    found = of_metric(compared, Metric.COVERAGE)
    assert with_intervals(found, Metric.COVERAGE) == [
        "90.0% (80.0% to 95.0%)",
        "40.0% (35.0% to 45.0%)",
        "0.1% (0.1% to 0.2%)",
    ]
    seconds = of_metric(compared, Metric.FIT)
    assert with_intervals(seconds, Metric.FIT) == ["0.10 s", "0.20 s", "2 s"]


def test_the_scoreboard_has_a_value_and_an_interval_each_and_n(compared: Evaluation) -> None:
    table, texts = scoreboard(compared, [Metric.NDCG, Metric.RMSE])
    assert table.index.tolist() == ["B", "A <b>", "C"]
    assert table.columns.tolist() == [Metric.NDCG, texts[0], Metric.RMSE, texts[1], Compared.N]
    assert table[Metric.NDCG].tolist() == [0.25, 0.1, 0.0]
    assert table[texts[0]].tolist() == ["0.200 to 0.300", "0.080 to 0.130", "0.000 to 0.000"]
    assert table[Metric.RMSE].iloc[1:].tolist() == [1.1, 0.9]
    assert np.isnan(table[Metric.RMSE].iloc[0])
    assert table[Compared.N].tolist() == [50, 50, 50]


def test_groups_stand_side_by_side_with_their_numbers(compared: Evaluation) -> None:
    table = by_group(compared, Metric.NDCG)
    assert table.columns.tolist() == [
        "All tested (n = 50)",
        "Known customers (n = 40)",
        "New customers (n = 10)",
    ]
    assert table.loc["A <b>"].tolist() == [
        "0.100 (0.080 to 0.130)",
        "0.120 (0.090 to 0.140)",
        "0.020 (0.000 to 0.050)",
    ]
    assert table.loc["C"].tolist() == ["0.000 (0.000 to 0.000)", "–", "–"]


def test_the_tidy_table_leaves_out_what_has_no_value(compared: Evaluation) -> None:
    table = tidy(compared)
    assert len(table) == len(ROWS) - 1
    assert table.iloc[2].tolist() == [
        "A <b>",
        "NDCG",
        "New customers",
        "0.020",
        "0.000 to 0.050",
        10,
    ]


def test_the_tradeoff_has_a_point_a_model_with_its_interval(compared: Evaluation) -> None:
    figure = tradeoff(compared)
    points = {point.name: point for point in figure.data}
    assert list(points) == ["B", "A &lt;b&gt;", "C"]
    best = points["B"]
    assert (best.x[0], best.y[0]) == (0.9, 0.25)
    ends = best.error_y.array[0], best.error_y.arrayminus[0]
    assert ends == pytest.approx((0.05, 0.05))
    assert [point.text[0] for point in points.values()] == ["<b>B</b>", "", ""]
    assert "0.250 (0.200 to 0.300)" in best.hovertemplate
    assert "90.0% (80.0% to 95.0%)" in best.hovertemplate
    assert len({point.marker.color for point in points.values()}) == 3
    assert figure.layout.title.text.startswith("Accuracy against breadth, 50 customers")


def test_a_model_keeps_its_colour_from_chart_to_chart(compared: Evaluation) -> None:
    by_name = {point.name: point.marker.color for point in tradeoff(compared).data}
    (dots,) = intervals(compared, Metric.RMSE).data
    assert list(dots.marker.color) == [by_name["C"], by_name["A &lt;b&gt;"]]


def test_intervals_are_whiskers_the_best_on_top(compared: Evaluation) -> None:
    figure = intervals(compared, Metric.NDCG)
    (dots,) = figure.data
    assert list(dots.x) == [0.25, 0.1, 0.0]
    assert dots.error_x.array == pytest.approx([0.05, 0.03, 0])
    assert dots.error_x.arrayminus == pytest.approx([0.05, 0.02, 0])
    assert figure.layout.yaxis.autorange == "reversed"
    assert list(figure.layout.yaxis.ticktext) == ["B", "A &lt;b&gt;", "C"]
    assert figure.layout.title.text == "NDCG of the first 10, more is better"
    assert intervals(compared, Metric.FIT).layout.title.text == "Time to learn, less is better"


def test_times_are_stacked_the_quickest_on_top(compared: Evaluation) -> None:
    figure = times(compared)
    learn, recommend = figure.data
    assert list(figure.layout.yaxis.ticktext) == ["C", "B", "A &lt;b&gt;"]
    assert list(learn.x) == [0.2, 0.1, 2.0]
    assert list(recommend.x) == [0.1, 0.3, 0.5]
    assert figure.layout.barmode == "stack"
    assert figure.layout.title.text == "Time to learn, and to serve 50 customers"
