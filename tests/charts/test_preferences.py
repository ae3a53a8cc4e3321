"""The numbers inside the charts of preferences."""

import numpy as np

from shopai.charts.recommend import Step, size_bars, sizes, strength_bars, strengths
from shopai.charts.theme import MUTED, PRIMARY
from shopai.preferences import Preferences


def of_sizes(*numbers: int, value: float = 1.0) -> Preferences:
    """One customer for each number, with so many items."""
    pairs = [(f"u{user:03d}", f"i{item}") for user, n in enumerate(numbers) for item in range(n)]
    users, items = zip(*pairs, strict=True)
    return Preferences.of(users, items, [value] * len(pairs))


def test_few_values_have_a_bar_each() -> None:
    prefs = Preferences.of(list("aabbc"), list("xyxyx"), [5, 1, 5, 2.5, 5])
    found = strengths(prefs)
    assert found[Step.LABEL].tolist() == ["1", "2.50", "5"]
    assert found[Step.VALUE].tolist() == [1, 1, 3]


def test_many_values_share_equal_ranges() -> None:
    values = np.arange(81) / 10  # 0 to 8
    prefs = Preferences.of([f"u{i}" for i in range(81)], ["x"] * 81, values)
    found = strengths(prefs)
    assert found[Step.LABEL].tolist()[:2] == ["0–1", "1–2"]
    assert found[Step.VALUE].tolist() == [10, 10, 10, 10, 10, 10, 10, 11]


def test_values_that_first_look_few_and_are_many() -> None:
    values = np.r_[np.ones(5000), np.linspace(1, 9, 81)]
    prefs = Preferences.of([f"u{i:05d}" for i in range(5081)], ["x"] * 5081, values)
    found = strengths(prefs)
    assert len(found) == 8
    assert found[Step.VALUE].sum() == 5081


def test_customers_by_how_many_items_they_have() -> None:
    found = sizes(of_sizes(1, 1, 2, 4, 5, 9, 10))
    assert found[Step.LABEL].tolist() == ["1", "2", "3", "4", "5–9", "10–19"]
    assert found[Step.VALUE].tolist() == [2, 1, 0, 1, 2, 1]
    assert sizes(of_sizes(1))[Step.LABEL].tolist() == ["1", "2", "3"]
    assert sizes(of_sizes(100, 250))[Step.VALUE].tolist()[-1] == 2


def test_customers_without_items_are_not_counted() -> None:
    prefs = of_sizes(3, 3).among(["nobody"], [])
    assert sizes(prefs)[Step.VALUE].tolist() == [0, 0, 2]


def test_the_bars_hold_the_counts_those_with_few_in_grey() -> None:
    (bars,) = size_bars(sizes(of_sizes(1, 2, 2, 3))).data
    assert list(bars.y) == [1, 2, 1]
    assert list(bars.marker.color) == [MUTED, MUTED, PRIMARY]
    figure = strength_bars(strengths(of_sizes(2, value=4.0)), "Rating")
    assert list(figure.data[0].x) == ["4"]
    assert list(figure.data[0].y) == [2]
    assert figure.layout.xaxis.type == "category"
