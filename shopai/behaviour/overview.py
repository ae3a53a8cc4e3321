"""The shop at a glance: key figures against the period before, the trend, what sells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Literal

import narwhals as nw
import pandas as pd

from shopai.columns import Event, Item, Kind, Top, Trend
from shopai.customers import DAY_US, GROSS, START, count, is_kind, lazy_tables, net, orders, units
from shopai.errors import MissingColumns, ParameterError
from shopai.events.dataset import Dataset

Step = Literal["day", "week", "month"]
Numbers = dict[str, Any]

PERIOD_DAYS: Final = 30
TOP: Final = 10
#: Longest span in days that is still drawn by day, and by week; months beyond.
MOST_DAYS: Final = 92
MOST_WEEKS: Final = 550
#: Shorter data have no two periods to compare.
LEAST_HOURS: Final = 2

#: What a customer does while shopping. A refund or a rating alone makes no visit.
SHOPPING: Final = (Kind.VIEW, Kind.SEARCH, Kind.CART, Kind.WISHLIST, Kind.PURCHASE)

ALL, LAST, BEFORE, GUESTS = "all", "last", "before", "guests"
DAY: Final = "day"
BOUGHT: Final = "with_purchase"
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
    """Events later than `start`, up to and including `end`; UTC."""

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
    top_items: pd.DataFrame  # columns.Top, best first
    top_categories: pd.DataFrame  # columns.Top without item and title, best first
    ranked_by: str  # Top.REVENUE, or Top.EVENTS where nothing has a price

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


def overview(dataset: Dataset, period_days: float = PERIOD_DAYS, top: int = TOP) -> Overview:
    """Key figures, trend and bestsellers of a shop.

    The last period is the `period_days` days up to the newest event, compared with as many
    days before it; where the data span less than both, with the first half of the data
    against the second, and below two hours there are no periods. Orders, money and customers
    mean what they mean in :data:`shopai.columns.FEATURES`, so the customers' net spend and
    the guests' add up to the revenue. A visit is a session with a view, search, cart, wishlist
    or purchase; conversion is missing where the data hold purchases only. Orders are missing
    where the data hold no purchase, money where nothing sold has a price.

    Raises MissingColumns for a customer table without events, ParameterError unless
    `period_days` and `top` are above 0. A few scans by the engine, in bounded memory.
    """
    if period_days <= 0 or top < 1:
        raise ParameterError(
            f"period_days and top must be above 0; found period_days={period_days}, top={top}."
        )
    if not dataset.event_counts:
        raise MissingColumns(
            "The overview needs events such as purchases or views; this data set is a customer "
            "table. Open a file of orders or of behaviour."
        )
    events, items = lazy_tables(dataset)
    first, newest, priced = _facts(events)
    windows = _windows(first, newest, period_days)
    span = (newest - first) / DAY_US if newest is not None and first is not None else 0.0
    step: Step = "day" if span <= MOST_DAYS else "week" if span <= MOST_WEEKS else "month"
    ranked_by = Top.REVENUE if priced else Top.EVENTS
    per_item = _per_item(events, items)
    revenue = _revenue(events, windows) if priced else {}
    everything = revenue[ALL] if priced else sum(dataset.event_counts.values())
    return Overview(
        **_key_figures(dataset, events, windows, revenue),
        guest_revenue=revenue.get(GUESTS),
        period=_period(windows, LAST),
        period_before=_period(windows, BEFORE),
        trend=_trend(events, first, newest, step, priced),
        step=step,
        top_items=_top(per_item, [Top.ITEM, Top.TITLE, Top.CATEGORY], ranked_by, everything, top),
        top_categories=_top(_per_category(per_item), [Top.CATEGORY], ranked_by, everything, top),
        ranked_by=ranked_by,
    )


def _facts(events: nw.LazyFrame[Any]) -> tuple[int | None, int | None, bool]:
    """Oldest and newest instant (µs; None without times), and whether anything sold has a price."""
    sold = is_kind(Kind.PURCHASE) | is_kind(Kind.REFUND)
    found = _row(
        events.select(
            nw.col(Event.EPOCH).min().alias(BEFORE),
            nw.col(Event.EPOCH).max().alias(LAST),
            nw.when(sold).then(nw.col(Event.PRICE)).count().alias(Event.PRICE),
        )
    )
    return found[BEFORE], found[LAST], bool(found[Event.PRICE])


def _windows(first: int | None, newest: int | None, days: float) -> dict[str, tuple[int, int]]:
    """The last period and the one before, each (after, up to and including) in µs."""
    if first is None or newest is None or newest - first < LEAST_HOURS * DAY_US // 24:
        return {}
    length, begin = int(days * DAY_US), newest - 2 * int(days * DAY_US)
    if begin < first:  # too short a history for two periods: its two halves
        length, begin = (newest - first + 1) // 2, first - 1
    middle = newest - length
    return {LAST: (middle, newest), BEFORE: (begin, middle)}


def _period(windows: dict[str, tuple[int, int]], name: str) -> Period | None:
    if name not in windows:
        return None
    start, end = windows[name]
    return Period(pd.Timestamp(start, unit="us"), pd.Timestamp(end, unit="us"))


def _within(moment: str, windows: dict[str, tuple[int, int]]) -> dict[str, nw.Expr]:
    """Conditions on the column `moment`: always, in the last period, in the one before."""
    column = nw.col(moment)
    inside = {name: (column > start) & (column <= end) for name, (start, end) in windows.items()}
    return {ALL: column.is_null() | ~column.is_null()} | inside


def _key_figures(
    dataset: Dataset,
    events: nw.LazyFrame[Any],
    windows: dict[str, tuple[int, int]],
    revenue: Numbers,
) -> dict[str, KeyFigure]:
    kinds = dataset.event_counts
    sells, browses = Kind.PURCHASE in kinds, any(k in kinds for k in SHOPPING[:-1])
    placed = orders(events)
    began = _within(START, windows)
    n_orders = _counts(placed, began) if sells else {}
    gross = _sums(placed, nw.col(GROSS), began) if revenue else {}
    converted = _conversion(events, windows) if browses else {}
    return {
        "customers": _figure("Customers", "customers", _customers(events, windows)),
        "orders": _figure("Orders", "orders", n_orders),
        "revenue": _figure("Revenue", "money", revenue),
        "conversion": _figure("Conversion of visits", "share", converted),
        "average_order_value": _figure("Average order value", "money", _ratios(gross, n_orders)),
    }


def _revenue(events: nw.LazyFrame[Any], windows: dict[str, tuple[int, int]]) -> Numbers:
    """Revenue over all time, in each period, and the guests' over all time."""
    guests = {GUESTS: nw.col(Event.USER).is_null()}
    return _sums(events, net(), _within(Event.EPOCH, windows) | guests)


def _figure(label: str, unit: str, values: Numbers) -> KeyFigure:
    return KeyFigure(label, unit, *(values.get(name) for name in (ALL, LAST, BEFORE)))


def _counts(table: nw.LazyFrame[Any], conditions: dict[str, nw.Expr]) -> Numbers:
    return _row(table.select(*(count(c).alias(name) for name, c in conditions.items())))


def _sums(table: nw.LazyFrame[Any], value: nw.Expr, conditions: dict[str, nw.Expr]) -> Numbers:
    chosen = (nw.when(c).then(value).sum().alias(name) for name, c in conditions.items())
    return _row(table.select(*chosen))


def _ratios(parts: Numbers, wholes: Numbers) -> Numbers:
    """part / whole in each period; missing where there is no whole."""
    both = parts.keys() & wholes.keys()
    return {name: parts[name] / wholes[name] if wholes[name] else None for name in both}


def _customers(events: nw.LazyFrame[Any], windows: dict[str, tuple[int, int]]) -> Numbers:
    """Known customers with an event in each period."""
    within = _within(Event.EPOCH, windows)
    each = (
        events.filter(~nw.col(Event.USER).is_null())
        .group_by(Event.USER)
        .agg(*(count(condition).alias(name) for name, condition in within.items()))
    )
    return _row(each.select(*(count(nw.col(name) > 0).alias(name) for name in within)))


def _conversion(events: nw.LazyFrame[Any], windows: dict[str, tuple[int, int]]) -> Numbers:
    """Share of the visits that had a purchase, by when they began."""
    visits = (
        events.filter(nw.col(Event.KIND).is_in(SHOPPING), ~nw.col(Event.SESSION).is_null())
        .group_by(Event.USER, Event.SESSION)
        .agg(nw.col(Event.EPOCH).min().alias(START), count(is_kind(Kind.PURCHASE)).alias(BOUGHT))
    )
    began = _within(START, windows)
    bought = nw.col(BOUGHT) > 0
    found = _row(
        visits.select(
            *(count(condition).alias(name) for name, condition in began.items()),
            *(count(condition & bought).alias(name + BOUGHT) for name, condition in began.items()),
        )
    )
    return _ratios({name: found[name + BOUGHT] for name in began}, found)


def _trend(
    events: nw.LazyFrame[Any], first: int | None, newest: int | None, step: Step, priced: bool
) -> pd.DataFrame:
    """Revenue, orders and events by `step`; steps without any are rows of zeros."""
    columns = [Trend.START, Trend.REVENUE, Trend.ORDERS, Trend.EVENTS, Trend.WHOLE]
    if first is None or newest is None:
        return pd.DataFrame(columns=columns)
    happened = _by_day(
        events, Event.EPOCH, net().sum().alias(Trend.REVENUE), nw.len().alias(Trend.EVENTS)
    )
    began = _by_day(orders(events), START, nw.len().alias(Trend.ORDERS))
    begin, end = (pd.Timestamp(t, unit="us").floor("D") for t in (first, newest))
    daily = happened.join(began).reindex(pd.date_range(begin, end)).fillna(0.0)
    table = daily.resample(RESAMPLE[step], closed="left", label="left").sum()
    starts = table.index
    ends = pd.DatetimeIndex(
        [*starts[1:], starts[-1] + pd.tseries.frequencies.to_offset(RESAMPLE[step])]
    )
    return pd.DataFrame(
        {
            Trend.START: starts,
            Trend.REVENUE: table[Trend.REVENUE].to_numpy() if priced else float("nan"),
            Trend.ORDERS: table[Trend.ORDERS].to_numpy().astype("int64"),
            Trend.EVENTS: table[Trend.EVENTS].to_numpy().astype("int64"),
            Trend.WHOLE: (starts >= begin) & (ends <= end + pd.Timedelta(days=1)),
        }
    )


def _by_day(table: nw.LazyFrame[Any], moment: str, *sums: nw.Expr) -> pd.DataFrame:
    """`sums` of each UTC day that has any rows; what has no time has no day."""
    daily = (
        table.filter(~nw.col(moment).is_null())
        .with_columns((nw.col(moment) // DAY_US).alias(DAY))
        .group_by(DAY)
        .agg(*sums)
    )
    frame: pd.DataFrame = daily.collect("pandas").to_native()
    return frame.set_index(pd.to_datetime(frame.pop(DAY).astype("int64"), unit="D"))


def _per_item(events: nw.LazyFrame[Any], items: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """One row an item: revenue, units bought, events, title and category."""
    return (
        events.filter(~nw.col(Event.ITEM).is_null())
        .group_by(Event.ITEM)
        .agg(
            net().sum().alias(Top.REVENUE),
            nw.when(is_kind(Kind.PURCHASE)).then(units()).sum().alias(Top.UNITS),
            nw.len().alias(Top.EVENTS),
        )
        .join(items.select(Item.ITEM, Item.TITLE, Item.CATEGORY), on=Item.ITEM, how="left")
    )


def _per_category(per_item: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """One row a known category; items without one belong to none."""
    sums = (nw.col(name).sum() for name in (Top.REVENUE, Top.UNITS, Top.EVENTS))
    return per_item.filter(~nw.col(Top.CATEGORY).is_null()).group_by(Top.CATEGORY).agg(*sums)


def _top(
    table: nw.LazyFrame[Any], names: list[str], ranked_by: str, total: float, n: int
) -> pd.DataFrame:
    """The `n` rows that lead by `ranked_by`, each with its share of `total`, that of all events."""
    best = table.sort(ranked_by, names[0], descending=[True, False]).head(n)
    frame: pd.DataFrame = best.collect("pandas").to_native()
    frame[Top.SHARE] = frame[ranked_by] / total if total > 0 else float("nan")
    if ranked_by == Top.EVENTS:
        frame[Top.REVENUE] = float("nan")
    frame = frame[[*names, Top.REVENUE, Top.UNITS, Top.EVENTS, Top.SHARE]]
    return frame.astype({Top.EVENTS: "int64", Top.SHARE: "float64"})


def _row(table: nw.LazyFrame[Any]) -> Numbers:
    """The one row of an aggregate."""
    return table.collect("pyarrow").rows(named=True)[0]
