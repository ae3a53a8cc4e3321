"""Data sets in every state a page can meet, and a way to open a page on one."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import streamlit as st
from streamlit.components.v2.component_manager import BidiComponentManager
from streamlit.runtime.scriptrunner.script_cache import ScriptCache
from streamlit.testing.v1 import AppTest, app_test, local_script_runner
from streamlit.util import calc_hash

from pages.ui import session
from shopai.columns import Customer, Event, Kind
from shopai.customers import customer_features
from shopai.events.dataset import Dataset, from_frames

APP = Path(__file__).parents[2] / "app.py"

#: Opens the page of a name on a data set (None: nothing loaded), with values in its address.
Open = Callable[..., AppTest]


@pytest.fixture(scope="session")
def features(demo_shop: Dataset) -> pd.DataFrame:
    """The features of the demo shop's customers, as the core counts them."""
    return customer_features(demo_shop)


@pytest.fixture(scope="session")
def customer_table() -> Dataset:
    """Sixty customers of two kinds by two numbers; nothing they did is known."""
    rng = np.random.default_rng(0)
    table = pd.DataFrame(
        {
            Customer.USER: [f"c{i}" for i in range(60)],
            "age": np.r_[rng.normal(25, 2, 30), rng.normal(60, 2, 30)],
            "income": np.r_[rng.normal(20, 2, 30), rng.normal(80, 2, 30)],
        }
    )
    return from_frames(pd.DataFrame({Event.USER: []}), customers=table, name="customers.csv")


@pytest.fixture(scope="session")
def ratings_only() -> Dataset:
    """Two tastes: even customers like even items, odd ones odd items; no times, no prices."""
    rows = [
        (f"u{user}", f"i{item}", 5.0 if user % 2 == item % 2 else 1.0)
        for user in range(20)
        for item in range(12)
        if (user + item) % 5
    ]
    events = pd.DataFrame(rows, columns=[Event.USER, Event.ITEM, Event.RATING])
    return from_frames(events.assign(**{Event.KIND: Kind.RATING}), name="u.data")


def new_app(dataset: Dataset | None, **state: object) -> AppTest:
    """The app before its first run, with `dataset` open and more in its session's state."""
    app = AppTest.from_file(str(APP), default_timeout=60)
    for key, value in {session.DATASET: dataset, **state}.items():
        app.session_state[key] = value
    return app


def opened(app: AppTest, name: str, **address: str) -> AppTest:
    """Run `app` on the page of a name straight away, as somebody does who comes by a link."""
    app._page_hash = calc_hash("" if name == "overview" else name)
    for key, value in address.items():
        app.query_params[key] = value
    return app.run()


@pytest.fixture
def open_page() -> Open:
    return lambda name, dataset, **address: opened(new_app(dataset), name, **address)


@pytest.fixture(scope="session", autouse=True)
def _prepared_once() -> Iterator[None]:
    """Pages are compiled once, as on a server.

    No app searches all installed packages for Streamlit's components either: pages use none.
    A test waits for the end of a run instead of asking for it a thousand times a second.
    """
    shared, ended = ScriptCache(), local_script_runner.require_widgets_deltas

    def wait(runner: local_script_runner.LocalScriptRunner, timeout: float) -> None:
        if runner._script_thread is not None:
            runner._script_thread.join(timeout)
        ended(runner, timeout)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            BidiComponentManager, "discover_and_register_components", lambda *_, **__: None
        )
        for module in (app_test, local_script_runner):
            patch.setattr(module, "ScriptCache", lambda: shared)
        patch.setattr(local_script_runner, "require_widgets_deltas", wait)
        yield


@pytest.fixture(scope="module", autouse=True)
def _nothing_kept() -> Iterator[None]:
    """Apps under test share a session: what the pages of one module found is not the next one's.

    Some modules let K-means start less often, which finds other segments.
    """
    yield
    st.cache_resource.clear()


def unfolded(app: AppTest, name: str) -> AppTest:
    """The page `name` with its box *How sure?* open."""
    app.session_state[f"sure_{name}"] = True
    return app.run()


def text(app: AppTest) -> str:
    """Everything the page says, with Markdown's escapes taken out."""
    parts = [*app.title, *app.subheader, *app.markdown, *app.caption]
    parts += [*app.info, *app.warning, *app.error]
    return "\n".join(part.value for part in parts).replace("\\", "").replace("\u2060", "")


def figures(app: AppTest) -> list[dict[str, Any]]:
    """The charts on the page, as the browser gets them."""
    return [json.loads(chart.proto.spec) for chart in app.get("plotly_chart")]


def titles(app: AppTest) -> list[str]:
    """The charts' titles."""
    return [figure["layout"]["title"]["text"] for figure in figures(app)]
