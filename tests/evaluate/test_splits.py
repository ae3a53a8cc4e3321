"""What is held out, by hand; that nothing of it leaks; and the folds of scikit-surprise."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta

import numpy as np
import pandas as pd
import pytest
import scipy.sparse as sp
import surprise
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.accuracy import surprise_order
from shopai import MissingColumns, ParameterError, Preferences, preferences
from shopai.columns import Event, Item, Kind
from shopai.evaluate.splits import Split, kfold, leave_last_out, time_split
from shopai.events.dataset import Dataset, from_frames
from shopai.recommend.models.user_knn import UserKNN
from tests.recommend.models.oracle import prefs_of

NO = math.nan
DAY = timedelta(days=1)
START = datetime(2025, 3, 1, tzinfo=UTC)
#: Customer, item, kind, day; by day 5: ann a b, bob a, cid c (sent back what he bought: d).
LOG = [
    ("ann", "a", Kind.PURCHASE, 1),
    ("ann", "b", Kind.VIEW, 2),
    ("bob", "a", Kind.PURCHASE, 3),
    ("cid", "c", Kind.VIEW, 4),
    ("cid", "d", Kind.PURCHASE, 4),
    ("cid", "d", Kind.REFUND, 5),
    ("ann", "b", Kind.PURCHASE, 6),
    ("ann", "e", Kind.PURCHASE, 7),
    ("cid", "d", Kind.PURCHASE, 7),
    ("bob", "c", Kind.VIEW, 8),
    ("dot", "b", Kind.VIEW, 9),
]


def shop(rows: list[tuple[str, str, str, int]] = LOG, items: tuple[str, ...] = ()) -> Dataset:
    frame = pd.DataFrame(rows, columns=[Event.USER, Event.ITEM, Event.KIND, Event.TIME])
    frame[Event.TIME] = [(START + DAY * day).replace(tzinfo=None) for day in frame[Event.TIME]]
    known = sorted({*frame[Event.ITEM], *items})
    return from_frames(frame, pd.DataFrame({Item.ITEM: known}))


def pairs(prefs: Preferences, table: sp.csr_matrix) -> dict[tuple[str, str], float]:
    entries = table.tocoo()
    return {
        (prefs.users[row], prefs.items[column]): float(value)
        for row, column, value in zip(entries.row, entries.col, entries.data, strict=True)
    }


def held(split: Split) -> set[tuple[str, str]]:
    return set(pairs(split.train, split.test))


def learned(split: Split) -> set[tuple[str, str]]:
    return set(pairs(split.train, split.train.matrix))


def test_a_time_split_by_hand() -> None:
    """After day 5 ann's b and cid's d are nothing new; ann's e, bob's c and dot's b are."""
    (split,) = time_split(shop(items=("z",)), START + 5 * DAY)
    assert learned(split) == {("ann", "a"), ("ann", "b"), ("bob", "a"), ("cid", "c")}
    assert held(split) == {("ann", "e"), ("bob", "c"), ("dot", "b")}
    assert pairs(split.train, split.test)["ann", "e"] == pytest.approx(math.log1p(5))
    # dot and e are met in the test alone; z is an item nobody turned to, yet could be offered
    assert list(split.train.users) == ["ann", "bob", "cid", "dot"]
    assert list(split.train.items) == ["a", "b", "c", "d", "e", "z"]
    assert split.cutoff == (START + 5 * DAY).replace(tzinfo=None)
    assert "2 preferences for items a customer had before are left out" in split.note


def test_the_usual_cutoff_keeps_back_the_last_fifth() -> None:
    """Of 11 events the last two: day 7 is the last to learn from."""
    (split,) = time_split(shop())
    assert split.cutoff == (START + 7 * DAY).replace(tzinfo=None)
    many = [("ann", f"i{n}", Kind.VIEW, 1 if n < 3 else 2) for n in range(20)]
    (late,) = time_split(shop(many))  # most came at the last moment: all of that is held out
    assert late.cutoff == (START + DAY).replace(tzinfo=None)
    assert late.test.nnz == 17


def test_ages_count_from_the_cutoff() -> None:
    """By day 5, ann's purchase on day 1 is 4 days old; the newest event there is of day 5."""
    (split,) = time_split(shop(), START + 5 * DAY, half_life_days=2)
    found = pairs(split.train, split.train.matrix)
    assert found["ann", "a"] == pytest.approx(math.log1p(5 * 0.5**2))
    assert pairs(split.train, split.test)["bob", "c"] == pytest.approx(math.log1p(1))


@settings(max_examples=2, deadline=None)
@given(st.integers(0, 2**32 - 1), st.sampled_from([None, 3.0]))
def test_the_training_part_ignores_everything_after_the_cutoff(
    seed: int, half_life: float | None
) -> None:
    """Shuffled among customers, or gone: what is learned stays the same, to the last bit."""
    rng = np.random.default_rng(seed)
    users, items = rng.integers(0, 8, 60), rng.integers(0, 10, 60)
    kinds = rng.choice([Kind.VIEW, Kind.CART, Kind.PURCHASE], 60)
    days = np.sort(rng.integers(0, 30, 60))
    rows = [
        (f"u{u}", f"i{i}", str(k), int(d))
        for u, i, k, d in zip(users, items, kinds, days, strict=True)
    ]
    cutoff = START + 20 * DAY
    early, late = [r for r in rows if r[3] <= 20], [r for r in rows if r[3] > 20]
    late.append(("u0", "new", Kind.VIEW, 25))
    others = [(rows[j][0], i, k, d) for j, (_, i, k, d) in enumerate(late)]
    one, other = (
        time_split(shop([*early, *part]), cutoff, half_life_days=half_life)[0]
        for part in (late, [*others, ("u0", "new", Kind.VIEW, 25)])
    )
    assert pairs(one.train, one.train.matrix) == pairs(other.train, other.train.matrix)
    alone = preferences(shop(early), None, half_life, until=cutoff)
    assert pairs(alone, alone.matrix) == pairs(one.train, one.train.matrix)
    model, again = (UserKNN().fit(prefs) for prefs in (one.train, alone))
    users_, items_ = (
        each.ravel() for each in np.meshgrid(alone.users.to_numpy(), alone.items.to_numpy())
    )
    assert (model.predict(users_, items_) == again.predict(users_, items_)).all()


def test_leave_last_out_by_hand() -> None:
    """ann's last is e (day 7), bob's c, cid's d and dot has one item alone."""
    (split,) = leave_last_out(shop())
    assert held(split) == {("ann", "e"), ("bob", "c"), ("cid", "d")}
    assert learned(split) == {("ann", "a"), ("ann", "b"), ("bob", "a"), ("cid", "c"), ("dot", "b")}
    assert split.train.bought is not None
    assert ("cid", "d") not in pairs(split.train, split.train.bought)
    assert "1 customers with one item" in split.note


def test_of_equally_late_items_the_first_by_id_is_held_out() -> None:
    rows = [("ann", item, Kind.VIEW, 1 if item == "a" else 2) for item in ("c", "b", "a", "d")]
    assert held(leave_last_out(shop(rows))[0]) == {("ann", "b")}


def test_last_is_the_latest_event_with_the_item() -> None:
    rows = [("ann", "a", Kind.VIEW, 1), ("ann", "b", Kind.VIEW, 2), ("ann", "a", Kind.VIEW, 3)]
    assert held(leave_last_out(shop(rows))[0]) == {("ann", "a")}


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(2, 7))
def test_each_value_is_held_out_in_exactly_one_fold(seed: int, folds: int) -> None:
    dense = np.random.default_rng(seed).integers(0, 6, (5, 6)).astype(float)
    dense[dense == 0] = NO
    dense[0, :] = 0.0  # a stored 0 is a value
    prefs = prefs_of(dense)
    found = kfold(prefs, folds, seed)
    everything = pairs(prefs, prefs.matrix)
    sizes = [split.test.nnz for split in found]
    assert max(sizes) - min(sizes) <= 1
    seen: set[tuple[str, str]] = set()
    for split in found:
        out, kept = pairs(prefs, split.test), pairs(prefs, split.train.matrix)
        assert out | kept == everything
        assert not out.keys() & kept.keys()
        assert not out.keys() & seen
        seen |= out.keys()
    assert seen == everything.keys()
    assert [held(s) for s in kfold(prefs, folds, seed)] == [held(s) for s in found]


def test_what_is_held_out_counts_as_not_bought() -> None:
    prefs = preferences(shop())
    assert prefs.bought is not None
    for split in kfold(prefs, 3):
        assert split.train.bought is not None
        left = set(pairs(prefs, split.train.bought))
        assert left == set(pairs(prefs, prefs.bought)) - held(split)


def test_folds_match_surprise() -> None:
    """Of ratings in a file's order, each pair once."""
    rng = np.random.default_rng(4)
    lines = rng.permutation(12 * 9)[:71]
    frame = pd.DataFrame(
        {"user": [f"{x // 9}" for x in lines], "item": [f"{x % 9}" for x in lines]}
    )
    frame["rating"] = rng.integers(1, 6, 71).astype(float)
    users, items, ratings = (frame[name] for name in frame)
    prefs = Preferences.of(users, items, ratings, scale=(1, 5))
    ours = kfold(prefs, 5, order=surprise_order(prefs, users, items, 0))
    data = surprise.Dataset.load_from_df(frame, surprise.Reader(rating_scale=(1, 5)))
    theirs = surprise.model_selection.KFold(n_splits=5, random_state=0).split(data)
    for split, (_, test) in zip(ours, theirs, strict=True):
        assert pairs(prefs, split.test) == {(u, i): r for u, i, r in test}


def test_the_demo_has_new_items_to_test_on(demo_shop: Dataset) -> None:
    data = demo_shop
    (split,) = time_split(data)
    assert not held(split) & learned(split)
    assert split.train.matrix.shape[1] == len(data.items)
    assert split.cutoff is not None
    late = data.events.filter(f"{Event.TIME} > '{split.cutoff:%Y-%m-%d %H:%M:%S.%f}'")
    known = f"{Event.USER} IS NOT NULL AND {Event.ITEM} IS NOT NULL"
    share = len(late.filter(known)) / len(data.events.filter(known))
    assert share == pytest.approx(0.2, abs=0.001)


def test_errors_say_what_to_do() -> None:
    prefs = prefs_of(np.array([[1, 2], [3, NO]]))
    timeless = from_frames(
        pd.DataFrame({Event.USER: ["a"], Event.ITEM: ["b"], Event.KIND: [Kind.VIEW]})
    )
    for split in (time_split, leave_last_out):
        with pytest.raises(MissingColumns, match="random split"):
            split(timeless)
    with pytest.raises(ParameterError, match="nothing to learn from or nothing to test on"):
        time_split(shop(), START - DAY)
    with pytest.raises(ParameterError, match="nothing to learn from or nothing to test on"):
        time_split(shop(), START + 99 * DAY)
    with pytest.raises(ParameterError, match="one moment"):
        time_split(shop([("ann", "a", Kind.VIEW, 1), ("ann", "b", Kind.VIEW, 1)]))
    with pytest.raises(ParameterError, match="random parts cannot be made of"):
        kfold(prefs, 4)
    with pytest.raises(ParameterError, match="each of the 3 stored values once"):
        kfold(prefs, 2, order=np.array([0, 0, 1]))
    with pytest.raises(ParameterError, match="each of the 3 preferences once"):
        surprise_order(prefs, ["u0"], ["i0"])
    with pytest.raises(ParameterError, match="already holds"):
        Split("mine", prefs, prefs.matrix)
    with pytest.raises(ParameterError, match="2 × 2; found 1 × 2"):
        Split("mine", prefs, prefs.matrix[:1])
    with pytest.raises(ParameterError, match="holds nothing out"):
        Split("mine", prefs, sp.csr_matrix((2, 2)))
    with pytest.raises(ParameterError, match="holds nothing out"):  # dot alone: one item
        leave_last_out(shop(LOG[-1:]))
