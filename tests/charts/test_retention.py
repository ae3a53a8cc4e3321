"""The numbers inside the charts of cohorts."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopai.behaviour.retention.cohort_table import CohortTables
from shopai.behaviour.retention.cohorts import cohorts
from shopai.charts.retention import (
    FIRM,
    MEASURES,
    MOST_COHORTS,
    NOT_OVER,
    cohort_map,
    frame_of,
    wide,
)
from shopai.charts.retention_curves import CURVES, cohort_curves, group_curves
from shopai.charts.theme import colour
from shopai.columns import CohortTable, Event, Kind
from shopai.events.dataset import Dataset, from_frames


def shop(rows: list[tuple[str, str, float]]) -> Dataset:
    """Purchases of (customer, day, price)."""
    frame = pd.DataFrame(rows, columns=[Event.USER, Event.TIME, Event.PRICE])
    frame[Event.TIME] = pd.to_datetime(frame[Event.TIME])
    return from_frames(frame.assign(**{Event.KIND: Kind.PURCHASE}))


@pytest.fixture(scope="module")
def three() -> CohortTables:
    """January: a and b; a again in February, b in March. February: c, again in March, which is
    not over. March: d."""
    return cohorts(
        shop(
            [
                ("a", "2024-01-05", 10),
                ("a", "2024-02-10", 20),
                ("b", "2024-01-20", 30),
                ("b", "2024-03-02", 5),
                ("c", "2024-02-01", 40),
                ("c", "2024-03-01", 1),
                ("d", "2024-03-10", 7),
            ]
        )
    )


def heat_of(figure: go.Figure) -> go.Heatmap:
    (heat,) = [trace for trace in figure.data if isinstance(trace, go.Heatmap)]
    return heat


def hatched(figure: go.Figure) -> dict[tuple[int, int], str]:
    """(row, age) -> text of the bars with a pattern."""
    cells = {}
    for bar in figure.data:
        if isinstance(bar, go.Bar) and bar.marker.pattern.shape == "/" and bar.x[0] is not None:
            texts = bar.text or [""] * len(bar.x)
            for x, base, y, text in zip(bar.x, bar.base, bar.y, texts, strict=True):
                cells[round(base + y / 2), int(x)] = text
    return cells


def test_nothing_yet_in_what_is_not_over_is_no_zero() -> None:
    """a and b buy in January and never again; c, in March, is the newest event."""
    rows = [("a", "2024-01-05", 10), ("b", "2024-01-06", 10), ("c", "2024-03-10", 10)]
    figure = cohort_map(cohorts(shop(rows)), CohortTable.SHARE, "EUR")
    assert hatched(figure) == {(0, 2): ""}
    said = [t for bar in figure.data if isinstance(bar, go.Bar) for t in bar.text or ()]
    assert "0%" in said  # February is over: a true zero


def test_what_is_over_is_coloured_and_what_is_not_is_hatched(three: CohortTables) -> None:
    figure = cohort_map(three, CohortTable.SHARE, "EUR")
    heat = heat_of(figure)
    assert list(heat.x) == [1, 2]  # at 0 all bought, by what a cohort is
    z = np.asarray(heat.z)
    assert z[0, 0] == 0.5
    assert z[0, 1] == 0.5  # coloured by what there is so far
    assert np.isnan(z).sum() == 3
    assert hatched(figure) == {(0, 2): "50%", (1, 1): "100%"}
    assert list(figure.layout.yaxis.ticktext) == [
        "Jan 2024 · 2",
        "Feb 2024 · 1",
        "Mar 2024 · 1 so far",
    ]
    assert list(figure.layout.yaxis.range) == [2.5, -0.5]  # the oldest on top
    assert figure.layout.title.text == "Share who came back by cohort (n = 4)"
    assert [trace.name for trace in figure.data if trace.showlegend] == [NOT_OVER]
    assert (heat.zmin, heat.zmax) == (0.0, 0.5)  # by what is over


def test_numbers_stand_on_their_cells(three: CohortTables) -> None:
    figure = cohort_map(three, CohortTable.REVENUE, "EUR")
    (written, _, _) = [trace for trace in figure.data if isinstance(trace, go.Bar)]
    at = zip(written.base, written.x, written.text, strict=True)
    texts = {(round(base + 0.47), int(x)): text for base, x, text in at}
    assert texts == {(0, 0): "40", (0, 1): "20", (1, 0): "40"}
    assert hatched(figure) == {(0, 2): "5", (1, 1): "1", (2, 0): "7"}


def test_a_cell_says_all_of_it_on_hover(three: CohortTables) -> None:
    notes = heat_of(cohort_map(three, CohortTable.VALUE, "EUR")).customdata
    assert notes[0][2].split("<br>") == [
        "<b>First in Jan 2024</b>, month 2",
        "50.0% bought: 1 of 2 customers",
        "95% interval 9.5% to 90.5%",
        "Orders: 1",
        "Revenue: €5",
        "Per customer so far: €32.50",
        "<i>The month is not over: the numbers so far</i>",
    ]
    assert notes[0][0].split("<br>")[1] == "100.0% bought: 2 of 2 customers"
    assert notes[1][2] == ""


def test_by_event_and_without_prices_words_change(three: CohortTables) -> None:
    bare = replace(three, revenue=three.revenue * np.nan)
    figure = cohort_map(bare, CohortTable.CUSTOMERS, None, "event", "1 <b>")
    assert heat_of(figure).customdata[0][0].split("<br>")[1:] == [
        "50.0% were seen: 1 of 2 customers",
        "95% interval 9.5% to 90.5%",
        "Orders: 1",
    ]
    assert figure.layout.xaxis.title.text == "Months after that of the first event"
    assert ", 1 &lt;b&gt; (n = 4)" in figure.layout.title.text


def test_text_of_the_data_is_escaped(three: CohortTables) -> None:
    notes = heat_of(cohort_map(three, CohortTable.REVENUE, "<b>")).customdata
    assert "Revenue: 40 &lt;b&gt;" in notes[0][0]
    figure = group_curves({"<x>": three}, CohortTable.VALUE, "<b>")
    assert figure.data[0].name == "&lt;x&gt; (n = 4)"
    assert figure.layout.yaxis.title.text == "Revenue per customer (&lt;b&gt;)"


def test_a_segments_name_is_no_template(three: CohortTables) -> None:
    figure = group_curves({"%{x} <b>": three}, CohortTable.SHARE)
    mean = figure.data[1]
    assert mean.customdata[0].startswith("<b>%{x} &lt;b&gt; (n = 4)</b><br>Month 1: ")
    assert "n = 4" not in mean.hovertemplate


def made(sizes: list[int], rng: np.random.Generator, last_over: bool) -> CohortTables:
    """A grid of any numbers; the last period is over or not."""
    n = len(sizes)
    index = pd.date_range("2020-01-06", periods=n, freq="7D", name=CohortTable.COHORT)
    seen = np.add.outer(np.arange(n), np.arange(n)) < n
    hits = np.where(seen, rng.integers(0, np.array(sizes)[:, None] + 1, (n, n)), np.nan)

    def frame(values: np.ndarray) -> pd.DataFrame:
        return pd.DataFrame(values, index=index, columns=pd.RangeIndex(n))

    each = np.where(np.array(sizes) > 0, sizes, np.nan)[:, None]
    whole = np.add.outer(np.arange(n), np.arange(n)) < (n if last_over else n - 1)
    money = np.where(seen, rng.normal(10, 20, (n, n)), np.nan)
    mean = pd.DataFrame(
        {
            CohortTable.SIZE: [sum(sizes)] * n,
            CohortTable.COHORTS: whole.sum(axis=0),
            CohortTable.SHARE: 0.5,
            CohortTable.LOW: 0.4,
            CohortTable.HIGH: 0.6,
            CohortTable.VALUE: 7.0,
        }
    )
    return CohortTables(
        "week", pd.Series(sizes, index=index), frame(hits), frame(hits / each), frame(money),
        frame(hits * 2), frame(money / each), frame(whole), mean,
    )  # fmt: skip


@settings(max_examples=12, deadline=None)
@given(
    st.lists(st.integers(0, 60), min_size=1, max_size=70),
    st.integers(0, 99),
    st.booleans(),
    st.sampled_from(sorted(MEASURES)),
)
def test_every_known_cell_is_drawn_once(
    sizes: list[int], seed: int, last_over: bool, measure: str
) -> None:
    """In the heat map, and hatched where not over. Beyond the data: nowhere."""
    found = made(sizes, np.random.default_rng(seed), last_over)
    figure = cohort_map(found, measure)
    skip = max(0, len(sizes) - MOST_COHORTS)
    frame, whole = frame_of(found, measure).to_numpy(), found.whole.to_numpy()
    begins = MEASURES[measure].begins
    known = {
        (row - skip, age)
        for row, age in zip(*np.nonzero(~np.isnan(frame)), strict=True)
        if row >= skip and age >= begins
    }
    over = {(row, age) for row, age in known if whole[row + skip, age]}
    heat = heat_of(figure)
    if begins < len(sizes):
        z = np.asarray(heat.z, dtype=float)
        drawn = {(row, age + begins): z[row, age] for row, age in np.argwhere(~np.isnan(z))}
        assert drawn.keys() == known
        assert all(value == frame[row + skip, age] for (row, age), value in drawn.items())
    assert hatched(figure).keys() == known - over
    assert len(figure.layout.yaxis.ticktext) == min(len(sizes), MOST_COHORTS)


def test_small_cohorts_do_not_set_where_the_colours_end() -> None:
    found = made([FIRM, 1, 5, 5], np.random.default_rng(0), last_over=True)
    share = found.share.copy()
    share.iloc[0, 1:], share.iloc[1, 1] = 0.25, 1.0
    heat = heat_of(cohort_map(replace(found, share=share), CohortTable.SHARE))
    assert (heat.zmin, heat.zmax) == (0.0, 0.25)


def test_curves_are_the_cohorts_that_are_over_and_their_mean(three: CohortTables) -> None:
    figure = cohort_curves(three, CohortTable.SHARE)
    thin, band, mean = figure.data
    assert thin.x == ()  # all cohorts are too small for a line
    assert list(mean.x) == [1]
    assert list(mean.y) == [0.5]
    assert list(mean.customdata) == [
        "<b>Mean of all cohorts</b><br>Month 1: 50.0% (9.5% to 90.5%)<br>2 customers of 1 cohort"
    ]
    assert list(band.y) == pytest.approx([0.9055, 0.0945], abs=1e-4)
    assert figure.layout.title.text == "Share who came back (n = 4)"
    (thin, mean) = cohort_curves(three, CohortTable.VALUE, "EUR").data
    assert list(mean.y) == [pytest.approx(80 / 3), 30]  # 40 + 40 of three, then 60 of two
    assert [text.split("<br>")[1] for text in mean.customdata] == [
        "Month 0: €26.67",
        "Month 1: €30",
    ]


def test_a_line_breaks_between_cohorts() -> None:
    found = made([30, 3, 40, 50], np.random.default_rng(0), last_over=False)
    (thin, *_) = cohort_curves(found, CohortTable.SHARE).data
    assert list(thin.x) == [1, 2, None, None, None]  # of 30: two over; of 40 and 50: none
    assert list(thin.y[:2]) == found.share.iloc[0, 1:3].tolist()
    assert thin.text[0].startswith("6 Jan 2020 · 30 customers<br>")


def test_a_mean_ends_where_it_rests_on_few() -> None:
    found = made([100, 100, 50, 50], np.random.default_rng(0), last_over=True)
    found.mean[CohortTable.SIZE] = [300, 250, 20, 19]
    *_, mean = cohort_curves(found, CohortTable.VALUE).data
    assert list(mean.x) == [0, 1, 2]


@pytest.mark.parametrize("measure", CURVES)
def test_groups_have_the_colours_of_segments(three: CohortTables, measure: str) -> None:
    figure = group_curves({"1 A": three, "2 B": three}, measure, "EUR")
    means = [trace for trace in figure.data if trace.mode == "lines+markers"]
    assert [trace.line.color for trace in means] == [colour(0), colour(1)]
    assert [trace.name for trace in means] == ["1 A (n = 4)", "2 B (n = 4)"]
    assert (len(figure.data) == 4) == (measure == CohortTable.SHARE)  # with bands
    assert figure.layout.title.text.endswith("by segment (n = 8)")


def test_a_file_of_the_heat_map_begins_with_the_sizes(three: CohortTables) -> None:
    table = wide(three, CohortTable.ORDERS)
    assert list(table.columns[:3]) == [CohortTable.SIZE, "month 0", "month 1"]
    assert list(table.index) == ["2024-01-01", "2024-02-01", "2024-03-01"]
    assert list(table[CohortTable.SIZE]) == [2, 1, 1]
    assert np.nansum(table.drop(columns=CohortTable.SIZE)) == np.nansum(three.orders)
