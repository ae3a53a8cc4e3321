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


def rules(mined_rules: Rules, shown: pd.DataFrame) -> None:
    """The rules that are shown, and all of them to download."""
    of = SHORT[mined_rules.per]
    names = mined_rules.names.to_dict()
    rows = readable(shown.head(MOST_ROWS), names, mined_rules.n_baskets)
    rows[Rule.CONFIDENCE] *= 100
    rows[Rule.CONSEQUENT_SUPPORT] *= 100
    rows[Rule.SUPPORT] *= 100
    st.dataframe(
        rows,
        hide_index=True,
        key="basket_table",
        height=min(38 + 35 * max(len(rows), 1), 460),
        column_order=[
            FIRST, SECOND, Rule.COUNT, Rule.CONFIDENCE, Rule.LIFT, BEYOND, Rule.P_ADJUSTED,
            Rule.CONSEQUENT_SUPPORT, Rule.SUPPORT, Rule.CONVICTION, Rule.ZHANG,
        ],
        column_config=columns(of, mined_rules.n_baskets),
    )  # fmt: skip
    if len(shown) > MOST_ROWS:
        st.caption(f"The first {MOST_ROWS:,} of {len(shown):,} rules; the download has them all.")
    with st.container(horizontal=True, key="basket_downloads"):
        show.download(
            f"Download {'this rule' if len(shown) == 1 else f'these {len(shown):,} rules'}",
            lambda: taken_away(mined_rules, shown),
            "baskets",
            "rules shown",
            key="download_rules",
            index=False,
        )
        if len(shown) < len(mined_rules.table):
            show.download(
                f"Download all {counted(len(mined_rules.table), 'rule')}",
                lambda: taken_away(mined_rules, mined_rules.table),
                "baskets",
                "all rules",
                key="download_all_rules",
                index=False,
            )


def columns(of: str, n: int) -> dict[str, Any]:
    """Columns of the table of rules: title, definition on hover, format."""
    number = st.column_config.NumberColumn
    text = st.column_config.TextColumn
    return {
        FIRST: text("Who buys", width="medium"),
        SECOND: text("also buys", width="medium"),
        Rule.COUNT: number(
            of.capitalize(), format="localized", help=f"Of {n:,} {of}, those with both."
        ),
        Rule.CONFIDENCE: number(
            "Of those with the first", format="%.1f%%",
            help="Confidence: of the baskets with the first, how many hold the second too.",
        ),
        Rule.LIFT: number(
            "Times chance", format="%.2f×",
            help="Lift: how many times as often as if the two had nothing to do with each other.",
        ),
        BEYOND: number(
            f"{of.capitalize()} beyond chance", format="%.1f",
            help=f"Leverage times {n:,}: {of} with both, less what chance would give.",
        ),
        Rule.P_ADJUSTED: number(
            "Adjusted p", format="%.3f",
            help="How likely so many would come by chance (Fisher's exact test), allowing for "
            "every combination that was looked at (Benjamini and Hochberg). Below 0.05 is "
            "taken for real; 0.000 is below 0.0005.",
        ),
        Rule.CONSEQUENT_SUPPORT: number(
            "Of all", format="%.2f%%", help=f"Of all {of}, those with the second."
        ),
        Rule.SUPPORT: number(
            "Support", format="%.2f%%", help=f"Of all {of}, those with both."
        ),
        Rule.CONVICTION: number(
            "Conviction", format="%.2f",
            help="How many times more often the first would come without the second by chance; "
            "1 is chance, empty where it never does.",
        ),
        Rule.ZHANG: number(
            "Zhang's metric", format="%.2f",
            help="From −1, never together, through 0, chance, to 1, never apart.",
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


def taken_away(mined_rules: Rules, table: pd.DataFrame) -> pd.DataFrame:
    """The rules for a file: ids and titles as text, every measure, baskets by chance."""
    names = mined_rules.names.astype("str").to_dict()
    sides: dict[str, list[str]] = {}
    for column, titles in ((Rule.ANTECEDENTS, FIRST), (Rule.CONSEQUENTS, SECOND)):
        sides[column] = [" + ".join(map(str, items)) for items in table[column]]
        sides[titles] = [
            " + ".join(str(names.get(item, item)) for item in items) for items in table[column]
        ]
    measures = table.drop(columns=[Rule.ANTECEDENTS, Rule.CONSEQUENTS])
    expected = table[Rule.COUNT] - table[Rule.LEVERAGE] * mined_rules.n_baskets
    return pd.concat(
        [pd.DataFrame(sides, index=table.index), measures.assign(**{EXPECTED: expected})], axis=1
    )


def cuts(sentences: Iterable[str]) -> None:
    """Captions of what was left out."""
    for sentence in sentences:
        st.caption(f":material/content_cut: {plain(sentence)}")
