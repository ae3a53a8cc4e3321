"""Changes of a mapping, one role at a time."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from shopai.columns import Customer, Event, Item
from shopai.events.reading.headers import Field
from shopai.events.reading.mapping import ANY_ROW, Mapping

#: Roles that one column may play together.
_TOGETHER: Final = (
    {Event.USER, Customer.EMAIL},
    {Event.USER, Customer.PHONE},
    {Event.ITEM, Item.TITLE},
)

#: Roles with which rows are no mere views any more.
_SOLD: Final = (
    Event.KIND, Event.ORDER, Event.QUANTITY, Event.PRICE, Field.AMOUNT, Field.ORDER_TOTAL,
)  # fmt: skip


def with_role(mapping: Mapping, role: str, column: str | None) -> Mapping:
    """`mapping` with `column` in the role, or with no column in it.

    What that column meant before it means no more, unless it may mean both.
    """
    fields = {
        name: its
        for name, its in mapping.fields.items()
        if name != role and (its != column or {name, role} in _TOGETHER)
    }
    more = {
        name: rest
        for name, columns in mapping.more.items()
        if (name != role or column is not None)
        and (rest := tuple(each for each in columns if each != column))
    }
    if column is not None:
        fields[role] = column
    attributes = tuple(each for each in mapping.attributes if each != column)
    kinds = {word: kind for word, kind in mapping.kinds.items() if word != ANY_ROW}
    kinds = kinds if role in _SOLD and column is not None else dict(mapping.kinds)
    return replace(mapping, fields=fields, more=more, attributes=attributes, kinds=kinds)
