"""Small shops by hand, and the findings of how their files are read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pandas as pd

from shopai.columns import Customer, Event, Kind
from shopai.events.dataset import Dataset, Report, from_frames
from shopai.events.reading.card import Card, Part
from shopai.findings import reading
from shopai.sentences import Sentence

NAME = "*A* <b> $x$ :one:"
DAY = pd.Timestamp("2024-03-01 12:00")


def shop(
    n: int,
    kinds: Sequence[str] = (Kind.PURCHASE,),
    price: float | None = 10.0,
    people: bool = True,
    dated: bool = True,
    currency: str | None = None,
    name: str = "shop.csv",
) -> Dataset:
    """`n` customers with an event of each kind on a day of their own, each of its own item."""
    rows = [
        {
            Event.USER: f"u{i}" if people else None,
            Event.ITEM: f"i{i}",
            Event.KIND: kind,
            Event.TIME: DAY + pd.Timedelta(days=i) if dated else None,
            Event.ORDER: f"o{i}",
            Event.QUANTITY: 1.0,
            Event.PRICE: price if kind == Kind.PURCHASE else None if price is None else price / 4,
            Event.RATING: 4.0 if kind == Kind.RATING else None,
        }
        for i in range(n)
        for kind in kinds
    ]
    frame = pd.DataFrame(rows).astype({Event.USER: "str", Event.PRICE: "float64"})
    frame[Event.TIME] = pd.to_datetime(frame[Event.TIME])
    return from_frames(frame, name=name, currency=currency)


def people(n: int, name: str = "people.csv") -> Dataset:
    """A customer table with `n` facts about one customer."""
    table = pd.DataFrame({Customer.USER: ["a"]} | {f"fact {i}": [i] for i in range(n)})
    return from_frames(pd.DataFrame({Event.USER: []}), customers=table, name=name)


def reported(dataset: Dataset, n: int) -> Dataset:
    """The same with `n` rows set aside, `n` of guests, and a warning."""
    notes = {"without a customer id": n}
    warnings = ("1 line stands twice, worth 5. It is kept; duplicates='remove' takes it out.",)
    aside = {"no date": n}
    return replace(
        dataset, report=Report(NAME, 2 * n, n, aside, notes, warnings=warnings, reading=Card())
    )


CASES: dict[str, Callable[[int], Sentence]] = {
    "reading.orders": lambda n: reading.headline(shop(n, name=NAME)),
    "reading.events": lambda n: reading.headline(shop(n, (Kind.VIEW, Kind.CART, Kind.PURCHASE))),
    "reading.first": lambda n: reading.headline(shop(n), 0.5),
    "reading.guests": lambda n: reading.headline(shop(n, people=False)),
    "reading.refunds": lambda n: reading.headline(shop(n, (Kind.PURCHASE, Kind.REFUND))),
    "reading.refunds.alone": lambda n: reading.headline(shop(n, (Kind.REFUND,))),
    "reading.unpriced": lambda n: reading.headline(shop(n, price=None)),
    "reading.undated": lambda n: reading.headline(shop(n, dated=False)),
    "reading.ratings": lambda n: reading.headline(shop(n, (Kind.RATING,))),
    "reading.people": lambda n: reading.headline(people(n)),
    "reading.also": lambda n: reading.also_read([Part("email", (NAME,), "", "likely")] * n),
    "reading.about": lambda n: reading.told(reading.OtherColumns(("a", NAME) * n))[0],
    "reading.items": lambda n: reading.told(reading.OtherColumns(items=("a", NAME) * n))[0],
    "reading.unused": lambda n: reading.told(reading.OtherColumns(unused=(NAME,) * n))[0],
    "reading.aside": lambda n: reading.worth_a_look(reported(shop(1), n))[1],  # type: ignore[dict-item, return-value]
    "reading.guests.said": lambda n: reading.worth_a_look(reported(shop(1), n))[2],  # type: ignore[dict-item, return-value]
}
