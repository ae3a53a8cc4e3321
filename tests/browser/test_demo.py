"""A marketer's way through the demo shop, in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, Request, expect

from .conftest import Settle, chart, download, open_from_sidebar, rows_of

pytestmark = pytest.mark.browser

PAGES = (
    "", "segments", "segments?section=How+many%3F&most_k=3", "rfm", "movement", "similarity",
    "baskets", "journeys", "retention", "search", "recommendations",
)  # fmt: skip


def title(page: Page, key: str) -> Locator:
    return chart(page, key).locator(".gtitle").first


def test_the_main_job(page: Page, app_url: str, settled: Settle) -> None:
    page.goto(app_url)
    settled(page)
    expect(page.get_by_role("heading", name="Overview", level=1)).to_be_visible()
    expect(page.locator(".st-key-open_data")).to_contain_text("Synthetic demo data")
    expect(title(page, "trend")).to_contain_text("Revenue by")

    open_from_sidebar(page, "Segments", settled)
    expect(title(page, "segments_chart")).to_contain_text("Customers by segment (3,000 shown)")
    legend = chart(page, "segments_chart").locator(".legendtext")
    expect(legend).to_have_count(5)
    page.locator(".st-key-k input").first.press("ArrowRight")
    expect(legend).to_have_count(6)
    settled(page)
    assert "k=6" in page.url
    sent = download(page, "download_segments")
    rows = rows_of(sent)
    assert sent.suggested_filename == "demo-shop-synthetic-6-segments.csv"
    assert len(rows) == 3000
    assert {row["segment"] for row in rows} == set("123456")

    open_from_sidebar(page, "Similarity", settled)
    expect(title(page, "heat_map")).to_contain_text("Similarity of 100 customers")
    expect(chart(page, "heat_map").locator(".hm image").first).to_be_visible()

    open_from_sidebar(page, "Recommendations", settled)
    expect(page.locator(".st-key-most_offered table")).to_contain_text("Kitchen")
    page.locator(".st-key-frame_views").get_by_text("One customer").click()
    expect(title(page, "recommended_chart")).to_contain_text("Recommended for")
    search = page.locator(".st-key-customer input").first
    search.fill("c0000042")
    search.press("Enter")
    expect(title(page, "recommended_chart")).to_contain_text("c0000042")
    expect(title(page, "why_chart")).to_contain_text("Why ")
    settled(page)
    page.locator(".st-key-frame_files_menu button").first.click()
    rows = rows_of(download(page, "download_recommendations"))
    assert [row["rank"] for row in rows] == [str(rank) for rank in range(1, 11)]

    open_from_sidebar(page, "Segments", settled)
    expect(legend).to_have_count(6)


def test_tables_offer_no_download_of_their_own(page: Page, app_url: str, settled: Settle) -> None:
    """It would write cells as they are; the page's own disarms what a spreadsheet would run."""
    page.goto(f"{app_url}/rfm")
    settled(page)
    table = page.get_by_test_id("stDataFrame").first
    table.hover()
    tools = table.get_by_test_id("stElementToolbarButton")
    expect(tools.first).to_be_visible()
    names = [each.get_attribute("aria-label") for each in tools.get_by_role("button").all()]
    assert "Search" in names
    assert not [name for name in names if name and "CSV" in name]


def width_beyond(page: Page) -> int:
    """Pixels of the page that lie beside the screen, where nobody looks."""
    wide, room = page.get_by_test_id("stMain").evaluate("e => [e.scrollWidth, e.clientWidth]")
    viewport = page.viewport_size
    assert viewport is not None
    assert room == viewport["width"]
    return int(wide - room)


def test_pages_fit_a_phone_and_fetch_nothing_from_elsewhere(
    page: Page, app_url: str, settled: Settle
) -> None:
    fetched: list[str] = []

    def keep(request: Request) -> None:
        fetched.append(request.url)

    page.on("request", keep)
    page.set_viewport_size({"width": 390, "height": 844})
    for name in PAGES:
        page.emulate_media(color_scheme="light")
        page.goto(f"{app_url}/{name}")
        settled(page)
        expect(page.locator(".st-key-frame_main").first).to_be_visible()
        assert width_beyond(page) == 0, name
        page.emulate_media(color_scheme="dark")
        settled(page)
        assert page.evaluate("getComputedStyle(document.querySelector('.stApp')).colorScheme") == (
            "dark"
        )
        assert width_beyond(page) == 0, name
    page.goto(f"{app_url}/audiences")
    settled(page)
    assert width_beyond(page) == 0
    page.locator(".st-key-first_audience button").first.click()
    page.locator(".st-key-first_audience_save button").click()
    expect(page.get_by_test_id("stDataFrame")).to_be_visible()
    settled(page)
    assert width_beyond(page) == 0
    page.remove_listener("request", keep)
    assert [url for url in fetched if not url.startswith((app_url, "data:", "blob:"))] == []
