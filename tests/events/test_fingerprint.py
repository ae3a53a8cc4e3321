"""Equal fingerprints mean equal data: caches rely on it."""

from __future__ import annotations

import pandas as pd

from shopai.columns import Customer, Event, Item, Kind
from shopai.events.dataset import Dataset, from_frames

EVENTS = pd.DataFrame({Event.USER: ["a"], Event.ITEM: ["x"], Event.KIND: [Kind.VIEW]})


def of(events: pd.DataFrame, **tables: pd.DataFrame) -> str:
    dataset: Dataset = from_frames(events, **tables)  # type: ignore[arg-type]
    return dataset.fingerprint


def test_the_same_tables_have_the_same_fingerprint() -> None:
    assert of(EVENTS) == of(EVENTS.copy())


def test_another_event_item_or_customer_makes_another_fingerprint() -> None:
    items = pd.DataFrame({Item.ITEM: ["x"], Item.CATEGORY: ["tea"]})
    people = pd.DataFrame({Customer.USER: ["a"], "age": [30]})
    fingerprints = {
        of(EVENTS),
        of(EVENTS.assign(**{Event.USER: "b"})),
        of(EVENTS, items=items),
        of(EVENTS, items=items.assign(**{Item.CATEGORY: "cups"})),
        of(EVENTS, customers=people),
        of(EVENTS, customers=people.assign(age=31)),
    }
    assert len(fingerprints) == 6
