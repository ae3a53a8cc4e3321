"""Mappings: which source column means what, saved as JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping as MappingType
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal

from shopai.columns import Customer, Event, Item, Kind
from shopai.engines.failures import not_loaded
from shopai.errors import InputError
from shopai.events.reading.headers import Field
from shopai.events.reading.states import STATES
from shopai.events.sources.layout import Rows

Shape = Literal["events", "orders", "ratings", "matrix", "customers"]

#: The shapes a file can have, as people say them.
SHAPES: Final[dict[Shape, str]] = {
    "events": "Event log: one row is one thing a customer did",
    "orders": "Order lines: one row is one item of an order",
    "ratings": "Ratings: customer, item, rating",
    "matrix": "Rating matrix: one row a customer, one column an item",
    "customers": "Customer table: one row a customer, no items",
}

#: Fields a column can be mapped to, with the words for each, in the order of the list on screen.
FIELDS: Final[dict[str, str]] = {
    Event.USER: "Customer id",
    Event.ITEM: "Item id",
    Event.KIND: "Event type",
    Event.TIME: "Date and time",
    Field.CLOCK: "Time of day",
    Field.ZONE: "Time zone",
    Event.ORDER: "Order number",
    Event.QUANTITY: "Quantity",
    Event.PRICE: "Price per unit",
    Field.AMOUNT: "Line total",
    Field.AMOUNT_BEFORE: "Line total before discount",
    Field.ORDER_TOTAL: "Order total",
    Event.DISCOUNT: "Discount",
    Field.ORDER_DISCOUNT: "Discount of the order",
    Field.DISCOUNT_RATE: "Discount rate",
    Field.REFUNDED: "Refunded amount",
    Field.REFUNDED_UNITS: "Refunded units",
    Field.SHIPPING: "Shipping in the total",
    Event.RATING: "Rating",
    Event.SESSION: "Session id",
    Event.QUERY: "Search words",
    Event.CHANNEL: "Channel",
    Event.DEVICE: "Device",
    Event.CURRENCY: "Currency",
    Field.STATUS: "Order status",
    Field.CANCELLED: "Cancelled (day, or yes)",
    Field.PAID_AT: "Paid on (blank: not paid)",
    Item.TITLE: "Item title",
    Item.CATEGORY: "Item category",
    Item.BRAND: "Item brand",
    Item.DESCRIPTION: "Item description",
    Item.COST: "Item cost",
    Item.STOCK: "Units in stock",
    Customer.EMAIL: "E-mail",
    Customer.PHONE: "Phone",
    Customer.CONSENT: "Marketing consent",
    Customer.FIRST_NAME: "First name",
    Customer.LAST_NAME: "Last name",
    Field.NAME: "First and last name",
    Customer.CITY: "City",
    Customer.STATE: "State or province",
    Customer.ZIP: "Zip or postcode",
    Customer.COUNTRY: "Country",
    Field.ATTRIBUTE: "Customer attribute",
}

#: Questions of :func:`shopai.load` whose answers hold for every file of the same kind.
ANSWERED: Final = ("dates", "decimal", "currency", "zone", "duplicates")

_NUMBER = re.compile(r"[-+]?\d+([.,]\d+)?$")


#: Stands for the word of an event in a file that has no column of them.
ANY_ROW: Final = ""


@dataclass(frozen=True)
class Mapping:
    """Meanings of a file's columns.

    Attributes
    ----------
    fields : field (a key of `FIELDS`) -> source column. One column may serve two fields: an
        e-mail address is often the customer id too.
    attributes : source columns kept as attributes of the customer, under their own names
    kinds : the file's own words for events, if unknown here -> one of `columns.Kind.ALL`;
        `ANY_ROW` -> that of all rows, in a file without a column of events
    more : field -> further columns of it: ids that tell who it was where the customer id is
        blank, further states of the order
    states : the file's own words for the state of an order -> a key of `states.STATES`
    answers : parameter of :func:`shopai.load`, one of `ANSWERED` -> the owner's answer
    """

    fields: MappingType[str, str]
    attributes: tuple[str, ...] = ()
    kinds: MappingType[str, str] = field(default_factory=dict)
    more: MappingType[str, tuple[str, ...]] = field(default_factory=dict)
    states: MappingType[str, str] = field(default_factory=dict)
    answers: MappingType[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        wrong = sorted({kind for kind in self.kinds.values() if kind not in Kind.ALL})
        if wrong:
            raise InputError(
                f"The mapping names unknown event types {wrong}; known are {', '.join(Kind.ALL)}."
            )
        wrong = sorted({state for state in self.states.values() if state not in STATES})
        if wrong:
            raise InputError(
                f"The mapping names unknown states of orders {wrong}; known are "
                f"{', '.join(STATES)}."
            )
        unknown = sorted(set(self.answers) - set(ANSWERED))
        if unknown:
            raise InputError(
                f"The mapping names unknown answers {unknown}; known are {', '.join(ANSWERED)}."
            )
        unknown = sorted({*self.fields, *self.more} - set(FIELDS))
        if unknown:
            raise InputError(
                f"The mapping names unknown fields {unknown}; known are {', '.join(FIELDS)}."
            )

    def get(self, name: str) -> str | None:
        """The source column of field `name`, or None."""
        return self.fields.get(name)

    def all_of(self, name: str) -> tuple[str, ...]:
        """Every source column of field `name`, the first of them :meth:`get`."""
        first = self.fields.get(name)
        return (() if first is None else (first,)) + tuple(self.more.get(name, ()))

    @property
    def columns(self) -> tuple[str, ...]:
        """Every source column that is used."""
        more = (column for columns in self.more.values() for column in columns)
        return tuple(dict.fromkeys([*self.fields.values(), *more, *self.attributes]))

    def check(self, columns: Sequence[str]) -> None:
        """Raise where the mapping names columns the file does not have."""
        missing = sorted({column for column in self.columns if column not in columns})
        if missing:
            raise InputError(
                f"The mapping names columns the file does not have ({', '.join(missing)}); "
                f"found {', '.join(columns[:20])}."
            )

    def save(self, path: str | Path) -> None:
        """Write the mapping as JSON, to be used with the next export of the same kind."""
        Path(path).write_text(self.to_json(), encoding="utf-8")

    def to_json(self) -> str:
        content: dict[str, Any] = {"fields": dict(self.fields), "attributes": list(self.attributes)}
        for name in ("kinds", "states", "answers"):
            if words := getattr(self, name):
                content[name] = dict(words)
        if self.more:
            content["more"] = {name: list(columns) for name, columns in self.more.items()}
        return json.dumps(content, ensure_ascii=False, indent=2)

    @classmethod
    def load(cls, path: str | Path) -> Mapping:
        """Read what :meth:`save` wrote."""
        try:
            content = Path(path).read_text(encoding="utf-8")
        except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
            raise InputError(f"There is no mapping to read at {path}; check the path.") from None
        except OSError as error:
            raise not_loaded(Path(path).name, error) from error
        except UnicodeDecodeError:
            content = ""
        return cls.from_json(content)

    @classmethod
    def from_json(cls, content: str) -> Mapping:
        """Read what :meth:`to_json` wrote."""
        try:
            saved = json.loads(content)
            fields, attributes = saved["fields"], saved.get("attributes", [])
            kinds, states, answers = (saved.get(n, {}) for n in ("kinds", "states", "answers"))
            more = {name: tuple(columns) for name, columns in saved.get("more", {}).items()}
            names = [*fields.values(), *attributes]
            names += [word for words in (kinds, states, answers) for word in words.values()]
            names += [column for columns in more.values() for column in columns]
        except (json.JSONDecodeError, KeyError, TypeError, AttributeError):
            names = [None]
        if not all(isinstance(name, str) for name in names):
            raise InputError(
                'This is not a saved mapping; it should look like {"fields": {"user_id": '
                '"Customer ID", …}, "attributes": [ … ]}.'
            )
        return cls(fields, tuple(attributes), kinds, more, states, answers)


def shape_of(mapping: Mapping, columns: Sequence[str], rows: Rows) -> Shape | None:
    """The shape a file has under `mapping`, or None where nothing fits."""
    has = mapping.fields.keys()
    if ANY_ROW in mapping.kinds and (Event.ITEM in has or Item.TITLE in has):
        return "events"
    if Event.KIND in has and (Event.ITEM in has or Event.QUERY in has):
        return "events"
    sold = has & {Event.ORDER, Event.QUANTITY, Event.PRICE, Field.AMOUNT, Field.ORDER_TOTAL}
    if Event.RATING in has and Event.ITEM in has and not sold:
        return "ratings"
    if Event.ITEM in has or Item.TITLE in has or Event.ORDER in has:
        return "orders"
    if Event.TIME in has and (Field.AMOUNT in has or Event.PRICE in has):
        return "orders"
    body = [[cell.strip() for cell in row[1:]] for row in rows]
    filled = [cell for row in body for cell in row if cell]
    if len(columns) >= 3 and filled and _numeric(filled) and _one_scale(body):
        return "matrix"
    numeric = [
        i for i in range(len(columns))
        if (cells := [row[i].strip() for row in rows if row[i].strip()]) and _numeric(cells)
    ]  # fmt: skip
    return "customers" if numeric and Event.TIME not in has else None


def _numeric(cells: Sequence[str]) -> bool:
    return all(_NUMBER.match(cell) for cell in cells)


def _one_scale(body: Rows) -> bool:
    """Ratings share one short scale over all columns, and most customers rate few items."""
    values = {float(cell.replace(",", ".")) for row in body for cell in row if cell}
    blank = sum(cell in ("", "0", "0.0") for row in body for cell in row)
    cells = sum(len(row) for row in body)
    return min(values) >= 0 and max(values) <= 10 and len(values) <= 21 and blank >= 0.1 * cells
