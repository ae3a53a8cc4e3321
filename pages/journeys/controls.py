"""The controls the views of the Journeys page share, and their words."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final, Literal

from pages.ui.controls import choice, dropdown
from pages.ui.frame import Frame
from shopai.behaviour.journeys.tokens import Of, Per
from shopai.columns import Event, Item, Kind
from shopai.events.dataset import Dataset

OF: Final[dict[Of, str]] = {"event": "What they did", "category": "Categories", "item": "Items"}
#: How long steps may be apart.
TIME_LIMITS: Final[dict[str, timedelta | None]] = {
    "Any time": None,
    "1 hour": timedelta(hours=1),
    "1 day": timedelta(days=1),
    "7 days": timedelta(days=7),
    "30 days": timedelta(days=30),
    "90 days": timedelta(days=90),
}
PER: Final[dict[Per, str]] = {"session": "One visit", "customer": "All visits"}


def kinds_held(dataset: Dataset) -> list[str]:
    """The kinds of events the data hold, in the order of a purchase."""
    return [kind for kind in Kind.ALL if kind in dataset.event_counts]


def browsed(dataset: Dataset) -> bool:
    """True where the data hold more of a visit than its orders."""
    return bool({Kind.VIEW, Kind.CART} & set(dataset.event_counts))


def offered_per(dataset: Dataset) -> dict[Per, str]:
    """Units of a journey on offer: a visit where the data know visits, a known customer."""
    columns: dict[Per, str] = {"session": Event.SESSION, "customer": Event.USER}
    return {per: PER[per] for per, column in columns.items() if column in dataset.filled}


def of_control(
    frame: Frame, key: str, first: Of = "event", *, sold: Of = "item", at: Any = None
) -> Of:
    """Chooses what a step is: a kind of event where there are two or more, a category, an item.

    first, sold : chosen at first; of orders alone the category, or `sold` where there is none
    """
    dataset = frame.dataset
    can: dict[Of, bool] = {
        "event": len(dataset.event_counts) > 1,
        "category": Item.CATEGORY in dataset.filled,
        "item": Event.ITEM in dataset.filled,
    }
    options = {of: OF[of] for of, possible in can.items() if possible} or {"event": OF["event"]}
    if not browsed(dataset):
        first = "category" if "category" in options else sold
    look: dict[str, Any] = {"at": at or frame.controls, "width": 160}
    return dropdown("Steps are", options, key, first, **look)


def per_control(frame: Frame, key: str, first: Per | None = None) -> Per:
    """Chooses how far a journey reaches; of orders alone at first over all, else as `first`."""
    first = first if browsed(frame.dataset) else "customer"
    options = offered_per(frame.dataset)
    return dropdown("Within", options, key, first, at=frame.controls, width=130)


#: What the order of steps rests on where several things are bought at once.
TOGETHER: Final = " Lines of one order follow one another as the source lists them."
#: Which events are steps, where steps are categories or items.
WHICH: Final = {"all": "Everything they did", "bought": "Only purchases"}


def kinds_control(
    frame: Frame, of: str, key: str, first: Literal["all", "bought"] = "all"
) -> tuple[str, ...]:
    """Chooses among all events and purchases alone; of kinds of events, it is always all."""
    counts = frame.dataset.event_counts
    if of == "event" or set(counts) <= {Kind.PURCHASE, Kind.REFUND}:
        # a refund is no step towards another item
        return () if of == "event" else (Kind.PURCHASE,)
    if Kind.PURCHASE not in counts:
        return ()
    which = choice("Count", WHICH, key, first, at=frame.settings)
    return (Kind.PURCHASE,) if which == "bought" else ()
