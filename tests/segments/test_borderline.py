from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopai.columns import Borderline, Event, Feature
from shopai.errors import ParameterError
from shopai.segments import assignment
from shopai.segments.assignment import borderline, nearness
from shopai.segments.segmentation import Segmentation, described, placed, segment
from shopai.segments.silhouette import squared_silhouettes

#: On a line, in two segments with their means at 1 and 11.
LINE = pd.DataFrame(
    {Feature.MONETARY: [0.0, 2.0, 9.0, 11.0, 13.0, 1.0]},
    index=pd.Index(list("abcdef"), name=Event.USER),
)


def on_the_line(labels: list[int]) -> Segmentation:
    where = placed(LINE, [Feature.MONETARY], "none")
    return described(where, np.array(labels), max(labels) + 1, seed=0)


def every(seg: Segmentation) -> pd.DataFrame:
    """All customers, the nearest to a boundary first."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(assignment, "SHARE", 1)
        return borderline(nearness(seg))


def test_borderline_by_hand() -> None:
    """c is 2 from its centre and 8 from the other: (8 − 2) / 8; b is 1 and 9; d is 0 and 10."""
    found = every(on_the_line([0, 0, 1, 1, 1, 0]))
    assert found.index.name == Event.USER
    expected = {"c": 6 / 8, "b": 8 / 9, "a": 10 / 11, "e": 10 / 12, "d": 1.0, "f": 1.0}
    assert found[Borderline.MARGIN].to_dict() == pytest.approx(expected)
    assert found.index.tolist() == ["c", "e", "b", "a", "d", "f"]
    assert found.loc["c", [Borderline.SEGMENT, Borderline.NEXT]].tolist() == [1, 0]
    assert found.loc["c", [Borderline.DISTANCE, Borderline.NEXT_DISTANCE]].tolist() == [2.0, 8.0]
    # squared distances of c: 4 and 16 to its own, 81, 49 and 64 to the others
    assert found.loc["c", Borderline.SILHOUETTE] == pytest.approx(1 - 10 / (194 / 3))


def test_who_is_labelled_otherwise_is_beyond_the_boundary() -> None:
    """c (9) labelled with a, b, f: their centre is at 3, the other at 12."""
    found = borderline(nearness(on_the_line([0, 0, 0, 1, 1, 0])))
    assert found.index.tolist() == ["c"]
    row = found.loc["c"]
    assert row[[Borderline.SEGMENT, Borderline.NEXT]].tolist() == [0, 1]
    assert row[[Borderline.DISTANCE, Borderline.NEXT_DISTANCE]].tolist() == [6.0, 3.0]
    assert row[Borderline.MARGIN] == pytest.approx(-0.5)


def test_centres_in_one_place_have_no_margin() -> None:
    """a, c and b, d both have their mean at the middle, where nobody is nearer to either."""
    table = pd.DataFrame({Feature.VIEWS: [0.0, 1.0, 1.0, 0.0, 0.5, 0.5]})
    where = placed(table, [Feature.VIEWS], "none")
    found = nearness(described(where, np.array([0, 0, 1, 1, 0, 1]), 2, seed=0))
    assert found[Borderline.MARGIN].tolist() == [0.0] * 6


@settings(max_examples=30)
@given(seed=st.integers(0, 10_000), k=st.integers(2, 5))
def test_against_all_distances(seed: int, k: int) -> None:
    """Labels at random, so that often another centre is nearer; every distance computed."""
    rng = np.random.default_rng(seed)
    points = rng.normal(size=(40, 2))
    labels = np.concatenate([np.arange(k), rng.integers(k, size=40 - k)])
    seg = described(placed(points, None, "standard"), labels, k, seed=0)
    apart = np.linalg.norm(seg.scaled[:, np.newaxis] - seg.scaled_centers, axis=2)
    own = apart[np.arange(40), labels]
    others = np.where(np.arange(k) == labels[:, np.newaxis], np.inf, apart)
    found = nearness(seg)
    assert found[Borderline.SEGMENT].tolist() == labels.tolist()
    assert found[Borderline.NEXT].tolist() == others.argmin(axis=1).tolist()
    np.testing.assert_allclose(found[Borderline.DISTANCE], own, atol=1e-12)
    np.testing.assert_allclose(found[Borderline.NEXT_DISTANCE], others.min(axis=1), atol=1e-12)
    expected = (others.min(axis=1) - own) / np.maximum(own, others.min(axis=1))
    np.testing.assert_allclose(found[Borderline.MARGIN], expected, atol=1e-12)
    np.testing.assert_allclose(
        found[Borderline.SILHOUETTE], squared_silhouettes(seg.scaled, labels)
    )
    listed = borderline(found)
    assert listed[Borderline.MARGIN].tolist() == sorted(expected)[:2]


def test_k_means_leaves_nobody_beyond() -> None:
    points = np.random.default_rng(0).lognormal(size=(2_000, 3))
    found = nearness(segment(points, k=4))
    assert found[Borderline.MARGIN].min() >= -0.01


def test_how_many_are_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    near = nearness(on_the_line([0, 0, 1, 1, 1, 0]))
    assert len(borderline(near)) == 1  # 5 % of 6, rounded up
    assert len(borderline(pd.concat([near] * 10))) == 3
    assert len(borderline(pd.concat([near] * 4_000))) == 1_000
    monkeypatch.setattr(assignment, "SHARE", 1)
    monkeypatch.setattr(assignment, "MOST", 2)
    assert borderline(near).index.tolist() == ["c", "e"]


def test_the_order_of_rows_decides_only_between_equals() -> None:
    seg = on_the_line([0, 0, 1, 1, 1, 0])
    turned = replace(seg, labels=seg.labels[::-1], scaled=seg.scaled[::-1])
    assert every(turned).index.tolist() == ["c", "e", "b", "a", "f", "d"]


def test_one_segment_has_no_boundary() -> None:
    with pytest.raises(ParameterError, match="at least two"):
        nearness(on_the_line([0] * 6))
