"""Seeds, blocks, files and the shipped sample of the demo shop."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

from shopai.columns import (
    EVENT_TYPES,
    ITEM_TYPES,
    SET_ASIDE_TYPES,
    Customer,
    Event,
    Item,
)
from shopai.demo import shop as demo_shop
from shopai.demo.shop import BLOCK, SAMPLE, Shop, demo, simulate, write_events, write_sample
from shopai.errors import InputError, ParameterError
from shopai.events.load import load
from tests.demo.rows import FILES

pytestmark = pytest.mark.slow


def test_equal_seeds_equal_shops() -> None:
    one, same, other = simulate(200, seed=7), simulate(200, seed=7), simulate(200, seed=8)
    for table in ("events", "items", "customers"):
        pd.testing.assert_frame_equal(getattr(one, table), getattr(same, table))
        assert not getattr(one, table).equals(getattr(other, table))
    pd.testing.assert_series_equal(one.truths.segments, same.truths.segments)
    pd.testing.assert_frame_equal(one.truths.taste(), same.truths.taste())
    with pytest.raises(FrozenInstanceError):
        one.truths.segments = other.truths.segments  # type: ignore[misc]


def test_a_full_block_does_not_depend_on_the_others(shop: Shop) -> None:
    first = simulate(BLOCK).events
    pd.testing.assert_frame_equal(first, shop.events.head(len(first)))
    assert shop.events[Event.USER].iloc[len(first)] == "c0002501"


def test_ids_of_blocks_never_meet(shop: Shop) -> None:
    for column in (Event.SESSION, Event.ORDER):
        owners = shop.events.dropna(subset=column).groupby(column)[Event.USER].nunique()
        assert owners.eq(1).all()


def test_written_file_is_the_simulated_shop_with_its_items(tmp_path: Path) -> None:
    path, said = tmp_path / "events.parquet", []
    write_events(path, BLOCK + 10, seed=3, progress=lambda share, what: said.append((share, what)))
    shop = simulate(BLOCK + 10, seed=3)
    written = pd.read_parquet(path)
    known = [Item.TITLE, Item.CATEGORY, Item.BRAND, Item.COST]
    expected = shop.events.drop(columns=Event.EPOCH).join(
        shop.items.set_index(Item.ITEM)[known], on=Event.ITEM
    )
    pd.testing.assert_frame_equal(written, expected)
    assert said == [(2_500 / 2_510, "2,500 of 2,510 customers"), (1.0, "2,510 of 2,510 customers")]
    assert [p.name for p in tmp_path.iterdir()] == ["events.parquet"]


def test_written_file_loads_without_a_question(tmp_path: Path) -> None:
    write_events(tmp_path / "events.parquet", 100, seed=3)
    shop, dataset = simulate(100, seed=3), load(tmp_path / "events.parquet")
    assert dataset.report.rows_read == dataset.report.rows_kept == len(shop.events)
    assert dataset.currency == "EUR"
    assert dataset.n_customers == 100
    assert dataset.event_counts == shop.events[Event.KIND].value_counts().to_dict()
    order = [Event.USER, Event.EPOCH, Event.KIND, Event.ITEM]
    loaded = dataset.events.df().sort_values(order, ignore_index=True)
    made = shop.events.sort_values(order, ignore_index=True)
    pd.testing.assert_frame_equal(loaded, made, check_dtype=False)
    titles = dataset.items.df().set_index(Item.ITEM)[Item.TITLE]
    assert (titles == shop.items.set_index(Item.ITEM)[Item.TITLE][titles.index]).all()


@pytest.mark.parametrize(("n_customers", "seed"), [(0, 0), (-5, 0), (10, -1)])
def test_impossible_shops_are_refused(tmp_path: Path, n_customers: int, seed: int) -> None:
    with pytest.raises(ParameterError, match=str(min(n_customers, seed))):
        simulate(n_customers, seed)
    with pytest.raises(ParameterError):
        write_events(tmp_path / "events.parquet", n_customers, seed)
    assert not list(tmp_path.iterdir())


def test_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(ParameterError, match="nowhere does not exist"):
        write_events(tmp_path / "nowhere" / "events.parquet", 10)


def test_interrupted_writing_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "events.parquet"
    path.write_text("old")

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_events(path, 10, progress=interrupt)
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_sample_is_what_the_documented_seed_makes(shop: Shop) -> None:
    for name, table in zip(FILES, (shop.events, shop.items, shop.customers), strict=True):
        pd.testing.assert_frame_equal(pd.read_parquet(SAMPLE / name), table)


def test_sample_can_be_written_again(tmp_path: Path) -> None:
    write_sample(tmp_path)
    for name in FILES:
        assert pq.read_table(tmp_path / name).equals(pq.read_table(SAMPLE / name))


def test_sample_is_small_and_tells_no_truths(shop: Shop) -> None:
    assert sum(path.stat().st_size for path in SAMPLE.iterdir()) < 6e6
    assert {path.name for path in SAMPLE.iterdir()} == {*FILES, "README.md"}
    truths = {*shop.truths.segments.unique(), *shop.truths.style_taste.columns}
    allowed = {
        *EVENT_TYPES,
        *ITEM_TYPES,
        Customer.EMAIL,
        Customer.PHONE,
        Customer.CONSENT,
        Customer.COUNTRY,
    }
    for name in FILES:
        table = pd.read_parquet(SAMPLE / name)
        assert set(table.columns) <= allowed
        for column in table.select_dtypes("str"):
            assert not truths & set(table[column].dropna().unique())


def test_demo_is_a_synthetic_dataset(shop: Shop) -> None:
    dataset = demo()
    assert dataset.name == "Demo shop (synthetic)"
    assert dataset.synthetic
    assert dataset.currency == "EUR"
    assert dataset.n_customers == 3_000
    assert dataset.report.rows_read == dataset.report.rows_kept == len(shop.events)
    assert dataset.report.set_aside == {}
    assert dataset.event_counts == shop.events[Event.KIND].value_counts().to_dict()
    assert dataset.events.columns == list(EVENT_TYPES)
    assert [str(kind) for kind in dataset.events.types] == list(EVENT_TYPES.values())
    assert [str(kind) for kind in dataset.items.types] == list(ITEM_TYPES.values())
    assert dataset.filled == {*EVENT_TYPES, *ITEM_TYPES, *shop.customers.columns}
    assert dataset.rows_set_aside.fetchall() == []
    set_aside = dataset.rows_set_aside
    assert dict(zip(set_aside.columns, map(str, set_aside.types), strict=True)) == SET_ASIDE_TYPES
    assert dataset.fingerprint == demo().fingerprint


def test_demo_without_its_files_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo_shop, "SAMPLE", tmp_path)
    with pytest.raises(InputError, match=r"sample lacks .*events\.parquet"):
        demo()
