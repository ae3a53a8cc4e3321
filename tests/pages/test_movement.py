"""The Movement page: the core's numbers, its two dates, who moved, and what it needs."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from pages.ui import notes
from shopai.columns import Event, Kind, Moves
from shopai.customers import customer_table
from shopai.events.dataset import Dataset, from_frames
from shopai.segments.assignment import drift
from shopai.segments.movement import NO_PURCHASE, NOT_YET, Movement, customers_at, movement
from shopai.segments.numbering import numbered_like
from shopai.segments.segmentation import Segmentation, segment

from .conftest import Open, figures, text, titles, unfolded

FIRST = datetime(2025, 10, 2, 23, 59, 59, 999_999, UTC)  # 90 days before the demo's newest event


@pytest.fixture(scope="module")
def seg(demo_shop: Dataset) -> Segmentation:
    """Five segments, numbered as the pages do: each K like the K below."""
    customers = customer_table(demo_shop)
    found = segment(customers, k=2)
    for k in (3, 4, 5):
        found = numbered_like(segment(customers, k=k), found)
    return found


@pytest.fixture(scope="module")
def expected(demo_shop: Dataset, seg: Segmentation) -> Movement:
    return movement(demo_shop, seg, FIRST)


def named(app: AppTest) -> AppTest:
    """The page with segments called A to E."""
    (dataset,) = [app.session_state["dataset"]]
    kept = notes.Notes(dataset.fingerprint)
    for label, name in enumerate("ABCDE"):
        kept = kept.naming(label, name)
    app.session_state[notes.NOTES] = {dataset.fingerprint: kept}
    return app.run()


def test_the_core_s_numbers(open_page: Open, demo_shop: Dataset, expected: Movement) -> None:
    app = named(open_page("movement", demo_shop))
    assert not app.exception
    assert not app.error
    ways = expected.between().groupby([Moves.SOURCE, Moves.TARGET]).size()
    (source, target), most = ways.idxmax(), ways.max()
    way = f"**{source + 1} {'ABCDE'[source]}** to **{target + 1} {'ABCDE'[target]}**"
    says = (
        f"**{expected.moved:,} customers moved** from 2 Oct 2025 to 31 Dec 2025, "
        f"most from {way} ({most:,}); "
        f"{expected.stayed:,} stayed and {expected.new:,} new customers came."
    )
    assert says in text(app)
    assert app.get("plotly_chart")[0].proto.alt == says.replace("**", "")
    assert titles(app) == ["2 Oct 2025 to 31 Dec 2025 (3,000 customers)"]
    assert f"with **{most:,} customers, now" in text(app)
    (flow,) = figures(app)[0]["data"]
    assert len(flow["link"]["customdata"]) == len(expected.links)
    assert f"{NOT_YET} · {expected.new}" in flow["node"]["label"]
    app.segmented_control(key="movement_view").set_value("numbers").run()
    assert f"**{expected.stayed / (expected.stayed + expected.moved):.1%}** of the" in text(app)
    matrix = app.dataframe[0].value
    assert matrix.to_numpy().tolist() == expected.matrix.to_numpy().tolist()
    assert list(matrix.index) == ["1 A", "2 B", "3 C", "4 D", "5 E", NOT_YET, NO_PURCHASE]


def test_how_well_the_centres_fit_the_first_date(
    open_page: Open, demo_shop: Dataset, seg: Segmentation
) -> None:
    app = open_page("movement", demo_shop)
    found = drift(seg, customers_at(demo_shop, FIRST))
    assert found.warning
    assert f"Read this with care: **{found.share:.1%}**" in app.warning[0].value
    app.date_input(key="before").set_value(date(2025, 12, 30)).run()
    assert not app.warning
    assert "Today's segments fit 30 Dec 2025 too" in app.expander[0].label
    assert "drift towards the bigger segments is natural" in text(unfolded(app, "movement"))


def test_who_moved_from_which_to_which(
    open_page: Open, demo_shop: Dataset, expected: Movement
) -> None:
    app = listed(named(open_page("movement", demo_shop)))
    table = app.dataframe[0].value
    moves = expected.between().sort_values(Moves.MONETARY_AFTER, ascending=False, kind="stable")
    assert table.index.to_list() == moves.index.to_list()
    assert table[Moves.FREQUENCY_BEFORE].tolist() == moves[Moves.FREQUENCY_BEFORE].tolist()
    assert set(table[Moves.SOURCE]) <= {"1 A", "2 B", "3 C", "4 D", "5 E"}
    to = int(expected.matrix.loc[NOT_YET, range(5)].to_numpy().argmax())
    app.selectbox(key="moved_from").set_value(NOT_YET).run()
    app.selectbox(key="moved_to").set_value(to).run()
    table = app.dataframe[0].value
    assert set(table.index) == set(expected.between(NOT_YET, to).index)
    assert f"**{len(table)} customers** moved from **{NOT_YET}** to **{to + 1} " in text(app)
    name = f"{to + 1} {'ABCDE'[to]}"
    assert set(table[Moves.TARGET]) == {name}
    labels = [button.proto.label for button in app.get("download_button")]
    assert f"{len(table):,} customers" in labels
    app.text_input(key="movers_audience_name").set_value("fresh").run()
    app.button(key="movers_audience_save").click().run()
    (kept,) = notes_of(app).audiences
    assert kept.name == "fresh"
    assert set(kept.customers) == set(table.index)
    assert kept.source == (f"Moved from Not yet a customer to {name}, 2025-10-02 to 2025-12-31")


def listed(app: AppTest) -> AppTest:
    """The page in the view of those who moved."""
    return app.segmented_control(key="movement_view").set_value("who").run()


def test_the_way_most_took_is_listed_at_a_click(
    open_page: Open, demo_shop: Dataset, expected: Movement
) -> None:
    app = open_page("movement", demo_shop)
    app.button(key="list_movers").click().run()
    assert not app.exception
    most = expected.between().groupby([Moves.SOURCE, Moves.TARGET]).size().max()
    assert len(app.dataframe[0].value) == most
    assert "net spend went from **€" in text(app)


@pytest.mark.parametrize("kind", [Kind.PURCHASE, Kind.VIEW])
def test_without_prices_nothing_speaks_of_spend(open_page: Open, kind: str) -> None:
    start = datetime(2023, 1, 1, 12)
    rows = [(f"u{n}", start + timedelta(days=day)) for n in range(9) for day in (n, 20 + 3 * n)]
    rows += [("u0", start + timedelta(days=40 + n)) for n in range(9)]
    events = pd.DataFrame(rows, columns=[Event.USER, Event.TIME])
    events = events.assign(**{Event.ITEM: "i", Event.KIND: kind})
    app = open_page("movement", from_frames(events))
    app = unfolded(listed(app), "movement")
    assert not app.exception
    table = app.dataframe[0].value
    assert len(table)
    said = "\n".join([text(app), str(app.dataframe[0].proto), app.expander[0].label]).lower()
    assert "spen" not in said
    assert "monetary" not in said
    assert ("orders" if kind == Kind.PURCHASE else "views") + " went from" in said


def notes_of(app: AppTest) -> notes.Notes:
    (kept,) = app.session_state[notes.NOTES].values()
    return kept


def test_a_way_nobody_took(open_page: Open, demo_shop: Dataset, expected: Movement) -> None:
    app = listed(open_page("movement", demo_shop))
    to = int(expected.matrix.loc[NO_PURCHASE, range(5)].to_numpy().argmin())
    assert expected.matrix.loc[NO_PURCHASE, to] == 0
    app.selectbox(key="moved_from").set_value(NO_PURCHASE).run()
    app.selectbox(key="moved_to").set_value(to).run()
    assert not app.exception
    assert "Nobody moved this way." in text(app)


def test_dates_in_the_wrong_order(open_page: Open, demo_shop: Dataset) -> None:
    app = open_page("movement", demo_shop)
    app.date_input(key="after").set_value(date(2025, 5, 1)).run()
    assert not app.exception
    assert "Choose a first date before the second one." in text(app)
    assert figures(app) == []


def test_dates_of_other_data_are_forgotten(open_page: Open, demo_shop: Dataset) -> None:
    app = open_page("movement", demo_shop)
    app.date_input(key="before").set_value(date(2024, 5, 1)).run()
    app.session_state["dataset"] = small(days=[0, 5, 20, 30])
    app.run()
    assert not app.exception
    assert app.date_input(key="before").value == date(2023, 1, 16)  # half of 30 days
    assert app.date_input(key="after").value == date(2023, 1, 31)


def small(days: list[int]) -> Dataset:
    """A purchase of a customer of their own on each of `days` after New Year, all different."""
    start = datetime(2023, 1, 1, 12)
    events = pd.DataFrame(
        {
            Event.USER: [f"u{i}" for i in range(len(days))],
            Event.ITEM: "i",
            Event.KIND: Kind.PURCHASE,
            Event.TIME: [start + timedelta(days=n) for n in days],
            Event.PRICE: [10.0 * (i + 1) ** 2 for i in range(len(days))],
        }
    )
    return from_frames(events, name="*small*.csv")


def test_a_small_shop_counts_who_was_there_already(open_page: Open) -> None:
    app = open_page("movement", small(days=[0, 0, 5, 30]))
    assert not app.exception
    assert not app.error
    # first date 16 January: the customer of the 31st is not yet there
    assert "and 1 new customer came." in text(app)


def test_events_of_one_day(open_page: Open) -> None:
    app = open_page("movement", small(days=[0, 0, 0]))
    assert not app.exception
    assert "all events are of 1 January 2023" in text(app)
    assert figures(app) == []


def test_names_are_text(open_page: Open, demo_shop: Dataset) -> None:
    app = open_page("movement", demo_shop)
    kept = notes.Notes(demo_shop.fingerprint)
    for label in range(5):
        kept = kept.naming(label, "<b>*x*</b>")
    app.session_state[notes.NOTES] = {demo_shop.fingerprint: kept}
    app.run()
    (says,) = [part.value for part in app.markdown if "customers moved" in part.value]
    assert r"\<b\>\*x\*\<\/b\>" in says
    assert " <b>*x*</b>" in app.get("plotly_chart")[0].proto.alt
    assert all("<b>" not in label for label in figures(app)[0]["data"][0]["node"]["label"])


@pytest.mark.parametrize("state", ["ratings_only", "customer_table"])
def test_without_times_it_says_what_it_needs(
    open_page: Open, state: str, request: pytest.FixtureRequest
) -> None:
    app = open_page("movement", request.getfixturevalue(state))
    assert not app.exception
    needs = "a time column" if state == "ratings_only" else "events with times"
    assert f"Movement needs {needs}; this file" in text(app)
    assert figures(app) == []


def test_with_nothing_loaded(open_page: Open) -> None:
    app = open_page("movement", None)
    assert not app.exception
    assert app.title[0].value == "Movement"
    assert "Nothing is loaded yet" in text(app)
