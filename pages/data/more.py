"""More on a file before it is loaded: its rows, all columns, how it is written."""

from __future__ import annotations

from collections.abc import Mapping as MappingType
from collections.abc import Sequence
from typing import Any, Final

import streamlit as st

from pages.data import mapping_table, upload
from pages.ui import show as shown
from shopai.errors import InputError
from shopai.events.dataset import Dataset
from shopai.events.moments import UTC_ZONE, offset_zone, spoken, zone_names
from shopai.events.opening import Opened
from shopai.events.reading.mapping import SHAPES, Shape, shape_of
from shopai.events.sources.encodings import ENCODINGS
from shopai.events.sources.values import TIME_FORMATS
from shopai.sentences import plain

_ROWS: Final = 50
_HEADERS: Final = {True: "column names", False: "data already"}
_TOLD: Final = "Told by the column"
_ZONE: Final = (
    "Days and hours are by its clock. Told by the column: the offset its times are mostly written "
    "with, else UTC."
)


def show(file: upload.Incoming, opened: Opened, read: Dataset | None, expanded: bool) -> None:
    """The first rows, all columns and notations, to be changed; `read` is its preview, if any."""
    with st.expander(
        "**More**: first rows, all columns, encoding, number and date formats",
        expanded=expanded,
        key=f"more_{expanded}",
    ):
        shown.table(opened.preview.head(_ROWS), "preview", height=240)
        n = min(_ROWS, len(opened.rows))
        st.caption(f"The first {n} rows, as they stand in the file.")
        _columns(file, opened, read)
        _written(file, opened)


def shape_of_file(file: upload.Incoming, opened: Opened) -> Shape | None:
    """The meaning of one row: as its owner says, else as the mapping tells."""
    return file.shape or shape_of(file.mapped, opened.columns, opened.rows)


def _columns(file: upload.Incoming, opened: Opened, read: Dataset | None) -> None:
    """The meaning of each column, and mappings saved before."""
    st.markdown("**What each column means**")
    mapping = file.mapped
    kept = () if read is None else read.customers.columns
    try:
        edited = mapping_table.edited(opened, mapping, shape_of_file(file, opened), kept)
    except InputError as error:
        st.error(plain(error), icon=":material/error:")
    else:
        if edited != mapping:
            file.read_by(edited)
            st.rerun()
    with st.container(horizontal=True):
        shown.download_file(
            "Save this mapping",
            file.to_save().to_json(),
            "mapping",
            file.name,
            suffix="json",
            key="save_mapping",
            icon="save",
            help="Use it with the next export of the same kind: it asks nothing again.",
        )
        with st.popover("Use a saved mapping", icon=":material/upload:"):
            saved = st.file_uploader("A mapping saved here before", type=["json"], key="saved")
            if saved is not None and st.button("Use it", key="use_mapping"):
                upload.use_mapping(file, saved)
                st.rerun()


def _written(file: upload.Incoming, opened: Opened) -> None:
    """The notations of the file, as detected or said, to be changed."""
    st.markdown("**How the file is written**")
    header = opened.layout and opened.layout.header
    encodings = list(dict.fromkeys([opened.encoding, *ENCODINGS]))
    looked: list[tuple[str, str, Any, Sequence[Any]]] = [
        ("encoding", "Encoding", opened.encoding, encodings),
        ("sheet", "Sheet", opened.sheet, opened.sheets),
        ("header", "The first row holds", header, (True, False)),
    ]
    told = [each for each in looked if each[2] is not None]
    for place, (name, label, detected, options) in zip(st.columns(3), told, strict=False):
        chosen = place.selectbox(
            label,
            options,
            index=options.index(detected) if detected in options else None,
            format_func=lambda option: _HEADERS.get(option, option),
            key=f"{name}_{file.file_id}_{detected}",
        )
        if chosen not in (detected, None):
            upload.look(file, **{name: chosen})
            st.rerun()
    left, middle, right = st.columns(3)
    formats = {name: TIME_FORMATS[name] for name in TIME_FORMATS if name != "typed"}
    _answer(left, file, "dates", "How dates are written", formats)
    marks = {".": "Point: 1,234.50", ",": "Comma: 1.234,50"}
    _answer(middle, file, "decimal", "Decimal mark", marks)
    _answer(right, file, "zone", "The shop's time zone", zones(), help=_ZONE)
    _shape(file, opened)


def zones() -> dict[str, str]:
    """The time zones to choose from, UTC and whole offsets first, then by name."""
    offsets = [offset_zone(60 * hours) for hours in range(-12, 15)]
    return {name: spoken(name) for name in [UTC_ZONE, *offsets, *zone_names()]}


def _answer(
    place: Any,
    file: upload.Incoming,
    name: str,
    label: str,
    options: MappingType[str, str],
    help: str | None = None,
) -> None:
    """A setting that the columns tell, unless the owner says it."""
    key = f"say_{name}"
    st.session_state[key] = file.answers.get(name, "")
    place.selectbox(
        label,
        ["", *options],
        format_func=lambda option: options.get(option, _TOLD),
        key=key,
        help=help,
        on_change=lambda: file.answer(**{name: st.session_state[key] or None}),
    )


def _shape(file: upload.Incoming, opened: Opened) -> None:
    """The shape, as told by the mapping, to be changed."""
    key = "shape"
    st.session_state[key] = shape_of_file(file, opened)

    def change() -> None:
        file.shape = st.session_state[key]
        file.answer()

    st.selectbox(
        "What one row is",
        list(SHAPES),
        index=None,
        format_func=SHAPES.__getitem__,
        key=key,
        placeholder="Cannot be told: map more columns, or choose",
        on_change=change,
    )
