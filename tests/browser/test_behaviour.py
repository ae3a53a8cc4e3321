"""The filter in the address, and what a click puts back, in a real browser on the demo shop."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from .conftest import Settle, chart, open_from_sidebar

pytestmark = pytest.mark.browser


def test_a_link_s_filter_goes_from_page_to_page_and_is_cleared(
    page: Page, app_url: str, settled: Settle
) -> None:
    chosen = "category=Kitchen&channel=Direct&last_day=2025-03-31"
    page.goto(f"{app_url}/retention?retention_view=Who+comes+back&{chosen}")
    settled(page)
    said = page.locator(".st-key-filters, .st-key-frame_data")
    expect(said).to_contain_text("to 31 Mar 2025")
    expect(said).to_contain_text(re.compile("Kitchen.*Direct"))
    expect(chart(page, "cohort_map").locator(".gtitle").first).to_be_visible()
    open_from_sidebar(page, "Journeys", settled)
    expect(said).to_contain_text(re.compile("Kitchen.*Direct"))
    expect(page).to_have_url(re.compile("category=Kitchen"))
    open_from_sidebar(page, "Overview", settled)
    expect(page).to_have_url(re.compile("category=Kitchen"))
    page.locator(".st-key-filter_controls").get_by_role("button", name="Filter").click()
    page.locator(".st-key-clear_filters button").click()
    expect(said).not_to_contain_text("Kitchen")
    settled(page)
    expect(page).to_have_url(f"{app_url}/")
    expect(page.get_by_test_id("stException")).to_have_count(0)
    open_from_sidebar(page, "Journeys", settled)
    expect(page).to_have_url(f"{app_url}/journeys")
    expect(said).not_to_contain_text("Kitchen")


def test_every_rule_is_shown_again(page: Page, app_url: str, settled: Settle) -> None:
    page.goto(f"{app_url}/baskets?basket_view=Rules&basket_lift=99&basket_text=nothing")
    settled(page)
    page.locator(".st-key-loosen button").click()
    expect(chart(page, "strongest_rules").locator(".gtitle").first).to_be_visible()
    settled(page)
    assert "basket_text" not in page.url
    expect(page.get_by_test_id("stException")).to_have_count(0)
