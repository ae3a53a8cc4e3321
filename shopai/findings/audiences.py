"""Findings of audiences."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from shopai.audiences import CustomerMatch, Overlap
from shopai.columns import AudienceShare
from shopai.findings.segments import brings
from shopai.sentences import Plural, Sentence


def best_audience(table: pd.DataFrame) -> Sentence:
    """The audience that brings the most; the largest where no amounts are known.

    table : of :func:`shopai.audiences.audience_table`
    """
    earns = table[AudienceShare.REVENUE_SHARE]
    if earns.notna().any():
        best = table.iloc[int(np.nanargmax(earns.to_numpy()))]
        return brings(
            str(best[AudienceShare.AUDIENCE]),
            float(best[AudienceShare.CUSTOMER_SHARE]),
            float(best[AudienceShare.REVENUE_SHARE]),
        )
    largest = table.iloc[int(table[AudienceShare.CUSTOMERS].to_numpy().argmax())]
    return Sentence(
        "**{name}** is the largest: {n:customer}, {share:percent} of all.",
        name=str(largest[AudienceShare.AUDIENCE]),
        n=int(largest[AudienceShare.CUSTOMERS]),
        share=float(largest[AudienceShare.CUSTOMER_SHARE]),
    )


def matched(name: str, match: CustomerMatch, customers: int) -> Sentence:
    """The customers of an audience that an ad platform can find, and those left out for consent."""
    says = Sentence(
        "**{n:customer}** of {all} in **{name}** can be matched",
        n=match.matchable,
        all=customers,
        name=name,
    )
    if not match.dropped_without_consent:
        return Sentence("{says}.", says=says)
    return Sentence(
        "{says}; {without} gave no consent and stay out.",
        says=says,
        without=match.dropped_without_consent,
    )


def notes_kept(audiences: int, names: int) -> Sentence:
    """The audiences and given names of this session, and how to have them again."""
    if not audiences and not names:
        return Sentence(
            "Names of segments and audiences stay in this browser session: save them as a file to "
            "carry on another day."
        )
    return Sentence(
        "**{audiences:audience}** and {names:segment name} stay in this browser session: save them "
        "as a file to carry on another day.",
        audiences=audiences,
        names=names,
    )


def most_shared(names: Sequence[str], overlap: Overlap) -> Sentence:
    """The two audiences that share the most customers, by Jaccard's index."""
    jaccard = overlap.jaccard.fillna(0.0).to_numpy(copy=True)
    jaccard[np.triu_indices(len(names))] = -1.0
    i, j = divmod(int(jaccard.argmax()), len(names))
    n, shares = int(overlap.both.to_numpy()[i, j]), overlap.share.to_numpy()
    if n == 0:
        return Sentence("**No customer is in two of these audiences.**")
    return Plural(
        "**{n:customer}** is in both **{one}** and **{other}**: {of_one:percent} of the one and "
        "{of_other:percent} of the other.",
        "**{n:customer}** are in both **{one}** and **{other}**: {of_one:percent} of the one and "
        "{of_other:percent} of the other.",
        n=n,
        one=names[i],
        other=names[j],
        of_one=float(shares[i, j]),
        of_other=float(shares[j, i]),
    )
