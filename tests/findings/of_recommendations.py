"""Results of recommendations that findings are made of, small and by hand."""

from __future__ import annotations

import pandas as pd

from shopai.columns import Basis, Compared, Exclude, Metric, MostOffered, Scored, Tested
from shopai.evaluate.evaluation import KFOLD, LAST, TIME
from shopai.findings import evaluate, recommendations, scores
from shopai.preferences.thinness import Thinness
from shopai.recommend.explanation import Explanation, parts
from shopai.recommend.models.neighbours import BaselineKind
from shopai.recommend.models.user_knn import UserKNN
from shopai.recommend.policy.policy import Policy
from tests.findings.of_segments import NAME, Case, Result, result

USUAL = "Popular items"


def evaluation_of(ndcg: tuple[float, float], p: float = 0.01, n: int = 500) -> Result:
    """Of two models, by their NDCG; the first has 56 right lists of 100, the other 37."""
    row = {Compared.GROUP: Tested.ALL, Compared.LOW: 0.1, Compared.HIGH: 0.2, Compared.N: n}
    values = {Metric.NDCG: ndcg, Metric.HIT: (0.56, 0.37)}
    table = pd.DataFrame(
        [
            {**row, Compared.MODEL: model, Compared.METRIC: metric, Compared.VALUE: value}
            for metric, pair in values.items()
            for model, value in zip((NAME, USUAL), pair, strict=True)
        ]
    )
    pairs = pd.DataFrame(
        {
            Compared.METRIC: [Metric.NDCG],
            Compared.MODEL: [NAME],
            Compared.OTHER: [USUAL],
            Compared.ADJUSTED: [p],
        }
    )
    return result(table=table, pairs=pairs, k=10, best=NAME, models=(NAME, USUAL))


def group_of(n: int, full: int, drawn: int = 0, impersonal: int = 0) -> Result:
    users = pd.RangeIndex(drawn or n)
    return result(customers=n, users=users, n=10, full=full, impersonal=impersonal)


def thinness_of(n: int, few: float) -> Thinness:
    return Thinness(n, n, n, 0.06, few, 0.0, 0.0)


def offers_of(n: int, *bases: str) -> pd.DataFrame:
    return pd.DataFrame({Scored.BASIS: bases, Scored.SUPPORT: [n] * len(bases)})


def model_of(sums: bool, rated: bool = False, baseline: BaselineKind = "mean") -> UserKNN:
    model = UserKNN(baseline=baseline)
    model.sums_ = sums
    model.prefs_ = result(kind="ratings" if rated else "events")
    return model


def reason_of(n: int, basis: str, added: float = 0.5, **values: float) -> Explanation:
    table = parts(["a"] * n, [0.5] * n, [4.0] * n, None, [added] * n)
    return Explanation(basis, 4.25, parts=table, **values)


#: Every finding of recommendations and of comparisons by its name, in each of its forms.
CASES: dict[str, Case] = {
    **{
        f"evaluate.best.{split}.{p}": lambda _, split=split, p=p: evaluate.best_model(
            evaluation_of((0.2, 0.1), p), USUAL, split
        )
        for split in (TIME, LAST, KFOLD)
        for p in (0.01, 0.5)
    },
    "evaluate.best.alone": lambda _: evaluate.best_model(evaluation_of((0.2, 0.1)), "not there"),
    "evaluate.best.equal": lambda _: evaluate.best_model(evaluation_of((0.2, 0.2)), USUAL),
    "evaluate.best.nothing": lambda _: evaluate.best_model(evaluation_of((0.0, 0.0)), USUAL),
    "evaluate.best.one": lambda _: evaluate.best_model(evaluation_of((0.2, 0.1), n=1), USUAL),
    "evaluate.short": lambda n: evaluate.in_short(evaluation_of((0.2, 0.1), n=n)),
    **{
        f"recommendations.served.{exclude}.{rated}": lambda n, exclude=exclude, rated=rated: (
            recommendations.group_served(group_of(n, n), NAME, Policy(exclude=exclude), rated)
        )
        for exclude in Exclude.ALL
        for rated in (True, False)
    },
    "recommendations.served.again": lambda n: recommendations.group_served(
        group_of(n, n), NAME, Policy(again_after_days=30)
    ),
    "recommendations.served.some": lambda n: recommendations.group_served(
        group_of(n + 1, n), NAME, Policy()
    ),
    "recommendations.served.drawn": lambda n: recommendations.group_served(
        group_of(5000, n, n + 1), NAME, Policy()
    ),
    "recommendations.served.all_drawn": lambda n: recommendations.group_served(
        group_of(5000, n + 1, n + 1), NAME, Policy()
    ),
    "recommendations.often": lambda n: recommendations.most_often(
        result(table=pd.DataFrame([{MostOffered.TITLE: NAME, MostOffered.CUSTOMERS: n}]))
    ),
    "recommendations.known": lambda n: recommendations.group_unknown(group_of(n, n)),
    "recommendations.unknown": lambda n: recommendations.group_unknown(
        group_of(n + 1, n + 1, impersonal=n)
    ),
    "recommendations.same_for_all": lambda n: recommendations.group_unknown(
        group_of(n, n, impersonal=n)
    ),
    "recommendations.enough": lambda n: recommendations.enough(thinness_of(n, 0.1)),
    "recommendations.thin": lambda n: recommendations.enough(thinness_of(n, 0.9)),
    "recommendations.liked": lambda n: recommendations.liked(thinness_of(n, 0.1)),
}

CASES |= {
    f"recommendations.{basis}": lambda n, basis=basis: recommendations.first_offer(
        offers_of(n, basis), [NAME], basis
    )[0]
    for basis in recommendations._WHY
} | {
    "recommendations.pinned": lambda n: recommendations.first_offer(
        offers_of(n, Basis.PINNED), [NAME], Basis.ITEMS
    )[0],
    "recommendations.pinned_first": lambda n: recommendations.first_offer(
        offers_of(n, Basis.PINNED, Basis.ITEMS), [NAME, "B"], Basis.ITEMS
    )[0],
    "recommendations.filled": lambda n: recommendations.first_offer(
        offers_of(n, Basis.ITEMS, *[Basis.POPULAR] * n), [NAME] * (n + 1), Basis.ITEMS
    )[1],
}

CASES |= {
    **{
        f"scores.neighbours.{sums}.{baseline}.{whose}": (
            lambda n, sums=sums, baseline=baseline, whose=whose: scores.explained(
                reason_of(n, Basis.NEIGHBOURS, cut=-0.5 if sums else 0.0),
                model_of(sums, baseline=baseline),
                {},
                whose,
            )
        )
        for sums in (True, False)
        for baseline in ("mean", "bias")
        for whose in ("", NAME)
    },
    **{
        f"scores.{basis}.{rated}": lambda n, basis=basis, rated=rated: scores.explained(
            reason_of(n, basis), model_of(False, rated), {"a": NAME}
        )
        for basis in (Basis.ITEMS, Basis.FACTORS, Basis.CONTENT, Basis.FUSED, Basis.USUAL)
        for rated in (True, False)
    },
    "scores.nothing": lambda n: scores.explained(
        reason_of(n, Basis.ITEMS, -0.5), model_of(True), {}
    ),
    "scores.average": lambda n: scores.explained(
        reason_of(n, Basis.ITEMS, -0.5, baseline=4.0), model_of(True), {}
    ),
    "scores.place": lambda n: scores.place(NAME, 3, 400, n, 5000),
    **{
        f"scores.scale.{sums}.{rated}": lambda _, sums=sums, rated=rated: scores.scale(
            model_of(sums, rated), NAME
        )
        for sums in (True, False)
        for rated in (True, False)
    },
}
