"""The first rows of a table: where the header stands, what stands above it, which layout."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace

from shopai.errors import InputError
from shopai.events.reading.headers import is_known
from shopai.events.sources.layout import (
    NUMBER_OR_DATE,
    Layout,
    Record,
    Rows,
    delimiter_of,
    records_of,
    unique_names,
)
from shopai.events.sources.quotes import escape_of, mended_text

_ROWS = 1000
_TITLES = 20  # rows above the header, at most


def sniff(head: str, name: str, header: bool | None = None, quotes: bool = True) -> Layout:
    """Decide the layout from the first lines of a file (whole lines only).

    `header` overrides the guess of whether the first row holds names; without `quotes`
    the file has no double quote anywhere.

    Raises InputError for one column only, and for a header without rows.
    """
    delimiter, width = delimiter_of(head)
    quoted = quotes and len(delimiter) == 1
    escape = '"'
    if quoted:
        escape = escape_of(head, delimiter, width)
        head = mended_text(head, delimiter, width, escape)
    records = list(_limited(records_of(io.StringIO(head, newline=""), delimiter, quoted)))
    filled = [(i, cells) for i, (_, cells) in enumerate(records) if any(map(str.strip, cells))]
    layout = sniff_table([cells for _, cells in filled], name, header, delimiter, quoted)
    return replace(layout, skip=filled[layout.titles][0], escape=escape)


def sniff_table(
    table: Rows,
    name: str,
    header: bool | None = None,
    delimiter: str = ",",
    quoted: bool = True,
) -> Layout:
    """The same for rows already split into cells, as those of a spreadsheet are."""
    if not table:
        raise InputError(f"{name} holds only blank lines; export it again.")
    titles = _titles(table)
    table = table[titles:]
    width = len(table[0])
    if width < 2:
        shown = table[0][0][:60] if table[0] else ""
        raise InputError(
            f"{name} has one column only ('{shown}'); a table of customers and what they did "
            "needs at least two, separated by a comma, semicolon, tab or bar."
        )
    has_header = titles > 0 or _has_header(table) if header is None else header
    if has_header and len(table) == 1:
        raise InputError(
            f"{name} holds a header and no rows ({', '.join(c[:40] for c in table[0][:6])} …); "
            "export it again with its data."
        )
    names = table[0] if has_header else [f"column_{i + 1}" for i in range(width)]
    rows = table[1:] if has_header else table
    return Layout(
        delimiter=delimiter,
        header=has_header,
        columns=unique_names(names),
        # One short row is a broken row; many are the exporter's habit.
        ragged=sum(len(row) < width for row in rows) > 0.1 * len(rows),
        quoted=quoted,
        rows=tuple(tuple(row[:width]) + ("",) * (width - len(row)) for row in rows),
        titles=titles,
    )


def _limited(records: Iterator[Record]) -> Iterator[Record]:
    """Records up to the first `_ROWS` that are not blank."""
    left = _ROWS
    for line, cells in records:
        left -= bool(cells)
        yield line, cells
        if left == 0:
            return


def _titles(table: Rows) -> int:
    """Rows with at most one filled cell above a table with several: a title, a remark."""
    several = [sum(bool(cell.strip()) for cell in row) > 1 for row in table]
    n = several.index(True) if True in several[: _TITLES + 1] else 0
    below = several[n + 1 :]
    return n if n and 2 * sum(below) > len(below) and _has_header(table[n:]) else 0


def _has_header(table: Rows) -> bool:
    first, body = table[0], table[1:51]
    numeric = [bool(NUMBER_OR_DATE.match(cell)) for cell in first]
    known = [is_known(cell) for cell in first]
    # "order" beside numbers may be a value; over a column of ids it is a name.
    if any(known) and (known[0] or sum(known) > 1 or not any(numeric)):
        return True
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
