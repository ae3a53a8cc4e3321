"""The funnel: a shop worked out by hand, and the settings that cannot be."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest

from shopai.behaviour.journeys.funnel import funnel
from shopai.columns import Event, FunnelStep, Kind, State
from shopai.errors import MissingColumns, ParameterError
from shopai.events.dataset import Dataset, from_frames
from shopai.intervals import wilson
from shopai.selection.filter import Filter
from tests.behaviour.journeys.shop import ITEMS, ROWS, shop_of

DAY_S = 86_400
ONE_DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def shop() -> Dataset:
    return shop_of(ROWS)


def reached(found: Any) -> dict[str, list[int]]:
    """Journeys at each step, by group."""
    table = found.table
    return {
        group: table.loc[table[FunnelStep.GROUP] == group, FunnelStep.JOURNEYS].tolist()
        for group in found.groups
    }


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({}, [4, 2, 2]),  # cat put it in the cart before she saw it; dan's events have no time
        ({"window": ONE_DAY}, [4, 1, 1]),  # bob takes two days to the cart
        ({"order": "strict"}, [4, 2, 2]),
        ({"order": "any"}, [4, 3, 3]),
        ({"order": "any", "window": ONE_DAY}, [4, 2, 2]),
        ({"per": "session"}, [6, 2, 1]),  # a1, a2, b1, c1, d1, g1; then a1 and g1; then a1
        ({"per": "session", "order": "any"}, [6, 3, 2]),
        ({"steps": (Kind.PURCHASE,)}, [4]),
        ({"steps": (Kind.VIEW, Kind.PURCHASE), "order": "strict"}, [4, 1]),  # cat alone
        ({"steps": (Kind.VIEW, Kind.VIEW)}, [4, 1]),  # two views are two events
        ({"steps": ((Kind.VIEW, "hats"), (Kind.CART, "hats"))}, [2, 1]),
        ({"steps": ((Kind.VIEW, "shoes"), Kind.PURCHASE)}, [2, 2]),
    ],
)
def test_steps_by_hand(shop: Dataset, settings: dict[str, Any], expected: list[int]) -> None:
    found = funnel(shop, **settings)
    assert reached(found) == {FunnelStep.EVERYONE: expected}
    assert found.n == expected[0]


def test_the_table_by_hand(shop: Dataset) -> None:
    found = funnel(shop)
    table = found.table.set_index(FunnelStep.STEP)
    assert table[FunnelStep.NAME].tolist() == [Kind.VIEW, Kind.CART, Kind.PURCHASE]
    assert table[FunnelStep.CUSTOMERS].tolist() == [4, 2, 2]
    assert table[FunnelStep.LOST].tolist() == [0, 2, 0]
    assert table[FunnelStep.SHARE_OF_FIRST].tolist() == [1, 0.5, 0.5]
    assert table.loc[2, [FunnelStep.LOW, FunnelStep.HIGH]].tolist() == pytest.approx(
        [float(end) for end in wilson(2, 4)]
    )
    np.testing.assert_array_equal(table[FunnelStep.SHARE_OF_PREVIOUS], [np.nan, 0.5, 1])
    assert table.loc[
        3, [FunnelStep.PREVIOUS_LOW, FunnelStep.PREVIOUS_HIGH]
    ].tolist() == pytest.approx([float(end) for end in wilson(2, 2)])
    # ann: 2 minutes from her first view, 1 minute; bob: 2 days, 38 days
    assert table[FunnelStep.TIMED].tolist() == [0, 2, 2]
    np.testing.assert_allclose(
        table[FunnelStep.MEDIAN_SECONDS], [np.nan, (120 + 2 * DAY_S) / 2, (60 + 38 * DAY_S) / 2]
    )
    assert (found.customers, found.by) == (4, None)
    assert found.totals.customers == 5


def test_dropped_lists_who_stopped_before_a_step(shop: Dataset) -> None:
    found = funnel(shop)
    assert list(found.dropped(2)) == ["cat", "dan"]
    assert list(found.dropped(3)) == []
    assert found.dropped(2).name == Event.USER
    assert list(funnel(shop, per="session").dropped(2)) == ["bob", "cat", "dan"]
    assert list(funnel(shop, per="session").dropped(3)) == []  # the guest has no name
    grouped = funnel(shop, by="channel")
    # ann in her second visit; all of her first is by its ad
    assert list(grouped.dropped(2, State.UNKNOWN)) == ["ann", "cat", "dan"]
    assert list(grouped.dropped(2)) == ["cat", "dan"]


def test_per_session_customers_are_counted_too(shop: Dataset) -> None:
    found = funnel(shop, per="session")
    assert found.table[FunnelStep.CUSTOMERS].tolist() == [4, 1, 1]
    assert found.customers == 4
    low, high = found.table.loc[1, [FunnelStep.LOW, FunnelStep.HIGH]]
    plain = wilson(2, 6)
    assert low < plain[0] + 1e-12
    assert high > plain[1] - 1e-12


def test_by_category(shop: Dataset) -> None:
    expected = {"hats": [2, 1, 1], "shoes": [2, 1, 1], State.UNKNOWN: [1, 0, 0]}
    found = funnel(shop, by="category")
    assert reached(found) == expected
    assert found.n == 4  # ann is in two groups
    sessions = funnel(shop, by="category", per="session")
    # shoes: a1, a2, b1 and the guest's; hats: a1, d1
    assert reached(sessions) == {"shoes": [4, 1, 0], "hats": [2, 1, 1], State.UNKNOWN: [1, 0, 0]}
    assert sessions.n == 6


def test_by_channel_of_the_entry(shop: Dataset) -> None:
    found = funnel(shop, by="channel")
    assert reached(found) == {State.UNKNOWN: [3, 0, 0], "Ads": [1, 1, 1], "Search": [1, 1, 1]}


def test_by_week_of_the_entry(shop: Dataset) -> None:
    found = funnel(shop, by="week")
    assert reached(found) == {
        "2024-01-01": [3, 2, 2],
        "2024-01-08": [1, 0, 0],
        State.UNKNOWN: [1, 0, 0],
    }
    # who began a week before the end may yet buy
    assert not found.table[FunnelStep.WHOLE].any()
    alone = funnel(shop, steps=(Kind.VIEW,), by="week")
    assert alone.table[FunnelStep.WHOLE].tolist() == [True, True, False]
    visits = funnel(shop, by="week", per="session")
    assert visits.table[FunnelStep.WHOLE].tolist() == [True] * 6 + [False] * 3
    # the newest event is of 10 February: 30 days after the first week, not after the second
    late = funnel(shop, by="week", window=timedelta(days=30))
    assert late.table[FunnelStep.WHOLE].tolist() == [True] * 3 + [False] * 6


def test_a_quiet_category_does_not_end_the_data(shop: Dataset) -> None:
    """The newest event with a hat is of the first day; the data go on for 40 more."""
    hats = funnel(shop, Filter(categories=("hats",)), by="week", window=timedelta(days=30))
    assert hats.table[FunnelStep.WHOLE].tolist() == [True] * 3 + [False] * 3
    ended = Filter(categories=("hats",), until=date(2024, 1, 20))
    cut = funnel(shop, ended, by="week", window=timedelta(days=30))
    assert not cut.table[FunnelStep.WHOLE].any()


def test_by_own_groups(shop: Dataset) -> None:
    groups = pd.Series({"bob": "B", "ann": "A", "cat": "B", "zoe": "Z"})
    found = funnel(shop, by=groups)
    assert reached(found) == {"A": [1, 1, 1], "B": [2, 1, 1], State.UNKNOWN: [1, 0, 0]}
    assert found.by == "segment"
    numbers = funnel(shop, by=pd.Series([1, 0], ["ann", "bob"]))
    assert reached(numbers) == {"0": [1, 1, 1], "1": [1, 1, 1], State.UNKNOWN: [2, 0, 0]}


def test_a_filter_that_chooses_nothing_gives_zeros(shop: Dataset) -> None:
    nobody = Filter(customers=pd.Index(["zoe"]))
    found = funnel(shop, nobody)
    assert reached(found) == {FunnelStep.EVERYONE: [0, 0, 0]}
    assert found.table[[FunnelStep.LOW, FunnelStep.HIGH]].to_numpy().tolist() == [[0, 1]] * 3
    assert found.n == 0
    for by in ("category", "channel", "week"):
        for per in ("customer", "session"):
            assert funnel(shop, nobody, by=by, per=per).table.empty


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"steps": ()}, "1 to 10 steps"),
        ({"steps": "view"}, "found 'view'"),
        ({"steps": ("buy",)}, "found 'buy'"),
        ({"steps": ((Kind.VIEW, "cars"),)}, "no category called 'cars'"),
        ({"order": "loose"}, "found 'loose'"),
        ({"per": "day"}, "found 'day'"),
        ({"steps": (Kind.VIEW, Kind.VIEW), "order": "any"}, "must differ"),
        ({"steps": (Kind.VIEW, (Kind.VIEW, "shoes")), "order": "any"}, "one view of shoes would"),
        ({"window": timedelta(0)}, "above 0"),
        ({"by": "colour"}, "found 'colour'"),
        ({"by": pd.Series([1, 2], ["ann", "ann"])}, "more than once"),
    ],
)
def test_impossible_settings_are_refused(
    shop: Dataset, settings: dict[str, Any], message: str
) -> None:
    with pytest.raises(ParameterError, match=message):
        funnel(shop, **settings)


def test_steps_and_groups_there_are_not(shop: Dataset) -> None:
    found = funnel(shop)
    with pytest.raises(ParameterError, match="steps 2 to 3"):
        found.dropped(1)
    with pytest.raises(ParameterError, match="'Ads'"):
        found.dropped(2, "Ads")


def test_what_the_data_lack() -> None:
    ratings = pd.DataFrame(
        {Event.USER: ["a", "b", "b"], Event.KIND: [Kind.RATING, Kind.RATING, Kind.VIEW]}
    )
    data = from_frames(ratings)
    for settings, message in [
        ({}, "need times"),
        ({"steps": (Kind.VIEW,), "per": "session"}, "a session column"),
        ({"steps": (Kind.VIEW,), "by": "channel"}, "a channel column"),
        ({"steps": (Kind.VIEW,), "by": "device"}, "a device column"),
        ({"steps": (Kind.VIEW,), "by": "category"}, "items and categories"),
    ]:
        with pytest.raises(MissingColumns, match=message):
            funnel(data, **settings)
    timeless = funnel(data, steps=(Kind.RATING, Kind.VIEW), order="any")
    assert timeless.table[FunnelStep.JOURNEYS].tolist() == [2, 1]
    with pytest.raises(MissingColumns, match="customer table"):
        funnel(from_frames(pd.DataFrame(), ITEMS, pd.DataFrame({Event.USER: ["a"]})))
