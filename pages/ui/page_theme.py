"""The colours of texts that Streamlit leaves too faint, in light and dark."""

from __future__ import annotations

from typing import Final

import streamlit as st

#: Captions are paler than the text, yet not below 4.5 to 1; a light button has dark words.
_STYLE: Final = """<style>
[data-testid=stCaptionContainer] { opacity: .72; }
[data-testid=stBaseButton-primary]:not([disabled]) { color: light-dark(#ffffff, #121826); }
</style>"""


def style() -> None:
    """The style sheet of every page; once a page."""
    st.html(_STYLE)
