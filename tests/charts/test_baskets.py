"""The numbers and words inside the pictures of rules."""

import math

import numpy as np
import pandas as pd
import pytest

from shopai.charts import baskets as charts
from shopai.charts.baskets import (
    also_bars,
    chance,
    lift_map,
    lift_table,
    once,
    rule_bars,
    side,
    times,
)
from shopai.charts.theme import MUTED, PRIMARY
from shopai.columns import AlsoBought, Rule

#: 200 baskets: 50 with bread, 40 with butter, 20 with both; 10 with jam, 5 with bread and jam.
N = 200
NAMES = {"bread": "Bread <fresh>", "butter": "Butter", "jam": "Jam"}


def rule(a: str, c: str, count: int, with_a: int, with_c: int, p: float) -> dict[str, object]:
    return {
        Rule.ANTECEDENTS: tuple(a.split()),
        Rule.CONSEQUENTS: tuple(c.split()),
        Rule.ANTECEDENT_SUPPORT: with_a / N,
        Rule.CONSEQUENT_SUPPORT: with_c / N,
        Rule.CONFIDENCE: count / with_a,
        Rule.LIFT: count * N / (with_a * with_c),
        Rule.LEVERAGE: count / N - with_a * with_c / N**2,
        Rule.COUNT: count,
        Rule.P_ADJUSTED: p,
    }


RULES = pd.DataFrame(
    [
        rule("bread", "butter", 20, 50, 40, 0.0001),
        rule("butter", "bread", 20, 40, 50, 0.0001),
        rule("bread", "jam", 5, 50, 10, 0.2),
        rule("jam", "bread", 5, 10, 50, 0.2),
        rule("bread butter", "jam", 4, 20, 10, 0.01),
        rule("jam", "bread butter", 4, 10, 20, 0.01),
    ]
)


def test_rules_between_the_same_items_count_once() -> None:
    kept = once(RULES)
    sides = zip(kept[Rule.ANTECEDENTS], kept[Rule.CONSEQUENTS], strict=True)
    assert [(*a, "→", *c) for a, c in sides] == [
        ("butter", "→", "bread"),  # 20 of 40, against 20 of 50
        ("jam", "→", "bread"),
        ("jam", "→", "bread", "butter"),  # 4 of 10, against 4 of 20
    ]


@pytest.mark.parametrize(
    ("measure", "values", "first", "axis"),
    [
        # by chance 50 · 40 / 200 = 10, and 50 · 10 / 200 = 2.5
        (Rule.LIFT, [2, 2], "2× · 20 orders", "Times as often as chance"),
        (Rule.LEVERAGE, [10, 2.5], "20 orders, by chance 10", "Orders beyond chance"),
        (Rule.CONFIDENCE, [0.4, 0.1], "40.0% · 20 orders", None),
        (Rule.COUNT, [20, 5], "20 orders", "Orders with both"),
    ],
)
def test_bars_are_as_long_as_what_they_rank(
    measure: str, values: list[float], first: str, axis: str | None
) -> None:
    figure = rule_bars(RULES.iloc[[0, 2]], NAMES, measure, N)
    bars, words = figure.data
    assert list(bars.x) == pytest.approx(values)
    assert bars.text[0] == first
    assert list(words.text) == ["Bread &lt;fresh&gt;<br>→ Butter", "Bread &lt;fresh&gt;<br>→ Jam"]
    assert axis is None or figure.layout.xaxis.title.text == axis


def test_hover_tells_all_of_a_rule() -> None:
    told = rule_bars(RULES.iloc[:1], NAMES, Rule.LIFT, N).data[0].customdata[0]
    assert told == (
        "<b>Bread &lt;fresh&gt; → Butter</b><br>20 of 200 orders; by chance 10<br>"
        "2× as often as chance<br>"
        "40.0% of those with the first hold the second, 20.0% of all<br>"
        "No accident (adjusted p < 0.001)"
    )


def test_what_may_be_chance_is_grey_and_said_so() -> None:
    figure = rule_bars(RULES.iloc[[0, 2]], NAMES, Rule.LIFT, N)
    assert list(figure.data[0].marker.color) == [PRIMARY, MUTED]
    assert figure.layout.title.text == "Bought together beyond chance (grey: not surely)"
    assert rule_bars(RULES.iloc[:1], NAMES, Rule.COUNT, N).layout.title.text == (
        "Bought together most"
    )


def test_chance_is_marked_where_it_is_apart_from_nothing() -> None:
    (line,) = rule_bars(RULES.iloc[:1], NAMES, Rule.LIFT, N).layout.shapes
    assert (line.x0, line.x1) == (1, 1)
    rare = pd.DataFrame([rule("a", "b", 2, 2, 2, 0.0)])
    assert rule_bars(rare, {}, Rule.LIFT, N).layout.shapes == ()
    assert rule_bars(RULES.iloc[:1], NAMES, Rule.LEVERAGE, N).layout.shapes == ()


def test_words_of_chance() -> None:
    assert str(chance(0.0004)) == "No accident (adjusted p < 0.001)"
    assert str(chance(0.0123)) == "No accident (adjusted p = 0.012)"
    assert str(chance(0.05)) == "May be chance (adjusted p = 0.05)"
    assert str(chance(1.0, 0.8)) == "Not more often than by chance"
    assert times(3.244) == "3.24×"
    assert side(("bread", "x"), NAMES) == "Bread <fresh> + x"
    assert side(("bread", "butter"), NAMES, 20) == "Bread <fr… + Butter"


CATEGORIES = pd.DataFrame(
    [
        rule("Ware", "Food", 10, 40, 100, 0.0001),  # 20 by chance: half as often
        rule("Food", "Ware", 10, 100, 40, 0.0001),
        rule("Food", "Books", 25, 100, 25, 0.01),  # 12.5 by chance: twice
        rule("Books", "Food", 25, 25, 100, 0.01),
        rule("Ware", "Books", 5, 40, 25, 1.0),  # as by chance
        rule("Books", "Ware", 5, 25, 40, 1.0),
    ]
)


def test_lift_of_each_two_categories_either_way() -> None:
    table = lift_table(CATEGORIES)
    assert list(table.index) == list(table.columns) == ["Books", "Food", "Ware"]
    assert table.to_numpy() == pytest.approx(
        np.array([[math.nan, 2, 1], [2, math.nan, 0.5], [1, 0.5, math.nan]]), nan_ok=True
    )


def test_of_many_categories_those_in_most_baskets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(charts, "MOST_CATEGORIES", 2)
    assert list(lift_table(CATEGORIES).index) == ["Food", "Ware"]


def test_twice_and_half_are_equally_far_from_the_middle() -> None:
    figure = lift_map(CATEGORIES, N)
    (cells,) = figure.data
    assert np.asarray(cells.z)[0, 1] == pytest.approx(1)
    assert np.asarray(cells.z)[1, 2] == pytest.approx(-1)
    assert cells.zmax == -cells.zmin == pytest.approx(math.log2(3))
    assert cells.text[0] == ("", "2", "(1)") or list(cells.text[0]) == ["", "2", "(1)"]
    assert cells.customdata[1][2] == (
        "<b>Food</b> and <b>Ware</b><br>0.50× as often as chance<br>10 of 200 orders<br>"
        "10.0% of those with Food hold Ware<br>No accident (adjusted p < 0.001)"
    )


def test_what_was_never_bought_together_is_a_gap() -> None:
    apart = CATEGORIES.iloc[[0, 1, 2, 3]]
    (cells,) = lift_map(apart, N, "visits").data
    assert math.isnan(np.asarray(cells.z)[0, 2])
    assert cells.customdata[0][2] == "<b>Books</b> and <b>Ware</b><br>No visits with both"


def test_company_of_one_item_with_intervals() -> None:
    table = pd.DataFrame(
        {
            AlsoBought.TITLE: ["Butter & salt", "Jam"],
            AlsoBought.COUNT: [20, 5],
            AlsoBought.CONFIDENCE: [0.4, 0.1],
            AlsoBought.LOW: [0.28, 0.04],
            AlsoBought.HIGH: [0.54, 0.21],
            AlsoBought.LIFT: [2.0, 2.0],
            AlsoBought.P_ADJUSTED: [0.0001, 0.2],
        }
    )
    figure = also_bars(table, "Bought with bread", 50)
    bars, words = figure.data
    assert list(bars.x) == [0.4, 0.1]
    assert list(bars.marker.color) == [PRIMARY, MUTED]
    assert list(bars.error_x.array) == pytest.approx([0.14, 0.11])
    assert list(bars.error_x.arrayminus) == pytest.approx([0.12, 0.06])
    assert list(words.text) == ["Butter &amp; salt · 40.0%, 20 orders", "Jam · 10.0%, 5 orders"]
    assert "20 of 50 orders: 40.0% (95% interval 28.0% to 54.0%)" in bars.customdata[0]
    assert bars.customdata[1].endswith("May be chance (adjusted p = 0.20)")
