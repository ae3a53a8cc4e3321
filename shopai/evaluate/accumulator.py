"""The results of one model, added up split by split, and the metrics made of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import combinations
from typing import Final

import numpy as np
import pandas as pd
import scipy.sparse as sp

from shopai.arrays import Floats, Ints
from shopai.bootstrap import CustomerDraws, interval
from shopai.columns import Compared, Metric, Tested
from shopai.evaluate.intervals import counted, holm, sign_flip
from shopai.evaluate.metrics import (
    METRICS,
    consumed,
    coverage,
    diversity,
    errors,
    exposure,
    gini,
    novelty,
    popularity,
    ranking,
)
from shopai.evaluate.runner import Answers, Task

#: The groups in the order to show them.
GROUPS: Final = (Tested.ALL, Tested.WARM, Tested.COLD_USERS, Tested.COLD_ITEMS)
#: Metrics that each customer has a value of.
OF_A_LIST: Final = (
    Metric.NDCG,
    Metric.PRECISION,
    Metric.RECALL,
    Metric.HIT,
    Metric.MAP,
    Metric.MRR,
    Metric.GRADED,
    Metric.NOVELTY,
    Metric.DIVERSITY,
)
OF_RATINGS: Final = (Metric.RMSE, Metric.MAE)
OF_A_CATALOGUE: Final = {
    Metric.COVERAGE: coverage,
    Metric.GINI: gini,
}


@dataclass(eq=False)
class Ratio:
    """Σ above / Σ below over customers, or its root; a mean where `below` is 1."""

    above: Floats  # (n,) of each customer tested
    below: Floats  # (n,), 0 for a customer it says nothing of
    root: bool = False

    def add(self, rows: Ints, above: Floats, below: Floats | None = None) -> None:
        """Each customer at most once; values that are missing are left out."""
        there = ~np.isnan(above)
        self.above[rows[there]] += above[there]
        self.below[rows[there]] += 1.0 if below is None else below[there]

    @property
    def value(self) -> float:
        return float(self._rooted(self.above.sum() / self.below.sum()))

    @property
    def customers(self) -> int:
        return int((self.below > 0).sum())

    def drawn(self, draws: CustomerDraws) -> Floats:
        """(B,) the same of each draw of customers."""
        return self._rooted(draws.ratios(self.above, self.below))

    def _rooted(self, values: Floats) -> Floats:
        return np.sqrt(values) if self.root else values


@dataclass(eq=False)
class Accumulator:
    """The results of one model so far."""

    users: pd.Index  # (n,) the customers tested
    draws: CustomerDraws
    seed: int
    sums: dict[tuple[str, str], Ratio] = field(default_factory=dict)  # by metric and group
    exposures: list[sp.csr_matrix] = field(default_factory=list)  # one a split
    measured: dict[str, list[float]] = field(default_factory=dict)  # one a split

    def add(self, task: Task, answers: Answers) -> None:
        """Count what the model answered on one split."""
        train, lists = task.split.train, answers.lists
        if len(task.rows):
            self._add_lists(task, lists)
        if answers.predicted is not None:
            self._add_ratings(task, answers.predicted)
        n_groups, n_items = self.draws.weights.shape[1], train.matrix.shape[1]
        groups = self.draws.groups[self._positions(task, task.rows)]
        self.exposures.append(exposure(lists, groups, n_groups, n_items))
        for metric, value in (
            (Metric.FIT, answers.fit_seconds),
            (Metric.RECOMMEND, answers.recommend_seconds),
            (Metric.MEMORY, answers.peak_bytes / 1e6),
        ):
            self.measured.setdefault(metric, []).append(value)

    def _positions(self, task: Task, rows: Ints) -> Ints:
        """Positions of the customers at `rows` of the split among those tested."""
        return self.users.get_indexer(task.split.train.users[rows]).astype(np.int64)

    def _add_lists(self, task: Task, lists: Ints) -> None:
        train = task.split.train
        users = self._positions(task, task.rows)
        values = ranking(lists, task.relevant)
        for group, some in (
            (Tested.ALL, np.ones(len(users), dtype=bool)),
            (Tested.WARM, ~task.cold_users),
            (Tested.COLD_USERS, task.cold_users),
        ):
            for metric, each in values.items():
                self._of(metric, group).add(users[some], each[some])
        of_cold = task.relevant @ sp.diags(task.cold_items.astype(np.float64))
        of_cold.eliminate_zeros()
        recall = ranking(lists, of_cold.tocsr().sorted_indices())[Metric.RECALL]
        self._of(Metric.RECALL, Tested.COLD_ITEMS).add(users, recall)
        self._of(Metric.DIVERSITY, Tested.ALL).add(users, diversity(lists, train, self.seed))
        self._of(Metric.NOVELTY, Tested.ALL).add(users, novelty(lists, train))
        own = consumed(task.rows, train)
        offered = popularity(lists, train)
        both = ~(np.isnan(own) | np.isnan(offered))
        self._of(Metric.POPULARITY, Tested.ALL).add(users[both], offered[both], own[both])

    def _add_ratings(self, task: Task, predicted: Floats) -> None:
        matrix = task.split.train.matrix
        users = self._positions(task, task.rated_rows)
        cold_user = np.diff(matrix.indptr)[task.rated_rows] == 0
        cold_item = task.cold_items[task.rated_columns]
        every = np.arange(len(self.users))
        for group, some in (
            (Tested.ALL, np.ones(len(users), dtype=bool)),
            (Tested.WARM, ~(cold_user | cold_item)),
            (Tested.COLD_USERS, cold_user),
            (Tested.COLD_ITEMS, cold_item),
        ):
            truth, guess = task.ratings[some], predicted[some]
            squares, sizes, n = errors(truth, guess, users[some], len(every))
            self._of(Metric.RMSE, group).add(every, squares, n)
            self._of(Metric.MAE, group).add(every, sizes, n)

    def _of(self, metric: str, group: str) -> Ratio:
        if (metric, group) not in self.sums:
            self.sums[metric, group] = Ratio(*np.zeros((2, len(self.users))))
        return self.sums[metric, group]

    def has(self, metric: str) -> bool:
        sums = self.sums.get((metric, Tested.ALL))
        return sums is not None and bool(sums.below.any())

    def ratio(self, metric: str, group: str = Tested.ALL) -> Ratio:
        """The metric over a group: of lists, each customer's mean over splits counting once."""
        sums = self._of(metric, group)
        if metric not in OF_A_LIST:
            return Ratio(sums.above, sums.below, root=metric == Metric.RMSE)
        there = sums.below > 0
        means = np.divide(sums.above, sums.below, out=np.zeros(len(there)), where=there)
        return Ratio(means, there.astype(np.float64))

    def table(self, name: str) -> pd.DataFrame:
        """One row a metric and group."""
        rows: list[tuple[object, ...]] = []
        for metric in METRICS:
            for group in GROUPS:
                row = self._row(metric, group)
                if row is not None:
                    rows.append((name, metric, group, *row))
        return pd.DataFrame(rows, columns=TABLE)

    def _row(self, metric: str, group: str) -> tuple[float, float, float, int] | None:
        """Value, ends of its interval, how many it is of; None where the group is empty."""
        n = self.ratio(Metric.NDCG).customers
        if group != Tested.ALL and (metric in self.measured or metric in OF_A_CATALOGUE):
            return None
        if metric in self.measured:
            values = self.measured[metric]
            # The most memory of any split, but the mean time.
            value = max(values) if metric == Metric.MEMORY else float(np.mean(values))
            return value, np.nan, np.nan, n
        if metric in OF_A_CATALOGUE:
            return *counted(self.draws, self.exposures, OF_A_CATALOGUE[metric]), n
        if (metric, group) not in self.sums or not self.sums[metric, group].below.any():
            return None
        ratio = self.ratio(metric, group)
        low, high = map(float, interval(ratio.drawn(self.draws)))
        n = int(ratio.below.sum()) if metric in OF_RATINGS else ratio.customers
        return ratio.value, low, high, n

    def per_user(self, name: str) -> pd.DataFrame:
        """One row a customer tested: model, user_id, and the metrics a customer has."""
        columns: dict[str, Floats] = {}
        for metric in (*OF_A_LIST, *OF_RATINGS):
            if self.has(metric):
                ratio = self.ratio(metric)
                with np.errstate(invalid="ignore", divide="ignore"):
                    each = ratio.above / ratio.below
                columns[metric] = np.sqrt(each) if ratio.root else each
        frame = pd.DataFrame({Compared.USER: self.users, **columns})
        frame.insert(0, Compared.MODEL, pd.Series([name] * len(frame), dtype="str"))
        return frame


#: Columns of a table of results, in order.
TABLE: Final = [
    Compared.MODEL,
    Compared.METRIC,
    Compared.GROUP,
    Compared.VALUE,
    Compared.LOW,
    Compared.HIGH,
    Compared.N,
]


#: The metrics models are paired on.
PAIRED: Final = (Metric.NDCG, Metric.RMSE)

#: Columns of a table of pairs, in order.
PAIRS: Final = [
    Compared.METRIC,
    Compared.MODEL,
    Compared.OTHER,
    Compared.DIFFERENCE,
    Compared.LOW,
    Compared.HIGH,
    Compared.P,
    Compared.ADJUSTED,
    Compared.N,
]


def paired(
    accumulators: Mapping[str, Accumulator], draws: CustomerDraws, seed: int
) -> pd.DataFrame:
    """One row a metric and pair of models: the columns :data:`PAIRS`.

    The interval is that of the difference over the same draws of customers; p is of swapping
    the two models' results for a customer at random, on NDCG the customer's own, on RMSE
    their sums of squared errors. Holm's correction goes over all pairs on one metric.
    """
    rows: list[tuple[object, ...]] = []
    for metric in PAIRED:
        names = [name for name, accumulator in accumulators.items() if accumulator.has(metric)]
        ratios = {name: accumulators[name].ratio(metric) for name in names}
        drawn = {name: ratio.drawn(draws) for name, ratio in ratios.items()}
        pairs = list(combinations(names, 2))
        if not pairs:
            continue
        # Both are over the same customers, so swapping changes the sign of the difference alone.
        swapped = [draws.sums(ratios[a].above - ratios[b].above) for a, b in pairs]
        p = sign_flip(np.column_stack(swapped), seed)
        for (one, other), raw, adjusted in zip(pairs, p, holm(p), strict=True):
            low, high = map(float, interval(drawn[one] - drawn[other]))
            difference = ratios[one].value - ratios[other].value
            customers = ratios[one].customers
            rows.append((metric, one, other, difference, low, high, raw, adjusted, customers))
    return pd.DataFrame(rows, columns=PAIRS)
