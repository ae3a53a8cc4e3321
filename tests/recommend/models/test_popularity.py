"""What sells, worked out by hand: overall, by segment, lately."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import shopai
from shopai.columns import Basis, Event, Kind, Part, Scored
from shopai.errors import ParameterError
from shopai.preferences import Preferences, preferences
from shopai.recommend.models.popularity import Popularity
from shopai.recommend.policy.policy import Policy
from tests.recommend.models.oracle import prefs_of

NONE = math.nan
EVERYTHING = Policy(exclude="nothing")

#: Four customers with items, u4 with none.
SHOP = np.array(
    [
        [1.0, 2.0, NONE],
        [1.0, NONE, NONE],
        [NONE, 8.0, 2.0],
        [3.0, NONE, NONE],
        [NONE, NONE, NONE],
    ]
)


@pytest.fixture
def prefs() -> Preferences:
    return prefs_of(SHOP)


def scores(model: Popularity, user: object) -> dict[str, float]:
    found = model.recommend(user, 10, EVERYTHING)
    return dict(zip(found[Scored.ITEM], found[Scored.SCORE], strict=True))


def test_the_share_of_customers_who_have_it(prefs):
    found = Popularity().fit(prefs).recommend("u0", 3, EVERYTHING)
    assert list(found[Scored.ITEM]) == ["i0", "i1", "i2"]
    assert list(found[Scored.SCORE]) == [3 / 4, 2 / 4, 1 / 4]  # u4 has nothing and counts nowhere
    assert list(found[Scored.SUPPORT]) == [3, 2, 1]
    assert set(found[Scored.BASIS]) == {Basis.POPULAR}


def test_preference_measure_is_the_mean_preference(prefs):
    assert scores(Popularity("preference").fit(prefs), "u0") == {
        "i1": 10 / 4,
        "i0": 5 / 4,
        "i2": 2 / 4,
    }


def test_within_the_segment_and_drawn_towards_all_customers(prefs):
    # Segment B is u2 alone, who has i1 and i2: (x_gi + 2·p_i) / (1 + 2).
    segments = pd.Series({"u0": "A", "u1": "A", "u2": "B", "u4": "A", "elsewhere": "C"})
    model = Popularity(segments=segments, smoothing=2).fit(prefs)
    assert scores(model, "u2") == pytest.approx({"i1": 2 / 3, "i0": 1.5 / 3, "i2": 1.5 / 3})
    # Of segment A, u0 and u1 have something: i0 both, i1 one of them, i2 neither.
    in_a = pytest.approx({"i0": 3.5 / 4, "i1": 2 / 4, "i2": 0.5 / 4})
    assert scores(model, "u0") == scores(model, "u4") == in_a
    overall = {"i0": 3 / 4, "i1": 2 / 4, "i2": 1 / 4}
    assert scores(model, "u3") == overall  # in no segment
    assert scores(model, "who") == scores(model, ["i0"]) == overall


def test_without_smoothing_only_the_segment_counts(prefs):
    model = Popularity(segments={"u2": 1, "u3": None}, smoothing=0).fit(prefs)
    assert scores(model, "u2") == {"i1": 1.0, "i2": 1.0, "i0": 0.0}
    assert scores(model, "u3") == scores(model, "who")


def test_a_segment_without_preferences_is_ignored(prefs):
    model = Popularity(segments={"u4": "new"}, smoothing=0).fit(prefs)
    assert scores(model, "u4") == scores(model, "who")


def test_an_explanation_names_the_segment(prefs):
    model = Popularity(segments={"u2": "B"}, smoothing=2).fit(prefs)
    why = model.explain("u2", "i1")
    assert (why.baseline, why.score) == (0.5, pytest.approx(2 / 3))
    (part,) = why.parts.to_dict("records")
    assert part[Part.SOURCE] == "B"
    assert part[Part.WEIGHT] == pytest.approx(1 / 3)
    assert (part[Part.VALUE], part[Part.MEAN]) == (1.0, 0.5)
    assert part[Part.CONTRIBUTION] == pytest.approx(1 / 6)
    assert model.explain("u0", "i1").parts.empty


def test_trending_items_have_recent_preferences():
    """Ten bought the old hit 60 days ago, three the new one today; half-life 7 days."""
    old = [(f"c{i}", "old hit", "2024-01-01") for i in range(10)]
    new = [(f"c{i}", "new hit", "2024-03-01") for i in range(3)]
    frame = pd.DataFrame([*old, *new], columns=[Event.USER, Event.ITEM, Event.TIME])
    frame[Event.KIND] = Kind.PURCHASE
    data = shopai.load(frame)
    ever = Popularity("preference").fit(preferences(data))
    lately = Popularity("preference").fit(preferences(data, half_life_days=7))
    assert list(scores(ever, "who")) == ["old hit", "new hit"]
    assert list(scores(lately, "who")) == ["new hit", "old hit"]
    faded = math.log1p(5 * 0.5 ** (60 / 7))
    expected = {"new hit": 3 * math.log1p(5) / 10, "old hit": 10 * faded / 10}
    assert scores(lately, "who") == pytest.approx(expected)


@settings(deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_scores_match_the_formula(seed):
    rng = np.random.default_rng(seed)
    dense = np.where(rng.random((12, 6)) < 0.4, rng.integers(1, 6, (12, 6)), NONE)
    dense[0, 0] = 1.0
    of = rng.integers(-1, 3, 12)  # -1: in no segment
    segments = pd.Series([None if s < 0 else s for s in of], index=[f"u{i}" for i in range(12)])
    there = ~np.isnan(dense)
    for measure, x in (("customers", there.astype(float)), ("preference", np.nan_to_num(dense))):
        model = Popularity(measure, segments, smoothing=3.0).fit(prefs_of(dense))
        overall = x.sum(axis=0) / there.any(axis=1).sum()
        for user in range(12):
            who = (of == of[user]) & there.any(axis=1)
            expected = overall
            if of[user] >= 0 and who.any():
                expected = (x[who].sum(axis=0) + 3 * overall) / (who.sum() + 3)
            history, row = model._look_up(f"u{user}")
            assert model._scores(history, row).values == pytest.approx(expected)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"measure": "sales"}, "measure must be one of customers, preference"),
        ({"smoothing": -1.0}, "smoothing, customers, must be a number of at least 0"),
        ({"smoothing": math.nan}, "smoothing, customers, must be a number of at least 0"),
        ({"segments": pd.Series(["A", "B"], index=["u0", "u0"])}, "'u0' is in two segments"),
    ],
)
def test_what_cannot_work_is_refused(settings, message):
    with pytest.raises(ParameterError, match=message):
        Popularity(**settings)


def test_the_caller_s_segments_stay_as_they_are(prefs):
    segments = pd.Series([1, 2], index=[0, 1])
    Popularity(segments=segments).fit(prefs)
    pd.testing.assert_series_equal(segments, pd.Series([1, 2], index=[0, 1]))
