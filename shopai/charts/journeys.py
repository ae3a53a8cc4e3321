"""Names and colours of steps in the charts of journeys."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from shopai.charts.theme import MUTED, PALETTE
from shopai.columns import Kind, State

#: What people read for a kind of event.
KINDS: Final = {
    Kind.VIEW: "View",
    Kind.SEARCH: "Search",
    Kind.CART: "Add to cart",
    Kind.WISHLIST: "Wishlist",
    Kind.PURCHASE: "Purchase",
    Kind.REFUND: "Refund",
    Kind.RATING: "Rating",
}
#: What people read for what is no step of the shop's own.
STATES: Final = {
    State.START: "Start",
    State.END: "End",
    State.LEFT: "Left",
    State.OTHER: "Other",
    State.UNKNOWN: "Not known",
}
#: Of those who are gone: a grey of its own beside that of all others.
GONE: Final = "#b9c0cc"
#: Between steps that follow one another.
ARROW: Final = " → "
#: What a journey is, by what holds its steps together.
UNITS: Final = {"customer": "customers", "session": "visits"}
#: One of them, a noun of :data:`shopai.format.NOUNS`.
UNIT: Final = {"customer": "customer", "session": "visit"}


def called(name: str, of: str) -> str:
    """Name of a step: text of the data, unless it is a kind of event or a state.

    of : "event", "category" or "item"
    """
    if of == "event" and name in KINDS:
        return KINDS[name]
    return STATES.get(name, name)


def all_called(names: Iterable[str], of: str) -> str:
    """Steps one after the other."""
    return ARROW.join(called(name, of) for name in names)


def difference_called(what: str, compared: str, of: str) -> str:
    """Name of a row of a comparison, :class:`shopai.columns.Difference`.

    compared : "token", "transition" ("view → cart") or "funnel" ("1. view")
    """
    if compared == "funnel":
        number, dot, name = what.partition(". ")
        return f"{number}{dot}{called(name, 'event')}"
    if compared == "transition":
        return all_called(what.split(ARROW), of)
    return called(what, of)


def colours(names: Sequence[str]) -> dict[str, str]:
    """A colour for each name: a kind of event always has the same, the states are grey."""
    fixed = {kind: PALETTE[place] for place, kind in enumerate(Kind.ALL)}
    greys = dict.fromkeys(State.ALL, MUTED) | {State.LEFT: GONE, State.END: GONE}
    own = [name for name in dict.fromkeys(names) if name not in fixed and name not in greys]
    others = {name: PALETTE[place % len(PALETTE)] for place, name in enumerate(own)}
    every = others | fixed | greys
    return {name: every[name] for name in names}
