"""Layout of text tables: delimiter, quotes, header, columns."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from shopai.errors import InputError

#: Tried in this order; of equals the earlier wins.
DELIMITERS = (",", "\t", ";", "|", "::", "\x01", "^", "~", ":", " ")

#: Rows of cells, all text.
Rows = Sequence[Sequence[str]]
#: Line number, 1-based, and cells.
Record = tuple[int, list[str]]

csv.field_size_limit(1 << 30)  # a long description is no reason to refuse a file

_RECORDS = 200  # from which the delimiter is told
_UNQUOTED = 0.8  # liking of a reading that takes no quote for one
_NAME = 200  # characters of a column's name
#: A cell that reads as a number or a date.
NUMBER_OR_DATE = re.compile(
    r"\s*[-+(]?[$€£¥]?\d[\d.,' \u00a0\u202f]*[%)]?\s*$|\s*\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}([T ].*)?$"
)


@dataclass(frozen=True)
class Layout:
    """An explicit schema for a text table."""

    delimiter: str
    header: bool
    columns: tuple[str, ...]  # unique and never blank, in file order
    ragged: bool  # rows leave out their last, empty cells
    quoted: bool  # cells may stand in double quotes
    rows: tuple[tuple[str, ...], ...]  # the first data rows, for preview and detection
    titles: int = 0  # rows above the header that are no data: a title, Excel's "sep=;"
    skip: int = 0  # records to skip before the header: titles and blank lines
    lines_before: int = 0  # lines before the first of the data
    below: int = 0  # records between the header and the data, such as units
    remarks: tuple[str, ...] = ()  # on the rows above the data, for the file's owner
    escape: str = '"'  # before a quote within quotes; else a backslash

    @property
    def before(self) -> int:
        """Records before the first of the data, blank lines included."""
        return self.skip + self.header + self.below


def records_of(
    lines: Iterable[str], delimiter: str, quoted: bool, escape: str = '"'
) -> Iterator[Record]:
    """Every record; a blank line is a record without cells."""
    if len(delimiter) > 1:
        for number, line in enumerate(lines, start=1):
            content = line.rstrip("\r\n")
            yield number, content.split(delimiter) if content else []
        return
    reader = csv.reader(
        lines,
        delimiter=delimiter,
        quoting=csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE,
        escapechar=None if escape == '"' else escape,
    )
    before = 0
    for cells in reader:
        yield before + 1, cells
        before = reader.line_num


def delimiter_of(head: str) -> tuple[str, int]:
    """The delimiter under which most rows have the same number of cells, and most cells.

    Beside it that number.
    """
    best, best_score, best_width = ",", 0.0, 1
    lines = [line.rstrip("\r") for line in head.split("\n") if line.strip()]
    hint = re.fullmatch(r'"?sep=(.)"?', lines[0]) if lines else None
    if hint is not None:
        lines, best = lines[1:], hint[1]
    sample = "\n".join(lines)
    # Without quotes too, less liked: one that never ends would make the file a single record.
    for quoted, liking in ((True, 1.0), (False, _UNQUOTED)):
        for delimiter in DELIMITERS if hint is None else (hint[1],):
            if delimiter not in sample or (not quoted and '"' not in sample):
                continue
            # Records, not lines: a text within quotes may have more lines than the table.
            several = len(delimiter) > 1
            escape = _escape(lines, delimiter) if quoted and not several else '"'
            text = io.StringIO(sample, newline="")
            records = records_of(text, delimiter, quoted and not several, escape)
            widths = [len(cells) for _, cells in islice(records, _RECORDS)]
            width, n = Counter(widths).most_common(1)[0]
            # Two colons make an empty cell between them, which is no sign of more columns.
            if width < 2 or (delimiter == ":" and best == "::"):
                continue
            score = liking * (n / len(widths) + min(width, 50) / 1000)
            # Colons and spaces stand inside dates and names, so they need every row to agree.
            last = lines[min(len(lines), _RECORDS) - 1]
            if delimiter in ": " and (n < len(widths) or NUMBER_OR_DATE.match(last)):
                score = 0.0
            if score > best_score + 1e-12:
                best, best_score, best_width = delimiter, score, width
    return best, best_width


def _escape(lines: Sequence[str], delimiter: str) -> str:
    """What stands before a quote within quotes: another quote, or a backslash.

    Of the lines in which a backslash stands before a quote, more are whole that way.
    """
    behind = [line for line in lines[:_RECORDS] if '\\"' in line]
    doubled, escaped = _whole(delimiter, _DOUBLED), _whole(delimiter, _ESCAPED)
    n_doubled = sum(doubled.fullmatch(line) is not None for line in behind)
    n_escaped = sum(escaped.fullmatch(line) is not None for line in behind)
    return "\\" if n_escaped > n_doubled else '"'


#: Text within quotes, whose own quotes are doubled, or behind a backslash.
_DOUBLED, _ESCAPED = r'(?:[^"]|"")*+', r'(?:[^"\\]|\\.|"")*+'


def _whole(delimiter: str, within: str) -> re.Pattern[str]:
    """A record of one line with every quote in its place."""
    mark = re.escape(delimiter)
    cell = rf'(?:"{within}"|[^"{mark}]*+)'
    return re.compile(f"{cell}(?:{mark}{cell})*+")


#: Columns a file may have, and one that is no matrix of ratings.
MOST_COLUMNS = 5_000
MOST_OF_A_TABLE = 2_000


def check_columns(name: str, n: int) -> None:
    """Raise InputError for more columns than can be read."""
    if n > MOST_COLUMNS:
        raise InputError(
            f"{name} has {n:,} columns; at most {MOST_COLUMNS:,} can be read. Write ratings as one "
            "row a customer and item (customer, item, rating), or leave out columns."
        )


#: Names that relations made of a source use for themselves.
_RESERVED = frozenset({"file_row_number", "filename"})


def unique_names(names: Sequence[str]) -> tuple[str, ...]:
    """Column names as the file gives them, made unique, none blank, none of our own."""
    seen = set(_RESERVED)
    result = []
    for position, raw in enumerate(names):
        stem = " ".join(raw[:_NAME].replace("\ufeff", "").split()) or f"column_{position + 1}"
        stem = re.sub("^__+", "_", stem)  # two underscores mark the columns made on the way
        name, n = stem, 1
        while name.casefold() in seen:  # DuckDB compares column names without case
            n += 1
            name = f"{stem}_{n}"
        seen.add(name.casefold())
        result.append(name)
    return tuple(result)
