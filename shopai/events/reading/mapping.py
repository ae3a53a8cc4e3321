"""Mappings: which source column means what, suggested by header and content, saved as JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Sequence
from collections.abc import Mapping as MappingType
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal

from shopai.columns import Customer, Event, Item, Kind
from shopai.errors import InputError
from shopai.events.reading.headers import ATTRIBUTES, EXPORTS, LAST, NAMES, VISIT, Field, key, keyed
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
    Event.ORDER: "Order number",
    Event.QUANTITY: "Quantity",
    Event.PRICE: "Price per unit",
    Field.AMOUNT: "Line total",
    Event.DISCOUNT: "Discount",
    Event.RATING: "Rating",
    Event.SESSION: "Session id",
    Event.QUERY: "Search words",
    Event.CHANNEL: "Channel",
    Event.DEVICE: "Device",
    Event.CURRENCY: "Currency",
    Field.STATUS: "Order status",
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

_TIME = re.compile(
    r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}|\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|1\d{9}(\d{3})?(\d{3})?$"
)
_NUMBER = re.compile(r"[-+]?\d+([.,]\d+)?$")


@dataclass(frozen=True)
class Mapping:
    """Meanings of a file's columns.

    Attributes
    ----------
    fields : field (a key of `FIELDS`) -> source column. One column may serve two fields: an
        e-mail address is often the customer id too.
    attributes : source columns kept as attributes of the customer, under their own names
    kinds : the file's own words for events, if unknown here -> one of `columns.Kind.ALL`
    """

    fields: MappingType[str, str]
    attributes: tuple[str, ...] = ()
    kinds: MappingType[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        wrong = sorted({kind for kind in self.kinds.values() if kind not in Kind.ALL})
        if wrong:
            raise InputError(
                f"The mapping names unknown event types {wrong}; known are {', '.join(Kind.ALL)}."
            )
        unknown = sorted(set(self.fields) - set(FIELDS))
        if unknown:
            raise InputError(
                f"The mapping names unknown fields {unknown}; known are {', '.join(FIELDS)}."
            )

    def get(self, name: str) -> str | None:
        """The source column of field `name`, or None."""
        return self.fields.get(name)

    def check(self, columns: Sequence[str]) -> None:
        """Raise where the mapping names columns the file does not have."""
        used = [*self.fields.values(), *self.attributes]
        missing = sorted({column for column in used if column not in columns})
        if missing:
            raise InputError(
                f"The mapping names columns the file does not have ({', '.join(missing)}); "
                f"found {', '.join(columns[:20])}."
            )

    def save(self, path: str | Path) -> None:
        """Write the mapping as JSON, to be used with the next export of the same kind."""
        Path(path).write_text(self.to_json(), encoding="utf-8")

    def to_json(self) -> str:
        content = {"fields": dict(self.fields), "attributes": list(self.attributes)}
        if self.kinds:
            content["kinds"] = dict(self.kinds)
        return json.dumps(content, ensure_ascii=False, indent=2)

    @classmethod
    def load(cls, path: str | Path) -> Mapping:
        """Read what :meth:`save` wrote."""
        try:
            content = Path(path).read_text(encoding="utf-8")
        except OSError:
            raise InputError(f"There is no mapping to read at {path}; check the path.") from None
        except UnicodeDecodeError:
            content = ""
        return cls.from_json(content)

    @classmethod
    def from_json(cls, content: str) -> Mapping:
        """Read what :meth:`to_json` wrote."""
        try:
            saved = json.loads(content)
            fields, attributes = saved["fields"], saved.get("attributes", [])
            kinds = saved.get("kinds", {})
            names = [*fields.values(), *attributes, *kinds.values()]
        except (json.JSONDecodeError, KeyError, TypeError, AttributeError):
            names = [None]
        if not all(isinstance(name, str) for name in names):
            raise InputError(
                'This is not a saved mapping; it should look like {"fields": {"user_id": '
                '"Customer ID", …}, "attributes": [ … ]}.'
            )
        return cls(fields, tuple(attributes), kinds)


def suggest(columns: Sequence[str], rows: Rows) -> Mapping:
    """The likeliest mapping of a file with these columns and first rows.

    First by the headers of known exports, then by each field's known names, then by what
    the cells look like. A column serves one field, save for an e-mail that is also the id.
    """
    by_key = keyed(columns)
    fields: dict[str, str] = {}
    for signature, names in EXPORTS.values():
        if not fields and signature <= by_key.keys():
            fields = {name: by_key[header] for name, header in names.items() if header in by_key}
    if fields:
        # An edited export may have lost or renamed what the preset looks for. Only the
        # essentials are filled by general names: an order's total is no line's discount.
        essential = {Event.USER, Event.TIME, Event.ITEM, Event.QUANTITY}
        if not {Event.PRICE, Field.AMOUNT} & fields.keys():
            essential |= {Event.PRICE, Field.AMOUNT}
        _by_name(by_key, fields, essential)
        _by_name(by_key, fields, LAST)
    else:
        _by_name(by_key, fields, NAMES.keys() - LAST)
        _by_name(by_key, fields, LAST)
        if Event.USER not in fields and Customer.EMAIL in fields:
            fields[Event.USER] = fields[Customer.EMAIL]
        _by_content(fields, columns, rows)
    user = fields.get(Event.USER)
    if user is not None and Customer.EMAIL not in fields and _share(columns, rows, user, "@") > 0.9:
        fields[Customer.EMAIL] = user
    theirs = set()
    if shape_of(Mapping(fields), columns, rows) == "customers":
        theirs = {fields.pop(name) for name in VISIT if name in fields}
    taken = set(fields.values())
    attributes = tuple(
        c for c in columns if c not in taken and (key(c) in ATTRIBUTES or c in theirs)
    )
    return Mapping(fields, attributes if Event.USER in fields else ())


def _by_name(by_key: dict[str, str], fields: dict[str, str], wanted: Collection[str]) -> None:
    """Fill the `wanted` fields by known names; a field's better (earlier) name is asked first."""
    taken = set(fields.values())
    for rank in range(max(map(len, NAMES.values()))):
        for name, known in NAMES.items():
            column = by_key.get(known[rank]) if rank < len(known) else None
            free = name in wanted and name not in fields
            if free and column is not None and column not in taken:
                fields[name] = column
                taken.add(column)
    if Event.USER in fields and Event.ORDER in fields and Item.TITLE in fields:
        fields.setdefault(Event.ITEM, fields[Item.TITLE])


def _by_content(fields: dict[str, str], columns: Sequence[str], rows: Rows) -> None:
    """Fill the fields that headers did not settle, where the cells leave no doubt."""
    if not rows or len(columns) > 12:
        return
    cells = {
        column: [row[i].strip() for row in rows if row[i].strip()]
        for i, column in enumerate(columns)
    }
    free = [
        c for c in columns if c not in fields.values() and cells[c] and key(c) not in ATTRIBUTES
    ]

    def claim(name: str, matches: Sequence[str]) -> None:
        if name not in fields and matches:
            fields[name] = matches[0]
            free.remove(matches[0])

    meaningless = Event.USER not in fields and Event.ITEM not in fields
    claim(Event.TIME, [c for c in free if all(_TIME.match(v) for v in cells[c])])
    claim(
        Event.KIND,
        [c for c in free if all(kind_of(v) for v in cells[c]) and not _numeric(cells[c])],
    )
    # Nameless columns of three or four: customer, item, rating, time, in the order of MovieLens.
    if all(re.match(r"column_\d+$", c) for c in columns) and 2 <= len(free) <= 4:
        claim(Event.USER, free[:1])
        claim(Event.ITEM, free[:1])
        claim(Event.RATING, [c for c in free if _rating(cells[c])])
        claim(Event.TIME, [c for c in free if all(re.match(r"\d{9,10}$", v) for v in cells[c])])
        return
    ids = [c for c in free if len(set(cells[c])) > 1 and not _fraction(cells[c])]
    if Event.KIND not in fields and meaningless:
        # Two columns of ids that come again beside a small number: customer, item, rating.
        again = [c for c in ids if len(set(cells[c])) < len(cells[c]) and not _rating(cells[c])]
        if len(free) == 3 and len(again) == 2:
            claim(Event.RATING, [c for c in free if _rating(cells[c])])
        ids = again if Event.TIME not in fields else ids
    if Event.TIME in fields or Event.KIND in fields or Event.RATING in fields:
        claim(Event.USER, [c for c in ids if c in free])
        claim(Event.ITEM, [c for c in ids if c in free])


def _numeric(cells: Sequence[str]) -> bool:
    return all(_NUMBER.match(v) for v in cells)


def _fraction(cells: Sequence[str]) -> bool:
    return _numeric(cells) and any("." in v and not v.endswith(".0") for v in cells)


def _rating(cells: Sequence[str]) -> bool:
    return _numeric(cells) and all(0 <= float(v.replace(",", ".")) <= 10 for v in cells)


def _share(columns: Sequence[str], rows: Rows, column: str, sign: str) -> float:
    position = list(columns).index(column)
    cells = [row[position] for row in rows if row[position].strip()]
    return sum(sign in cell for cell in cells) / len(cells) if cells else 0.0


def shape_of(mapping: Mapping, columns: Sequence[str], rows: Rows) -> Shape | None:
    """The shape a file has under `mapping`, or None where nothing fits."""
    has = mapping.fields.keys()
    if Event.KIND in has and (Event.ITEM in has or Event.QUERY in has):
        return "events"
    if Event.RATING in has and Event.ITEM in has:
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


def _one_scale(body: Rows) -> bool:
    """Ratings share one short scale over all columns, and most customers rate few items."""
    values = {float(cell.replace(",", ".")) for row in body for cell in row if cell}
    blank = sum(cell in ("", "0", "0.0") for row in body for cell in row)
    cells = sum(len(row) for row in body)
    return min(values) >= 0 and max(values) <= 10 and len(values) <= 21 and blank >= 0.1 * cells


_KINDS: Final[dict[str, str]] = {
    word: kind
    for kind, words in {
        "view": "view views pv page_view pageview click clicks detail product_view view_item "
        "impression viewed visit browse item_view product_viewed 浏览 点击 查看 曝光 瀏覽 閲覧",
        "search": "search searched site_search view_search_results 搜索 搜寻 搜尋 検索",
        "cart": "cart add_to_cart addtocart add_cart cart_add basket add_to_basket added_to_cart "
        "atc 加购 加购物车 加入购物车 购物车 加車 加入購物車 カート",
        "wishlist": "wishlist fav favorite favourite favor collect like save add_to_wishlist "
        "add_to_favorites bookmark 收藏 喜欢 關注 お気に入り",
        "purchase": "purchase buy order transaction sale checkout purchased bought paid payment "
        "ordered order_completed 购买 下单 支付 成交 购买成功 購買 購入",
        "refund": "refund return returned refunded refunds 退款 退货 退貨 返品",
        "rating": "rating rate review rated reviewed 评分 评价 评论 評分 評価",
    }.items()
    for word in words.split()
}


def kind_of(value: str) -> str | None:
    """The event kind a source's word stands for, or None."""
    return _KINDS.get(key(value))
