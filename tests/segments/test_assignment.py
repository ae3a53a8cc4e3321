"""The nearest centre and the next: by hand, and against all distances."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy.spatial.distance import cdist

from shopai.columns import Borderline, Event, Feature
from shopai.errors import InputError, ParameterError
from shopai.segments import assignment
from shopai.segments.assignment import assign, nearest_two
from shopai.segments.scaling import SCALINGS
from shopai.segments.segmentation import segment

PEOPLE = pd.DataFrame(
    {Feature.FREQUENCY: [1.0, 3.0, 11.0, 13.0], Feature.MONETARY: [0.0, 0.0, 8.0, 8.0]},
    index=pd.Index(["u1", "u2", "u3", "u4"], name=Event.USER),
)
SEG = segment(PEOPLE, 2, scaling="none")  # segment 0 around (12, 8), segment 1 around (2, 0)


def test_assignment_by_hand() -> None:
    """(5, 4) is √(3² + 4²) = 5 from (2, 0) and √(7² + 4²) from (12, 8)."""
    others = pd.DataFrame(
        {Feature.MONETARY: [4.0, 8.0], Feature.FREQUENCY: [5.0, 12.0]},
        index=pd.Index(["u9", "u8"], name=Event.USER),
    )
    found = assign(SEG, others)
    assert found[Borderline.SEGMENT].to_dict() == {"u9": 1, "u8": 0}
    assert found[Borderline.NEXT].to_dict() == {"u9": 0, "u8": 1}
    assert found[Borderline.DISTANCE].tolist() == [5, 0]
    assert found[Borderline.NEXT_DISTANCE].tolist() == pytest.approx([65**0.5, 164**0.5])


def test_of_equally_near_centres_the_smaller_number() -> None:
    points, centers = np.array([[0.0], [5.0]]), np.array([[1.0], [-1.0], [1.0], [-1.0]])
    (near, distance), (second, further) = nearest_two(points, centers)
    assert near.tolist() == [0, 0]
    assert second.tolist() == [1, 2]
    assert distance.tolist() == [1, 4]
    assert further.tolist() == [1, 4]


@settings(deadline=None)
@given(
    points=hnp.arrays(
        np.float64,
        st.tuples(st.integers(1, 25), st.just(2)),
        elements=st.integers(-9, 9).map(float),
    ),
    centers=hnp.arrays(
        np.float64, st.tuples(st.integers(2, 6), st.just(2)), elements=st.integers(-9, 9).map(float)
    ),
    offset=st.sampled_from([0.0, 1e6]),
    block=st.sampled_from([1, 4, assignment.BLOCK]),
)
def test_the_nearest_centre_is_that_of_all_distances(
    points: np.ndarray, centers: np.ndarray, offset: float, block: int
) -> None:
    """In blocks of any size, ties to the smaller number, far from the origin too."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(assignment, "BLOCK", block)
        (near, distance), (second, further) = nearest_two(points + offset, centers + offset)
    every = cdist(points, centers)
    order = np.argsort(every.round(9), axis=1, kind="stable")
    rows = np.arange(len(points))
    assert near.tolist() == order[:, 0].tolist()
    assert second.tolist() == order[:, 1].tolist()
    np.testing.assert_allclose(distance, every[rows, near], atol=1e-9)
    np.testing.assert_allclose(further, every[rows, second], atol=1e-9)


@pytest.mark.parametrize("scaling", SCALINGS)
def test_the_segmented_customers_are_where_they_were(scaling: str) -> None:
    rng = np.random.default_rng(0)
    table = pd.DataFrame(
        rng.normal(size=(90, 2)) + 12 * np.repeat([[0, 0], [1, 0], [0, 1]], 30, axis=0),
        columns=[Feature.FREQUENCY, Feature.MONETARY],
    )
    seg = segment(table, 3, scaling=scaling)
    found = assign(seg, table[[Feature.MONETARY, Feature.FREQUENCY]])
    pd.testing.assert_series_equal(found[Borderline.SEGMENT], seg.labels)
    assert (found[Borderline.DISTANCE] ** 2).sum() == pytest.approx(seg.inertia)
    assert (found[Borderline.NEXT_DISTANCE] >= found[Borderline.DISTANCE]).all()
    assert (found[Borderline.NEXT] != found[Borderline.SEGMENT]).all()
    few = assign(seg, table.iloc[[5, 80]])  # nothing is learned from who comes along
    assert few[Borderline.DISTANCE].tolist() == pytest.approx(
        found[Borderline.DISTANCE].iloc[[5, 80]].tolist()
    )


def test_nobody_is_assigned_to_no_segment() -> None:
    found = assign(SEG, PEOPLE.iloc[:0])
    assert len(found[Borderline.SEGMENT]) == len(found[Borderline.NEXT_DISTANCE]) == 0


def test_impossible_features_are_refused() -> None:
    gap = PEOPLE.assign(**{Feature.MONETARY: [1.0, None, 2.0, np.inf]})
    with pytest.raises(InputError, match='"monetary" is missing or infinite for 2 of 4'):
        assign(SEG, gap)
    with pytest.raises(ParameterError, match='No column "monetary"'):
        assign(SEG, PEOPLE[[Feature.FREQUENCY]])
    with pytest.raises(ParameterError, match="needs at least two; found one"):
        assign(segment(PEOPLE, 1), PEOPLE)
