"""Findings of RFM groups."""

from __future__ import annotations

from typing import Final

from shopai.columns import FEATURES, RfmTable
from shopai.messages import N_
from shopai.segments.rfm import MEASURES, MIDDLE, CrossTab, Rfm
from shopai.segments.rfm_rules import BEST
from shopai.sentences import Plural, Sentence

#: Adjusted Rand from which two groupings agree so, highest first.
AGREEMENT: Final = (
    (0.65, N_("the two mostly put the same customers together")),
    (0.3, N_("the two agree in part, and each tells something the other does not")),
    (0.1, N_("the two agree little, so each tells its own story")),
    (-1.0, N_("the two have next to nothing in common")),
)
#: Who never bought; who lacks what a score takes.
_WITHOUT: Final = (
    (
        N_("{n:customer} never bought and has no score."),
        N_("{n:customer} never bought and have no score."),
    ),
    (
        N_("{n:customer} lacks a time or an amount and has no score."),
        N_("{n:customer} lack a time or an amount and have no score."),
    ),
)


def best_group(rfm: Rfm) -> Sentence:
    """The group that brings the most; the largest where not all amounts are known."""
    table, n = rfm.groups, len(rfm.scores)
    shares, earns = table[RfmTable.CUSTOMER_SHARE], table[RfmTable.REVENUE_SHARE]
    if earns.notna().all():
        best = str(earns.idxmax())
        return Sentence(
            "The group **{group}** is {share:percent} of the {n:buyer} and brings "
            "**{revenue:percent}** of what they spent.",
            group=best,
            share=float(shares[best]),
            n=n,
            revenue=float(earns[best]),
        )
    best = str(table[RfmTable.CUSTOMERS].idxmax())
    return Sentence(
        "The group **{group}** is {share:percent} of the {n:buyer} and the largest of the groups.",
        group=best,
        share=float(shares[best]),
        n=n,
    )


def without_score(rfm: Rfm) -> list[Sentence]:
    """Customers without a score, and measures that tell nobody apart."""
    counts = rfm.never_bought, rfm.unknown
    said: list[Sentence] = [
        Plural(*forms, n=n) for n, forms in zip(counts, _WITHOUT, strict=True) if n
    ]
    # somebody has the best score of every measure, unless it tells nobody apart
    held = rfm.edges[rfm.edges[RfmTable.CUSTOMERS] > 0]
    for score, measure in MEASURES.items():
        if held[held[RfmTable.MEASURE] == measure][RfmTable.SCORE].max() < BEST:
            said.append(
                Sentence(
                    "{measure}: the same for all, so {score} is {middle} for everyone.",
                    measure=Sentence(FEATURES[measure].label),
                    score=score,
                    middle=MIDDLE,
                )
            )
    return said


def beside_segments(table: CrossTab, k: int) -> Sentence:
    """The agreement of the groups with the `k` segments of K-means."""
    agree = next(words for least, words in AGREEMENT if table.adjusted_rand >= least)
    return Sentence(
        "RFM groups and the {k} K-means segments have an adjusted Rand index of "
        "**{rand:.2}**: {agree}.",
        k=k,
        rand=table.adjusted_rand,
        agree=Sentence(agree),
    )
