"""The Retention page: the core's numbers in its three views, and what it needs."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from pages.ui import notes
from shopai.behaviour.retention.churn import churn_risk
from shopai.behaviour.retention.cohorts import Cohorts, cohorts
from shopai.behaviour.retention.lifetime import LifetimeValue, lifetime_value
from shopai.charts.retention import FIRM
from shopai.columns import CohortTable, Event, Kind, Lifetime
from shopai.events.dataset import Dataset, from_frames
from shopai.format import compact
from shopai.selection.filter import Filter
from tests.behaviour.retention.making import lives

from .conftest import Open, figures, text, titles, unfolded


@pytest.fixture(scope="module")
def expected(demo_shop: Dataset) -> Cohorts:
    return cohorts(demo_shop)


@pytest.fixture(scope="module")
def small_shop() -> Dataset:
    """Nine hundred BG/NBD buyers, each with a mean amount of their own, over 60 weeks."""
    rng = np.random.default_rng(3)
    rows = []
    for user, weeks in enumerate(lives(900, 60, r=1.5, alpha=6.0, a=0.8, b=2.5, seed=4)):
        start, mean = int(rng.integers(0, 140)), rng.gamma(4.0, 10.0)
        days = start + np.unique(np.floor(np.append(0.0, weeks) * 7))
        rows += [(f"u{user:03d}", day, rng.gamma(5.0, mean / 5.0) + 1) for day in days if day < 420]
    table = pd.DataFrame(rows, columns=[Event.USER, Event.TIME, Event.PRICE])
    table[Event.TIME] = pd.Timestamp("2024-01-01") + pd.to_timedelta(table[Event.TIME], unit="D")
    return from_frames(table.assign(**{Event.KIND: Kind.PURCHASE}), name="small.csv")


@pytest.fixture(scope="module")
def fitted(small_shop: Dataset) -> LifetimeValue:
    return lifetime_value(small_shop)


def on(app: AppTest, view: str) -> AppTest:
    app.segmented_control(key="retention_view").set_value(view).run()
    return app


def test_the_core_s_cohorts(open_page: Open, demo_shop: Dataset, expected: Cohorts) -> None:
    app = open_page("retention", demo_shop, retention_view="Who comes back")
    assert not app.exception
    assert not app.error
    first, sixth = expected.mean.loc[1], expected.mean.loc[6]
    says = (
        f"**Of 100 new buyers, {first[CohortTable.SHARE] * 100:.0f} buy again** in the first month "
        f"after, and {sixth[CohortTable.SHARE] * 100:.0f} in month 6."
    )
    assert says in text(app)
    assert app.get("plotly_chart")[0].proto.alt == says.replace("**", "")
    n = int(expected.sizes.sum())
    assert titles(app) == [
        f"Share who came back by cohort (n = {n:,})",
        f"Share who came back (n = {n:,})",
    ]
    assert (
        f"{first[CohortTable.LOW]:.1%} to {first[CohortTable.HIGH]:.1%} of "
        f"{first[CohortTable.SIZE]:,.0f} customers in the first month after"
    ) in app.expander[0].label
    assert "also holds customers who bought before the data begin" in text(
        unfolded(app, "retention")
    )
    labels = [button.proto.label for button in app.get("download_button")]
    assert labels == ["This heat map", "All cohorts"]


def test_those_who_did_not_come_back_are_led_on_with(open_page: Open, small_shop: Dataset) -> None:
    app = open_page("retention", small_shop, retention_view="Who comes back")
    away = cohorts(small_shop).away
    assert len(away) > 50
    assert f"with **{len(away):,} customers who did not come back**" in text(app)
    app.button(key="away_audience_save").click().run()
    (kept,) = app.session_state[notes.NOTES][small_shop.fingerprint].audiences
    assert (kept.name, set(kept.customers)) == ("Did not come back", set(away))
    app.button(key="to_value").click().run()
    assert titles(app)[0].startswith("Expected spend of each buyer")


def test_money_weeks_and_first_events(open_page: Open, demo_shop: Dataset) -> None:
    app = open_page("retention", demo_shop, retention_view="Who comes back")
    app.selectbox(key="cohort_measure").set_value(CohortTable.VALUE).run()
    app.segmented_control(key="cohort_period").set_value("week").run()
    app.segmented_control(key="cohort_by").set_value("event").run()
    assert not app.exception
    found = cohorts(demo_shop, by="event", period="week")
    at = found.mean[CohortTable.VALUE]
    start = (
        f"**A new customer brings €{at[0]:.2f}** in the week of the first event, €{at[1]:.2f} by"
    )
    assert start in text(app)
    assert "The newest 60 of" in text(app)
    assert (
        titles(app)[0] == f"Revenue per customer so far (EUR) by cohort (n = {found.sizes.sum():,})"
    )
    (cells,) = (trace for trace in figures(app)[0]["data"] if trace["type"] == "heatmap")
    assert len(cells["y"]) == 60
    axis = figures(app)[0]["layout"]["yaxis"]
    assert axis["tickvals"] == list(range(1, 60, 2))  # a name for every second row, the last too
    assert len(axis["ticktext"]) == 30


def test_segments_beside_each_other(open_page: Open, demo_shop: Dataset) -> None:
    app = open_page("retention", demo_shop, retention_view="Who comes back")
    app.segmented_control(key="cohort_whom").set_value("segments").run()
    assert not app.exception
    kept = notes.Notes(demo_shop.fingerprint)
    for label in range(5):
        kept = kept.naming(label, "<b>*x*</b>")
    app.session_state[notes.NOTES] = {demo_shop.fingerprint: kept}
    app.run()
    assert "how it was made" in text(app)
    means = [t for t in figures(app)[1]["data"] if t.get("mode") == "lines+markers"]
    assert [trace["name"].split(" (n")[0] for trace in means] == [
        f"{n} &lt;b&gt;*x*&lt;/b&gt;" for n in range(1, 6)
    ]
    app.selectbox(key="cohort_group").set_value("2 <b>*x*</b>").run()
    assert not app.exception
    assert titles(app)[1].startswith("Share who came back (n = ")
    assert ", 2 &lt;b&gt;*x*&lt;/b&gt; (n = " in titles(app)[0]


def test_who_bought_before_the_dates_is_told_of(open_page: Open, demo_shop: Dataset) -> None:
    app = open_page("retention", demo_shop, retention_view="Who comes back")
    app.date_input(key="first_day").set_value(date(2025, 10, 1)).run()
    assert not app.exception
    found = cohorts(demo_shop, Filter(since=date(2025, 10, 1)))
    assert found.earlier > 0
    assert f"{found.earlier:,} customers bought in these dates, but for the first" in text(
        unfolded(app, "retention")
    )


def test_views_alone_are_followed_by_first_event(open_page: Open) -> None:
    days = pd.Timestamp("2024-01-01") + pd.to_timedelta([0, 35, 3, 70], unit="D")
    events = pd.DataFrame({Event.USER: list("aabb"), Event.ITEM: "i", Event.TIME: days})
    app = open_page("retention", from_frames(events.assign(**{Event.KIND: Kind.VIEW})))
    assert not app.exception
    assert not app.error
    assert "purchase" in text(app)
    assert titles(app) == ["Share who came back by cohort (n = 2)"]  # instead
    app.button(key="to_cohorts").click().run()
    assert not app.exception
    assert not app.error
    assert "**Of 100 new customers, 50 are seen again** in the first month" in text(app)
    assert len(app.selectbox(key="cohort_measure").options) == 2  # no orders, no money


def test_one_day_of_data(open_page: Open) -> None:
    events = pd.DataFrame({Event.USER: ["a"], Event.ITEM: "i", Event.PRICE: 3.0})
    events = events.assign(**{Event.KIND: Kind.PURCHASE, Event.TIME: pd.Timestamp("2024-01-05")})
    app = open_page("retention", from_frames(events), retention_view="Who comes back")
    assert not app.exception
    assert not app.error
    assert "**No month after the first is over yet**" in text(app)


def test_the_core_s_values(open_page: Open, small_shop: Dataset, fitted: LifetimeValue) -> None:
    app = on(open_page("retention", small_shop), "value")
    assert not app.exception
    assert not app.error
    assert fitted.value is not None
    assert fitted.calibration is not None
    assert (
        f"**{fitted.n:,} buyers** are expected to spend **{fitted.value.value:,.0f}** in the next "
        f"365 days, in {fitted.purchases.value:,.0f} purchases."
    ) in text(app)
    assert titles(app) == [f"Expected spend of each buyer (n = {fitted.n:,})"]
    low, high = fitted.value.low, fitted.value.high
    assert f"95% range: {low:,.0f} to {high:,.0f} before refunds" in app.expander[0].label.replace(
        "\\", ""
    )
    unfolded(app, "retention")
    assert fitted.calibration.sentence in text(app)
    assert titles(app)[1] == f"Expected against what happened (n = {fitted.calibration.n:,})"
    for note in fitted.notes:
        assert note in text(app)
    parameters = app.dataframe[1].value
    assert list(parameters.index) == ["r", "α", "a", "b", "p", "q", "v"]
    assert float(parameters["Value"]["r"]) == pytest.approx(fitted.parameters["r"].value, rel=0.01)
    app.number_input(key="top_customers").set_value(50).run()
    best = fitted.customers[Lifetime.VALUE].sort_values(ascending=False, kind="stable").index[:50]
    assert app.dataframe[0].value.index.tolist() == best.tolist()
    app.button(key="top_audience_save").click().run()
    (kept,) = app.session_state[notes.NOTES][small_shop.fingerprint].audiences
    assert (kept.name, set(kept.customers)) == ("Top 50 by expected value", set(best))


def test_without_prices_purchases_are_expected(open_page: Open, small_shop: Dataset) -> None:
    events = pd.DataFrame(small_shop.timeline.project(f"{Event.USER}, {Event.EPOCH}").fetchnumpy())
    events[Event.TIME] = pd.to_datetime(events.pop(Event.EPOCH), unit="us")
    events[Event.USER] = events[Event.USER].astype("str")
    app = on(
        open_page("retention", from_frames(events.assign(**{Event.KIND: Kind.PURCHASE}))), "value"
    )
    assert not app.exception
    assert not app.error
    assert "to spend" not in text(app)
    assert "**900 buyers** are expected to make" in text(app)
    assert "No amounts: No repeat purchase has a price" in text(app)
    assert titles(app)[0] == "Expected purchases of each buyer (n = 900)"
    assert Lifetime.VALUE not in app.dataframe[0].value
    on(app, "churn")
    assert not app.exception
    assert "at stake" not in text(app)


def test_the_core_s_risk(open_page: Open, small_shop: Dataset, fitted: LifetimeValue) -> None:
    app = on(open_page("retention", small_shop), "churn")
    assert not app.exception
    risk = churn_risk(fitted)
    assert risk.in_band
    assert f"**{risk.in_band:,} of {fitted.n_repeat:,} repeat buyers** are likely lost" in text(app)
    assert f"**{compact(risk.value_at_risk)}** a year is at stake with them." in text(app)
    assert f"{risk.one_time:,} buyers of one day alone cannot be judged" in text(app)
    assert fitted.calibration is not None
    expected = fitted.calibration.predicted.value
    assert f"the model expected {expected:,.0f} purchases" in app.expander[0].label
    table = app.dataframe[0].value
    assert table.index.tolist() == risk.ids.tolist()[:1_000]
    quiet = risk.table[Lifetime.AGE] - risk.table[Lifetime.RECENCY]
    assert table[Lifetime.QUIET].tolist() == quiet.tolist()[:1_000]
    bars = figures(app)[0]["data"][0]
    app.slider(key="churn_band").set_value((10, 60)).run()
    risk = churn_risk(fitted, low=0.1, high=0.6)
    assert (
        f"**{risk.in_band:,} of {fitted.n_repeat:,} repeat buyers** have a chance of 10% to 60%"
    ) in text(app)
    assert figures(app)[0]["data"][0]["marker"] != bars["marker"]
    app.button(key="churn_audience_save").click().run()
    (kept,) = app.session_state[notes.NOTES][small_shop.fingerprint].audiences
    assert kept.name == "Still here: 10 to 60%"
    assert set(kept.customers) == set(risk.ids)
    app.slider(key="churn_band").set_value((60, 60)).run()
    assert not app.exception
    assert "from a lower to a higher" in text(app)


@pytest.mark.parametrize("view", ["value", "churn"])
def test_too_little_for_a_model_is_said_calmly(open_page: Open, view: str) -> None:
    days = pd.Timestamp("2024-01-01") + pd.to_timedelta(range(40), unit="D")
    events = pd.DataFrame({Event.USER: [f"u{n % 30}" for n in range(40)], Event.TIME: days})
    events = events.assign(**{Event.KIND: Kind.PURCHASE, Event.PRICE: 5.0})
    app = on(open_page("retention", from_frames(events)), view)
    assert not app.exception
    assert not app.error
    assert "30 buyers where 500 are needed" in text(app)
    assert len(figures(app)) == (view == "churn")  # who comes back, instead
    app.button(key="to_cohorts").click().run()
    assert titles(app)[0].startswith("Share who came back by cohort")


@pytest.mark.parametrize("state", ["ratings_only", "customer_table"])
def test_without_times_it_says_what_it_needs(
    open_page: Open, state: str, request: pytest.FixtureRequest
) -> None:
    app = open_page("retention", request.getfixturevalue(state))
    assert not app.exception
    needs = "a time column" if state == "ratings_only" else "events with times"
    assert f"Retention needs {needs}; this file" in text(app)
    assert figures(app) == []


def test_with_nothing_loaded(open_page: Open) -> None:
    app = open_page("retention", None)
    assert not app.exception
    assert app.title[0].value == "Retention"
    assert "Nothing is loaded yet" in text(app)


def test_lines_need_some_customers(open_page: Open, demo_shop: Dataset, expected: Cohorts) -> None:
    app = open_page("retention", demo_shop, retention_view="Who comes back")
    (thin,) = [t for t in figures(app)[1]["data"] if t.get("name", "").startswith("Each")]
    lines = [point is None for point in thin["x"]]
    assert sum(lines) == int((expected.sizes >= FIRM).sum())
