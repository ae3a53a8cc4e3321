"""The demo shop: its rows make sense, its planted truths can be found, its sample is current."""

from __future__ import annotations

import math
from dataclasses import FrozenInstanceError, fields, replace
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score, calinski_harabasz_score, silhouette_score
from sklearn.preprocessing import StandardScaler

from shopai.behaviour.baskets import association_rules
from shopai.columns import (
    EVENT_TYPES,
    ITEM_TYPES,
    SET_ASIDE_TYPES,
    Customer,
    Event,
    Item,
    Kind,
    Rule,
)
from shopai.errors import InputError, ParameterError
from shopai.events import demo as demo_shop
from shopai.events.dataset import from_frames
from shopai.events.demo import BLOCK, SAMPLE, Shop, demo, simulate, write_events, write_sample
from shopai.events.demo_companions import COMPANIONS, FOLLOWS
from shopai.events.demo_log import KINDS, PURCHASE, Log, draw_log
from shopai.events.demo_truths import draw_people
from shopai.events.demo_visits import Shelf
from shopai.events.load import load

FILES = (demo_shop.EVENTS_FILE, demo_shop.ITEMS_FILE, demo_shop.CUSTOMERS_FILE)
AFTER_THE_VISIT = (Kind.REFUND, Kind.RATING)
SESSION_GAP = pd.Timedelta(minutes=30)


@pytest.fixture(scope="module")
def shop() -> Shop:
    return simulate()


@pytest.fixture(scope="module")
def large_shop() -> Shop:
    """For effects too small to see among 3,000 customers."""
    return simulate(8_000, seed=1)


def of_kind(shop: Shop, kind: str) -> pd.DataFrame:
    return shop.events[shop.events[Event.KIND] == kind]


# --- every row is well-formed ---------------------------------------------------------

ALWAYS = {Event.USER, Event.KIND, Event.TIME, Event.EPOCH, Event.SESSION, Event.CURRENCY}
VISIT = {Event.CHANNEL, Event.DEVICE}
SHOWN = {Event.ITEM, Event.PRICE} | VISIT
SOLD = {Event.ITEM, Event.QUANTITY, Event.PRICE, Event.ORDER}


@pytest.mark.parametrize(
    ("kind", "filled"),
    [
        (Kind.VIEW, SHOWN),
        (Kind.SEARCH, {Event.QUERY} | VISIT),
        (Kind.CART, SHOWN),
        (Kind.WISHLIST, SHOWN),
        (Kind.PURCHASE, SOLD | {Event.DISCOUNT} | VISIT),
        (Kind.REFUND, SOLD),
        (Kind.RATING, {Event.ITEM, Event.RATING}),
    ],
)
def test_each_kind_fills_its_columns_and_no_others(shop: Shop, kind: str, filled: set[str]) -> None:
    rows = of_kind(shop, kind)
    assert len(rows) > 1_000
    for column in EVENT_TYPES:
        assert rows[column].notna().all() == (column in ALWAYS | filled), column
        assert rows[column].isna().all() == (column not in ALWAYS | filled), column


def test_tables_have_the_normalised_columns(shop: Shop) -> None:
    assert list(shop.events) == list(EVENT_TYPES)
    assert list(shop.items) == list(ITEM_TYPES)
    assert len(shop.items) == 400
    assert shop.items[Item.ITEM].is_unique
    assert shop.items[Item.TITLE].is_unique
    assert shop.items[Item.CATEGORY].nunique() == 12
    assert len(shop.customers) == 3_000
    assert shop.customers[Customer.USER].is_unique
    assert 100_000 < len(shop.events) < 250_000


def test_times_are_sorted_whole_and_within_two_years(shop: Shop) -> None:
    events = shop.events
    assert events.groupby(Event.USER)[Event.TIME].is_monotonic_increasing.all()
    assert events[Event.USER].is_monotonic_increasing
    assert events[Event.TIME].min() >= pd.Timestamp("2024-01-01")
    assert pd.Timestamp("2025-12-31") < events[Event.TIME].max() < pd.Timestamp("2026-01-01")
    assert (events[Event.TIME].astype("int64") == events[Event.EPOCH]).all()


def test_money_adds_up(shop: Shop) -> None:
    bought = of_kind(shop, Kind.PURCHASE)
    cost = bought[Event.ITEM].map(shop.items.set_index(Item.ITEM)[Item.COST])
    list_price = bought[Event.ITEM].map(shop.truths.prices.max())
    before_discount = bought[Event.PRICE] * bought[Event.QUANTITY] + bought[Event.DISCOUNT]
    assert (bought[Event.PRICE] > 0).all()
    assert (bought[Event.QUANTITY] >= 1).all()
    assert (bought[Event.QUANTITY] % 1 == 0).all()
    assert (bought[Event.DISCOUNT] >= 0).all()
    np.testing.assert_allclose(before_discount, list_price * bought[Event.QUANTITY], atol=0.005)
    assert (cost < list_price).all()
    assert 0 < (bought[Event.DISCOUNT] == 0).mean() < 1


def test_shelf_prices_are_shown(shop: Shop) -> None:
    views = of_kind(shop, Kind.VIEW)
    week = (views[Event.TIME] - shop.truths.prices.index[0]).dt.days // 7
    item = shop.truths.prices.columns.get_indexer(views[Event.ITEM])
    shelf = shop.truths.prices.to_numpy()[week, item]
    np.testing.assert_array_equal(views[Event.PRICE], shelf)


def test_sessions_are_one_customers_and_end_after_30_quiet_minutes(shop: Shop) -> None:
    sessions = shop.events.groupby(Event.SESSION)
    assert sessions[Event.USER].nunique().eq(1).all()
    in_session = shop.events.sort_values([Event.SESSION, Event.TIME])
    gap = in_session.groupby(Event.SESSION)[Event.TIME].diff()
    assert gap.max() < SESSION_GAP
    browsing = shop.events[~shop.events[Event.KIND].isin(AFTER_THE_VISIT)]
    visits = browsing.groupby([Event.USER, Event.SESSION])[Event.TIME].agg(["min", "max"])
    visits = visits.sort_values([Event.USER, "min"])
    quiet = visits["min"] - visits.groupby(Event.USER)["max"].shift()
    assert quiet.min() > SESSION_GAP


def test_an_order_is_one_checkout(shop: Shop) -> None:
    orders = of_kind(shop, Kind.PURCHASE).groupby(Event.ORDER)
    for column in (Event.USER, Event.SESSION, Event.TIME):
        assert orders[column].nunique().eq(1).all()
    assert not of_kind(shop, Kind.PURCHASE).duplicated([Event.ORDER, Event.ITEM]).any()
    assert of_kind(shop, Kind.PURCHASE)[Event.USER].nunique() == 3_000


@pytest.mark.parametrize(
    ("later", "earlier", "keys"),
    [
        (Kind.CART, Kind.VIEW, [Event.SESSION, Event.ITEM]),
        (Kind.WISHLIST, Kind.VIEW, [Event.SESSION, Event.ITEM]),
        (Kind.PURCHASE, Kind.CART, [Event.SESSION, Event.ITEM]),
        (
            Kind.REFUND,
            Kind.PURCHASE,
            [Event.USER, Event.ORDER, Event.ITEM, Event.QUANTITY, Event.PRICE],
        ),
        (Kind.RATING, Kind.PURCHASE, [Event.USER, Event.ITEM]),
    ],
)
def test_what_must_come_first_does(shop: Shop, later: str, earlier: str, keys: list[str]) -> None:
    first = of_kind(shop, earlier).groupby(keys)[Event.TIME].min().rename("before").reset_index()
    rows = of_kind(shop, later)
    found = rows.merge(first, on=keys)
    assert len(found) == len(rows)
    assert (found["before"] < found[Event.TIME]).all()


def test_refunds_come_days_later_and_once(shop: Shop) -> None:
    keys = [Event.ORDER, Event.ITEM]
    refunds = of_kind(shop, Kind.REFUND)
    bought = of_kind(shop, Kind.PURCHASE).set_index(keys)[Event.TIME].rename("bought")
    days = (refunds[Event.TIME] - refunds.join(bought, on=keys)["bought"]).dt.days
    assert days.between(3, 20).all()
    assert not refunds.duplicated(keys).any()


def test_a_search_finds_what_is_viewed_next(shop: Shop) -> None:
    events = shop.events[~shop.events[Event.KIND].isin(AFTER_THE_VISIT)]
    following = events.shift(-1)
    searched = events[Event.KIND] == Kind.SEARCH
    assert (following[Event.KIND][searched] == Kind.VIEW).all()
    assert (following[Event.SESSION] == events[Event.SESSION])[searched].all()
    items = shop.items.set_index(Item.ITEM)
    text = items[Item.TITLE].str.lower() + " " + items[Item.CATEGORY].str.lower()
    pairs = zip(events[Event.QUERY][searched], following[Event.ITEM][searched], strict=True)
    assert all(query in text[item] for query, item in set(pairs))


def test_ratings_are_whole_stars(shop: Shop) -> None:
    assert set(of_kind(shop, Kind.RATING)[Event.RATING]) == {1.0, 2.0, 3.0, 4.0, 5.0}


def test_nobody_can_be_reached(shop: Shop) -> None:
    email, phone = shop.customers[Customer.EMAIL], shop.customers[Customer.PHONE]
    assert email.dropna().str.fullmatch(r"customer\d+@example\.com").all()
    assert phone.dropna().str.fullmatch(r"\+1-\d{3}-555-01\d\d").all()
    assert email.dropna().is_unique
    assert phone.dropna().is_unique
    assert 0.6 < email.notna().mean() < 0.8
    assert 0.3 < phone.notna().mean() < 0.5
    assert (shop.customers[Customer.CONSENT].notna() == email.notna()).all()


# --- the planted truths are in the data -----------------------------------------------


def rfm(shop: Shop) -> pd.DataFrame:
    """Recency, frequency and monetary, straight from their definitions."""
    bought, refunds = of_kind(shop, Kind.PURCHASE), of_kind(shop, Kind.REFUND)
    last = bought.groupby(Event.USER)[Event.TIME].max()
    spent = (bought[Event.PRICE] * bought[Event.QUANTITY]).groupby(bought[Event.USER]).sum()
    back = (refunds[Event.PRICE] * refunds[Event.QUANTITY]).groupby(refunds[Event.USER]).sum()
    return pd.DataFrame(
        {
            "recency": (shop.events[Event.TIME].max() - last) / pd.Timedelta(days=1),
            "frequency": bought.groupby(Event.USER)[Event.ORDER].nunique(),
            "monetary": spent.sub(back, fill_value=0.0),
        }
    )


@pytest.mark.parametrize("seed", [0, 1])
def test_k_means_recovers_the_five_segments(seed: int) -> None:
    shop = simulate(3_000, seed)
    features = rfm(shop)
    assert (features["monetary"] > 0).all()
    space = StandardScaler().fit_transform(np.log1p(features))
    silhouette, calinski_harabasz = {}, {}
    for k in range(2, 11):
        labels = KMeans(k, n_init=10, random_state=0).fit_predict(space)
        silhouette[k] = silhouette_score(space, labels, sample_size=1_000, random_state=0)
        calinski_harabasz[k] = calinski_harabasz_score(space, labels)
        if k == 5:
            assert adjusted_rand_score(shop.truths.segments[features.index], labels) > 0.95
    assert max(silhouette, key=lambda k: silhouette[k]) == 5
    assert max(calinski_harabasz, key=lambda k: calinski_harabasz[k]) == 5


def test_segments_differ_in_size(shop: Shop) -> None:
    share = shop.truths.segments.value_counts(normalize=True)
    assert len(share) == 5
    assert share.between(0.12, 0.30).all()
    assert share.max() > 1.8 * share.min()


def test_elasticities_can_be_measured(large_shop: Shop) -> None:
    """Slope of log(lines sold / lines expected at the list price) on log(price / list price)."""
    truths = large_shop.truths
    bought = of_kind(large_shop, Kind.PURCHASE)
    week = (bought[Event.TIME] - truths.prices.index[0]).dt.days // 7
    sold = pd.crosstab(week, bought[Event.ITEM]).reindex(
        index=range(len(truths.prices)), columns=truths.prices.columns, fill_value=0
    )
    level = (truths.prices / truths.prices.max()).round(1).to_numpy()
    category = large_shop.items[Item.CATEGORY].to_numpy()
    measured = {}
    for name in truths.elasticities.index:
        n, at = sold.to_numpy()[:, category == name], level[:, category == name]
        volume = n.sum(axis=1, keepdims=True)
        popularity = (n * (at == 1)).sum(axis=0) / (volume * (at == 1)).sum(axis=0)
        levels = np.unique(at)
        lines = np.array([n[at == x].sum() for x in levels])
        expected = np.array([(popularity * volume)[at == x].sum() for x in levels])
        ratio = np.log(lines / expected)
        measured[name] = np.polyfit(np.log(levels), ratio, 1, w=np.sqrt(lines))[0]
    found = pd.Series(measured)
    # Items on offer compete, which takes up to a fifth off what a single choice shows.
    error = (found - truths.elasticities).abs()
    assert (error < 0.2 * truths.elasticities.abs() + 0.15).all(), found
    assert found.corr(truths.elasticities) > 0.95


def test_campaign_moves_each_segment_as_planted(large_shop: Shop) -> None:
    truths = large_shop.truths
    begin, end = truths.campaign
    bought = of_kind(large_shop, Kind.PURCHASE)
    during = bought[bought[Event.TIME].between(begin, end, inclusive="left")]
    orders = during.groupby(Event.USER)[Event.ORDER].nunique()
    orders = orders.reindex(truths.segments.index, fill_value=0)
    assert 0.47 < truths.treated.mean() < 0.53
    for segment, effect in truths.effects.items():
        members = truths.segments == segment
        treated, control = orders[members & truths.treated], orders[members & ~truths.treated]
        lift = treated.mean() - control.mean()
        error = math.sqrt(treated.var() / len(treated) + control.var() / len(control))
        assert abs(lift - truths.uplift[members].mean()) <= 3 * error, segment
        if effect:
            assert lift * np.sign(effect) > 3 * error, segment
    assert truths.effects.min() < 0 < truths.effects.max()


def test_campaign_is_drawn_by_lot(large_shop: Shop) -> None:
    by_segment = large_shop.truths.treated.groupby(large_shop.truths.segments).mean()
    assert by_segment.between(0.44, 0.56).all()


def visits(shop: Shop) -> pd.DataFrame:
    seen = shop.events[shop.events[Event.KIND].isin([Kind.VIEW, Kind.SEARCH])]
    return seen.drop_duplicates(Event.SESSION)


def test_a_visit_comes_by_one_channel_on_one_device(shop: Shop) -> None:
    sessions = shop.events.groupby(Event.SESSION)
    for column, truth in (
        (Event.CHANNEL, shop.truths.channels),
        (Event.DEVICE, shop.truths.devices),
    ):
        assert sessions[column].nunique().le(1).all()
        assert set(shop.events[column].dropna()) == set(truth.index)


@pytest.mark.parametrize(
    ("column", "usual"), [(Event.CHANNEL, "Direct"), (Event.DEVICE, "desktop")]
)
def test_channels_and_devices_sell_as_planted(large_shop: Shop, column: str, usual: str) -> None:
    """Log odds of an order against the usual one's, within three standard errors."""
    truth = {
        Event.CHANNEL: large_shop.truths.channels,
        Event.DEVICE: large_shop.truths.devices,
    }[column]
    seen = visits(large_shop)
    ordering = seen[Event.SESSION].isin(of_kind(large_shop, Kind.PURCHASE)[Event.SESSION])
    table = pd.crosstab(seen[column], ordering)
    odds, variance = table[True] / table[False], 1 / table[True] + 1 / table[False]
    for name in truth.index.drop(usual):
        found = math.log(odds[name] / odds[usual])
        error = math.sqrt(variance[name] + variance[usual])
        assert abs(found - math.log(truth[name])) < 3 * error, name
        assert abs(found) > 3 * error, name
    assert truth.idxmin() in ("Social", "phone")


def test_how_a_visit_came_is_drawn_apart() -> None:
    """Another stream for channels and devices leaves all else as it is."""
    shelf = demo_shop._shelf(50, 4)
    assert differing(log_of(shelf, 50, origins=1), log_of(shelf, 50, origins=2)) == VISIT


def log_of(shelf: Shelf, n: int, origins: int = 1, companions: int = 1) -> Log:
    """A log of `n` customers, always the same ones; the streams of the rest are chosen."""
    rng = np.random.default_rng(4)
    people = draw_people(rng, n)
    streams = np.random.default_rng([5, origins]), np.random.default_rng([6, companions])
    return draw_log(rng, *streams, people, shelf)


def differing(one: Log, other: Log) -> set[str]:
    """The columns of two logs of equal length that are not the same."""
    return {
        column.name
        for column in fields(Log)
        if not np.array_equal(
            getattr(one, column.name), getattr(other, column.name), equal_nan=True
        )
    }


WHICH_ITEM = {"item", "price", "discount", "rating", "query"}


def test_companions_are_drawn_apart() -> None:
    """Another stream for them changes which items these are and what follows from that."""
    shelf = demo_shop._shelf(300, 4)
    assert differing(log_of(shelf, 300, companions=1), log_of(shelf, 300, companions=2)) == (
        WHICH_ITEM
    )


def test_companions_change_which_items_are_bought_and_nothing_else() -> None:
    """Beside the same shop without any: as many events of each kind, at the same times."""
    shelf = demo_shop._shelf(300, 4)
    none = replace(shelf, companion=np.full(len(shelf.companion), -1))
    before, after = log_of(none, 300), log_of(shelf, 300)
    assert differing(before, after) == WHICH_ITEM
    np.testing.assert_array_equal(
        np.bincount(before.kind, minlength=len(KINDS)), np.bincount(after.kind)
    )
    bought = after.at(after.kind == PURCHASE)
    in_order = set(zip(bought.order, bought.item, strict=True))
    lead = {companion: item for item, companion in enumerate(shelf.companion) if companion >= 0}
    swapped = before.item[after.kind == PURCHASE] != bought.item
    assert 20 < swapped.sum() < 0.05 * len(bought)
    for order, item in zip(bought.order[swapped], bought.item[swapped], strict=True):
        assert (order, lead[item]) in in_order


def test_companions_are_pairs_of_items_that_go_together(shop: Shop) -> None:
    pairs = shop.truths.companions
    noun = shop.items.set_index(Item.ITEM)[Item.TITLE].str.split(n=2).str[2]
    assert dict(zip(noun[pairs.index], noun[pairs], strict=True)) == COMPANIONS
    assert len({*pairs.index, *pairs}) == 2 * len(pairs) == 40


@pytest.mark.parametrize("seed", [0, 1])
def test_rules_recover_the_companions_and_nothing_else(seed: int) -> None:
    shop = simulate(3_000, seed)
    dataset = from_frames(shop.events, shop.items, name="demo")
    rules = association_rules(dataset, min_support=10, min_confidence=0.0).table
    sure = rules[(rules[Rule.P_ADJUSTED] < 0.01) & (rules[Rule.LIFT] > 1)]
    planted = {frozenset(pair) for pair in shop.truths.companions.items()}
    found = [
        frozenset(a + c)
        for a, c in zip(sure[Rule.ANTECEDENTS], sure[Rule.CONSEQUENTS], strict=True)
    ]
    assert set(found) <= planted
    assert len(set(found)) >= 17
    assert (sure[Rule.LIFT] > 10).all()
    assert sure[Rule.COUNT].max() < 100
    if seed == 0:
        assert set(found) == planted
        assert (sure[Rule.COUNT] > 25).all()


def test_a_companion_follows_half_the_leads_that_anything_can_follow(large_shop: Shop) -> None:
    """Among orders of two items, the one looked at first a lead: within three standard errors."""
    bought = of_kind(large_shop, Kind.PURCHASE)
    lines = bought.groupby(Event.ORDER)[Event.ITEM].transform("size")
    seen = of_kind(large_shop, Kind.VIEW).groupby([Event.SESSION, Event.ITEM])[Event.TIME].min()
    two = bought[lines == 2].join(seen.rename("seen"), on=[Event.SESSION, Event.ITEM])
    items = two.sort_values([Event.ORDER, "seen"])[Event.ITEM].to_numpy().reshape(-1, 2)
    pairs = large_shop.truths.companions
    first, second = pairs.reindex(items[:, 0]).to_numpy(), items[:, 1]
    asked = pd.notna(first) & ~np.isin(second, pairs.index)
    followed = (first == second)[asked]
    assert abs(followed.mean() - FOLLOWS) < 3 * math.sqrt(0.25 / len(followed))


def relative(values: pd.Series) -> np.ndarray:
    return (values / values.mean()).to_numpy()


def test_busy_weekdays_and_hours(large_shop: Shop) -> None:
    when = visits(large_shop)[Event.TIME].dt
    weekdays = when.day_of_week.value_counts().sort_index()
    hours = when.hour.value_counts().sort_index()
    truths = large_shop.truths
    np.testing.assert_allclose(relative(weekdays), relative(truths.weekdays), rtol=0.04)
    np.testing.assert_allclose(relative(hours), relative(truths.hours), rtol=0.05, atol=0.02)


def test_busy_months(large_shop: Shop) -> None:
    """Among those who were customers throughout 2025, with the weekdays of each month."""
    truths, seen = large_shop.truths, visits(large_shop)
    throughout = seen[Event.USER].map(truths.segments).isin(["loyal", "bargain"])
    when = seen[Event.TIME][throughout & (seen[Event.TIME] >= pd.Timestamp("2025-01-01"))]
    days = pd.date_range("2025-01-01", "2025-12-31")
    busy = truths.weekdays[days.day_of_week].groupby(days.month).sum()
    a_day = when.dt.month.value_counts().sort_index() / busy
    np.testing.assert_allclose(relative(a_day), relative(truths.months), rtol=0.07)


def test_customers_buy_their_favourite_categories(shop: Shop) -> None:
    """The k-th favourite category gets the share of the lines that the taste gives it."""
    bought, taste = of_kind(shop, Kind.PURCHASE), shop.truths.category_taste
    category = bought[Event.ITEM].map(shop.items.set_index(Item.ITEM)[Item.CATEGORY])
    own = taste.loc[bought[Event.USER]].to_numpy()
    place = np.argsort(np.argsort(-own, axis=1), axis=1)
    hit = place[np.arange(len(bought)), taste.columns.get_indexer(category)]
    share = np.bincount(hit, minlength=12) / len(bought)
    np.testing.assert_allclose(share, -np.sort(-own, axis=1).mean(axis=0), atol=0.02)
    assert share[0] > 4 / 12


def test_taste_is_a_chance_of_every_item(shop: Shop) -> None:
    taste = shop.truths.taste()
    assert taste.shape == (3_000, 400)
    np.testing.assert_allclose(taste.sum(axis=1), 1.0)
    viewed = pd.crosstab(shop.events[Event.USER], shop.events[Event.ITEM])
    assert np.corrcoef(viewed.sum(), taste.mean()[viewed.columns])[0, 1] > 0.9


def test_ratings_follow_taste(shop: Shop) -> None:
    rated, truths = of_kind(shop, Kind.RATING), shop.truths
    within = truths.style_taste.to_numpy() @ truths.appeal.to_numpy()
    liking = np.log(within / truths.appeal.mean().to_numpy())
    user = truths.segments.index.get_indexer(rated[Event.USER])
    item = truths.prices.columns.get_indexer(rated[Event.ITEM])
    assert np.corrcoef(liking[user, item], rated[Event.RATING])[0, 1] > 0.4


def test_like_minded_customers_tell_more_than_popularity(shop: Shop) -> None:
    """Item cosine on the orders before September 2025 hits more of the later new items."""
    bought = of_kind(shop, Kind.PURCHASE)
    early = bought[Event.TIME] < pd.Timestamp("2025-09-01")
    users, items = shop.truths.segments.index, shop.truths.prices.columns

    def matrix(rows: pd.DataFrame) -> np.ndarray:
        counts = pd.crosstab(rows[Event.USER], rows[Event.ITEM])
        return (counts.reindex(index=users, columns=items, fill_value=0) > 0).to_numpy(float)

    known = matrix(bought[early])
    new = matrix(bought[~early]) * (known == 0)
    unit = known / np.maximum(np.linalg.norm(known, axis=0), 1.0)
    similarity = unit.T @ unit
    np.fill_diagonal(similarity, 0.0)
    tested = (known.sum(axis=1) > 0) & (new.sum(axis=1) > 0)

    def precision_at_10(scores: np.ndarray) -> float:
        best = np.argsort(-np.where(known > 0, -np.inf, scores), axis=1)[:, :10]
        return float(np.take_along_axis(new, best, axis=1)[tested].mean())

    popular = np.tile(known.sum(axis=0), (len(known), 1))
    assert precision_at_10(known @ similarity) > 1.5 * precision_at_10(popular)


# --- seeds, blocks and files -----------------------------------------------------------


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


# --- the shipped sample ----------------------------------------------------------------


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
