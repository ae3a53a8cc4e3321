"""The recommendations page: one file for everyone or an audience."""

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
import pytest
from streamlit.testing.v1 import AppTest

from pages.recommendations import offers_file
from pages.ui import notes
from shopai.audiences import Audience, Notes
from shopai.columns import Scored
from shopai.events.dataset import Dataset
from shopai.preferences import preferences
from shopai.recommend.models.item_knn import ItemKNN
from shopai.recommend.models.user_knn import UserKNN
from shopai.recommend.storage import batch

from .conftest import Open, text


def made(app: AppTest) -> Path:
    """The file on offer."""
    assert not app.exception
    (written,) = app.session_state["offers_kept"].values()
    return Path(written.path)


def test_nothing_is_made_unasked(open_page: Open, ratings_only: Dataset) -> None:
    app = open_page("recommendations", ratings_only)
    assert app.button(key="offers_ask").label == "Make a file of 20 lists"
    assert "offers_kept" not in app.session_state


def test_everyone_as_in_the_core(open_page: Open, ratings_only: Dataset) -> None:
    app = open_page("recommendations", ratings_only)
    app.slider(key="n").set_value(2).run()
    app.segmented_control(key="offers_as").set_value(".parquet").run()
    app.button(key="offers_ask").click().run()
    path = made(app)
    expected = UserKNN().fit(preferences(ratings_only)).recommend_all(n=2)
    found = pd.read_parquet(path)
    pd.testing.assert_frame_equal(found, expected, check_dtype=False)
    assert "Ready: 40 offers for 20 customers by “Similar customers”" in text(app)
    about = json.loads(pq.read_schema(path).metadata[batch.KEY])
    assert about["data"] == ratings_only.fingerprint
    assert (about["model"], about["n"], about["customers"]) == ("user_knn", 2, 20)
    path.unlink()  # as who tidies a machine's temporary files does
    app.run()
    assert not app.exception
    assert app.button(key="offers_ask").label == "Make a file of 20 lists"


def test_an_audience_as_csv(open_page: Open, ratings_only: Dataset) -> None:
    app = open_page("recommendations", ratings_only)
    kept = Audience("Fans", pd.Index(["u3", "u1"]), "by hand", ratings_only.fingerprint)
    app.session_state[notes.NOTES] = {
        ratings_only.fingerprint: Notes(ratings_only.fingerprint).keeping(kept)
    }
    app.run()
    app.selectbox(key="customers").set_value("An audience").run()
    app.selectbox(key="model").set_value("item_knn").run()
    app.button(key="offers_ask").click().run()
    found = pd.read_csv(made(app), dtype={Scored.USER: str})
    expected = ItemKNN().fit(preferences(ratings_only)).recommend_all(["u1", "u3"])
    assert found[Scored.USER].tolist() == expected[Scored.USER].tolist()
    assert found[Scored.ITEM].tolist() == expected[Scored.ITEM].tolist()
    labels = [each.proto.label for each in app.get("download_button")]
    assert any(label.startswith("Download 2 lists (CSV with titles, ") for label in labels)
    assert "How the file of lists was made" in labels


def test_other_settings_ask_for_another_file(open_page: Open, ratings_only: Dataset) -> None:
    app = open_page("recommendations", ratings_only)
    app.button(key="offers_ask").click().run()
    assert "Ready: " in text(app)
    app.slider(key="n").set_value(3).run()
    assert "Ready: " not in text(app)
    assert app.button(key="offers_ask")


def test_stopped_work_is_gone_on_with(
    open_page: Open, ratings_only: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch, "CUSTOMERS", 5)
    app = open_page("recommendations", ratings_only)
    app.segmented_control(key="offers_as").set_value(".parquet").run()
    app.segmented_control(key="offers_as").set_value(".parquet").run()
    write = offers_file.write_recommendations

    def stop(share: float, _what: str) -> None:
        if share > 0.5:
            raise RuntimeError("stopped")  # as a click does

    def stopped(*given: Any, **named: Any) -> batch.Written:
        return write(*given, **(named | {"progress": stop}))

    with monkeypatch.context() as patched:
        patched.setattr(offers_file, "write_recommendations", stopped)
        app.button(key="offers_ask").click().run()
        assert app.exception
    app.run()
    assert "Stopped. Of every 5 customers what was finished is kept" in text(app)
    assert app.button(key="offers_ask").label == "Go on"
    app.button(key="offers_ask").click().run()
    (written,) = app.session_state["offers_kept"].values()
    assert written.resumed == 10
    expected = UserKNN().fit(preferences(ratings_only)).recommend_all()
    found = pd.read_parquet(made(app))
    pd.testing.assert_frame_equal(found, expected, check_dtype=False)
