"""The map of segments with K tuned live: what it shows is the core's, for every K."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from playwright.sync_api import Browser, Page, expect

from shopai.charts.labels import escape
from shopai.charts.live_map import in_words
from shopai.columns import Event
from shopai.customers import customer_table
from shopai.demo.shop import demo
from shopai.findings.segments import moved_between
from shopai.segments.features import default_features
from shopai.segments.numbering import SegmentSeries
from shopai.segments.profile import summary
from shopai.segments.projection import project
from shopai.segments.segmentation import Segmentation

from .conftest import Settle

pytestmark = pytest.mark.browser

ALL_K = range(2, 16)
READY = ".live-map[data-shown]"
#: Lets the slider be dragged to a K, and waits for the next picture.
DRAG = """k => new Promise(done => {
    const input = document.querySelector(".live-input");
    input.value = k;
    input.dispatchEvent(new Event("input", {bubbles: true}));
    requestAnimationFrame(() => requestAnimationFrame(done));
})"""
RELEASE = """() => document.querySelector(".live-input")
    .dispatchEvent(new Event("change", {bubbles: true}))"""
DRAWN = """() => {
    const [points, centres] = document.querySelector(".live-chart").data;
    return {users: Array.from(points.text), labels: Array.from(points.marker.color),
        x: Array.from(centres.x), y: Array.from(centres.y),
        words: document.querySelector(".live-words").textContent,
        sizes: Array.from(document.querySelectorAll(".live-legend small"), e => e.textContent),
        shown: document.querySelector(".live-map").dataset.shown,
        valuetext: document.querySelector(".live-input").getAttribute("aria-valuetext")};
}"""


@pytest.fixture(scope="module")
def customers() -> pd.DataFrame:
    return customer_table(demo())


@pytest.fixture(scope="module")
def numbered(customers: pd.DataFrame) -> Callable[[int], Segmentation]:
    """The segments as the page numbers them."""
    series = SegmentSeries(customers)
    features = default_features(customers)
    return lambda k: series.segments(k, features)


def opened(page: Page, address: str, settled: Settle) -> None:
    """Open the page, and wait until all K are there."""
    page.goto(address)
    expect(page.locator(READY)).to_have_count(1)
    expect(page.locator(".live-marks .waits")).to_have_count(0)
    settled(page)


def test_every_k_is_the_core_s(
    page: Page,
    app_url: str,
    settled: Settle,
    customers: pd.DataFrame,
    numbered: Callable[[int], Segmentation],
) -> None:
    opened(page, f"{app_url}/segments", settled)
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    for k in ALL_K:
        page.evaluate(DRAG, k)
        drawn: dict[str, Any] = page.evaluate(DRAWN)
        seg = numbered(k)
        shares = summary(seg, customers)
        expected = seg.labels.set_axis([escape(user) for user in seg.labels.index])
        assert drawn["shown"] == str(k)
        assert dict(zip(drawn["users"], drawn["labels"], strict=True)) == expected.to_dict()
        centres = project(seg).centers
        np.testing.assert_allclose(np.column_stack([drawn["x"], drawn["y"]]), centres, atol=1e-4)
        assert drawn["words"] == in_words(shares)
        assert [text.split(" ")[0] for text in drawn["sizes"]] == [f"{n:,}" for n in seg.sizes]
        assert drawn["valuetext"] == f"{k} segments"
    assert requests == []  # all of it without the server
    assert "k=" not in page.url
    page.evaluate(RELEASE)
    expect(page.locator(".live-map[data-k='15']")).to_have_count(1)
    settled(page)
    assert "k=15" in page.url
    expect(page.locator("[class*='st-key-persona_']")).to_have_count(15)


def test_it_is_moved_by_keys_and_says_so(page: Page, app_url: str, settled: Settle) -> None:
    opened(page, f"{app_url}/segments", settled)
    slider = page.get_by_role("slider", name="Number of segments")
    for key, k in (("End", 15), ("ArrowLeft", 14), ("Home", 2), ("ArrowRight", 3)):
        slider.press(key)
        expect(page.locator(f".live-map[data-shown='{k}']")).to_have_count(1)
        expect(slider).to_have_attribute("aria-valuetext", f"{k} segments")
        expect(page.locator(".live-words")).to_contain_text(f"{k} segments: the largest, ")
    expect(page.locator(".live-map[data-k='3']")).to_have_count(1)
    settled(page)
    expect(slider).to_be_focused()


def test_a_pinned_picture_stays_beside(
    page: Page, app_url: str, settled: Settle, numbered: Callable[[int], Segmentation]
) -> None:
    opened(page, f"{app_url}/segments", settled)
    page.get_by_role("button", name="Pin to compare").click()
    expect(page.locator(".live-map.pinned .live-beside .main-svg").first).to_be_visible()
    for k in (6, 7):
        page.evaluate(DRAG, k)
        said = page.locator(".live-moves span")
        expect(said).to_have_text(str(moved_between(numbered(5), numbered(k))))
    beside = page.locator(".live-beside").evaluate("e => Array.from(e.data[0].marker.color)")
    assert beside == numbered(5).labels.tolist()
    page.locator(".live-beside").evaluate(
        "e => Plotly.relayout(e, {'xaxis.range[0]': -1, 'xaxis.range[1]': 1})"
    )
    page.wait_for_function(
        "() => document.querySelector('.live-chart').layout.xaxis.range[1] === 1"
    )
    page.get_by_role("button", name="Use 7 segments").click()
    expect(page.locator(".live-map.pinned")).to_have_count(0)
    expect(page.locator(".live-map[data-k='7'][data-shown='7']")).to_have_count(1)
    settled(page)
    assert "k=7" in page.url


def test_without_its_script_the_plain_slider_and_chart_take_its_place(
    browser: Browser, app_url: str, settled: Settle
) -> None:
    fresh = browser.new_context().new_page()
    fresh.route("**/plotly-*.js", lambda route: route.abort())
    fresh.goto(f"{app_url}/segments?k=6")
    legend = fresh.locator(".st-key-segments_chart .js-plotly-plot .legendtext")
    expect(legend).to_have_count(6)
    settled(fresh)
    fresh.locator(".st-key-k input").first.press("ArrowRight")
    expect(legend).to_have_count(7)
    expect(fresh.get_by_test_id("stException")).to_have_count(0)
    fresh.context.close()


def test_two_visitors_see_their_own_customers(
    browser: Browser, app_url: str, settled: Settle, tmp_path: Path
) -> None:
    lines = [f"c{n},i{n % 3},2024-0{1 + n % 9}-01,{5 + n * n}" for n in range(40)]
    own = tmp_path / "own.csv"
    header = ",".join((Event.USER, Event.ITEM, Event.TIME, Event.PRICE))
    own.write_text("\n".join((header, *lines)))
    one, other = browser.new_context().new_page(), browser.new_context().new_page()
    other.goto(f"{app_url}/data")
    settled(other)
    other.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(own)
    other.locator(".st-key-load button").click()
    expect(other.locator(".st-key-open_data")).to_contain_text("40 customers")
    settled(other)
    other.get_by_test_id("stSidebarNavLink").filter(has_text="Segments").click()
    opened(one, f"{app_url}/segments", settled)
    expect(other.locator(READY)).to_have_count(1)
    settled(other)
    users = "() => Array.from(document.querySelector('.live-chart').data[0].text)"
    assert set(other.evaluate(users)) == {f"c{n}" for n in range(40)}
    assert len(one.evaluate(users)) == 3_000
    for page in (one, other):
        page.context.close()


def test_two_hundred_moves_leave_nothing_behind(page: Page, app_url: str, settled: Settle) -> None:
    opened(page, f"{app_url}/segments", settled)
    client = page.context.new_cdp_session(page)
    client.send("Performance.enable")

    def left() -> dict[str, float]:
        client.send("HeapProfiler.collectGarbage")
        metrics = client.send("Performance.getMetrics")["metrics"]
        return {each["name"]: each["value"] for each in metrics}

    def moves(n: int) -> None:
        for step in range(n):
            page.evaluate(DRAG, 2 + step % 14)
        page.evaluate(DRAG, 5)

    moves(20)
    before = left()
    moves(200)
    after = left()
    assert after["Nodes"] <= before["Nodes"] + 200
    assert after["JSEventListeners"] <= before["JSEventListeners"] + 50
    assert after["JSHeapUsedSize"] < before["JSHeapUsedSize"] + 20e6
