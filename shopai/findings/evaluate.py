"""Findings of a comparison of recommenders."""

from __future__ import annotations

from typing import Final

import pandas as pd

from shopai.columns import Compared, Metric, Tested
from shopai.evaluate.evaluation import KFOLD, LAST, TIME, Evaluation
from shopai.evaluate.verdict import CHANCE
from shopai.messages import N_
from shopai.sentences import Sentence

#: What a list had to hold to be right, by the split.
_RIGHT: Final = {
    TIME: N_("an item the customer turned to later"),
    LAST: N_("the customer's last item"),
    KFOLD: N_("a held-out item of the customer's"),
}


def best_model(evaluation: Evaluation, bestsellers: str, split: str = TIME) -> Sentence:
    """The model to use, how many of its lists are right, and if another is as good.

    bestsellers : name of the model of popular items; it is compared with where it was tested
    split : "time", "last" or "kfold", what the models were tested on
    """
    if _n(evaluation) < 2:
        return Sentence(
            "Only one customer could be tested, which tells nothing of which model is best."
        )
    accuracy = _values(evaluation, Metric.NDCG)
    if not accuracy.max() > 0:
        return Sentence(
            "No model's lists held anything the customers turned to, so there is nothing to "
            "choose by."
        )
    if len(accuracy) > 1 and accuracy.max() == accuracy.min():
        return Sentence("All models are equally good, so that nothing here tells them apart.")
    right = lists_right(evaluation, evaluation.best, bestsellers, split)
    alike = _as_good(evaluation)
    if not alike:
        return Sentence("Use **{best}**: {right}", best=evaluation.best, right=right)
    return Sentence(
        "Use **{best}**: {right} As far as these data tell, {others} would do as well.",
        best=evaluation.best,
        right=right,
        others=alike,
    )


def lists_right(
    evaluation: Evaluation, model: str, bestsellers: str, split: str = TIME
) -> Sentence:
    """Share of the lists of `model` that held something right, beside those of `bestsellers`."""
    shares = _values(evaluation, Metric.HIT)
    share, right = float(shares[model]), Sentence(_RIGHT[split])
    if model == bestsellers or bestsellers not in shares:
        said = N_("**{share:of 100} of 100** lists of {k:item} held {right}.")
        return Sentence(said, share=share, k=evaluation.k, right=right)
    return Sentence(
        "**{share:of 100} of 100** lists of {k:item} held {right}; with bestsellers it is "
        "{usual:of 100}.",
        share=share,
        usual=float(shares[bestsellers]),
        k=evaluation.k,
        right=right,
    )


def in_short(evaluation: Evaluation) -> Sentence:
    """The best model's NDCG with its interval, and the customers it is from."""
    row = _of(evaluation, Metric.NDCG).to_dict("index")[evaluation.best]
    return Sentence(
        "NDCG {value:.3} ({low:.3} to {high:.3}) on {n:customer}.",
        value=float(row[Compared.VALUE]),
        low=float(row[Compared.LOW]),
        high=float(row[Compared.HIGH]),
        n=int(row[Compared.N]),
    )


def _as_good(evaluation: Evaluation) -> list[str]:
    """The models whose lists are as good as those of the best, beyond what chance can tell."""
    pairs = evaluation.pairs
    if pairs.empty:
        return []
    unsure = pairs[(pairs[Compared.METRIC] == Metric.NDCG) & (pairs[Compared.ADJUSTED] >= CHANCE)]
    best = evaluation.best
    others = [
        str(other if model == best else model)
        for model, other in zip(unsure[Compared.MODEL], unsure[Compared.OTHER], strict=True)
        if best in (model, other)
    ]
    return sorted(others, key=lambda name: -_values(evaluation, Metric.NDCG)[name])


def _of(evaluation: Evaluation, metric: str) -> pd.DataFrame:
    """The rows of a metric among all tested; index model."""
    table = evaluation.table
    rows = table[(table[Compared.METRIC] == metric) & (table[Compared.GROUP] == Tested.ALL)]
    return rows.set_index(Compared.MODEL)


def _values(evaluation: Evaluation, metric: str) -> pd.Series:
    return _of(evaluation, metric)[Compared.VALUE]


def _n(evaluation: Evaluation) -> int:
    return int(_of(evaluation, Metric.NDCG)[Compared.N].max())
