"""Data: bring a file in, confirm how it is read, see what became of every row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from pages.data import mapping_table, quality, upload
from pages.ui import guard, run, session, show
from shopai.columns import Event, Kind
from shopai.engines.failures import FAILURES
from shopai.errors import InputError
from shopai.events.moments import UTC_ZONE, offset_zone, spoken, zone_names
from shopai.events.opening import Opened
from shopai.events.reading.mapping import FIELDS, SHAPES, Mapping, Shape, shape_of
from shopai.events.sources.encodings import ENCODINGS
from shopai.events.sources.values import TIME_FORMATS
from shopai.events.tables.events import kinds_of
from shopai.sentences import plain

TYPES = ["csv", "tsv", "txt", "data", "dat", "json", "jsonl", "ndjson", "parquet", "xlsx",
         "gz", "zip"]  # fmt: skip
LOOK = "Encoding (detected: look at the preview)"
HEADERS = {True: "column names", False: "data already"}
ZONE = (
    "Days and hours are by its clock. Told by the column: the offset its times are mostly written "
    "with, else UTC."
)
ANSWERS = {
    "dmy": "Day first: 03/04 is 3 April",
    "mdy": "Month first: 03/04 is 4 March",
}


def page() -> None:
    st.title("Data", anchor=False)
    st.caption("Bring in your shop's data and see what became of every row.")
    if upload.incoming() is None and (path := st.session_state.get(session.REFUSED)):
        upload.receive_local(path)
    file = upload.incoming()
    if file is None:
        _arrivals()
        _open_now()
        return
    st.subheader(plain(file.name), anchor=False)
    if file.failure:
        st.error(plain(file.failure), icon=":material/error:")
    if file.opened is None:
        _before_opening(file)
        st.button("Choose another file", key="discard", on_click=upload.discard)
        _kept()
        return
    _confirm(file, file.opened)
    _kept()


def _arrivals() -> None:
    """The ways in: an upload, the demo."""
    uploaded = st.file_uploader(
        "A file with orders, events, ratings or customers",
        type=TYPES,
        key=upload.uploader_key(),
        help="CSV or other delimited text, Excel (.xlsx), Parquet or JSON; .gz and .zip too.",
    )
    if uploaded is not None:
        try:
            with st.spinner("Looking into the file …"):
                upload.receive(uploaded)
        except FAILURES as error:
            guard.failed(error)
            return
        st.rerun()
    with st.container(horizontal=True, vertical_alignment="center"):
        label, icon = "Open the demo shop", ":material/science:"
        st.button(label, key="open_demo", icon=icon, on_click=session.open_demo)
        st.caption(
            "Your file stays in this browser session and is deleted with it, also when the "
            "page is reloaded. Larger than the limit? Start the app with `make run DATA=path`."
        )


def _kept() -> None:
    """Say that what was open still is."""
    current = session.dataset()
    if current is not None:
        st.caption(f"Still open meanwhile: {plain(current.name)}.")


def _open_now() -> None:
    current = session.dataset()
    if current is None:
        if session.failure():
            st.error(plain(session.failure()), icon=":material/error:")
        st.info("Nothing is open yet: upload a file, or open the demo shop.")
        return
    st.divider()
    kind = " It is synthetic: made up to try things out." if current.synthetic else ""
    st.markdown(f"Open now: **{plain(current.name)}**.{kind}")
    quality.report(current)


def _confirm(file: upload.Incoming, opened: Opened) -> None:
    """Preview, reading, mapping; then load. The button stands on top, where it is seen."""
    top = st.container()
    _reading(file, opened)
    show.table(opened.preview.head(50), "preview", height=240)
    st.caption(f"The first {min(50, len(opened.rows))} rows, as they stand in the file.")
    try:
        mapping = _mapping(file, opened)
        shape = _shape(mapping, opened)
    except InputError as error:
        st.error(plain(error), icon=":material/error:")
        return
    _overrides(file)
    with top:
        _decide(file, mapping, shape)


def _decide(file: upload.Incoming, mapping: Mapping, shape: Shape | None) -> None:
    """One sentence on how the file is read, and the button that loads it so."""
    names = [FIELDS[name].lower() for name in mapping.fields]
    recognised = f"{SHAPES[shape]}. " if shape is not None else ""
    st.markdown(
        f"{recognised}Recognised: {', '.join(names) or 'no column yet'}. "
        "Look at the preview and the mapping below, then load."
    )
    answered = _answer(file)
    with st.container(horizontal=True):
        icon = ":material/check:"
        go = st.button("Load this file", "load", type="primary", icon=icon, disabled=not answered)
        st.button("Cancel", key="discard", on_click=upload.discard)
        show.download_file(
            "Save this mapping",
            mapping.to_json(),
            "mapping",
            file.name,
            suffix="json",
            key="save_mapping",
            icon="save",
            help="Use it again with the next export of the same kind.",
        )
    if go:
        upload.take_in(file, mapping, shape)
        st.rerun()


def _reading(file: upload.Incoming, opened: Opened) -> None:
    """Encoding, sheet and header, as detected, to be changed."""
    left, middle, _ = st.columns(3)
    header = opened.layout and opened.layout.header
    encodings = list(dict.fromkeys([opened.encoding, *ENCODINGS]))
    asked: list[tuple[Any, str, str, Any, Sequence[Any]]] = [
        (left, "encoding", LOOK, opened.encoding, encodings),
        (left, "sheet", "Sheet", opened.sheet, opened.sheets),
        (middle, "header", "The first row holds", header, (True, False)),
    ]
    for place, name, label, detected, options in asked:
        if detected is None:
            continue
        chosen = place.selectbox(
            label,
            options,
            index=options.index(detected),
            format_func=lambda option: HEADERS.get(option, option),
            key=f"{name}_{file.file_id}",
        )
        if chosen != detected:
            upload.look(file, **{name: chosen})
            st.rerun()


def _mapping(file: upload.Incoming, opened: Opened) -> Mapping:
    st.markdown("**What each column means**")
    with st.popover("Use a saved mapping", icon=":material/upload:"):
        saved = st.file_uploader("A mapping saved here before", type=["json"], key="saved_mapping")
        if saved is not None and st.button("Use it", key="use_mapping"):
            upload.use_mapping(file, saved.getvalue())
            st.rerun()
    basis = file.mapping or opened.mapping
    key = f"mapping_{file.file_id}_{hash((opened.columns, basis.to_json()))}"
    mapping = mapping_table.edited(opened, basis, key)
    return _kinds(mapping, opened)


def _kinds(mapping: Mapping, opened: Opened) -> Mapping:
    """Ask what the event words mean that nobody knows."""
    column = mapping.get(Event.KIND)
    if column is None:
        return mapping
    position = opened.columns.index(column)
    words = sorted({row[position].strip() for row in opened.rows} - {""})
    unknown = [word for word in words if word not in kinds_of(words, mapping)][:12]
    if not unknown:
        return mapping
    st.markdown("**What these event words mean** (rows with the others are set aside)")
    kinds = dict(mapping.kinds)
    with st.container(horizontal=True):
        for word in unknown:
            kind = st.selectbox(
                plain(word), ["set aside", *Kind.ALL], key=f"kind_{word}", width=180
            )
            if kind != "set aside":
                kinds[word] = kind
    return Mapping(mapping.fields, mapping.attributes, kinds)


def _shape(mapping: Mapping, opened: Opened) -> Shape | None:
    """The shape, as told by the mapping, to be changed."""
    told = shape_of(mapping, opened.columns, opened.rows)
    options: list[Shape] = list(SHAPES)
    chosen: Shape | None = st.selectbox(
        "What one row is",
        options,
        index=options.index(told) if told is not None else None,
        format_func=SHAPES.__getitem__,
        key=f"shape_{told}",
        placeholder="Cannot be told: map more columns, or choose",
    )
    return chosen


def _answer(file: upload.Incoming) -> bool:
    """Ask what only the file's owner can say; whether nothing is left to ask."""
    question = file.question
    if question is None:
        return True
    st.warning(plain(question), icon=":material/help:")
    chosen = st.radio(
        "Your answer",
        question.options,
        index=None,
        format_func=lambda option: ANSWERS.get(option, plain(option)),
        key=f"answer_{question.parameter}",
        horizontal=True,
    )
    if chosen is not None:
        file.answers[question.parameter] = chosen
    return chosen is not None


def _before_opening(file: upload.Incoming) -> None:
    """Ask what has to be known before there is a table to look at: the encoding, the sheet."""
    if file.question is None:
        return
    name = file.question.parameter
    if _answer(file):
        upload.look(file, **{name: file.answers.pop(name)})
        st.rerun()


def _overrides(file: upload.Incoming) -> None:
    """The way to overrule what the columns told."""
    with st.expander("Dates and numbers"):
        formats = {name: TIME_FORMATS[name] for name in TIME_FORMATS if name != "typed"}
        _override(file, "dates", "How dates are written", formats)
        _override(file, "decimal", "Decimal mark", {".": "Point: 1,234.50", ",": "Comma: 1.234,50"})
        _override(file, "zone", "The shop's time zone", zones(), help=ZONE)


def zones() -> dict[str, str]:
    """The time zones to choose from, UTC and whole offsets first, then by name."""
    offsets = [offset_zone(60 * hours) for hours in range(-12, 15)]
    return {name: spoken(name) for name in [UTC_ZONE, *offsets, *zone_names()]}


def _override(
    file: upload.Incoming,
    name: str,
    label: str,
    options: dict[str, str],
    help: str | None = None,
) -> None:
    if file.question is not None and file.question.parameter == name:
        return
    chosen = st.selectbox(
        label,
        ["", *options],
        index=["", *options].index(file.answers.get(name, "")),
        format_func=lambda option: options.get(option, "Told by the column"),
        key=f"{name}_{file.file_id}",
        help=help,
    )
    if chosen:
        file.answers[name] = chosen
    else:
        file.answers.pop(name, None)


run.run(page)
