"""Choosing K, naming segments and handing them over, in a real browser on the demo shop."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from shopai.audiences import contacts, customer_match
from shopai.charts.labels import escape
from shopai.charts.theme import colour
from shopai.columns import AudienceShare, Customer, Event, Flow, SegmentShare
from shopai.customers import customer_table
from shopai.demo.shop import demo
from shopai.events.dataset import Dataset
from shopai.segments.numbering import flows, numbered_like
from shopai.segments.segmentation import Segmentation, labelled, segment

from .conftest import (
    Settle,
    chart,
    download,
    draw_a_box,
    open_from_sidebar,
    rows_of,
    switch_view,
)

pytestmark = pytest.mark.browser

#: A name that is markup in HTML, Markdown and Streamlit's own, short enough for a legend.
NAME = "<b>A</b> *x* :fire: &lt;"

#: A colon has an invisible character behind it where Markdown would make a picture of a name.
NAME_IN_MARKDOWN = re.compile(re.escape(NAME).replace(":", ":\u2060?"))


@pytest.fixture(scope="module")
def shop() -> Dataset:
    return demo()


@pytest.fixture(scope="module")
def customers(shop: Dataset) -> pd.DataFrame:
    return customer_table(shop)


@pytest.fixture(scope="module")
def numbered(customers: pd.DataFrame) -> Callable[[int], Segmentation]:
    """The core's segments, numbered as the pages do: each K like the K below."""
    found = {2: segment(customers, k=2)}

    def of(k: int) -> Segmentation:
        if k not in found:
            found[k] = numbered_like(segment(customers, k=k), of(k - 1))
        return found[k]

    return of


def legend(page: Page) -> Locator:
    return chart(page, "segments_chart").locator(".legendtext")


def move_k(page: Page, key: str, k: int, settled: Settle) -> None:
    """One step with the arrow keys, until as many segments are drawn."""
    page.locator(".st-key-k input").first.press(key)
    expect(legend(page)).to_have_count(k)
    settled(page)


def pick(page: Page, key: str, option: str) -> None:
    """Choose `option` from the list of that key."""
    box = page.locator(f".st-key-{key} input")
    box.scroll_into_view_if_needed()
    # an open list closes when the page scrolls, and hears of that two pictures later at most
    page.evaluate("() => new Promise(r => requestAnimationFrame(() => requestAnimationFrame(r)))")
    box.fill(option)
    expect(page.get_by_role("option", name=option, exact=True)).to_be_visible()
    box.press("Enter")


def drawn(page: Page) -> pd.DataFrame:
    """Index customer: the name and the colour of the points' trace, in the page's own chart."""
    traces: list[dict[str, Any]] = chart(page, "segments_chart").evaluate(
        "e => e.data.filter(t => t.name != 'Centre').map("
        "t => ({name: t.name, colour: t.marker.color, users: Array.from(t.text)}))"
    )
    assert legend(page).all_text_contents() == [trace["name"] for trace in traces]
    rows = [(user, t["name"], t["colour"]) for t in traces for user in t["users"]]
    return pd.DataFrame(rows, columns=["user", "name", "colour"]).set_index("user").sort_index()


def links_of(plot: Locator) -> list[float]:
    """How many customers each band of a Sankey stands for."""
    found: list[float] = plot.evaluate("e => Array.from(e._fullData[0].link.value)")
    return found


def test_a_comparison_is_cancelled_begun_again_and_followed(
    page: Page, app_url: str, settled: Settle, numbered: Callable[[int], Segmentation]
) -> None:
    main = page.get_by_test_id("stMain")
    for address in ("segments?section=How+many%3F", "segments?section=How+many%3F&most_k=6"):
        page.goto(f"{app_url}/{address}")
        expect(main.get_by_test_id("stProgress")).to_be_visible()
        page.locator(".st-key-comparison_cancel button").click()
        expect(main).to_contain_text("The comparison was cancelled; nothing else has changed.")
        settled(page)
    expect(main.get_by_test_id("stProgress")).to_have_count(0)
    expect(page.locator(".st-key-comparison_cancel")).to_have_count(0)
    expect(main).not_to_contain_text("suit these customers")

    switch_view(page, "Who they are", settled)
    expect(legend(page)).to_have_count(5)
    move_k(page, "ArrowRight", 6, settled)

    switch_view(page, "How many?", settled)
    expect(main).to_contain_text("The comparison was cancelled")
    page.locator(".st-key-comparison_ask button").click()
    expect(page.locator(".st-key-frame_finding")).to_contain_text("5 segments suit these")
    settled(page)
    two_numbers_are_compared(page, settled, numbered)

    assert "most_k=6" in page.url
    page.locator(".st-key-use_recommended button").click()
    expect(legend(page)).to_have_count(5)
    settled(page)
    expect(page.locator(".st-key-k input").first).to_have_value("5")
    move_k(page, "ArrowLeft", 4, settled)
    expect(page.get_by_test_id("stException")).to_have_count(0)


def two_numbers_are_compared(
    page: Page, settled: Settle, numbered: Callable[[int], Segmentation]
) -> None:
    """The flows from one K to another are the core's, in the segments' colours."""
    plot = chart(page, "flows_of_k")
    title, nodes = plot.locator(".gtitle").first, plot.locator(".sankey-node")
    expect(title).to_contain_text("Customers from K = 5 to K = 6")
    expect(nodes).to_have_count(5 + 6)
    pick(page, "from_k", "3")
    expect(title).to_contain_text("Customers from K = 3 to K = 6")
    expect(nodes).to_have_count(3 + 6)
    settled(page)
    pick(page, "to_k", "2")
    expect(title).to_contain_text("Customers from K = 3 to K = 2")
    expect(nodes).to_have_count(3 + 2)
    settled(page)
    assert links_of(plot) == flows(numbered(3), numbered(2))[Flow.CUSTOMERS].tolist()
    assert plot.evaluate("e => e.data[0].node.color") == [
        colour(label) for label in (0, 1, 2, 0, 1)
    ]


def test_customers_keep_name_and_colour_when_k_moves(
    page: Page, app_url: str, settled: Settle, numbered: Callable[[int], Segmentation]
) -> None:
    page.goto(f"{app_url}/segments?k=5")
    expect(legend(page)).to_have_count(5)
    settled(page)
    five = drawn(page)
    move_k(page, "ArrowRight", 6, settled)
    six = drawn(page)
    for k, shown in ((5, five), (6, six)):
        labels = numbered(k).labels
        expected = labels.map(colour).set_axis([escape(user) for user in labels.index])
        pd.testing.assert_series_equal(
            shown["colour"], expected.sort_index(), check_names=False, check_dtype=False
        )
    assert len(five) == 3000
    assert five.index.equals(six.index)
    same = (five["colour"] == six["colour"]).mean()
    assert same == pytest.approx((numbered(5).labels == numbered(6).labels).mean())
    assert same >= 0.75
    # one colour, one name, at either K
    names = [
        dict(table[["colour", "name"]].drop_duplicates().itertuples(index=False))
        for table in (five, six)
    ]
    assert len(names[1]) == 6
    assert {code: names[1][code] for code in names[0]} == names[0]
    move_k(page, "ArrowLeft", 5, settled)
    pd.testing.assert_frame_equal(drawn(page), five)


def test_a_new_name_is_shown_as_typed_and_stays_with_the_data(
    page: Page, app_url: str, settled: Settle, tmp_path: Path
) -> None:
    page.goto(f"{app_url}/segments")
    settled(page)
    page.locator(".st-key-open_rename_0 button:visible").click()
    box = page.get_by_role("textbox", name="Name of segment 1", exact=True)
    box.fill(NAME)
    box.press("Enter")
    card = page.locator(".st-key-persona_0 b").first
    expect(card).to_have_text(f"1 {NAME}")
    expect(legend(page).first).to_have_text(f"1 {NAME}")
    settled(page)
    page.keyboard.press("Escape")

    open_from_sidebar(page, "Audiences", settled)
    expect(page.get_by_text("Begin with your best segment:")).to_contain_text(NAME_IN_MARKDOWN)
    page.locator(".st-key-first_audience button").first.click()
    expect(page.locator(".st-key-first_audience_name input")).to_have_attribute("placeholder", NAME)

    orders = [f"c{i},i{i % 3},2024-0{1 + i % 9}-01,{5 + i * i}" for i in range(12)]
    tiny = tmp_path / "tiny.csv"
    header = ",".join((Event.USER, Event.ITEM, Event.TIME, Event.PRICE))
    tiny.write_text("\n".join((header, *orders)))
    open_from_sidebar(page, "Data", settled)
    page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(tiny)
    page.locator(".st-key-load button").click()
    expect(page.locator(".st-key-open_data")).to_contain_text("12 customers")
    settled(page)
    open_from_sidebar(page, "Segments", settled)
    expect(card).to_contain_text("1 ")
    expect(page.get_by_test_id("stMain")).not_to_contain_text(NAME)

    open_from_sidebar(page, "Data", settled)
    page.locator(".st-key-open_demo button").click()
    expect(page.locator(".st-key-open_data")).to_contain_text("3,000 customers")
    open_from_sidebar(page, "Segments", settled)
    expect(card).to_have_text(f"1 {NAME}")
    expect(legend(page).first).to_have_text(f"1 {NAME}")
    open_from_sidebar(page, "Audiences", settled)
    switch_view(page, "New audience", settled)
    expect(page.locator(".st-key-audience_segment input")).to_have_value(NAME)


def test_an_audience_of_a_segment_leaves_as_files(
    page: Page,
    app_url: str,
    settled: Settle,
    shop: Dataset,
    numbered: Callable[[int], Segmentation],
) -> None:
    page.goto(f"{app_url}/audiences?audiences_view=New+audience")
    settled(page)
    page.locator(".st-key-new_segment_name input").fill("Big spenders")
    page.locator(".st-key-new_segment_save button").click()
    expect(page.get_by_test_id("stToast")).to_contain_text("Saved: Big spenders, 539 customers.")
    settled(page)
    labels = numbered(5).labels
    members = sorted(labels.index[labels == 0])
    assert len(members) == 539

    switch_view(page, "Your audiences", settled)
    ids = download(page, "audience_csv")
    assert ids.suggested_filename == "demo-shop-synthetic-big-spenders.csv"
    assert [row[Customer.USER] for row in rows_of(ids)] == members
    parquet = download(page, "audience_parquet")
    table = pd.read_parquet(io.BytesIO(Path(parquet.path()).read_bytes()))
    assert table[Customer.USER].tolist() == members

    people = contacts(shop).loc[members]
    consent = people[Customer.CONSENT].fillna("").str.lower() == "true"
    emails = people.loc[consent, Customer.EMAIL]
    sure = emails.index[0]
    assert emails[sure] == f"customer{int(sure[1:])}@example.com"
    switch_view(page, "Google and Meta ads", settled)
    google = Path(download(page, "match_download").path()).read_bytes()
    assert google.splitlines()[0] == b"Email,Phone,First Name,Last Name,Country,Zip"
    assert google == customer_match(people, "google").to_csv()
    sent = pd.read_csv(io.BytesIO(google), dtype=str)
    assert hashed(f"customer{int(sure[1:])}@example.com") in set(sent["Email"])
    assert sorted(sent["Email"]) == sorted(map(hashed, emails))

    page.locator(".st-key-match_platform").get_by_text("Meta Ads").click()
    expect(page.locator(".st-key-match_download")).to_contain_text("Meta Ads")
    settled(page)
    meta = Path(download(page, "match_download").path()).read_bytes()
    assert meta.splitlines()[0] == b"email,phone,fn,ln,ct,st,zip,country"
    assert meta == customer_match(people, "meta").to_csv()
    assert sorted(pd.read_csv(io.BytesIO(meta), dtype=str)["email"]) == sorted(map(hashed, emails))


def hashed(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def test_a_link_opens_the_page_as_it_was_shared_and_its_report_leaves_as_a_file(
    page: Page,
    browser: Browser,
    app_url: str,
    settled: Settle,
    tmp_path: Path,
    customers: pd.DataFrame,
    numbered: Callable[[int], Segmentation],
) -> None:
    page.goto(f"{app_url}/segments?k=9&view=Two+features")
    settled(page)
    page.locator(".st-key-settings_segments button").first.click()
    expect(page.locator(".st-key-x")).to_contain_text("Across")
    page.keyboard.press("Escape")
    expect(legend(page)).to_have_count(9)
    expect(page.get_by_test_id("stSidebarNav")).to_contain_text("Recommendations")
    expect(page.locator(".st-key-open_data")).to_contain_text("3,000 customers")
    rows = rows_of(download(page, "download_segments"))
    expected = labelled(customers, numbered(9))[SegmentShare.SEGMENT]
    found = {row[Customer.USER]: int(row[SegmentShare.SEGMENT]) for row in rows}
    assert found == expected.to_dict()

    report = tmp_path / "report.html"
    saved = download(page, "download_report")
    assert saved.suggested_filename == "demo-shop-synthetic-9-segments-report.html"
    saved.save_as(report)
    inside = set(re.findall(r"c\d{7}", report.read_text(encoding="utf-8")))
    assert inside.isdisjoint(customers.index)

    elsewhere = browser.new_context(offline=True)
    opened = elsewhere.new_page()
    complaints: list[str] = []
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("console", lambda said: complaints.append(said.text) if said.type == "error" else 0)
    opened.goto(report.as_uri())
    expect(opened.get_by_role("heading", level=1)).to_contain_text("Customer segments: Demo shop")
    expect(opened.locator(".card")).to_have_count(9)
    expect(opened.locator(".js-plotly-plot .main-svg .gtitle")).to_have_count(3)
    expect(opened.locator(".js-plotly-plot").first.locator(".legendtext")).to_have_count(9)
    drawn_there = opened.locator(".js-plotly-plot").first.evaluate(
        "e => e._fullData.filter(t => t.name != 'Centre').map(t => t._length)"
    )
    elsewhere.close()
    assert drawn_there == numbered(9).sizes.tolist()
    assert complaints == []


def test_customers_in_a_box_become_an_audience(page: Page, app_url: str, settled: Settle) -> None:
    page.goto(f"{app_url}/segments")
    settled(page)
    draw_a_box(page, chart(page, "segments_chart"))
    button = page.locator(".st-key-picked_audience button:visible")
    expect(button).to_be_visible()
    settled(page)
    picked = [row[Customer.USER] for row in rows_of(download(page, "download_picked"))]
    assert 0 < len(picked) < 3000
    expect(page.locator(".st-key-frame_next")).to_contain_text(f"{len(picked):,} picked customers")
    button.click()
    name = page.get_by_role("textbox", name=f"Name for {len(picked):,} customers")
    name.fill("Upper left")
    page.locator(".st-key-picked_audience_save button").click()
    said = f"Saved: Upper left, {len(picked):,} customers."
    expect(page.get_by_test_id("stToast")).to_contain_text(said)
    settled(page)
    page.keyboard.press("Escape")

    open_from_sidebar(page, "Audiences", settled)
    share = f"Upper left is {len(picked) / 3000:.1%} of the customers"
    expect(page.get_by_test_id("stMain")).to_contain_text(share)
    (kept,) = rows_of(download(page, "download_audiences"))
    assert kept[AudienceShare.AUDIENCE] == "Upper left"
    assert kept[AudienceShare.CUSTOMERS] == str(len(picked))
    ids = [row[Customer.USER] for row in rows_of(download(page, "audience_csv"))]
    assert ids == sorted(picked)
