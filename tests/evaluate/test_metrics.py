"""Ranking metrics by hand, and against trec_eval."""

from __future__ import annotations

import math

import numpy as np
import pytest
import pytrec_eval
import scipy.sparse as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from shopai.columns import Metric
from shopai.evaluate.metrics import METRICS, errors, gains_of, ranking

#: Ours -> trec_eval's, cut at k.
TREC = {
    Metric.NDCG: "ndcg_cut",
    Metric.GRADED: "ndcg_cut",
    Metric.PRECISION: "P",
    Metric.RECALL: "recall",
    Metric.HIT: "success",
    Metric.MAP: "map_cut",
}


def table(dense: list[list[float]]) -> sp.csr_matrix:
    return sp.csr_matrix(np.array(dense, dtype=float))


def test_metrics_by_hand() -> None:
    """Items 0-4; right are 1 (gain 2), 3 (gain 1) and 4 (gain 3); the list is 3, 0, 4."""
    found = ranking(np.array([[3, 0, 4]]), table([[0, 2, 0, 1, 3]]))
    log3 = math.log2(3)
    best = 1 + 1 / log3 + 1 / 2
    assert found[Metric.PRECISION][0] == pytest.approx(2 / 3)
    assert found[Metric.RECALL][0] == pytest.approx(2 / 3)
    assert found[Metric.HIT][0] == 1
    assert found[Metric.MRR][0] == 1
    # precision at rank 1 is 1, at rank 3 it is 2/3; three items are right
    assert found[Metric.MAP][0] == pytest.approx((1 + 2 / 3) / 3)
    assert found[Metric.NDCG][0] == pytest.approx((1 + 1 / 2) / best)
    assert found[Metric.GRADED][0] == pytest.approx((1 + 3 / 2) / (3 + 2 / log3 + 1 / 2))


def test_metrics_of_a_short_list_with_a_late_first_hit() -> None:
    """One item at rank 2 of a list of 2 where 4 were asked for."""
    found = ranking(np.array([[2, 0, -1, -1]]), table([[1, 0, 0]]))
    assert found[Metric.PRECISION][0] == pytest.approx(1 / 4)
    assert found[Metric.RECALL][0] == 1
    assert found[Metric.MRR][0] == pytest.approx(1 / 2)
    assert found[Metric.MAP][0] == pytest.approx(1 / 2)
    assert found[Metric.NDCG][0] == pytest.approx(1 / math.log2(3))


def test_nothing_right_is_missing_and_an_empty_list_is_nothing() -> None:
    found = ranking(np.array([[0, 1], [-1, -1]]), table([[0, 0, 0], [0, 0, 1]]))
    for name, values in found.items():
        assert math.isnan(values[0]), name
        assert values[1] == 0, name


def test_gains_of_a_table_without_a_value_are_0() -> None:
    assert not gains_of(np.array([[0, 1]]), sp.csr_matrix((1, 3))).any()


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(1, 12), st.integers(1, 15))
def test_ranking_metrics_match_trec_eval(seed: int, k: int, n_items: int) -> None:
    rng = np.random.default_rng(seed)
    n = 5
    relevant = np.where(rng.random((n, n_items)) < 0.4, rng.integers(1, 6, (n, n_items)), 0)
    relevant[:, rng.integers(n_items)] = 1
    lists = np.full((n, k), -1)
    for line in lists:
        some = rng.permutation(n_items)[: min(k, int(rng.integers(1, n_items + 1)))]
        line[: len(some)] = some
    found = ranking(lists, table(relevant.tolist()))
    runs = {
        str(u): {str(i): float(k - rank) for rank, i in enumerate(line) if i >= 0}
        for u, line in enumerate(lists.tolist())
    }
    for binary in (True, False):
        judged = {
            str(u): {str(i): int(bool(g) if binary else g) for i, g in enumerate(line)}
            for u, line in enumerate(relevant.tolist())
        }
        names = {f"{name}.{k}" for name in set(TREC.values())} | {"recip_rank"}
        theirs = pytrec_eval.RelevanceEvaluator(judged, names).evaluate(runs)
        for name, trec in TREC.items():
            if (name == Metric.GRADED) == binary:
                continue
            expected = [theirs[str(u)][f"{trec}_{k}"] for u in range(n)]
            np.testing.assert_allclose(found[name], expected, atol=1e-12, rtol=0, err_msg=name)
        expected = [theirs[str(u)]["recip_rank"] for u in range(n)]
        np.testing.assert_allclose(found[Metric.MRR], expected, atol=1e-12, rtol=0)


def test_errors_are_kept_by_customer() -> None:
    """Customer 0 is off by 1 and −2, customer 2 by 0.5; nobody asked for customer 1."""
    truth, guess = np.array([3.0, 4.0, 1.0]), np.array([4.0, 2.0, 1.5])
    squares, sizes, n = errors(truth, guess, np.array([0, 0, 2]), 3)
    assert squares.tolist() == [5, 0, 0.25]
    assert sizes.tolist() == [3, 0, 0.5]
    assert n.tolist() == [2, 0, 1]


def test_every_metric_is_described() -> None:
    named = {value for name, value in vars(Metric).items() if name.isupper()}
    assert named == METRICS.keys()
