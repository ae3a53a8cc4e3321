"""Pictures and profiles of segments: by hand, and with scikit-learn's PCA as a witness."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from sklearn.decomposition import PCA

from shopai.columns import Event, Feature, SegmentShare
from shopai.errors import InputError, ParameterError
from shopai.segments.profile import index_against_all, profile, profile_table, summary
from shopai.segments.projection import project, proportional, sample
from shopai.segments.segmentation import labelled, segment

SIX = [[1, 2], [1, 4], [1, 0], [4, 2], [4, 4], [4, 0]]
PEOPLE = pd.DataFrame(
    {
        Feature.FREQUENCY: [1, 1, 8, 10],
        Feature.MONETARY: [-20.0, 10.0, 100.0, 110.0],
        Feature.MEAN_RATING: [None, 2.0, 4.0, None],
    },
    index=pd.Index(["u1", "u2", "u3", "u4"], name=Event.USER),
)
SEG = segment(PEOPLE, k=2, features=[Feature.FREQUENCY, Feature.MONETARY])


def test_projection_by_hand() -> None:
    """Variance 16/6 along the second column, 9/4 along the first; they do not correlate."""
    found = project(segment(SIX, k=2, scaling="none"), dims=2)
    x, y = np.array(SIX, dtype=float).T
    np.testing.assert_allclose(found.points, np.column_stack([y - 2, x - 2.5]), atol=1e-12)
    np.testing.assert_allclose(found.centers, [[0, -1.5], [0, 1.5]], atol=1e-12)
    assert found.explained == pytest.approx((32 / 59, 27 / 59))
    assert found.axes == ("Component 1", "Component 2")
    assert list(found.points.columns) == list(found.axes)


def test_projection_against_scikit_learn() -> None:
    points = np.random.default_rng(0).lognormal(size=(200, 4)) @ np.diag([1, 2, 3, 4])
    seg = segment(points, k=3)
    found = project(seg, dims=3)
    peer = PCA(3).fit(seg.scaled)
    assert found.explained == pytest.approx(peer.explained_variance_ratio_)
    np.testing.assert_allclose(np.abs(found.points), np.abs(peer.transform(seg.scaled)), atol=1e-9)
    means = found.points.groupby(seg.labels).mean()
    np.testing.assert_allclose(found.centers, means, atol=1e-9)


@pytest.mark.parametrize("dims", [0, 3])
def test_projection_needs_as_many_features(dims: int) -> None:
    with pytest.raises(ParameterError, match=f"{dims} dimensions"):
        project(segment(SIX, k=2), dims=dims)


def test_sample_keeps_proportions_and_the_rare() -> None:
    points = np.repeat([[0.0], [5.0], [9.0]], [6_000, 2_999, 1], axis=0)
    seg = segment(points, k=3, scaling="none")
    found = sample(seg, n=900, seed=1)
    assert len(set(found)) == 900
    assert (np.diff(found) > 0).all()
    counts = seg.labels.iloc[found].value_counts()
    assert counts[2] == 1
    assert counts[0] == pytest.approx(600, abs=1)
    assert counts[1] == pytest.approx(300, abs=1)
    assert sample(seg, n=900, seed=1).tolist() == found.tolist()
    assert sample(seg, n=900, seed=2).tolist() != found.tolist()


def test_sample_of_few_is_all() -> None:
    assert sample(SEG, n=4).tolist() == [0, 1, 2, 3]
    with pytest.raises(ParameterError, match="at least 1; found 0"):
        sample(SEG, n=0)


def test_sample_among_some() -> None:
    assert sample(SEG, n=9, among=np.array([0, 3])).tolist() == [0, 3]
    assert len(sample(SEG, n=2, among=np.array([0, 2, 3]))) == 2
    assert 1 not in sample(SEG, n=2, among=np.array([0, 2, 3]))


def test_every_group_by_its_share_and_none_left_out() -> None:
    groups = pd.Series([0] * 60 + [1] * 30 + [2] * 10)
    chosen = proportional(groups, 20, seed=1)
    assert groups[chosen].value_counts().to_dict() == {0: 12, 1: 6, 2: 2}
    assert (np.diff(chosen) > 0).all()
    assert chosen.tolist() == proportional(groups, 20, seed=1).tolist()
    assert chosen.tolist() != proportional(groups, 20, seed=2).tolist()
    assert proportional(groups, 500).tolist() == list(range(100))
    assert 999 in proportional([0] * 999 + [1], 10)


def test_summary_by_hand() -> None:
    found = summary(SEG, PEOPLE)
    assert SEG.labels.tolist() == [1, 1, 0, 0]
    assert found.index.tolist() == [0, 1]
    assert found[SegmentShare.CUSTOMERS].tolist() == [2, 2]
    assert found[SegmentShare.CUSTOMER_SHARE].tolist() == [0.5, 0.5]
    assert found[SegmentShare.REVENUE].tolist() == [210.0, -10.0]
    assert found[SegmentShare.REVENUE_SHARE].tolist() == [1.05, -0.05]


@pytest.mark.parametrize(
    ("spend", "known"), [([-20.0, 10.0, 5.0, 5.0], True), ([np.nan] * 4, False)]
)
def test_summary_without_revenue_to_share(spend: list[float], known: bool) -> None:
    found = summary(SEG, PEOPLE.assign(**{Feature.MONETARY: spend}))
    assert found[SegmentShare.REVENUE].notna().all() == known
    assert found[SegmentShare.REVENUE_SHARE].isna().all()


def test_index_by_hand() -> None:
    found = index_against_all(SEG, PEOPLE, [*SEG.features, Feature.MEAN_RATING])
    assert found.everyone.tolist() == [5.0, 50.0, 3.0]
    assert found.centers.to_numpy().tolist() == [[9.0, 105.0, 4.0], [1.0, -5.0, 2.0]]
    expected = [[180.0, 210.0, 400 / 3], [20.0, -10.0, 200 / 3]]
    np.testing.assert_allclose(found.index, expected)
    pd.testing.assert_frame_equal(found.centers[list(SEG.features)], SEG.centers)


def test_index_against_nothing_is_missing() -> None:
    found = index_against_all(SEG, PEOPLE.assign(**{Feature.MONETARY: [-4.0, -6.0, 5.0, 5.0]}))
    assert found.index[Feature.MONETARY].isna().all()
    assert found.index[Feature.FREQUENCY].notna().all()


def test_labelled_by_hand() -> None:
    found = labelled(PEOPLE, SEG)
    assert found[SegmentShare.SEGMENT].tolist() == [2, 2, 1, 1]
    assert list(found.columns) == [SegmentShare.SEGMENT, *PEOPLE.columns]
    assert SegmentShare.SEGMENT not in PEOPLE
    assert labelled(PEOPLE.loc[["u3", "u1"]], SEG)[SegmentShare.SEGMENT].tolist() == [1, 2]
    named = labelled(PEOPLE, SEG, ["Big", "Small"])
    assert list(named.columns[:2]) == [SegmentShare.SEGMENT, SegmentShare.NAME]
    assert named[SegmentShare.NAME].tolist() == ["Small", "Small", "Big", "Big"]
    with pytest.raises(InputError, match="1 of these 1 customers were not"):
        labelled(PEOPLE.rename(index={"u1": "u9"}).loc[["u9"]], SEG)


OWN = pd.DataFrame(
    {
        SegmentShare.SEGMENT: [7.0, 7.0, 9.0, 9.0],
        SegmentShare.REVENUE: [1.0, 1.0, 8.0, 10.0],
        SegmentShare.CUSTOMERS: [3.0, 5.0, 30.0, 42.0],
    },
    index=PEOPLE.index,
)


def test_a_table_with_names_of_ours() -> None:
    seg = segment(OWN, k=2)
    first, *rest = labelled(OWN, seg).items()
    assert (first[0], first[1].tolist()) == ("segment_found", [1, 1, 2, 2])
    assert [name for name, _ in rest] == list(OWN.columns)
    again = OWN.assign(**{first[0]: 0.0})
    assert labelled(again, seg).columns[0] == "segment_found_found"
    found = profile_table(profile(seg, OWN), ["A", "B"])
    assert found[SegmentShare.NAME].to_dict() == {1: "A", 2: "B"}
    assert found.index.tolist() == [1, 2]
    assert found[SegmentShare.CUSTOMERS].tolist() == [2, 2]
    assert found[SegmentShare.CUSTOMERS + "_mean"].tolist() == [4.0, 36.0]
    assert found[SegmentShare.CUSTOMERS + "_index"].tolist() == [20.0, 180.0]
    assert found[SegmentShare.SEGMENT + "_mean"].tolist() == [7.0, 9.0]


def test_profile_table_by_hand() -> None:
    found = profile_table(profile(SEG, PEOPLE))
    assert found.index.name == SegmentShare.SEGMENT
    assert found.index.tolist() == [1, 2]
    assert found[SegmentShare.REVENUE].tolist() == [210.0, -10.0]
    means = [name + "_mean" for name in PEOPLE]
    assert found[means].to_numpy().tolist() == [[9.0, 105.0, 4.0], [1.0, -5.0, 2.0]]
    assert found[Feature.FREQUENCY + "_index"].tolist() == [180.0, 20.0]
    assert found[Feature.FREQUENCY + "_known"].tolist() == [2, 2]


def test_other_tables_are_refused() -> None:
    with pytest.raises(InputError, match="not the 4 that were segmented"):
        summary(SEG, PEOPLE[::-1])
    with pytest.raises(ParameterError, match="No numeric column carts"):
        index_against_all(SEG, PEOPLE, [Feature.CARTS])
