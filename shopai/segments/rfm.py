"""RFM: how recently, how often and for how much customers bought, in scores and named groups."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

import numpy as np
import pandas as pd
from sklearn.metrics import adjusted_rand_score

from shopai.arrays import Floats, Ints
from shopai.columns import FEATURES, Feature, RfmTable
from shopai.customers import customer_features
from shopai.errors import InputError, MissingColumns
from shopai.events.dataset import Dataset
from shopai.segments.rfm_rules import BEST, NAMES, cells, group_codes, mean_of, rules

#: The score of a measure that is the same for all, and so tells nobody apart.
MIDDLE: Final = 3

#: Each score with the measure it stands for.
MEASURES: Final[dict[str, str]] = {
    RfmTable.R: Feature.RECENCY,
    RfmTable.F: Feature.FREQUENCY,
    RfmTable.M: Feature.MONETARY,
}


@dataclass(frozen=True, eq=False)
class Rfm:
    """Customers who bought, scored and put in named groups."""

    scores: pd.DataFrame  # (n,) index user_id: recency_days, frequency, monetary, R, F, M, score,
    # group (ordered categorical)
    groups: pd.DataFrame  # (11,) index group in the order of the rules: customers, revenue, the
    # shares of both among those scored, mean recency (days), frequency (orders), monetary (money)
    rules: pd.DataFrame  # (11,) index group: R and FM as text such as "4–5", meaning, what to do
    edges: pd.DataFrame  # (15,) measure, score, lowest and highest value with it (original
    # units, missing where nobody has it), customers; each measure's best score first
    never_bought: int  # customers without an order, who have no scores
    unknown: int  # other customers whose days, orders or spend the data lack: no scores either


def rfm(dataset: Dataset, as_of: datetime | None = None) -> Rfm:
    """Score who bought by recency, frequency and monetary, 1 to 5 each, and name the groups.

    `dataset`: events with purchases that have times and prices, or a customer table with the
    columns ``recency_days``, ``frequency`` and ``monetary``. `as_of`: the moment to look back
    from, as in :func:`shopai.customer_features`; a customer table has no times to look back
    on and ignores it. Otherwise as :func:`score_customers`.

    >>> shopai.rfm(dataset).groups["customers"].head(3).to_dict()
    {'Champions': 74, 'Loyal': 126, 'Potential loyalists': 12}
    """
    return score_customers(customer_features(dataset, as_of))


def score_customers(customers: pd.DataFrame) -> Rfm:
    """As :func:`rfm`, of customer features at hand.

    Scores are quintiles by value (:func:`quintiles`), as Hughes described them in "Strategic
    Database Marketing" (1994): 5 is the most recent fifth, the fifth with most orders, the
    fifth that spent most. FM is the mean of F and M, a half rounded up. R and FM place a
    customer in one of eleven named groups (:mod:`shopai.segments.rfm_rules`). The names are
    custom in the trade, their bounds vary from tool to tool, so the rules are in the result.

    `customers`: one row a customer, index user_id, with ``recency_days``, ``frequency`` and
    ``monetary``; never written to. Who has no order is counted, not scored; who returned more
    than they bought keeps a negative ``monetary``. Revenue is the sum of ``monetary``, its
    share missing where all together spent nothing or less.

    Raises MissingColumns where a measure is lacking altogether, InputError where nobody
    bought. O(n log n): a second for a million customers.
    """
    absent = [name for name in MEASURES.values() if name not in customers.columns]
    if absent:
        raise _lacking(absent)
    measures = customers[list(MEASURES.values())]
    numbers = _numbers(measures)
    bought = ~(numbers[:, 1] <= 0)
    complete = np.isfinite(numbers).all(axis=1)
    scored = bought & complete
    if not scored.any():
        raise _nobody(measures[bought])
    scores = _scores(measures[scored])
    return Rfm(
        scores=scores,
        groups=_groups(scores),
        rules=rules(),
        edges=_edges(scores),
        never_bought=int((~bought).sum()),
        unknown=int((bought & ~complete).sum()),
    )


def quintiles(values: Floats) -> Ints:
    """Scores 1 … 5 of `values` (n,), the highest being 5; equal values have equal scores.

    Sorted ascending as v₀ … vₙ₋₁, the cut points are c_j = v at ⌊j(n−1)/5⌋ for j = 1 … 4, the
    20, 40, 60 and 80 % quantiles, and the score is 1 + the number of cut points below the
    value: equal values all have the score of the fifth they begin in. Where many are equal, cut
    points coincide and some scores stay empty: when 70 % of customers ordered once, these all
    have 1, the others 4 or 5. The lowest value always has 1. So that the highest always has 5,
    a cut point that falls on it moves down to the next lower value. When all values are equal
    they tell nobody apart, and all have 3.

    Only the order of the values counts: their unit and the order of rows change nothing.
    Without ties this is ``pandas.qcut(values, 5)``.
    """
    in_order = np.sort(values)
    top = in_order[-1]
    if in_order[0] == top:
        return np.full(len(values), MIDDLE, dtype=np.int64)
    below = in_order[np.searchsorted(in_order, top) - 1]
    cuts = np.minimum(in_order[np.arange(1, BEST) * (len(values) - 1) // BEST], below)
    scores: Ints = 1 + np.searchsorted(cuts, values, side="left")
    return scores


def grid(scores: pd.DataFrame) -> pd.DataFrame:
    """One row a cell of R × FM, all 25: group, customers, revenue and the shares of both.

    `scores`: as :class:`Rfm` holds them. Index (R, FM), ascending.
    """
    fm = mean_of(scores[RfmTable.F].to_numpy(), scores[RfmTable.M].to_numpy())
    money = scores[Feature.MONETARY].groupby([scores[RfmTable.R].to_numpy(), fm])
    every = pd.MultiIndex.from_product([range(1, BEST + 1)] * 2, names=[RfmTable.R, RfmTable.FM])
    table = _with_shares(money.size().reindex(every, fill_value=0), money.sum().reindex(every))
    table.insert(0, RfmTable.GROUP, np.array(NAMES, dtype=object)[cells().ravel()])
    return table


@dataclass(frozen=True, eq=False)
class CrossTab:
    """Two groupings of the same customers, side by side."""

    counts: pd.DataFrame  # (groups, segments) customers; only groups somebody is in
    adjusted_rand: float  # 1 the same grouping, 0 as much agreement as chance gives, below 0 less
    customers: int  # who are in both

    @property
    def shares(self) -> pd.DataFrame:
        """Each row's shares of its customers, 0 … 1."""
        return self.counts.div(self.counts.sum(axis=1), axis=0)


def cross_tab(groups: pd.Series, labels: pd.Series) -> CrossTab:
    """Agreement of two groupings of customers, over the customers who are in both.

    `groups`, `labels`: any values, index user_id, such as ``rfm(…).scores[group]`` and
    ``segment(…).labels``; a missing value is in no group. Rows and columns are sorted, an
    ordered categorical in its own order. The adjusted Rand index is Hubert and Arabie's
    (1985). Raises InputError where no customer is in both. O(n).
    """
    rows, columns = groups.dropna(), labels.dropna()
    places = columns.index.get_indexer(rows.index)
    rows, columns = rows[places >= 0], columns.iloc[places[places >= 0]]
    if rows.empty:
        raise InputError(
            f"No customer is in both groupings ({len(groups):,} and {len(labels):,} customers); "
            "compare groupings of the same customers."
        )
    counts = pd.crosstab(rows, columns)
    agreement = adjusted_rand_score(rows.to_numpy(), columns.to_numpy())
    return CrossTab(counts, float(agreement), len(rows))


# ------------------------------------------------------------------------------------ steps


def _numbers(measures: pd.DataFrame) -> Floats:
    """(n, 3) days, orders and money, NaN where missing."""
    return measures.to_numpy(dtype=np.float64, na_value=np.nan)


def _nobody(buyers: pd.DataFrame) -> InputError:
    """The error where no customer can be scored."""
    if buyers.empty:
        return InputError(
            "No customer has bought anything, so there is no one to score; "
            "open data with purchases or choose a later moment."
        )
    empty = [name for name in MEASURES.values() if buyers[name].isna().all()]
    return _lacking(empty or [*MEASURES.values()])


def _lacking(measures: list[str]) -> MissingColumns:
    labels = ", ".join(FEATURES[name].label.lower() for name in measures)
    return MissingColumns(
        "RFM needs purchases with times and prices, or a customer table with the columns "
        f"{', '.join(MEASURES.values())}; not known here: {labels}."
    )


def _scores(measures: pd.DataFrame) -> pd.DataFrame:
    days, orders, spent = _numbers(measures).T
    r, f, m = quintiles(-days), quintiles(orders), quintiles(spent)  # fewer days are better
    digits = range(1, BEST + 1)
    texts = np.array([f"{a}{b}{c}" for a in digits for b in digits for c in digits], dtype=object)
    return measures.assign(
        **{
            RfmTable.R: r,
            RfmTable.F: f,
            RfmTable.M: m,
            RfmTable.SCORE: texts[((r - 1) * BEST + f - 1) * BEST + m - 1],
            RfmTable.GROUP: pd.Categorical.from_codes(
                group_codes(r, f, m), pd.Index(NAMES), ordered=True
            ),
        }
    )


def _groups(scores: pd.DataFrame) -> pd.DataFrame:
    members = scores.groupby(RfmTable.GROUP, observed=False)
    money = members[Feature.MONETARY]
    means = {
        RfmTable.MEAN_RECENCY: members[Feature.RECENCY].mean(),
        RfmTable.MEAN_FREQUENCY: members[Feature.FREQUENCY].mean(),
        RfmTable.MEAN_MONETARY: money.mean(),
    }
    table = _with_shares(members.size(), money.sum()).assign(**means)
    return table.set_axis(pd.Index(NAMES, name=RfmTable.GROUP), axis=0)


def _with_shares(customers: pd.Series, revenue: pd.Series) -> pd.DataFrame:
    revenue = revenue.fillna(0.0)
    total = revenue.sum()
    return pd.DataFrame(
        {
            RfmTable.CUSTOMERS: customers,
            RfmTable.CUSTOMER_SHARE: customers / customers.sum(),
            RfmTable.REVENUE: revenue,
            RfmTable.REVENUE_SHARE: revenue / total if total > 0 else float("nan"),
        }
    )


def _edges(scores: pd.DataFrame) -> pd.DataFrame:
    columns = [RfmTable.LOW, RfmTable.HIGH, RfmTable.CUSTOMERS]
    parts = []
    for score, measure in MEASURES.items():
        ends = scores[measure].groupby(scores[score]).agg(["min", "max", "size"])
        table = ends.set_axis(columns, axis=1).reindex(range(BEST, 0, -1))
        part = table.rename_axis(RfmTable.SCORE).reset_index()
        part.insert(0, RfmTable.MEASURE, measure)
        parts.append(part.fillna({RfmTable.CUSTOMERS: 0}).astype({RfmTable.CUSTOMERS: "int64"}))
    return pd.concat(parts, ignore_index=True)
