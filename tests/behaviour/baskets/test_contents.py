"""What is in which basket: by hand, and beside plain pandas on the demo shop."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pandas as pd
import pytest

from shopai.behaviour.baskets.contents import Baskets, baskets
from shopai.behaviour.baskets.rules import association_rules
from shopai.columns import Event, Item, Kind
from shopai.errors import MissingColumns, ParameterError
from shopai.events.dataset import Dataset
from shopai.selection.filter import Filter
from shopai.selection.selection import select
from tests.behaviour.baskets import shop as lines


@pytest.fixture(scope="module")
def shop() -> Dataset:
    return lines.of(lines.ROWS)


@pytest.fixture(scope="module")
def bought_there(demo_shop: Dataset) -> pd.DataFrame:
    """The lines bought in the demo shop."""
    columns = [Event.USER, Event.ITEM, Event.ORDER, Event.SESSION, Event.TIME]
    named = f"{Event.KIND} = '{Kind.PURCHASE}' AND {Event.ITEM} IS NOT NULL"
    return demo_shop.events.filter(named).project(", ".join(columns)).df()


def contents(bought: Baskets) -> list[str]:
    """Each basket as its items, one after another; sorted."""
    items, starts = bought.ids.to_numpy(dtype=object)[bought.items], bought.starts.tolist()
    return sorted(" ".join(items[i:j]) for i, j in pairwise(starts))


def test_a_basket_per_order_by_hand(shop: Dataset) -> None:
    bought = baskets(shop)
    assert contents(bought) == ["box cup tea", "cup", "cup tea", "cup tea", "pot", "pot", "tea"]
    assert (bought.n, bought.n_items) == (7, 4)
    assert bought.totals is not None
    assert bought.totals.orders == 8
    assert bought.left_out == ("Left out for naming no item: 1 of 8 orders.",)
    assert bought.names["tea"] == "Green tea"
    assert bought.names["pot"] == "pot"
    assert bought.categories["cup"] == "china"
    assert bought.categories.isna().to_dict() == {
        "box": True, "cup": False, "hat": False, "pot": False, "tea": False,
    }  # fmt: skip


def test_a_basket_per_session_by_hand(shop: Dataset) -> None:
    bought = baskets(shop, per="session")
    assert contents(bought) == ["box pot", "cup tea", "cup tea"]
    assert bought.left_out == ("Left out for having no session: 5 of 12 lines bought.",)


def test_a_basket_per_day_by_hand(shop: Dataset) -> None:
    bought = baskets(shop, per="day")
    # ann's first day in one; each guest apart
    assert contents(bought) == ["box cup pot tea", "cup tea", "cup tea", "pot", "tea"]
    assert bought.left_out == ("Left out for having no time: 1 of 12 lines bought.",)


def test_baskets_of_categories_by_hand(shop: Dataset) -> None:
    bought = baskets(shop, level="category")
    drinks = "china drinks"
    assert contents(bought) == ["china", "china", "china", drinks, drinks, drinks, "drinks"]
    assert bought.ids.tolist() == ["china", "clothes", "drinks"]
    assert bought.categories["china"] == bought.names["china"] == "china"


def test_a_category_in_no_basket_is_said() -> None:
    bought = baskets(lines.of([row for row in lines.ROWS if row[1] == "box"]), max_basket=1)
    assert contents(bought) == ["box"]
    mixed = [row for row in lines.ROWS if row[1] in ("box", "tea") and row[6] != "o1"]
    mixed.append(("dan", "box", Kind.PURCHASE, "2024-01-01", 1.0, None, "d", None))
    bought = baskets(lines.of(mixed), level="category")
    assert contents(bought) == ["drinks", "drinks"]
    assert bought.left_out == ("Left out for naming no item of a known category: 1 of 3 orders.",)


def test_large_baskets_are_left_out_and_said(shop: Dataset) -> None:
    bought = baskets(shop, max_basket=2)
    assert contents(bought) == ["cup", "cup tea", "cup tea", "pot", "pot", "tea"]
    assert bought.left_out[1] == (
        "1 of 7 orders (14 %) with more than 2 different items is left out."
    )
    result = association_rules(shop, max_basket=2, min_support=1)
    assert result.n_baskets == 6
    assert result.cut == bought.left_out


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        (Filter(categories=("china",)), ["cup", "cup", "cup", "cup", "pot", "pot"]),
        (Filter(channels=("Ads",)), ["box cup tea"]),  # the box came in the order of an Ads visit
        (Filter(customers=pd.Index(["bob", "cat"])), ["cup", "tea"]),
        (Filter(since=date(2024, 1, 2)), ["cup tea"]),
        (Filter(since=date(2030, 1, 1)), []),
    ],
)
def test_only_what_the_filter_chooses(shop: Dataset, where: Filter, expected: list[str]) -> None:
    bought = baskets(shop, where)
    assert contents(bought) == expected
    assert bought.n == len(expected)
    result = association_rules(shop, where, min_support=1)
    assert result.n_baskets == len(expected)
    assert result.baskets.totals == select(shop, where).totals


@pytest.mark.slow
@pytest.mark.parametrize("per", ["order", "session", "day"])
def test_of_the_demo_shop_as_pandas_groups_it(
    demo_shop: Dataset, bought_there: pd.DataFrame, per: str
) -> None:
    bought = bought_there
    order = bought[Event.ORDER].fillna("session " + bought[Event.SESSION])
    if per == "session":
        bought = bought[bought[Event.SESSION].notna()]
        order = bought[Event.SESSION]
    if per == "day":
        day = bought[Event.TIME].dt.floor("D").astype(str)
        order = day.where(bought[Event.USER].notna(), order)
    user = bought[Event.USER].fillna("a guest")
    lines = pd.DataFrame({"user": user, "order": order, "item": bought[Event.ITEM]})
    lines = lines.drop_duplicates().sort_values("item")
    expected = lines.groupby(["user", "order"])["item"].agg(" ".join)
    found = baskets(demo_shop, per=per)
    assert contents(found) == sorted(expected)
    if per == "order":
        assert found.totals is not None
        assert found.n == found.totals.orders


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ({"level": "brand"}, "item, category; found 'brand'"),
        ({"per": "week"}, "order, session, day; found 'week'"),
        ({"max_basket": 0}, "max_basket must be a whole number"),
    ],
)
def test_impossible_settings_are_refused(
    shop: Dataset, setting: dict[str, str], words: str
) -> None:
    with pytest.raises(ParameterError, match=words):
        baskets(shop, **setting)  # type: ignore[arg-type]


def test_missing_columns_are_named() -> None:
    only_tea = [(*row[:5], None, None, None) for row in lines.ROWS if row[1] == "tea"]
    untimed = [(*row[:3], None, *row[4:]) for row in only_tea]
    plain = lines.of(untimed, pd.DataFrame({Item.ITEM: ["tea"]}))
    for setting, words in (
        ({"level": "category"}, "items with a category"),
        ({"per": "session"}, "session column"),
        ({"per": "day"}, "time column"),
    ):
        with pytest.raises(MissingColumns, match=words):
            baskets(plain, **setting)  # type: ignore[arg-type]
    assert baskets(plain).n_items == 1
    viewed = lines.of([row for row in lines.ROWS if row[2] == Kind.VIEW])
    with pytest.raises(MissingColumns, match="found events of these kinds: view"):
        baskets(viewed)
