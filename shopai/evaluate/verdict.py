"""The verdict of a comparison of models, in sentences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from shopai.columns import Compared, Metric, Tested
from shopai.format import percent

#: The level of significance: differences of a smaller p are called real.
CHANCE: Final = 0.05
#: A model this near to the best one's value is nearly as good.
NEARLY: Final = 0.95
#: Nearly as good and this many times faster, or showing this many times more of the catalogue.
FASTER: Final = 2.0
WIDER: Final = 1.25
#: Faster by less than this is no reason, seconds.
SECONDS: Final = 0.1
#: Fewer customers tell little.
FEW: Final = 100


@dataclass(frozen=True)
class _Difference:
    """Between the best model and another; positive: the best is better."""

    other: str
    size: float
    low: float
    high: float
    p: float

    @property
    def real(self) -> bool:
        return self.p < CHANCE

    @property
    def words(self) -> str:
        p = "p < 0.001" if self.p < 0.001 else f"p = {self.p:.2g}"
        return (
            f"a difference of {_number(self.size)} (95% interval {_number(self.low)} to "
            f"{_number(self.high)}, {p} after Holm's correction)"
        )


def verdict(table: pd.DataFrame, pairs: pd.DataFrame, k: int) -> tuple[str, ...]:
    """The model to use, whether the difference is significant, and the case for another.

    `table`, `pairs`: of :class:`~shopai.evaluate.evaluation.Evaluation`. Names of models stand in
    the sentences as they were given.
    """
    shown = table[table[Compared.GROUP] == Tested.ALL]
    values = shown.pivot_table(
        index=Compared.MODEL, columns=Compared.METRIC, values=Compared.VALUE, sort=False
    )
    n = int(shown.loc[shown[Compared.METRIC] == Metric.NDCG, Compared.N].max())
    if n < 2:
        return ("Only one customer could be tested, which tells nothing of which model is best.",)
    sentences = _lists(shown, values, pairs, k)
    sentences += _ratings(values, pairs)
    counts = table[table[Compared.METRIC] == Metric.NDCG].groupby(Compared.GROUP)[Compared.N].max()
    if cold := int(counts.get(Tested.COLD_USERS, 0)):
        sentences.append(
            f"Of {cold:,} of the {n:,} customers tested, nothing was known before; they are in "
            "these numbers and also shown apart."
        )
    if n < FEW:
        sentences.append(
            f"Only {n:,} customers could be tested: too few to tell small differences from chance."
        )
    return tuple(sentences)


def _lists(shown: pd.DataFrame, values: pd.DataFrame, pairs: pd.DataFrame, k: int) -> list[str]:
    """The model with the best lists, and those as good or nearly."""
    ndcg = values[Metric.NDCG]
    if not ndcg.max() > 0:
        return [
            f"No model put a right item into anybody's first {k}, so there is nothing to choose by."
        ]
    if len(ndcg) > 1 and ndcg.max() == ndcg.min():
        return [
            f"All models are equally good, with an NDCG of {_number(ndcg.max())}, so that nothing "
            "here tells them apart."
        ]
    best = str(ndcg.idxmax())
    row = shown[(shown[Compared.MODEL] == best) & (shown[Compared.METRIC] == Metric.NDCG)].iloc[0]
    sentences = [
        f"Use {best}: its first {k} are the best, with an NDCG of {_number(row[Compared.VALUE])} "
        f"(95% interval {_number(row[Compared.LOW])} to {_number(row[Compared.HIGH])}, "
        f"{int(row[Compared.N]):,} customers)."
    ]
    against = _against(best, pairs, Metric.NDCG, ndcg)
    if against:
        sentences.append(_lead(best, against))
    for each in against:
        if not each.real or ndcg[each.other] >= NEARLY * ndcg[best]:
            sentences += _case_for(best, each, values)
    return sentences


def _lead(best: str, against: list[_Difference]) -> str:
    """The sentence on the lead over the next, the first of `against`."""
    following = against[0]
    if following.real:
        said = f"Its lead over {following.other}, the next, is real: {following.words}."
        unsure = [each.other for each in against if not each.real]
        return said + (f" That over {_listed(unsure)} may be chance." if unsure else "")
    alike = [each.other for each in against if not each.real]
    rest = "" if len(alike) == 1 else f" The same goes for {_listed(alike[1:])}."
    return (
        f"Its lead over {following.other}, the next, may be chance: {following.words}; as far as "
        f"these data tell, {following.other} is as good as {best}.{rest}"
    )


def _case_for(best: str, each: _Difference, values: pd.DataFrame) -> list[str]:
    """The case for a model that is as good, or nearly."""
    other, reasons = each.other, []
    seconds = values[Metric.FIT] + values[Metric.RECOMMEND]
    mine, theirs = (float(seconds[name]) for name in (best, other))
    if theirs * FASTER <= mine and mine - theirs >= SECONDS:
        reasons.append(f"takes {theirs:.1f} s instead of {mine:.1f} s")
    wide, wider = (float(values[Metric.COVERAGE][name]) for name in (best, other))
    if wider >= wide * WIDER and wider > 0:
        reasons.append(f"shows {_percent(wider)} of the catalogue instead of {_percent(wide)}")
    if not reasons:
        return []
    good = "nearly as good" if each.real else "as good, as far as these data tell,"
    return [f"{other} is {good} and {' and '.join(reasons)}."]


def _ratings(values: pd.DataFrame, pairs: pd.DataFrame) -> list[str]:
    if Metric.RMSE not in values:
        return []
    rmse = values[Metric.RMSE].dropna()
    best = str(rmse.idxmin())
    sentence = f"{best} predicts ratings best, with an RMSE of {_number(rmse[best])}"
    against = _against(best, pairs, Metric.RMSE, -rmse)
    if not against:
        return [f"{sentence}; no other model here predicts any."]
    following = against[0]
    real = "is real" if following.real else "may be chance"
    return [f"{sentence}; its lead over {following.other} {real}: {following.words}."]


def _against(best: str, pairs: pd.DataFrame, metric: str, goodness: pd.Series) -> list[_Difference]:
    """The best model compared with each other one, the next best first."""
    differences = []
    # A smaller error is better: its differences are negated.
    better = -1.0 if metric == Metric.RMSE else 1.0
    for row in pairs[pairs[Compared.METRIC] == metric].to_dict("records"):
        if best not in (row[Compared.MODEL], row[Compared.OTHER]):
            continue
        first = row[Compared.MODEL] == best
        other = row[Compared.OTHER] if first else row[Compared.MODEL]
        sign = better if first else -better
        low, high = sorted((sign * row[Compared.LOW], sign * row[Compared.HIGH]))
        size = sign * row[Compared.DIFFERENCE]
        differences.append(_Difference(str(other), size, low, high, row[Compared.ADJUSTED]))
    return sorted(differences, key=lambda each: -goodness[each.other])


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _number(value: float) -> str:
    """Three decimals, or two significant digits below 0.01."""
    if not np.isfinite(value):
        return "–"
    text = f"{value:.2g}" if value and abs(round(value, 3)) < 0.01 else f"{value:.3f}"
    return text.replace("-", "−")


def _percent(share: float) -> str:
    return percent(share, 0 if share >= 0.1 else 1)
