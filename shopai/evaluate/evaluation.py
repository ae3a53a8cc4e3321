"""Recommenders compared on data they have not seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from shopai.bootstrap import CustomerDraws
from shopai.checks import one_of, whole_number
from shopai.columns import Event, Metric
from shopai.errors import InputError, MissingColumns, ParameterError
from shopai.evaluate.accumulator import Accumulator, paired
from shopai.evaluate.runner import Task, answers, warm_up
from shopai.evaluate.splits import FOLDS, Split, among_all, kfold, leave_last_out, time_split
from shopai.evaluate.verdict import verdict
from shopai.events.dataset import Dataset
from shopai.preferences import Preferences, preferences
from shopai.progress import Progress
from shopai.recommend.models.base import Recommender

#: The ways to split that have a name.
AUTO: Final = "auto"
TIME: Final = "time"
LAST: Final = "last"
KFOLD: Final = "kfold"
SPLITS: Final = (AUTO, TIME, LAST, KFOLD)

#: Of a model's time on a split, the part that counts as learning for the progress.
LEARNING: Final = 0.3


@dataclass(frozen=True, eq=False)
class Evaluation:
    """A comparison: how good each model is, and whether the differences are significant.

    Attributes
    ----------
    table : one row a model, metric and group: the columns model, metric, group, value, low,
        high, n of :class:`~shopai.columns.Compared`; models in the order given, metrics in
        that of :data:`~shopai.evaluate.metrics.METRICS`. A group nobody is in has no row
    pairs : one row a metric (NDCG, and RMSE where models predict ratings) and pair of models:
        metric, model, other_model, difference, low, high, p, p_holm, n. Empty for one model
    per_user : one row a model and customer tested: model, user_id, and a column for each
        metric that a customer has (mean over the splits); missing where it means nothing
    sentences : the verdict in words, the most important first
    notes : how the data were split and what was left out, one sentence each
    k : length of the lists compared
    models : the names, in the order given
    best : the model with the largest NDCG
    """

    table: pd.DataFrame
    pairs: pd.DataFrame
    per_user: pd.DataFrame
    sentences: tuple[str, ...]
    notes: tuple[str, ...]
    k: int
    models: tuple[str, ...]
    best: str


def evaluate(
    models: Mapping[str, Recommender] | Sequence[Recommender],
    data: Dataset | Preferences,
    split: str | Sequence[Split] = AUTO,
    k: int = 10,
    seed: int = 0,
    *,
    progress: Progress | None = None,
    weights: Mapping[str, float] | None = None,
    half_life_days: float | None = None,
    max_users: int | None = None,
) -> Evaluation:
    """Fit each model on the training part of each split, and compare what it recommends.

    Parameters
    ----------
    models : name → model, or models, named after themselves. They are not touched: copies with
        the same settings are fitted
    data : the shop's data, or preferences made of them
    split : "time" (see :func:`~shopai.evaluate.splits.time_split`), "last"
        (:func:`~shopai.evaluate.splits.leave_last_out`), "kfold"
        (:func:`~shopai.evaluate.splits.kfold`, the only one for preferences), splits made
        beforehand, or "auto": time where the data have times, else kfold
    k : length of the lists compared
    seed : of the random split, the intervals and the tests
    progress : called with the share done and a word on it; may raise to stop
    weights, half_life_days : how events become preferences, see
        :func:`shopai.preferences`; only where `data` is a data set and split here
    max_users : at most so many customers are tested, drawn with `seed`; None tests all

    Right answers are the values held out, of ratings those that reach the median of the training
    part. Tested are the customers with one. Each gets the k best of all items
    they have no preference for in the training part; none is sampled. A customer's results are
    averaged over splits, then over customers. Intervals and tests resample customers, see
    :mod:`shopai.bootstrap`; times and memory are measured once and have none.

    Costs one fit and the lists of the customers tested for each model and split. Raises
    :class:`ParameterError` for settings that do not fit the data, :class:`InputError` where a
    model lacks what it needs of them.

    >>> models = {"taste": shopai.UserKNN(ranking="sum"), "popular": shopai.Popularity()}
    >>> compared = shopai.evaluate(models, dataset, k=10, max_users=100)
    >>> print(compared.sentences[0].split(",")[0])
    Use taste: its first 10 are the best
    """
    named = _named(models)
    k = whole_number("k", k)
    if progress is not None:
        progress(0.0, "splitting the data")
    splits = _splits(data, split, seed, weights, half_life_days)
    users, drawn = _users(splits, max_users, seed)
    tasks = [Task.of(each, each.train.users.isin(users)) for each in splits]
    if not any(len(each.rows) for each in tasks):
        raise ParameterError(
            "No customer has a right answer held out, so there is nothing to compare; hold out "
            "more."
        )
    draws = CustomerDraws.of(len(users), seed)
    accumulators = {name: Accumulator(users, draws, seed) for name in named}
    _run(named, tasks, k, accumulators, progress)
    table = pd.concat([accumulators[name].table(name) for name in named], ignore_index=True)
    pairs = paired(accumulators, draws, seed)
    notes = [*dict.fromkeys(each.note for each in splits if each.note), *drawn]
    if not all(each.rated for each in splits):
        notes.append("Not all values are ratings, so no errors of ratings are shown.")
    return Evaluation(
        table,
        pairs,
        pd.concat([accumulators[name].per_user(name) for name in named], ignore_index=True),
        verdict(table, pairs, k),
        tuple(notes),
        k,
        tuple(named),
        max(named, key=lambda name: accumulators[name].ratio(Metric.NDCG).value),
    )


def _run(
    named: Mapping[str, Recommender],
    tasks: Sequence[Task],
    k: int,
    accumulators: Mapping[str, Accumulator],
    progress: Progress | None,
) -> None:
    steps = len(tasks) * len(named)
    done = 0
    for model in named.values():
        warm_up(model, tasks[0].split.train)
    for task in tasks:
        for name, model in named.items():
            what = name if len(tasks) == 1 else f"{name}, {task.split.name}"
            told = None
            if progress is not None:
                progress(done / steps, f"{what}: learning")
                told = _within(progress, (done + LEARNING) / steps, (done + 1) / steps, what)
            try:
                answered = answers(model.unfitted(), task, k, told)
            except InputError as error:
                raise InputError(f"{name} cannot be compared on these data. {error}") from error
            accumulators[name].add(task, answered)
            done += 1
    if progress is not None:
        progress(1.0, "done")


def _within(progress: Progress, start: float, end: float, what: str) -> Progress:
    """Progress of a part that goes from share `start` to share `end`."""

    def told(share: float, words: str) -> None:
        progress(start + share * (end - start), f"{what}: {words}")

    return told


def _named(models: Mapping[str, Recommender] | Sequence[Recommender]) -> dict[str, Recommender]:
    if isinstance(models, Mapping):
        named = {str(name): model for name, model in models.items()}
    else:
        named = {model.name: model for model in models}
    if not named or len(named) < len(models):
        given = ", ".join(named) or "none"
        raise ParameterError(
            f"Give one model or more, each under a name of its own, as a mapping from name to "
            f"model; found {given}."
        )
    return named


def _splits(
    data: Dataset | Preferences,
    split: str | Sequence[Split],
    seed: int,
    weights: Mapping[str, float] | None,
    half_life_days: float | None,
) -> list[Split]:
    if (weights is not None or half_life_days is not None) and (
        isinstance(data, Preferences) or not isinstance(split, str)
    ):
        raise ParameterError(
            "weights and half_life_days turn events into preferences, which has been done "
            "already; give them where the preferences or splits are made."
        )
    if not isinstance(split, str):
        if not split:
            raise ParameterError("Give at least one split to compare the models on.")
        return list(split)
    one_of("split", split, SPLITS)
    if isinstance(data, Preferences):
        if split in (TIME, LAST):
            raise MissingColumns(
                f"Preferences do not say when they arose, which the split {split!r} goes by; "
                "give the data they were made of, or split by kfold."
            )
        prefs = data
    else:
        if split == AUTO:
            split = TIME if Event.EPOCH in data.filled else KFOLD
        if split == TIME:
            return time_split(data, weights=weights, half_life_days=half_life_days)
        if split == LAST:
            return leave_last_out(data, weights, half_life_days)
        prefs = among_all(preferences(data, weights, half_life_days), data)
    return kfold(prefs, max(2, min(FOLDS, int(prefs.matrix.nnz))), seed)


def _users(
    splits: Sequence[Split], max_users: int | None, seed: int
) -> tuple[pd.Index, tuple[str, ...]]:
    """The customers with something held out, or a draw of them and a note on it."""
    users = splits[0].train.users[:0]
    for each in splits:
        users = users.union(each.train.users[np.diff(each.test.indptr) > 0])
    if max_users is None or len(users) <= whole_number("max_users", max_users):
        return users, ()
    rng = np.random.default_rng(seed)
    drawn = np.sort(rng.choice(len(users), max_users, replace=False))
    note = f"Tested on {max_users:,} of {len(users):,} customers, drawn at random."
    return users[drawn], (note,)
