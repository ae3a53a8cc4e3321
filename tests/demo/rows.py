"""What the tests of the demo shop share."""

from __future__ import annotations

import pandas as pd

from shopai.columns import (
    Event,
    Kind,
)
from shopai.demo import shop as demo_shop
from shopai.demo.shop import Shop

FILES = (demo_shop.EVENTS_FILE, demo_shop.ITEMS_FILE, demo_shop.CUSTOMERS_FILE)
VISIT = {Event.CHANNEL, Event.DEVICE}
AFTER_THE_VISIT = (Kind.REFUND, Kind.RATING)
SESSION_GAP = pd.Timedelta(minutes=30)


def of_kind(shop: Shop, kind: str) -> pd.DataFrame:
    return shop.events[shop.events[Event.KIND] == kind]
