"""Truths planted in the demo shop: segments, seasons, a campaign, tastes.

All times are drawn on the shop's *clock*, which runs fast when the shop is busy and slow
when it is quiet: what is even on the clock is seasonal on the calendar.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.random import Generator

from shopai.arrays import Floats, Ints
from shopai.columns import Item
from shopai.demo.catalogue import CATEGORIES, STYLES, Shelf

START = pd.Timestamp("2024-01-01")  # UTC
END = pd.Timestamp("2026-01-01")  # UTC; nothing happens at or after it
SECONDS = int((END - START).total_seconds())
DAY, WEEK = 86_400, 7 * 86_400  # seconds
N_WEEKS = -(-SECONDS // WEEK)

#: How busy the shop is, relative to an average hour: product of the three.
WEEKDAYS = np.array([1.05, 0.95, 0.90, 0.95, 0.90, 1.05, 1.20])  # Monday … Sunday
MONTHS = np.array([0.85, 0.80, 0.90, 0.95, 1.05, 0.95, 0.85, 0.80, 0.95, 1.05, 1.35, 1.50])
HOURS = np.array([
    0.3, 0.2, 0.1, 0.1, 0.1, 0.2, 0.5, 0.8, 1.0, 1.1, 1.2, 1.3,
    1.4, 1.2, 1.1, 1.1, 1.2, 1.4, 1.6, 1.9, 2.1, 1.9, 1.4, 0.8,
])  # fmt: skip


def _clock() -> Floats:
    hours = pd.date_range(START, END, freq="h", inclusive="left")
    pace = (
        WEEKDAYS[hours.day_of_week.to_numpy()]
        * MONTHS[hours.month.to_numpy() - 1]
        * HOURS[hours.hour.to_numpy()]
    )
    return np.concatenate([[0.0], np.cumsum(pace / pace.mean() / 24)])


#: What the shop's clock shows, in days, at each full hour of the calendar.
CLOCK = _clock()


def calendar(days: Floats) -> Ints:
    """Seconds since START when the shop's clock shows `days`."""
    return np.asarray(np.interp(days, CLOCK, np.arange(len(CLOCK)) * 3600.0), dtype=np.int64)


def clock(seconds: Floats | float) -> Floats:
    """Days on the shop's clock, `seconds` after START."""
    return np.asarray(np.interp(seconds, np.arange(len(CLOCK)) * 3600.0, CLOCK))


@dataclass(frozen=True)
class Segment:
    """Behaviour of the customers of one segment. Days are days on the shop's clock.

    Recencies spread over about a gap keep the last weeks as busy as those before.
    """

    name: str
    share: float  # of all customers
    gap: float  # days, median, from one order to the next
    recency: tuple[float, float]  # days since the last order, evenly spread
    tenure: tuple[float, float]  # days from the first visit to the last order, evenly spread
    others: float  # visits that end without an order, a 30-day month
    lines: int  # further items in an order at most, each as likely there as not
    browsing: float  # mean of items looked at and not bought, one more without an order
    units: float  # mean of further units in an order line, after the first
    coupon: float = 0.15  # share of orders paid with a coupon
    refund: float = 0.06  # share of order lines sent back
    rating: float = 0.20  # share of order lines rated
    lost: bool = False  # never seen again after the last order
    #: Share of the treated's other visits that the campaign turns into orders; if negative,
    #: share of their orders that it puts off.
    effect: float = 0.0


SEGMENTS = (
    Segment(
        "loyal", share=0.16, gap=36, recency=(1, 36), tenure=(500, 700), others=0.9,
        lines=2, browsing=0.4, units=0.4, coupon=0.05, rating=0.35, effect=-0.15,
    ),
    Segment(
        "bargain", share=0.22, gap=72, recency=(12, 60), tenure=(440, 640), others=0.9,
        lines=1, browsing=0.9, units=0.05, coupon=0.75, refund=0.1, effect=0.3,
    ),
    Segment(
        "occasional", share=0.27, gap=130, recency=(35, 95), tenure=(270, 450), others=0.35,
        lines=3, browsing=0.6, units=0.1, effect=0.2,
    ),
    Segment(
        "new", share=0.13, gap=1_000, recency=(1, 36), tenure=(0, 30), others=1.2,
        lines=0, browsing=1.0, units=0.02, coupon=0.35, rating=0.25,
    ),
    Segment(
        "lapsed", share=0.22, gap=42, recency=(280, 560), tenure=(150, 240), others=0.8,
        lines=1, browsing=0.5, units=0.1, refund=0.12, lost=True,
    ),
)  # fmt: skip
COUPON = 0.15  # off every line of the order

#: What brings a visit and what it is made with: share of the visits that end without an order,
#: share of those that end with one. Channel and device are drawn apart, whoever visits.
CHANNELS = {
    "Direct": (0.24, 0.30),
    "Search": (0.30, 0.31),
    "E-mail": (0.10, 0.17),
    "Social": (0.18, 0.08),
    "Ads": (0.18, 0.14),
}
DEVICES = {"phone": (0.60, 0.40), "desktop": (0.30, 0.48), "tablet": (0.10, 0.12)}

CAMPAIGN_START = pd.Timestamp("2025-05-05")
CAMPAIGN_END = pd.Timestamp("2025-06-16")
TREATED = 0.5  # share of customers, drawn by lot


def trait(name: str) -> Floats:
    """One field of all :data:`SEGMENTS`, (n_segments, …)."""
    return np.array([getattr(segment, name) for segment in SEGMENTS])


@dataclass(frozen=True, eq=False)
class People:
    """The customers of one block and what drives them, in the order of their numbers."""

    segment: Ints  # (n,) index into SEGMENTS
    first: Floats  # (n,) clock at the start of the relation with the shop
    last_order: Floats  # (n,) clock at the last order
    gone: Floats  # (n,) clock after which there are no visits
    gap: Floats  # (n,) days on the clock from one order to the next
    others: Floats  # (n,) visits without an order, a day on the clock
    category_taste: Floats  # (n, n_categories) rows sum to 1
    style_taste: Floats  # (n, n_styles) rows sum to 1
    treated: Ints  # (n,) 0 or 1: picked for the campaign

    def uplift(self) -> Floats:
        """Orders the campaign adds, expected, were the customer treated; (n,)."""
        begin, end = campaign_window()
        overlap = np.minimum(clock(end), self.last_order) - np.maximum(clock(begin), self.first)
        effect = trait("effect")[self.segment]
        moved = np.where(effect > 0, self.others, 1 / self.gap)
        uplift: Floats = effect * moved * np.maximum(overlap, 0)
        return uplift


def campaign_window() -> tuple[float, float]:
    """Start and end of the campaign, in seconds since START."""
    return (CAMPAIGN_START - START).total_seconds(), (CAMPAIGN_END - START).total_seconds()


def draw_people(rng: Generator, n: int) -> People:
    """Draw `n` customers; O(n)."""
    segment = rng.choice(len(SEGMENTS), n, p=trait("share"))
    closing = CLOCK[-1] - 0.3  # the last visits end before END
    last_order = closing - rng.uniform(*trait("recency")[segment].T)
    first = np.maximum(last_order - rng.uniform(*trait("tenure")[segment].T), 0.0)
    interest = np.array([c.share for c in CATEGORIES])
    return People(
        segment=segment,
        first=first,
        last_order=last_order,
        gone=np.where(trait("lost")[segment] > 0, last_order, closing),
        gap=trait("gap")[segment] * np.exp(rng.normal(0, 0.12, n)),
        others=trait("others")[segment] / 30 * np.exp(rng.normal(0, 0.3, n)),
        category_taste=rng.dirichlet(5 * interest / interest.sum(), n),
        style_taste=rng.dirichlet(np.full(len(STYLES), 0.35), n),
        treated=(rng.random(n) < TREATED).astype(np.int64),
    )


@dataclass(frozen=True, eq=False)
class Truths:
    """The truths :func:`shopai.demo.shop.simulate` plants, to test analyses against.

    Rows are in the order of the customers' ids, items in the order of theirs.
    """

    segments: pd.Series  # (n,) name of the segment, index user_id
    category_taste: pd.DataFrame  # (n, n_categories) share of the customer's interest
    style_taste: pd.DataFrame  # (n, n_styles) share of the customer's interest
    appeal: pd.DataFrame  # (n_styles, n_items) chance of an item within its category
    elasticities: pd.Series  # (n_categories,) of a single choice; measured on the whole
    # shop's sales up to a fifth smaller, as items on offer compete; index category
    prices: pd.DataFrame  # (n_weeks, n_items) shelf prices in EUR, index the week's first day
    treated: pd.Series  # (n,) bool, index user_id: reached by the campaign, by lot
    uplift: pd.Series  # (n,) orders the campaign adds if treated, expected, index user_id
    effects: pd.Series  # (n_segments,) see Segment.effect
    campaign: tuple[pd.Timestamp, pd.Timestamp]  # from, until (excluded)
    weekdays: pd.Series  # (7,) how busy Monday = 0 … Sunday = 6 are, relative
    months: pd.Series  # (12,) how busy January = 1 … December = 12 are, relative
    hours: pd.Series  # (24,) how busy the hours of the day are, relative
    channels: pd.Series  # (n_channels,) odds that a visit it brought ends in an order, relative
    # to those of Direct: the same in every segment and on every device
    devices: pd.Series  # (n_devices,) the same of devices, relative to a desktop
    companions: pd.Series  # (n_pairs,) item bought with the lead in one order far more often than
    # by chance, index the lead's item_id; in looks and purchases it comes on top of `taste`

    def taste(self) -> pd.DataFrame:
        """Chance of each item to be a customer's next look at list prices, (n, n_items).

        Rows sum to 1. Memory 8 × n × n_items bytes: for small shops.
        """
        within = self.style_taste.to_numpy() @ self.appeal.to_numpy()
        category = self.appeal.columns.get_level_values(Item.CATEGORY)
        chance = self.category_taste[category].to_numpy() * within
        items = self.appeal.columns.get_level_values(Item.ITEM)
        return pd.DataFrame(chance, index=self.segments.index, columns=items)


def truths(people: list[People], users: pd.Index, shelf: Shelf) -> Truths:
    """Gather the truths of all blocks."""

    def stacked(name: str) -> Floats:
        return np.concatenate([getattr(block, name) for block in people])

    catalogue, companion = shelf.catalogue, shelf.companion
    categories = [c.name for c in CATEGORIES]
    names = np.array([s.name for s in SEGMENTS])
    items = pd.MultiIndex.from_frame(catalogue.table[[Item.CATEGORY, Item.ITEM]])
    weeks = pd.date_range(START, periods=len(shelf.prices), freq="7D")
    ids, leads = catalogue.table[Item.ITEM].to_numpy(), np.flatnonzero(companion >= 0)
    return Truths(
        segments=pd.Series(names[stacked("segment")], index=users),
        category_taste=pd.DataFrame(stacked("category_taste"), index=users, columns=categories),
        style_taste=pd.DataFrame(stacked("style_taste"), index=users, columns=list(STYLES)),
        appeal=pd.DataFrame(catalogue.appeal, index=list(STYLES), columns=items),
        elasticities=pd.Series([c.elasticity for c in CATEGORIES], index=categories),
        prices=pd.DataFrame(shelf.prices, index=weeks, columns=catalogue.table[Item.ITEM]),
        treated=pd.Series(stacked("treated") == 1, index=users),
        uplift=pd.Series(np.concatenate([block.uplift() for block in people]), index=users),
        effects=pd.Series(trait("effect"), index=names),
        campaign=(CAMPAIGN_START, CAMPAIGN_END),
        weekdays=pd.Series(WEEKDAYS),
        months=pd.Series(MONTHS, index=range(1, 13)),
        hours=pd.Series(HOURS),
        channels=_odds(CHANNELS, "Direct"),
        devices=_odds(DEVICES, "desktop"),
        companions=pd.Series(ids[companion[leads]], index=ids[leads]),
    )


def _odds(shares: dict[str, tuple[float, float]], usual: str) -> pd.Series:
    """Odds of an order, relative to those of `usual`."""
    odds = pd.Series({name: ordering / other for name, (other, ordering) in shares.items()})
    return odds / odds[usual]
