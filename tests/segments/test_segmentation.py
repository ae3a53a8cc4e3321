"""Segments: the golden case for every seed, order, errors, and scikit-learn as a witness."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from sklearn.cluster import KMeans
from threadpoolctl import threadpool_limits

from shopai.columns import FEATURES, Event, Feature, SegmentShare
from shopai.errors import InputError, MissingColumns, ParameterError
from shopai.segments.assignment import nearest_two
from shopai.segments.features import AN_ID, MISSING, SAME, default_features, left_out
from shopai.segments.kmeans import CORESET, coreset, kmeans, means, settled
from shopai.segments.scaling import SCALINGS
from shopai.segments.segmentation import segment

SIX = [[1, 2], [1, 4], [1, 0], [4, 2], [4, 4], [4, 0]]
A, B = "a", "b"


def peer(points: np.ndarray, k: int) -> float:
    """The inertia scikit-learn reaches with ten starts on all rows."""
    with threadpool_limits(limits=1):
        return KMeans(k, n_init=10, random_state=0).fit(points).inertia_


def test_six_points_make_two_segments_by_hand() -> None:
    for seed in range(100):
        seg = segment(SIX, k=2, seed=seed, scaling="none")
        assert seg.centers.to_numpy().tolist() == [[1, 2], [4, 2]], seed
        assert seg.inertia == 16.0
        assert seg.labels.tolist() == [0, 0, 0, 1, 1, 1]
        assert seg.sizes.tolist() == [3, 3]


def test_result_of_an_array() -> None:
    seg = segment(np.array(SIX), k=2, scaling="none")
    assert seg.features == ("x1", "x2")
    assert list(seg.centers.columns) == ["x1", "x2"]
    assert seg.labels.index.name == Event.USER
    assert seg.labels.name == SegmentShare.SEGMENT
    assert seg.k == 2
    assert (seg.seed, seg.scaling) == (0, "none")
    assert seg.scaled.tolist() == SIX
    assert seg.scaled_centers.tolist() == [[1, 2], [4, 2]]


def test_big_spenders_come_first() -> None:
    table = pd.DataFrame(
        {Feature.FREQUENCY: [1, 2, 9, 8], Feature.MONETARY: [10.0, 12.0, 900.0, 950.0]},
        index=pd.Index(["u1", "u2", "u3", "u4"], name=Event.USER),
    )
    seg = segment(table, k=2)
    assert seg.labels.to_dict() == {"u1": 1, "u2": 1, "u3": 0, "u4": 0}
    assert seg.centers[Feature.MONETARY].tolist() == [925.0, 11.0]
    assert seg.centers[Feature.FREQUENCY].tolist() == [8.5, 1.5]


def test_one_segment_is_everyone() -> None:
    seg = segment(SIX, k=1, scaling="none")
    assert seg.centers.to_numpy().tolist() == [[2.5, 2.0]]
    assert seg.inertia == 6 * 1.5**2 + 4 * 2**2


def test_every_distinct_customer_a_segment() -> None:
    seg = segment([*SIX, *SIX], k=6)
    assert seg.sizes.tolist() == [2] * 6
    assert seg.inertia == pytest.approx(0, abs=1e-20)
    assert [tuple(c) for c in seg.centers.to_numpy()] == sorted(map(tuple, SIX))


def test_the_table_is_not_written_to() -> None:
    table = pd.DataFrame({A: [1.0, 2.0, 9.0], B: [3.0, 1.0, 7.0]})
    before = table.copy(deep=True)
    for scaling in SCALINGS:
        segment(table, k=2, scaling=scaling)
    pd.testing.assert_frame_equal(table, before)


# ------------------------------------------------------------------------------ properties

TABLES = hnp.arrays(
    np.float64,
    st.tuples(st.integers(8, 40), st.integers(1, 3)),
    elements=st.integers(-50, 50).map(float),
).filter(lambda x: all(len(set(c)) >= 3 for c in x.T))


@settings(max_examples=15, deadline=None)
@given(values=TABLES, k=st.integers(1, 3), scaling=st.sampled_from(SCALINGS))
def test_segments_are_a_partition_no_worse_than_scikit_learns(
    values: np.ndarray, k: int, scaling: str
) -> None:
    seg = segment(values, k=k, scaling=scaling)
    labels = seg.labels.to_numpy()
    assert sorted(set(labels)) == list(range(k))
    assert seg.sizes.sum() == len(values)
    for j in range(k):
        np.testing.assert_allclose(seg.centers.loc[j], values[labels == j].mean(axis=0), atol=1e-9)
    squares = ((seg.scaled[:, None] - seg.scaled_centers[None]) ** 2).sum(axis=2)
    assert seg.inertia == pytest.approx(squares[range(len(values)), labels].sum())
    assert squares.min(axis=1).sum() == pytest.approx(seg.inertia, rel=1e-9, abs=1e-9)
    centres = [tuple(c) for c in seg.centers.to_numpy()]
    assert centres == sorted(centres)
    assert seg.inertia <= peer(seg.scaled, k) * 1.0001 + 1e-9


@pytest.mark.parametrize("k", [3, 6])
@pytest.mark.parametrize("shape", ["blobs", "skewed", "one far away"])
def test_as_good_as_ten_full_starts(shape: str, k: int) -> None:
    """Above the coreset's size, within half a percent of scikit-learn with n_init=10."""
    rng = np.random.default_rng(1)
    n = CORESET + 2_000
    if shape == "blobs":
        points = rng.normal(size=(n, 3)) + 8 * rng.normal(size=(6, 3))[rng.integers(0, 6, n)]
    else:
        points = np.column_stack([rng.exponential(60, n), rng.pareto(3, n), rng.lognormal(4, 1, n)])
        points /= points.std(axis=0)
    if shape == "one far away":
        points[17] += 400.0  # a plain subsample would miss it half of the time
    labels = kmeans(points, k, seed=0)
    ours = ((points - means(points, labels, k)[labels]) ** 2).sum()
    assert ours <= 1.005 * peer(points, k)


def crowd(n: int) -> np.ndarray:
    """One skewed cloud with no gaps, where K-means moves little by little for long."""
    rng = np.random.default_rng(2)
    return np.column_stack([rng.exponential(1, n), rng.lognormal(0, 0.6, n), rng.normal(0, 1, n)])


@pytest.mark.parametrize("n", [3_000, 3 * CORESET])
@pytest.mark.parametrize("k", [4, 9])
def test_everyone_is_in_the_nearest_segment(n: int, k: int) -> None:
    table = pd.DataFrame(crowd(n), columns=[Feature.RECENCY, Feature.MONETARY, A])
    seg = segment(table, k=k, scaling="standard")
    (nearest, _), _ = nearest_two(seg.space.place(table), seg.scaled_centers)
    assert nearest.tolist() == seg.labels.tolist()
    squares = ((seg.scaled[:, None] - seg.scaled_centers[None]) ** 2).sum(axis=2)
    assert squares.min(axis=1).sum() == pytest.approx(seg.inertia, rel=1e-12)
    order = np.random.default_rng(0).permutation(n)
    again = segment(table.iloc[order], k=k, scaling="standard")
    pd.testing.assert_series_equal(again.labels.sort_index(), seg.labels)


@pytest.mark.parametrize("n", [2_000, 3 * CORESET])
def test_steps_to_the_end_are_scikit_learn_s(n: int) -> None:
    points, k = crowd(n), 6
    starts = points[np.linspace(0, n - 1, k).astype(int)]
    far = ((points[:, None] - starts[None]) ** 2).sum(axis=2).argmin(axis=1)
    with threadpool_limits(limits=1):
        first = means(points, far, k)
        witness = KMeans(k, init=first, n_init=1, tol=0, max_iter=5_000).fit(points)
    found = settled(points, far, k)
    assert (found == witness.labels_).all()
    assert (settled(points, found, k) == found).all()


def test_a_tie_goes_to_the_smaller_number_and_no_cluster_is_emptied() -> None:
    line = np.array([[0.0], [2.0], [3.0], [3.0]])  # 2 is as near to the mean of 0 and 2 as to 3
    assert settled(line, np.array([0, 0, 1, 1]), 2).tolist() == [0, 0, 1, 1]
    assert settled(line, np.array([1, 1, 0, 0]), 2).tolist() == [1, 0, 0, 0]
    same = np.array([[-1.0], [1.0], [0.0]])  # both means are 0
    assert settled(same, np.array([0, 0, 1]), 2).tolist() == [0, 0, 1]
    assert settled(line, np.zeros(4, dtype=np.int64), 1).tolist() == [0] * 4


def test_same_seed_same_segments() -> None:
    points = np.random.default_rng(0).lognormal(size=(CORESET + 500, 2))
    first, again = segment(points, k=4, seed=3), segment(points, k=4, seed=3)
    pd.testing.assert_series_equal(first.labels, again.labels)
    assert first.inertia == again.inertia


def test_coreset_stands_for_all_rows() -> None:
    points = np.random.default_rng(0).lognormal(size=(50_000, 2))
    chosen, weights = coreset(points, 5_000, np.random.default_rng(1))
    assert chosen.shape == (5_000, 2)
    assert weights.sum() == pytest.approx(50_000, rel=0.02)
    spread = ((points - points.mean(axis=0)) ** 2).sum()
    assert (weights * ((chosen - points.mean(axis=0)) ** 2).sum(axis=1)).sum() == pytest.approx(
        spread, rel=0.03
    )


def test_rare_points_beyond_the_sample() -> None:
    """15 distinct customers, most of them one in 20,000: K may still be 15."""
    points = np.zeros((20_000, 1))
    points[:14, 0] = np.arange(1, 15) / 1e3
    points[-1] = 1e6  # draws the sample's chances to itself
    seg = segment(points, k=15, scaling="none")
    assert (seg.sizes > 0).all()


# ----------------------------------------------------------------------------------- errors

GOOD = pd.DataFrame({A: [1.0, 2.0, 3.0], B: [5.0, 5.5, 7.0]})


@pytest.mark.parametrize(
    ("table", "options", "kind", "message"),
    [
        (GOOD, {"k": 4}, ParameterError, "differ in only 3 ways"),
        ([[1, 1], [1, 1], [1, 2], [2, 1]], {"k": 4}, ParameterError, "differ in only 3 ways"),
        (GOOD, {"k": 0}, ParameterError, "k must be a whole number of at least 1; found 0"),
        (GOOD, {"k": True}, ParameterError, "k must be a whole number .* found True"),
        (GOOD, {"k": 2.0}, ParameterError, r"k must be a whole number .* found 2\.0"),
        (GOOD, {"k": "2"}, ParameterError, "k must be a whole number .* found '2'"),
        (GOOD, {"k": None}, ParameterError, "k must be a whole number .* found None"),
        (GOOD, {"seed": -1}, ParameterError, "seed must be a whole number of at least 0; found -1"),
        (GOOD, {"seed": None}, ParameterError, "seed must be a whole number .* found None"),
        (GOOD, {"seed": 0.5}, ParameterError, r"seed must be a whole number .* found 0\.5"),
        (GOOD[:1], {"k": 1}, InputError, "at least two customers; found 1"),
        (GOOD.assign(a=[1, None, 2]), {"features": [A]}, InputError, '"a" is missing .* 1 of 3'),
        (GOOD.assign(a=[1, np.inf, 2]), {"features": [A]}, InputError, '"a" is missing .* 1 of 3'),
        (GOOD.assign(a=[4.0, 4.0, 4.0]), {"features": [A, B]}, InputError, '"a" is 4 for all 3'),
        (GOOD.assign(a=["x", "y", "z"]), {"features": [A]}, ParameterError, "3 different values"),
        (GOOD, {"scaling": "z-score"}, ParameterError, 'Unknown scaling "z-score"; choose one of'),
        (GOOD, {"features": ["aa"]}, ParameterError, 'did you mean "a"'),
        (GOOD, {"features": ["zebra"]}, ParameterError, "there are a, b"),
        (GOOD, {"features": [A, A]}, ParameterError, "named twice"),
        (GOOD, {"features": []}, ParameterError, "at least one feature"),
        ([1, 2, 3], {}, InputError, "found 1 dimension"),
        (pd.DataFrame({A: ["x", "y"]}), {}, MissingColumns, "nothing to segment by; found a"),
    ],
)
def test_impossible_settings_and_data_are_refused(
    table: object, options: dict, kind: type[Exception], message: str
) -> None:
    with pytest.raises(kind, match=message):
        segment(table, **{"k": 2} | options)


# ------------------------------------------------------------------------- default features

BUYERS = {
    Feature.RECENCY: [1.0, 5.0, 9.0],
    Feature.FREQUENCY: [3, 1, 1],
    Feature.MONETARY: [30.0, 4.0, 9.0],
    Feature.LAST_SEEN: [1.0, 2.0, 3.0],
    Feature.SESSIONS: [4, 1, 2],
    Feature.DISTINCT_ITEMS: [2, 1, 1],
}
RATERS = {
    Feature.FREQUENCY: [0, 0, 0],
    Feature.RATINGS: [4, 1, 7],
    Feature.MEAN_RATING: [3.5, 4.0, 2.0],
    Feature.LAST_SEEN: [1.0, 2.0, 3.0],
}
UNKNOWN = [None, None, None]


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        (BUYERS, (Feature.RECENCY, Feature.FREQUENCY, Feature.MONETARY)),
        (
            BUYERS | {Feature.RECENCY: [1.0, None, 9.0]},
            (Feature.LAST_SEEN, Feature.FREQUENCY, Feature.MONETARY),
        ),
        (
            BUYERS | {Feature.RECENCY: [1.0, None, 9.0], Feature.VIEWS: [7, 8, 0]},
            (Feature.LAST_SEEN, Feature.FREQUENCY, Feature.MONETARY, Feature.SESSIONS),
        ),
        (
            BUYERS | {Feature.MONETARY: UNKNOWN},
            (Feature.RECENCY, Feature.FREQUENCY, Feature.DISTINCT_ITEMS),
        ),
        (BUYERS | {Feature.FREQUENCY: [1, 1, 1]}, (Feature.RECENCY, Feature.MONETARY)),
        (RATERS, (Feature.RATINGS, Feature.MEAN_RATING, Feature.LAST_SEEN)),
        (RATERS | {Feature.LAST_SEEN: UNKNOWN}, (Feature.RATINGS, Feature.MEAN_RATING)),
        (
            {
                Feature.FREQUENCY: [0, 0, 0],
                Feature.SESSIONS: [1, 2, 3],
                Feature.VIEWS: [9, 4, 4],
                Feature.CARTS: [0, 0, 0],
                Feature.LAST_SEEN: [1.0, 2.0, 3.0],
            },
            (Feature.SESSIONS, Feature.VIEWS, Feature.LAST_SEEN),
        ),
        ({Feature.SEARCHES: [1, 2, 2], Feature.REFUND_RATE: [0, 0.1, 0]}, None),
    ],
)
def test_default_features_of_behaviour(columns: dict, expected: tuple[str, ...] | None) -> None:
    table = pd.DataFrame(dict.fromkeys(FEATURES, UNKNOWN) | columns).astype("float64")
    expected = expected or (Feature.REFUND_RATE, Feature.SEARCHES)  # in display order
    assert default_features(table) == expected


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({A: [1, 2, 3], "city": ["x", "y", "z"], B: [1.0, 1.0, 2.0]}, (A, B)),
        ({A: [1, 2, 3], B: [1.0, None, 2.0]}, (A,)),  # a blank leaves the column out
        ({A: [1, 2, 3], B: [1.0, np.inf, 2.0]}, (A,)),
        ({A: [1, 2, 3], B: [4, 4, 4]}, (A,)),
        ({Feature.FREQUENCY: [1, 2, 3], A: [3, 5, 4]}, (Feature.FREQUENCY, A)),
        (BUYERS, tuple(BUYERS)),  # some names of ours make no table of behaviour
        ({"store_id": [7, 8, 9], A: [1, 2, 3]}, (A,)),
    ],
)
def test_default_features_of_any_other_table(columns: dict, expected: tuple[str, ...]) -> None:
    table = pd.DataFrame(columns)
    assert default_features(table) == expected
    assert segment(table, k=2).features == expected


@pytest.mark.parametrize(
    ("name", "is_id"),
    [
        ("id", True),
        ("ID", True),
        ("customer_id", True),
        ("Customer ID", True),
        ("CustomerID", True),
        ("cardId", True),
        ("userid", True),
        ("paid", False),
        ("PAID", False),
        ("idle", False),
    ],
)
def test_an_id_is_told_by_its_name_and_distinct_whole_numbers(name: str, is_id: bool) -> None:
    assert left_out(pd.DataFrame({name: [1.0, 2.0, 3.0]})) == ({name: AN_ID} if is_id else {})
    assert left_out(pd.DataFrame({name: [1.0, 1.0, 3.0]})) == {}
    assert left_out(pd.DataFrame({name: [1.0, 2.5, 3.0]})) == {}


@pytest.mark.parametrize(
    ("name", "values", "is_code"),
    [
        ("Default Address Phone", [301234501.0, 15112345678.0, 15112345678.0], True),
        ("phone_number", [301234501.0, 301234502.0, 301234503.0], True),
        ("Billing Zip", [10115.0, 10115.0, 90210.0], True),
        ("Postal Code", [1010.0, 1020.0, 1010.0], True),
        ("orders by phone", [0.0, 2.0, 5.0], False),
        ("spend_mobile", [1000.5, 2000.0, 3000.0], False),
        ("zip lines sold", [10115.0, 10115.0, 90210.0], False),
        ("microphone", [10115.0, 10115.0, 90210.0], False),
    ],
)
def test_phones_and_postcodes_are_no_numbers(name: str, values: list[float], is_code: bool) -> None:
    assert left_out(pd.DataFrame({name: values})) == ({name: AN_ID} if is_code else {})


def test_left_out_by_hand() -> None:
    table = pd.DataFrame({A: [1.0, None, 3.0], B: [4, 4, 4], "c": [1, 2, 3], "d": ["x", "y", "z"]})
    assert left_out(table) == {A: MISSING, B: SAME}


def test_an_id_may_be_asked_for_and_a_gap_may_not() -> None:
    table = pd.DataFrame({"id": [1, 2, 3], B: [1.0, None, 2.0]})
    assert segment(table, k=3, features=["id"]).k == 3
    with pytest.raises(MissingColumns, match="found id, b"):
        segment(table, k=2)
    with pytest.raises(InputError, match='"b" is missing'):
        segment(table, k=2, features=[B])
