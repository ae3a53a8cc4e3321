"""What the rules go by, read from events and items."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
import scipy.sparse as sp

from shopai.columns import CatalogueTable, Event, Item, Kind
from shopai.errors import InputError
from shopai.events.dataset import Dataset, from_frames
from shopai.preferences import Preferences, preferences
from shopai.recommend.policy.catalogue import Catalogue, catalogue, days_since_bought

NAN = math.nan
DAY = 86_400_000_000


def shop(*events: tuple[str | None, str | None, str, float | None, float]) -> Dataset:
    """Events of (customer, item, kind, day, price), and items a, b, c."""
    names = (Event.USER, Event.ITEM, Event.KIND, Event.EPOCH, Event.PRICE)
    table = pd.DataFrame(events, columns=list(names))
    table[Event.EPOCH] = (table[Event.EPOCH] * DAY).astype("Int64")
    items = pd.DataFrame(
        {
            Item.ITEM: ["b", "a", "c"],
            Item.TITLE: ["Bowl", "Ale", None],
            Item.CATEGORY: ["Cups", None, None],
            Item.COST: [2.0, 1.0, NAN],
            Item.STOCK: [3.0, -1.0, NAN],
        }
    )
    return from_frames(table, items)


def test_the_price_is_the_latest_of_a_purchase() -> None:
    dataset = shop(
        ("u", "a", Kind.PURCHASE, 3, 7.0),
        ("u", "a", Kind.PURCHASE, 5, NAN),  # the newest says nothing
        ("v", "a", Kind.PURCHASE, 4, 8.0),
        ("v", "a", Kind.PURCHASE, None, 99.0),  # at an unknown time: the oldest
        ("v", "a", Kind.VIEW, 9, 6.0),  # shown at, not bought at
        ("v", "a", Kind.PURCHASE, 9, 0.0),  # a gift
        ("u", "b", Kind.VIEW, 1, 5.0),
        ("u", "b", Kind.CART, 2, 5.5),
        (None, "b", Kind.REFUND, 3, 9.0),
        ("u", "d", Kind.PURCHASE, 1, NAN),
        ("u", None, Kind.SEARCH, 1, NAN),
    )
    found = catalogue(dataset).items
    expected = pd.DataFrame(
        {
            CatalogueTable.TITLE: pd.Series(["Ale", "Bowl", None, None], dtype="str"),
            CatalogueTable.CATEGORY: pd.Series([None, "Cups", None, None], dtype="str"),
            CatalogueTable.BRAND: pd.Series([None] * 4, dtype="str"),
            CatalogueTable.PRICE: [8.0, 5.5, NAN, NAN],
            CatalogueTable.COST: [1.0, 2.0, NAN, NAN],
            CatalogueTable.MARGIN: [7.0, 3.5, NAN, NAN],
            CatalogueTable.STOCK: [-1.0, 3.0, NAN, NAN],
        }
    ).set_axis(pd.Index(["a", "b", "c", "d"], dtype="str", name=Item.ITEM))
    pd.testing.assert_frame_equal(found, expected)


def test_days_since_a_customer_bought_an_item() -> None:
    dataset = shop(
        ("u", "a", Kind.PURCHASE, 1, 1.0),
        ("u", "a", Kind.PURCHASE, 3, 1.0),
        ("u", "b", Kind.VIEW, 4, 1.0),
        ("v", "b", Kind.PURCHASE, 6.5, 1.0),
        ("v", "a", Kind.PURCHASE, None, 1.0),
        ("v", "z", Kind.PURCHASE, 2, 1.0),
        (None, "a", Kind.PURCHASE, 2, 1.0),
        ("w", "c", Kind.RATING, 6.5, 1.0),
    )
    # The axes of the preferences: other customers and items, in another order.
    prefs = Preferences(
        sp.csr_matrix(np.ones((3, 4))), pd.Index(["x", "v", "u"]), pd.Index(["q", "c", "b", "a"])
    )
    found = days_since_bought(dataset, prefs)
    expected = np.array([[0, 0, 0, 0], [0, 0, 1e-6, 0], [0, 0, 0, 3.5]], dtype=np.float32)
    assert found.dtype == np.float32
    assert (found.toarray() == expected).all()
    assert found.nnz == 2

    sold = catalogue(dataset, prefs)
    assert list(sold.items.index) == ["a", "b", "c", "q", "z"]
    assert sold.items.index.name == Item.ITEM
    assert list(sold.users) == ["x", "v", "u"]
    wide = np.zeros((3, 5), np.float32)
    wide[1, 1], wide[2, 0] = 1e-6, 3.5
    assert (sold.bought_days.toarray() == wide).all()
    assert catalogue(dataset).bought_days is None


def test_without_a_time_no_days_are_known() -> None:
    dataset = shop(("u", "a", Kind.PURCHASE, None, 1.0), ("u", "b", Kind.VIEW, 2, 1.0))
    prefs = Preferences.of(["u"], ["a"], [1.0])
    assert days_since_bought(dataset, prefs) is None
    assert catalogue(dataset, prefs).bought_days is None


def test_the_demo_knows_everything(demo_shop: Dataset) -> None:
    dataset = demo_shop
    prefs = preferences(dataset)
    found = catalogue(dataset, prefs)
    assert len(found.items) == 400
    assert found.items.notna().all().all()
    bought = dataset.events.filter(f"{Event.KIND} = '{Kind.PURCHASE}'").df()
    newest = dataset.events.aggregate(f"max({Event.EPOCH})").fetchall()[0][0]
    last = bought.groupby([Event.USER, Event.ITEM])[Event.EPOCH].max()
    days = found.bought_days.tocoo()
    pairs = pd.MultiIndex.from_arrays([found.users[days.row], found.items.index[days.col]])
    assert len(pairs) == len(last)
    np.testing.assert_allclose(days.data, (newest - last[pairs].to_numpy()) / DAY, rtol=1e-6)
    latest = bought.sort_values(Event.EPOCH, kind="stable").groupby(Event.ITEM)[Event.PRICE].last()
    same = found.items[CatalogueTable.PRICE] == latest
    assert same.mean() > 0.99  # all but those sold twice in the very last second


def test_a_table_of_the_shop_itself() -> None:
    given = pd.DataFrame({Item.COST: ["1", "?"], Event.PRICE: [3, 4], "colour": 1}, index=[7, 8])
    found = Catalogue(given).items
    assert list(found.index) == ["7", "8"]
    assert list(found) == [CatalogueTable.PRICE, CatalogueTable.COST, CatalogueTable.MARGIN]
    assert found[CatalogueTable.MARGIN].iloc[0] == 2.0
    assert found[CatalogueTable.MARGIN].isna().tolist() == [False, True]
    assert list(given) == [Item.COST, Event.PRICE, "colour"]
    own = Catalogue(given.assign(**{CatalogueTable.MARGIN: [9.0, 8.0]})).items
    assert own[CatalogueTable.MARGIN].tolist() == [9.0, 8.0]


def test_tables_that_do_not_fit() -> None:
    items = pd.DataFrame(index=["a", "b"])
    with pytest.raises(InputError, match="item 'a' twice"):
        Catalogue(pd.DataFrame(index=["a", "a"]))
    with pytest.raises(InputError, match="one column for each of its 2 items"):
        Catalogue(items, sp.csr_matrix((1, 3), dtype=np.float32), pd.Index(["u"]))
    with pytest.raises(InputError, match="one row for each"):
        Catalogue(items, sp.csr_matrix((1, 2), dtype=np.float32))
