"""What is open, on every page."""

from __future__ import annotations

import streamlit as st

from pages.ui import session
from pages.ui.text import plain


def show() -> None:
    """The open data set's name, size and currency; says when the data are synthetic."""
    dataset = session.dataset()
    with st.sidebar, st.container(key="open_data"):
        if dataset is None:
            st.caption("No data open")
            return
        st.markdown(f"**{plain(dataset.name)}**")
        if dataset.synthetic:
            st.badge("Synthetic demo data", icon=":material/science:", color="orange")
        facts = [f"{dataset.n_customers:,} customers", f"{dataset.report.rows_kept:,} rows"]
        if dataset.currency:
            facts.append(f"Amounts in {plain(dataset.currency)}")
        st.caption(" · ".join(facts))
