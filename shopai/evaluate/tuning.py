"""The best settings of a model, tuned on the training part alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any, Final

import pandas as pd

from shopai.columns import Compared, Metric, Tested
from shopai.errors import ParameterError
from shopai.evaluate.evaluation import evaluate
from shopai.evaluate.metrics import METRICS
from shopai.evaluate.splits import Split, kfold
from shopai.preferences import Preferences
from shopai.progress import Progress
from shopai.recommend.models.base import Recommender

#: Parts the training part is split into, unless told.
FOLDS: Final = 3


@dataclass(frozen=True, eq=False)
class Tuning:
    """The outcome of tuning."""

    table: pd.DataFrame  # one row a setting tried, in order: a column for each setting searched,
    # then value, low, high and n of columns.Compared
    best: Recommender  # with the best settings, fitted to the whole training part
    settings: dict[str, Any]  # these settings; of equally good ones those tried first
    metric: str  # what was compared
    sentence: str  # the outcome in words


def tune(
    make: Callable[..., Recommender],
    grid: Mapping[str, Sequence[Any]],
    train: Preferences | Split,
    metric: str = Metric.NDCG,
    *,
    folds: int | Sequence[Split] = FOLDS,
    k: int = 10,
    seed: int = 0,
    max_users: int | None = None,
    progress: Progress | None = None,
) -> Tuning:
    """Try settings of a model on splits of the training part, and fit the best to all of it.

    Parameters
    ----------
    make : the model's class, or what makes one of settings given by name
    grid : by setting, the values to try
    train : what may be learned from; of a split, its training part alone is looked at
    metric : what to compare, of :class:`~shopai.columns.Metric`, one that is good or bad by
        itself
    folds : random parts, see :func:`~shopai.evaluate.splits.kfold`, or splits made beforehand of
        the training part (as :func:`~shopai.evaluate.splits.time_split` with an earlier cutoff)
    k, seed, max_users, progress : see :func:`~shopai.evaluate.evaluate`

    Costs one fit and the lists of all customers for each setting and part. Raises
    :class:`ParameterError` for a grid without a value, or a metric the model does not have.

    >>> tuned = shopai.tune(shopai.UserKNN, {"k": [5, 40]}, prefs, folds=2, max_users=50)
    >>> tuned.settings
    {'k': 40}
    """
    prefs = train.train if isinstance(train, Split) else train
    if metric not in METRICS or METRICS[metric].better == 0:
        known = ", ".join(name for name, each in METRICS.items() if each.better)
        raise ParameterError(f"metric must be one of {known}; found {metric!r}.")
    if not grid or not all(grid.values()):
        raise ParameterError("Give at least one setting, each with at least one value to try.")
    tried = [dict(zip(grid, values, strict=True)) for values in product(*grid.values())]
    splits = kfold(prefs, folds, seed) if isinstance(folds, int) else list(folds)
    named = {_words(each): make(**each) for each in tried}
    if len(named) < len(tried):
        raise ParameterError("A setting has the same value twice; give each value once.")
    table = evaluate(named, prefs, splits, k, seed, progress=progress, max_users=max_users).table
    shown = table[(table[Compared.METRIC] == metric) & (table[Compared.GROUP] == Tested.ALL)]
    if shown.empty:
        raise ParameterError(
            f"The model has no {METRICS[metric].label} on these data; it is of ratings, which "
            "both the data and the model need."
        )
    results = shown.set_index(Compared.MODEL)[
        [Compared.VALUE, Compared.LOW, Compared.HIGH, Compared.N]
    ].reset_index(drop=True)
    place = int((results[Compared.VALUE] * METRICS[metric].better).to_numpy().argmax())
    settings = pd.DataFrame({name: pd.Series([each[name] for each in tried]) for name in grid})
    return Tuning(
        pd.concat([settings, results], axis=1),
        make(**tried[place]).fit(prefs),
        tried[place],
        metric,
        f"Of {len(tried):,} settings, {_words(tried[place])} is best: {METRICS[metric].label} "
        f"{results[Compared.VALUE].iloc[place]:.4g} on parts of the training data.",
    )


def _words(settings: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} = {value}" for name, value in settings.items())
