"""The measures of a rule, from four counts."""

from __future__ import annotations

import numpy as np

from shopai.arrays import Array, Floats
from shopai.columns import Rule


def measures(n: int, with_a: Array, with_c: Array, with_both: Array) -> dict[str, Floats]:
    """The measures of the rules A → C, by column of :class:`Rule`, elementwise.

    Of `n` baskets a hold A, c hold C and b hold both; 1 ≤ b ≤ a, c ≤ n.

    - support b/n; antecedent support a/n; consequent support c/n
    - confidence b/a, of the baskets with A those with C too
    - lift (b/a) / (c/n), how many times more than by chance
    - leverage b/n − (a/n)(c/n), the share of all baskets that chance does not explain
    - conviction (1 − c/n) / (1 − b/a), how many times more often A without C would come by
      chance; infinite where it never does (Brin et al., 1997)
    - Zhang's metric leverage / max(b/n (1 − a/n), a/n (c/n − b/n)), from −1, never together,
      to 1, never apart; 0 where A is in every basket (Zhang, 2000)

    Differences are taken of whole numbers, exactly: no digits are lost where a rule is near
    chance or near certain. Products of counts must stay below 9 × 10¹⁸, so n below 3 × 10⁹.
    """
    a, c, b = (np.asarray(x, dtype=np.int64) for x in (with_a, with_c, with_both))
    beyond = n * b - a * c
    scale = np.maximum(b * (n - a), a * (c - b))
    confidence = b / a
    with np.errstate(divide="ignore", invalid="ignore"):
        conviction = np.where(a > b, a * (n - c) / (n * (a - b)), np.inf)
        zhang = np.where(scale > 0, beyond / scale, 0.0)
    return {
        Rule.SUPPORT: b / n,
        Rule.ANTECEDENT_SUPPORT: a / n,
        Rule.CONSEQUENT_SUPPORT: c / n,
        Rule.CONFIDENCE: confidence,
        Rule.LIFT: n * b / (a * c),
        Rule.LEVERAGE: beyond / float(n) ** 2,
        Rule.CONVICTION: conviction,
        Rule.ZHANG: zhang,
    }
