"""Findings of a list of recommendations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import pandas as pd

from shopai.columns import Basis, Scored
from shopai.messages import N_
from shopai.sentences import Plural, Sentence

#: Why an item comes first, by what its score is made of; `n` counts what stands behind it.
_WHY: Final = {
    Basis.NEIGHBOURS: N_("on the word of {n:similar customer}"),
    Basis.ITEMS: N_("going by {n:item} they know"),
    Basis.FACTORS: N_("as it suits the taste shown by {n:item}"),
    Basis.CONTENT: N_("as it is described like {n:item} they know"),
    Basis.FUSED: N_("as {n:method} put it forward"),
    Basis.USUAL: N_("as it does best on average with {n:customer}"),
    Basis.POPULAR: N_("as it is known to {n:customer}"),
}


def first_offer(offers: pd.DataFrame, titles: Sequence[str], basis: str) -> list[Sentence]:
    """The first offer, and why; the number at the end that fill the list.

    offers : columns of :class:`shopai.columns.Scored`, with the items' `titles`; basis : the
    model's
    """
    silent = [Basis.PINNED] if basis == Basis.POPULAR else [Basis.PINNED, Basis.POPULAR]
    speaks = ~offers[Scored.BASIS].isin(silent).to_numpy()
    if not speaks.any():
        return [Sentence("Offer **{item}** first, as the shop pins it.", item=titles[0])]
    first = int(speaks.argmax())  # pinned items may stand above it
    why = Sentence(_WHY[basis], n=int(offers[Scored.SUPPORT].iloc[first]))
    if first:
        told = [
            Sentence(
                "Offer **{item}** first, as the shop pins it; the first of the others is "
                "**{other}**, {why}.",
                item=titles[0],
                other=titles[first],
                why=why,
            )
        ]
    else:
        told = [Sentence("Offer **{item}** first, {why}.", item=titles[0], why=why)]
    popular = int((offers[Scored.BASIS] == Basis.POPULAR).sum())
    if basis != Basis.POPULAR and popular:
        told.append(
            Plural(
                "The last one is popular with everyone, to fill the list.",
                "The last {n} are popular with everyone, to fill the list.",
                n=popular,
            )
        )
    return told
