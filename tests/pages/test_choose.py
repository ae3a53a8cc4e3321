"""How many segments: the verdict, cancel, two Ks, and what moving K finds ready."""

from __future__ import annotations

import base64

import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from pages.segments import comparison
from pages.ui import segment_settings
from shopai.columns import Criterion, Customer, Event, Flow
from shopai.events.dataset import Dataset, from_frames
from shopai.segments.choosing import choose
from shopai.segments.choosing.choose import choose_k
from shopai.segments.features import default_features
from shopai.segments.numbering import flows, numbered_like
from shopai.segments.segmentation import segment

from .conftest import Open, figures, new_app, opened, text, titles, unfolded


@pytest.fixture(autouse=True)
def few_resamples(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page shows what the core finds, and that the same way of three resamples as of twenty."""
    monkeypatch.setattr(choose, "REFERENCES", 3)
    monkeypatch.setattr(choose, "RESAMPLES", 3)


@pytest.fixture
def compared(demo_shop: Dataset) -> AppTest:
    """The comparison of two to six segments, by a link."""
    app = opened(new_app(demo_shop), "segments", section="How many?", most_k="6")
    assert not app.exception
    return app


def test_the_verdict_and_the_figures_are_the_core_s(
    open_page: Open, demo_shop: Dataset, features: pd.DataFrame
) -> None:
    compared = unfolded(open_page("segments", demo_shop, section="How many?"), "segments")
    assert not compared.exception
    choice = choose_k(features)
    assert choice.recommended == 5
    assert "**5 segments** suit these customers best." in text(compared)
    for sentence in choice.sentences:
        assert sentence in text(compared)
    shown = compared.dataframe[0].value
    pd.testing.assert_frame_equal(shown, choice.table)
    (line,) = [f for f in figures(compared) if "Davies" in f["layout"]["title"]["text"]]
    assert "says 5" in line["layout"]["title"]["text"]


def test_the_recommended_number_is_a_click_away_from_a_shared_address(
    compared: AppTest,
) -> None:
    compared.session_state[segment_settings.K] = 9
    compared.button(key="use_recommended").click().run()
    assert not compared.exception
    assert compared.slider(key=segment_settings.K).value == 5
    assert compared.segmented_control(key="section").value == "who"


def test_two_numbers_of_segments(compared: AppTest, features: pd.DataFrame) -> None:
    compared.selectbox(key="from_k").set_value(3).run()
    compared.selectbox(key="to_k").set_value(6).run()
    assert not compared.exception
    a = numbered_like(segment(features, k=3), segment(features, k=2))
    b = a
    for k in (4, 5, 6):
        b = numbered_like(segment(features, k=k), b)
    (sankey,) = [f for f in figures(compared) if f["data"][0]["type"] == "sankey"]
    links = flows(a, b)
    sent = sankey["data"][0]["link"]["value"]
    values = np.frombuffer(base64.b64decode(sent["bdata"]), dtype=sent["dtype"])
    assert values.tolist() == links[Flow.CUSTOMERS].tolist()
    same = (a.labels == b.labels).mean()
    assert f"{same:.1%} of the customers keep their segment" in text(compared)


def test_a_cancelled_comparison_does_not_begin_by_itself(
    open_page: Open, demo_shop: Dataset, monkeypatch: pytest.MonkeyPatch, features: pd.DataFrame
) -> None:
    def never(*_: object) -> None:
        raise AssertionError("began by itself")

    app = open_page("data", demo_shop)
    settings = (default_features(features), "log-standard", 1.0)
    wanted = (demo_shop.fingerprint, settings, tuple(range(2, 13)))
    app.session_state[f"{comparison.NAME}_cancelled"] = wanted
    with monkeypatch.context() as patched:
        patched.setattr(comparison, "_compare", never)
        app = opened(app, "segments", section="How many?")
        assert not app.exception
        assert "cancelled" in text(app)
    app.button(key="comparison_ask").click().run()
    assert "**5 segments** suit these customers best." in text(app)


def test_no_clear_groups(open_page: Open) -> None:
    rng = np.random.default_rng(3)
    table = pd.DataFrame(rng.uniform(size=(400, 2)), columns=["a", "b"])
    table.insert(0, Customer.USER, [f"c{i}" for i in range(400)])
    shop = from_frames(pd.DataFrame({Event.USER: []}), customers=table)
    app = unfolded(open_page("segments", shop, section="How many?"), "segments")
    assert not app.exception
    assert "No number of segments stands out" in text(app)
    assert [b.key for b in app.button if b.key == "use_recommended"] == []
    assert any("come back" in title for title in titles(app))


def test_few_customers(open_page: Open) -> None:
    table = pd.DataFrame({Customer.USER: list("abcde"), "spend": [1.0, 1.0, 5.0, 5.0, 9.0]})
    shop = from_frames(pd.DataFrame({Event.USER: []}), customers=table)
    app = unfolded(open_page("segments", shop, section="How many?"), "segments")
    assert not app.exception
    assert app.dataframe[0].value.index.tolist() == [2, 3]
    assert Criterion.GAP in app.dataframe[0].value
