"""The rows above the data: titles, one or two rows of names, a row of units."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

from shopai.events.reading.headers import is_known
from shopai.events.reading.words import header
from shopai.events.sources.layout import NUMBER_OR_DATE, Rows
from shopai.events.sources.values import BLANKS

_TITLES: Final = 20  # rows above the names, at most
_BODY: Final = 50  # rows below that tell what kind of cells a column has
_WIDE: Final = 0.6  # share of the usual number of cells that a row of names has at least
_UNIT: Final = re.compile(
    r"[\[(]?(?:[a-z]{3}|[€$£¥%元件个個円원]|kg|m?g|m?l|[cm]?m|pcs?\.?|pieces?|stk\.?|stück|szt\.?|units?"
    r"|each|ea|yyyy.*|dd[-/.]mm.*|mm[-/.]dd.*|hh:mm.*|text|string|str|number|numeric|integer|"
    r"int(?:eger)?\d*|bigint|float\d*|double|real|decimal.*|numeric.*|date(?:time)?|timestamp.*|"
    r"bool(?:ean)?|(?:var)?char.*|object)[\])]?",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class HeaderRows:
    """Where the names of a table stand."""

    above: int = 0  # rows before that of the names
    names: tuple[str, ...] | None = None  # None where there is no row of names
    below: int = 0  # rows between that and the data
    remarks: tuple[str, ...] = ()  # sentences for the file's owner


def header_rows(table: Rows) -> HeaderRows:
    """Find the names of a table that has at least one row, none of them blank."""
    first = _first_row(table)
    rest = table[first:]
    if _is_two_rows(rest):
        return HeaderRows(first + 1, _joined(rest[0], rest[1]), remarks=(_TWO,))
    if not (first > 0 or has_header(rest)):
        return HeaderRows()
    names = tuple(rest[0])
    # A row of groups above has few cells, and so was passed over as a title.
    if first > 0 and _has_gaps(names) and _filled(table[first - 1]) > 1:
        return HeaderRows(first, _joined(table[first - 1], names), remarks=(_TWO,))
    if len(rest) > 2 and _are_units(rest[1], rest[2:]):
        shown = ", ".join(f"'{cell}'" for cell in rest[1] if cell.strip())[:60]
        remark = f"The row under the header ({shown}) holds units or other names and was not read."
        return HeaderRows(first, names, 1, (remark,))
    return HeaderRows(first, names)


_TWO: Final = (
    "Two rows of names stand above the data: columns are named by the lower one, with the upper "
    "one where that is blank or says the same twice."
)


def _filled(row: Sequence[str]) -> int:
    return sum(bool(cell.strip()) for cell in row)


def _first_row(table: Rows) -> int:
    """The first row with about as many cells as the others, where it is one of names.

    Above it may stand a title, a remark, or what the export was asked for.
    """
    counts = [_filled(row) for row in table]
    several = [n > 1 for n in counts]
    first = several.index(True) if True in several[: _TITLES + 1] else 0
    below = several[first + 1 :]
    titles = first if 2 * sum(below) > len(below) and has_header(table[first:]) else 0
    least = max(2, _WIDE * median(counts[-200:]))
    wide = next((i for i, n in enumerate(counts[: _TITLES + 1]) if n >= least), titles)
    rest = table[wide:]
    if wide > titles and len(rest) > 1 and (_named(rest[0]) >= 2 or _contrasts(rest[0], rest[1:])):
        return wide
    return titles


def _named(row: Sequence[str]) -> int:
    """Cells that are names of columns in some language; 0 where numbers stand among them."""
    cells = [cell for cell in row if cell.strip()]
    if any(NUMBER_OR_DATE.match(cell) for cell in cells):
        return 0
    return sum(map(_is_name, cells))


def _is_name(cell: str) -> bool:
    words = header(cell)
    return is_known(cell) or (bool(words.concepts) and words.unknown == 0)


def _columns(row: Sequence[str], body: Rows) -> list[list[str]]:
    """The filled cells below each cell of a row."""
    rows = body[:_BODY]
    return [
        [each[i] for each in rows if i < len(each) and each[i].strip()] for i in range(len(row))
    ]


def _numeric(cells: Sequence[str]) -> bool:
    return bool(cells) and all(NUMBER_OR_DATE.match(cell) for cell in cells)


def _contrasts(row: Sequence[str], body: Rows) -> int:
    """Words over columns of numbers or dates only; 0 where the row has a number itself."""
    if any(NUMBER_OR_DATE.match(cell) for cell in row):
        return 0
    columns = _columns(row, body)
    return sum(
        cell.strip() not in BLANKS and _numeric(cells)
        for cell, cells in zip(row, columns, strict=True)
    )


def _has_gaps(names: Sequence[str]) -> bool:
    """True where a name is blank, or stands twice."""
    cells = [cell.strip() for cell in names]
    return "" in cells or len(set(cells)) < len(cells)


def _is_two_rows(table: Rows) -> bool:
    """True where the first row has gaps that the second, of names too, fills."""
    if len(table) < 3:
        return False
    upper, lower, body = table[0], table[1], table[2:]
    width = max(len(upper), len(lower))
    padded = [*upper, *[""] * (width - len(upper))]
    numbers = any(NUMBER_OR_DATE.match(cell) for cell in (*upper, *lower))
    if numbers or not _has_gaps(padded) or _filled(lower) < 2:
        return False
    columns = _columns(lower, body)
    if any(cell in cells for cell, cells in zip(lower, columns, strict=True) if cell.strip()):
        return False
    named = _named(lower)
    return named >= 2 and (2 * named >= _filled(lower) or _contrasts(lower, body) > 0)


def _joined(upper: Sequence[str], lower: Sequence[str]) -> tuple[str, ...]:
    """The lower names; the upper ones where those are blank, and before those that repeat."""
    width = max(len(upper), len(lower))
    groups = [*upper, *[""] * (width - len(upper))]
    names = [cell.strip() for cell in (*lower, *[""] * (width - len(lower)))]
    times, group = Counter(names), ""
    joined = []
    for above, name in zip(groups, names, strict=True):
        group = above.strip() or group
        if name and times[name] > 1 and group:
            joined.append(f"{group} / {name}")
        else:
            joined.append(name or above.strip())
    return tuple(joined)


def _are_units(row: Sequence[str], body: Rows) -> bool:
    """True for a row under the names that holds their units, types or other names."""
    if _filled(row) < 2 or not _contrasts(row, body):
        return False
    return all(
        cell not in cells
        and (_numeric(cells) or _UNIT.fullmatch(cell.strip()) is not None or _is_name(cell))
        for cell, cells in zip(row, _columns(row, body), strict=True)
        if cell.strip()
    )


def has_header(table: Rows) -> bool:
    """True where the first row holds names rather than values."""
    first, body = table[0], table[1:51]
    numeric = [bool(NUMBER_OR_DATE.match(cell)) for cell in first]
    known = [is_known(cell) for cell in first]
    # "order" beside numbers may be a value; over a column of ids it is a name.
    if any(known) and (known[0] or sum(known) > 1 or not any(numeric)):
        return True
    named = _named(first)
    if named > 2 and 2 * named > _filled(first):  # notes may stand to the right of a table
        return not any(
            cell in cells for cell, cells in zip(first, _columns(first, body), strict=True)
        )
    if any(cell.strip() == "" for cell in first[1:]) or len(set(first)) < len(first):
        return False
    columns = [
        [row[i] for row in body if i < len(row) and row[i].strip()] for i in range(len(first))
    ]
    if not any(numeric):
        # A name is not also a value of its column.
        return not any(name in cells for name, cells in zip(first, columns, strict=True))
    if not body or all(numeric):
        return False
    # Names over numbers are a header; values over values of the same kind are not.
    for cells, is_number in zip(columns, numeric, strict=True):
        if cells and not is_number and all(NUMBER_OR_DATE.match(cell) for cell in cells):
            return True
    # "id, 101, 102, …": a wide matrix whose item ids are numbers far from the ratings below.
    cells = [cell for row in body for cell in row[1:]]
    blank = sum(cell.strip() in ("", "0") for cell in cells)
    names = first[1:]
    wide = blank > 0.2 * len(cells) and len(set(names)) == len(names)
    return sum(numeric) >= 3 and not numeric[0] and wide
