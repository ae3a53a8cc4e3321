"""Hybrid: several models fused by the ranks they give."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Self

import numpy as np

from shopai.arrays import Array, Ints
from shopai.checks import real_number
from shopai.columns import Basis
from shopai.errors import ParameterError
from shopai.preferences import Preferences
from shopai.recommend.explanation import Explanation, parts
from shopai.recommend.models.als import ALS
from shopai.recommend.models.base import Recommender
from shopai.recommend.models.user_knn import UserKNN
from shopai.recommend.ranking import CustomerHistory, Scores, best

#: Models by name, or in order, named or not.
Models = Mapping[str, Recommender] | Sequence[Recommender | tuple[str, Recommender]]


class Hybrid(Recommender):
    """Reciprocal rank fusion.

        score_i = Σ_m w_m / (c + rank_m(i))

    rank_m(i) is the item's rank, from 1, among those that model m supports, in its own order; an
    item it does not support gets nothing from it. Items the customer has take up no ranks, or a
    model that puts them first would count for less the more of them there are: one of them has
    the rank of the next new item. Support is the number of models that support an item.
    Cormack, Clarke & Büttcher, Reciprocal rank fusion outperforms Condorcet and individual rank
    learning methods, SIGIR 2009 (c = 60).

    Only orders count, so models on any scales go together.

    Parameters
    ----------
    models : name → model, (name, model) pairs, or models, called by their own names; None for
        UserKNN and ALS as they come, which see different things and fit shops of any size.
        :meth:`fit` fits copies and leaves these alone
    weights : w_m ≥ 0, by name or in the order of the models; None weighs all the same, and a
        model of weight 0 does not count
    c : the larger, the less the first places count for; at least 0

    One customer costs what they cost each model, and a sort of the items.

    Attributes
    ----------
    fitted_ : name → fitted model

    >>> model = shopai.Hybrid([shopai.EASE(), shopai.Popularity()]).fit(prefs)
    >>> model.recommend("c0000001", n=2)["item_id"].tolist()
    ['i0237', 'i0035']
    """

    name: ClassVar[str] = "hybrid"
    basis: ClassVar[str] = Basis.FUSED

    fitted_: dict[str, Recommender]

    def __init__(
        self,
        models: Models | None = None,
        weights: Mapping[str, float] | Sequence[float] | None = None,
        c: float = 60,
    ) -> None:
        self.models = _named((UserKNN(), ALS()) if models is None else models)
        self.weights = _checked_weights(self.models, weights)
        self.c = real_number("c", c)

    @classmethod
    def of_fitted(
        cls,
        models: Models,
        weights: Mapping[str, float] | Sequence[float] | None = None,
        c: float = 60,
    ) -> Self:
        """A fitted one of models fitted to the same preferences, which it shares; costs nothing.

        Raises :class:`ParameterError` where one is not fitted, or to other customers or items.
        """
        made = cls(models, weights, c)
        for label, model in made.models.items():
            if not hasattr(model, "prefs_"):
                raise ParameterError(f"{label!r} has not learned anything yet; fit it first.")
        first, *others = made.models.values()
        for other in others:
            one, two = first.prefs_, other.prefs_
            if not (one.users.equals(two.users) and one.items.equals(two.items)):
                raise ParameterError("The models were fitted to different data; fit them to one.")
        made.fitted_ = dict(made.models)
        made.prefs_, made.bestsellers_ = first.prefs_, first.bestsellers_
        return made

    def parameters(self) -> dict[str, Any]:
        """The settings; each model as its name, what kind it is and its own settings."""
        models = [
            [label, {"name": model.name, "parameters": model.parameters()}]
            for label, model in self.models.items()
        ]
        return {"models": models, "weights": list(self.weights.values()), "c": self.c}

    def _learn(self, prefs: Preferences) -> None:
        self.fitted_ = {label: model.unfitted().fit(prefs) for label, model in self.models.items()}

    def _state(self) -> dict[str, Array]:
        """The state of each model, its arrays called by its place: "0.", "1.", …"""
        return {
            f"{place}.{name}": array
            for place, model in enumerate(self.fitted_.values())
            for name, array in model._state().items()
        }

    def _restore(self, state: Mapping[str, Array]) -> None:
        self.fitted_ = {}
        for place, (label, model) in enumerate(self.models.items()):
            own = f"{place}."
            learned = model.unfitted()
            learned.prefs_, learned.bestsellers_ = self.prefs_, self.bestsellers_
            learned._restore(
                {n.removeprefix(own): array for n, array in state.items() if n.startswith(own)}
            )
            self.fitted_[label] = learned

    def _scores(self, history: CustomerHistory, row: int) -> Scores:
        n = len(self.prefs_.items)
        values, support = np.zeros(n), np.zeros(n, np.int32)
        for label, ranks in self._ranks(history, row).items():
            spoken = ranks > 0
            values[spoken] += self.weights[label] / (self.c + ranks[spoken])
            support += spoken
        return Scores(values, support)

    def _ranks(self, history: CustomerHistory, row: int) -> dict[str, Ints]:
        """Of each model with a weight, (n_items,) the ranks of items, from 1; 0: no support."""
        n = len(self.prefs_.items)
        fresh = np.ones(n, dtype=bool)
        fresh[history.items] = False
        all_ranks = {}
        for label in filter(self.weights.get, self.fitted_):
            model = self.fitted_[label]
            order = best(model._scores(history, row), np.ones(n, bool), n, self.bestsellers_)
            new = fresh[order]
            ranks = np.zeros(n, np.int64)
            ranks[order] = np.cumsum(new) + ~new
            all_ranks[label] = ranks
        return all_ranks

    def _explain(self, history: CustomerHistory, row: int, item: int) -> Explanation:
        if item < 0:
            return Explanation(self.basis, 0.0)
        places = {label: int(ranks[item]) for label, ranks in self._ranks(history, row).items()}
        spoken = [label for label, place in places.items() if place > 0]
        weights = np.array([self.weights[label] for label in spoken])
        ranks = np.array([places[label] for label in spoken])
        table = parts(spoken, weights, ranks, None, weights / (self.c + ranks))
        return Explanation(self.basis, float((weights / (self.c + ranks)).sum()), parts=table)


def _named(models: Models) -> dict[str, Recommender]:
    """The models by name; ParameterError for no model, what is no model, or a repeated name."""
    if isinstance(models, Mapping):
        pairs = list(models.items())
    else:
        pairs = [
            (each.name, each) if isinstance(each, Recommender) else (each[0], each[1])
            for each in models
        ]
    for label, model in pairs:
        if not isinstance(model, Recommender):
            raise ParameterError(f"{label!r} must be a model; found {type(model).__name__}.")
    named = {str(label): model for label, model in pairs}
    if not named:
        raise ParameterError("A hybrid is made of models; give at least one.")
    if len(named) < len(pairs):
        raise ParameterError(
            f"Two models have one name; name them apart: {', '.join(str(n) for n, _ in pairs)}."
        )
    return named


def _checked_weights(
    models: Mapping[str, Recommender], weights: Mapping[str, float] | Sequence[float] | None
) -> dict[str, float]:
    names = ", ".join(models)
    if weights is None:
        return dict.fromkeys(models, 1.0)
    if not isinstance(weights, Mapping):
        if len(weights) != len(models):
            raise ParameterError(f"Each of {names} needs one weight; found {len(weights)}.")
        weights = dict(zip(models, weights, strict=True))
    if weights.keys() != models.keys():
        raise ParameterError(f"Give a weight to each of {names}; found {', '.join(weights)}.")
    weighed = {label: real_number(f"The weight of {label!r}", weights[label]) for label in models}
    if not any(weighed.values()):
        raise ParameterError(f"At least one of {names} needs a weight above 0.")
    return weighed
