"""Events, items, customers and rows set aside of a data set; its days and best sellers."""

from __future__ import annotations

from typing import Final


class Kind:
    """The values of :attr:`Event.KIND`: what a customer did."""

    VIEW: Final = "view"
    SEARCH: Final = "search"
    CART: Final = "cart"
    WISHLIST: Final = "wishlist"
    PURCHASE: Final = "purchase"
    REFUND: Final = "refund"
    RATING: Final = "rating"

    ALL: Final = (VIEW, SEARCH, CART, WISHLIST, PURCHASE, REFUND, RATING)


class Event:
    """The event table: one row is one thing that happened."""

    USER: Final = "user_id"  # str; null for a guest
    ITEM: Final = "item_id"  # str; null for a search
    KIND: Final = "event"  # str, one of Kind.ALL
    TIME: Final = "timestamp"  # UTC, microseconds
    EPOCH: Final = "epoch_us"  # int64, on the shop's clock: microseconds since 1970-01-01 00:00
    QUANTITY: Final = "quantity"  # float, units, >= 0 (a refund is told by KIND, not by a sign)
    PRICE: Final = "price"  # float, per unit, >= 0, in CURRENCY
    DISCOUNT: Final = "discount"  # float, money off the whole line, >= 0, in CURRENCY
    RATING: Final = "rating"  # float, the source's own scale
    SESSION: Final = "session_id"  # str
    ORDER: Final = "order_id"  # str
    QUERY: Final = "query"  # str, what was searched for
    CURRENCY: Final = "currency"  # str, ISO 4217 where known; one value a data set
    CHANNEL: Final = "channel"  # str, what brought the visit: e-mail, search, an advertisement
    DEVICE: Final = "device"  # str, what it was made with: phone, desktop


class Line:
    """Columns of the timeline beside those of the event table."""

    LINE: Final = "line"  # int64, the event's row in the event table, from 0
    KIND: Final = "kind"  # int8, the place of Event.KIND in Kind.ALL
    INSTANT: Final = "instant_us"  # int64, µs since 1970-01-01 UTC; only where clocks are changed


class Item:
    """The item table: one row an item."""

    ITEM: Final = Event.ITEM
    TITLE: Final = "title"
    CATEGORY: Final = "category"
    BRAND: Final = "brand"
    DESCRIPTION: Final = "description"
    COST: Final = "cost"  # float, what one unit costs the shop
    STOCK: Final = "stock"  # float, units available; below 0 where more are sold than there are


class Customer:
    """The customer table: one row a customer, known attributes beside USER."""

    USER: Final = Event.USER
    EMAIL: Final = "email"
    PHONE: Final = "phone"
    CONSENT: Final = "consent"
    COUNTRY: Final = "country"
    FIRST_NAME: Final = "first_name"
    LAST_NAME: Final = "last_name"
    CITY: Final = "city"
    STATE: Final = "state"
    ZIP: Final = "zip"


class SetAside:
    """Rows of the source that did not become events, one row a fault."""

    LINE: Final = "line"  # int, 1-based line (or row) number in the source
    COLUMN: Final = "column"  # str, the source's own column name
    VALUE: Final = "value"  # str, what stood there
    REASON: Final = "reason"  # str, why the row was set aside


def _types(table: type, others: dict[str, str]) -> dict[str, str]:
    """DuckDB types of a table's columns, in their order: text but for `others`."""
    return {name: others.get(name, "VARCHAR") for key, name in vars(table).items() if key.isupper()}


_NUMBERS: Final = (Event.QUANTITY, Event.PRICE, Event.DISCOUNT, Event.RATING)

#: DuckDB types of the event table, of the item table and of the rows set aside, in column order.
EVENT_TYPES: Final = _types(
    Event, {Event.TIME: "TIMESTAMP", Event.EPOCH: "BIGINT"} | dict.fromkeys(_NUMBERS, "DOUBLE")
)
ITEM_TYPES: Final = _types(Item, dict.fromkeys((Item.COST, Item.STOCK), "DOUBLE"))
SET_ASIDE_TYPES: Final = _types(SetAside, {SetAside.LINE: "BIGINT"})


#: How an amount in a currency (ISO 4217) is written.
CURRENCY_SIGNS: Final[dict[str, str]] = {
    "GBP": "£",
    "EUR": "€",
    "USD": "$",
    "CNY": "¥",
    "JPY": "¥",
    "INR": "₹",
}


class Trend:
    """One row a day, week or month."""

    START: Final = "start"  # datetime, midnight the day, week (Monday) or month begins with
    REVENUE: Final = "revenue"  # float, net of refunds
    ORDERS: Final = "orders"  # int, orders that began in it
    EVENTS: Final = "events"  # int
    WHOLE: Final = "whole"  # bool, False where the data begin or end within it


class TopItems:
    """Best sellers: one row an item or a category."""

    ITEM: Final = Item.ITEM
    TITLE: Final = Item.TITLE
    CATEGORY: Final = Item.CATEGORY
    REVENUE: Final = "revenue"  # float, net of refunds; missing where nothing has a price
    UNITS: Final = "units"  # float, bought
    EVENTS: Final = "events"  # int, of any kind
    SHARE: Final = "share"  # float, of all revenue, or of all events where nothing has a price,
