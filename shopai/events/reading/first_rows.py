"""The first rows of a table: where the header stands, what stands above it, which layout."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace

from shopai.errors import InputError
from shopai.events.reading.header_rows import header_rows
from shopai.events.sources.layout import (
    Layout,
    Record,
    Rows,
    check_columns,
    delimiter_of,
    records_of,
    unique_names,
)
from shopai.events.sources.quotes import escape_of, mended_text

_ROWS = 1000


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
    skip, above = filled[layout.titles][0], layout.titles + layout.header + layout.below
    # The data begin behind the last row above them, be it with a blank line.
    first = filled[above - 1][0] + 1 if above else 0
    return replace(
        layout,
        skip=skip,
        below=max(0, first - skip - layout.header),
        lines_before=records[first][0] - 1 if first < len(records) else 0,
        escape=escape,
    )


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
    check_columns(name, max(map(len, table)))
    rows_of_names = header_rows(table)
    table = table[rows_of_names.above :]
    names = rows_of_names.names or tuple(table[0])
    width = len(names)
    if width < 2:
        shown = " ".join(names[0].split())[:60] if names else ""
        raise InputError(
            f"{name} has one column only ('{shown}'); a table of customers and what they did "
            "needs at least two, separated by a comma, semicolon, tab or bar."
        )
    has_header = rows_of_names.names is not None if header is None else header
    below = rows_of_names.below if has_header else 0
    if has_header and len(table) == 1:
        shown = ", ".join(" ".join(cell.split())[:40] for cell in names[:6])
        raise InputError(
            f"{name} holds a header and no rows ({shown} …); export it again with its data."
        )
    if not has_header:
        names = tuple(f"column_{i + 1}" for i in range(width))
    rows = table[has_header + below :]
    return Layout(
        delimiter=delimiter,
        header=has_header,
        columns=unique_names(names),
        # One short row is a broken row; many are the exporter's habit.
        ragged=sum(len(row) < width for row in rows) > 0.1 * len(rows),
        quoted=quoted,
        rows=tuple(tuple(row[:width]) + ("",) * (width - len(row)) for row in rows),
        titles=rows_of_names.above,
        below=below,
        remarks=rows_of_names.remarks if has_header else (),
    )


def _limited(records: Iterator[Record]) -> Iterator[Record]:
    """Records up to the first `_ROWS` that are not blank."""
    left = _ROWS
    for line, cells in records:
        left -= bool(cells)
        yield line, cells
        if left == 0:
            return
