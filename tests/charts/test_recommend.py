"""The numbers inside the recommendation charts."""

import numpy as np
import pandas as pd
import pytest

from shopai.charts import recommend as charts
from shopai.charts.recommend import (
    CUT,
    Step,
    count_bars,
    decimals,
    part_bars,
    score_bars,
    steps,
    waterfall,
)
from shopai.charts.theme import MUTED, PRIMARY, SECOND
from shopai.columns import Basis, Scored
from shopai.recommend.explanation import Explanation, parts


def reason(baseline: float = 3.0, cut: float = 0.0, basis: str = Basis.NEIGHBOURS) -> Explanation:
    added = [0.25, -0.75, 1.0, 0.25]
    found = parts(["a", "b", "c", "d"], [0.5] * 4, [4.0] * 4, None, added)
    return Explanation(basis, baseline + sum(added) + cut, baseline, found, cut)


def recommendations(basis: str = Basis.NEIGHBOURS, last: str = Basis.NEIGHBOURS) -> pd.DataFrame:
    return pd.DataFrame(
        {
            Scored.RANK: [1, 2],
            Scored.ITEM: ["10", "20"],
            Scored.SCORE: [4.5, 3.25],
            Scored.SUPPORT: [7, 2],
            Scored.BASIS: [basis, last],
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
    assert list(bar.customdata) == [
        "&lt;i&gt;Lamp&lt;/i&gt;<br>Predicted rating: 4.50<br>Similar customers behind it: 7",
        "Lamp<br>Predicted rating: 3.25<br>Similar customers behind it: 2",
    ]


def test_items_of_one_title_keep_a_bar_each() -> None:
    (bar,) = score_bars(recommendations(), ["Lamp", "Lamp"], "For a", "Score").data
    assert list(bar.y) == [0, 1]


def test_what_fills_up_is_grey_and_has_no_bar_on_another_scale() -> None:
    table = recommendations(last=Basis.POPULAR)
    (same,) = score_bars(table, ["a", "b"], "For a", "Score").data
    assert list(same.marker.color) == [PRIMARY, MUTED]
    assert list(same.x) == [4.5, 3.25]
    (other,) = score_bars(table, ["a", "b"], "For a", "Score", one_scale=False).data
    assert list(other.x) == [4.5, 0.0]
    assert list(other.text) == ["4.50", "popular"]
    pinned = recommendations(basis=Basis.PINNED)
    (bar,) = score_bars(pinned, ["a", "b"], "For a", "Score", one_scale=False).data
    assert list(bar.text) == ["pinned", "3.25"]


def test_counts_have_no_decimals() -> None:
    table = recommendations(Basis.POPULAR, Basis.POPULAR).assign(**{Scored.SCORE: [1200, 4]})
    (bar,) = score_bars(table, ["a", "b"], "For a", "Customers").data
    assert list(bar.text) == ["1,200", "4"]


def test_nothing_but_popular_items_keep_their_bars() -> None:
    table = recommendations(Basis.POPULAR, Basis.POPULAR)
    (bar,) = score_bars(table, ["a", "b"], "For a", "Score", one_scale=False).data
    assert list(bar.x) == [4.5, 3.25]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([4.5, 3.25], 2),
        ([4.0, 3.0], 2),
        ([514, 12], 0),
        ([4], 0),
        ([514.0], 2),
        ([0.0164, 0.0161], 4),
        ([0.9], 3),
        ([-0.05], 4),
        ([0.0], 2),
        ([], 2),
        ([1e-12], 8),
    ],
)
def test_three_digits_of_the_largest(values: list[float], expected: int) -> None:
    assert decimals(np.array(values)) == expected


def test_steps_are_the_strongest_first_and_add_up() -> None:
    found = steps(reason())
    assert found[Step.LABEL].tolist() == ["Own average", "c", "b", "a", "d"]
    assert found[Step.VALUE].tolist() == [3.0, 1.0, -0.75, 0.25, 0.25]
    assert found[Step.VALUE].sum() == 3.75


def test_what_does_not_fit_is_summed_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(charts, "MOST_PARTS", 2)
    found = steps(reason())
    assert found[Step.LABEL].tolist() == ["Own average", "c", "b", "2 more customers"]
    assert found[Step.VALUE].tolist() == [3.0, 1.0, -0.75, 0.5]
    monkeypatch.setattr(charts, "MOST_PARTS", 3)
    assert steps(reason(), things="items")[Step.LABEL].iloc[-1] == "1 more item"


def test_the_cut_is_a_step() -> None:
    found = steps(reason(cut=-0.5))
    assert found[Step.LABEL].tolist()[-1] == CUT
    assert found[Step.VALUE].tolist()[-1] == -0.5
    assert found[Step.VALUE].sum() == 3.25


def test_sources_get_names_and_a_start_of_nothing_is_left_out() -> None:
    found = steps(reason(baseline=0.0), names={"c": "Lamp"})
    assert found[Step.LABEL].tolist() == ["Lamp", "b", "a", "d"]


def test_the_waterfall_ends_at_the_score() -> None:
    (bars,) = waterfall(steps(reason()), 3.75, "Why", "Score").data
    assert list(bars.measure) == ["absolute", *["relative"] * 4, "total"]
    assert list(bars.x) == [3.0, 1.0, -0.75, 0.25, 0.25, 3.75]
    assert list(bars.text) == ["3.00", "+1.00", "−0.75", "+0.25", "+0.25", "3.75"]


def test_without_neighbours_the_average_is_the_score() -> None:
    found = steps(Explanation(Basis.NEIGHBOURS, 2.5, 2.5))
    assert found[Step.VALUE].tolist() == [2.5]
    (bars,) = waterfall(found, 2.5, "Why", "Score").data
    assert list(bars.x) == [2.5, 2.5]


def test_part_bars_tell_adding_from_taking_away_and_show_titles_as_text() -> None:
    found = steps(reason(baseline=0.0, basis=Basis.ITEMS), names={"c": "<b>Lamp</b>"})
    figure = part_bars(found, "Why", "Adds")
    (bars,) = figure.data
    assert list(bars.x) == [1.0, -0.75, 0.25, 0.25]
    assert list(bars.marker.color) == [PRIMARY, SECOND, PRIMARY, PRIMARY]
    assert list(bars.text) == ["+1.00", "−0.75", "+0.25", "+0.25"]
    assert figure.layout.yaxis.ticktext[0] == "&lt;b&gt;Lamp&lt;/b&gt;"


def test_part_bars_of_small_weights_keep_their_digits() -> None:
    found = pd.DataFrame({Step.LABEL: ["a", "b"], Step.VALUE: [1 / 61, 1 / 62]})
    assert list(part_bars(found, "Why", "Adds").data[0].text) == ["+0.0164", "+0.0161"]


def test_counts_beside_those_of_others() -> None:
    figure = count_bars(["$5 lamp", "Best", "Typical"], [1200, 3400, 60], "Why", "Customers")
    (bars,) = figure.data
    assert list(bars.x) == [1200, 3400, 60]
    assert list(bars.text) == ["1,200", "3,400", "60"]
    assert list(bars.marker.color) == [PRIMARY, MUTED, MUTED]
    assert figure.layout.yaxis.ticktext[0] == "&#36;5 lamp"
