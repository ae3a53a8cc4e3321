"""Downloads: ids, files for ad platforms, and the notes themselves."""

from __future__ import annotations

from typing import Final

import streamlit as st

from pages.audiences.choice import chosen
from pages.ui import notes, show, transfers
from pages.ui.controls import choice, dropdown, number, switch
from pages.ui.frame import Frame
from pages.ui.keys import session_cache
from pages.ui.results import features_of
from shopai import audiences as core
from shopai.audiences import Audience, CustomerMatch, contacts, from_json, ids_table
from shopai.audiences.customer_match import FIELDS, READABLE, Platform
from shopai.audiences.formats import COUNTRIES
from shopai.audiences.notes import MOST_BYTES
from shopai.errors import InputError, MissingColumns, ParameterError
from shopai.events.dataset import Dataset
from shopai.export import parquet_bytes
from shopai.findings import audiences as findings
from shopai.format import counted
from shopai.sentences import plain

PLATFORMS: Final[dict[Platform, str]] = {"google": "Google Ads", "meta": "Meta Ads"}
_NO_COUNTRY: Final = "none"
_OPENED: Final = "notes_opened"
_UPLOADS: Final = "notes_received"


#: Contact details of each customer.
contacts_of = session_cache(2)(contacts)


@session_cache(4, "Reading the contacts …")
def match_of(
    dataset: Dataset,
    audience: Audience,
    platform: Platform,
    default_country: str | None,
    hashed: bool,
    minimum: int,
) -> CustomerMatch:
    """The audience as an ad platform's file; its cells are hashed when it is downloaded."""
    people = contacts_of(dataset)
    return core.customer_match(
        people.loc[people.index.intersection(audience.customers)],
        platform,
        default_country=default_country,
        hashed=hashed,
        minimum=minimum,
    )


def ids(dataset: Dataset, audience: Audience) -> None:
    """The ids as CSV and as Parquet."""
    called = (dataset.name, audience.name)
    show.download("Ids as CSV", lambda: ids_table(audience), *called, key="audience_csv")
    show.download_file(
        "Ids as Parquet",
        lambda: parquet_bytes(ids_table(audience)),
        *called,
        suffix="parquet",
        key="audience_parquet",
        help="Keeps every id exactly as it is; CSV marks those a spreadsheet would calculate.",
    )


def ads(frame: Frame) -> None:
    """The file for an ad platform, with what is in it and who is left out."""
    dataset = frame.dataset
    audiences = notes.current(dataset).audiences
    audience = chosen(frame, audiences)
    platform = choice("Platform", PLATFORMS, "match_platform", in_address=False, at=frame.controls)
    country, minimum, hashed = settings(frame)
    try:
        match = match_of(dataset, audience, platform, country, hashed, minimum)
    except MissingColumns as error:
        frame.nothing(plain(error))
        return
    frame.say(findings.matched(audience.name, match, len(audience)))
    counts = {
        "Can be matched": match.matchable,
        "Without consent": match.dropped_without_consent,
        "No usable e-mail or phone": match.unreachable,
        "E-mails not usable": match.invalid_emails,
        "Phones not usable": match.invalid_phones,
    }
    with st.container(horizontal=True, key="match_counts"):
        for label, n in counts.items():
            st.metric(label, f"{n:,}", border=True)
    for warning in match.warnings:
        st.warning(plain(warning), icon=":material/warning:")
    name = PLATFORMS[platform]
    with frame.next:
        show.download_file(
            f"Download the file for {name}",
            match.to_csv,  # hashed when clicked
            dataset.name,
            audience.name,
            name,
            key="match_download",
            type="primary",
            disabled=not match.rows,
        )
    with frame.more:
        st.caption(_inside(platform, hashed))


def settings(frame: Frame) -> tuple[str | None, int, bool]:
    """The country where none is known, the least customers to match, and whether to hash."""
    country = dropdown(
        "Country where none is known",
        [_NO_COUNTRY, *COUNTRIES],
        "match_country",
        format_func=lambda code: "Leave those phones out" if code == _NO_COUNTRY else code,
        help="National phone numbers need a country. Numbers that begin with + do not.",
        in_address=False,
        at=frame.settings,
    )
    minimum = number(
        "Warn below",
        0,
        None,
        100,
        "match_minimum",
        step=50,
        help="Ad platforms show no ads to lists that match too few people.",
        in_address=False,
        at=frame.settings,
    )
    hashed = switch(
        "Hash e-mails, phones and names (SHA-256)",
        True,
        "match_hashed",
        help="Off writes them readable; the platform hashes them on upload.",
        in_address=False,
        at=frame.settings,
    )
    return None if country == _NO_COUNTRY else country, int(minimum), hashed


def _inside(platform: Platform, hashed: bool) -> str:
    """One line on what is in the file."""
    fields = ", ".join(header for header, _ in FIELDS[platform].values())
    readable = sorted(READABLE[platform])
    rest = f" but for {' and '.join(readable)}" if readable else ""
    kind = f"hashed{rest}" if hashed else "readable"
    return (
        f"In the file: {fields}, {kind}; only customers who consented, as far as the data say. "
        "It is made on this machine and goes nowhere until you upload it."
    )


def notebook(frame: Frame) -> None:
    """Save names and audiences as a file, or open one saved before."""
    dataset = frame.dataset
    said = st.session_state.pop(_OPENED, None)
    kept = notes.current(dataset)  # read here: a click on the download runs outside the session
    frame.say(findings.notes_kept(len(kept.audiences), len(kept.names)))
    left, right = st.columns([1, 2], gap="medium")
    with left:
        show.download_file(
            "Save notes as a file",
            lambda: kept.to_json().encode(),
            dataset.name,
            "notes",
            suffix="json",
            key="notes_save",
            icon="save",
            help="Holds segment names, and the ids of each audience's customers.",
        )
    with right:
        st.file_uploader(
            "Open saved notes",
            type="json",
            max_upload_size=MOST_BYTES // 1_000_000,
            key=_uploader(),
            on_change=_open,
            args=(dataset,),
        )
        for show_it, words in said or ():
            show_it(plain(words))


def _uploader() -> str:
    """The key of the upload control: a new one after each file, which empties the control."""
    return f"notes_file_{st.session_state.get(_UPLOADS, 0)}"


def _open(dataset: Dataset) -> None:
    """Join what is in the file to what is there."""
    uploaded = st.session_state.get(_uploader())
    if uploaded is None:
        return
    st.session_state[_UPLOADS] = st.session_state.get(_UPLOADS, 0) + 1
    try:
        known = features_of(dataset).index
        opened = from_json(transfers.check_taken(uploaded).getvalue(), dataset.fingerprint, known)
        notes.put(dataset, notes.current(dataset).joined(opened.notes))
    except (InputError, ParameterError) as error:
        st.session_state[_OPENED] = [(st.error, str(error))]
        return
    n, k = len(opened.notes.audiences), len(opened.notes.names)
    well = f"Opened: {counted(n, 'audience')} and {counted(k, 'segment name')}."
    st.session_state[_OPENED] = [(st.success, well), *((st.warning, w) for w in opened.warnings)]
