"""The verdict in words."""

from __future__ import annotations

import numpy as np
import pandas as pd

from shopai.columns import Compared, Metric, Tested
from shopai.evaluate.accumulator import PAIRS, TABLE
from shopai.evaluate.verdict import verdict

#: Model -> NDCG, seconds, coverage, RMSE.
Model = tuple[float, float, float, float]


def tables(
    models: dict[str, Model], p: dict[tuple[str, str], float], n: int = 500, cold: int = 0
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Results with intervals of ±0.01, and differences of ±0.01 with these p after Holm."""
    rows, pairs = [], []
    for name, (ndcg, seconds, coverage, rmse) in models.items():
        values = {Metric.NDCG: ndcg, Metric.COVERAGE: coverage, Metric.RMSE: rmse}
        values |= {Metric.FIT: seconds, Metric.RECOMMEND: 0.0}
        rows += [
            (name, metric, Tested.ALL, value, value - 0.01, value + 0.01, n)
            for metric, value in values.items()
            if not np.isnan(value)
        ]
        if cold:
            rows.append((name, Metric.NDCG, Tested.COLD_USERS, 0.1, 0.0, 0.2, cold))
    for (one, other), chance in p.items():
        for metric, place in ((Metric.NDCG, 0), (Metric.RMSE, 3)):
            size = models[one][place] - models[other][place]
            if not np.isnan(size):
                ends = size - 0.01, size + 0.01
                pairs.append((metric, one, other, size, *ends, chance / 2, chance, n))
    return pd.DataFrame(rows, columns=TABLE), pd.DataFrame(pairs, columns=PAIRS)


NO = np.nan


def test_a_significant_lead_is_named_real() -> None:
    said = verdict(
        *tables({"a": (0.2, 1, 0.5, NO), "b": (0.3, 1, 0.5, NO)}, {("a", "b"): 0.01}), 10
    )
    assert said == (
        "Use b: its first 10 are the best, with an NDCG of 0.300 (95% interval 0.290 to 0.310, "
        "500 customers).",
        "Its lead over a, the next, is real: a difference of 0.100 (95% interval 0.090 to 0.110, "
        "p = 0.01 after Holm's correction).",
    )


def test_an_insignificant_lead_and_a_faster_wider_alternative_are_named() -> None:
    models = {"a": (0.3, 8, 0.2, NO), "b": (0.299, 1, 0.6, NO), "c": (0.298, 8, 0.2, NO)}
    said = verdict(*tables(models, {("a", "b"): 0.8, ("a", "c"): 0.7, ("b", "c"): 0.9}), 5)
    assert said[1] == (
        "Its lead over b, the next, may be chance: a difference of 0.001 (95% interval −0.009 to "
        "0.011, p = 0.8 after Holm's correction); as far as these data tell, b is as good as a. "
        "The same goes for c."
    )
    assert said[2] == (
        "b is as good, as far as these data tell, and takes 1.0 s instead of 8.0 s and shows 60% "
        "of the catalogue instead of 20%."
    )
    assert len(said) == 3


def test_a_slightly_worse_model_that_is_faster_is_named() -> None:
    models = {"a": (0.300, 8, 0.2, NO), "b": (0.291, 1, 0.2, NO), "c": (0.1, 0.1, 0.9, NO)}
    said = verdict(*tables(models, {("a", "b"): 0.0004, ("a", "c"): 0.0004}), 10)
    assert "is real" in said[1]
    assert "p < 0.001" in said[1]
    assert said[2:] == ("b is nearly as good and takes 1.0 s instead of 8.0 s.",)


def test_ratings_are_judged_apart() -> None:
    models = {"a": (0.3, 1, 0.5, 0.95), "b": (0.2, 1, 0.5, 0.93), "c": (0.1, 1, 0.5, NO)}
    p = {("a", "b"): 0.02, ("a", "c"): 0.02, ("b", "c"): 0.02}
    said = verdict(*tables(models, p), 10)
    assert said[2] == (
        "b predicts ratings best, with an RMSE of 0.930; its lead over a is real: a difference of "
        "0.020 (95% interval 0.010 to 0.030, p = 0.02 after Holm's correction)."
    )
    alone = verdict(*tables({"a": (0.3, 1, 0.5, 0.95), "c": (0.1, 1, 0.5, NO)}, {}), 10)
    assert "no other model here predicts any" in alone[1]


def test_few_and_cold_customers_are_mentioned() -> None:
    said = verdict(*tables({"a": (0.2, 1, 0.5, NO)}, {}, n=60, cold=20), 10)
    assert "Of 20 of the 60 customers tested, nothing was known before" in said[1]
    assert said[2].startswith("Only 60 customers could be tested")


def test_no_verdict_where_no_model_has_a_hit() -> None:
    said = verdict(*tables({"a": (0, 1, 0.5, NO), "b": (0, 1, 0.5, NO)}, {("a", "b"): 1}), 10)
    assert said == (
        "No model put a right item into anybody's first 10, so there is nothing to choose by.",
    )


def test_small_numbers_keep_two_digits() -> None:
    models = {"a": (0.0142, 1, 0.5, NO), "b": (0.01378, 1, 0.5, NO)}
    said = verdict(*tables(models, {("a", "b"): 0.3}), 10)
    assert "an NDCG of 0.014 (95% interval 0.0042 to 0.024" in said[0]
    assert "a difference of 0.00042 (95% interval −0.010 to 0.010, p = 0.3" in said[1]


def test_no_verdict_for_one_customer_or_for_equal_models() -> None:
    alike = {"a": (0.3, 1, 0.5, NO), "b": (0.3, 1, 0.5, NO)}
    table, pairs = tables(alike, {("a", "b"): 1.0})
    assert verdict(table, pairs, 10)[0] == (
        "All models are equally good, with an NDCG of 0.300, so that nothing here tells them apart."
    )
    table[Compared.N] = 1
    assert verdict(table, pairs, 10) == (
        "Only one customer could be tested, which tells nothing of which model is best.",
    )


def test_insignificant_differences_behind_a_significant_lead_are_named() -> None:
    models = {"a": (0.3, 1, 0.5, NO), "b": (0.25, 1, 0.5, NO), "c": (0.24, 1, 0.5, NO)}
    said = verdict(*tables(models, {("a", "b"): 0.003, ("a", "c"): 0.4, ("b", "c"): 0.5}), 10)
    assert said[1].startswith("Its lead over b, the next, is real: ")
    assert said[1].endswith(" That over c may be chance.")
