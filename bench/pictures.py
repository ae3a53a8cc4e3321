"""Pictures of every page and view on four data sets, and a sheet that shows them side by side.

    python bench/pictures.py [--data demo,ratings] [--pages segments,rfm] [--out pictures]

Starts a dashboard for each data set and photographs its pages in Debian's Chromium, at their
full height, 1440 and 390 pixels wide, light and dark: OUT/DATASET/PAGE[-VIEW]-WIDTH-SCHEME.png.
OUT/index.html has them all, those of earlier runs too. Printed for each page: the heights of its
views at 1440, and what is wrong for certain (an error, a page wider than a phone, not settled).

The data sets: `demo`, the demo shop; `retail`, UCI Online Retail, passed over where its file is
not in ../shared/data; `ratings`, the demo shop's ratings alone, without times; `customers`, a
made-up table with one row a customer and a few gaps.
"""

from __future__ import annotations

import argparse
import re
import shutil
import struct
import sys
import time
from html import escape
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, Literal

import numpy as np
import pandas as pd
from playwright.sync_api import Page, TimeoutError, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench.interactive import FLAGS, dashboard
from shopai.columns import Event, Kind
from shopai.places import shipped

RETAIL = ROOT.parent / "shared" / "data" / "online_retail.csv.gz"
DATA_SETS: Final = ("demo", "retail", "ratings", "customers")
SCREENS: Final = {1440: 900, 390: 844}  # width: height
#: In this order the scheme changes once: a chart keeps the colours it was drawn in, so that the
#: page is loaded anew then.
SHOTS: Final[tuple[tuple[int, Literal["light", "dark"]], ...]] = (
    (1440, "light"),
    (390, "light"),
    (390, "dark"),
    (1440, "dark"),
)
PATIENCE_MS: Final = 90_000
VIEWS: Final = ".st-key-frame_views button"
LINKS: Final = "[data-testid=stSidebarNavLink]"
SETTLED: Final = """() => {
    const app = document.querySelector("[data-testid=stApp]")?.dataset ?? {};
    const busy = ["stProgress", "stSpinner", "stSkeleton"].map(name => `[data-testid=${name}]`);
    const charts = document.querySelectorAll("[data-testid=stPlotlyChart]");
    return app.testScriptState === "notRunning" && app.testConnectionState === "CONNECTED"
        && !document.querySelector(`[data-testid=stMain] :is(${busy}, [data-stale=true])`)
        && [...charts].every(chart => chart.querySelector(".main-svg"));
}"""
TOO_WIDE: Final = "e => e.scrollWidth > e.clientWidth + 1"
SHEET: Final = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Pictures</title>
<style>
body {font: 15px system-ui, sans-serif; margin: 1.5rem; color: #1c2733; background: #dfe5ec}
nav a {margin-right: .8rem}
section {display: flex; gap: 1rem; align-items: start; overflow: auto}
figure {margin: 0; flex: none} figcaption {padding: .2rem 0}
figure a {display: block; position: relative} img {display: block; width: 100%; height: auto}
figure i {position: absolute; width: 100%; border-top: 2px dashed #d33}
.w1440 {width: 720px} .w390 {width: 234px}
</style>
<p>The dashed line is where the first screen ends.</p>
"""


def retail(_: Path) -> Path | None:
    """The real shop's file, where it is there."""
    return RETAIL if RETAIL.exists() else None


def ratings(folder: Path) -> Path:
    """The demo shop's ratings: who, what and how many stars; no times, no prices."""
    events = pd.read_parquet(shipped("data/events.parquet"))
    columns = [Event.USER, Event.ITEM, Event.RATING]
    table = events.loc[events[Event.KIND] == Kind.RATING, columns]
    path = folder / "ratings.csv"
    table.set_axis(["user", "item", "rating"], axis="columns").to_csv(path, index=False)
    return path


def customers(folder: Path) -> Path:
    """900 customers of three kinds, whose ages, incomes and cities are known for most."""
    rng = np.random.default_rng(0)
    n = 900
    kind = rng.choice(3, size=n, p=[0.5, 0.3, 0.2])
    table = pd.DataFrame(
        {
            "customer_id": [f"C{number:04}" for number in range(1, n + 1)],
            "age": rng.normal(np.array([27, 44, 66])[kind], 5).round().clip(18),
            "income": rng.lognormal(np.array([10.2, 11.0, 10.5])[kind], 0.25).round(-2),
            "visits_a_month": rng.poisson(np.array([6, 2, 1])[kind]),
            "newsletter_opened": rng.beta(np.array([2, 5, 8])[kind], 6).round(2),
            "city": rng.choice(["Berlin", "Hamburg", "Köln", "Leipzig", "München"], size=n),
            "gender": rng.choice(["f", "m"], size=n),
        }
    )
    for column, share in {"age": 0.03, "income": 0.08, "city": 0.02}.items():
        table.loc[rng.random(n) < share, column] = None
    path = folder / "customers.csv"
    table.to_csv(path, index=False)
    return path


FILES: Final = {"retail": retail, "ratings": ratings, "customers": customers}


def slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")


def settle(page: Page) -> bool:
    """Wait until nothing on the page moves any more; False where that takes too long."""
    try:
        page.wait_for_function(SETTLED, timeout=PATIENCE_MS)
        page.wait_for_timeout(400)  # the browser may not have told the server yet, nor drawn
        page.wait_for_function(SETTLED, timeout=PATIENCE_MS)
    except TimeoutError:
        return False
    return True


def resize(page: Page, width: int, height: int) -> None:
    """Another size of the screen; a phone's is without the sidebar, as for somebody who reads."""
    page.set_viewport_size({"width": width, "height": height})
    page.wait_for_timeout(150)  # until the charts have heard of it
    close = page.get_by_test_id("stSidebarCollapseButton").get_by_role("button")
    if width < 500 and close.count() and close.first.is_visible():
        close.first.click()
        page.wait_for_timeout(400)  # it slides out


def height_of(page: Page) -> int:
    height: int = page.get_by_test_id("stMain").evaluate("e => e.scrollHeight")
    return height


def photograph(page: Page, stem: Path) -> tuple[int, set[str]]:
    """Four pictures of what is shown: its height at 1440 wide, and what is wrong."""
    wrong, heights, before = set(), {}, "light"
    for width, scheme in SHOTS:
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        if scheme != before:
            page.reload(timeout=PATIENCE_MS)
            settle(page)
            before = scheme
        resize(page, width, SCREENS[width])
        if not settle(page):
            wrong.add("not settled")
        heights[width] = max(SCREENS[width], height_of(page))
        if page.get_by_test_id("stMain").evaluate(TOO_WIDE):
            wrong.add(f"wider than {width}")
        resize(page, width, heights[width])
        settle(page)
        page.screenshot(path=f"{stem}-{width}-{scheme}.png")
    if page.get_by_test_id("stException").count():
        wrong.add("an error")
    page.emulate_media(color_scheme="light")
    resize(page, 1440, SCREENS[1440])
    return heights[1440], wrong


def take(page: Page, name: str, address: str, folder: Path) -> str:
    """Pictures of one page in each of its views; what to say of it."""
    page.goto(address, timeout=PATIENCE_MS)
    settle(page)
    for old in folder.glob(f"{name}-*.png"):
        old.unlink()
    views = page.locator(VIEWS)
    labels = views.all_inner_texts() or [""]
    said = []
    for number, label in enumerate(labels):
        if number:
            views.nth(number).click()
            settle(page)
        height, wrong = photograph(page, folder / f"{name}-{slug(label)}".strip("-"))
        said.append(f"{label} {height:,} px".strip() + "".join(f" ({w}!)" for w in sorted(wrong)))
    return ", ".join(said)


def addresses(page: Page, url: str) -> dict[str, str]:
    """The pages that the sidebar offers, by name; the first, at `url` itself, is `overview`."""
    page.goto(url, timeout=PATIENCE_MS)
    page.wait_for_selector(LINKS)
    settle(page)
    links: list[str] = page.locator(LINKS).evaluate_all("all => all.map(e => e.href)")
    bare = [link.partition("?")[0] for link in links]
    return {link.removeprefix(url).strip("/") or "overview": link for link in bare}


def dimensions(picture: Path) -> tuple[int, int]:
    """Width and height, as the head of a PNG says."""
    with picture.open("rb") as file:
        width, height = struct.unpack(">II", file.read(24)[16:])
    return width, height


def figure(picture: Path, out: Path) -> str:
    """One picture in the sheet, with its height and the end of the first screen."""
    width, height = dimensions(picture)
    link, scheme = picture.relative_to(out).as_posix(), picture.stem.rpartition("-")[2]
    return (
        f'<figure class="w{width}"><figcaption>{width} {scheme}, {height:,} px</figcaption>'
        f'<a href="{link}"><i style="top:{SCREENS[width] / height:.2%}"></i>'
        f'<img loading="lazy" src="{link}" alt="" width="{width}" height="{height}"></a></figure>\n'
    )


def shown(picture: Path) -> str:
    """The page and view of a picture: its name without width and scheme."""
    return picture.stem.rsplit("-", 2)[0]


def sheet(out: Path) -> str:
    """All pictures in `out`, the four of a view in a row."""
    rows, contents = [], []
    for folder in (out / name for name in DATA_SETS):
        links = []
        for view, group in groupby(sorted(folder.glob("*.png"), key=shown), key=shown):
            name = escape(f"{folder.name}/{view}")
            shots = {path.stem.removeprefix(f"{view}-"): path for path in group}
            order = [f"{width}-{scheme}" for width in SCREENS for scheme in ("light", "dark")]
            four = "".join(figure(shots[shot], out) for shot in order if shot in shots)
            rows.append(f'<h2 id="{name}">{name}</h2><section>{four}</section>\n')
            links.append(f'<a href="#{name}">{escape(view)}</a>')
        contents.append(f"<p><b>{folder.name}</b> {''.join(links) or 'no pictures'}</p>\n")
    return f"{SHEET}<nav>{''.join(contents)}</nav>\n{''.join(rows)}"


def pictures(data_sets: list[str], pages: list[str], out: Path) -> None:
    """Photograph the pages (all, where none is named) on each data set."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        sys.exit("No chromium found; install it with: apt-get install chromium")
    with TemporaryDirectory() as place, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        for name in data_sets:
            data = FILES[name](Path(place)) if name in FILES else None
            if name in FILES and data is None:
                print(f"{name}: passed over, since {RETAIL.name} is not in ../shared/data")
                continue
            with dashboard(data) as url:
                page = browser.new_page(viewport={"width": 1440, "height": SCREENS[1440]})
                offered = addresses(page, url)
                if unknown := sorted(set(pages) - set(offered)):
                    sys.exit(f"No page {', '.join(unknown)}; there are {', '.join(offered)}.")
                (out / name).mkdir(parents=True, exist_ok=True)
                for one in pages or offered:
                    begin = time.perf_counter()
                    said = take(page, one, offered[one], out / name)
                    print(f"{name} {one}: {said}; {time.perf_counter() - begin:.0f} s", flush=True)
                page.close()
            (out / "index.html").write_text(sheet(out), encoding="utf-8")
        browser.close()
    print(f"All pictures: {out / 'index.html'}")


def main() -> None:
    def words(text: str) -> list[str]:
        return [word for word in text.split(",") if word]

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--data", type=words, default=DATA_SETS, help="of " + ", ".join(DATA_SETS))
    parser.add_argument("--pages", type=words, default=[], help="their addresses; all")
    parser.add_argument("--out", type=Path, default=ROOT / "pictures", help="folder (pictures)")
    options = parser.parse_args()
    if unknown := sorted(set(options.data) - set(DATA_SETS)):
        parser.error(f"no data set {', '.join(unknown)}; there are {', '.join(DATA_SETS)}")
    pictures(list(options.data), options.pages, options.out)


if __name__ == "__main__":
    main()
