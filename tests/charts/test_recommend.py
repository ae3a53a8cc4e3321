"""The numbers inside the recommendation charts."""

import pandas as pd
import pytest

from shopai.charts.recommend import Step, score_bars, steps, waterfall
from shopai.columns import Basis, Scored

NEIGHBOURS = pd.DataFrame(
    {Scored.USER: ["a", "b", "c", "d"], Scored.CONTRIBUTION: [0.25, -0.75, 1.0, 0.25]}
)


def recommendations() -> pd.DataFrame:
    return pd.DataFrame(
        {
            Scored.RANK: [1, 2],
            Scored.ITEM: ["10", "20"],
            Scored.SCORE: [4.5, 3.25],
            Scored.SUPPORT: [7, 2],
            Scored.BASIS: [Basis.NEIGHBOURS] * 2,
        }
    )


def test_bars_hold_the_scores_best_on_top_and_titles_as_text() -> None:
    figure = score_bars(recommendations(), ["<i>Lamp</i>", "Lamp"], "For a", "Predicted rating")
    (bar,) = figure.data
    assert list(bar.x) == [4.5, 3.25]
    assert list(bar.text) == ["4.50", "3.25"]
    assert list(figure.layout.yaxis.ticktext) == ["&lt;i&gt;Lamp&lt;/i&gt;", "Lamp"]
    assert figure.layout.yaxis.autorange == "reversed"
    assert figure.layout.xaxis.title.text == "Predicted rating"
    assert [row[1] for row in bar.customdata] == [7, 2]


def test_items_of_one_title_keep_a_bar_each() -> None:
    (bar,) = score_bars(recommendations(), ["Lamp", "Lamp"], "For a", "Score").data
    assert list(bar.y) == [0, 1]


def test_steps_are_the_strongest_first_and_add_up() -> None:
    parts = steps(3.0, NEIGHBOURS, 3.75)
    assert parts[Step.LABEL].tolist() == ["Own average", "c", "b", "a", "d"]
    assert parts[Step.VALUE].tolist() == [3.0, 1.0, -0.75, 0.25, 0.25]
    assert parts[Step.VALUE].sum() == 3.75


def test_what_does_not_fit_is_summed_up() -> None:
    parts = steps(3.0, NEIGHBOURS, 3.75, most=2)
    assert parts[Step.LABEL].tolist() == ["Own average", "c", "b", "2 more customers"]
    assert parts[Step.VALUE].tolist() == [3.0, 1.0, -0.75, 0.5]
    assert steps(3.0, NEIGHBOURS, 3.75, most=3)[Step.LABEL].iloc[-1] == "1 more customer"


def test_the_waterfall_ends_at_the_score() -> None:
    (bars,) = waterfall(steps(3.0, NEIGHBOURS, 3.75), 3.75, "Why", "Score").data
    assert list(bars.measure) == ["absolute", *["relative"] * 4, "total"]
    assert list(bars.x) == [3.0, 1.0, -0.75, 0.25, 0.25, 3.75]
    assert list(bars.text) == ["3.00", "+1.00", "−0.75", "+0.25", "+0.25", "3.75"]


def test_without_neighbours_the_average_is_the_score() -> None:
    parts = steps(2.5, NEIGHBOURS.iloc[:0], 2.5)
    assert parts[Step.VALUE].tolist() == pytest.approx([2.5])
