"""Looking up one customer."""

from datetime import datetime

import numpy as np
import pandas as pd
import pytest
import scipy.sparse as sp

from shopai.behaviour.lookup import (
    History,
    common_items,
    example_customers,
    find_customers,
    find_items,
    history,
    item_names,
    shared_items,
)
from shopai.columns import Event, Item, Kind
from shopai.errors import ParameterError
from shopai.events.dataset import Dataset, from_frames
from shopai.preferences import Preferences, preferences

DAY = [datetime(2024, 5, day) for day in range(1, 10)]

EVENTS = pd.DataFrame(
    [
        ("ann", "lamp", Kind.VIEW, DAY[0], None, None, None),
        ("ann", "lamp", Kind.PURCHASE, DAY[1], 2.0, 10.0, None),
        ("ann", "lamp", Kind.REFUND, DAY[2], 1.0, 10.0, None),
        ("ann", "sofa", Kind.PURCHASE, DAY[5], None, 99.0, None),
        ("ann", "sofa", Kind.RATING, DAY[6], None, None, 2.0),
        ("ann", "sofa", Kind.RATING, DAY[7], None, None, 4.0),
        ("ann", None, Kind.SEARCH, DAY[8], None, None, None),
        ("Annabel", "lamp", Kind.VIEW, DAY[0], None, None, None),
        ("joann", "lamp", Kind.VIEW, DAY[0], None, None, None),
        ("100%", "lamp", Kind.VIEW, DAY[0], None, None, None),
        ("o'hara", "lamp", Kind.VIEW, DAY[0], None, None, None),
        (None, "lamp", Kind.VIEW, DAY[0], None, None, None),
    ],
    columns=[
        Event.USER,
        Event.ITEM,
        Event.KIND,
        Event.TIME,
        Event.QUANTITY,
        Event.PRICE,
        Event.RATING,
    ],
)
ITEMS = pd.DataFrame(
    {Item.ITEM: ["lamp", "sofa"], Item.TITLE: ["Lamp, brass", None], Item.CATEGORY: ["Light", None]}
)


@pytest.fixture(scope="module")
def shop() -> Dataset:
    return from_frames(EVENTS, items=ITEMS)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ann", ["ann", "Annabel", "joann"]),
        (" ANN ", ["ann", "Annabel", "joann"]),
        ("Annabel", ["Annabel"]),
        ("%", ["100%"]),
        ("_", []),
        ("'", ["o'hara"]),
        ("nobody", []),
    ],
)
def test_ids_are_found_by_any_part_exact_first(shop: Dataset, text: str, found: list[str]) -> None:
    assert find_customers(shop, text) == found


def test_no_more_than_the_limit(shop: Dataset) -> None:
    assert find_customers(shop, "ann", limit=1) == ["ann"]
    with pytest.raises(ParameterError, match="at least 1"):
        find_customers(shop, "ann", limit=0)


def test_history_is_one_row_an_item_latest_first(shop: Dataset) -> None:
    done = history(shop, "ann")
    assert done[Event.ITEM].tolist() == ["sofa", "lamp"]
    assert done[Item.TITLE].tolist() == ["sofa", "Lamp, brass"]
    assert done[History.LAST].tolist() == [DAY[7], DAY[2]]
    assert done[Kind.VIEW].tolist() == [0, 1]
    assert done[Kind.PURCHASE].tolist() == [1, 1]
    assert done[Kind.REFUND].tolist() == [0, 1]
    assert done[History.SPENT].tolist() == [99.0, 10.0]
    assert done[History.RATING].iloc[0] == 4.0
    assert pd.isna(done[History.RATING].iloc[1])


def test_nobody_has_no_history(shop: Dataset) -> None:
    assert history(shop, "nobody").empty
    assert history(shop, "x' OR '1'='1").empty


def test_history_without_times_is_ordered_by_item() -> None:
    table = pd.DataFrame(
        {Event.USER: "u", Event.ITEM: ["b", "a"], Event.KIND: Kind.RATING, Event.RATING: [1.0, 2.0]}
    )
    done = history(from_frames(table), "u")
    assert done[Event.ITEM].tolist() == ["a", "b"]
    assert done[History.RATING].tolist() == [2.0, 1.0]


@pytest.mark.parametrize(
    ("times", "latest"),
    [
        ([DAY[1], DAY[1]], 2.0),  # of the same instant: the later row
        ([DAY[1], None], 5.0),  # without a time: older than any with one
        ([None, None], 2.0),
        ([datetime(1960, 1, 1), None], 5.0),
        ([DAY[2], DAY[1]], 5.0),
    ],
)
def test_the_latest_rating_is_the_preferences_one(
    times: list[datetime | None], latest: float
) -> None:
    table = pd.DataFrame(
        {
            Event.USER: "u",
            Event.ITEM: "a",
            Event.KIND: Kind.RATING,
            Event.RATING: [5.0, 2.0],
            Event.TIME: pd.to_datetime(pd.Series(times)),
        }
    )
    shop = from_frames(table)
    assert history(shop, "u")[History.RATING].tolist() == [latest]
    assert preferences(shop).matrix.toarray().tolist() == [[latest]]


def test_money_is_missing_where_nothing_has_a_price() -> None:
    table = pd.DataFrame(
        {
            Event.USER: "u",
            Event.ITEM: ["a", "a", "b", "c"],
            Event.KIND: [Kind.PURCHASE, Kind.PURCHASE, Kind.PURCHASE, Kind.VIEW],
            Event.PRICE: [4.0, None, None, 9.0],
        }
    )
    done = history(from_frames(table), "u").set_index(Event.ITEM)
    assert done[History.SPENT].fillna(-1).to_dict() == {"a": 4.0, "b": -1, "c": -1}


def test_an_item_without_a_title_is_called_by_its_id(shop: Dataset) -> None:
    names = item_names(shop)
    assert names[Item.TITLE].to_dict() == {"lamp": "Lamp, brass", "sofa": "sofa"}


def test_shared_items_come_in_the_order_of_ones_own_taste() -> None:
    matrix = sp.csr_matrix(np.array([[1.0, 5.0, 3.0, 0.0], [2.0, 2.0, 0.0, 2.0], [0, 0, 0, 4.0]]))
    prefs = Preferences(matrix, pd.Index(["a", "b", "c"]), pd.Index(["i", "j", "k", "l"]))
    assert shared_items(prefs, "a", ["b", "c", "x"]) == {"b": ["j", "i"], "c": [], "x": []}
    assert shared_items(prefs, "x", ["a"]) == {"a": []}


def test_common_items_are_those_most_of_some_customers_have() -> None:
    matrix = sp.csr_matrix(np.array([[1.0, 5.0, 3.0, 0.0], [2.0, 2.0, 0.0, 2.0], [0, 1.0, 0, 4.0]]))
    prefs = Preferences(matrix, pd.Index(["a", "b", "c"]), pd.Index(["i", "j", "k", "l"]))
    assert common_items(prefs, ["a", "b", "c", "x"]) == {"j": 3, "i": 2, "l": 2}
    assert common_items(prefs, ["a", "b"], most=1) == {"i": 2}
    assert common_items(prefs, ["a"]) == {}  # one customer has nothing in common


def test_examples_go_from_the_longest_history_to_a_short_one() -> None:
    known = [3, 0, 1, 20, 7]
    rows = [[1.0] * n + [0.0] * (20 - n) for n in known]
    prefs = Preferences(
        sp.csr_matrix(np.array(rows)),
        pd.Index(list("abcde")),
        pd.Index([f"i{i}" for i in range(20)]),
    )
    assert example_customers(prefs) == ("d", "e", "a")


NAMES = pd.DataFrame(
    {Item.TITLE: ["Oak lamp", "Lamp", "Lampshade", "Rug 100%", "i1"]},
    index=pd.Index(["i1", "i2", "i3", "lamp-4", "i5"], name=Item.ITEM),
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("lamp", ["i2", "i3", "i1", "lamp-4"]),  # start, shorter first; then within; then the id
        ("LAMP ", ["i2", "i3", "i1", "lamp-4"]),
        ("i1", ["i1", "i5"]),  # the exact id before a title
        ("100%", ["lamp-4"]),
        (".*", []),
        ("sofa", []),
    ],
)
def test_items_by_a_part_of_their_title_or_id(text: str, expected: list[str]) -> None:
    assert find_items(NAMES, text) == expected


def test_no_more_items_than_asked_for() -> None:
    assert find_items(NAMES, "lamp", limit=2) == ["i2", "i3"]
    with pytest.raises(ParameterError, match="at least 1; found 0"):
        find_items(NAMES, "lamp", limit=0)
