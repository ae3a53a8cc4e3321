"""What audiences bring and share, against sets counted one by one."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopai.audiences import Audience, audience_table, exclusive_intersections, overlap
from shopai.audiences.audience import MOST_AUDIENCES
from shopai.columns import AudienceShare, Customer, Feature, Shared
from shopai.errors import ParameterError

USERS = list("abcdef")
CUSTOMERS = pd.DataFrame(
    {
        Feature.MONETARY: [100.0, 50.0, 30.0, 20.0, np.nan, 0.0],
        Feature.FREQUENCY: [4, 1, 3, 1, 0, 0],
        Feature.AVERAGE_ORDER: [25.0, 60.0, 10.0, 20.0, np.nan, np.nan],
    },
    index=pd.Index(USERS, dtype="str", name=Customer.USER),
)
SETS = st.lists(st.sets(st.sampled_from(USERS)), min_size=1, max_size=6)


def audience(name: str, ids: object) -> Audience:
    return Audience(name, pd.Index(list(ids), dtype="str"), f"made of {name}", "f")  # type: ignore[call-overload]


A, B, C = audience("A", "abc"), audience("B", "bcd"), audience("C", "e")


def test_table_by_hand() -> None:
    table = audience_table([A, B, C], CUSTOMERS)
    assert table[AudienceShare.AUDIENCE].tolist() == ["A", "B", "C"]
    assert table[AudienceShare.CUSTOMERS].tolist() == [3, 3, 1]
    assert table[AudienceShare.CUSTOMER_SHARE].tolist() == [1 / 2, 1 / 2, 1 / 6]
    assert table[AudienceShare.REVENUE].tolist() == [180.0, 100.0, 0.0]
    assert table[AudienceShare.REVENUE_SHARE].tolist() == [180 / 200, 100 / 200, 0.0]
    # A: (4·25 + 1·60 + 3·10) / 8 orders; B: (60 + 30 + 20) / 5; C ordered nothing
    assert table[AudienceShare.AVERAGE_ORDER].tolist()[:2] == [23.75, 22.0]
    assert np.isnan(table[AudienceShare.AVERAGE_ORDER].iloc[2])
    assert table[AudienceShare.SOURCE].tolist() == ["made of A", "made of B", "made of C"]


def test_table_without_money_or_audiences() -> None:
    ages = pd.DataFrame({"age": [30.0] * 6}, index=CUSTOMERS.index)
    table = audience_table([A], ages)
    assert table[AudienceShare.CUSTOMERS].tolist() == [3]
    money = [AudienceShare.REVENUE, AudienceShare.REVENUE_SHARE, AudienceShare.AVERAGE_ORDER]
    assert table[money].isna().all(axis=None)
    assert audience_table([], CUSTOMERS).columns.tolist() == table.columns.tolist()


def test_ids_the_customers_lack_count_nowhere() -> None:
    stranger = audience("S", ["a", "zz"])
    assert audience_table([stranger], CUSTOMERS)[AudienceShare.CUSTOMERS].tolist() == [1]
    assert exclusive_intersections([stranger], CUSTOMERS)[Shared.CUSTOMERS].tolist() == [1]


def test_overlap_by_hand() -> None:
    shared = overlap([A, B, C])
    assert shared.both.to_numpy().tolist() == [[3, 2, 0], [2, 3, 0], [0, 0, 1]]
    assert shared.share.loc["A"].tolist() == [1.0, 2 / 3, 0.0]
    assert shared.jaccard.loc["A"].tolist() == [1.0, 2 / 4, 0.0]
    assert shared.both.columns.tolist() == shared.both.index.tolist() == ["A", "B", "C"]


def test_an_audience_of_nobody_shares_nothing() -> None:
    shared = overlap([A, audience("nobody", "")])
    assert shared.both.to_numpy().tolist() == [[3, 0], [0, 0]]
    assert shared.share.loc["nobody"].isna().all()
    assert shared.jaccard.loc["A"].tolist() == [1.0, 0.0]


def test_exclusive_intersections_by_hand() -> None:
    table = exclusive_intersections([A, B, C], CUSTOMERS)
    assert table[Shared.AUDIENCES].tolist() == [("A", "B"), ("A",), ("B",), ("C",)]
    assert table[Shared.CUSTOMERS].tolist() == [2, 1, 1, 1]
    assert table[Shared.CUSTOMER_SHARE].tolist() == [0.4, 0.2, 0.2, 0.2]
    assert table[Shared.REVENUE].tolist() == [80.0, 100.0, 20.0, 0.0]


@settings(max_examples=40)
@given(SETS)
def test_overlap_is_that_of_sets(sets: list[set[str]]) -> None:
    shared = overlap([audience(f"A{i}", ids) for i, ids in enumerate(sets)])
    for i, one in enumerate(sets):
        for j, other in enumerate(sets):
            both, either = len(one & other), len(one | other)
            assert shared.both.iloc[i, j] == both
            share = both / len(one) if one else np.nan
            jaccard = both / either if either else np.nan
            pair = [shared.share.iloc[i, j], shared.jaccard.iloc[i, j]]
            assert pair == pytest.approx([share, jaccard], nan_ok=True)


@settings(max_examples=40)
@given(SETS)
def test_exclusive_intersections_are_those_of_sets(sets: list[set[str]]) -> None:
    names = [f"A{i}" for i in range(len(sets))]
    audiences = [audience(name, ids) for name, ids in zip(names, sets, strict=True)]
    table = exclusive_intersections(audiences, CUSTOMERS)
    expected: dict[tuple[str, ...], list[str]] = {}
    for user in USERS:
        of = tuple(name for name, ids in zip(names, sets, strict=True) if user in ids)
        if of:
            expected.setdefault(of, []).append(user)
    spent = CUSTOMERS[Feature.MONETARY].fillna(0.0)
    rows = {row[0]: (row[1], row[2]) for row in zip(
        table[Shared.AUDIENCES], table[Shared.CUSTOMERS], table[Shared.REVENUE], strict=True
    )}  # fmt: skip
    assert rows == {of: (len(ids), spent[ids].sum()) for of, ids in expected.items()}
    counts = table[Shared.CUSTOMERS].tolist()
    assert counts == sorted(counts, reverse=True)


def test_many_customers_are_counted_exactly() -> None:
    """More than one block of rows, and more than float32 could add up in halves."""
    users = pd.Index([f"{i:06}" for i in range(150_001)], dtype="str")
    shared = overlap([Audience("all", users, "s", "f"), Audience("odd", users[1::2], "s", "f")])
    assert shared.both.to_numpy().tolist() == [[150_001, 75_000], [75_000, 75_000]]


def test_sixty_audiences_and_not_one_more() -> None:
    audiences = [audience(f"A{i}", "ab") for i in range(MOST_AUDIENCES)]
    (row,) = exclusive_intersections(audiences, CUSTOMERS)[Shared.AUDIENCES]
    assert len(row) == MOST_AUDIENCES
    with pytest.raises(ParameterError, match="61 audiences are more than the 60"):
        overlap([*audiences, A])
