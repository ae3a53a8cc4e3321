"""Rules and bundles as tables: to read, and to take away."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import numpy as np
import pandas as pd
import streamlit as st

from pages.baskets.results import SHORT
from pages.ui import show
from shopai.behaviour.baskets.rules import Rules
from shopai.charts.baskets import side
from shopai.columns import AlsoBought, Rule
from shopai.format import counted
from shopai.sentences import plain

#: More rows than these nobody scrolls through; all of them are in the download.
MOST_ROWS: Final = 1_000
FIRST, SECOND = "first_titles", "second_titles"
BY_CHANCE: Final = "baskets_by_chance"
BEYOND: Final = "baskets_beyond_chance"
SIDES: Final[dict[str, Any]] = {
    FIRST: st.column_config.TextColumn("Who buys", width="medium"),
    SECOND: st.column_config.TextColumn("also buys", width="medium"),
}
LIFT_COLUMN: Final = ("Lift", "%.2f×", "How many times as often as chance would have it.")
P_COLUMN: Final = (
    "Adjusted p", "%.3f",
    "Allows for every combination that was looked at. Below 0.05 is taken for real; 0.000 is "
    "below 0.0005.",
)  # fmt: skip


def rules(mined: Rules, shown: pd.DataFrame) -> list[int]:
    """The rules in a marketer's words; those ticked."""
    of, n = SHORT[mined.per], mined.n_baskets
    columns = SIDES | {
        Rule.COUNT: (f"{of.capitalize()} with both", "localized", f"Of {n:,} {of}."),
        BY_CHANCE: ("By chance", "%.1f", f"So many {of} with both chance alone would give."),
        Rule.CONFIDENCE: (
            "Of those with the first", "%.1f%%", f"Of the {of} with the first, those with both."
        ),
        Rule.CONSEQUENT_SUPPORT: ("Of all", "%.1f%%", f"Of all {of}, those with the second."),
    }  # fmt: skip
    rows = readable(shown.head(MOST_ROWS), mined)[list(columns)]
    key = show.key_of("basket_table", tuple(rows[FIRST]), tuple(rows[SECOND]))
    ticked = show.ticked(rows, key, columns, height=min(38 + 35 * max(len(rows), 1), 390))
    said = "Tick a rule to go on with the customers who bought the first alone."
    if len(shown) > MOST_ROWS:
        said += f" The first {MOST_ROWS:,} of {len(shown):,} are listed."
    st.caption(said)
    return ticked


def measures(mined: Rules, shown: pd.DataFrame) -> None:
    """The rules by every measure, for *How sure?*."""
    of = SHORT[mined.per].capitalize()
    columns = SIDES | {
        BEYOND: (f"{of} beyond chance", "%.1f", "Leverage times the number of baskets."),
        Rule.LIFT: LIFT_COLUMN,
        Rule.P_ADJUSTED: P_COLUMN,
        Rule.SUPPORT: ("Support", "%.2f%%"),
        Rule.CONVICTION: ("Conviction", "%.2f"),
        Rule.ZHANG: ("Zhang's metric", "%.2f"),
    }
    rows = readable(shown.head(MOST_ROWS), mined)
    show.table(rows[list(columns)], "basket_measures", columns, height="auto")


def company(table: pd.DataFrame) -> None:
    """The items bought with one, by every measure."""
    columns = {
        AlsoBought.TITLE: "Also bought",
        AlsoBought.LOW: ("Share of those with it, from", "percent"),
        AlsoBought.HIGH: ("to", "percent"),
        AlsoBought.LIFT: LIFT_COLUMN,
        AlsoBought.P_ADJUSTED: P_COLUMN,
    }
    show.table(table[list(columns)], "also_measures", columns)


def downloads(mined: Rules, shown: pd.DataFrame) -> None:
    """The rules that are shown, and where these are fewer, all of them."""
    every = mined.table
    _download(f"{len(shown):,} shown", mined, shown, "rules shown", "download_rules")
    if len(shown) < len(every):
        label = f"All {counted(len(every), 'rule')}"
        _download(label, mined, every, "all rules", "download_all_rules")


def _download(label: str, mined: Rules, table: pd.DataFrame, name: str, key: str) -> None:
    show.download(label, lambda: taken_away(mined, table), "baskets", name, key=key)


def readable(table: pd.DataFrame, mined: Rules) -> pd.DataFrame:
    """Rules or bundles with both sides as titles, baskets by chance and beyond, shares in %."""
    names = mined.names.to_dict()
    titles = {
        FIRST: [side(items, names) for items in table[Rule.ANTECEDENTS]],
        SECOND: [side(items, names) for items in table[Rule.CONSEQUENTS]],
    }
    expected = expected_of(table)
    given = table.assign(**titles, **{BY_CHANCE: expected, BEYOND: table[Rule.COUNT] - expected})
    shares = [Rule.CONFIDENCE, Rule.CONSEQUENT_SUPPORT, Rule.SUPPORT]
    shares = [name for name in shares if name in table]
    given[shares] *= 100
    return given


def expected_of(table: pd.DataFrame) -> np.ndarray:
    """Baskets with both sides that chance would give, one a rule or bundle."""
    count, lift = (table[name].to_numpy(np.float64) for name in (Rule.COUNT, Rule.LIFT))
    expected: np.ndarray = np.divide(count, lift, out=np.zeros_like(count), where=lift > 0)
    return expected


def both_sides(table: pd.DataFrame, names: dict[Any, str]) -> pd.DataFrame:
    """Rules or bundles for a file: ids and titles of both sides as text, then the other columns."""
    sides: dict[str, list[str]] = {}
    for column, titles in ((Rule.ANTECEDENTS, FIRST), (Rule.CONSEQUENTS, SECOND)):
        sides[column] = [" + ".join(map(str, items)) for items in table[column]]
        sides[titles] = [
            " + ".join(str(names.get(item, item)) for item in items) for items in table[column]
        ]
    others = table.drop(columns=[Rule.ANTECEDENTS, Rule.CONSEQUENTS])
    return pd.concat([pd.DataFrame(sides, index=table.index), others], axis=1)


def taken_away(mined: Rules, table: pd.DataFrame) -> pd.DataFrame:
    """The rules for a file: both sides, every measure, baskets by chance."""
    names = mined.names.astype("str").to_dict()
    return both_sides(table, names).assign(**{BY_CHANCE: expected_of(table)})


def cuts(sentences: Iterable[str]) -> None:
    """Captions of what was left out."""
    for sentence in sentences:
        st.caption(f":material/content_cut: {plain(sentence)}")
