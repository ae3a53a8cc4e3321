"""Paired tests of every two models."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations
from typing import Final

import numpy as np
import pandas as pd

from shopai.bootstrap import CustomerDraws, interval
from shopai.columns import Compared, Metric
from shopai.evaluate.accumulator import Accumulator
from shopai.evaluate.intervals import holm, sign_flip

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
    rows: list[dict[str, object]] = []
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
            values = (metric, one, other, difference, low, high, raw, adjusted, customers)
            rows.append(dict(zip(PAIRS, values, strict=True)))
    return pd.DataFrame(rows, columns=PAIRS)
