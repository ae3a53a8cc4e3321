"""Journeys as sequences of tokens: the events of each customer or session, in order of time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Literal, get_args

import numpy as np
import numpy.typing as npt
import pandas as pd

from shopai.arrays import Array, Codes, Ints, Mask, Texts
from shopai.checks import listed, one_of
from shopai.columns import Event, Item, Kind, Line, State
from shopai.errors import MissingColumns
from shopai.events.dataset import Dataset
from shopai.selection.selection import NO_TIME, Selection
from shopai.selection.sessions import by_session
from shopai.selection.totals import SHOPPING

_SHOPPING: Final = np.isin(np.array(Kind.ALL), np.array(SHOPPING))  # (7,) by code of the kind

#: What the data need to have for each kind of token and of journey.
NEEDED: Final = {
    "event": {},
    "category": {Event.ITEM: "items", Item.CATEGORY: "categories of the items"},
    "item": {Event.ITEM: "items"},
    "purchase": {},
    "customer": {Event.USER: "a customer column"},
    "session": {Event.SESSION: "a session column"},
    "time": {Event.TIME: "times"},
    "channel": {Event.CHANNEL: "a channel column"},
    "device": {Event.DEVICE: "a device column"},
    "week": {Event.TIME: "times"},
}  # fmt: skip


Of = Literal["event", "category", "item"]
Per = Literal["customer", "session"]


@dataclass(frozen=True, eq=False)
class Journeys:
    """Tokens of many journeys, one journey after the other; those of a customer together."""

    tokens: Codes  # (m,) position in `names`
    times: Ints  # (m,) instants, µs; (0,) unless asked for
    starts: Ints  # (n + 1,) where each journey begins and the last one ends
    users: Codes  # (n,) the customer's number; −1 for a guest
    names: Texts  # (n_names,) no two alike, none of State.ALL but State.UNKNOWN
    left_out: tuple[str, ...] = ()  # sentences, one a reason; each event has one reason at most

    @property
    def n(self) -> int:
        return len(self.users)

    def of(self, chosen: Mask) -> Journeys:
        """The journeys that are `chosen` (n,)."""
        lengths = np.diff(self.starts)
        starts = np.concatenate([[0], np.cumsum(lengths[chosen])]).astype(np.int64)
        return self._with(np.repeat(chosen, lengths), starts=starts, users=self.users[chosen])

    def without_repeats(self) -> Journeys:
        """Without the tokens just like the one before them in the same journey."""
        keep = np.ones(len(self.tokens), dtype=bool)
        keep[1:] = self.tokens[1:] != self.tokens[:-1]
        keep[self.starts[:-1]] = True
        before = np.concatenate([[0], np.cumsum(keep)]).astype(np.int64)
        return self._with(keep, starts=before[self.starts])

    def _with(self, keep: Mask, **changes: Any) -> Journeys:
        times = self.times[keep] if len(self.times) else self.times
        return replace(self, tokens=self.tokens[keep], times=times, **changes)

    def folded(self, top: int) -> tuple[Journeys, int]:
        """With the `top` most frequent names, then "other" where there are more; how many more.

        The names are in the order of their frequency, those equally frequent in the old order.
        """
        counts = np.bincount(self.tokens, minlength=len(self.names))
        ranked = np.argsort(-counts, kind="stable")
        ranked = ranked[counts[ranked] > 0]
        kept = ranked[:top]
        code = np.full(len(self.names), len(kept), dtype=np.int32)
        code[kept] = np.arange(len(kept))
        names = self.names[kept]
        if len(ranked) > len(kept):
            names = np.append(names, np.array([State.OTHER], dtype=object))
        return replace(self, tokens=code[self.tokens], names=names), len(ranked) - len(kept)


def journeys_of(
    selection: Selection,
    of: Of,
    per: Per,
    kinds: Sequence[str] = (),
    repeats: bool = True,
    *,
    known: bool = False,
) -> Journeys:
    """The journeys of the selection: timed events, each with one token.

    of : "event", the kind; "category" or "item", those of the event's item. Events without an
        item then are no step; an item without a category is "not known".
    per : "customer", all events of a known customer, guests left out; "session", the events of
        one session of one customer or guest, events without a session left out
    kinds : only events of these; empty: all, and per session only visits, sessions with a
        shopping event: a refund alone is none
    repeats : False: a token just like the one before it in the same journey is no step
    known : leave out guests and items of no known category too, and keep the times

    Raises ParameterError for a setting it does not know, MissingColumns where the data lack
    what it needs. Linear in the events; some 30 bytes each.
    """
    kinds = checked_kinds(kinds)
    one_of("of", of, get_args(Of))
    one_of("per", per, get_args(Per))
    require(selection.dataset, "Journeys", of, per, "time")
    columns = {Event.USER, Line.INSTANT, Event.KIND if of == "event" else Event.ITEM}
    columns |= {Event.SESSION, Event.KIND} if per == "session" else set()
    arrays = selection.arrays(*columns, kinds=kinds or None)
    codes, names = _tokens(selection, of, arrays)
    unknown = codes == len(names) - 1 if known and of == "category" else None
    keep, left_out = _kept(arrays, unknown, guests=per == "session" and not known)
    users, times = arrays[Event.USER][keep], arrays.pop(Line.INSTANT)[keep if known else slice(0)]
    codes, positions = codes[keep], None
    if per == "customer":
        starts = customer_starts(users)
    else:
        starts, positions = by_session(users, arrays.pop(Event.SESSION)[keep])
        if positions is not None:
            codes, users = codes[positions], users[positions]
            times = times[positions] if known else times
    journeys = Journeys(codes, times, starts, users[starts[:-1]], names, tuple(left_out))
    if per == "session" and not kinds and journeys.n:
        shopping = _SHOPPING[arrays[Event.KIND][keep]]
        shopping = shopping if positions is None else shopping[positions]
        visits = np.logical_or.reduceat(shopping, starts[:-1])
        n = int(np.count_nonzero(~visits))
        if n:
            sessions = "session" if n == 1 else "sessions"
            why = f"{n:,} {sessions} with nothing but refunds or ratings left out: no visits."
            journeys = replace(journeys.of(visits), left_out=(*left_out, why))
    return journeys if repeats else journeys.without_repeats()


def _kept(
    arrays: dict[str, Array], unknown: Mask | None, guests: bool
) -> tuple[Mask | slice, list[str]]:
    """Mask of the events that are steps, and a sentence on each reason why others are none.

    unknown : events with an item of no known category, where these are none; guests : theirs are
    """
    reasons = {}
    if not guests:
        reasons["by guests", ": nobody knows who is who"] = arrays[Event.USER] < 0
    untimed = arrays[Line.INSTANT] == NO_TIME
    reasons["without a time", ": nobody knows what came first"] = untimed
    if Event.ITEM in arrays:
        reasons["without an item", ""] = arrays[Event.ITEM] < 0
    if unknown is not None:
        reasons["with an item of no known category", ""] = unknown
    if Event.SESSION in arrays:
        reasons["without a session", ""] = arrays[Event.SESSION] == 0
    keep = np.ones(len(untimed), dtype=bool)
    sentences = []
    for (which, why), out in reasons.items():
        n = int(np.count_nonzero(keep & out))
        if n:
            events, are = ("event", "is") if n == 1 else ("events", "are")
            sentences.append(f"{n:,} {events} {which} {are} left out{why}.")
            keep &= ~out
    return keep if sentences else slice(None), sentences


def distinct_in(rising: npt.NDArray[np.integer[Any]]) -> int:
    """Number of different values in a rising array."""
    return int(np.count_nonzero(np.diff(rising)) + 1) if len(rising) else 0


def customer_starts(users: Codes) -> Ints:
    """Starts of each customer's events in sorted `users`, and the end of the last ones."""
    changes = np.flatnonzero(np.diff(users)) + 1
    begins = [0] if len(users) else []
    return np.concatenate([begins, changes, [len(users)]]).astype(np.int64)


def _tokens(selection: Selection, of: Of, arrays: dict[str, Codes]) -> tuple[Codes, Texts]:
    """The token of each event, −1 for none, and the tokens' names."""
    if of == "event":
        return arrays[Event.KIND].astype(np.int32), np.array(Kind.ALL, dtype=object)
    items = arrays[Event.ITEM]
    if of == "item":
        return items, distinct(selection.titles, selection.item_ids.to_numpy(dtype=object), of)
    categories, names = selection.categories
    of_item = np.append(np.where(categories < 0, len(names), categories), -1).astype(np.int32)
    texts = distinct(names.to_numpy(dtype=object), names.to_numpy(dtype=object), of)
    return of_item[items], np.append(texts, np.array([State.UNKNOWN], dtype=object))


def distinct(names: Texts, ids: Texts, what: str) -> Texts:
    """`names`, those that are not unique or mean something here with the id or `what` beside.

    Again and again while a name made so is one there was; `ids` are unique.
    """
    texts = pd.Series(names, dtype=object)
    while True:
        twice = texts.duplicated(keep=False).to_numpy()
        taken = texts.isin(State.ALL).to_numpy() & ~twice
        if not (twice | taken).any():
            return texts.to_numpy(dtype=object)
        texts[twice] = texts[twice] + pd.Series([f" ({i})" for i in ids[twice]], texts[twice].index)
        texts[taken] += f" ({what})"


def checked_kinds(kinds: Sequence[str]) -> tuple[str, ...]:
    """`kinds`; raises ParameterError unless all are kinds of events."""
    asked = listed("kinds", kinds, f"kinds of events, {', '.join(Kind.ALL)}")
    for kind in asked:
        one_of("A kind of event", kind, Kind.ALL)
    return asked


def require(dataset: Dataset, what: str, *needs: str) -> None:
    """Raises MissingColumns unless the data have what the `needs` of `NEEDED` ask for."""
    wanted = {column: text for need in needs for column, text in NEEDED[need].items()}
    lacking = [text for column, text in wanted.items() if column not in dataset.filled]
    if not dataset.event_counts:
        raise MissingColumns(
            f"{what} need events such as views or purchases; this data set is a customer table. "
            "Open a file of orders or of behaviour."
        )
    held = ", ".join(sorted(dataset.event_counts))
    if "purchase" in needs and Kind.PURCHASE not in dataset.event_counts:
        raise MissingColumns(
            f"{what} need purchases; this data set holds {held}. Open a file of orders."
        )
    if lacking:
        raise MissingColumns(
            f"{what} of this kind need {' and '.join(lacking)}, which this data set lacks; it "
            f"holds {dataset.n_customers} known customers and events of the kinds {held}. Map "
            "the column on the Data page, or choose something that can do without it."
        )
