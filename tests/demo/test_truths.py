"""The truths planted in the demo shop can be found in its data."""

from __future__ import annotations

import math
from dataclasses import fields, replace

import numpy as np
import pandas as pd
import pytest
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score, calinski_harabasz_score, silhouette_score
from sklearn.preprocessing import StandardScaler

from shopai.behaviour.baskets.rules import association_rules
from shopai.columns import (
    Event,
    Item,
    Kind,
    Rule,
)
from shopai.demo import shop as demo_shop
from shopai.demo.catalogue import COMPANIONS, Shelf
from shopai.demo.log import KINDS, PURCHASE, Log, draw_log
from shopai.demo.shop import Shop
from shopai.demo.truths import draw_people
from shopai.demo.visits import FOLLOWS
from shopai.events.dataset import from_frames
from tests.demo.rows import VISIT, of_kind

pytestmark = pytest.mark.slow


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


def test_k_means_recovers_the_five_segments(shop: Shop) -> None:
    features = rfm(shop)
    assert (features["monetary"] > 0).all()
    space = StandardScaler().fit_transform(np.log1p(features))
    silhouette, calinski_harabasz = {}, {}
    for k in range(2, 9):
        labels = KMeans(k, n_init=3, random_state=0).fit_predict(space)
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
    elasticities = pd.Series(measured)
    # Items on offer compete, which takes up to a fifth off what a single choice shows.
    error = (elasticities - truths.elasticities).abs()
    assert (error < 0.2 * truths.elasticities.abs() + 0.15).all(), elasticities
    assert elasticities.corr(truths.elasticities) > 0.95


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
        log_odds = math.log(odds[name] / odds[usual])
        error = math.sqrt(variance[name] + variance[usual])
        assert abs(log_odds - math.log(truth[name])) < 3 * error, name
        assert abs(log_odds) > 3 * error, name
    assert truth.idxmin() in ("Social", "phone")


def test_channels_and_devices_leave_all_else_as_it_is() -> None:
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


def test_companions_leave_all_else_as_it_is() -> None:
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


def test_rules_recover_the_companions_and_nothing_else(shop: Shop) -> None:
    dataset = from_frames(shop.events, shop.items, name="demo")
    rules = association_rules(dataset, min_support=10, min_confidence=0.0).table
    sure = rules[(rules[Rule.P_ADJUSTED] < 0.01) & (rules[Rule.LIFT] > 1)]
    planted = {frozenset(pair) for pair in shop.truths.companions.items()}
    bought = [
        frozenset(a + c)
        for a, c in zip(sure[Rule.ANTECEDENTS], sure[Rule.CONSEQUENTS], strict=True)
    ]
    assert set(bought) == planted
    assert (sure[Rule.LIFT] > 10).all()
    assert sure[Rule.COUNT].between(26, 99).all()


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


def test_weekdays_and_hours_are_as_busy_as_planted(large_shop: Shop) -> None:
    when = visits(large_shop)[Event.TIME].dt
    weekdays = when.day_of_week.value_counts().sort_index()
    hours = when.hour.value_counts().sort_index()
    truths = large_shop.truths
    np.testing.assert_allclose(relative(weekdays), relative(truths.weekdays), rtol=0.04)
    np.testing.assert_allclose(relative(hours), relative(truths.hours), rtol=0.05, atol=0.02)


def test_months_are_as_busy_as_planted(large_shop: Shop) -> None:
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
