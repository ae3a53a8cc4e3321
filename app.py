"""The dashboard: its pages, its sidebar. Computes nothing."""

from __future__ import annotations

import streamlit as st

from pages.ui import guard, shell, sidebar

PAGES = {
    "Explore": [
        st.Page(
            "pages/overview.py",
            title="Overview",
            icon=":material/monitoring:",
            default=True,
        ),
        st.Page("pages/segments.py", title="Segments", icon=":material/groups:"),
        st.Page("pages/choose.py", title="How many segments?", icon=":material/tune:"),
        st.Page("pages/rfm.py", title="RFM", icon=":material/leaderboard:"),
        st.Page("pages/movement.py", title="Movement", icon=":material/moving:"),
        st.Page("pages/similarity.py", title="Similarity", icon=":material/grid_on:"),
        st.Page("pages/baskets.py", title="Baskets", icon=":material/shopping_basket:"),
        st.Page("pages/journeys.py", title="Journeys", icon=":material/route:"),
        st.Page("pages/retention.py", title="Retention", icon=":material/event_repeat:"),
        st.Page("pages/search.py", title="Search", icon=":material/search:"),
    ],
    "Act": [
        st.Page("pages/audiences.py", title="Audiences", icon=":material/group_add:"),
        st.Page("pages/recommendations.py", title="Recommendations", icon=":material/recommend:"),
        st.Page("pages/evaluate.py", title="Evaluate", icon=":material/balance:"),
    ],
    "Data": [
        st.Page("pages/data.py", title="Data", icon=":material/upload_file:"),
    ],
}

st.set_page_config(page_icon="🛍️", layout="wide")
# Off in the settings, so that nothing is shown there until this list is known.
st.set_option("client.showSidebarNavigation", True)
page = st.navigation(PAGES, expanded=True)
# A table's own download writes cells as they are; ours neutralise what a spreadsheet would run.
st.html("<style>button[aria-label*='Download as CSV'] {display: none !important;}</style>")
with shell.entered(), guard.sentences():
    sidebar.show()
    page.run()
