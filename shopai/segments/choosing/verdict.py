"""From a table of criteria to a number of segments, in words a shop can act on."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from math import ceil, inf
from typing import Final

import numpy as np
import pandas as pd

from shopai.columns import Criterion
from shopai.segments.choosing.criteria import first_within_error, knee

#: Standard errors by which the gap must exceed that of one group. Data without groups, tried
#: at eight Ks and several sizes and dimensions, reached 3.4 at most in a hundred samples. It is
#: no proof: of 23 samples of three independent exponential features 4 came to between 4.4 and 6.2,
#: since a box is not the shape of skewed data, and one curved band of customers to over 20.
CLEAR: Final = 4.0
#: Mean Jaccard from which segments are a valid pattern, and from which highly stable; the
#: least of a segment below which it is not to be trusted (Hennig 2007).
VALID: Final = 0.75
HIGHLY: Final = 0.85
TRUSTED: Final = 0.6
#: Mean silhouette (Euclidean) from which a structure is called weak, reasonable, strong
#: (Kaufman and Rousseeuw 1990, "Finding Groups in Data"), and what that means for use.
STRENGTHS: Final = (
    (0.7, "strong", "the segments stand well apart."),
    (0.5, "reasonable", "the segments stand apart, with some customers between them."),
    (0.25, "weak", "neighbouring segments overlap, so treat their borders as a convenient cut."),
    (-inf, "little", "many customers are nearly as close to the next segment as to their own."),
)

#: Criteria with a vote, beside the gap: 1 where more is better, −1 where less.
VOTING: Final = {
    Criterion.SQUARED: 1,
    Criterion.CALINSKI_HARABASZ: 1,
    Criterion.DAVIES_BOULDIN: -1,
}
#: What each criterion that counts is called in a sentence.
NAMES: Final = {
    Criterion.SQUARED: "silhouette (squared distances, all customers)",
    Criterion.CALINSKI_HARABASZ: "Calinski–Harabasz",
    Criterion.DAVIES_BOULDIN: "Davies–Bouldin",
    Criterion.GAP: "gap statistic",
}


@dataclass(frozen=True, eq=False)
class Verdict:
    """A number of segments, and the reasons."""

    recommended: int | None  # a K, or None where there are no clear groups
    sentences: tuple[str, ...]  # the reasons in words, recommended K first
    says: dict[str, int | None]  # a criterion's column -> the K it favours on its own; 1: no groups
    votes: dict[str, int]  # a criterion that counts -> its K among those that could be chosen


def judge(
    table: pd.DataFrame, stability: pd.DataFrame, one_group: tuple[float, float], sampled: int
) -> Verdict:
    """Weigh the criteria of `table` (index K, :class:`shopai.columns.Criterion`).

    A K can be chosen only if

    1. its gap exceeds that of one group by more than 4 standard errors: split by K, the
       customers are told apart better than customers without any groups would be, and
    2. its segments come back when customers are drawn anew: mean Jaccard 0.75 or more, none
       below 0.6.

    Where no K passes, there are no clear groups. Among those that pass, silhouette (squared,
    exact), Calinski–Harabasz, Davies–Bouldin and the gap's one-standard-error rule have a
    vote each, and most votes win; where the gap rises to the end, its vote is for the largest
    gap. Of Ks with equally many, the largest whose segments are all highly stable (0.85) is
    taken: the others favour few segments where groups overlap, yet segments that always come
    back are there. If none is, the most stable is taken.
    The knee of the inertia has no vote, since every falling curve has one.

    stability : (K, segment) mean Jaccard of each segment, index K
    one_group : gap and its standard error at one group
    sampled : customers that the stability is from
    """
    ahead = table[Criterion.GAP_AHEAD] > CLEAR
    stable = (table[Criterion.STABILITY] >= VALID) & (table[Criterion.WEAKEST] >= TRUSTED)
    passed = [int(k) for k in table.index[ahead & stable]]
    says = _says(table, one_group)
    votes: dict[str, int] = {}
    if passed:
        left = table.loc[passed]
        favoured = _favoured(left, VOTING) | {Criterion.GAP: _gap_vote(left, says[Criterion.GAP])}
        votes = {name: k for name, k in favoured.items() if k is not None}
    chosen = _most(votes, table) if passed else None
    if chosen is None:
        return Verdict(None, _no_groups(table, says), says, votes)
    sentences = (
        _headline(chosen, votes, says[Criterion.GAP], passed),
        _each(says, passed),
        _stability(stability.loc[[chosen]].to_numpy()[0, :chosen].tolist(), sampled),
        _structure(chosen, table),
        "It is the largest number compared; compare larger ones too."
        if len(table) > 1 and chosen == table.index.max()
        else "",
        _rivals(chosen, votes, table),
    )
    return Verdict(chosen, tuple(s for s in sentences if s), says, votes)


def _says(table: pd.DataFrame, one_group: tuple[float, float]) -> dict[str, int | None]:
    """The K each criterion favours on its own."""
    gaps = np.r_[one_group[0], table[Criterion.GAP]]
    errors = np.r_[one_group[1], table[Criterion.GAP_ERROR]]
    ks = [int(k) for k in table.index]
    return _favoured(table, VOTING | {Criterion.SILHOUETTE: 1, Criterion.STABILITY: 1}) | {
        Criterion.GAP: first_within_error([1, *ks], gaps, errors),
        Criterion.INERTIA: knee(ks, table[Criterion.INERTIA].tolist()),
    }


def _favoured(table: pd.DataFrame, criteria: dict[str, int]) -> dict[str, int | None]:
    """The best K by each of `criteria`: 1 where more of it is better, −1 where less."""
    return {column: _best(better * table[column]) for column, better in criteria.items()}


def _gap_vote(table: pd.DataFrame, says: int | None) -> int | None:
    """The rule's own K; where that cannot be chosen, the rule's among those that can be.

    Where the gap rises to the end, the rule finds none and the vote goes to the largest gap.
    """
    if says in table.index:
        return says
    gaps, errors = table[Criterion.GAP].to_numpy(), table[Criterion.GAP_ERROR].to_numpy()
    within = first_within_error(table.index.tolist(), gaps, errors)
    return _best(table[Criterion.GAP]) if within is None else within


def _most(votes: dict[str, int], table: pd.DataFrame) -> int | None:
    counts = Counter(votes.values())
    if not counts:
        return None
    tied = [k for k, n in counts.items() if n == max(counts.values())]
    highly = [k for k in tied if _at(table, k, Criterion.WEAKEST) >= HIGHLY]
    if highly:
        return max(highly)
    return max(tied, key=lambda k: (_at(table, k, Criterion.STABILITY), -k))


def _at(table: pd.DataFrame, k: int, column: str) -> float:
    return float(table[column].loc[k])


def _best(values: pd.Series) -> int | None:
    """The smallest K with the largest value; None where all are missing."""
    known = values.dropna()
    return None if known.empty else int(known.index[int(np.argmax(known.to_numpy()))])


# ------------------------------------------------------------------------------------ words


def _headline(chosen: int, votes: dict[str, int], rule: int | None, passed: list[int]) -> str:
    """The criteria for `chosen`, counted; the gap only where its own `rule` names that number."""
    if len(passed) == 1:
        return (
            f"{chosen} segments: the only number that is both clearly better than no split and "
            "stable."
        )
    lent = votes.get(Criterion.GAP) == chosen != rule
    own = f"though its own rule says {_k(rule, passed)}"
    among = "among the numbers that are a clear gain and stable"
    count = sum(k == chosen for k in votes.values()) - lent
    if not count:
        return f"{chosen} segments: the gap statistic favours that {among}, {own}."
    agree = (
        f"all {count} criteria that count agree"
        if count == len(votes)
        else f"{count} of the {len(votes)} criteria that count favour{'s' * (count == 1)} that"
    )
    gap = f", and so does the gap statistic there, {own}" if lent else ""
    return f"{chosen} segments: {agree}, {among}{gap}."


def _each(says: dict[str, int | None], passed: list[int]) -> str:
    """The K of each criterion on its own, whether or not that K could be chosen."""
    parts = [f"{name} {_k(says[column], passed)}" for column, name in NAMES.items()]
    words = f"On their own: {', '.join(parts)}"
    bend = says[Criterion.INERTIA]
    return words + (f"; the inertia bends at {bend}." if bend is not None else ".")


def _k(k: int | None, passed: list[int] | None = None) -> str:
    if k is None:
        return "none (it rises to the end)"
    if k == 1:
        return "1 (no split)"
    return (
        f"{k} (not stable or no clear gain)" if passed is not None and k not in passed else f"{k}"
    )


def _stability(jaccard: list[float], sampled: int) -> str:
    """Stability of each segment, and what it amounts to."""
    weakest = min(jaccard)
    degree = (
        "highly stable" if weakest >= HIGHLY else "stable" if weakest >= VALID else "fairly stable"
    )
    each = ", ".join(f"segment {i} {value:.2f}" for i, value in enumerate(jaccard, start=1))
    return (
        f"With {sampled:,} customers drawn anew, the segments come back with an overlap "
        f"(Jaccard) of {sum(jaccard) / len(jaccard):.2f} on average, {degree}: {each}."
    )


def _structure(chosen: int, table: pd.DataFrame) -> str:
    value, error = (
        _at(table, chosen, column) for column in (Criterion.SILHOUETTE, Criterion.SILHOUETTE_ERROR)
    )
    strength, advice = next(words for least, *words in STRENGTHS if not value <= least)
    # rounded up, since "± 0.00" would claim there is none
    within = f" ± {ceil(196 * error) / 100:.2f}" if error > 0 else ""
    return f"Silhouette (Euclidean) {value:.2f}{within}, {strength} structure: {advice}"


def _rivals(chosen: int, votes: dict[str, int], table: pd.DataFrame) -> str:
    """Other Ks with a vote."""
    words = [
        f"{k} ({', '.join(NAMES[c].split(' (')[0] for c, v in votes.items() if v == k)}; "
        f"stability {_at(table, k, Criterion.STABILITY):.2f})"
        for k in sorted({k for k in votes.values() if k != chosen})
    ]
    return f"Also defensible: {', '.join(words)}." if words else ""


def _no_groups(table: pd.DataFrame, says: dict[str, int | None]) -> tuple[str, ...]:
    if not (table[Criterion.GAP_AHEAD] > CLEAR).any():
        reason = (
            "split in any way, the customers are told apart no better than customers without "
            "any groups would be (gap statistic)."
        )
    else:
        reason = (
            "where a split tells customers apart, the segments do not come back when customers "
            "are drawn anew (stability)."
        )
    return (
        f"No clear groups: {reason}",
        _each(says, []).replace(" (not stable or no clear gain)", ""),
        "Segments can still be cut for convenience, such as for budgets; do not read them as "
        "kinds of customers.",
    )
