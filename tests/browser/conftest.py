"""A running dashboard and a real browser to look at it with."""

from __future__ import annotations

import csv
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import (
    Browser,
    Download,
    Error,
    Locator,
    Page,
    expect,
    sync_playwright,
)

ROOT = Path(__file__).parents[2]
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
#: Nothing the tests wait for takes longer on a slow machine.
PATIENCE_MS = 60_000

#: Waits until the dashboard on a page has finished its run.
Settle = Callable[[Page], None]

expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture(scope="session")
def app_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a dashboard that runs for these tests, open on the demo shop."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = f"-m streamlit run serve.py --server.headless true --server.port {port}"
    log = tmp_path_factory.mktemp("server") / "log"
    environment = {k: v for k, v in os.environ.items() if k != "SHOPAI_DATA"}
    with log.open("w") as output:
        server = subprocess.Popen(
            [sys.executable, *command.split()],
            cwd=ROOT,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        url = f"http://127.0.0.1:{port}"
        _wait_for(url + "/_stcore/health", server, log)
        yield url
    finally:
        server.terminate()
        server.wait(timeout=20)


def _wait_for(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    """Return once the server answers; fail with its output when it ended instead."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if server.poll() is not None:
            break
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)  # another process: there is nothing to wait on
    pytest.fail(f"the dashboard did not start:\n{log.read_text()}")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, headless. Its absence fails in CI and skips elsewhere."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        complaint = "no chromium found; install it with: apt-get install chromium"
        if os.environ.get("CI") == "true":
            pytest.fail(complaint)
        pytest.skip(complaint)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def tab(browser: Browser) -> Page:
    """The one tab of all tests: a new one would compile the dashboard's scripts again."""
    context = browser.new_context(accept_downloads=True, reduced_motion="reduce")
    context.set_default_timeout(PATIENCE_MS)
    return context.new_page()


@pytest.fixture
def page(tab: Page) -> Iterator[Page]:
    """A desktop-sized page as of a new visitor; the test fails on an uncaught error in it."""
    tab.set_viewport_size({"width": 1440, "height": 900})
    tab.emulate_media(color_scheme="light")
    tab.context.clear_cookies()
    errors: list[str] = []

    def keep(error: Error) -> None:
        errors.append(str(error))

    tab.on("pageerror", keep)
    yield tab
    tab.remove_listener("pageerror", keep)
    if tab.url.startswith("http"):  # the address stays what it is: one elsewhere means new scripts
        tab.evaluate("() => {localStorage.clear(); sessionStorage.clear()}")
    assert errors == []


@pytest.fixture
def settled() -> Settle:
    """Wait until the dashboard on a page has finished its run."""
    return wait_until_settled


def wait_until_settled(page: Page) -> None:
    """Wait until the script of the dashboard on `page` is idle and connected."""
    idle = (
        "[data-testid=stApp][data-test-script-state=notRunning]"
        "[data-test-connection-state=CONNECTED]"
    )
    page.wait_for_selector(idle)
    page.wait_for_timeout(150)  # an interaction may not have reached the server yet
    page.wait_for_selector(idle)


def open_from_sidebar(page: Page, name: str, settled: Settle) -> None:
    page.get_by_test_id("stSidebarNav").get_by_role("link", name=name, exact=True).click()
    expect(page.get_by_role("heading", name=name, level=1, exact=True)).to_be_visible()
    settled(page)


def chart(page: Page, key: str) -> Locator:
    """The chart inside the container of that key."""
    return page.locator(f".st-key-{key} .js-plotly-plot").first


def draw_a_box(page: Page, plot: Locator) -> None:
    """Select with the mouse what lies in the upper left of `plot`."""
    expect(plot.locator(".gtitle").first).to_be_visible()
    plot.hover()
    plot.locator('.modebar-btn[data-title="Box Select"]').click()
    area = plot.locator(".nsewdrag").first.bounding_box()
    assert area is not None
    page.mouse.move(area["x"] + 5, area["y"] + 5)
    page.mouse.down()
    page.mouse.move(area["x"] + area["width"] * 0.6, area["y"] + area["height"] * 0.6, steps=5)
    page.mouse.up()


def download(page: Page, key: str) -> Download:
    """What the button of that key sends, on the page or in its menu of downloads."""
    # one with a help text is there twice, once hidden
    button = page.locator(f".st-key-{key} button:visible")
    if not button.count():
        page.locator(".st-key-frame_files_menu button").first.click()
    with page.expect_download() as waiting:
        button.click()
    page.keyboard.press("Escape")
    return waiting.value


def switch_view(page: Page, title: str, settled: Settle) -> None:
    """Go on to the view of that title on the same page."""
    page.locator(".st-key-frame_views").get_by_text(title, exact=True).click()
    settled(page)


def rows_of(download: Download) -> list[dict[str, str]]:
    """The rows of a downloaded CSV."""
    text = Path(download.path()).read_text(encoding="utf-8-sig")
    return list(csv.DictReader(text.splitlines()))
