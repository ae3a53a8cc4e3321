"""Blocks of one taste, and segments against one another, by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from shopai.recommend.alike import Apart, blocks, within_and_between


def square(groups: str, inside: float, outside: float) -> pd.DataFrame:
    """Customers u0, u1, … of these groups: `inside` alike within one, `outside` between two."""
    codes = np.array(list(groups))
    values = np.where(codes[:, None] == codes, inside, outside)
    np.fill_diagonal(values, 1.0)
    users = [f"u{i}" for i in range(len(groups))]
    return pd.DataFrame(values, index=users, columns=users)


def of(groups: str) -> pd.Series:
    return pd.Series(list(groups), index=[f"u{i}" for i in range(len(groups))])


def test_means_within_and_between_segments_by_hand() -> None:
    table = square("aab", 0.0, 0.0)
    table.loc["u0", "u1"] = table.loc["u1", "u0"] = 0.6  # the only pair of one segment
    table.loc["u0", "u2"] = table.loc["u2", "u0"] = 0.2  # of two pairs between
    apart = within_and_between(table, of("aab"), np.random.default_rng(0))
    assert (apart.within, apart.between) == pytest.approx((0.6, 0.1))


def test_segments_that_are_tastes_are_no_chance_and_labels_at_random_are() -> None:
    groups = "aaaaabbbbbccccc"
    table = square(groups, 0.6, 0.2)
    apart = within_and_between(table, of(groups), np.random.default_rng(0))
    assert (apart.within, apart.between, apart.p) == pytest.approx((0.6, 0.2, 1 / 200))
    across = within_and_between(table, of("abc" * 5), np.random.default_rng(0))
    assert across.p > 0.5


def test_labels_are_found_by_id_whatever_their_order() -> None:
    table = square("aabb", 0.6, 0.2)
    labels = pd.concat([of("aabb").iloc[::-1], pd.Series({"other": "c"})])
    assert within_and_between(table, labels, np.random.default_rng(0)).within == pytest.approx(0.6)


@pytest.mark.parametrize("groups", ["aaa", "abc"])
def test_one_segment_or_nobody_together_compares_nothing(groups: str) -> None:
    apart = within_and_between(square(groups, 0.5, 0.5), of(groups), np.random.default_rng(0))
    assert isinstance(apart, Apart)
    assert np.isnan(apart.p)
    assert np.isnan(apart.between if groups == "aaa" else apart.within)


def test_the_most_alike_runs_come_first_and_do_not_overlap() -> None:
    table = square("aaabbbcccd", 0.4, 0.0)
    for one, other in (("u3", "u4"), ("u3", "u5"), ("u4", "u5")):
        table.loc[one, other] = table.loc[other, one] = 0.9
    first, *rest = blocks(table)
    assert first.users == ("u3", "u4", "u5")
    assert first.similarity == pytest.approx(0.9)
    # 45 pairs: three at 0.9, six at 0.4
    assert first.times == pytest.approx(0.9 / ((3 * 0.9 + 6 * 0.4) / 45))
    assert [block.users for block in rest] == [("u0", "u1", "u2"), ("u6", "u7", "u8")]


def test_no_block_stands_out_where_all_are_alike_or_few() -> None:
    assert blocks(square("aaaaaaaa", 0.5, 0.5)) == []
    assert blocks(square("aaabb", 0.9, 0.1)) == []
