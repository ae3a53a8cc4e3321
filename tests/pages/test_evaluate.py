"""Which model is best: measured when asked, can be cancelled, and says which model to use."""

from __future__ import annotations

import json
import re
from typing import Any

import numpy as np
import pandas as pd
import pytest
from streamlit.runtime.scriptrunner import StopException
from streamlit.testing.v1 import AppTest

from pages.recommendations import best_model
from pages.ui import models
from shopai.charts import evaluate as charts
from shopai.columns import Compared, Event, Kind, Metric
from shopai.evaluate.evaluation import evaluate
from shopai.events.dataset import Dataset, from_frames
from shopai.findings import evaluate as findings
from shopai.recommend.models.baseline import Baseline
from shopai.recommend.models.item_knn import ItemKNN
from shopai.recommend.models.popularity import Popularity
from shopai.recommend.models.registry import FAMILY
from shopai.recommend.models.user_knn import UserKNN

from .conftest import Open, figures, text, titles, unfolded

TWO = [ItemKNN.name, Popularity.name]

VIEW = {"recommendations_view": "Which model is best?"}


@pytest.fixture(scope="module")
def two_tastes() -> Dataset:
    """Sixty customers who buy five of the ten items of their taste, one an hour."""
    rng = np.random.default_rng(5)
    rows = [
        (f"u{user:02}", f"i{taste * 10 + item:02}", hour)
        for user in range(60)
        for taste in [user % 2]
        for hour, item in enumerate(rng.permutation(10)[:5])
    ]
    events = pd.DataFrame(rows, columns=[Event.USER, Event.ITEM, Event.TIME])
    events[Event.TIME] = pd.Timestamp("2026-01-01") + pd.to_timedelta(events[Event.TIME], "h")
    return from_frames(events.assign(**{Event.KIND: Kind.PURCHASE}), name="tastes")


@pytest.fixture
def chosen(open_page: Open, two_tastes: Dataset) -> AppTest:
    app = open_page("recommendations", two_tastes, **VIEW)
    app.multiselect(key="contenders").set_value(TWO).run()
    return app


def test_the_usual_comparison_begins_by_itself(open_page: Open, two_tastes: Dataset) -> None:
    app = open_page("recommendations", two_tastes, **VIEW)
    assert not app.exception
    assert "Use **Similar customers**" in text(app)
    assert len(figures(app)) == 2


def test_a_long_comparison_waits_to_be_asked_for(
    open_page: Open, demo_shop: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(best_model, "QUICK", 1)
    app = open_page("recommendations", demo_shop, **VIEW)
    assert not app.exception
    assert figures(app) == []
    assert app.button(key="model_comparison_ask").label == "Compare the models"
    picked = app.multiselect(key="contenders").value
    assert set(picked) >= {UserKNN.name, ItemKNN.name, Popularity.name}
    assert Baseline.name not in picked
    assert "the first 80% of the events" in text(app)


def test_the_finding_and_the_figures_are_the_core_s(chosen: AppTest, two_tastes: Dataset) -> None:
    chosen.button(key="model_comparison_ask").click().run()
    assert not chosen.exception
    named = {FAMILY[name].label: FAMILY[name].make() for name in TWO}
    expected = evaluate(named, two_tastes, max_users=500)
    assert expected.best == "Similar items"
    says = findings.best_model(expected, "Popular items")
    assert says.markdown() in [each.value for each in chosen.markdown]
    assert titles(chosen) == [
        "Lists with something the customer turned to", "Items that anybody gets to see"
    ]  # fmt: skip
    drawn = json.loads(charts.intervals(expected, Metric.HIT, in_words=True).to_json())
    assert figures(chosen)[0]["data"] == drawn["data"]
    assert not re.search("NDCG|Holm", text(chosen))


def test_the_statistics_are_under_how_sure(chosen: AppTest, two_tastes: Dataset) -> None:
    chosen.button(key="model_comparison_ask").click().run()
    unfolded(chosen, "recommendations")
    named = {FAMILY[name].label: FAMILY[name].make() for name in TWO}
    expected = evaluate(named, two_tastes, max_users=500)
    for sentence in (*expected.sentences, *expected.notes):
        assert sentence in text(chosen)
    values = expected.table[expected.table[Compared.METRIC] == Metric.NDCG]
    best = values[values[Compared.MODEL] == "Similar items"].iloc[0]
    points = figures(chosen)[2]["data"]
    assert points[0]["name"] == "Similar items"
    assert points[0]["y"] == [best[Compared.VALUE]]
    shown = chosen.dataframe[1].value
    assert shown.index.tolist() == ["Similar items", "Popular items"]
    assert shown[Metric.NDCG].iloc[0] == best[Compared.VALUE]
    tests = chosen.dataframe[2].value
    assert tests[Compared.ADJUSTED].tolist() == expected.pairs[Compared.ADJUSTED].tolist()
    chosen.selectbox(key="metric").set_value(Metric.HIT).run()
    assert titles(chosen)[4] == "Hit rate of the first 10, more is better"
    assert "at least one right item" in text(chosen)


def test_what_was_compared_comes_back_with_its_settings(
    chosen: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen.button(key="model_comparison_ask").click().run()
    chosen.slider(key="list_length").set_value(3).run()
    assert "These settings have not been compared yet" in text(chosen)
    assert figures(chosen) == []
    with monkeypatch.context() as patched:
        patched.setattr(best_model, "evaluate", _never)
        chosen.slider(key="list_length").set_value(10).run()
        assert "Use **Similar items**" in text(chosen)
        chosen.switch_page("pages/segments/page.py").run()
        chosen.switch_page("pages/recommendations/page.py").run()
        assert not chosen.exception
        assert "Use **Similar items**" in text(chosen)


def test_a_cancelled_comparison_leaves_nothing_and_does_not_begin_again(
    chosen: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []

    def interrupted(*_: object, progress: Any, **__: object) -> None:
        progress(0.5, "half way")
        told.append("begun")
        raise StopException  # what the click ends the run with

    with monkeypatch.context() as patched:
        patched.setattr(best_model, "evaluate", interrupted)
        chosen.button(key="model_comparison_ask").click().run()
        assert "Half way …" in chosen.get("progress")[0].proto.text.replace("\\", "")
        chosen.button(key="model_comparison_cancel").click().run()
    assert told == ["begun"]
    assert not chosen.exception
    assert "Cancelled; nothing of it was kept" in text(chosen)
    assert figures(chosen) == []
    chosen.button(key="model_comparison_ask").click().run()
    assert "Use **Similar items**" in text(chosen)


def test_leaving_the_page_ends_the_comparison(
    chosen: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise StopException

    with monkeypatch.context() as patched:
        patched.setattr(best_model, "evaluate", interrupted)
        chosen.button(key="model_comparison_ask").click().run()
        chosen.switch_page("pages/segments/page.py").run()
        patched.setattr(best_model, "evaluate", _never)
        chosen.switch_page("pages/recommendations/page.py").run()
    assert not chosen.exception
    assert chosen.button(key="model_comparison_ask").label == "Compare the models"


def test_the_best_model_is_a_click_away(chosen: AppTest) -> None:
    chosen.button(key="model_comparison_ask").click().run()
    chosen.button(key="use_best").click().run()
    assert not chosen.exception
    assert chosen.segmented_control(key="recommendations_view").value == "offers"
    assert chosen.selectbox(key="model").value == ItemKNN.name
    assert "In the test, **" in text(chosen)
    assert "with bestsellers it is" in text(chosen)


def test_without_times_random_parts_are_held_out(open_page: Open, ratings_only: Dataset) -> None:
    app = open_page("recommendations", ratings_only, **VIEW)
    assert Baseline.name in app.multiselect(key="contenders").value
    assert "held out at random" in text(app)
    assert "These data carry no times" in text(app)
    app.multiselect(key="contenders").set_value([UserKNN.name, Baseline.name]).run()
    app.button(key="model_comparison_ask").click().run()
    assert not app.exception
    unfolded(app, "recommendations")
    assert "RMSE" in app.selectbox(key="metric").options
    assert "Only 20 customers could be tested" in text(app)


def test_no_model_no_comparison(chosen: AppTest) -> None:
    chosen.multiselect(key="contenders").set_value([]).run()
    assert not chosen.exception
    assert "Choose one model or more" in text(chosen)
    assert [button.key for button in chosen.button if button.key == "model_comparison_ask"] == []


def test_one_model_alone(chosen: AppTest) -> None:
    chosen.multiselect(key="contenders").set_value([Popularity.name]).run()
    chosen.button(key="model_comparison_ask").click().run()
    assert not chosen.exception
    assert "Use **Popular items**" in text(chosen)


def test_data_with_nothing_to_test_on_say_so(open_page: Open) -> None:
    events = pd.DataFrame({Event.USER: ["a", "b"], Event.ITEM: ["x", "x"]})
    events[Event.TIME] = pd.Timestamp("2026-01-01")
    shop = from_frames(events.assign(**{Event.KIND: Kind.PURCHASE}))
    app = open_page("recommendations", shop, **VIEW)
    assert not app.exception
    assert "All events happened at one moment" in app.error[0].value.replace("\\", "")


def test_a_table_of_customers_says_what_it_lacks(open_page: Open, customer_table: Dataset) -> None:
    app = open_page("recommendations", customer_table, **VIEW)
    assert not app.exception
    assert "Recommendations need an item column" in text(app)


def test_with_nothing_loaded_it_says_what_to_do(open_page: Open) -> None:
    app = open_page("recommendations", None, **VIEW)
    assert not app.exception
    assert "Nothing is loaded yet" in text(app)


def test_every_model_on_offer_can_be_compared(open_page: Open, demo_shop: Dataset) -> None:
    app = open_page("recommendations", demo_shop, **VIEW)
    offered = models.offered(demo_shop)
    app.multiselect(key="contenders").set_value(offered).run()
    app.selectbox(key="most_tested").set_value("200").run()
    app.button(key="model_comparison_ask").click().run()
    assert not app.exception
    assert not app.error
    assert len(unfolded(app, "recommendations").dataframe[1].value) == len(offered)


def _never(*_: object, **__: object) -> None:
    raise AssertionError("began by itself")
