"""RFM by hand, its ties and its rules; qcut and a plain loop as witnesses."""

from __future__ import annotations

from datetime import datetime
from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import shopai
from shopai.columns import Customer, Event, Feature, Kind, RfmTable
from shopai.errors import InputError, MissingColumns, ParameterError
from shopai.events.dataset import Dataset, from_frames
from shopai.segments.rfm import MEASURES, grid, quintiles, rfm, score_customers
from shopai.segments.rfm_rules import GROUPS, NAMES, cells, group_codes, mean_of

DIGITS = range(1, 6)
NOTHING = pd.DataFrame({Event.USER: pd.Series(dtype="str")})


def people(
    days: list[float], orders: list[float], spent: list[float], users: str = "abcdefghij"
) -> pd.DataFrame:
    return pd.DataFrame(
        {Feature.RECENCY: days, Feature.FREQUENCY: orders, Feature.MONETARY: spent},
        index=pd.Index(list(users)[: len(days)], name=Event.USER),
    )


#: Two customers a fifth by recency and spend; six of ten ordered once.
TEN = people(
    days=[1, 2, 10, 11, 30, 31, 90, 91, 365, 400],
    orders=[9, 1, 5, 1, 1, 2, 1, 3, 1, 1],
    spent=[900.0, 5.0, 400.0, 20.0, 60.0, 70.0, 10.0, 300.0, 150.0, -8.0],
)


def test_ten_customers_by_hand() -> None:
    """Spend in order: −8 5 | 10 20 | 60 70 | 150 300 | 400 900.

    Orders in order: 1 1 1 1 1 1 2 3 5 9; the cut points are the values at 1, 3, 5 and 7
    (from 0): 1, 1, 1 and 3. So 1 has the score 1, 2 and 3 have 4, 5 and 9 have 5.
    """
    found = score_customers(TEN).scores
    assert found[RfmTable.R].tolist() == [5, 5, 4, 4, 3, 3, 2, 2, 1, 1]
    assert found[RfmTable.F].tolist() == [5, 1, 5, 1, 1, 4, 1, 4, 1, 1]
    assert found[RfmTable.M].tolist() == [5, 1, 5, 2, 3, 3, 2, 4, 4, 1]
    assert found[RfmTable.SCORE].tolist() == [
        *("555", "511", "455", "412", "313", "343", "212", "244", "114", "111"),
    ]
    assert found[RfmTable.GROUP].tolist() == [
        "Champions",
        "New customers",
        "Loyal",
        "Potential loyalists",  # F 1 and M 2 are 1.5, rounded up to 2
        "About to sleep",
        "Loyal",  # F 4 and M 3 are 3.5, rounded up to 4
        "Hibernating",
        "At risk",
        "At risk",  # F 1 and M 4 are 2.5, rounded up to 3
        "Lost",
    ]
    pd.testing.assert_frame_equal(found[list(TEN.columns)], TEN)


def test_groups_add_up_and_keep_the_sign_of_returns() -> None:
    table = score_customers(TEN).groups
    assert tuple(table.index) == NAMES
    assert table[RfmTable.CUSTOMERS].tolist() == [1, 2, 1, 1, 0, 0, 1, 2, 0, 1, 1]
    assert table[RfmTable.CUSTOMER_SHARE]["Loyal"] == 0.2
    assert table[RfmTable.REVENUE]["Loyal"] == 470
    assert table[RfmTable.REVENUE]["Lost"] == -8
    assert table[RfmTable.REVENUE]["Promising"] == 0
    assert table[RfmTable.REVENUE_SHARE]["Champions"] == 900 / 1907
    assert table[RfmTable.REVENUE_SHARE].sum() == pytest.approx(1)
    loyal = table.loc["Loyal", [RfmTable.MEAN_RECENCY, RfmTable.MEAN_FREQUENCY]]
    assert loyal.tolist() == [20.5, 3.5]
    assert table[RfmTable.MEAN_MONETARY]["At risk"] == 225
    assert np.isnan(table[RfmTable.MEAN_MONETARY]["Promising"])


def test_edges_are_the_values_at_both_ends_of_each_score() -> None:
    edges = score_customers(TEN).edges
    rows = edges[edges[RfmTable.MEASURE] == Feature.FREQUENCY].drop(columns=RfmTable.MEASURE)
    expected = [[5, 5, 9, 2], [4, 2, 3, 2], [3, None, None, 0], [2, None, None, 0], [1, 1, 1, 6]]
    np.testing.assert_array_equal(rows.to_numpy(dtype=float), np.array(expected, dtype=float))
    days = edges[edges[RfmTable.MEASURE] == Feature.RECENCY]
    assert days[RfmTable.HIGH].tolist() == [2, 11, 31, 91, 400]
    assert days[RfmTable.LOW].tolist() == [1, 10, 30, 90, 365]
    assert edges[RfmTable.SCORE].tolist() == [5, 4, 3, 2, 1] * 3


def test_cells_hold_everyone_once() -> None:
    table = grid(score_customers(TEN).scores)
    assert table.index.tolist() == list(product(DIGITS, DIGITS))
    filled = table[table[RfmTable.CUSTOMERS] > 0]
    assert filled.index.tolist() == [
        *((1, 1), (1, 3), (2, 2), (2, 4), (3, 2), (3, 4), (4, 2), (4, 5), (5, 1), (5, 5)),
    ]
    assert filled[RfmTable.REVENUE].tolist() == [-8, 150, 10, 300, 60, 70, 20, 400, 5, 900]
    assert table[RfmTable.GROUP][(1, 3)] == "At risk"
    assert table[RfmTable.REVENUE_SHARE][(5, 5)] == 900 / 1907


# ----------------------------------------------------------------------------------- ties


@pytest.mark.parametrize(
    ("values", "scores"),
    [
        ([1] * 7 + [2, 2, 3], [1] * 7 + [4, 4, 5]),
        ([1] * 7 + [2, 2, 2], [1] * 7 + [5, 5, 5]),  # the top cut point is the top value
        ([1] * 99 + [2], [1] * 99 + [5]),
        ([1] + [2] * 99, [1] + [5] * 99),
        ([1, 2] + [3] * 8, [1, 1] + [5] * 8),
        ([1, 2, 2, 2, 2, 2, 2, 2, 2, 3], [1] * 9 + [5]),
        ([4, 4, 4], [3, 3, 3]),
        ([4], [3]),
        ([1, 2], [1, 5]),
        ([1, 2, 3], [1, 3, 5]),
        ([1, 2, 3, 4, 5], [1, 2, 3, 4, 5]),
        ([0, -1, -2, 3, 8], [3, 2, 1, 4, 5]),
    ],
)
def test_tied_values_share_a_score(values: list[float], scores: list[int]) -> None:
    assert quintiles(np.array(values, dtype=float)).tolist() == scores


def test_where_all_are_alike_all_are_in_the_middle() -> None:
    found = score_customers(people([5, 5], [1, 1], [20, 20]))
    assert found.scores[RfmTable.SCORE].tolist() == ["333", "333"]
    assert found.scores[RfmTable.GROUP].tolist() == ["Need attention"] * 2


# ---------------------------------------------------------------------------------- rules


def test_each_of_the_125_scores_is_in_exactly_one_group() -> None:
    for r, f, m in product(DIGITS, DIGITS, DIGITS):
        fm = int(np.floor((f + m) / 2 + 0.5))
        holding = [
            group.name
            for group in GROUPS
            if group.r[0] <= r <= group.r[1] and group.fm[0] <= fm <= group.fm[1]
        ]
        assert len(holding) == 1, (r, f, m)
        assert mean_of(np.array([f]), np.array([m])).tolist() == [fm]
        code = group_codes(np.array([r]), np.array([f]), np.array([m]))[0]
        assert holding == [NAMES[code]]


def test_all_eleven_groups_have_a_place() -> None:
    assert len(NAMES) == len(set(NAMES)) == 11
    assert set(cells().ravel()) == set(range(11))


def test_the_rules_shown_are_those_applied() -> None:
    rules = score_customers(TEN).rules
    assert rules[RfmTable.R].tolist() == [
        *("5", "3–4", "4–5", "5", "4", "3", "3", "1–2", "1–2", "2", "1"),
    ]
    assert rules[RfmTable.FM].tolist() == [
        *("4–5", "4–5", "2–3", "1", "1", "3", "1–2", "3–4", "5", "1–2", "1–2"),
    ]
    assert rules[RfmTable.ACTION].str.len().min() > 10


# ----------------------------------------------------------------------------- properties

VALUES = st.lists(st.integers(-30, 30), min_size=1, max_size=60)


def by_counting(values: list[int]) -> list[int]:
    """The definition in a plain loop, on the values' ranks alone."""
    ordered = sorted(values)
    if ordered[0] == ordered[-1]:
        return [3] * len(values)
    second = max(v for v in values if v < ordered[-1])
    cuts = [min(ordered[j * (len(values) - 1) // 5], second) for j in (1, 2, 3, 4)]
    return [1 + sum(cut < value for cut in cuts) for value in values]


@given(values=VALUES)
def test_scores_rise_with_the_value_from_1_to_5(values: list[int]) -> None:
    scores = quintiles(np.array(values, dtype=float)).tolist()
    assert scores == by_counting(values)
    pairs = sorted(zip(values, scores, strict=True))
    assert [score for _, score in pairs] == sorted(scores)
    assert len(set(pairs)) == len(set(values))  # one score a value
    if len(set(values)) > 1:
        assert (min(scores), max(scores)) == (1, 5)


@given(values=VALUES, unit=st.floats(1e-3, 1e3), seed=st.integers(0, 9))
def test_neither_unit_nor_order_of_rows_counts(values: list[int], unit: float, seed: int) -> None:
    plain = np.array(values, dtype=float)
    scores = quintiles(plain)
    assert quintiles(plain * unit).tolist() == scores.tolist()
    shuffled = np.random.default_rng(seed).permutation(len(plain))
    assert quintiles(plain[shuffled]).tolist() == scores[shuffled].tolist()


@settings(max_examples=50)
@given(values=st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=80, unique=True))
def test_without_ties_scores_are_those_of_pandas_qcut(values: list[float]) -> None:
    # ranks, since qcut's interpolated cut points cannot part neighbouring floats
    ranks = pd.Series(values).rank()
    assert quintiles(np.array(values)).tolist() == (pd.qcut(ranks, 5, labels=False) + 1).tolist()


def test_the_order_of_customers_changes_nothing() -> None:
    straight = score_customers(TEN)
    turned = score_customers(TEN.iloc[::-1])
    pd.testing.assert_frame_equal(turned.scores.iloc[::-1], straight.scores)
    pd.testing.assert_frame_equal(turned.groups, straight.groups)
    pd.testing.assert_frame_equal(turned.edges, straight.edges)


def test_the_table_is_not_written_to() -> None:
    before = TEN.copy(deep=True)
    score_customers(TEN)
    pd.testing.assert_frame_equal(TEN, before)


# ------------------------------------------------------------------------- events and tables


def shop(*rows: tuple[str, str, int, float | None], timed: bool = True) -> Dataset:
    events = pd.DataFrame(rows, columns=[Event.USER, Event.KIND, "day", Event.PRICE])
    events[Event.TIME] = pd.Timestamp("2024-01-01") + pd.to_timedelta(events.pop("day"), "D")
    events = events if timed else events.drop(columns=Event.TIME)
    return from_frames(events.assign(**{Event.ITEM: "i"}))


def test_of_events_those_who_never_bought_are_counted_and_not_scored() -> None:
    found = rfm(
        shop(
            ("a", Kind.PURCHASE, 1, 10.0),
            ("b", Kind.PURCHASE, 2, 30.0),
            ("b", Kind.PURCHASE, 3, 5.0),
            ("c", Kind.VIEW, 4, None),
            ("d", Kind.REFUND, 4, 7.0),  # of something bought before the data begin
        )
    )
    assert found.scores.index.tolist() == ["a", "b"]
    assert found.scores[list(MEASURES.values())].to_numpy().tolist() == [[3, 1, 10], [1, 2, 35]]
    assert found.scores[RfmTable.SCORE].tolist() == ["111", "555"]
    assert (found.never_bought, found.unknown) == (2, 0)


def test_as_of_looks_back_from_an_earlier_moment() -> None:
    data = shop(
        ("a", Kind.PURCHASE, 1, 10.0), ("b", Kind.PURCHASE, 2, 3.0), ("a", Kind.PURCHASE, 9, 1.0)
    )
    found = rfm(data, as_of=datetime(2024, 1, 4))
    assert found.scores[Feature.RECENCY].tolist() == [2, 1]
    assert found.scores[Feature.FREQUENCY].tolist() == [1, 1]
    with pytest.raises(ParameterError, match="choose a later moment"):
        rfm(data, as_of=datetime(2023, 1, 1))


def test_a_customer_table_with_the_three_measures() -> None:
    table = TEN.astype(float).reset_index()
    table.loc[0, Feature.FREQUENCY] = 0
    table.loc[1, Feature.MONETARY] = None
    table.loc[2, Feature.RECENCY] = np.inf
    found = rfm(from_frames(NOTHING, customers=table))
    assert found.scores.index.tolist() == list("defghij")
    assert (found.never_bought, found.unknown) == (1, 2)
    assert found.groups[RfmTable.CUSTOMERS].sum() == 7


def test_a_share_of_no_revenue_is_missing() -> None:
    found = score_customers(people([1, 2], [1, 2], [-5, 5]))
    assert found.groups[RfmTable.REVENUE_SHARE].isna().all()
    assert found.groups[RfmTable.REVENUE].sum() == 0


def test_what_is_lacking_is_said() -> None:
    unpriced = shop(("a", Kind.PURCHASE, 1, None), ("b", Kind.PURCHASE, 2, None))
    with pytest.raises(MissingColumns, match=r"not known here: net spend\.$"):
        rfm(unpriced)
    untimed = shop(("a", Kind.PURCHASE, 1, 1.0), timed=False)
    with pytest.raises(MissingColumns, match=r"not known here: days since last purchase\.$"):
        rfm(untimed)
    other = from_frames(NOTHING, customers=pd.DataFrame({Customer.USER: ["a"], "age": [3]}))
    with pytest.raises(MissingColumns, match="days since last purchase, orders, net spend"):
        rfm(other)


def test_nobody_bought() -> None:
    with pytest.raises(InputError, match="No customer has bought anything"):
        rfm(shop(("a", Kind.VIEW, 1, None)))


# ------------------------------------------------------------------------------ real shops


def test_every_buyer_of_the_demo_shop_has_a_group(demo_shop: Dataset) -> None:
    data = demo_shop
    found = shopai.rfm(data)
    bought = data.events.filter(f"{Event.KIND} = '{Kind.PURCHASE}' AND {Event.USER} IS NOT NULL")
    ((buyers,),) = bought.aggregate(f"count(DISTINCT {Event.USER})").fetchall()
    assert len(found.scores) == found.groups[RfmTable.CUSTOMERS].sum() == buyers
    assert found.never_bought == data.n_customers - buyers
    # continuous measures split in even fifths
    assert found.scores[RfmTable.R].value_counts().tolist() == [buyers / 5] * 5
    best = found.groups.loc[["Champions", "Loyal"]]
    assert best[RfmTable.CUSTOMER_SHARE].sum() < 0.4
    assert best[RfmTable.REVENUE_SHARE].sum() > 0.6


@pytest.mark.slow
def test_online_retail_has_the_known_number_of_buyers(retail: Dataset) -> None:
    """4,339 of its 4,372 customers have a line that is no cancellation.

    Literature often says 4,338: one customer's only lines have the price zero.
    """
    found = rfm(retail)
    assert len(found.scores) == 4_339
    assert found.never_bought == 4_372 - 4_339
    assert found.unknown == 0
    once = found.scores[found.scores[Feature.FREQUENCY] == 1]
    assert set(once[RfmTable.F]) == {1}
    champions = found.groups.loc["Champions"]
    assert champions[RfmTable.CUSTOMER_SHARE] < 0.2
    assert champions[RfmTable.REVENUE_SHARE] > 0.5
