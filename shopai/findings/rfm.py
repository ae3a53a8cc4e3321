"""Findings of RFM groups."""

from __future__ import annotations

import math
from typing import Final

import pandas as pd

from shopai.charts.labels import feature_unit, in_unit
from shopai.columns import FEATURES, RfmTable
from shopai.messages import N_
from shopai.segments.rfm import MEASURES, MIDDLE, CrossTab, Rfm
from shopai.segments.rfm_rules import BEST
from shopai.sentences import Plural, Sentence

#: Adjusted Rand from which two groupings agree so, highest first.
AGREEMENT: Final = (
    (0.65, N_("RFM groups and segments mostly put the same customers together.")),
    (0.3, N_("RFM groups and segments agree in part; each tells something the other does not.")),
    (0.1, N_("RFM groups and segments agree little; each tells its own story.")),
    (-1.0, N_("RFM groups and segments have next to nothing in common.")),
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


def best(rfm: Rfm) -> str:
    """The group that brings the most; the largest where not all amounts are known."""
    earns = rfm.groups[RfmTable.REVENUE_SHARE]
    by = earns if earns.notna().all() else rfm.groups[RfmTable.CUSTOMERS]
    return str(by.idxmax())


def best_group(rfm: Rfm) -> Sentence:
    """The best group's part of the buyers, and of what they spent where that is known."""
    group = best(rfm)
    share = float(rfm.groups[RfmTable.CUSTOMER_SHARE][group])
    earns, n = float(rfm.groups[RfmTable.REVENUE_SHARE][group]), len(rfm.scores)
    if rfm.groups[RfmTable.REVENUE_SHARE].notna().all():
        return Sentence(
            "The group **{group}** is {share:percent} of the {n:buyer} and brings "
            "**{revenue:percent}** of what they spent.",
            group=group,
            share=share,
            n=n,
            revenue=earns,
        )
    return Sentence(
        "The group **{group}** is {share:percent} of the {n:buyer} and the largest of the groups.",
        group=group,
        share=share,
        n=n,
    )


def rules(rfm: Rfm) -> Sentence:
    """The scores and groups, in one sentence."""
    return Sentence(
        "Scores from 1 to 5 (the best fifth) say how **recently** (R), how **often** (F) and for "
        "how **much** (M) {n:buyer} bought; R and the mean of F and M name one of {groups:group}.",
        n=len(rfm.scores),
        groups=len(rfm.rules),
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


def scores_in_words(edges: pd.DataFrame, currency: str | None) -> pd.DataFrame:
    """One row a score, 5 first: which days, orders and spend have it, and how many customers."""
    words: dict[str, list[object]] = {}
    for score, measure in MEASURES.items():
        mine = edges[edges[RfmTable.MEASURE] == measure]
        words["Score"] = mine[RfmTable.SCORE].to_list()
        words[f"{score}: {FEATURES[measure].label.lower()}"] = [
            _words(low, high, measure, currency)
            for low, high in zip(mine[RfmTable.LOW], mine[RfmTable.HIGH], strict=True)
        ]
        words[f"{score}: customers"] = mine[RfmTable.CUSTOMERS].to_list()
    return pd.DataFrame(words)


def _words(low: float, high: float, measure: str, currency: str | None) -> str:
    """From `low` to `high` in the measure's unit; nobody where they are missing."""
    if math.isnan(low):
        return "nobody"
    unit = feature_unit(measure)
    first, last = (in_unit(value, unit, currency) for value in (low, high))
    return first if first == last else f"{first} to {last}"


def beside_segments(table: CrossTab, group: str, segment: str) -> Sentence:
    """The segment that most customers of a group are in, and the agreement over all groups.

    group : a row of `table`; segment : the title of its largest column there
    """
    return Sentence(
        "**{share:percent}** of the group **{group}** are in the segment **{segment}**. {agree}",
        share=float(table.shares.loc[group].to_numpy().max()),
        group=group,
        segment=segment,
        agree=_agree(table),
    )


def agreement(table: CrossTab, k: int) -> Sentence:
    """The agreement of the groups with the `k` segments of K-means, as a figure."""
    return Sentence(
        "RFM groups and the {k} K-means segments have an adjusted Rand index of **{rand:.2}**.",
        k=k,
        rand=table.adjusted_rand,
    )


def _agree(table: CrossTab) -> Sentence:
    return Sentence(next(words for least, words in AGREEMENT if table.adjusted_rand >= least))
