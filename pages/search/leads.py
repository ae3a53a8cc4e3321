"""Categories or items that one query leads to."""

from __future__ import annotations

from functools import partial
from typing import Any, Final

import pandas as pd
import streamlit as st

from pages.search import controls
from pages.search.controls import QUERY, SHOWN, Request, terms_of
from pages.ui import show
from pages.ui.controls import choice, dropdown
from pages.ui.frame import Frame
from pages.ui.keys import session_cache
from shopai.behaviour.search.terms import By, SearchTerms
from shopai.charts import search as charts
from shopai.columns import SearchTable
from shopai.findings import search as findings
from shopai.sentences import plain

BY: Final[dict[By, str]] = {"category": "Categories", "item": "Items"}


@session_cache(24)
def led_to(asked: Request, by: By, query: str) -> pd.DataFrame:
    """Items or categories one query leads to."""
    return terms_of(asked).led_to(by, [query])


def view(frame: Frame) -> None:
    request, terms = controls.terms(frame)
    by = choice("Led to", BY, "search_by", at=frame.settings)
    look: dict[str, Any] = {"width": 220, "at": frame.controls}
    query = dropdown("Query", offered(terms), QUERY, **look)
    table = led_to(request, by, query)
    says = findings.leads_to(table, query, by)
    frame.say(says)
    if len(table):
        show.chart(charts.target_bars(table, query), "search_leads", str(says))
    typed = terms.spelled(query)
    if len(typed) > 1:
        ways = [f"“{text}” {n:,}" for text, n in typed.head(6).itertuples(index=False)]
        st.caption(plain(f"Typed as {', '.join(ways)}{', …' if len(typed) > 6 else ''}."))
    controls.lead_on(frame, terms, [query], ahead=False)
    every = partial(terms.led_to, by)
    frame.file("Where all queries lead", every, "where searches lead", key="download_leads")
    with frame.sure("", "interval", "wilson") as box:
        if box.open:
            controls.counting(terms)


def offered(terms: SearchTerms) -> list[str]:
    """The queries searched most, and the one chosen elsewhere on the page."""
    every = terms.table[SearchTable.QUERY]
    names = [str(query) for query in every.head(SHOWN)]
    chosen = st.session_state.get(QUERY)
    return names if chosen in names or chosen not in set(every) else [*names, str(chosen)]
