"""The shop at a glance: key figures against the period before, the trend, what sells."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any, Final, Literal

import narwhals as nw
import numpy as np
import pandas as pd

from shopai.arrays import Array, Ints, Mask
from shopai.columns import Event, Kind, TopItems, Trend
from shopai.errors import MissingColumns
from shopai.events.dataset import Dataset
from shopai.events.moments import DAY_US
from shopai.selection.filter import Filter
from shopai.selection.selection import NO_TIME, Selection, select
from shopai.selection.totals import SHOPPING, Totals, count, is_kind, net, row, sold, units

Step = Literal["day", "week", "month"]
Numbers = dict[str, Any]

PERIOD_DAYS: Final = 30
TOP: Final = 10
#: Longest span in days that is still drawn by day, and by week; months beyond.
MOST_DAYS: Final = 92
MOST_WEEKS: Final = 550
#: Shorter data have no two periods to compare.
LEAST_HOURS: Final = 2

ALL, LAST, BEFORE, GUESTS = "all", "last", "before", "guests"
DAY: Final = "day"
RESAMPLE: Final[dict[Step, str]] = {"day": "D", "week": "W-MON", "month": "MS"}


@dataclass(frozen=True)
class KeyFigure:
    """One number over all time, in the last period, and in the one before."""

    label: str
    unit: str  # "customers", "orders", "money" or "share" (0 … 1)
    total: float | None  # None throughout: the data do not know
    current: float | None
    previous: float | None

    @property
    def change(self) -> float | None:
        """Percent from the period before to the last; None unless that was above 0."""
        if self.current is None or not self.previous or self.previous < 0:
            return None
        return 100 * (self.current / self.previous - 1)


@dataclass(frozen=True)
class Period:
    """Events later than `start`, up to and including `end`, by the shop's clock."""

    start: pd.Timestamp
    end: pd.Timestamp


@dataclass(frozen=True, eq=False)
class Overview:
    """The key figures and tables of :func:`overview`."""

    customers: KeyFigure  # known customers seen; guests have no name to count
    orders: KeyFigure  # guests' too; by when they began
    revenue: KeyFigure  # net of refunds, guests' too
    guest_revenue: float | None  # what guests brought of it, all time; None where it is unknown
    conversion: KeyFigure  # visits with a purchase / visits; by when they began
    average_order_value: KeyFigure  # money before refunds / orders
    period: Period | None  # the last period; None without times, or with hardly two hours of them
    period_before: Period | None
    trend: pd.DataFrame  # columns.Trend, one row a step, no gaps; empty without times
    step: Step  # what a row of the trend is
    top_items: pd.DataFrame  # columns.TopItems, best first
    top_categories: pd.DataFrame  # columns.TopItems without item and title, best first
    ranked_by: str  # TopItems.REVENUE, or TopItems.EVENTS where nothing has a price
    totals: Totals

    @property
    def figures(self) -> tuple[KeyFigure, ...]:
        """The five key figures in display order."""
        return (
            self.revenue,
            self.orders,
            self.average_order_value,
            self.customers,
            self.conversion,
        )


def overview(dataset: Dataset, where: Filter | None = None) -> Overview:
    """Key figures, trend and bestsellers of a shop, of the events that pass `where`.

    The last period is the 30 days up to the newest event, compared with as many
    days before it; where the data span less than both, with the first half of the data
    against the second, and below two hours there are no periods. Orders, money and customers
    mean what they mean in :data:`shopai.columns.FEATURES`, so the customers' net spend and
    the guests' add up to the revenue. A visit is a session with a view, search, cart, wishlist
    or purchase; conversion is missing where the data hold purchases only. Orders are missing
    where the data hold no purchase, money where nothing sold has a price.

    Raises MissingColumns for a customer table without events. A few scans by the engine, in
    bounded memory.
    """
    if not dataset.event_counts:
        raise MissingColumns(
            "The overview needs events such as purchases or views; this data set is a customer "
            "table. Open a file of orders or of behaviour."
        )
    selection = select(dataset, where)
    totals, sales = selection.totals, _sales(selection.events)
    priced, net_money = bool(sales[Event.PRICE].any()), sales[TopItems.REVENUE].to_numpy()
    first, newest = totals.span_us or (None, None)
    windows = _windows(first, newest)
    periods = {n: Period(*pd.to_datetime(ends, unit="us")) for n, ends in windows.items()}
    span = (newest - first) / DAY_US if newest is not None and first is not None else 0.0
    step: Step = "day" if span <= MOST_DAYS else "week" if span <= MOST_WEEKS else "month"
    ranked_by = TopItems.REVENUE if priced else TopItems.EVENTS
    began = _began(sales[Event.EPOCH].to_numpy(), windows)
    parts = began | {GUESTS: sales[GUESTS].to_numpy()}
    revenue = {name: float(net_money[part].sum()) for name, part in parts.items() if priced}
    per_item = _per_item(selection, sales)
    # items without a category belong to none
    per_category = per_item.groupby(TopItems.CATEGORY)[
        [TopItems.REVENUE, TopItems.UNITS, TopItems.EVENTS]
    ].sum()
    total = revenue[ALL] if priced else totals.events
    rank = partial(_top, ranked_by=ranked_by, total=total)
    return Overview(
        **_key_figures(selection, windows, revenue),
        guest_revenue=revenue.get(GUESTS),
        period=periods.get(LAST),
        period_before=periods.get(BEFORE),
        trend=_trend(selection, sales, priced, step),
        step=step,
        top_items=rank(per_item, [TopItems.ITEM, TopItems.TITLE, TopItems.CATEGORY]),
        top_categories=rank(per_category.reset_index(), [TopItems.CATEGORY]),
        ranked_by=ranked_by,
        totals=totals,
    )


def _windows(first: int | None, newest: int | None) -> dict[str, tuple[int, int]]:
    """The last period and the one before, each (after, up to and including) in µs."""
    if first is None or newest is None or newest - first < LEAST_HOURS * DAY_US // 24:
        return {}
    length, begin = PERIOD_DAYS * DAY_US, newest - 2 * PERIOD_DAYS * DAY_US
    if begin < first:  # too short a history for two periods: its two halves
        length, begin = (newest - first + 1) // 2, first - 1
    middle = newest - length
    return {LAST: (middle, newest), BEFORE: (begin, middle)}


def _key_figures(
    selection: Selection, windows: dict[str, tuple[int, int]], revenue: Numbers
) -> dict[str, KeyFigure]:
    kinds = selection.dataset.event_counts
    sells, browses = Kind.PURCHASE in kinds, any(k in kinds for k in SHOPPING[:-1])
    placed = selection.orders
    began = _began(placed.start, windows)
    n_orders = {name: int(chosen.sum()) for name, chosen in began.items()} if sells else {}
    gross = {name: float(placed.gross[chosen].sum()) for name, chosen in began.items()}
    visits = _began(selection.visits.start, windows) if browses else {}
    bought = {name: int(selection.visits.bought[part].sum()) for name, part in visits.items()}
    conversion = _ratios(bought, {name: int(part.sum()) for name, part in visits.items()})
    # of those seen many buy nothing; what was returned is off the revenue, not off the orders
    seen = "Customers seen" if browses else "Customers"
    basket = "Average order before refunds" if Kind.REFUND in kinds else "Average order"
    return {
        "customers": _figure(seen, "customers", _customers(selection.events, windows)),
        "orders": _figure("Orders", "orders", n_orders),
        "revenue": _figure("Revenue", "money", revenue),
        "conversion": _figure("Visits that buy", "share", conversion),
        "average_order_value": _figure(
            basket, "money", _ratios(gross if revenue else {}, n_orders)
        ),
    }


def _sales(events: nw.LazyFrame[Any]) -> pd.DataFrame:
    """Purchases and refunds, read once for all that is made of them.

    ``epoch_us`` is `NO_TIME` for none, ``item_id`` a number, −1 for none; whether a guest's, net
    money, units bought, and whether it has a price.
    """
    quantity = nw.when(is_kind(Kind.PURCHASE)).then(units())
    sales = events.filter(sold()).select(
        nw.col(Event.EPOCH).fill_null(NO_TIME),
        nw.col(Event.ITEM).cast(nw.Int64).fill_null(-1),
        nw.col(Event.USER).is_null().alias(GUESTS),
        net().alias(TopItems.REVENUE),
        quantity.fill_null(0.0).alias(TopItems.UNITS),
        (~nw.col(Event.PRICE).is_null()).alias(Event.PRICE),
    )
    table: pd.DataFrame = sales.collect("pandas").to_native()
    return table


def _began(start: Ints, windows: dict[str, tuple[int, int]]) -> dict[str, Mask]:
    """Masks of the moments `start` (µs) in each period; all of them, the unknown too."""
    inside = {name: (start > after) & (start <= end) for name, (after, end) in windows.items()}
    return {ALL: np.ones(len(start), dtype=bool)} | inside


def _figure(label: str, unit: str, values: Numbers) -> KeyFigure:
    return KeyFigure(label, unit, *(values.get(name) for name in (ALL, LAST, BEFORE)))


def _ratios(parts: Numbers, wholes: Numbers) -> Numbers:
    both = parts.keys() & wholes.keys()
    return {name: parts[name] / wholes[name] if wholes[name] else None for name in both}


def _customers(events: nw.LazyFrame[Any], windows: dict[str, tuple[int, int]]) -> Numbers:
    epoch = nw.col(Event.EPOCH)
    within = {name: (epoch > start) & (epoch <= end) for name, (start, end) in windows.items()}
    each = (
        events.filter(~nw.col(Event.USER).is_null())
        .group_by(Event.USER)
        .agg(nw.len().alias(ALL), *(count(inside).alias(n) for n, inside in within.items()))
    )
    return row(each.select(*(count(nw.col(name) > 0).alias(name) for name in (ALL, *within))))


def _trend(selection: Selection, sales: pd.DataFrame, priced: bool, step: Step) -> pd.DataFrame:
    columns = [Trend.START, Trend.REVENUE, Trend.ORDERS, Trend.EVENTS, Trend.WHOLE]
    if selection.days is None:
        return pd.DataFrame(columns=columns)
    days = pd.date_range(*selection.days, name=DAY)
    first, start = int(days[0].value // 1_000 // DAY_US), selection.orders.start

    def by_day(epoch: Ints | pd.Series, values: pd.Series | None = None) -> Array:
        """(n_days,) the sum of `values` of each day, or the number of them."""
        timed = epoch != NO_TIME
        weights = None if values is None else values[timed]
        return np.bincount(epoch[timed] // DAY_US - first, weights, minlength=len(days))

    daily = pd.DataFrame(
        {
            Trend.REVENUE: by_day(sales[Event.EPOCH], sales[TopItems.REVENUE]),
            Trend.EVENTS: _events_by_day(selection.events).reindex(days).fillna(0),
            Trend.ORDERS: by_day(start),
        },
        index=days,
    )
    sums = daily.resample(RESAMPLE[step], closed="left", label="left").sum()
    starts = pd.DatetimeIndex(sums.index)
    ends = starts + pd.tseries.frequencies.to_offset(RESAMPLE[step])
    return pd.DataFrame(
        {
            Trend.START: starts,
            Trend.REVENUE: sums[Trend.REVENUE].to_numpy() if priced else float("nan"),
            Trend.ORDERS: sums[Trend.ORDERS].to_numpy().astype("int64"),
            Trend.EVENTS: sums[Trend.EVENTS].to_numpy().astype("int64"),
            Trend.WHOLE: (starts >= days[0]) & (ends <= days[-1] + pd.Timedelta(days=1)),
        }
    )


def _events_by_day(events: nw.LazyFrame[Any]) -> pd.Series:
    """Events of each day of the shop that has any; what has no time has no day."""
    daily = (
        events.filter(~nw.col(Event.EPOCH).is_null())
        .with_columns((nw.col(Event.EPOCH) // DAY_US).alias(DAY))
        .group_by(DAY)
        .agg(nw.len().alias(Trend.EVENTS))
    )
    frame: pd.DataFrame = daily.collect("pandas").to_native()
    return frame.set_index(pd.to_datetime(frame[DAY].astype("int64"), unit="D"))[Trend.EVENTS]


def _per_item(selection: Selection, sales: pd.DataFrame) -> pd.DataFrame:
    events = selection.events.filter(~nw.col(Event.ITEM).is_null())
    table = events.group_by(Event.ITEM).agg(nw.len().alias(TopItems.EVENTS)).sort(Event.ITEM)
    items: pd.DataFrame = table.collect("pandas").to_native()
    numbers = items.pop(Event.ITEM).to_numpy(dtype="int64")
    codes, names = selection.categories
    named = sales[sales[Event.ITEM] >= 0]
    for name in (TopItems.REVENUE, TopItems.UNITS):
        items[name] = np.bincount(named[Event.ITEM], named[name], minlength=len(codes))[numbers]
    items[TopItems.ITEM] = selection.item_ids[numbers]
    items[TopItems.TITLE] = selection.titles[numbers]
    items[TopItems.CATEGORY] = pd.Categorical.from_codes(codes[numbers], names).astype("str")
    return items


def _top(table: pd.DataFrame, names: list[str], *, ranked_by: str, total: float) -> pd.DataFrame:
    """The rows that lead by `ranked_by`, each with its share of `total`, that of all events."""
    best = table.sort_values([ranked_by, names[0]], ascending=[False, True]).head(TOP)
    best = best.assign(**{TopItems.SHARE: best[ranked_by] / total if total > 0 else float("nan")})
    if ranked_by == TopItems.EVENTS:
        best[TopItems.REVENUE] = float("nan")
    best = best[
        [*names, TopItems.REVENUE, TopItems.UNITS, TopItems.EVENTS, TopItems.SHARE]
    ].reset_index(drop=True)
    return best.astype({TopItems.EVENTS: "int64", TopItems.SHARE: "float64"})
