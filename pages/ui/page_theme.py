"""Texts that Streamlit leaves too faint, in light and dark, or cuts where a card is narrow."""

from __future__ import annotations

from typing import Final

import streamlit as st

#: Captions are paler than the text, yet not below 4.5 to 1; a light button has dark words. What has
#: no room in one line of a metric's card or beside an upload goes on in the next. Views that take
#: two lines on a phone are buttons of their own, since a row that is broken has no ends.
_STYLE: Final = """<style>
[data-testid=stCaptionContainer] { opacity: .72; }
[data-testid^=stBaseButton-primary]:not([disabled]) { color: light-dark(#ffffff, #121826); }
[data-testid=stMetric] :is([data-testid=stMetricLabel], [data-testid=stMetricValue]) * {
    white-space: normal; overflow: visible; text-overflow: clip; overflow-wrap: anywhere;
}
@media (max-width: 640px) {
    .st-key-frame_views button {
        margin: 0 2px 4px 0 !important; border-width: 1px !important;
        border-radius: .5rem !important;
    }
}
[data-testid=stFileUploaderDropzoneInstructions] * { white-space: normal; overflow: visible; }
</style>"""


def style() -> None:
    """The style sheet of every page; once a page."""
    st.html(_STYLE)
