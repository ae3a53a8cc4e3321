"""Days, items and categories of the overview."""

from __future__ import annotations

from typing import Final

from shopai.columns.events import Item


class Trend:
    """One row a day, week or month."""

    START: Final = "start"  # UTC, the first instant of the day, week (Monday) or month
    REVENUE: Final = "revenue"  # float, net of refunds
    ORDERS: Final = "orders"  # int, orders that began in it
    EVENTS: Final = "events"  # int
    WHOLE: Final = "whole"  # bool, False where the data begin or end within it


class TopItems:
    """What sells best: one row an item or a category."""

    ITEM: Final = Item.ITEM
    TITLE: Final = Item.TITLE
    CATEGORY: Final = Item.CATEGORY
    REVENUE: Final = "revenue"  # float, net of refunds; missing where nothing has a price
    UNITS: Final = "units"  # float, bought
    EVENTS: Final = "events"  # int, of any kind
    SHARE: Final = "share"  # float, of all revenue, or of all events where nothing has a price,
