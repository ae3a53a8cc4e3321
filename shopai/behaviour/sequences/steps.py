"""The steps of a shop's customers as sequences, and what is not among them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from shopai.arrays import Array, Codes, Mask, Texts
from shopai.behaviour.journeys.results import Of, Per
from shopai.behaviour.sequences.database import Sequences, chosen, grouped
from shopai.columns import Event, Kind
from shopai.selection.selection import NO_TIME, Selection
from shopai.selection.totals import SHOPPING

#: Kinds of events that are steps where nothing else is asked for; those of items need an item.
USUAL: Final[dict[Of, tuple[str, ...]]] = {
    "event": Kind.ALL,
    "category": tuple(kind for kind in SHOPPING if kind != Kind.SEARCH),
    "item": tuple(kind for kind in SHOPPING if kind != Kind.SEARCH),
}


@dataclass(frozen=True, eq=False)
class Steps:
    """Who did what in which order."""

    data: Sequences
    names: Texts  # (n_codes,) what each code stands for: kind, category, item id
    titles: Texts  # (n_codes,) what to call it on screen
    left_out: tuple[str, ...]  # sentences, one a reason; each event has one reason at most


def steps_of(selection: Selection, of: Of, per: Per, kinds: Sequence[str]) -> Steps:
    """The steps of :func:`~shopai.behaviour.sequences.sequential_patterns`.

    In memory some 30 bytes an event while they are made, 12 after.
    """
    columns = {Event.USER, Event.EPOCH, Event.KIND if of == "event" else Event.ITEM}
    columns |= {Event.SESSION} if per == "session" else set()
    arrays = selection.arrays(*sorted(columns), kinds=kinds or USUAL[of])
    codes, names, titles = _codes(selection, of, arrays)
    keep, left_out = _kept(arrays, codes)
    times, users, sessions = arrays[Event.EPOCH], arrays[Event.USER], arrays.get(Event.SESSION)
    if not keep.all():
        codes, times, users = codes[keep], times[keep], users[keep]
        sessions = None if sessions is None else sessions[keep]
    data = grouped(codes, times, users, sessions, len(names))
    if per == "session" and of == "event" and not kinds:
        data, n = _visits(data)
        if n:
            visits = "session" if n == 1 else "sessions"
            left_out.append(
                f"{n:,} {visits} with nothing but refunds or ratings left out: no visits."
            )
    return Steps(data, names, titles, tuple(left_out))


def _kept(arrays: dict[str, Array], codes: Codes) -> tuple[Mask, list[str]]:
    """Which events are steps, and a sentence on each reason why others are none."""
    reasons = {
        ("by guests", ": nobody knows who is who"): arrays[Event.USER] < 0,
        ("without a time", ": nobody knows what came first"): arrays[Event.EPOCH] == NO_TIME,
    }
    if Event.ITEM in arrays:
        reasons["without an item", ""] = arrays[Event.ITEM] < 0
        reasons["with an item of no known category", ""] = codes < 0
    if Event.SESSION in arrays:
        reasons["without a session", ""] = arrays[Event.SESSION] == 0
    keep = np.ones(len(codes), dtype=bool)
    sentences = []
    for (which, why), out in reasons.items():
        n = int(np.count_nonzero(keep & out))
        if n:
            events, are = ("event", "is") if n == 1 else ("events", "are")
            sentences.append(f"{n:,} {events} {which} {are} left out{why}.")
            keep &= ~out
    return keep, sentences


def _codes(selection: Selection, of: Of, arrays: dict[str, Array]) -> tuple[Codes, Texts, Texts]:
    """Each event's step, −1 for none; the steps' names and titles."""
    if of == "event":
        kinds = np.array(Kind.ALL, dtype=object)
        return arrays[Event.KIND].astype(np.int32), kinds, kinds
    items = arrays[Event.ITEM]
    if of == "item":
        return items, selection.item_ids.to_numpy(dtype=object), selection.titles
    of_item, categories = selection.categories
    names = categories.to_numpy(dtype=object)
    return np.append(of_item, np.int32(-1))[items], names, names


def _visits(data: Sequences) -> tuple[Sequences, int]:
    """The sessions with a shopping event, as totals count visits; and how many others go."""
    shopping = np.isin(np.array(Kind.ALL), np.array(SHOPPING))[data.steps]
    if not len(shopping):
        return data, 0
    visits = np.logical_or.reduceat(shopping, data.starts[:-1])
    out = int(np.count_nonzero(~visits))
    return (chosen(data, visits) if out else data), out
