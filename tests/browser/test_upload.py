"""A marketer's own file, from upload to recommendations, in a real browser."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from .conftest import ROOT, Settle, download, open_from_sidebar, rows_of

pytestmark = pytest.mark.browser

ONLINE_RETAIL = ROOT.parent / "shared" / "data" / "online_retail.csv.gz"


def _title(page: Page, key: str) -> str:
    return page.locator(f".st-key-{key} .js-plotly-plot .gtitle").first.text_content() or ""


@pytest.mark.skipif(
    not ONLINE_RETAIL.exists(), reason=f"the UCI Online Retail file is not at {ONLINE_RETAIL}"
)
def test_online_retail_from_upload_to_recommendations(
    page: Page, app_url: str, settled: Settle
) -> None:
    page.goto(f"{app_url}/data")
    settled(page)
    page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(ONLINE_RETAIL)
    main = page.get_by_test_id("stMain")
    expect(main).to_contain_text(
        "The first 200,000 rows of online_retail.csv hold", timeout=120_000
    )
    settled(page)
    assert page.locator(".st-key-load button").bounding_box()["y"] < 450  # type: ignore[index]
    page.locator(".st-key-load button").click()
    expect(main).to_contain_text("4,372 customers and 20,726 orders", timeout=120_000)
    expect(main).to_contain_text("541,907 of 541,909 rows are used", timeout=120_000)
    settled(page)
    expect(page.locator(".st-key-open_data")).to_contain_text("4,372 customers")
    rows = rows_of(download(page, "download_set_aside"))
    assert [(row["line"], row["reason"]) for row in rows] == [
        ("299985", "negative price"),
        ("299986", "negative price"),
    ]

    open_from_sidebar(page, "Segments", settled)
    legend = page.locator(".st-key-segments_chart .js-plotly-plot .legendtext")
    expect(legend).to_have_count(5)
    assert "4,372" in _title(page, "segments_chart")
    page.locator(".st-key-k input").first.press("ArrowRight")
    expect(legend).to_have_count(6)

    open_from_sidebar(page, "Similarity", settled)
    expect(page.locator(".st-key-heat_map .hm image").first).to_be_visible()

    open_from_sidebar(page, "Recommendations", settled)
    page.locator(".st-key-frame_views").get_by_text("One customer").click()
    search = page.locator(".st-key-customer input").first
    search.fill("17850")
    search.press("Enter")
    expect(page.locator(".st-key-recommended_chart .gtitle").first).to_contain_text("17850")
    settled(page)
    page.locator(".st-key-frame_files_menu button").first.click()
    rows = rows_of(download(page, "download_recommendations"))
    assert [row["rank"] for row in rows] == [str(rank) for rank in range(1, 11)]


def test_a_bad_file_gets_one_sentence_and_the_demo_stays_open(
    page: Page, app_url: str, settled: Settle, tmp_path: Path
) -> None:
    bad = tmp_path / "orders.csv"
    bad.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(500))
    page.goto(f"{app_url}/data")
    settled(page)
    page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(bad)
    expect(page.get_by_test_id("stAlert")).to_contain_text("is a picture, not a table")
    settled(page)
    expect(page.locator(".st-key-open_data")).to_contain_text("3,000 customers")
    expect(page.get_by_test_id("stException")).to_have_count(0)
