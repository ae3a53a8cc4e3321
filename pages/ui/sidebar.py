"""What is open, on every page."""

from __future__ import annotations

import streamlit as st

from pages.ui import session
from shopai.format import counted
from shopai.sentences import plain


def show() -> None:
    """The open data set's name, size and currency; says when the data are synthetic."""
    dataset = session.dataset()
    session.name_in_address()
    with st.sidebar, st.container(key="open_data"):
        if session.gone():
            st.warning(
                f"{plain(session.gone())} is not open here: an uploaded file stays in its "
                "browser session and goes when the page is reloaded. Upload it again on the "
                "Data page.",
                icon=":material/history:",
            )
        if dataset is None:
            st.caption("No data open")
            return
        st.markdown(f"**{plain(dataset.name)}**")
        if dataset.synthetic:
            st.badge("Synthetic demo data", icon=":material/science:", color="orange")
        facts = [counted(dataset.n_customers, "customer"), counted(dataset.report.rows_kept, "row")]
        if dataset.currency:
            facts.append(f"Amounts in {plain(dataset.currency)}")
        st.caption(" · ".join(facts))
