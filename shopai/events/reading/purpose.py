"""Files that hold no purchases: lists of products or parcels, reports of ads, bank statements."""

from __future__ import annotations

from typing import Final

from shopai.columns import Event
from shopai.events.reading.evidence import Evidence
from shopai.events.reading.headers import Field
from shopai.events.reading.ledgers import LEDGERS, sums
from shopai.events.reading.mapping import Mapping, Shape
from shopai.events.reading.opaque import foreign, opaque
from shopai.events.reading.table import INSTEAD, Rule, Table, listed
from shopai.events.reading.telling import Telling
from shopai.events.reading.vocabulary import Concept as C

#: Share of the rows of a table of customers that may be of one seen before.
_AGAIN: Final = 0.3
_OF_SURVEY: Final = 3
_NAMELESS: Final = (
    "has columns without names, and their order tells nothing; add a row with their names, such as "
    "order_id, customer_id, date, sku, quantity, price, or map them."
)


def not_shop_data(evidence: Evidence, mapping: Mapping, shape: Shape | None) -> str | None:
    """The kind of file this is and what to do, as the rest of a sentence; None for shop data."""
    if all(column.name.startswith("column_") for column in evidence.columns):
        return None if shape in ("ratings", "events", "matrix") else _NAMELESS
    table = Table(evidence, mapping, shape)
    return next((said for rule in _RULES if (said := rule(table)) is not None), None)


def _ads(table: Table) -> str | None:
    counted = table.having(C.ADS)
    if len(counted) < 2 or table.has & {Event.ORDER, Event.KIND}:
        return None
    return (
        f"is a report of ads ({listed(counted)}): it counts clicks, not what customers bought. "
        f"{INSTEAD}"
    )


def _survey(table: Table) -> str | None:
    asked = [c.name for c in table.evidence.columns if c.name.rstrip().endswith("?")]
    if len(asked) > 1 and not table.has & {Event.ORDER, Event.ITEM}:
        return f"is the answers to a survey ({listed(asked)}). {INSTEAD}"
    asked = table.having(C.SURVEY)
    if len(asked) >= _OF_SURVEY and not table.has & {Event.ORDER, Event.KIND}:
        return f"is the answers to a survey ({listed(asked)}). {INSTEAD}"
    return None


def _visits(table: Table) -> str | None:
    counted = table.having(C.PLAYS, C.SESSION, C.ADS)
    if table.shape != "customers" or Event.USER in table.has or len(counted) < 2:
        return None
    return f"counts visits ({listed(counted)}) and names no customer. {INSTEAD}"


def _nobody(table: Table) -> str | None:
    """Rows of facts with no column that says of whom."""
    if table.shape != "customers" or Event.USER in table.has:
        return None
    targets = table.telling(Telling.TARGET, numeric=True)
    if targets:
        return f"is a table of targets or a budget ({listed(targets)}). {INSTEAD}"
    if table.telling(Telling.STOCKED, numeric=True):
        return f"is a list of products ({_columns(table)}), not of purchases. {INSTEAD}"
    return (
        f"names no customers ({_columns(table)}): no column says "
        "who or what was bought. If each row is a customer, say so (shape='customers') or add a "
        "column customer_id; else load the shop's orders or events."
    )


def _columns(table: Table) -> str:
    return listed([column.name for column in table.evidence.columns])


def _people_again(table: Table) -> str | None:
    user = table.mapping.get(Event.USER)
    if table.shape != "customers" or user is None:
        return None
    column = table.evidence[user]
    if len(column.distinct) >= (1 - _AGAIN) * len(column.filled):
        return None
    return (
        f"has one customer in several rows ('{user}'), so it is no table of customers, and no "
        "column says what they bought, rated or did. Map an item, order, rating or event column."
    )


def _parcels(table: Table) -> str | None:
    """Parcels by their numbers, or by whom they go to and what they weigh."""
    if Event.KIND in table.has or table.priced:
        return None
    told = table.having(C.TRACKING)
    weighed, to_whom = table.telling(Telling.WEIGHT), table.having(C.RECIPIENT)
    if not told and weighed and to_whom and table.item is None:
        told = [*to_whom[:1], *weighed]
    if not told:
        return None
    return (
        f"is a list of parcels ({listed(told)}): it has no column of money. Load the shop's orders."
    )


def _moved(table: Table) -> str | None:
    """Goods that are moved from one place to another without money."""
    ways = {column.name.casefold() for column in table.evidence.columns}
    moved = table.having(C.MOVEMENT) or {"from", "to"} <= ways
    if table.shape != "orders" or table.priced or not moved:
        return None
    return (
        "is a list of movements of a stock or of parcels: it says where from and to, and has no "
        f"column of money. {INSTEAD}"
    )


def _reviews(table: Table) -> str | None:
    rating = table.mapping.get(Event.RATING)
    if table.shape != "orders" or rating is None or table.priced or table.item is not None:
        return None
    return f"holds ratings of orders ('{rating}') and names no items. {INSTEAD}"


def _orders_alone(table: Table) -> str | None:
    """Numbers of orders beside which nothing is said of a sale."""
    order = table.mapping.get(Event.ORDER)
    told = {Event.USER, Event.TIME, Event.QUANTITY, Event.KIND, Event.RATING, Field.REFUNDED}
    if table.shape != "orders" or order is None or table.priced or table.has & told:
        return None
    if table.item is not None:
        return None
    return (
        f"names orders ('{order}') and says nothing of who bought what, when and for how much. "
        "Load the shop's orders."
    )


def _products(table: Table) -> str | None:
    item = table.item
    people = table.has & {Event.USER, Event.ORDER, Event.KIND}
    if table.shape != "orders" or people or item is None:
        return None
    once = table.evidence[item].unique and table.evidence.n_rows > 1
    counted = Event.QUANTITY in table.has or Field.AMOUNT in table.has
    stocked = table.telling(Telling.STOCKED) or table.having(C.STOCK)
    stock_alone = not table.priced and (stocked or table.having(C.SELLER))
    judged = table.telling(Telling.OPINIONS, numeric=True)
    if Event.TIME not in table.has or stock_alone or judged or (once and (stocked or not counted)):
        return (
            f"is a list of products ('{item}'), not of purchases: no column says who bought, in "
            f"which order or when. {INSTEAD}"
        )
    return None


#: In the order in which they are asked.
_RULES: Final[tuple[Rule, ...]] = (
    _ads, _survey, *LEDGERS, foreign, sums, _visits, _nobody, _people_again, _parcels, _moved,
    _reviews, _orders_alone, _products, opaque,
)  # fmt: skip
