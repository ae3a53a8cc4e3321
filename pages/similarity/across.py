"""A sample of the customers of all segments, or of one: which of them have the same taste."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd
import streamlit as st

from pages.similarity.comparison import (
    compared,
    heat_map,
    how_many,
    how_sure_of_pairs,
    measured,
)
from pages.ui import segment_settings, show
from pages.ui.controls import dropdown
from pages.ui.frame import Frame
from pages.ui.leads import JOURNEYS, RECOMMENDATIONS, Group
from pages.ui.notes import titles_of
from pages.ui.results import items_of, preferences_of
from shopai.behaviour.lookup import common_items
from shopai.charts.similarity import typical
from shopai.columns import Item
from shopai.errors import ShopaiError
from shopai.events.dataset import Dataset
from shopai.findings import similarity as findings
from shopai.format import counted
from shopai.recommend.alike import Block, blocks, within_and_between
from shopai.segments.projection import proportional
from shopai.sentences import Sentence

#: Columns of the table of blocks.
COLUMNS: Final[dict[str, Any]] = {
    "customers": ("Customers", "localized"),
    "times": ("Alike, × any two", "%.1f"),
    "know": st.column_config.ListColumn("Most of them know", width="large"),
    "who": st.column_config.ListColumn("Who", width="medium"),
}


def view(frame: Frame) -> None:
    dataset, model = frame.dataset, measured(frame)
    groups, names = segment_of_each(dataset, preferences_of(dataset).users)
    n = how_many(frame, "How many customers", "sample", 20, 100)
    options = {-1: "All segments"} | {label: names[label] for label in sorted(set(groups))}
    look: dict[str, Any] = {"disabled": len(options) < 3, "at": frame.controls, "width": 200}
    only = dropdown("From", options, "only", **look)
    eligible = groups if only < 0 else groups[groups == only]
    users = [str(user) for user in eligible.index[proportional(eligible, n)]]
    if len(users) < 2:
        frame.nothing("A comparison needs two customers who share a segment: choose another one.")
        return
    similarity, common = compared(model, users)
    heat_map(frame, similarity, common)
    apart = within_and_between(similarity, groups, np.random.default_rng(0))
    known = apart.p == apart.p
    says = (
        findings.segments_alike(apart) if known else findings.closest(typical(similarity, common))
    )
    block = lead_on(frame, blocks(similarity), "" if only < 0 else names[only])
    frame.say(Sentence("{block} {says}", block=block, says=says) if block else says)
    further = findings.alike_in_numbers(apart) if known else None
    how_sure_of_pairs(frame, model, similarity, common, further)


def segment_of_each(dataset: Dataset, users: pd.Index) -> tuple[pd.Series, tuple[str, ...]]:
    """Each customer's segment, as on the Segments page, and the segments' names.

    One group where no segments can be made.
    """
    try:
        seg = segment_settings.segments(dataset)
    except ShopaiError:
        return pd.Series(0, index=users), ("All customers",)
    return seg.labels[seg.labels.index.isin(users)], titles_of(dataset, seg)


def lead_on(frame: Frame, alike: list[Block], segment: str) -> Sentence | None:
    """The blocks to tick, and the ways on with those ticked, or with the most alike of all.

    Returns what these have in common, if anything.
    """
    if not alike:
        return None
    known = [known_in(frame.dataset, block) for block in alike]
    with frame.more:
        st.caption("The groups most alike among these customers; tick some to go on with those.")
        key = show.key_of("blocks", *(block.users for block in alike))
        rows = show.ticked(table_of(alike, known), key, COLUMNS, height="content")
    ids = pd.Index([user for row in rows or [0] for user in alike[row].users])
    whom = f"{counted(len(ids), 'customer')}, {'ticked' if rows else 'the most alike'}"
    name = f"Alike in {segment}" if segment else "Alike in taste"
    group = Group(ids, name, f"Similarity: {whom}")
    frame.lead_on(group, "alike", whom, RECOMMENDATIONS, JOURNEYS)
    first = next(iter(known[0].items()), None)
    return findings.most_alike(alike[0], *first) if first else None


def known_in(dataset: Dataset, block: Block) -> dict[str, int]:
    """The items most of a block know, by title."""
    titles = items_of(dataset)[Item.TITLE]
    known = common_items(preferences_of(dataset), block.users)
    return {str(titles.get(item, item)): n for item, n in known.items()}


def table_of(alike: list[Block], known: list[dict[str, int]]) -> pd.DataFrame:
    """One row a block: how many, how alike, what most of them know, and who they are."""
    return pd.DataFrame(
        {
            "customers": [len(block.users) for block in alike],
            "times": [block.times for block in alike],
            "know": [[f"{title} ({n})" for title, n in items.items()] for items in known],
            "who": [list(block.users) for block in alike],
        }
    )
