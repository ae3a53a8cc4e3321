"""How many segments: planted numbers found, none where there are none, and what never changes."""

from __future__ import annotations

import threading
import warnings
from collections.abc import Iterator
from dataclasses import FrozenInstanceError
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from sklearn.datasets import make_blobs
from sklearn.metrics import adjusted_rand_score

import shopai
from shopai.columns import Criterion, Event, Feature
from shopai.demo.shop import simulate
from shopai.errors import InputError, MissingColumns, ParameterError
from shopai.events.dataset import Dataset
from shopai.segments.choosing import choose
from shopai.segments.choosing.choose import KChoice, choose_among, choose_k
from shopai.segments.choosing.criteria import gap, log_inertias, reference
from shopai.segments.numbering import numbered_like, shared
from shopai.segments.segmentation import placed, segment
from shopai.segments.silhouette import sampled_silhouette, squared_silhouettes

pytestmark = pytest.mark.usefixtures("few_starts")

COLUMNS = {v for n, v in vars(Criterion).items() if n.isupper()} - {Criterion.K}
#: The same for the same segments, whatever the order of customers, features, or the seed.
EXACT = [
    Criterion.INERTIA,
    Criterion.CALINSKI_HARABASZ,
    Criterion.DAVIES_BOULDIN,
    Criterion.SQUARED,
    Criterion.SILHOUETTE,  # of up to 2,000 customers, so of all of these
    Criterion.SILHOUETTE_ERROR,
    Criterion.SMALLEST,
]


@pytest.fixture(autouse=True)
def warnings_are_errors() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


@pytest.fixture
def quick(few_starts: None, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ARG001
    """Very few references and resamples, where their statistics are not the point."""
    monkeypatch.setattr(choose, "REFERENCES", 2)
    monkeypatch.setattr(choose, "RESAMPLES", 2)


def apart(k: int = 4, n: int = 30, p: int = 2) -> np.ndarray:
    """k planted groups of n, none of which touch, in no feature at all."""
    rng = np.random.default_rng(k)
    centres = 20 * np.column_stack([rng.permutation(k) for _ in range(p)])
    return np.repeat(centres, n, axis=0) + rng.normal(size=(k * n, p))


def table(points: np.ndarray) -> pd.DataFrame:
    names = [Feature.FREQUENCY, Feature.MONETARY, Feature.RECENCY][: points.shape[1]]
    users = [f"u{i}" for i in range(len(points))]
    return pd.DataFrame(points, columns=names, index=pd.Index(users, name=Event.USER))


# --------------------------------------------------------------------------- the right number


@pytest.mark.parametrize(("k", "p"), [(2, 1), (3, 2), (4, 2), (5, 3)])
def test_planted_groups_are_found(k: int, p: int) -> None:
    choice = choose_k(apart(k, 30, p), range(2, 7), scaling="standard")
    assert choice.recommended == k
    planted = np.repeat(np.arange(k), 30)
    assert adjusted_rand_score(planted, choice.segmentations[k].labels) == 1
    assert choice.table[Criterion.STABILITY][k] == 1
    assert choice.table[Criterion.WEAKEST][k] == 1
    assert choice.table[Criterion.RAND][k] == 1
    assert choice.votes[Criterion.SQUARED] == k  # Caliński–Harabasz says 6 to two on a line
    assert choice.verdict.startswith(f"{k} segments: ")
    assert "highly stable" in choice.verdict


@pytest.mark.parametrize(("n", "p", "seed"), [(60, 2, 0), (150, 1, 1), (200, 3, 3)])
def test_no_clear_groups_in_uniform_data(n: int, p: int, seed: int) -> None:
    points = np.random.default_rng(seed).random((n, p))
    choice = choose_k(points, range(2, 6), seed=seed, scaling="standard")
    assert choice.recommended is None
    assert choice.votes == {}
    assert choice.sentences[0].startswith("No clear groups: ")
    assert choice.verdict.startswith("No clear groups: ")


@pytest.mark.parametrize(("n", "p"), [(150, 2), (300, 4)])
def test_no_clear_groups_in_one_bell(n: int, p: int) -> None:
    turn = np.random.default_rng(9).normal(size=(p, p))
    points = np.random.default_rng(p).normal(size=(n, p)) @ turn
    choice = choose_k(points, range(2, 6), scaling="standard")
    assert choice.recommended is None
    assert choice.verdict.startswith("No clear groups: ")


def test_criteria_that_disagree() -> None:
    """Five groups, of which some overlap: three clouds from afar, five from near."""
    points, planted = make_blobs(300, centers=5, cluster_std=1.5, random_state=143)
    choice = choose_k(points, range(2, 7), scaling="standard")
    assert choice.says == {
        Criterion.SQUARED: 3,
        Criterion.SILHOUETTE: 3,
        Criterion.DAVIES_BOULDIN: 3,
        Criterion.CALINSKI_HARABASZ: 5,
        Criterion.GAP: 5,
        Criterion.STABILITY: choice.table[Criterion.STABILITY].idxmax(),
        Criterion.INERTIA: 3,
    }
    assert choice.votes == {
        Criterion.SQUARED: 3,
        Criterion.DAVIES_BOULDIN: 3,
        Criterion.CALINSKI_HARABASZ: 5,
        Criterion.GAP: 5,
    }
    assert choice.table[Criterion.WEAKEST][[3, 5]].min() >= 0.85
    assert choice.recommended == 5  # two votes each, and all five come back
    assert adjusted_rand_score(planted, choice.segmentations[5].labels) > 0.8
    assert choice.sentences[0].startswith("5 segments: 2 of the 4 criteria that count favour that")
    assert choice.sentences[1] == (
        "On their own: silhouette (squared distances, all customers) 3, Calinski–Harabasz 5, "
        "Davies–Bouldin 3, gap statistic 5; the inertia bends at 3."
    )
    for label, overlap in enumerate(choice.stability.loc[5, range(5)], start=1):
        assert f"segment {label} {overlap:.2f}" in choice.sentences[2]
    assert "Also defensible: 3 (silhouette, Davies–Bouldin; stability " in choice.verdict


@pytest.mark.slow
def test_the_demo_shop_has_its_five_planted_segments(demo_shop: Dataset) -> None:
    people = shopai.customer_features(demo_shop)
    choice = choose_k(people, range(2, 9))
    assert choice.recommended == 5
    planted = simulate().truths.segments
    labels = choice.segmentations[5].labels
    assert len(labels) == choice.customers == 3_000
    assert adjusted_rand_score(planted[labels.index], labels) >= 0.8
    assert choice.sampled == 2_000
    assert choice.table[Criterion.WEAKEST][5] >= 0.85


# -------------------------------------------------------------------------------- the result


@pytest.mark.usefixtures("quick")
def test_the_table_is_what_its_parts_say() -> None:
    points = apart(3)
    choice = choose_k(points, [2, 3, 5], seed=4, scaling="none")
    assert set(choice.table.columns) == COLUMNS
    assert choice.table.index.tolist() == [2, 3, 5]
    assert choice.table.index.name == choice.stability.index.name == Criterion.K
    assert choice.stability.shape == (3, 5)
    assert choice.stability.notna().sum(axis=1).tolist() == [2, 3, 5]
    for k, seg in choice.segmentations.items():
        row, labels = choice.table.loc[k], seg.labels.to_numpy()
        assert row[Criterion.INERTIA] == seg.inertia
        assert row[Criterion.SQUARED] == pytest.approx(squared_silhouettes(points, labels).mean())
        assert row[Criterion.SILHOUETTE] == pytest.approx(sampled_silhouette(points, labels)[0])
        assert row[Criterion.SMALLEST] == seg.sizes.min()
        assert row[Criterion.STABILITY] == pytest.approx(choice.stability.loc[k].mean())
        assert row[Criterion.WEAKEST] == choice.stability.loc[k].min()
    assert (choice.customers, choice.sampled, choice.seed) == (90, 90, 4)
    assert choice.verdict == " ".join(choice.sentences)
    assert np.isfinite(choice.one_group).all()


@pytest.mark.usefixtures("quick")
def test_gap_is_of_the_seeds_own_references() -> None:
    points = apart(3)
    choice = choose_k(points, [2, 3], seed=4, scaling="none")
    boxes = [reference(points, choose._seed(4, -number)) for number in (1, 2)]
    logs = np.stack([log_inertias(box, [1, 2, 3], 4) for box in boxes])
    gaps, errors = gap(log_inertias(points, [1, 2, 3], 4), logs)
    assert choice.one_group == pytest.approx((gaps[0], errors[0]))
    assert choice.table[Criterion.GAP].tolist() == pytest.approx(gaps[1:].tolist())
    assert choice.table[Criterion.GAP_ERROR].tolist() == pytest.approx(errors[1:].tolist())


@pytest.mark.usefixtures("quick")
def test_a_seed_may_be_larger_than_those_of_scikit_learn() -> None:
    assert choose_k(apart(2), [2, 3], seed=2**40).recommended == 2


@pytest.mark.usefixtures("quick")
def test_a_choice_cannot_be_changed() -> None:
    choice = choose_k(apart(2), [2])
    with pytest.raises(FrozenInstanceError):
        choice.recommended = 9  # type: ignore[misc]


def same(a: KChoice, b: KChoice) -> None:
    pd.testing.assert_frame_equal(a.table, b.table)
    pd.testing.assert_frame_equal(a.stability, b.stability)
    assert (a.recommended, a.verdict, a.says, a.votes) == (
        b.recommended,
        b.verdict,
        b.says,
        b.votes,
    )


@pytest.mark.usefixtures("quick")
def test_the_same_seed_tells_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """On however many threads, and on a sample too."""
    monkeypatch.setattr(choose, "MOST", 60)
    points = table(apart(4, 30))
    before = points.copy(deep=True)
    first = choose_k(points, [2, 4], seed=3)
    same(first, choose_k(points, [2, 4], seed=3))
    monkeypatch.setattr(choose, "MOST_THREADS", 1)
    same(first, choose_k(points, [2, 4], seed=3))
    assert (first.customers, first.sampled) == (120, 60)
    other = choose_k(points, [2, 4], seed=5)
    assert (other.table[Criterion.GAP] != first.table[Criterion.GAP]).all()
    pd.testing.assert_frame_equal(points, before)


@pytest.mark.usefixtures("quick")
def test_segments_are_those_of_segment_and_keep_their_numbers() -> None:
    people = table(np.random.default_rng(0).lognormal(size=(200, 2)))
    choice = choose_k(people, range(2, 8), seed=2)
    for k, seg in choice.segmentations.items():
        alone = segment(people, k, 2)
        assert seg.k == k
        assert seg.inertia == alone.inertia
        assert (shared(seg, alone) > 0).sum() == k  # a partition is the same by any numbers
    for a, b in pairwise(choice.segmentations.values()):
        pd.testing.assert_series_equal(numbered_like(b, a).labels, b.labels)
    first = choice.segmentations[2].labels
    pd.testing.assert_series_equal(first, segment(people, 2, 2).labels)


@pytest.mark.usefixtures("quick")
def test_segments_found_already_keep_their_numbers() -> None:
    people = table(apart(4, 30))
    known = {3: segment(people, 3)}
    choice = choose_among(placed(people), [2, 3, 4], found=known)
    assert choice.segmentations[3] is known[3]
    like = numbered_like(segment(people, 4), known[3])
    pd.testing.assert_series_equal(choice.segmentations[4].labels, like.labels)
    pd.testing.assert_frame_equal(choice.table, choose_k(people, [2, 3, 4]).table)


# ------------------------------------------------------------------- what changes nothing


def close(a: KChoice, b: KChoice, rtol: float = 1e-9) -> None:
    assert a.recommended == b.recommended
    pd.testing.assert_frame_equal(a.table[EXACT], b.table[EXACT], rtol=rtol, atol=1e-12)


@pytest.fixture(scope="module")
def planted() -> tuple[pd.DataFrame, KChoice]:
    people = table(apart(4, 30, 3))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(choose, "REFERENCES", 2)
        patch.setattr(choose, "RESAMPLES", 2)
        return people, choose_k(people, [2, 3, 4], scaling="standard")


@pytest.mark.usefixtures("quick")
def test_order_of_customers(planted: tuple[pd.DataFrame, KChoice]) -> None:
    """The segments, what is worked out from all customers, and the answer stay. Which customers
    a resample draws goes by their place, so stability and gap may move within their error."""
    people, choice = planted
    again = choose_k(people.sample(frac=1, random_state=1), [2, 3, 4], scaling="standard")
    close(again, choice)
    for k, seg in choice.segmentations.items():
        moved = again.segmentations[k].labels
        assert adjusted_rand_score(seg.labels, moved[seg.labels.index]) == 1


@pytest.mark.usefixtures("quick")
def test_order_of_features(planted: tuple[pd.DataFrame, KChoice]) -> None:
    people, choice = planted
    close(choose_k(people[people.columns[::-1]], [2, 3, 4], scaling="standard"), choice)


@pytest.mark.parametrize("scaling", ["standard", "robust", "winsorised"])
@pytest.mark.usefixtures("quick")
def test_units_of_features(planted: tuple[pd.DataFrame, KChoice], scaling: str) -> None:
    people, choice = planted
    if scaling != "standard":
        choice = choose_k(people, [2, 3, 4], scaling=scaling)
    close(choose_k(people * [100, 0.01, 24] + [5, 0, -2], [2, 3, 4], scaling=scaling), choice, 1e-6)


@pytest.mark.usefixtures("quick")
def test_well_separated_groups_do_not_depend_on_the_seed(
    planted: tuple[pd.DataFrame, KChoice],
) -> None:
    people, choice = planted
    close(choose_k(people, [2, 3, 4], seed=11, scaling="standard"), choice)


# ----------------------------------------------------------------------- progress and cancel


@pytest.mark.usefixtures("quick")
def test_progress_rises_to_one_in_the_calling_thread() -> None:
    said: list[tuple[float, str, int]] = []
    choose_k(
        apart(3), [2, 3], progress=lambda x, what: said.append((x, what, threading.get_ident()))
    )
    shares = [share for share, *_ in said]
    assert shares[0] > 0
    assert all(a < b for a, b in pairwise(shares))
    assert shares[-1] == 1
    assert {thread for *_, thread in said} == {threading.get_ident()}
    assert len({what for _, what, _ in said}) == 4
    assert all(what for _, what, _ in said)


class Cancelled(BaseException):
    """What a page raises to stop."""


@pytest.mark.parametrize("after", [1, 3, 8])
@pytest.mark.usefixtures("quick")
def test_cancel_ends_the_work(after: int) -> None:
    calls = 0

    def progress(*_: object) -> None:
        nonlocal calls
        calls += 1
        if calls == after:
            raise Cancelled

    before = set(threading.enumerate())
    with pytest.raises(Cancelled):
        choose_k(apart(4), range(2, 7), progress=progress)
    assert calls == after
    for thread in set(threading.enumerate()) - before:
        thread.join(timeout=5)
        assert not thread.is_alive()


# --------------------------------------------------------------------------------- which Ks


@pytest.mark.parametrize(
    "ks", [[4, 2, 3], [3, 3, 2, 4, 4], np.array([4, 3, 2]), {2, 3, 4}, {4: "", 3: "", 2: ""}.keys()]
)
@pytest.mark.usefixtures("quick")
def test_ks_in_any_order_and_form(ks: object) -> None:
    choice = choose_k(apart(3), ks)
    assert choice.table.index.tolist() == list(choice.segmentations) == [2, 3, 4]
    assert all(type(k) is int for k in choice.segmentations)


@pytest.mark.usefixtures("quick")
def test_ks_that_can_be_read_but_once() -> None:
    choice = choose_k(apart(3), (k for k in (4, 2, 3)))
    assert choice.table.index.tolist() == [2, 3, 4]


@pytest.mark.parametrize(
    ("ks", "shown"),
    [([2, 1], "1"), ([0], "0"), ([-3], "-3"), ([True], "True"), ([2.5], "2.5"), ("3", "'3'")],
)
def test_ks_that_are_no_numbers_of_segments(ks: object, shown: str) -> None:
    with pytest.raises(
        ParameterError, match=f"ks must be a whole number of at least 2; found {shown}"
    ):
        choose_k(apart(3), ks)


def test_no_numbers_of_segments_are_refused() -> None:
    with pytest.raises(ParameterError, match="numbers of segments to compare; found none"):
        choose_k(apart(3), [])


@pytest.mark.usefixtures("quick")
def test_too_many_segments_are_left_out_and_said() -> None:
    points = np.repeat([[0.0, 0.1], [1.0, 0.7], [5.0, 2.3], [9.0, 2.0]], 3, axis=0)
    choice = choose_k(points, [2, 3, 4, 5, 6, 9])
    assert choice.table.index.tolist() == [2, 3, 4]
    assert choice.sentences[-1] == "K = 5 … 9 left out: the customers differ in only 4 ways."
    assert choose_k(points, [2, 7]).sentences[-1].startswith("K = 7 left out")
    with pytest.raises(ParameterError, match=r"differ in only 4 ways, .* among 5 … 8 segments"):
        choose_k(points, [5, 8])


def test_a_seed_that_is_none() -> None:
    for seed in (-1, 0.5, None, True):
        with pytest.raises(ParameterError, match="seed must be a whole number of at least 0"):
            choose_k(apart(3), [2], seed=seed)


# -------------------------------------------------------------------------------- degenerate


@pytest.mark.parametrize("scaling", ["log-standard", "none", "quantile"])
def test_three_ways_to_be(scaling: str) -> None:
    """Customers alike in three groups: three segments, of which nothing is left to explain."""
    points = np.repeat([[0, 0.1], [1, 0.7], [5, 2.3]], [4, 3, 5], axis=0)
    choice = choose_k(points, range(2, 13), scaling=scaling)
    assert choice.recommended == 3
    row = choice.table.loc[3]
    assert row[Criterion.INERTIA] == pytest.approx(0, abs=1e-20)
    assert row[Criterion.CALINSKI_HARABASZ] > 1e20
    assert row[Criterion.DAVIES_BOULDIN] == pytest.approx(0, abs=1e-9)
    assert row[Criterion.SQUARED] == row[Criterion.SILHOUETTE] == pytest.approx(1)
    assert row[Criterion.GAP] > 10
    assert "differ in only 3 ways" in choice.sentences[-1]


@pytest.mark.usefixtures("quick")
def test_ten_customers_up_to_one_segment_each() -> None:
    """K = n has no criterion but silhouettes of 0, and is never recommended."""
    choice = choose_k(np.random.default_rng(0).normal(size=(10, 2)), range(2, 13), scaling="none")
    assert choice.table.index.tolist() == list(range(2, 11))
    assert choice.recommended != 10
    row = choice.table.loc[10]
    unknown = [
        Criterion.CALINSKI_HARABASZ,
        Criterion.DAVIES_BOULDIN,
        Criterion.GAP,
        Criterion.GAP_ERROR,
        Criterion.GAP_AHEAD,
    ]
    assert row[unknown].isna().all()
    known = [Criterion.INERTIA, Criterion.SQUARED, Criterion.SILHOUETTE, Criterion.SILHOUETTE_ERROR]
    assert row[known].tolist() == [0, 0, 0, 0]
    assert choice.table.loc[:9].notna().all(axis=None)


def test_ten_customers_in_two_groups() -> None:
    points = np.array([0.0, 0.3, 0.5, 0.6, 0.9, 9.0, 9.2, 9.3, 9.7, 9.9])[:, None]
    assert choose_k(points, range(2, 6), scaling="none").recommended == 2


@pytest.mark.usefixtures("quick")
def test_two_customers() -> None:
    choice = choose_k(np.array([[1.0, 2.0], [3.0, 5.0]]))
    assert choice.recommended is None
    assert choice.table.index.tolist() == [2]
    assert choice.verdict.startswith("No clear groups: ")


@pytest.mark.usefixtures("quick")
def test_one_feature_and_a_category() -> None:
    people = table(apart(3, 20, 1)).assign(city=["x", "y"] * 30)
    assert choose_k(people, [2, 3]).segmentations[3].features == (Feature.FREQUENCY,)
    choice = choose_k(people, [2, 3], features=[Feature.FREQUENCY, "city"], category_weight=0.01)
    assert choice.recommended == 3
    choice = choose_k(people, [2, 3], features=["city"])
    assert choice.recommended == 2
    assert "K = 3 left out" in choice.verdict


@pytest.mark.usefixtures("quick")
def test_a_segment_too_small_to_be_drawn_is_not_called_stable(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Two customers far away, of whom the sample knows nothing."""
    monkeypatch.setattr(choose, "MOST", 40)
    points = np.r_[apart(2, 200), [[9e3, -9e3], [9e3, -9e3 + 1]]]
    choice = choose_k(points, [2, 3], scaling="none", seed=1)
    small = choice.segmentations[3].sizes.idxmin()
    assert choice.segmentations[3].sizes[small] == 2
    assert np.isnan(choice.stability.loc[3, small])
    assert np.isnan(choice.table[Criterion.WEAKEST][3])
    assert choice.recommended != 3


@pytest.mark.parametrize(
    ("points", "options", "kind", "message"),
    [
        (np.ones((10, 2)), {}, MissingColumns, "nothing to segment by"),
        (np.ones((10, 2)), {"features": ["x1"]}, InputError, '"x1" is 1 for all 10 customers'),
        (
            np.column_stack([np.arange(9.0), np.zeros(9)]),
            {"features": ["x1", "x2"]},
            InputError,
            '"x2" is 0 for all 9 customers',
        ),
        (
            np.array([[1.0, 2.0], [np.nan, 1.0], [3.0, 4.0]]),
            {"features": ["x1", "x2"]},
            InputError,
            '"x1" is missing or infinite for 1 of 3',
        ),
        (np.array([[1.0, 2.0]]), {}, InputError, "at least two customers; found 1"),
        (apart(2), {"scaling": "best"}, ParameterError, 'Unknown scaling "best"'),
    ],
)
def test_impossible_settings_and_data_are_refused(
    points: np.ndarray, options: dict, kind: type[Exception], message: str
) -> None:
    with pytest.raises(kind, match=message):
        choose_k(points, **options)


@pytest.mark.usefixtures("quick")
def test_an_all_zero_feature_not_asked_for_is_passed_over() -> None:
    people = table(np.column_stack([apart(3, 20, 1), np.zeros(60)]))
    choice = choose_k(people, [2, 3])
    assert choice.segmentations[2].features == (Feature.FREQUENCY,)
    assert choice.recommended == 3
