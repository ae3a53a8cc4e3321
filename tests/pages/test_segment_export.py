"""Segments on their way out: what the download buttons send, names on every page, Cancel."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from pages.segments import comparison
from pages.ui import notes, segment_settings
from shopai.audiences import Audience, contacts, customer_match, from_json
from shopai.columns import Customer, SegmentShare
from shopai.customers import customer_table
from shopai.events.dataset import Dataset
from shopai.segments.numbering import numbered_like
from shopai.segments.segmentation import Segmentation, labelled, segment

from .conftest import Open, figures, text

NAME = "<b>A</b> *x* :fire: &lt;"


@pytest.fixture(scope="module")
def seg(demo_shop: Dataset) -> Segmentation:
    """Five segments, numbered as the pages do: each K like the K below."""
    customers = customer_table(demo_shop)
    found = segment(customers, k=2)
    for k in (3, 4, 5):
        found = numbered_like(segment(customers, k=k), found)
    return found


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], bytes]:
    """What the download button of a key sends when it is clicked."""
    buttons: dict[str, Any] = {}

    def button(_label: str, data: Any, key: str, **_: Any) -> bool:
        buttons[key] = data
        return False

    monkeypatch.setattr(st, "download_button", button)
    return lambda key: buttons[key]() if callable(buttons[key]) else buttons[key]


def renamed(app: AppTest, label: int, name: str) -> AppTest:
    """The Segments page with segment `label` called `name`."""
    said = f"Name of segment {label + 1}"
    (box,) = [each for each in app.text_input if each.label == said]
    return box.set_value(name).run()


def with_audience(app: AppTest, label: int) -> AppTest:
    """The Audiences page with segment `label` saved as "S"."""
    app.segmented_control(key="audiences_view").set_value("new").run()
    app.selectbox(key="audience_segment").set_value(label).run()
    app.text_input(key="new_segment_name").set_value("S").run()
    app.button(key="new_segment_save").click().run()
    assert not app.exception
    return app


def test_every_customer_with_a_segment(
    open_page: Open, demo_shop: Dataset, seg: Segmentation, sent: Callable[[str], bytes]
) -> None:
    app = open_page("segments", demo_shop)
    assert not app.exception
    rows = pd.read_csv(io.BytesIO(sent("download_segments")), index_col=Customer.USER)
    expected = labelled(customer_table(demo_shop), seg)[SegmentShare.SEGMENT]
    assert rows[SegmentShare.SEGMENT].to_dict() == expected.to_dict()
    named = rows.groupby(SegmentShare.SEGMENT)[SegmentShare.NAME].unique()
    assert len({name for (name,) in named}) == len(named)
    app.slider(key=segment_settings.K).set_value(2).run()
    rows = pd.read_csv(io.BytesIO(sent("download_segments")))
    assert rows[SegmentShare.SEGMENT].max() == 2


def test_the_report_has_the_names_given_and_no_customer(
    open_page: Open, demo_shop: Dataset, seg: Segmentation, sent: Callable[[str], bytes]
) -> None:
    app = renamed(open_page("segments", demo_shop), 1, NAME)
    assert not app.exception
    page = sent("download_report").decode()
    assert "2 &lt;b&gt;A&lt;/b&gt; *x* :fire: &amp;lt;</h3>" in page
    assert NAME not in page
    assert not any(f'"{user}"' in page for user in seg.labels.index[:50])


def test_an_audience_s_files_are_the_core_s(
    open_page: Open, demo_shop: Dataset, seg: Segmentation, sent: Callable[[str], bytes]
) -> None:
    app = with_audience(open_page("audiences", demo_shop), 3)
    app.segmented_control(key="audiences_view").set_value("kept").run()
    members = sorted(seg.labels.index[seg.labels == 3])
    csv = pd.read_csv(io.BytesIO(sent("audience_csv")), dtype=str)
    assert csv[Customer.USER].tolist() == members
    parquet = pd.read_parquet(io.BytesIO(sent("audience_parquet")))
    assert parquet[Customer.USER].tolist() == members
    people = contacts(demo_shop).loc[members]
    app.segmented_control(key="audiences_view").set_value("ads").run()
    assert sent("match_download") == customer_match(people, "google").to_csv()
    app.segmented_control(key="match_platform").set_value("meta").run()
    app.toggle(key="match_hashed").set_value(False).run()
    assert sent("match_download") == customer_match(people, "meta", hashed=False).to_csv()


def test_the_notes_file_holds_names_and_audiences(
    open_page: Open, demo_shop: Dataset, seg: Segmentation, sent: Callable[[str], bytes]
) -> None:
    app = renamed(open_page("segments", demo_shop), 0, NAME)
    app = with_audience(app.switch_page("pages/audiences/page.py").run(), 0)
    app.segmented_control(key="audiences_view").set_value("notes").run()
    found = from_json(sent("notes_save"), demo_shop.fingerprint, seg.labels.index).notes
    assert found.names == {0: NAME}
    (audience,) = found.audiences
    members = Audience("S", seg.labels.index[seg.labels == 0], "Segment 1 of 5", "")
    assert (audience.name, audience.source) == ("S", "Segment 1 of 5")
    assert audience.customers.equals(members.customers)


def test_a_new_name_is_on_every_page_with_segments(open_page: Open, demo_shop: Dataset) -> None:
    app = renamed(open_page("segments", demo_shop), 0, NAME)
    assert figures(app)[0]["data"][0]["name"] == "1 &lt;b&gt;A&lt;/b&gt; *x* :fire: &amp;lt;"
    assert f"**{NAME}** is 18.0% of the customers" in text(app)
    app.switch_page("pages/movement/page.py").run()
    nodes = figures(app)[0]["data"][0]["node"]["customdata"]
    assert any("<b>1 &lt;b&gt;A&lt;/b&gt; *x* :fire: &amp;lt;</b>" in node for node in nodes)
    app.switch_page("pages/rfm/page.py").run()
    app.segmented_control(key="rfm_view").set_value("segments").run()
    assert "&lt;b&gt;A&lt;/b&gt;" in str(figures(app)[0])
    assert NAME not in str(figures(app))
    app.switch_page("pages/audiences/page.py").run()
    assert f"Begin with your best segment: **{NAME}**" in text(app)
    app.switch_page("pages/segments/page.py").run()
    assert f"**{NAME}** is 18.0% of the customers" in text(app)


def test_lists_show_names_as_they_are(open_page: Open, demo_shop: Dataset) -> None:
    """A list is no Markdown: what is escaped for it is read with its backslashes."""
    app = renamed(open_page("segments", demo_shop), 0, NAME)
    app.switch_page("pages/audiences/page.py").run()
    app.segmented_control(key="audiences_view").set_value("new").run()
    assert app.selectbox(key="audience_segment").options[0] == NAME
    for name in ("*a*", "b-c"):
        app.text_input(key="new_segment_name").set_value(name).run()
        app.button(key="new_segment_save").click().run()
    app.segmented_control(key="new_audience").set_value("combine").run()
    assert app.multiselect(key="combine_which").options == ["*a*", "b-c"]


def test_cancel_ends_the_comparison_and_leaves_the_rest(
    open_page: Open, demo_shop: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(comparison, "_compare", lambda *_: st.stop())  # as if in the middle of it
        app = open_page("segments", demo_shop, section="How many?")
        assert not app.exception
        assert len(app.get("progress")) == 1
        app.button(key="comparison_cancel").click().run()
    assert not app.exception
    assert "The comparison was cancelled; nothing else has changed." in text(app)
    assert len(app.get("progress")) == 0
    assert f"{comparison.NAME}_kept" not in app.session_state
    app.segmented_control(key="section").set_value("who").run()
    assert "5 Recent keen browsers" in str(figures(app)[0])
    app.slider(key=segment_settings.K).set_value(3).run()
    assert "3 " in str(figures(app)[0]["data"][2]["name"])
    app.segmented_control(key="section").set_value("number").run()
    assert "cancelled" in text(app)
    assert notes.NOTES not in app.session_state
