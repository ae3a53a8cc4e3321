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
    asked = [column.name for column in evidence.columns if column.name.rstrip().endswith("?")]
    if len(asked) > 1 and not has & {Event.ORDER, Event.ITEM}:
        return f"is the answers to a survey ({', '.join(map(repr, asked[:3]))}). {_INSTEAD}"
    for concepts, least, words in _OTHER_FILES:
        telling = [column.name for column in evidence.columns if column.concepts & concepts]
        if len(telling) >= least and not has & {Event.ORDER, Event.KIND}:
            return f"is {words} ({', '.join(map(repr, telling[:3]))}). {_INSTEAD}"
    sold = _with(evidence, C.ITEM)
    if _with(evidence, C.BALANCE) and not sold and Event.ORDER not in has:
        names = _listed(evidence, C.BALANCE)
        return (
            f"is a statement of an account ({names}): it names no items and no orders. Load the "
            "shop's orders or events."
        )
    if shape == "customers" and Event.USER not in has and len(_visits(evidence)) > 1:
        names = ", ".join(map(repr, _visits(evidence)[:3]))
        return f"counts visits ({names}) and names no customer. {_INSTEAD}"
    if shape == "customers" and _people_again(evidence, mapping):
        return (
            f"has one customer in several rows ('{mapping.get(Event.USER)}'), so it is no table of "
            "customers, and no column says what they bought, rated or did. Map an item, order, "
            "rating or event column."
        )
    priced = any(name in has for name in _MONEY)
    if _with(evidence, C.TRACKING) and not priced and Event.KIND not in has:
        return (
            f"is a list of parcels ({_listed(evidence, C.TRACKING)}): it has no column of money. "
            "Load the shop's orders."
        )
    if shape != "orders":
        return None
    ways = {column.name.casefold() for column in evidence.columns}
    if (_with(evidence, C.MOVEMENT) or {"from", "to"} <= ways) and not priced:
        return (
            f"is a list of movements of a stock or of parcels: it says where from and to, and has "
            f"no column of money. {_INSTEAD}"
        )
    if not priced and Event.ITEM not in has and Item.TITLE not in has and Event.RATING in has:
        rating = mapping.get(Event.RATING)
        return f"holds ratings of orders ('{rating}') and names no items. {_INSTEAD}"
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


_INSTEAD = "Load the shop's orders or events."
#: Concepts, the number of columns that must have one, and the kind of file that has them.
_OTHER_FILES = (
    (frozenset({C.WAGE}), 2, "a list of wages"),
    (frozenset({C.SURVEY}), 3, "the answers to a survey"),
    (frozenset({C.ACCOUNT}), 3, "a statement of an account"),
)

_NAMELESS = (
    "has columns without names, and their order tells nothing; add a row with their names, such as "
    "order_id, customer_id, date, sku, quantity, price, or map them."
)


def _with(evidence: Evidence, concept: str) -> list[str]:
    return [column.name for column in evidence.columns if concept in column.concepts]


def _visits(evidence: Evidence) -> list[str]:
    kinds = {C.PLAYS, C.SESSION, C.ADS}
    return [column.name for column in evidence.columns if column.concepts & kinds]


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
