"""Rules as tables: to read, and to take away."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import pandas as pd
import streamlit as st

from pages.baskets.results import SHORT
from pages.ui import show
from shopai.behaviour.baskets.rules import Rules
from shopai.charts.baskets import side
from shopai.columns import Rule
from shopai.format import counted
from shopai.sentences import plain

#: More rows than these nobody scrolls through; all of them are in the download.
MOST_ROWS: Final = 1_000
FIRST, SECOND = "first_titles", "second_titles"
EXPECTED: Final = "baskets_by_chance"
BEYOND: Final = "baskets_beyond_chance"
LIFT_COLUMN: Final = (
    "Times chance",
    "%.2f×",
    "Lift: how many times as often as if the two had nothing to do with each other.",
)


def rules(mined_rules: Rules, shown: pd.DataFrame) -> None:
    """The rules that are shown, and all of them to download."""
    names = mined_rules.names.to_dict()
    rows = readable(shown.head(MOST_ROWS), names, mined_rules.n_baskets)
    rows[[Rule.CONFIDENCE, Rule.CONSEQUENT_SUPPORT, Rule.SUPPORT]] *= 100
    of, n = SHORT[mined_rules.per], mined_rules.n_baskets
    shown_columns = columns(of, n)
    height = min(38 + 35 * max(len(rows), 1), 460)
    order = list(shown_columns)
    show.table(rows, "basket_table", shown_columns, height=height, column_order=order)
    if len(shown) > MOST_ROWS:
        st.caption(f"The first {MOST_ROWS:,} of {len(shown):,} rules; the download has them all.")
    with st.container(horizontal=True, key="basket_downloads"):
        these = "this rule" if len(shown) == 1 else f"these {len(shown):,} rules"
        _download(these, mined_rules, shown, "rules shown", "download_rules")
        every = mined_rules.table
        if len(shown) < len(every):
            these = f"all {counted(len(every), 'rule')}"
            _download(these, mined_rules, every, "all rules", "download_all_rules")


def _download(these: str, mined_rules: Rules, table: pd.DataFrame, name: str, key: str) -> None:
    label = f"Download {these}"
    show.download(label, lambda: taken_away(mined_rules, table), "baskets", name, key=key)


def columns(of: str, n: int) -> dict[str, Any]:
    """Columns of the table of rules in their order: title, definition on hover, format."""
    text = st.column_config.TextColumn
    return {
        FIRST: text("Who buys", width="medium"),
        SECOND: text("also buys", width="medium"),
        Rule.COUNT: (of.capitalize(), "localized", f"Of {n:,} {of}, those with both."),
        Rule.CONFIDENCE: (
            "Of those with the first", "%.1f%%",
            "Confidence: of the baskets with the first, how many hold the second too.",
        ),
        Rule.LIFT: LIFT_COLUMN,
        BEYOND: (
            f"{of.capitalize()} beyond chance", "%.1f",
            f"Leverage times {n:,}: {of} with both, less what chance would give.",
        ),
        Rule.P_ADJUSTED: (
            "Adjusted p", "%.3f",
            "How likely so many would come by chance (Fisher's exact test), allowing for "
            "every combination that was looked at (Benjamini and Hochberg). Below 0.05 is "
            "taken for real; 0.000 is below 0.0005.",
        ),
        Rule.CONSEQUENT_SUPPORT: ("Of all", "%.2f%%", f"Of all {of}, those with the second."),
        Rule.SUPPORT: ("Support", "%.2f%%", f"Of all {of}, those with both."),
        Rule.CONVICTION: (
            "Conviction", "%.2f",
            "How many times more often the first would come without the second by chance; "
            "1 is chance, empty where it never does.",
        ),
        Rule.ZHANG: (
            "Zhang's metric", "%.2f",
            "From −1, never together, through 0, chance, to 1, never apart.",
        ),
    }  # fmt: skip


def readable(table: pd.DataFrame, names: dict[Any, str], n: int) -> pd.DataFrame:
    """The rules with both sides as titles, and baskets beyond chance."""
    titles = {
        FIRST: [side(items, names) for items in table[Rule.ANTECEDENTS]],
        SECOND: [side(items, names) for items in table[Rule.CONSEQUENTS]],
    }
    given = table.assign(**titles).assign(**{BEYOND: table[Rule.LEVERAGE] * n})
    return given.drop(columns=[Rule.ANTECEDENTS, Rule.CONSEQUENTS])


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


def taken_away(mined_rules: Rules, table: pd.DataFrame) -> pd.DataFrame:
    """The rules for a file: both sides, every measure, baskets by chance."""
    expected = table[Rule.COUNT] - table[Rule.LEVERAGE] * mined_rules.n_baskets
    names = mined_rules.names.astype("str").to_dict()
    return both_sides(table, names).assign(**{EXPECTED: expected})


def cuts(sentences: Iterable[str]) -> None:
    """Captions of what was left out."""
    for sentence in sentences:
        st.caption(f":material/content_cut: {plain(sentence)}")
