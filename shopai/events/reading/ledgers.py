"""Books that a shop keeps and that hold no purchases: of accounts, of goods, of its own orders."""

from __future__ import annotations

import re
from itertools import permutations
from typing import Final

import numpy as np

from shopai.arrays import Floats
from shopai.columns import Event, Item
from shopai.events.reading.headers import Field
from shopai.events.reading.table import INSTEAD, MONEY, Rule, Table, is_number, listed
from shopai.events.reading.telling import Telling
from shopai.events.reading.vocabulary import Concept as C

#: Facts of an account in the headers of its statement.
_OF_ACCOUNT: Final = 3
#: Rows of which all but a few must agree with a running balance.
_ROWS, _MOST = 4, 0.75
#: Columns of numbers beyond which none is tried for a running balance.
_TRIED: Final = 8
#: Columns of pay and employment.
_OF_STAFF: Final = 3
_CENT: Final = 0.011
_MOMENT: Final = re.compile(r".*\d:\d")
#: Share of the rows that are the only one of their day and classes in a table of sums.
_ONCE: Final = 0.95


def staff(table: Table) -> str | None:
    """Employees and their pay."""
    if table.having(C.ORDER, C.ITEM, C.CUSTOMER) or Event.KIND in table.has:
        return None
    terms = table.telling(Telling.EMPLOYMENT)
    paid = table.having(C.WAGE)
    named = list(dict.fromkeys([*terms, *paid, *table.having(C.STAFF)]))
    told = {*terms, *paid}
    if len(told) < 2 or len(named) < _OF_STAFF:
        return None
    shown = [name for name in named if name in told]
    return (
        f"is a list of employees or of their pay ({listed(shown)}), who are no customers. {INSTEAD}"
    )


def wages(table: Table) -> str | None:
    """Wages by their words alone."""
    paid = table.having(C.WAGE)
    if len(paid) < 2 or table.has & {Event.ORDER, Event.KIND} or table.names_customers:
        return None
    return f"is a list of wages ({listed(paid)}). {INSTEAD}"


def account(table: Table) -> str | None:
    """Movements of an account, told by its words, its balance or the sums that make it."""
    sold = table.names_customers and table.has & {Event.ITEM, Item.TITLE, Event.QUANTITY}
    facts = table.having(C.ACCOUNT)
    if len(facts) >= _OF_ACCOUNT and not sold and not table.has & {Event.ORDER, Event.KIND}:
        return f"is a statement of an account ({listed(facts)}). {INSTEAD}"
    if table.names_customers or Event.QUANTITY in table.has:
        return None
    balances = [
        column.name
        for column in table.evidence.columns
        if C.BALANCE in column.concepts and not column.concepts & {C.DUE, C.ORDER, C.INVOICE}
    ]
    if table.telling(Telling.GIFT_CARD) and balances:
        names = [*table.telling(Telling.GIFT_CARD), *balances]
        return (
            f"is a list of gift cards ({listed(list(dict.fromkeys(names)))}): what is left on a "
            f"card is no purchase. {INSTEAD}"
        )
    if not balances:
        running = _running(table)
        balances = [] if running is None else [running]
    if balances:
        return (
            f"is a statement of an account ({listed(balances)}): it names no customers, and money "
            f"that comes in or goes out is no purchase. {INSTEAD}"
        )
    return None


def _running(table: Table) -> str | None:
    """The column that is what it was in the row before plus the amount of its row."""
    numbers = [c for c in table.evidence.columns if is_number(c) and C.ID not in c.concepts]
    if table.evidence.n_rows < _ROWS or len(numbers) > _TRIED:
        return None
    for balance, amount in permutations(numbers, 2):
        moved = amount.numbers
        if np.nanmin(moved) < 0 < np.nanmax(moved) and _adds_up(balance.numbers, moved):
            return balance.name
    return None


def _adds_up(balance: Floats, moved: Floats) -> bool:
    """Each balance is its neighbour's plus what was moved, with the oldest row first or last."""
    steps = np.diff(balance)
    return any(
        float(np.mean(np.abs(steps - change) < _CENT)) >= _MOST
        for change in (moved[1:], -moved[:-1])
    )


def cash_book(table: Table) -> str | None:
    """Income and expenses of the shop itself, or what it bought and sold on a market."""
    if table.names_customers:
        return None
    lines = Item.TITLE in table.has and Event.QUANTITY in table.has
    columns = None if lines else _two(table, Telling.INCOME, Telling.EXPENSE)
    if columns is not None:
        return f"is a book of income and expenses ({listed(list(columns))}). {INSTEAD}"
    kinds = table.with_both(Telling.INCOME, Telling.EXPENSE)
    if kinds is not None:
        column, one, other = kinds
        return f"is a book of income and expenses ('{column}': {one}, {other}). {INSTEAD}"
    kinds = table.with_both(Telling.BOUGHT, Telling.SOLD)
    if kinds is not None:
        column, one, other = kinds
        return (
            f"lists what its owner bought and sold ('{column}': {one}, {other}), and names no "
            f"customers. {INSTEAD}"
        )
    return None


def _two(table: Table, one: str, other: str) -> tuple[str, str] | None:
    """Two columns of numbers, each of which speaks of one of the matters."""
    ones, others = table.telling(one, numeric=True), table.telling(other, numeric=True)
    ones, others = [c for c in ones if c not in others], [c for c in others if c not in ones]
    return (ones[0], others[0]) if ones and others else None


def movements(table: Table) -> str | None:
    """Goods that come and go: in and out in two columns, or by the kind of a row."""
    if table.names_customers or table.item is None:
        return None
    columns = _two(table, Telling.IN, Telling.OUT)
    if columns is not None:
        return f"is a list of movements of a stock ({listed(list(columns))}). {INSTEAD}"
    kinds = table.with_both(Telling.IN, Telling.OUT)
    if kinds is not None and Event.USER not in table.has:
        column, one, other = kinds
        return f"is a list of movements of a stock ('{column}': {one}, {other}). {INSTEAD}"
    return None


def procurement(table: Table) -> str | None:
    """Orders of the shop at its suppliers."""
    suppliers = table.telling(Telling.SUPPLIER)
    if not suppliers or table.names_customers or Event.KIND in table.has:
        return None
    bought = [name for name in table.telling(Telling.PROCUREMENT) if name not in suppliers]
    item, ordered = table.item, Event.ORDER in table.has
    products = item is not None and table.evidence[item].unique and not ordered
    paid = next((column for name in MONEY if (column := table.mapping.get(name))), None)
    at_cost = paid is None or paid in [*bought, *table.having(C.COST)] or ordered
    if not bought or (products and len(bought) < 2) or not at_cost:
        return None
    return (
        f"holds orders of the shop at its suppliers ({listed([*suppliers[:1], *bought])}), and "
        f"names no customers. {INSTEAD}"
    )


#: Whose sales are added up, where the class is written as a number.
_PLACES: Final = frozenset({C.SELLER, C.CATEGORY, C.CITY, C.STATE, C.COUNTRY})


def sums(table: Table) -> str | None:
    """Sales or targets added up by day and class, without order, customer and item."""
    named = {Event.USER, Event.ORDER, Event.ITEM, Item.TITLE, Event.KIND}
    moment = table.mapping.get(Event.TIME)
    if table.shape != "orders" or table.has & named or not table.priced or moment is None:
        return None
    if Field.CLOCK in table.has or table.evidence[moment].share(_MOMENT) > 0.5:
        return None  # each row is a payment of its own
    classes = [
        column.name
        for column in table.evidence.columns
        if column.name != moment
        and column.filled
        and (not is_number(column) or (column.whole and column.concepts & _PLACES))
    ]
    columns = [table.evidence[name].cells for name in (moment, *classes)]
    rows = list(zip(*columns, strict=True))
    if len(set(rows)) < _ONCE * len(rows):
        return None
    money = next(column for name in MONEY if (column := table.mapping.get(name)))
    targets = table.telling(Telling.TARGET, numeric=True)
    if targets:
        return f"is a table of targets or a budget ({listed(targets)}). {INSTEAD}"
    by = listed([moment, *[name for name in classes if len(table.evidence[name].distinct) > 1]])
    return (
        f"holds sums of '{money}' by {by}, and names no orders, customers or items. Load the rows "
        "they were added up from: the shop's orders."
    )


def returns(table: Table) -> str | None:
    """Returns without the sales they belong to."""
    refunded = table.mapping.get(Field.REFUNDED)
    others = {Event.ITEM, Item.TITLE, Event.QUANTITY, Event.KIND}
    if refunded is None or table.priced or table.has & others:
        return None
    return f"holds returns ('{refunded}') without the sales they belong to. {INSTEAD}"


def tickets(table: Table) -> str | None:
    """Questions and complaints of customers, which may name orders."""
    sold = {Event.QUANTITY, Event.ITEM, Event.KIND, Event.RATING}
    asked = table.telling(Telling.TICKET)
    if table.priced or table.has & sold or len(asked) < 2 or table.shape not in ("orders", None):
        return None
    texts = [c.name for c in table.evidence.columns if c.share(_SENTENCE) > 0.5]
    if not set(texts) & {*asked, *table.having(C.NOTE, C.DESCRIPTION, C.REASON)}:
        return None
    return f"is a list of messages of customers ({listed(asked)}). {INSTEAD}"


#: Four words or more, or as many signs of a language without blanks.
_SENTENCE: Final = re.compile(r".*\w+\s+\w+\s+\w+\s+\w+|.*[\u3040-\u9fff]{8}")

#: In the order in which they are asked.
LEDGERS: Final[tuple[Rule, ...]] = (
    wages, staff, movements, account, cash_book, procurement, returns, tickets,
)  # fmt: skip
