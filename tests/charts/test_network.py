"""The network of rules: which items and ties, and what the picture says."""

import math

import numpy as np
import pandas as pd
import pytest

from shopai.charts import network as charts
from shopai.charts.network import network, tied
from shopai.charts.theme import MUTED, PALETTE, PRIMARY
from shopai.columns import Rule


def rule(a: str, c: str, count: int, with_a: int, with_c: int, n: int = 100) -> dict[str, object]:
    """One rule worked out from its counts, sides as words."""
    return {
        Rule.ANTECEDENTS: tuple(a.split()),
        Rule.CONSEQUENTS: tuple(c.split()),
        Rule.ANTECEDENT_SUPPORT: with_a / n,
        Rule.CONSEQUENT_SUPPORT: with_c / n,
        Rule.CONFIDENCE: count / with_a,
        Rule.LIFT: count * n / (with_a * with_c),
        Rule.COUNT: count,
    }


#: tea is tied to milk both ways, to cups and to cake; cups to cake; pen to ink.
RULES = pd.DataFrame(
    [
        rule("tea", "milk", 20, 40, 25),
        rule("milk", "tea", 20, 25, 40),
        rule("tea milk", "cups", 9, 20, 10),
        rule("cups", "tea", 9, 10, 40),
        rule("cups", "cake", 5, 10, 10),
        rule("pen", "ink", 4, 8, 8),
        rule("tea", "cake", 8, 40, 10),
    ]
)


def test_items_and_ties_in_the_order_of_the_rules() -> None:
    found = tied(RULES)
    assert found.items == ("tea", "milk", "cups", "cake", "pen", "ink")
    assert found.share == (0.4, 0.25, 0.1, 0.1, 0.08, 0.08)
    assert found.edges == ((0, 1), (0, 2), (2, 3), (4, 5), (0, 3))
    assert found.lift == (2.0, 2.25, 5.0, 6.25, 2.0)
    assert found.count == (20, 9, 5, 4, 8)
    assert found.confidence[0] == (0.5, 0.8)
    assert math.isnan(found.confidence[1][0])
    assert found.confidence[1][1] == 0.9
    assert found.ties == (3, 1, 2, 2, 1, 1)


def test_no_more_items_than_asked_for() -> None:
    assert tied(RULES, 3).items == ("tea", "milk", "cups")
    # a rule of two new items has no room beside three, one of one new item has
    assert tied(RULES, 5).items == ("tea", "milk", "cups", "cake")


def test_only_the_first_ties_of_an_item_are_drawn_and_all_are_counted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(charts, "MOST_TIES", 1)
    found = tied(RULES)
    assert found.edges == ((0, 1), (0, 2), (2, 3), (4, 5))
    assert found.ties == (3, 1, 2, 2, 1, 1)


def test_the_picture_holds_names_shares_and_both_ways() -> None:
    found = tied(RULES)
    names = {"tea": "Green <b>tea</b> from the far Himalaya", "milk": "Milk"}
    figure = network(found, names, {"tea": "Drinks", "milk": "Drinks", "cups": "Ware"}, "orders")
    by_name = {trace.name: trace for trace in figure.data}
    assert (
        list(by_name["Drinks"].marker.color) == [PALETTE[0]] * 2
        or by_name["Drinks"].marker.color == PALETTE[0]
    )
    assert by_name["No category"].marker.color == MUTED
    assert by_name["Ware"].marker.color == PALETTE[1]
    assert by_name["Drinks"].customdata[0].endswith("In 40.0% of all orders")
    words = next(trace for trace in figure.data if trace.mode == "text")
    assert words.text[0] == "<br>Green<br>&lt;b&gt;tea&lt;/b&gt;<br>from the …"
    assert words.text[1] == "<br>Milk"
    ways = next(t for t in figure.data if t.customdata is not None and "and" in t.customdata[0])
    assert "2× as often as chance, 20 orders" in ways.customdata[0]
    assert "50.0% of those with Green &lt;b&gt;tea&lt;/b&gt; from" in ways.customdata[0]
    assert "80.0% of those with Milk hold" in ways.customdata[0]


def test_the_more_baskets_hold_an_item_the_larger_its_disc() -> None:
    figure = network(tied(RULES), {})
    (discs,) = [t for t in figure.data if t.mode == "markers" and t.marker.opacity == 1]
    sizes = np.array(discs.marker.size)
    assert discs.marker.color == PRIMARY
    assert sizes[0] == pytest.approx(28)
    assert (np.diff(sizes) <= 0).all()
    assert sizes[1] == pytest.approx(10 + 18 * math.sqrt(0.25 / 0.4))


def test_the_strongest_ties_have_the_thickest_lines() -> None:
    figure = network(tied(RULES), {})
    lines = [trace for trace in figure.data if trace.mode == "lines"]
    drawn = {trace.line.width: int(np.isnan(np.asarray(trace.x)).sum()) for trace in lines}
    assert [drawn[width] for width in sorted(drawn)] == [2, 1, 2]


def test_nothing_to_draw_is_an_empty_picture() -> None:
    assert tied(RULES.iloc[2:3]).items == ()
    assert network(tied(RULES.iloc[:0]), {}).layout.title.text.startswith("0 items")
