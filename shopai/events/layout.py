"""How a text table is laid out: delimiter, quotes, header, columns.

Decided on the head of the file, so the reader can be given an explicit schema.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from shopai.errors import InputError
from shopai.events.headers import is_known

#: Tried in this order; of equals the earlier wins.
DELIMITERS = (",", "\t", ";", "|", "::", "\x01", "^", "~", ":", " ")

_ROWS = 1000
_NUMBER_OR_DATE = re.compile(
    r"\s*[-+(]?[$€£¥]?\d[\d.,' \u00a0\u202f]*[%)]?\s*$|\s*\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}([T ].*)?$"
)


@dataclass(frozen=True)
class Layout:
    """An explicit schema for a text table."""

    delimiter: str
    header: bool
    columns: tuple[str, ...]  # unique and never blank, in file order
    ragged: bool  # some rows leave out their last, empty cells
    quoted: bool  # cells may stand in double quotes
    rows: tuple[tuple[str, ...], ...]  # the first data rows, for preview and detection


def sniff(head: str, name: str, header: bool | None = None) -> Layout:
    """Decide the layout from the first lines of a file (whole lines only).

    `header` overrides the guess of whether the first row holds names.

    Raises
    ------
    InputError : one column only, or a header without rows
    """
    delimiter = _delimiter(head)
    quoted = delimiter != "::" and '"' in head
    return sniff_table(_split(head, delimiter, quoted), name, header, delimiter, quoted)


def sniff_table(
    table: Sequence[Sequence[str]],
    name: str,
    header: bool | None = None,
    delimiter: str = ",",
    quoted: bool = True,
) -> Layout:
    """The same for rows already split into cells, as those of a spreadsheet are."""
    if not table:
        raise InputError(f"{name} holds only blank lines; export it again.")
    width = len(table[0])
    if width < 2:
        shown = table[0][0][:60] if table[0] else ""
        raise InputError(
            f"{name} has one column only ('{shown}'); a table of customers and what they did "
            "needs at least two, separated by a comma, semicolon, tab or bar."
        )
    has_header = _has_header(table) if header is None else header
    if has_header and len(table) == 1:
        raise InputError(
            f"{name} holds a header and no rows ({', '.join(table[0][:6])} …); "
            "export it again with its data."
        )
    names = table[0] if has_header else [f"column_{i + 1}" for i in range(width)]
    rows = table[1:] if has_header else table
    return Layout(
        delimiter=delimiter,
        header=has_header,
        columns=unique_names(names),
        ragged=any(len(row) < width for row in rows),
        quoted=quoted,
        rows=tuple(tuple(row[:width]) + ("",) * (width - len(row)) for row in rows),
    )


def _split(text: str, delimiter: str, quoted: bool) -> list[list[str]]:
    """The head as rows of cells; blank lines are no rows."""
    if len(delimiter) > 1:
        return [line.split(delimiter) for line in text.splitlines() if line.strip()][:_ROWS]
    quoting = csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, quoting=quoting)
    table: list[list[str]] = []
    for row in reader:
        if row:
            table.append(row)
        if len(table) >= _ROWS:
            break
    return table


def _delimiter(head: str) -> str:
    """The delimiter under which most rows have the same number of cells, and most cells."""
    best, best_score = ",", 0.0
    lines = [line for line in head.splitlines()[:200] if line.strip()]
    for delimiter in DELIMITERS:
        if not any(delimiter in line for line in lines):
            continue
        widths = [len(row) for row in _split("\n".join(lines), delimiter, delimiter != "::")]
        width, n = Counter(widths).most_common(1)[0]
        if width < 2:
            continue
        score = n / len(widths) + min(width, 50) / 1000
        # Colons and spaces stand inside dates and names, so they need every row to agree.
        if delimiter in ": " and (n < len(widths) or _NUMBER_OR_DATE.match(lines[-1])):
            score = 0.0
        if score > best_score + 1e-12:
            best, best_score = delimiter, score
    return best


def _has_header(table: Sequence[Sequence[str]]) -> bool:
    first, body = table[0], table[1:51]
    if any(is_known(cell) for cell in first):
        return True
    if any(cell.strip() == "" for cell in first[1:]) or len(set(first)) < len(first):
        return False
    numeric_first = [bool(_NUMBER_OR_DATE.match(cell)) for cell in first]
    if not any(numeric_first):
        return True
    if not body or all(numeric_first):
        return False
    # Names over numbers are a header; values over values of the same kind are not.
    for column, is_number in enumerate(numeric_first):
        cells = [row[column] for row in body if column < len(row) and row[column].strip()]
        if cells and not is_number and all(_NUMBER_OR_DATE.match(cell) for cell in cells):
            return True
    # "id, 101, 102, …": a wide matrix whose item ids are numbers far from the ratings below.
    return sum(numeric_first) >= 3 and not numeric_first[0] and _is_wide(first[1:], body)


def _is_wide(names: Sequence[str], body: Sequence[Sequence[str]]) -> bool:
    cells = [cell for row in body for cell in row[1:]]
    blank = sum(cell.strip() in ("", "0") for cell in cells)
    return blank > 0.2 * len(cells) and len(set(names)) == len(names)


def unique_names(names: Sequence[str]) -> tuple[str, ...]:
    """Column names as the file gives them, made unique, none blank."""
    seen: set[str] = set()
    result = []
    for position, raw in enumerate(names):
        stem = " ".join(raw.replace("\ufeff", "").split()) or f"column_{position + 1}"
        name, n = stem, 1
        while name.casefold() in seen:  # DuckDB compares column names without case
            n += 1
            name = f"{stem}_{n}"
        seen.add(name.casefold())
        result.append(name)
    return tuple(result)
