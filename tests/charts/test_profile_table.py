from __future__ import annotations

from dataclasses import replace

import pandas as pd

from pages.segments.profile import profile_columns
from shopai.charts.profile_table import (
    ALL,
    GREYED,
    INTERVALS,
    MEANS,
    profile_styles,
    scaling_styles,
)
from shopai.columns import Feature, Skew
from tests.charts.test_profile import CITY, FOUND


def styles(styler: pd.io.formats.style.Styler) -> dict[tuple[int, int], str]:
    """CSS of each cell that has any, by row and column."""
    styler._compute()
    return {
        cell: "; ".join(f"{name}: {value}" for name, value in rules)
        for cell, rules in styler.ctx.items()
        if rules
    }


def test_profile_as_index() -> None:
    found = profile_styles(FOUND, ["VIP", "Rest"])
    assert list(found.data.columns) == ["VIP", "Rest", ALL]
    assert found.data.loc["Customers"].tolist() == ["1,200", "400", "1,600"]
    assert found.data.loc["Share of customers"].tolist() == ["75.0%", "25.0%", "100.0%"]
    assert found.data.loc["Net spend"].tolist() == ["200", "12.5", "100"]
    assert found.data.loc[CITY].tolist() == ["–", "100", "100"]
    # 200 is half as strong as 400 and more; 12.5 as strong as 25; nothing on sizes
    assert styles(found) == {
        (3, 0): "background-color: rgba(45, 120, 210, 0.23)",
        (3, 1): "background-color: rgba(240, 150, 0, 0.45)",
        (4, 0): f"color: {GREYED}",
        (4, 1): f"color: {GREYED}",
        (5, 1): f"color: {GREYED}",
    }


def test_profile_in_other_words_has_the_same_colours() -> None:
    index = profile_styles(FOUND)
    intervals = profile_styles(FOUND, shown=INTERVALS)
    means = profile_styles(FOUND, shown=MEANS, currency="EUR")
    assert intervals.data.loc["Net spend"].tolist() == ["200 (150–250)", "12.5 (10–15)", "100"]
    assert intervals.data.loc["Share of spend"].tolist()[0] == "90.0% (80.0–110.0)"
    assert means.data.loc["Net spend"].tolist() == ["€60", "€12.50", "€30"]
    assert means.data.loc[CITY].tolist() == ["–", "30.0%", "30.0%"]
    assert means.data.loc["Share of spend"].tolist() == ["90.0%", "10.0%", "100.0%"]
    assert styles(index) == styles(intervals) == styles(means)


def test_names_alike_get_numbers() -> None:
    assert list(profile_styles(FOUND, ["VIP", "VIP"]).data.columns) == ["1 VIP", "2 VIP", ALL]
    assert list(profile_styles(FOUND, [ALL, "x"]).data.columns) == [f"1 {ALL}", "2 x", ALL]
    columns = profile_columns(profile_styles(FOUND, ["VIP", "Rest"]))
    assert list(columns) == ["_index", "VIP", "Rest", ALL]


def test_an_average_of_nothing_has_no_index() -> None:
    nothing = replace(FOUND, index=FOUND.index * float("nan"))
    assert profile_styles(nothing).data.loc["Views"].tolist() == ["–", "–", "–"]
    assert all(css != "color: " + GREYED for css in styles(profile_styles(nothing)).values())


def test_long_tails_are_orange() -> None:
    table = pd.DataFrame(
        {Skew.BEFORE: [3.0, -0.5], "log-standard": [0.004, -0.5]},
        index=[Feature.MONETARY, Feature.VIEWS],
    )
    found = scaling_styles(table, ["Logarithm"])
    assert found.data.index.tolist() == ["Net spend", "Views"]
    assert list(found.data.columns) == ["As they are", "Logarithm"]
    assert styles(found) == {(0, 0): "background-color: rgba(240, 150, 0, 0.32)"}
    assert "0.00" in found.to_html()


def test_what_is_known_of_nobody_has_no_row() -> None:
    unknown = replace(FOUND, means=FOUND.means.assign(**{CITY: float("nan")}))
    rows = list(profile_styles(unknown, ["VIP", "Rest"]).data.index)
    assert CITY in profile_styles(FOUND, ["VIP", "Rest"]).data.index
    assert rows == [row for row in profile_styles(FOUND, ["VIP", "Rest"]).data.index if row != CITY]
