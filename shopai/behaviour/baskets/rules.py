"""Association rules: baskets with some items that hold others too, and how surely."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import pandas as pd

from shopai.arrays import Ints, Mask
from shopai.behaviour.baskets.contents import ITEM_LEVEL, MAX_BASKET, ORDER, WORDS, Baskets, baskets
from shopai.behaviour.baskets.itemsets import Itemsets, frequent_itemsets, minimum_count
from shopai.behaviour.baskets.measures import fisher, fisher_both, measures
from shopai.checks import is_number, is_whole, one_of, real_number, whole_number
from shopai.columns import Itemset, Rule
from shopai.errors import ParameterError
from shopai.events.dataset import Dataset
from shopai.intervals import benjamini_hochberg
from shopai.selection.filter import Filter

FISHER: Final = "fisher"
FISHER_BOTH: Final = "fisher-both"
TESTS: Final = {FISHER: fisher, FISHER_BOTH: fisher_both}

#: Items a rule may have: one of five has 30 rules, and nobody reads longer ones.
LENGTHS: Final = (2, 5)

#: Sets of two or more items a result may have.
MAX_ITEMSETS: Final = 100_000

#: Adjusted p-value below which a rule is taken for real.
SURE: Final = 0.05

#: Measures by which rules are ranked.
RANKS: Final = (Rule.LEVERAGE, Rule.LIFT, Rule.CONFIDENCE, Rule.COUNT, Rule.SUPPORT,
                Rule.CONVICTION, Rule.ZHANG)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Rules:
    """Association rules of some baskets, and what they were made of."""

    table: pd.DataFrame  # one row a rule, columns of Rule; highest leverage first
    itemsets: pd.DataFrame  # one row a frequent set, columns of Itemset; short ones first
    n_baskets: int
    min_count: int  # baskets an itemset is in at least; more than asked for where `cut` says so
    min_confidence: float
    n_tested: int  # hypotheses that p_adjusted allows for, see association_rules
    level: str  # "item" or "category"
    per: str  # "order", "session" or "day"
    test: str  # "fisher" or "fisher-both"
    cut: tuple[str, ...]  # sentences on what was left out; empty: nothing
    names: pd.Series  # title of each item (or category), index its id
    baskets: Baskets  # what the rules were made of

    def filtered(
        self,
        *,
        min_lift: float = 0.0,
        below_p: float | None = None,
        search: str = "",
        without: Collection[str] = (),
        offered: Collection[str] = (),
        rank: str = Rule.LEVERAGE,
    ) -> Rules:
        """The rules that pass every condition, in a new `table`; all else stays.

        Parameters
        ----------
        min_lift : the lift is this or more
        below_p : the adjusted p-value is below this, such as :data:`SURE`; None: any
        search : a part of the title or the id of one of the items, in any case; "": any
        without : parts that no title or id of an item has
        offered : categories; one of the consequents is of one of them; empty: any
        rank : the measure that is highest first, one of :data:`RANKS`; ties by leverage

        Raises ParameterError for a setting outside its range. Cost: O(rules + items).
        """
        real_number("min_lift", min_lift)
        one_of("rank", rank, RANKS)
        table = self.table
        keep = np.array(table[Rule.LIFT] >= min_lift)
        if below_p is not None:
            keep &= (table[Rule.P_ADJUSTED] < real_number("below_p", below_p)).to_numpy(bool)
        for parts, wanted in (([search], True), (without, False)):
            if any(part.strip() for part in parts):
                keep &= self._named(parts) == wanted
        if offered:
            categories = self.baskets.categories
            of_these = categories.index[categories.isin(list(offered))]
            keep &= _with_any(table[Rule.CONSEQUENTS], frozenset(of_these))
        passed = table[keep]
        if rank != Rule.LEVERAGE:  # the order they are in
            passed = passed.sort_values(rank, ascending=False, kind="stable")
        return replace(self, table=passed.reset_index(drop=True))

    def _named(self, parts: Collection[str]) -> Mask:
        """(n_rules,) whether the title or id of an item of the rule has one of `parts`."""
        ids = self.names.index.astype("str").str.lower()
        texts = self.names.astype("str").str.lower() + "\n" + ids
        hit = np.zeros(len(texts), dtype=bool)
        for part in filter(None, (part.strip().lower() for part in parts)):
            hit |= texts.str.contains(part, regex=False).to_numpy(bool)
        items = frozenset(texts.index[hit])
        sides = (self.table[side] for side in (Rule.ANTECEDENTS, Rule.CONSEQUENTS))
        return np.logical_or(*(_with_any(side, items) for side in sides))


def association_rules(
    dataset: Dataset,
    where: Filter | None = None,
    *,
    level: str = ITEM_LEVEL,
    per: str = ORDER,
    min_support: float = 0.01,
    min_confidence: float = 0.1,
    max_length: int = 2,
    max_basket: int = MAX_BASKET,
    max_itemsets: int = MAX_ITEMSETS,
    test: str = FISHER,
) -> Rules:
    """Association rules A → C of a shop's baskets.

    Parameters
    ----------
    level, per, max_basket : what a basket is; see
        :func:`shopai.behaviour.baskets.contents.baskets`
    others : see :func:`rules_of`

    Raises as these two do. Cost: reading the baskets, then as :func:`rules_of`.

    >>> rules = shopai.association_rules(dataset, level="category", min_support=20)
    >>> rules.table[["antecedents", "consequents", "lift"]].head(2).round(2)
       antecedents      consequents  lift
    0      (Pets,)        (Beauty,)  0.79
    1  (Lighting,)  (Toys & Games,)  0.71
    """
    bought = baskets(dataset, where, level=level, per=per, max_basket=max_basket)
    return rules_of(
        bought,
        min_support=min_support,
        min_confidence=min_confidence,
        max_length=max_length,
        max_itemsets=max_itemsets,
        test=test,
    )


def rules_of(
    bought: Baskets,
    *,
    min_support: float = 0.01,
    min_confidence: float = 0.1,
    max_length: int = 2,
    max_itemsets: int = MAX_ITEMSETS,
    test: str = FISHER,
) -> Rules:
    """The rules A → C between sets of items without a common one, of baskets at hand.

    Every way to split every frequent set of 2 to `max_length` items in two is a rule; what a
    rule is measured by: :func:`shopai.behaviour.baskets.measures.measures`.

    Parameters
    ----------
    min_support : how many baskets must hold all items of a rule: a whole number of baskets,
        1 or more, or below 1 their share s, the least count with count / baskets ≥ s
    min_confidence : share of the baskets with A that hold C, 0 … 1, at least
    max_length : items of A and C together, 2 … 5
    max_itemsets : where more sets of two or more items are frequent, the minimum support is
        raised until they fit, before they are held in memory; `cut` says so
    test : "fisher", one-sided: more baskets with both than by chance; or "fisher-both",
        two-sided; both exact

    p-values are of A and C being independent, given how many baskets hold either. They take
    baskets for independent of one another, which those of one customer are not quite.
    ``p_adjusted`` is after Benjamini and Hochberg and allows for every rule that could have
    been found: all pairs of disjoint frequent A and C of at most `max_length` items together,
    those counted that turned out to be in fewer than `min_support` baskets. To allow only for
    those in the table would make chance look like a find, since a pair is in the table for
    being in many baskets. (For more than three items the number is an upper bound.) A → C and
    C → A are one hypothesis and share a p-value. Rules below `min_confidence` are tested and
    allowed for, and not shown.

    Raises ParameterError for a setting outside these ranges. No baskets, or none that share
    items, give an empty table.

    Cost: as :func:`frequent_itemsets`, and a few microseconds and some 100 bytes a rule.
    """
    _check(min_support, min_confidence, max_length, max_itemsets, test)
    asked = minimum_count(min_support, bought.n)
    itemsets = frequent_itemsets(bought.starts, bought.items, asked, max_length, max_itemsets)
    counts = np.concatenate(itemsets.counts)
    texts = bought.ids.to_numpy(dtype=object)
    # the ids of each set as one tuple, which all its rules share
    tuples = [row for rows in itemsets.members for row in zip(*texts[rows.T], strict=True)]
    sets = np.empty(len(tuples), dtype=object)
    sets[:] = tuples
    a, c, both = (np.concatenate(parts) for parts in zip(*_splits(itemsets), strict=True))
    p = TESTS[test](bought.n, counts[a], counts[c], both)
    n_tested = hypotheses([len(x) for x in itemsets.counts], max_length)
    adjusted = benjamini_hochberg(p, max(n_tested, len(p)))
    a, c = np.append(a, c), np.append(c, a)
    both, p, adjusted = (np.tile(values, 2) for values in (both, p, adjusted))
    sure = np.flatnonzero(both / counts[a] >= min_confidence)
    beyond = bought.n * both[sure] - counts[a[sure]] * counts[c[sure]]
    order = sure[np.lexsort((c[sure], a[sure], -beyond))]
    a, c, both = a[order], c[order], both[order]
    columns: dict[str, Any] = {Rule.ANTECEDENTS: sets[a], Rule.CONSEQUENTS: sets[c]}
    columns |= measures(max(bought.n, 1), counts[a], counts[c], both)
    columns |= {Rule.COUNT: both, Rule.P: p[order], Rule.P_ADJUSTED: adjusted[order]}
    cut = bought.left_out
    if itemsets.cut:
        things = "items" if bought.level == ITEM_LEVEL else "categories"
        cut += (
            f"More than {max_itemsets:,} combinations of {things} are in {asked:,} "
            f"{WORDS[bought.per][asked != 1]} or more, so only those in "
            f"{itemsets.min_count:,} or more are kept "
            f"({100 * itemsets.min_count / bought.n:.2g} %); at least {itemsets.cut:,} rarer ones "
            "are left out.",
        )
    return Rules(
        table=pd.DataFrame(columns),
        itemsets=pd.DataFrame(
            {
                Itemset.ITEMS: sets,
                Itemset.LENGTH: np.array([len(items) for items in sets], np.int64),
                Itemset.SUPPORT: counts / max(bought.n, 1),
                Itemset.COUNT: counts,
            }
        ),
        n_baskets=bought.n,
        min_count=itemsets.min_count,
        min_confidence=min_confidence,
        n_tested=n_tested,
        level=bought.level,
        per=bought.per,
        test=test,
        cut=cut,
        names=bought.names,
        baskets=bought,
    )


def hypotheses(n_sets: list[int], max_length: int) -> int:
    """Unordered pairs of sets without a common item, at most `max_length` items together.

    `n_sets`: by length 1, 2, …, how many sets there are. Exact while one of the two is a
    single item, as always up to three items; beyond that an upper bound.
    """
    total = 0
    for i in range(1, max_length):
        for j in range(i, max_length - i + 1):
            if i == j:
                total += n_sets[i - 1] * (n_sets[i - 1] - 1) // 2
            elif i == 1:
                total += n_sets[j - 1] * max(n_sets[0] - j, 0)
            else:
                total += n_sets[i - 1] * n_sets[j - 1]
    return total


def _check(
    min_support: float, min_confidence: float, max_length: int, max_itemsets: int, test: str
) -> None:
    whole = is_whole(min_support)
    if not is_number(min_support) or not (min_support >= 1 if whole else 0 < min_support < 1):
        raise ParameterError(
            "The minimum support is a share of the baskets between 0 and 1, or a whole number "
            f"of baskets, 1 or more; found {min_support!r}."
        )
    real_number("min_confidence", min_confidence, 0, 1)
    whole_number("max_length", max_length, *LENGTHS)
    whole_number("max_itemsets", max_itemsets)
    one_of("test", test, TESTS)


def _with_any(sides: pd.Series, ids: frozenset[str]) -> Mask:
    return np.fromiter((not ids.isdisjoint(side) for side in sides), bool, len(sides))


def _splits(itemsets: Itemsets) -> Iterator[tuple[Ints, Ints, Ints]]:
    """Every frequent set in two, each way once: A has its first item.

    Places of A and of C among the itemsets, and baskets with both.
    """
    offsets = np.cumsum([0, *(len(counts) for counts in itemsets.counts)])
    for length, (rows, counts) in enumerate(zip(itemsets.members, itemsets.counts, strict=True), 1):
        for mask in range(1, 2**length - 1, 2):
            first = np.array([bool(mask >> place & 1) for place in range(length)])
            a, c = (
                offsets[part.sum() - 1] + itemsets.places(rows[:, part]) for part in (first, ~first)
            )
            yield a, c, counts
