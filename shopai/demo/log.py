"""The demo shop's event log: visits, orders, and the refunds and ratings that follow them."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.random import Generator

from shopai.arrays import Array, Floats, Ints, Mask
from shopai.columns import Kind
from shopai.demo.catalogue import Assortment, Shelf
from shopai.demo.truths import COUPON, DAY, SECONDS, WEEK, People, trait
from shopai.demo.visits import (
    DrawnVisits,
    Looks,
    draw_looks,
    draw_origins,
    draw_visits,
    with_companions,
)

KINDS = Kind.ALL
VIEW, SEARCH, CART, WISHLIST, PURCHASE, REFUND, RATING = range(len(KINDS))

SEARCH_FIRST, SEARCH_LATER = 0.40, 0.10  # chance that a visit's first, a later look is found so
ABANDON, WISH = 0.10, 0.06  # chance that an item looked at and not bought is put in …


@dataclass(frozen=True, eq=False)
class Log:
    """Events as codes, (n_events,) each, sorted by customer and time; -1 and NaN for none."""

    user: Ints  # number of the customer within the block
    item: Ints
    kind: Ints  # index into KINDS
    seconds: Ints  # since START
    quantity: Floats
    price: Floats
    discount: Floats
    rating: Floats
    session: Ints
    order: Ints
    query: Ints  # index into Assortment.queries
    channel: Ints  # index into truths.CHANNELS
    device: Ints  # index into truths.DEVICES

    def __len__(self) -> int:
        return len(self.user)

    def at(self, rows: Ints | Mask) -> Log:
        """The events at `rows`, a mask or positions."""
        return Log(*(getattr(self, column.name)[rows] for column in fields(self)))


def draw_log(
    rng: Generator,
    origin_rng: Generator,
    companion_rng: Generator,
    people: People,
    shelf: Shelf,
) -> Log:
    """All events of `people`. Time and memory O(events), about 1 kB an event at the peak.

    `origin_rng` draws the channels and devices of the visits, `companion_rng` whether what is
    bought has its companion bought with it, `rng` all else.
    """
    visits = draw_visits(rng, people)
    channel, device = draw_origins(origin_rng, visits)
    looks = draw_looks(rng, people, visits, shelf)
    looks = with_companions(companion_rng, looks, shelf.companion)
    before = _browsing(rng, visits, looks, shelf)
    bought = _purchases(rng, people, visits, looks, shelf)
    after = _aftermath(rng, people, visits, bought, shelf.catalogue)
    of_visits = [
        replace(log, channel=channel[log.session], device=device[log.session])
        for log in (*before, bought)
    ]
    return _sorted([*of_visits, *after])


def _browsing(rng: Generator, visits: DrawnVisits, looks: Looks, shelf: Shelf) -> list[Log]:
    """Views, the searches before and the carts and wishlists after some of them."""
    user, item, visit, n = visits.user[looks.visit], looks.item, looks.visit, len(looks.visit)
    price = shelf.prices[looks.seconds // WEEK, item]
    searched = rng.random(n) < np.where(looks.first, SEARCH_FIRST, SEARCH_LATER)
    query = shelf.catalogue.query[item, rng.choice(3, n, p=[0.45, 0.2, 0.35])]
    in_cart = looks.bought | (rng.random(n) < ABANDON)
    wished = ~in_cart & (rng.random(n) < WISH)
    pause = rng.integers(5, 15, n)
    before, after = looks.seconds - pause, looks.seconds + pause
    return [
        _log(VIEW, user, looks.seconds, visit, item=item, price=price),
        _log(SEARCH, user, before, visit, query=query).at(searched),
        _log(CART, user, after, visit, item=item, price=price).at(in_cart),
        _log(WISHLIST, user, after, visit, item=item, price=price).at(wished),
    ]


def _purchases(
    rng: Generator, people: People, visits: DrawnVisits, looks: Looks, shelf: Shelf
) -> Log:
    """The lines of all orders, at the price of the day the visit began, less a coupon."""
    visit, item = looks.visit[looks.bought], looks.item[looks.bought]
    user = visits.user[visit]
    segment = people.segment[user]
    with_coupon = rng.random(len(visits.user)) < trait("coupon")[people.segment[visits.user]]
    shelf_price = shelf.prices[visits.start[visit] // WEEK, item]
    price: Floats = np.round(shelf_price * np.where(with_coupon[visit], 1 - COUPON, 1.0), 2)
    quantity: Floats = 1.0 + rng.poisson(trait("units")[segment]).astype(float)
    discount: Floats = np.round((shelf.catalogue.list_price[item] - price) * quantity, 2)
    order = (np.cumsum(visits.ordering) - 1)[visit]
    return _log(
        PURCHASE,
        user,
        looks.checkout[visit],
        visit,
        item=item,
        quantity=quantity,
        price=price,
        discount=discount,
        order=order,
    )


def _aftermath(
    rng: Generator,
    people: People,
    visits: DrawnVisits,
    bought: Log,
    catalogue: Assortment,
) -> list[Log]:
    """Refunds 3 to 20 days and ratings 4 to 25 days after the order, before END.

    Nothing of a customer's last order is sent back, so that nobody's net spend is nothing.
    """
    n_visits, n = len(visits.user), len(bought)
    visit, segment = bought.session, people.segment[bought.user]
    last_order = np.zeros(len(people.segment), np.int64)
    last_order[bought.user] = bought.order
    sent_back = rng.random(n) < trait("refund")[segment]
    sent_back &= bought.order < last_order[bought.user]
    refund_at = bought.seconds + rng.integers(3 * DAY, 20 * DAY, n_visits)[visit]
    rated = ~sent_back & (rng.random(n) < trait("rating")[segment])
    nth = np.arange(n) - np.searchsorted(visit, visit)
    rated_at = bought.seconds + rng.integers(4 * DAY, 25 * DAY, n_visits)[visit] + 20 * nth
    stars = _stars(rng, people, bought, catalogue)
    nothing: Floats = np.full(n, np.nan)
    refunds = replace(bought, kind=np.full(n, REFUND), seconds=refund_at, session=n_visits + visit)
    ratings = _log(RATING, bought.user, rated_at, 2 * n_visits + visit, item=bought.item)
    return [
        replace(refunds, discount=nothing).at(sent_back & (refund_at < SECONDS)),
        replace(ratings, rating=stars).at(rated & (rated_at < SECONDS)),
    ]


def _stars(rng: Generator, people: People, bought: Log, catalogue: Assortment) -> Floats:
    """1 to 5: how much more than others the customer is drawn to the item, and its quality."""
    drawn = (people.style_taste[bought.user] * catalogue.appeal[:, bought.item].T).sum(axis=1)
    liking = np.log(drawn / catalogue.appeal.mean(axis=0)[bought.item])
    noise = rng.normal(0, 0.5, len(bought))
    stars = 3.7 + 0.8 * liking + catalogue.quality[bought.item] + noise
    return np.asarray(np.clip(np.round(stars), 1, 5))


def _log(kind: int, user: Ints, seconds: Ints, session: Ints, **known: Array) -> Log:
    """Events of one kind; columns not given hold nothing."""
    no_code, no_number = np.full(len(user), -1), np.full(len(user), np.nan)
    columns = dict.fromkeys(("item", "order", "query", "channel", "device"), no_code)
    columns |= dict.fromkeys(("quantity", "price", "discount", "rating"), no_number)
    columns |= known
    return Log(
        user=user, kind=np.full(len(user), kind), seconds=seconds, session=session, **columns
    )


def _sorted(logs: list[Log]) -> Log:
    """All events by customer, time and kind, sessions numbered without gaps."""
    names = [f.name for f in fields(Log)]
    log = Log(*(np.concatenate([getattr(each, name) for each in logs]) for name in names))
    log = log.at(np.argsort(((log.user << 26 | log.seconds) << 3) | log.kind, kind="stable"))
    used = np.zeros(log.session.max() + 1, bool)
    used[log.session] = True
    return replace(log, session=(np.cumsum(used) - 1)[log.session])
