"""Preferences: ratings, weighted events, decay, and what is no preference."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
import scipy.sparse as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from shopai.columns import Customer, Event, Kind
from shopai.errors import InputError, MissingColumns, ParameterError
from shopai.events.dataset import Dataset, from_frames
from shopai.preferences import WEIGHTS, Preferences, preferences

COLUMNS = [Event.USER, Event.ITEM, Event.KIND, Event.RATING, Event.TIME]


def shop(*rows: tuple) -> Dataset:
    """A data set of (user, item, kind, rating, day) rows; a day of None is no time."""
    frame = pd.DataFrame(list(rows), columns=COLUMNS)
    frame[Event.TIME] = pd.Timestamp("2026-01-01") + pd.to_timedelta(
        frame[Event.TIME].astype(float), unit="D"
    )
    frame[Event.RATING] = frame[Event.RATING].astype(float)
    return from_frames(frame)


def stored(prefs: Preferences) -> dict[tuple[str, str], float]:
    """Every stored value by its pair."""
    entries = prefs.matrix.tocoo()
    users, items = prefs.users[entries.row], prefs.items[entries.col]
    return dict(zip(zip(users, items, strict=True), entries.data.tolist(), strict=True))


EVENTS = (
    ("a", "x", Kind.VIEW, None, 0),
    ("a", "x", Kind.CART, None, 1),
    ("a", "y", Kind.PURCHASE, None, 2),
    ("b", "y", Kind.PURCHASE, None, 3),
    ("b", "y", Kind.REFUND, None, 4),
    ("b", "z", Kind.WISHLIST, None, 4),
    (None, "x", Kind.PURCHASE, None, 4),
    ("c", None, Kind.SEARCH, None, 4),
)


def test_weighted_events():
    prefs = preferences(shop(*EVENTS))
    assert prefs.kind == "events"
    assert list(prefs.users) == ["a", "b"]
    assert list(prefs.items) == ["x", "y", "z"]
    assert stored(prefs) == pytest.approx(
        {("a", "x"): math.log(5), ("a", "y"): math.log(6), ("b", "z"): math.log(3)}
    )


def test_who_sent_everything_back_has_no_preference():
    assert ("b", "y") not in stored(preferences(shop(*EVENTS)))


def bought(prefs: Preferences) -> set[tuple[str, str]]:
    """Every pair bought or rated."""
    entries = (prefs.matrix if prefs.bought is None else prefs.bought).tocoo()
    return set(zip(prefs.users[entries.row], prefs.items[entries.col], strict=True))


def test_what_was_sent_back_was_bought_all_the_same():
    prefs = preferences(shop(*EVENTS))
    assert bought(prefs) == {("a", "y"), ("b", "y")}
    assert prefs.bought.dtype == bool
    # Whoever sent all back is known for it, as is what came back every time.
    more = (("d", "w", Kind.PURCHASE, None, 1), ("d", "w", Kind.REFUND, None, 2))
    prefs = preferences(shop(*EVENTS, *more))
    assert bought(prefs) == {("a", "y"), ("b", "y"), ("d", "w")}
    assert list(prefs.users) == ["a", "b", "d"]
    assert list(prefs.items) == ["w", "x", "y", "z"]
    assert prefs.matrix[2].nnz == 0


def test_a_purchase_counts_as_bought_whatever_its_weight():
    prefs = preferences(shop(*EVENTS), weights={Kind.PURCHASE: 0, Kind.REFUND: 0})
    assert bought(prefs) == {("a", "y"), ("b", "y")}


@pytest.mark.parametrize("kind", [Kind.RATING, Kind.PURCHASE])
def test_where_all_was_bought_or_rated_nothing_more_is_held(kind):
    rating = 3 if kind == Kind.RATING else None
    prefs = preferences(shop(("a", "x", kind, rating, 0), ("b", "y", kind, rating, 1)))
    assert prefs.bought is None
    assert bought(prefs) == {("a", "x"), ("b", "y")}


def test_a_half_life_counts_from_the_newest_event_of_all():
    # The newest event, on day 4, is a guest's; a's view is 4 days old, the cart 3, ...
    prefs = preferences(shop(*EVENTS), half_life_days=1)
    assert stored(prefs) == pytest.approx(
        {
            ("a", "x"): math.log1p(1 / 16 + 3 / 8),
            ("a", "y"): math.log1p(5 / 4),
            ("b", "z"): math.log1p(2),
        }
    )


def test_an_event_without_a_time_is_not_decayed():
    data = shop(("a", "x", Kind.VIEW, None, None), ("a", "y", Kind.VIEW, None, 5))
    assert stored(preferences(data, half_life_days=1)) == pytest.approx(
        {("a", "x"): math.log(2), ("a", "y"): math.log(2)}
    )


def test_weights_can_be_changed_and_a_kind_ignored():
    prefs = preferences(shop(*EVENTS), weights={Kind.VIEW: 0, Kind.REFUND: -1.5, Kind.CART: 0})
    assert stored(prefs) == pytest.approx(
        {("a", "y"): math.log(6), ("b", "y"): math.log(4.5), ("b", "z"): math.log(3)}
    )
    assert list(prefs.items) == ["y", "z"]


def test_the_latest_rating_wins_and_a_zero_is_a_rating():
    prefs = preferences(
        shop(
            ("a", "x", Kind.RATING, 4, 2),
            ("a", "x", Kind.RATING, 5, 1),
            ("a", "y", Kind.RATING, 2, 3),
            ("a", "y", Kind.RATING, 0, 3),  # equally late: the later row
            ("b", "x", Kind.RATING, 3, None),
            ("b", "x", Kind.RATING, 1, 0),  # no time is older than any
            ("b", "y", Kind.RATING, 3, None),
            ("b", "y", Kind.RATING, 2, None),
        )
    )
    assert prefs.kind == "ratings"
    assert stored(prefs) == {("a", "x"): 4, ("a", "y"): 0, ("b", "x"): 1, ("b", "y"): 2}


def test_a_rating_outranks_events_and_the_kind_says_mixed():
    prefs = preferences(
        shop(
            ("a", "x", Kind.PURCHASE, None, 1),
            ("a", "x", Kind.RATING, 2, 2),
            ("a", "x", Kind.PURCHASE, None, 3),
            ("a", "y", Kind.VIEW, None, 3),
        )
    )
    assert prefs.kind == "mixed"
    assert stored(prefs) == pytest.approx({("a", "x"): 2, ("a", "y"): math.log(2)})


def test_ids_that_look_like_numbers_stay_text():
    prefs = preferences(shop(("10", "007", Kind.VIEW, None, 0), ("9", "7", Kind.VIEW, None, 0)))
    assert list(prefs.users) == ["10", "9"]
    assert prefs.user_positions(["9", 10, "09", None]).tolist() == [1, 0, -1, -1]
    assert prefs.item_positions([7, "007"]).tolist() == [1, 0]


def test_the_later_row_wins_across_row_groups_of_a_big_file():
    n = 150_000  # more than one row group of the Parquet file
    frame = pd.DataFrame(
        {
            Event.USER: "a",
            Event.ITEM: "x",
            Event.KIND: Kind.RATING,
            Event.RATING: np.arange(n, dtype=float),
        }
    )
    assert stored(preferences(from_frames(frame))) == {("a", "x"): n - 1}


MOMENTS = st.tuples(
    st.sampled_from("abcdef"),
    st.sampled_from("uvwxyz"),
    st.sampled_from(Kind.ALL),
    st.integers(0, 5),
    st.integers(0, 400),
)


@settings(max_examples=10, deadline=None)
@given(
    st.lists(MOMENTS, min_size=1, max_size=50, unique_by=lambda m: m[4]),
    st.randoms(use_true_random=False),
    st.sampled_from([None, 30.0]),
)
def test_agrees_with_a_loop_whatever_the_order_of_rows(moments, random, half_life):
    rows = [(u, i, k, r if k == Kind.RATING else None, d) for u, i, k, r, d in moments]
    newest = max(row[4] for row in rows)
    expected: dict[tuple[str, str], float] = {}
    had = {row[:2] for row in rows if row[2] in (Kind.PURCHASE, Kind.REFUND, Kind.RATING)}
    for pair in {(row[0], row[1]) for row in rows}:
        own = sorted((row for row in rows if row[:2] == pair), key=lambda row: row[4])
        ratings = [row[3] for row in own if row[3] is not None]
        total = sum(
            WEIGHTS.get(row[2], 0) * 0.5 ** ((newest - row[4]) / half_life if half_life else 0)
            for row in own
        )
        if ratings or total > 0:
            expected[pair] = ratings[-1] if ratings else math.log1p(total)
    shuffled = random.sample(rows, len(rows))
    if expected:
        prefs = preferences(shop(*shuffled), half_life_days=half_life)
        assert stored(prefs) == pytest.approx(expected)
        assert bought(prefs) == had
        assert (prefs.bought is None) == (had == set(expected))
        assert list(prefs.users) == sorted({user for user, _ in {*expected, *had}})
        assert list(prefs.items) == sorted({item for _, item in {*expected, *had}})
    else:
        with pytest.raises(MissingColumns):
            preferences(shop(*shuffled), half_life_days=half_life)


def test_a_customer_table_has_no_preferences():
    nothing = pd.DataFrame({Event.USER: pd.Series(dtype=str)})
    table = pd.DataFrame({Customer.USER: ["a", "b"], Event.PRICE: [1.0, 2.0]})
    with pytest.raises(MissingColumns, match="which customer acted nor which item"):
        preferences(from_frames(nothing, customers=table))


def test_events_of_guests_only_lack_the_customer():
    with pytest.raises(MissingColumns, match="which customer acted, so"):
        preferences(shop((None, "x", Kind.VIEW, None, 0)))


def test_refunds_alone_are_no_preferences():
    with pytest.raises(MissingColumns, match="1 × refund"):
        preferences(shop(("a", "x", Kind.REFUND, None, 0)))


@pytest.mark.parametrize(
    ("settings", "found"),
    [
        ({"weights": {"click": 1.0}}, "click"),
        ({"weights": {Kind.VIEW: math.nan}}, "nan"),
        ({"weights": {Kind.VIEW: "3"}}, "'3'"),
        ({"half_life_days": 0}, "found 0"),
        ({"half_life_days": math.inf}, "found inf"),
    ],
)
def test_settings_that_cannot_work(settings, found):
    with pytest.raises(ParameterError, match=found):
        preferences(shop(*EVENTS), **settings)


def test_a_half_life_needs_times():
    with pytest.raises(ParameterError, match="time"):
        preferences(shop(("a", "x", Kind.VIEW, None, None)), half_life_days=1)


def matrix(values: list[list[float]]) -> sp.csr_matrix:
    return sp.csr_matrix(np.array(values, dtype=float))


@pytest.mark.parametrize(
    ("values", "users", "items", "found"),
    [
        ([[1.0]], ["a", "b"], ["x"], "2 users"),
        ([[1.0], [2.0]], ["a", "a"], ["x"], "'a' occurs twice"),
        ([[1.0], [2.0]], [1, "1"], ["x"], "'1' occurs twice"),
        ([[1.0], [2.0]], ["a", None], ["x"], "users has no id"),
        ([[1.0, 2.0]], ["a"], [0.0, math.nan], "items has no id"),
        ([[0.0]], ["a"], ["x"], "empty"),
        ([[math.nan]], ["a"], ["x"], "finite.* for customer a, item x."),
        ([[1.0, 0.0], [math.inf, -math.inf]], ["a", "b"], ["x", "y"], "b, item x; customer b, it"),
        ([[-math.inf]], ["a"], ["x"], "finite"),
        ([[1e60]], ["a"], ["x"], "huge"),
    ],
)
def test_preferences_check_themselves(values, users, items, found):
    with pytest.raises(InputError, match=found):
        Preferences(matrix(values), pd.Index(users), pd.Index(items))


def test_a_pair_with_two_values_is_refused_and_unsorted_columns_are_sorted():
    def made(columns: list[int]) -> Preferences:
        values = sp.csr_matrix(([1.0, 2.0], columns, [0, 2]), shape=(1, 2))
        return Preferences(values, pd.Index(["a"]), pd.Index(["x", "y"]))

    with pytest.raises(InputError, match=r"two values.*customer a, item y"):
        made([1, 1])
    apart = sp.csr_matrix(([1.0, 2.0, 3.0], [0, 0, 0], [0, 1, 3]), shape=(2, 1))
    with pytest.raises(InputError, match=r"Found customer b, item x\.$"):
        Preferences(apart, pd.Index(["a", "b"]), pd.Index(["x"]))
    assert stored(made([1, 0])) == {("a", "y"): 1.0, ("a", "x"): 2.0}


def test_ids_become_text():
    prefs = Preferences(matrix([[1.0, 2.0]]), pd.RangeIndex(1), pd.Index([7, 8], name="own"))
    assert (list(prefs.users), list(prefs.items)) == (["0"], ["7", "8"])
    assert prefs.items.name == "own"
    rows, columns = prefs.pair_positions(0, ["abc", 8, "7"])
    assert (rows.tolist(), columns.tolist()) == ([0, 0, 0], [-1, 1, 0])
    text = pd.Index(["a"], dtype="str")
    assert Preferences(matrix([[1.0]]), text, text).users is text


@pytest.mark.parametrize(
    "pairs", [matrix([[1.0]]), sp.csr_matrix(([True, False], [0, 1], [0, 2]), shape=(1, 2))]
)
def test_what_was_bought_must_fit_and_be_true(pairs):
    with pytest.raises(InputError, match="1 × 2 table"):
        Preferences(matrix([[1.0, 2.0]]), pd.Index(["a"]), pd.Index(["x", "y"]), "events", pairs)
