"""Ids that headers leave open, told by how columns hang together: of orders, items and people."""

from __future__ import annotations

from typing import Final

from shopai.columns import Customer, Event, Item
from shopai.events.reading.evidence import Evidence
from shopai.events.reading.headers import key
from shopai.events.reading.roles import LEAST, points
from shopai.events.reading.vocabulary import Concept as C

#: Ways to reach a customer, the better first.
CONTACTS: Final = (Customer.EMAIL, Customer.PHONE)
_ACCOUNTS: Final = ("account_number", "account_no", "account_code", "account", "account_name")
_FEW: Final = 3  # rows in which nothing need come again


def take_item(fields: dict[str, str], evidence: Evidence) -> None:
    """The id of something unknown that comes again in lines of orders is the item: "pizza_id"."""
    taken = set(fields.values())
    ids = [
        column
        for column in evidence.columns
        if column.name not in taken
        and column.concepts == {C.ID}
        and column.header.unknown > 0
        and 1 < len(column.distinct) < len(column.filled)
        and points(Event.ORDER, column).points < LEAST
    ]
    if len(ids) == 1:
        fields[Event.ITEM] = ids[0].name


def without_false_orders(evidence: Evidence, fields: dict[str, str]) -> dict[str, str]:
    """Without an order number that several customers share: it counts something."""
    order, user = fields.get(Event.ORDER), fields.get(Event.USER)
    if order is None or user is None:
        return fields
    share = evidence.determines(order, user)
    if share is None or share > 0.5 or not evidence[order].whole:
        return fields
    return {name: column for name, column in fields.items() if name != Event.ORDER}


def ordered(evidence: Evidence, fields: dict[str, str]) -> dict[str, str]:
    """With a bare number as that of the order, where it has one customer and one day."""
    rest = [name for name in (Event.USER, Event.TIME) if name in fields]
    order = fields.get(Event.ORDER)
    rare = order is not None and 3 * len(evidence[order].filled) < evidence.n_rows
    if (order is not None and not rare) or Event.KIND in fields or not rest:
        return fields
    taken = set(fields.values())
    for column in evidence.columns:
        numbered = column.concepts == {C.ID} and not (rare and "" in column.cells)
        if not numbered or column.name in taken or points(Event.ITEM, column).points >= LEAST:
            continue
        shares = [evidence.determines(column.name, fields[name]) for name in rest]
        again = all(share is not None and share > 0.9 for share in shares)
        alone = column.unique and not fields.keys() & {Event.ITEM, Item.TITLE} and not rare
        if column.header.unknown == 0 and (again or (alone and len(rest) == 2)):
            return fields | {Event.ORDER: column.name}
        # Of something unknown, such as a bill, there are more than moments; of shops there are not.
        moments = evidence[fields[Event.TIME]].distinct if Event.TIME in fields else column.distinct
        if again and len(column.distinct) >= len(moments) > 1:
            return fields | {Event.ORDER: column.name}
    return fields


def with_repeating_item(evidence: Evidence, fields: dict[str, str]) -> dict[str, str]:
    """With another id of the item, or its title, where the id is another in every row."""
    item, title = fields.get(Event.ITEM), fields.get(Item.TITLE)
    sold = fields.keys() & {Event.ORDER, Event.USER}
    if item is None or title is None or item == title or not sold:
        return fields
    named = evidence[title]
    if not evidence[item].unique or named.unique or len(evidence[item].filled) <= _FEW:
        return fields
    others = [
        column.name
        for column in evidence.columns
        if column.name not in (item, title)
        and points(Event.ITEM, column).points >= LEAST
        and (evidence.determines(column.name, title) or 0) > 0.9
    ]
    return fields | {Event.ITEM: others[0] if others else title}


def people(evidence: Evidence, fields: dict[str, str]) -> dict[str, str]:
    """An e-mail address, else a phone number, is who it was where nothing else says so.

    So is an account beside orders and items; and without orders a bare number with several days.
    """
    if _is_maker(evidence, fields):
        fields = {name: column for name, column in fields.items() if name != Event.USER}
    for name in CONTACTS:
        column = fields.get(name)
        if (
            Event.USER not in fields
            and column is not None
            and points(Event.USER, evidence[column]).points >= LEAST
        ):
            fields = fields | {Event.USER: column}
    if Event.USER not in fields and {Event.ORDER, Event.ITEM} <= fields.keys():
        accounts = [column.name for column in evidence.columns if key(column.name) in _ACCOUNTS]
        if accounts and accounts[0] not in fields.values():
            return fields | {Event.USER: accounts[0]}  # beside items it is none of a ledger
    if Event.USER not in fields and Event.TIME in fields and Event.ORDER not in fields:
        for each in evidence.columns:
            bare = each.concepts == {C.ID} and not each.header.unknown
            days = evidence.determines(each.name, fields[Event.TIME])
            if bare and each.name not in fields.values() and days is not None and days < 0.5:
                return fields | {Event.USER: each.name}
    return fields


def _is_maker(evidence: Evidence, fields: dict[str, str]) -> bool:
    """The customer is a company, and no order is: it makes what was sold, as like as not."""
    user = fields.get(Event.USER)
    return user is not None and evidence[user].concepts == {C.COMPANY} and Event.ORDER not in fields
