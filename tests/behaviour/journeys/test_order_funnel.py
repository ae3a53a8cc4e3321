"""From order to order, by hand and against a count of its own; and who dropped off last."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import numpy as np
import pandas as pd
import pytest

from shopai.behaviour.journeys.funnel import funnel
from shopai.behaviour.journeys.order_funnel import NAMES, order_funnel
from shopai.columns import Event, FunnelStep, Kind
from shopai.errors import MissingColumns, ParameterError
from shopai.events.dataset import Dataset, from_frames
from shopai.selection.filter import Filter

DAY = timedelta(days=1)
START = datetime(2025, 1, 1, 12)


def shop(rows: list[tuple[str | None, str, float]]) -> Dataset:
    """Purchases: customer, order, day; two lines each."""
    lines = [row for row in rows for _ in range(2)]
    events = pd.DataFrame(lines, columns=[Event.USER, Event.ORDER, Event.TIME])
    events[Event.TIME] = [START + day * DAY for day in events[Event.TIME]]
    events[Event.ITEM] = [f"i{place % 2}" for place in range(len(lines))]
    return from_frames(events.assign(**{Event.KIND: Kind.PURCHASE}))


def test_orders_are_steps_and_their_lines_are_not() -> None:
    """Ann orders on days 0, 10 and 14, Bob on 3 and 5, Cay once, and a guest once."""
    found = order_funnel(
        shop(
            [
                ("ann", "1", 0),
                ("ann", "2", 10),
                ("ann", "3", 14),
                ("bob", "4", 3),
                ("bob", "5", 5),
                ("cay", "6", 1),
                (None, "7", 2),
            ]
        )
    )
    table = found.table
    assert table[FunnelStep.NAME].tolist() == list(NAMES[:4])
    assert table[FunnelStep.JOURNEYS].tolist() == [3, 2, 1, 0]
    assert table[FunnelStep.LOST].tolist() == [0, 1, 1, 1]
    assert table[FunnelStep.SHARE_OF_FIRST].tolist() == pytest.approx([1, 2 / 3, 1 / 3, 0])
    assert table[FunnelStep.SHARE_OF_PREVIOUS].tolist()[1:] == pytest.approx([2 / 3, 1 / 2, 0])
    seconds = table[FunnelStep.MEDIAN_SECONDS].tolist()
    assert seconds[1:3] == [6 * 86_400, 4 * 86_400]  # the mean of 10 and 2 days; 4 days
    assert np.isnan(seconds[0])
    assert np.isnan(seconds[3])
    assert found.n == found.customers == found.totals.buyers == 3
    assert found.dropped(2).tolist() == ["cay"]
    assert found.dropped(3).tolist() == ["bob"]


def test_dates_choose_who_is_new_in_them() -> None:
    """Ann came before; Bob buys twice in the dates, and a third time after them."""
    rows = [("ann", "1", 0), ("ann", "2", 10), ("bob", "3", 12), ("bob", "4", 14)]
    data = shop([*rows, ("bob", "5", 30), ("cay", "6", 1)])
    found = order_funnel(data, Filter(since=date(2025, 1, 5), until=date(2025, 1, 20)), steps=3)
    assert found.table[FunnelStep.JOURNEYS].tolist() == [1, 1, 0]
    assert (found.n, found.earlier, found.totals.buyers) == (1, 1, 2)
    assert found.totals.orders == 3
    assert found.dropped(3).tolist() == ["bob"]
    assert order_funnel(data).earlier == 0


def test_as_many_as_counting_says() -> None:
    """Forty customers with none to nine orders at chance days, and some orders at once."""
    rng = np.random.default_rng(5)
    users = [f"u{user}" for user in rng.integers(0, 40, 150)]
    rows = [(user, f"o{place}", float(day)) for place, (user, day) in
            enumerate(zip(users, rng.integers(0, 30, 150), strict=True))]  # fmt: skip
    data = shop(rows)
    orders = pd.Series(users).value_counts()
    for steps in (2, 5, 10):
        found = order_funnel(data, steps=steps)
        expected = [int((orders >= step).sum()) for step in range(1, steps + 1)]
        assert found.table[FunnelStep.JOURNEYS].tolist() == expected
        assert found.n == found.totals.buyers
        for step in range(2, steps + 1):
            assert set(found.dropped(step)) == set(orders.index[orders == step - 1])


def test_what_it_cannot_do() -> None:
    data = shop([("ann", "1", 0)])
    with pytest.raises(ParameterError, match="2 to 10; found 1"):
        order_funnel(data, steps=1)
    views = pd.DataFrame({Event.USER: ["ann"], Event.KIND: [Kind.VIEW], Event.ITEM: ["i"]})
    with pytest.raises(MissingColumns, match="need purchases; this data set holds view"):
        order_funnel(from_frames(views))
    with pytest.raises(MissingColumns, match="a customer column"):
        order_funnel(shop([(None, "1", 0)]))


def test_who_left_the_cart_in_the_last_visit_with_one() -> None:
    """Ann buys, then leaves a cart; Bob leaves one, then buys; Cay only views at last."""
    rows = [
        ("ann", "a1", 0, Kind.CART),
        ("ann", "a1", 1, Kind.PURCHASE),
        ("ann", "a2", 50, Kind.CART),
        ("bob", "b1", 0, Kind.CART),
        ("bob", "b2", 50, Kind.CART),
        ("bob", "b2", 51, Kind.PURCHASE),
        ("cay", "c1", 0, Kind.CART),
        ("cay", "c2", 50, Kind.VIEW),
    ]
    events = pd.DataFrame(rows, columns=[Event.USER, Event.SESSION, Event.TIME, Event.KIND])
    events[Event.TIME] = [START + timedelta(hours=h) for h in events[Event.TIME]]
    found = funnel(
        from_frames(events.assign(**{Event.ITEM: "i"})),
        steps=(Kind.CART, Kind.PURCHASE),
        per="session",
    )
    assert found.dropped_last(2).tolist() == ["ann", "cay"]
    assert found.dropped(2).tolist() == ["cay"]
    with pytest.raises(ParameterError):
        found.dropped_last(3)
