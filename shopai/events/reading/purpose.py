"""Files that hold no purchases: lists of products or parcels, reports of ads, bank statements."""

from __future__ import annotations

from shopai.columns import Event, Item
from shopai.events.reading.evidence import Evidence
from shopai.events.reading.headers import Field
from shopai.events.reading.mapping import Mapping, Shape
from shopai.events.reading.vocabulary import Concept as C

_MONEY = (Event.PRICE, Field.AMOUNT, Field.AMOUNT_BEFORE, Field.ORDER_TOTAL)
#: Share of the rows of a table of customers that may be of one seen before.
_AGAIN = 0.3


def not_shop_data(evidence: Evidence, mapping: Mapping, shape: Shape | None) -> str | None:
    """The kind of file this is and what to do, as the rest of a sentence; None for shop data."""
    if all(column.name.startswith("column_") for column in evidence.columns):
        return None if shape in ("ratings", "events", "matrix") else _NAMELESS
    has = mapping.fields.keys()
    people = Event.USER in has or Event.ORDER in has
    if len(_with(evidence, C.ADS)) >= 2 and Event.ORDER not in has and Event.KIND not in has:
        names = _listed(evidence, C.ADS)
        return (
            f"is a report of ads ({names}): it counts clicks, not what customers bought. Load the "
            "shop's orders or events."
        )
    sold = _with(evidence, C.ITEM)
    if _with(evidence, C.BALANCE) and not sold and Event.ORDER not in has:
        names = _listed(evidence, C.BALANCE)
        return (
            f"is a statement of an account ({names}): it names no items and no orders. Load the "
            "shop's orders or events."
        )
    if shape == "customers" and _people_again(evidence, mapping):
        return (
            f"has one customer in several rows ('{mapping.get(Event.USER)}'), so it is no table of "
            "customers, and no column says what they bought, rated or did. Map an item, order, "
            "rating or event column."
        )
    if shape != "orders":
        return None
    priced = any(name in has for name in _MONEY)
    if _with(evidence, C.TRACKING) and not priced:
        return (
            f"is a list of parcels ({_listed(evidence, C.TRACKING)}): it has no column of money. "
            "Load the shop's orders."
        )
    item = mapping.get(Event.ITEM) or mapping.get(Item.TITLE)
    if people or item is None or Event.KIND in has:
        return None
    once = evidence[item].unique and evidence.n_rows > 1
    counted = Event.QUANTITY in has or Field.AMOUNT in has
    if Event.TIME not in has or (once and not counted) or _is_stock(evidence, priced):
        return (
            f"is a list of products ('{item}'), not of purchases: no column says who bought, in "
            "which order or when. Load the shop's orders or events."
        )
    return None


_NAMELESS = (
    "has columns without names, and their order tells nothing; add a row with their names, such as "
    "order_id, customer_id, date, sku, quantity, price, or map them."
)


def _with(evidence: Evidence, concept: str) -> list[str]:
    return [column.name for column in evidence.columns if concept in column.concepts]


def _listed(evidence: Evidence, concept: str) -> str:
    return ", ".join(f"'{name}'" for name in _with(evidence, concept)[:3])


def _people_again(evidence: Evidence, mapping: Mapping) -> bool:
    user = mapping.get(Event.USER)
    if user is None:
        return False
    column = evidence[user]
    return len(column.distinct) < (1 - _AGAIN) * len(column.filled)


def _is_stock(evidence: Evidence, priced: bool) -> bool:
    """Goods that come and go without money: movements of a stock."""
    return not priced and bool(_with(evidence, C.STOCK) or _with(evidence, C.SELLER))
