"""A table understood: the likeliest meaning of its columns, with the reasons."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np

from shopai.columns import Customer, Event, Item, Kind
from shopai.events.reading.card import Card, card
from shopai.events.reading.content import by_content
from shopai.events.reading.evidence import Column, Evidence
from shopai.events.reading.headers import (
    ATTRIBUTES,
    CONTACT,
    EXPORTS,
    LAST,
    NAMES,
    VISIT,
    Field,
    key,
    keyed,
)
from shopai.events.reading.ids import (
    CONTACTS,
    ordered,
    people,
    take_item,
    with_repeating_item,
    without_false_orders,
)
from shopai.events.reading.levels import ROLES, Sales, judged
from shopai.events.reading.mapping import ANY_ROW, Mapping, Shape, shape_of
from shopai.events.reading.money import decide
from shopai.events.reading.persons import is_fact, person_of
from shopai.events.reading.purpose import not_shop_data
from shopai.events.reading.roles import PATTERNS, assigned, header_points
from shopai.events.reading.status import states_among
from shopai.events.reading.telling import Telling, says
from shopai.events.reading.vocabulary import Concept as C
from shopai.events.reading.witness import DISCOUNTS
from shopai.events.reading.zones import one_zone
from shopai.events.sources.layout import Rows

_MONEY: Final = frozenset({Event.PRICE, Field.AMOUNT})


@dataclass(frozen=True)
class Understanding:
    """The likeliest mapping of a table, and what speaks for it.

    Attributes
    ----------
    mapping : the meaning of each column
    reasons : field of money or of a known export -> why its column was chosen, in a few words
    warnings : sentences on what does not agree
    rivals : two columns, each of which may be the money, with the revenue each gives in the first
        rows, where they fit equally well; or none
    shape : of the file under that mapping; None where nothing fits
    refusal : the kind of file it is instead, as the rest of a sentence; None for shop data
    card : the roles with their columns, reasons and certainty
    commas : decimal commas are to be expected; None where the signs of it disagree
    """

    mapping: Mapping
    shape: Shape | None = None
    reasons: dict[str, str] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    rivals: tuple[tuple[str, float], ...] = ()
    refusal: str | None = None
    commas: bool | None = False
    card: Card = field(default_factory=Card)


def suggest(columns: Sequence[str], rows: Rows) -> Mapping:
    """The likeliest mapping of a file with these columns and first rows."""
    return understand(columns, rows).mapping


def understand(columns: Sequence[str], rows: Rows, delimiter: str = ",") -> Understanding:
    """The meaning of the columns of a file with these first rows.

    A header of a known export says what it means; else every column is scored for every role by
    the words of its header and the look of its cells, the roles are given out together, and the
    columns of money are told apart by arithmetic. What headers leave open, cells may tell.

    Cost: a look at each different cell of `rows`; 50 columns × 1,000 rows take under a second.
    """
    evidence = Evidence.of(columns, rows, delimiter)
    by_key = keyed(columns)
    fields: dict[str, str] = {}
    exported: dict[str, str] = {}
    for export, (signature, names) in EXPORTS.items():
        if not fields and signature <= by_key.keys():
            fields = {name: by_key[header] for name, header in names.items() if header in by_key}
            exported = dict.fromkeys(fields, f"as in {export}")
    known, priced = bool(fields), bool(_MONEY & fields.keys())
    fields = assigned(evidence, fields, _open_roles(fields))
    fields = ordered(evidence, without_false_orders(evidence, fields))
    fields = with_repeating_item(evidence, fields)
    fields = people(evidence, assigned(evidence, fields, list(CONTACTS)))
    money = decide(evidence, fields, fixed=priced)
    fields = {
        k: v
        for k, v in fields.items()
        if k not in _MONEY | {Event.DISCOUNT, Field.REFUNDED, Field.SHIPPING}
    }
    fields |= money.fields
    if fields.get(Item.COST) in money.fields.values():
        del fields[Item.COST]
    fields = assigned(
        evidence, fields, [name for name in LAST if name in PATTERNS or name in NAMES]
    )
    more = money.more | _further(evidence, fields)
    if not known:
        by_content(fields, evidence)
    user = fields.get(Event.USER)
    if user is not None and Customer.EMAIL not in fields and evidence[user].emails > 0.9:
        fields[Customer.EMAIL] = user
    _complete(fields, evidence)
    theirs = set()
    person = person_of(evidence, fields)
    if person is not None or shape_of(Mapping(fields), columns, rows) in ("customers", "matrix"):
        # Rows are people: what their columns hold are facts about them, not about a sale.
        theirs = {fields.pop(name) for name in VISIT if name in fields}
        fields = {name: column for name, column in fields.items() if name in _OF_PEOPLE}
        fields |= {} if person is None else {Event.USER: person}
        more = {name: columns for name, columns in more.items() if name == Event.USER}
    taken = {*fields.values(), *(column for several in more.values() for column in several)}
    attributes = tuple(
        c for c in columns if c not in taken and (key(c) in ATTRIBUTES or c in theirs)
    )
    played = _played(evidence, fields)
    mapping = Mapping(
        fields,
        attributes if Event.USER in fields else (),
        kinds={} if played is None else {ANY_ROW: Kind.VIEW},
        more=more,
    )
    shape = shape_of(mapping, columns, rows)
    warnings = money.warnings
    if played is not None:
        warnings += (
            f"Rows are read as views and not as purchases: '{played}' says how often or how long, "
            "and no column holds money.",
        )
    reasons = {name: why for name, why in (exported | money.reasons).items() if name in fields}
    return Understanding(
        mapping=mapping,
        shape=shape,
        reasons=reasons,
        warnings=warnings,
        rivals=money.rivals,
        refusal=not_shop_data(evidence, mapping, shape),
        commas=evidence.commas,
        card=card(evidence, mapping, money.reasons),
    )


def _played(evidence: Evidence, fields: dict[str, str]) -> str | None:
    """The column that says how often or how long an item was used, where nothing is sold."""
    sold = {Event.ORDER, Event.QUANTITY, Event.KIND, Event.RATING, Event.QUERY, Field.ORDER_TOTAL}
    what = fields.keys() & {Event.ITEM, Item.TITLE}
    if Event.USER not in fields or not what or fields.keys() & (sold | _MONEY):
        return None
    return next(
        (
            column.name
            for column in evidence.columns
            if column.name not in fields.values()
            and column.numeric == 1.0
            and says(Telling.PLAYED, column.name)
        ),
        None,
    )


_OF_PEOPLE: Final = frozenset({Event.USER, Field.NAME, *CONTACT})
_WHO: Final = frozenset({C.CUSTOMER, C.EMAIL, C.PHONE})  # concepts of headers of people
_SALE: Final = (Event.ORDER, Event.TIME, Event.QUANTITY, Event.KIND, Event.ITEM, Event.RATING)


def _complete(fields: dict[str, str], evidence: Evidence) -> None:
    """What the other roles let one say of a title and a time."""
    title = fields.get(Item.TITLE)
    if (
        title is not None
        and evidence[title].concepts == {C.NAME}
        and not fields.keys() & set(_SALE)
    ):
        del fields[Item.TITLE]  # of a person, as like as not
    who_or_what = fields.keys() & {Event.USER, Event.KIND}
    if who_or_what and Event.ORDER in fields and Item.TITLE in fields:
        fields.setdefault(Event.ITEM, fields[Item.TITLE])
    if {Event.ORDER, Event.QUANTITY} <= fields.keys() and not fields.keys() & {
        Event.ITEM,
        Item.TITLE,
    }:
        take_item(fields, evidence)
    if not fields.keys() & {Event.USER, Event.ORDER, Event.ITEM, Item.TITLE, Event.KIND}:
        numbered = [c for c in evidence.columns if c.concepts == {C.ID} and c.header.unknown == 0]
        persons = [c for c in evidence.columns if is_fact(c) or c.concepts & _WHO]
        if numbered and numbered[0].unique and persons and len(evidence.columns) > 2:
            fields[Event.USER] = numbered[0].name
    if Event.TIME not in fields and Event.RATING in fields:
        dates = [column.name for column in evidence.columns if column.is_date]
        if len(dates) == 1 and dates[0] not in fields.values():
            fields[Event.TIME] = dates[0]  # whatever its header: "Finished"
    if Event.TIME not in fields:
        taken = set(fields.values())
        named = [
            column
            for column in evidence.columns
            if header_points(Event.TIME, column).exact
            and column.name not in taken
            and not column.is_clock
        ]
        if named:  # a known header over cells that are no dates: it is to be said, not passed over
            fields[Event.TIME] = named[0].name


def with_money_in(mapping: Mapping, columns: Sequence[str], rows: Rows, money: str) -> Mapping:
    """`mapping` with `money` as what customers paid: per unit, for the line or for the order.

    No discount comes off it.
    """
    evidence = Evidence.of(columns, rows)
    taken = {Event.PRICE, Field.AMOUNT, Field.AMOUNT_BEFORE, Field.ORDER_TOTAL}
    taken |= set(DISCOUNTS.values())
    others = {name: column for name, column in mapping.fields.items() if name not in taken}
    more = {name: further for name, further in mapping.more.items() if name not in taken}
    level = judged(Sales.of(evidence, others), evidence[money]).level
    return replace(mapping, fields=others | {ROLES[level]: money}, more=more)


def _open_roles(fields: dict[str, str]) -> list[str]:
    """Roles to be given out first: all but contacts; in a known export only the essential ones."""
    if fields:
        essential = [Event.ORDER, Event.USER, Event.TIME, Event.ITEM, Event.QUANTITY]
        priced = bool(_MONEY & fields.keys())
        # An edited export may have lost or renamed what the preset looks for. An order's total
        # is no line's amount, so where there is a price no other is looked for.
        more = [Event.DISCOUNT, Field.REFUNDED, Field.SHIPPING]
        return [*essential, *([] if priced else sorted(_MONEY)), *more]
    roles = {*NAMES, *PATTERNS} - LAST - {*CONTACTS, Field.STATUS}
    return sorted(roles)


def _further(evidence: Evidence, fields: dict[str, str]) -> dict[str, tuple[str, ...]]:
    """Columns that share a field with another: states of the order, who it was, the time of day."""
    taken = set(fields.values())
    more: dict[str, tuple[str, ...]] = {}
    status = [
        column.name
        for column in states_among(evidence)
        if column.name not in taken - {fields.get(Field.STATUS)}
    ]
    if status:
        first, *rest = sorted(status, key=lambda name: name != fields.get(Field.STATUS))
        fields[Field.STATUS] = first
        if rest:
            more[Field.STATUS] = tuple(rest)
    for column in evidence.columns:
        free = column.name not in {*fields.values(), *more.get(Field.STATUS, ())}
        if free and Field.CANCELLED not in fields and _says_cancelled(column):
            fields[Field.CANCELLED] = column.name
        moment = fields.get(Event.TIME)
        if free and moment is not None and C.ZONE in column.concepts and one_zone(column.distinct):
            fields.setdefault(Field.ZONE, column.name)
        if (
            free
            and moment is not None
            and Field.CLOCK not in fields
            and column.is_clock
            and C.CLOCK in column.concepts
        ):
            bare = all(not re.search(r"\d:\d", cell) for cell in evidence[moment].filled)
            if bare and evidence[moment].is_date:
                fields[Field.CLOCK] = column.name
    if not status and Field.CANCELLED not in fields:
        paid_at = _paid_at(evidence, {*fields.values()})
        fields |= {} if paid_at is None else {Field.PAID_AT: paid_at}
    user = fields.get(Event.USER)
    if user is not None:
        others = [fields[name] for name in CONTACTS if fields.get(name) not in (None, user)]
        usable = [name for name in others if not evidence[name].masked]
        counterpart = _counterpart(evidence, user, {*fields.values()})
        if counterpart is not None:
            more[Event.USER] = (counterpart,)
        elif usable:
            more[Event.USER] = tuple(usable)
    return more


def _paid_at(evidence: Evidence, taken: set[str]) -> str | None:
    """The time of payment that is blank where nothing was paid, and only there.

    Of what was paid and given back nothing may be left either.
    """
    paid = [c.numbers > 0 for c in evidence.columns if {C.PAID, C.AMOUNT} <= c.concepts]
    for column in evidence.columns:
        timed = np.array([bool(cell) for cell in column.cells])
        named = column.concepts & {C.PAID, C.PAYMENT} and column.is_date
        if column.name in taken or not named or timed.all():
            continue
        if any(not some[~timed].any() and some[timed].mean() > _MOST for some in paid):
            return column.name
    return None


_MOST: Final = 0.5  # share of the orders with a time of payment for which something was paid


def _counterpart(evidence: Evidence, user: str, taken: set[str]) -> str | None:
    """The other column of addresses of a statement of payments, "from" and "to".

    The one address that most payments go to is the shop's. Where it stands among the customers,
    as with refunds, the customer stands in the other column.
    """
    for column in evidence.columns:
        if column.name in taken or column.emails < 0.9 or evidence[user].emails < 0.9:
            continue
        ((shop, n),) = column.distinct.most_common(1)
        if 2 * n > len(column.filled) and shop in evidence[user].distinct:
            return column.name
    return None


def _says_cancelled(column: Column) -> bool:
    concepts = column.concepts
    dated = (column.is_date or not column.filled) and column.header.unknown == 0
    return (
        C.CANCELLED in concepts
        and dated
        and concepts <= {C.CANCELLED, C.DATE, C.AT, C.CLOCK, C.ORDER}
    )


def card_of(columns: Sequence[str], rows: Rows, mapping: Mapping, reasons: dict[str, str]) -> Card:
    """The reading card of a table with these first rows under `mapping`."""
    return card(Evidence.of(columns, rows), mapping, reasons)
