from __future__ import annotations

from dataclasses import fields
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import shopai
from shopai.bootstrap import SEGMENT_GROUPS, segment_draws, shuffled
from shopai.columns import Customer, Event, Feature, SegmentShare, Skew
from shopai.errors import InputError, ParameterError
from shopai.segments.profile import Profile, index_against_all, profile, profile_table, summary
from shopai.segments.scaling import scaling_table
from shopai.segments.segmentation import Segmentation, described, placed, segment

PEOPLE = pd.DataFrame(
    {
        Feature.FREQUENCY: [8.0, 10.0, 1.0, 1.0],
        Feature.MONETARY: [100.0, 110.0, 10.0, -20.0],
        Feature.MEAN_RATING: [None, 4.0, 2.0, None],
    },
    index=pd.Index(["u1", "u2", "u3", "u4"], name=Event.USER),
)


def labelled_as(
    table: pd.DataFrame, labels: list[int] | np.ndarray, *features: str
) -> Segmentation:
    """The segmentation with exactly these labels."""
    where = placed(table, features or (Feature.MONETARY,), "standard")
    numbers = np.asarray(labels, dtype=np.int64)
    return described(where, numbers, int(numbers.max()) + 1, seed=0)


def shop(n: int, seed: int, k: int = 3) -> tuple[pd.DataFrame, np.ndarray]:
    """Skewed spend that differs by segment, ratings of half the customers, and labels."""
    rng = np.random.default_rng(seed)
    labels = np.concatenate([np.arange(k), rng.integers(k, size=n - k)])
    table = pd.DataFrame(
        {
            Feature.MONETARY: rng.lognormal(3 + 0.3 * labels, 0.8),
            Feature.FREQUENCY: rng.poisson(3.0, n).astype(float),
            Feature.MEAN_RATING: np.where(rng.random(n) < 0.5, rng.normal(4, 1, n), np.nan),
        },
        index=pd.Index([f"c{i}" for i in range(n)], name=Event.USER),
    )
    return table, labels


def same(found: Profile, other: Profile, rows: list[int]) -> None:
    """`found` is `other` with its segments in the order `rows`."""
    for field in fields(Profile):
        here, there = getattr(found, field.name), getattr(other, field.name)
        if isinstance(there, tuple):
            assert here == there
            continue
        if isinstance(there, pd.DataFrame):
            there = there.iloc[rows]
        np.testing.assert_allclose(
            here.to_numpy(float), there.to_numpy(float), rtol=1e-9, err_msg=field.name
        )


def test_profile_by_hand() -> None:
    """Two draws of two members are alike with chance ¼ each way, so the ends are the members.

    Of 4 draws none falls in one half of the customers with chance 1/16, over 2.5 %.
    """
    seg = labelled_as(PEOPLE, [0, 0, 1, 1])
    found = shopai.profile(seg, PEOPLE)
    columns = [Feature.MONETARY, Feature.FREQUENCY, Feature.MEAN_RATING]
    for field in fields(Profile):
        frame = getattr(found, field.name)
        if field.name not in ("table", "everyone", "levels"):
            assert list(frame.columns) == columns, field.name
            assert frame.index.tolist() == [0, 1]
            assert frame.index.name == SegmentShare.SEGMENT
    assert found.everyone.tolist() == [50.0, 5.0, 3.0]
    assert found.means.to_numpy().tolist() == [[105.0, 9.0, 4.0], [-5.0, 1.0, 2.0]]
    assert found.known.to_numpy().tolist() == [[2, 2, 1], [2, 2, 1]]
    np.testing.assert_allclose(found.index, [[210, 180, 400 / 3], [-10, 20, 200 / 3]])
    nan = float("nan")
    np.testing.assert_allclose(found.mean_low, [[100, 8, nan], [-20, 1, nan]])
    np.testing.assert_allclose(found.mean_high, [[110, 10, nan], [10, 1, nan]])
    table = found.table
    pd.testing.assert_frame_equal(table.iloc[:, :4], summary(seg, PEOPLE))
    assert table[SegmentShare.CUSTOMERS_LOW].tolist() == [0.0, 0.0]
    assert table[SegmentShare.CUSTOMERS_HIGH].tolist() == [1.0, 1.0]
    # all four draws from those who spent nothing: no revenue to share, no index of spend
    assert table[[SegmentShare.REVENUE_LOW, SegmentShare.REVENUE_HIGH]].isna().all(axis=None)
    assert found.index_low[Feature.MONETARY].isna().all()
    assert not found.distinct[[Feature.MONETARY, Feature.MEAN_RATING]].any(axis=None)


def plain_bootstrap(
    table: pd.DataFrame, labels: np.ndarray, resamples: int, seed: int
) -> dict[str, np.ndarray]:
    """The ordinary one: n customers drawn with replacement, everything computed anew."""
    rng = np.random.default_rng(seed)
    values, k = table.to_numpy(), int(labels.max()) + 1
    index, means, earned, sizes = [], [], [], []
    for _resample in range(resamples):
        rows = rng.integers(len(table), size=len(table))
        drawn, mine = values[rows], labels[rows]
        each = np.array([np.nanmean(drawn[mine == label], axis=0) for label in range(k)])
        means.append(each)
        index.append(100 * each / np.nanmean(drawn, axis=0))
        revenue = np.bincount(mine, drawn[:, 0], minlength=k)
        earned.append(revenue / revenue.sum())
        sizes.append(np.bincount(mine, minlength=k) / len(table))
    drawn_so = {"index": index, "means": means, "earned": earned, "sizes": sizes}
    return {name: np.percentile(found, [2.5, 97.5], axis=0) for name, found in drawn_so.items()}


@pytest.mark.slow
@pytest.mark.parametrize(("n", "grouped"), [(240, False), (SEGMENT_GROUPS * 5, True)])
def test_intervals_are_those_of_the_ordinary_bootstrap(n: int, grouped: bool) -> None:
    """With single customers as groups, and with groups of several."""
    table, labels = shop(n, seed=5)
    assert (np.bincount(labels).min() > SEGMENT_GROUPS) == grouped
    found = profile(labelled_as(table, labels), table, resamples=2000, seed=1)
    oracle = plain_bootstrap(table, labels, 2000, seed=2)
    shares = found.table
    pairs = {
        "index": (found.index_low, found.index_high),
        "means": (found.mean_low, found.mean_high),
        "sizes": (shares[SegmentShare.CUSTOMERS_LOW], shares[SegmentShare.CUSTOMERS_HIGH]),
        "earned": (shares[SegmentShare.REVENUE_LOW], shares[SegmentShare.REVENUE_HIGH]),
    }
    for name, ends in pairs.items():
        low, high = oracle[name]
        width = high - low
        for end, expected in zip(ends, (low, high), strict=True):
            assert (np.abs(end.to_numpy() - expected) / width).max() < 0.1, name


@pytest.mark.slow
def test_intervals_cover_the_truth_as_often_as_they_say() -> None:
    """Two halves with log-normal spend: means e^(3 + ½·0.8²) and e^(3.3 + ½·0.8²)."""
    means = np.exp(np.array([3.0, 3.3]) + 0.32)
    truth = 100 * means / means.mean()
    runs, hits, sizes = 200, np.zeros(2), 0
    for run in range(runs):
        table, labels = shop(400, seed=run, k=2)
        seg = labelled_as(table, labels)
        found = profile(seg, table, resamples=200, seed=run)
        low, high = found.index_low[Feature.MONETARY], found.index_high[Feature.MONETARY]
        hits += (low <= truth) & (truth <= high)
        share = found.table.loc[0]
        sizes += share[SegmentShare.CUSTOMERS_LOW] <= 0.5 <= share[SegmentShare.CUSTOMERS_HIGH]
    assert ((hits / runs >= 0.9) & (hits / runs <= 0.99)).all()
    assert 0.9 <= sizes / runs <= 0.99


@settings(max_examples=15)
@given(seed=st.integers(0, 1000), k=st.integers(2, 4))
def test_row_order_and_numbers_of_segments_change_nothing(seed: int, k: int) -> None:
    table, labels = shop(60, seed, k)
    rng = np.random.default_rng(seed)
    rows, number = rng.permutation(60), rng.permutation(k)
    found = profile(labelled_as(table, labels), table, 100, seed)
    other = labelled_as(table.iloc[rows], number[labels[rows]])
    same(profile(other, table.iloc[rows], 100, seed), found, np.argsort(number).tolist())


def test_a_seed_repeats_the_intervals_and_another_does_not() -> None:
    table, labels = shop(200, seed=3)
    seg = labelled_as(table, labels)
    found = profile(seg, table, 100, seed=1)
    same(profile(seg, table, 100, seed=1), found, [0, 1, 2])
    other = profile(seg, table, 100, seed=2)
    assert (other.mean_low != found.mean_low).all(axis=None)
    pd.testing.assert_frame_equal(other.means, found.means)


def test_groups_are_equal_and_random() -> None:
    """Each resample counts as many customers as there are; its mean is about the mean."""
    values = np.arange(10_000.0)
    users = pd.Index([f"c{i}" for i in range(10_000)])
    labels = np.zeros(10_000, dtype=np.int64)
    found = segment_draws([values], labels, shuffled(users, 0), 400, seed=0)
    assert (found.sizes == 10_000).all()
    np.testing.assert_allclose(found.sums / 10_000, found.means)
    np.testing.assert_allclose(found.everyone, found.means[:, 0])
    # the standard error of the mean of 10,000 evenly spread numbers
    assert found.means.std() == pytest.approx(10_000 / np.sqrt(12) / 100, rel=0.15)
    assert found.means.mean() == pytest.approx(4999.5, rel=0.002)


def test_one_member_tells_nothing_and_one_segment_is_average() -> None:
    table, _labels = shop(30, seed=0)
    alone = profile(labelled_as(table, [0] * 29 + [1]), table)
    for frame in (alone.mean_low, alone.mean_high, alone.index_low, alone.index_high):
        assert frame.loc[1].isna().all()
        assert frame.loc[0].notna().all()
    assert not alone.distinct.loc[1].any()
    assert np.isnan(alone.table.loc[1, SegmentShare.REVENUE_LOW])
    assert alone.table.loc[1, SegmentShare.CUSTOMERS_HIGH] == pytest.approx(0.1, abs=0.04)
    whole = profile(labelled_as(table, [0] * 30), table)
    np.testing.assert_allclose(whole.index, 100)
    np.testing.assert_allclose(whole.index_low, 100)
    assert not whole.distinct.any(axis=None)
    assert whole.table[SegmentShare.REVENUE_LOW].tolist() == pytest.approx([1.0])


def test_what_is_clearly_above_or_below_is_distinct() -> None:
    table, _labels = shop(200, seed=1)
    table = table.assign(**{Feature.CARTS: [0.0] * 100 + [4.0, 6.0] * 50, Feature.VIEWS: 7.0})
    found = profile(labelled_as(table, [0] * 100 + [1] * 100), table)
    assert found.distinct[Feature.CARTS].all()
    assert found.index_high.loc[0, Feature.CARTS] == 0.0
    assert not found.distinct[Feature.VIEWS].any()
    np.testing.assert_allclose(found.index_low[Feature.VIEWS], 100)


def test_infinite_and_unknown_values_are_left_out() -> None:
    table, labels = shop(60, seed=2)
    odd = table.assign(
        **{
            Feature.CARTS: np.where(np.arange(60) % 2, np.inf, 3.0),
            Feature.VIEWS: pd.array([5] * 30 + [None] * 30, dtype="Int64"),
            Feature.RATINGS: np.where(labels == 0, np.nan, 1.0),
            Feature.SEARCHES: np.nan,
        }
    )
    found = profile(labelled_as(odd, labels), odd, 100)
    assert found.everyone[Feature.CARTS] == 3.0
    assert found.known[Feature.CARTS].sum() == 30
    assert found.known[Feature.VIEWS].sum() == 30
    assert found.means[Feature.VIEWS].tolist() == [5.0] * 3
    assert found.known.loc[0, Feature.RATINGS] == 0
    for frame in (found.means, found.index, found.mean_low, found.index_high):
        assert np.isnan(frame.loc[0, Feature.RATINGS])
        assert frame[Feature.SEARCHES].isna().all()
    assert not found.distinct.loc[0, Feature.RATINGS]


def test_no_index_where_the_average_is_not_above_nothing() -> None:
    table, labels = shop(60, seed=2)
    lossy = table.assign(**{Feature.MONETARY: table[Feature.MONETARY] - 1000})
    found = profile(labelled_as(lossy, labels), lossy, 100)
    for frame in (found.index, found.index_low, found.index_high):
        assert frame[Feature.MONETARY].isna().all()
    assert found.mean_low[Feature.MONETARY].notna().all()
    assert found.table[[SegmentShare.REVENUE_LOW, SegmentShare.REVENUE_SHARE]].isna().all(axis=None)
    without = table.drop(columns=Feature.MONETARY)
    found = profile(labelled_as(without, labels, Feature.FREQUENCY), without, 100)
    assert found.table[[SegmentShare.REVENUE, SegmentShare.REVENUE_HIGH]].isna().all(axis=None)


def test_values_of_categories_are_shares() -> None:
    cities = ["London"] * 30 + ["Paris"] * 20 + [None] * 10
    table, _labels = shop(60, seed=4)
    table = table.assign(**{Customer.CITY: cities})
    seg = labelled_as(table, [0] * 30 + [1] * 30, Customer.CITY, Feature.MONETARY)
    found = profile(seg, table)
    levels = [f"{Customer.CITY} = {name}" for name in ("London", "Paris", "unknown")]
    numbers = [Feature.MONETARY, Feature.FREQUENCY, Feature.MEAN_RATING]
    assert list(found.means.columns) == numbers + levels
    assert found.levels == tuple(levels)
    np.testing.assert_allclose(found.means[levels], [[1, 0, 0], [0, 2 / 3, 1 / 3]])
    np.testing.assert_allclose(found.index[levels], [[200, 0, 0], [0, 200, 200]])
    pd.testing.assert_frame_equal(
        index_against_all(seg, table).centers, seg.centers, check_names=False
    )


def test_profile_table_by_hand() -> None:
    found = profile_table(profile(labelled_as(PEOPLE, [0, 0, 1, 1]), PEOPLE))
    assert found.index.tolist() == [1, 2]
    assert found.index.name == SegmentShare.SEGMENT
    assert found[Feature.MONETARY + "_mean"].tolist() == [105.0, -5.0]
    assert found[Feature.MONETARY + "_mean_high"].tolist() == [110.0, 10.0]
    assert found[Feature.FREQUENCY + "_index"].tolist() == [180.0, 20.0]
    assert found[Feature.MEAN_RATING + "_known"].tolist() == [1, 1]
    assert found.shape == (2, 8 + 3 * 7)


def test_what_cannot_be_profiled_is_refused() -> None:
    seg = labelled_as(PEOPLE, [0, 0, 1, 1])
    with pytest.raises(InputError, match="not the 4 that were segmented"):
        profile(seg, PEOPLE[::-1])
    with pytest.raises(
        ParameterError, match="resamples must be a whole number of at least 100; found 9"
    ):
        profile(seg, PEOPLE, resamples=9)
    with pytest.raises(ParameterError, match="seed must be a whole number of at least 0; found -1"):
        profile(seg, PEOPLE, seed=-1)


def test_scalings_against_the_tail_by_hand() -> None:
    """0, 0, 0, 4 has mean 1, variance 3 and third moment (27 − 3) / 4 = 6."""
    table = pd.DataFrame({Feature.CARTS: [0.0, 0.0, 0.0, 4.0], Feature.VIEWS: [1.0, 2.0, 3.0, 4.0]})
    table[Customer.CITY] = ["London", "London", "Paris", "Paris"]
    found = scaling_table(table, [Feature.CARTS, Customer.CITY, Feature.VIEWS])
    assert found.index.tolist() == [Feature.CARTS, Feature.VIEWS]
    expected = 6 / 3**1.5
    assert found.loc[Feature.CARTS].to_numpy() == pytest.approx([expected] * len(found.columns))
    np.testing.assert_allclose(found.loc[Feature.VIEWS], 0.0, atol=1e-12)


def test_scalings_against_the_tail() -> None:
    table, labels = shop(2_000, seed=0)
    found = scaling_table(table, [Feature.MONETARY]).loc[Feature.MONETARY]
    assert found[Skew.BEFORE] > 2
    assert found["standard"] == pytest.approx(found[Skew.BEFORE])
    assert found["robust"] == pytest.approx(found[Skew.BEFORE])
    assert found[Skew.BEFORE] > found["winsorised"] > 1
    assert abs(found["log-standard"]) < 0.3
    assert abs(found["quantile"]) < 0.05
    seg = labelled_as(table, labels)
    assert found["standard"] == pytest.approx(seg.space.skew.loc[Feature.MONETARY, Skew.AFTER])
    assert scaling_table(table.assign(**{Customer.CITY: "x"}), [Customer.CITY]).empty


def test_scalings_of_what_cannot_be_scaled() -> None:
    with pytest.raises(ParameterError, match='No column "carts"'):
        scaling_table(PEOPLE, [Feature.CARTS])
    with pytest.raises(InputError, match="missing or infinite for 2 of 4"):
        scaling_table(PEOPLE, [Feature.MEAN_RATING])
    with pytest.raises(InputError, match="is 7 for all 4 customers"):
        scaling_table(PEOPLE.assign(**{Feature.CARTS: 7.0}), [Feature.CARTS])


def test_real_segments_sum_up() -> None:
    """Weighted by their members, the means of the segments are those of all."""
    table, _labels = shop(500, seed=9)
    seg = segment(table, k=4, features=[Feature.MONETARY, Feature.FREQUENCY])
    found = profile(seg, table, 100)
    weighted = (found.means * found.known).sum() / found.known.sum()
    np.testing.assert_allclose(weighted, found.everyone)
    for low, middle, high in (
        (found.mean_low, found.means, found.mean_high),
        (found.index_low, found.index, found.index_high),
    ):
        assert all((a <= b).all(axis=None) for a, b in pairwise((low, middle, high)))
