"""The shop's table among several in a file: sheets of a workbook, lists in a JSON object."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from shopai.columns import Event, Item
from shopai.errors import Question
from shopai.events.reading.headers import Field
from shopai.events.reading.understanding import understand
from shopai.events.sources.layout import Rows
from shopai.format import counted

_LOOKED_AT: Final = 200  # rows of each table
#: What makes a table one of purchases or other events, one point each.
_TELLING: Final = (
    (Event.USER,),
    (Event.ITEM, Item.TITLE),
    (Event.TIME,),
    (Event.ORDER,),
    (Event.PRICE, Field.AMOUNT, Field.ORDER_TOTAL, Event.RATING),
    (Event.QUANTITY, Event.KIND),
)


@dataclass(frozen=True)
class Table:
    """One of the tables of a file."""

    name: str
    columns: tuple[str, ...]
    rows: Rows  # the first
    n: int  # rows, as far as is known


def merit(columns: Sequence[str], rows: Rows) -> int:
    """Facts a table tells of what customers did: from 0, nothing, to 7."""
    understood = understand(tuple(columns), tuple(map(tuple, rows[:_LOOKED_AT])))
    if understood.shape is None or understood.refusal is not None:
        return 0
    if understood.shape in ("customers", "matrix"):
        return 1
    has = understood.mapping.fields.keys()
    return 1 + sum(any(name in has for name in names) for names in _TELLING)


def choose(tables: Sequence[Table], file: str, kind: str) -> Table:
    """The table that tells most, of equals the one with clearly more rows.

    Raises Question where neither settles it; `kind` is what the tables are called there.
    """
    if len(tables) == 1:
        return tables[0]
    merits = {each.name: merit(each.columns, each.rows) for each in tables}
    ranked = sorted(tables, key=lambda each: (-merits[each.name], -each.n))
    first, second = ranked[:2]
    if merits[first.name] == merits[second.name] and first.n < 2 * second.n:
        listed = ", ".join(f"'{each.name}' ({counted(each.n, 'row')})" for each in ranked[:3])
        more = f" and {len(ranked) - 3} more" if len(ranked) > 3 else ""
        raise Question(
            f"{file} has several {kind} that may be the table to read: {listed}{more}. Choose one.",
            "sheet",
            tuple(each.name for each in ranked),
        )
    return first
