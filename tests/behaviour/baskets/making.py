"""Baskets by hand, and what others make of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

import numpy as np
import pandas as pd
from hypothesis import strategies as st
from mlxtend.frequent_patterns import association_rules as their_rules
from mlxtend.frequent_patterns import fpgrowth

from shopai.behaviour.baskets.contents import Baskets
from shopai.columns import Item, Itemset, Rule
from shopai.selection.filter import Filter

#: Our columns and those of mlxtend.
COLUMNS = {
    Rule.SUPPORT: "support",
    Rule.ANTECEDENT_SUPPORT: "antecedent support",
    Rule.CONSEQUENT_SUPPORT: "consequent support",
    Rule.CONFIDENCE: "confidence",
    Rule.LIFT: "lift",
    Rule.LEVERAGE: "leverage",
    Rule.CONVICTION: "conviction",
    Rule.ZHANG: "zhangs_metric",
}

#: Baskets of items a … h: few items, so that sets of three and four are frequent too.
BASKETS = st.lists(st.sets(st.sampled_from("abcdefgh"), min_size=1), min_size=1, max_size=30)


def made(contents: Iterable[Collection[str]], known: Collection[str] = ()) -> Baskets:
    """Baskets of these items; `known`: items that are in none."""
    rows = [sorted(set(basket)) for basket in contents]
    ids = pd.Index(sorted({item for row in rows for item in row} | set(known)), dtype="str")
    place = {item: code for code, item in enumerate(ids)}
    items = [place[item] for row in rows for item in row]
    return Baskets(
        starts=np.cumsum([0, *map(len, rows)]),
        items=np.array(items, dtype=np.int32),
        ids=ids,
        names=pd.Series([f"The {i}" for i in ids], index=ids, name=Item.TITLE, dtype="str"),
        categories=pd.Series([None] * len(ids), index=ids, name=Item.CATEGORY, dtype="str"),
        level="item",
        per="order",
        left_out=(),
        totals=None,
        where=Filter(),
    )


def by_sides(table: pd.DataFrame) -> pd.DataFrame:
    """The rules, index (A, C) as sorted tuples."""
    sides = [table[name].map(lambda x: tuple(sorted(x))) for name in table.columns[:2]]
    return table.set_index(pd.MultiIndex.from_arrays(sides)).sort_index()


def theirs(
    bought: Baskets, min_count: int, max_length: int, min_confidence: float
) -> tuple[dict[tuple[str, ...], float], pd.DataFrame]:
    """Supports of the frequent itemsets, and the rules, as mlxtend finds them."""
    used = np.unique(bought.items)
    held = np.zeros((bought.n, len(bought.ids)), dtype=bool)
    held[np.repeat(np.arange(bought.n), np.diff(bought.starts)), bought.items] = True
    frame = pd.DataFrame(held[:, used], columns=list(bought.ids[used]))
    support = min((min_count - 0.5) / bought.n, 1.0)  # between counts: no rounding decides
    sets = fpgrowth(frame, min_support=support, use_colnames=True, max_len=max_length)
    supports = {tuple(sorted(s)): v for s, v in zip(sets["itemsets"], sets["support"], strict=True)}
    if sets.empty:
        return supports, pd.DataFrame(columns=["antecedents", "consequents", *COLUMNS.values()])
    with np.errstate(invalid="ignore"):  # of a measure that is not ours
        return supports, their_rules(sets, metric="confidence", min_threshold=min_confidence)


def agree(ours: pd.DataFrame, peer: pd.DataFrame) -> None:
    """Rule for rule, measure for measure, to 1e-12."""
    mine, other = by_sides(ours), by_sides(peer)
    assert mine.index.tolist() == other.index.tolist()
    for column, name in COLUMNS.items():
        np.testing.assert_allclose(
            mine[column].to_numpy(dtype=float),
            other[name].to_numpy(dtype=float),
            rtol=1e-12,
            atol=1e-12,
            err_msg=column,
        )


def supports_of(itemsets: pd.DataFrame) -> dict[tuple[str, ...], float]:
    return dict(zip(itemsets[Itemset.ITEMS], itemsets[Itemset.SUPPORT], strict=True))


def rule(table: pd.DataFrame, a: Sequence[str], c: Sequence[str]) -> pd.Series:
    """The one row of the rule a → c."""
    sides = zip(table[Rule.ANTECEDENTS], table[Rule.CONSEQUENTS], strict=True)
    (place,) = [i for i, side in enumerate(sides) if side == (tuple(a), tuple(c))]
    return table.iloc[place]
