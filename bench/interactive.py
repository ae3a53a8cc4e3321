"""Moving K with 100,000 customers: what the core takes, beside scikit-learn.

    python bench/interactive.py [--customers 100000] [--no-browser]

Fits K = 2 … 15 to generated customers (recency, frequency, monetary, sessions, views) and
computes what the Segments page shows; beside each fit, in the same run, scikit-learn's
`KMeans` with ten starts on all rows. Our times are medians of three runs, the peer's is one.
Both use one thread: two threads that wait for each other would measure the machine's other
work.

Then a browser (Debian's Chromium, by Playwright of requirements-dev.txt) opens the page on
the same customers and moves the slider; measured is from the key press to the new chart,
once where the K is new and once where it was seen before.
"""

from __future__ import annotations

import argparse
import os
import shutil
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd
from playwright.sync_api import Page, sync_playwright
from sklearn.cluster import KMeans
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # has no type stubs

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from shopai.columns import Event, Feature
from shopai.segments.profile import index_against_all, summary
from shopai.segments.projection import project, sample
from shopai.segments.segmentation import Segmentation, segment

CUSTOMERS = 100_000
K = range(2, 16)
RUNS = 3
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]


def customers(n: int, seed: int = 0) -> pd.DataFrame:
    """`n` customers of four kinds, skewed as spend and counts are."""
    rng = np.random.default_rng(seed)
    kind = rng.choice(4, size=n, p=[0.5, 0.3, 0.15, 0.05])
    frequency = 1 + rng.poisson(np.array([0.3, 1.5, 6.0, 25.0])[kind])
    basket = rng.lognormal(np.array([3.2, 3.6, 3.8, 4.5])[kind], 0.7)
    sessions = frequency + rng.poisson(np.array([1.0, 6.0, 4.0, 20.0])[kind])
    return pd.DataFrame(
        {
            Feature.RECENCY: rng.exponential(np.array([180.0, 60.0, 30.0, 10.0])[kind]),
            Feature.FREQUENCY: frequency,
            Feature.MONETARY: frequency * basket,
            Feature.SESSIONS: sessions,
            Feature.VIEWS: rng.poisson(4.0 * sessions),
        },
        index=pd.RangeIndex(n, name=Event.USER).astype("str"),
    )


def timed(work: Callable[[], object]) -> float:
    """Median seconds of a few runs."""
    seconds = []
    for _ in range(RUNS):
        begin = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - begin)
    return statistics.median(seconds)


def shown(seg: Segmentation, table: pd.DataFrame) -> None:
    """What the page computes from a segmentation before it draws."""
    project(seg).points.iloc[sample(seg)]
    summary(seg, table)
    index_against_all(seg, table)


def peer(points: np.ndarray, k: int) -> KMeans:
    """scikit-learn's K-means, ten starts on all rows."""
    with threadpool_limits(limits=1):
        return KMeans(k, n_init=10, random_state=0).fit(points)


def core(n: int) -> None:
    """Print a line for each K: fit, picture and tables, the peer's fit, and both inertias."""
    table = customers(n)
    features = list(table.columns)
    print(f"{n:,} customers, {len(features)} features; seconds, medians of {RUNS}")
    print(" K    fit  shown   peer  peer/fit  inertia/peer")
    fits, ratios = [], []
    for k in K:
        seg = segment(table, k=k, features=features)
        fit = timed(partial(segment, table, k=k, features=features))
        show = timed(partial(shown, seg, table))
        begin = time.perf_counter()
        other = peer(seg.scaled, k)
        theirs = time.perf_counter() - begin
        fits.append(fit + show)
        ratios.append(theirs / fit)
        worse = seg.inertia / other.inertia_
        print(f"{k:2} {fit:6.3f} {show:6.3f} {theirs:6.2f} {theirs / fit:9.1f} {worse:13.4f}")
    print(
        f"median over K: {statistics.median(fits):.3f} s to the page's numbers, worst "
        f"{max(fits):.3f} s; the peer's fit alone takes {statistics.median(ratios):.1f} times ours"
    )


@contextmanager
def dashboard(data: Path | None) -> Iterator[str]:
    """The address of a dashboard that is open on `data`; where that is None, on the demo shop."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "serve.py", "--server.headless", "true"]
    server = subprocess.Popen(
        [*command, "--server.port", str(port)],
        cwd=ROOT,
        env={**os.environ, "SHOPAI_DATA": str(data or "")},
        stdout=subprocess.DEVNULL,
    )
    url = f"http://127.0.0.1:{port}"
    try:
        for _ in range(300):
            try:
                urllib.request.urlopen(f"{url}/_stcore/health", timeout=1).close()
                break
            except OSError:
                time.sleep(0.1)
        yield url
    finally:
        server.terminate()
        server.wait(timeout=20)


def moved(page: Page, direction: str, k: int) -> float:
    """Seconds from a key press on the K slider to the chart of `k` segments."""
    begin = time.perf_counter()
    page.locator(".st-key-k input").first.press(direction)
    page.wait_for_function(
        "k => document.querySelectorAll('.st-key-segments_chart .legendtext').length === k",
        arg=k,
        polling=20,
    )
    seconds = time.perf_counter() - begin
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]")
    page.wait_for_timeout(500)
    return seconds


def browser(n: int) -> None:
    """Print how long a person waits for the chart after moving K."""
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        data = Path(folder) / "customers.parquet"
        customers(n).reset_index().to_parquet(data, index=False)
        chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        with dashboard(data) as url:
            page = chromium.new_page(viewport={"width": 1440, "height": 900})
            page.goto(f"{url}/segments?k=4", timeout=120_000)
            page.wait_for_selector(".st-key-segments_chart .legendtext", timeout=120_000)
            page.wait_for_timeout(1500)
            moved(page, "ArrowRight", 5)  # the first move warms up the browser
            new = [moved(page, "ArrowRight", k) for k in range(6, 16)]
            seen = [moved(page, "ArrowLeft", k) for k in range(14, 4, -1)]
        chromium.close()
    for what, seconds in (("new K", new), ("K seen before", seen)):
        shown = f"{min(seconds):.2f} {statistics.median(seconds):.2f} {max(seconds):.2f}"
        print(f"browser, {what}: {shown} s from key press to chart (min median max; target 1 s)")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--customers", type=int, default=CUSTOMERS)
    parser.add_argument("--no-browser", action="store_true")
    options = parser.parse_args()
    core(options.customers)
    if not options.no_browser:
        browser(options.customers)


if __name__ == "__main__":
    main()
