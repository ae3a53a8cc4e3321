from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from shopai.charts.profile import (
    CUSTOMER_SHARE,
    CUSTOMERS,
    REVENUE_SHARE,
    heat_table,
    index_texts,
    mean_texts,
    row_titles,
    size_texts,
    with_interval,
)
from shopai.columns import Event, Feature, SegmentShare
from shopai.segments.profile import Profile

CITY = "city = <Lon & don>"
COLUMNS = [Feature.MONETARY, Feature.VIEWS, CITY]
NAN = float("nan")


def cells(rows: list[list[float]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=COLUMNS, index=pd.RangeIndex(2, name=SegmentShare.SEGMENT))


#: Two segments: spend is told apart, views are not, nobody of the first has a city.
FOUND = Profile(
    table=pd.DataFrame(
        {
            SegmentShare.CUSTOMERS: [1200, 400],
            SegmentShare.CUSTOMER_SHARE: [0.75, 0.25],
            SegmentShare.REVENUE: [90.0, 10.0],
            SegmentShare.REVENUE_SHARE: [0.9, 0.1],
            SegmentShare.CUSTOMERS_LOW: [0.73, 0.23],
            SegmentShare.CUSTOMERS_HIGH: [0.77, 0.27],
            SegmentShare.REVENUE_LOW: [0.8, -0.1],
            SegmentShare.REVENUE_HIGH: [1.1, 0.2],
        }
    ),
    means=cells([[60.0, 5.1, NAN], [12.5, 4.9, 0.3]]),
    mean_low=cells([[50.0, 4.0, NAN], [10.0, 4.0, 0.2]]),
    mean_high=cells([[70.0, 6.0, NAN], [15.0, 6.0, 0.4]]),
    everyone=pd.Series([30.0, 5.0, 0.3], index=COLUMNS),
    index=cells([[200.0, 102.0, NAN], [12.5, 98.0, 100.0]]),
    index_low=cells([[150.0, 95.0, NAN], [10.0, 90.0, NAN]]),
    index_high=cells([[250.0, 109.0, NAN], [15.0, 105.0, NAN]]),
    distinct=cells([[1, 0, 0], [1, 0, 0]]).astype(bool),
    known=cells([[1200, 1100, 0], [400, 1, 1]]).astype(int),
    levels=(CITY,),
)


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (("182", "171", "194"), "182 (171–194)"),
        (("23.1%", "21.9%", "24.3%"), "23.1% (21.9–24.3)"),
        (("−3", "−8", "−1"), "−3 (−8 to −1)"),
        (("182", "–", "–"), "182"),
        (("–", "–", "–"), "–"),
    ],
)
def test_intervals_in_words(texts: tuple[str, str, str], expected: str) -> None:
    assert with_interval(*texts) == expected


def test_texts_by_hand() -> None:
    assert mean_texts(FOUND, "EUR").to_numpy().tolist() == [
        ["€60", "€12.50"],
        ["5.10", "4.90"],
        ["–", "30.0%"],
    ]
    assert index_texts(FOUND).to_numpy().tolist() == [
        ["200 (150–250)", "12.5 (10–15)"],
        ["102 (95–109)", "98 (90–105)"],
        ["–", "100"],
    ]
    sizes = size_texts(FOUND)
    assert sizes.index.tolist() == [CUSTOMERS, CUSTOMER_SHARE, REVENUE_SHARE]
    assert sizes.to_numpy().tolist() == [
        ["1,200", "400"],
        ["75.0% (73.0–77.0)", "25.0% (23.0–27.0)"],
        ["90.0% (80.0–110.0)", "10.0% (−10.0 to 20.0)"],
    ]
    assert size_texts(FOUND, intervals=False).loc[REVENUE_SHARE].tolist() == ["90.0%", "10.0%"]
    unsold = replace(FOUND, table=FOUND.table.assign(**{SegmentShare.REVENUE_SHARE: NAN}))
    assert size_texts(unsold).index.tolist() == [CUSTOMERS, CUSTOMER_SHARE]


def test_no_two_rows_are_called_alike() -> None:
    own = ["views", "Views", CUSTOMERS]
    assert row_titles(own) == ['"views"', '"Views"', f'"{CUSTOMERS}"']
    assert row_titles([Feature.VIEWS, CITY]) == ["Views", CITY]
    assert row_titles([Event.USER]) == ["user id"]


def test_heat_table_by_hand() -> None:
    """log₂ 2 = 1; 12.5 is an eighth, beyond the last colour at a quarter; the rest is neutral."""
    figure = heat_table(FOUND, ["<b>VIP</b>", "Rest"], "EUR")
    tinted, neutral = figure.data
    np.testing.assert_array_equal(
        tinted.z, [[NAN, NAN]] * 3 + [[1.0, -2.0], [NAN, NAN], [NAN, NAN]]
    )
    np.testing.assert_array_equal(neutral.z, [[0, 0]] * 3 + [[NAN, NAN], [1, 1], [0, 1]])
    assert (tinted.zmin, tinted.zmax) == (-2.0, 2.0)
    assert tinted.text[3].tolist() == ["200", "12.5"]
    assert tinted.text[4].tolist() == ["", ""]
    assert neutral.text[:3].tolist() == [["1,200", "400"], ["75.0%", "25.0%"], ["90.0%", "10.0%"]]
    assert neutral.text[4:].tolist() == [["102", "98"], ["–", "100"]]
    assert figure.layout.xaxis.ticktext == ("&lt;b&gt;VIP&lt;/b&gt;", "Rest")
    assert figure.layout.yaxis.ticktext == (
        CUSTOMERS,
        CUSTOMER_SHARE,
        REVENUE_SHARE,
        "Net spend",
        "Views",
        "city = &lt;Lon &amp; don&gt;",
    )
    assert tinted.customdata[3, 1] == (
        "<b>Rest</b><br>Net spend: €12.50 on average<br>Index: 12.5 (10–15)"
        "<br>Customers with a value: 400"
    )
    assert neutral.customdata[1, 0] == (
        "<b>&lt;b&gt;VIP&lt;/b&gt;</b><br>Share of customers: 75.0% (73.0–77.0)"
    )


def test_long_names_are_broken() -> None:
    figure = heat_table(FOUND, ["Occasional small spenders of old", ""])
    assert figure.layout.xaxis.ticktext == (
        "Occasional<br>small<br>spenders of<br>old",
        "",
    )
