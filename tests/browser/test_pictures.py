"""`make pictures`: its data sets, its pictures and the sheet that shows them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page

from bench import pictures
from shopai.columns import Event, Kind
from shopai.customers import customer_features
from shopai.events.load import load

pytestmark = pytest.mark.browser


def test_the_ratings_have_no_times_and_the_customer_table_has_gaps(tmp_path: Path) -> None:
    ratings = load(pictures.ratings(tmp_path))
    assert ratings.event_counts == {Kind.RATING: 9037}
    assert Event.TIME not in ratings.filled
    customers = load(pictures.customers(tmp_path))
    assert customers.event_counts == {}
    assert customers.n_customers == 900
    assert customer_features(customers).isna().any().sum() == 2


def test_a_page_is_photographed_four_times_at_its_full_height(
    page: Page, app_url: str, tmp_path: Path
) -> None:
    offered = pictures.addresses(page, app_url)
    assert {name: offered[name] for name in ("overview", "segments", "data")} == {
        "overview": f"{app_url}/",
        "segments": f"{app_url}/segments",
        "data": f"{app_url}/data",
    }
    folder = tmp_path / "demo"
    folder.mkdir()
    said = pictures.take(page, "data", offered["data"], folder)
    sizes = {path.name: pictures.dimensions(path) for path in folder.iterdir()}
    assert {name: width for name, (width, _) in sizes.items()} == {
        f"data-{width}-{scheme}.png": width for width in (390, 1440) for scheme in ("light", "dark")
    }
    height = sizes["data-1440-light.png"][1]
    assert height >= 900
    assert sizes["data-390-light.png"][1] > 844  # longer on a phone
    assert said == f"{height:,} px"

    sheet = pictures.sheet(tmp_path)
    assert re.findall(r'src="([^"]+)"', sheet) == [
        f"demo/data-{width}-{scheme}.png" for width in (1440, 390) for scheme in ("light", "dark")
    ]
    assert f"1440 light, {height:,} px" in sheet


def test_each_view_of_a_page_is_photographed(
    page: Page, app_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, "SHOTS", ((1440, "light"),))
    said = pictures.take(page, "audiences", f"{app_url}/audiences", tmp_path)
    titles = page.locator(pictures.VIEWS).all_inner_texts()
    assert len(titles) > 1
    assert {path.name for path in tmp_path.iterdir()} == {
        f"audiences-{pictures.slug(title)}-1440-light.png" for title in titles
    }
    assert [part.rsplit(" ", 2)[0] for part in said.split(", ")] == titles
