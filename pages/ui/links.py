"""Values in a page's address that its controls do not take: what is used instead, and a note.

Streamlit lets go of a foreign value in silence, or takes the nearest that will do.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, Final

import streamlit as st

from shopai.charts.labels import shortened
from shopai.sentences import Sentence

#: Where the session state holds the page that runs with its notes, and their place on it.
_NOTES: Final = "links_left_out"
_PLACE: Final = "links_place"
_SHOWN: Final = 5


def begin(page: str) -> None:
    """Make room for the notes, where they are to stand; those of this page stay until another."""
    before, notes = st.session_state.get(_NOTES, (page, []))
    st.session_state[_NOTES] = (page, notes if before == page else [])
    st.session_state[_PLACE] = st.empty()
    _show()


def taken(
    widget: Callable[..., Any],
    label: str,
    *arguments: Any,
    key: str,
    as_used: Callable[[Any], Any] = lambda value: value,
    **settings: Any,
) -> Any:
    """The value of a new control; a note where the address asks for another one.

    widget : makes the control of these arguments
    as_used : the value as the page uses it
    """
    asked = [] if key in st.session_state else list(filter(None, st.query_params.get_all(key)))
    value = as_used(widget(label, *arguments, key=key, **settings))
    called = settings.get("format_func", str)
    if asked and "bind" in settings and not _means(asked, value, called):
        left_out(label, asked, value, called)
    return value


def left_out(
    label: str, asked: Sequence[str], used: Any = None, called: Callable[[Any], str] = str
) -> None:
    """Note that what the address asks for under a control's label gave way to another value."""
    values = [] if used is None else list(used) if isinstance(used, list | tuple) else [used]
    said = {"label": label, "asked": [shortened(each, 40) for each in asked]}
    if values:
        note = Sentence(
            "The address asks for “{label}: {asked:3}”, which is not on offer here: {used:3} is "
            "used instead.",
            used=[str(called(each)) for each in values],
            **said,
        )
    else:
        note = Sentence(
            "The address asks for “{label}: {asked:3}”, which is not on offer here and left out.",
            **said,
        )
    page, notes = st.session_state.get(_NOTES, ("", []))
    st.session_state[_NOTES] = (page, [*notes, note])
    _show()


def no_such_page(name: str) -> None:
    """Note that no page has the name the address asks for; call it before the Overview runs."""
    note = Sentence(
        "There is no page “{name}” here. This is the Overview; the sidebar lists all pages.",
        name=shortened(name, 40),
    )
    st.session_state[_NOTES] = ("Overview", [note])


def _show() -> None:
    _, notes = st.session_state[_NOTES]
    if notes and _PLACE in st.session_state:
        said = [note.markdown() for note in notes[:_SHOWN]]
        if (more := len(notes) - _SHOWN) > 0:
            said.append(f"The same holds for {more} more.")
        st.session_state[_PLACE].warning("\n\n".join(said), icon=":material/link_off:")


def _means(asked: Sequence[str], value: Any, called: Callable[[Any], str]) -> bool:
    """True where these texts of an address say `value`."""
    values = list(value) if isinstance(value, list | tuple) else [value]
    return len(asked) == len(values) and all(
        any(_says(text, each, called) for each in values) for text in asked
    )


def _says(text: str, value: Any, called: Callable[[Any], str]) -> bool:
    if isinstance(value, bool):
        return text.lower() == str(value).lower()
    if isinstance(value, date):
        return text == value.isoformat()
    if text == str(called(value)):
        return True
    try:
        return float(text) == float(value)
    except (TypeError, ValueError):
        return False
