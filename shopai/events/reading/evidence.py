"""The evidence of a table's first rows: what its headers say and what its cells look like."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from babel.numbers import list_currencies

from shopai.arrays import Floats
from shopai.events.reading.months import names_a_month
from shopai.events.reading.vocabulary import NO, YES
from shopai.events.reading.vocabulary import Concept as C
from shopai.events.reading.words import Header, folded, header, in_hundredths
from shopai.events.sources.digits import common_digits
from shopai.events.sources.layout import Rows
from shopai.events.sources.values import SERIALS

#: A date as files write it, with or without a time of day.
_DATE: Final = re.compile(
    r"\d{4}\s?[-/.年년]\s?\d{1,2}\s?[-/.月월]\s?\d{1,2}\s?[日일号號.]?([T\s(（].*)?$"
    r"|(令和|平成|民國|民国)\s?(\d{1,3}|元)年\d{1,2}月\d{1,2}日.*$"
    r"|\d{1,2}[-/.\s]\d{1,2}[-/.\s]\d{2,4}([T\s,].*)?$|(19|20)\d{6}$"
)
_CLOCK: Final = re.compile(
    r"((上午|下午|午前|午後|오전|오후)\s?)?\d{1,2}[:h時时点點시]\s?\d{2}[分분]?([:.]\d{2}(\.\d+)?)?"
    r"\s?([ap]\.?m\.?)?$",
    re.IGNORECASE,
)
_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+$")
_MONEY_SIGNS: Final = (
    r"[$€£¥￥₹₽₩₺฿₫₱₴₪]|[A-Z]{1,2}\$|元|円|zł|Kč|kr|руб\.?|грн|\b[A-Z]{3}\b|\b(?:Rp|TL)\b"
)
_SIGN: Final = re.compile(_MONEY_SIGNS)
_CURRENCIES: Final = frozenset(list_currencies())
_NUMBER: Final = re.compile(r"[-+−]?(\d[\d.,' \u00a0\u202f’]*|[.,]\d+)$")


@dataclass(frozen=True, eq=False)
class Column:
    """One column of the first rows.

    Attributes
    ----------
    name : as the file has it
    cells : (n_rows,) trimmed texts, "" where blank
    decimal : the likely decimal mark of the file, "." or ","
    """

    name: str
    cells: tuple[str, ...]
    decimal: str = "."

    @cached_property
    def header(self) -> Header:
        return header(self.name)

    @property
    def concepts(self) -> frozenset[str]:
        """The concepts of the column's name."""
        return self.header.concepts

    @cached_property
    def filled(self) -> list[str]:
        """The cells that are not blank."""
        return [cell for cell in self.cells if cell]

    @cached_property
    def distinct(self) -> Counter[str]:
        """Each different cell and how often it comes."""
        return Counter(self.filled)

    def share(self, pattern: re.Pattern[str]) -> float:
        """Share of the filled cells that `pattern` matches from their beginning, 0 … 1."""
        return self._share(lambda cell: bool(pattern.match(cell)))

    def _share(self, test: object) -> float:
        assert callable(test)
        matching = sum(n for cell, n in self.distinct.items() if test(cell))
        return matching / len(self.filled) if self.filled else 0.0

    @cached_property
    def numbers(self) -> Floats:
        """(n_rows,) the cells as numbers; NaN where blank or no number."""
        part = 0.01 if in_hundredths(self.name) else 1.0
        known = {cell: part * number_of(cell, self.decimal) for cell in self.distinct}
        return np.array([known.get(cell, np.nan) for cell in self.cells], dtype=np.float64)

    @cached_property
    def numeric(self) -> float:
        """Share of the filled cells that are numbers, 0 … 1."""
        return float(np.isfinite(self.numbers).sum()) / len(self.filled) if self.filled else 0.0

    @cached_property
    def whole(self) -> bool:
        """All cells are whole numbers."""
        values = self.numbers[np.isfinite(self.numbers)]
        return self.numeric == 1.0 and bool(np.all(values == np.trunc(values)))

    @cached_property
    def mostly_nothing(self) -> bool:
        """Numbers of which at least half are 0 or blank, as what came back is."""
        return self.numeric > 0.6 and 2 * int(np.sum(np.abs(self.numbers) > 0)) <= len(self.cells)

    @cached_property
    def written_in_decimals(self) -> bool:
        """Cells are numbers, some with decimals or a sign of money: no ids."""
        if self.numeric < 0.9:
            return False
        values = self.numbers[np.isfinite(self.numbers)]
        signs = self._share(lambda cell: without_sign(cell) != cell) > 0.5
        tens = self.share(re.compile(r".*\d[.,]\d\d$")) > 0.5 and not self.is_date
        return signs or tens or bool(np.any(values != np.trunc(values)))

    @cached_property
    def dates(self) -> float:
        """Share of the filled cells that look like dates, 0 … 1."""
        return self._share(lambda cell: bool(_DATE.match(cell) or names_a_month(cell)))

    @cached_property
    def is_date(self) -> bool:
        return self.dates > 0.5

    @cached_property
    def is_clock(self) -> bool:
        """Nearly all cells are times of day."""
        return self.share(_CLOCK) > 0.9

    @cached_property
    def is_epoch(self) -> bool:
        """All cells are numbers of seconds, or parts of them, since 1970, after 1985."""
        values = self.numbers[np.isfinite(self.numbers)]
        return self.numeric == 1.0 and bool(np.all(values > 4.8e8)) and bool(np.all(values < 5e18))

    @cached_property
    def is_serial(self) -> bool:
        """All cells are days as a spreadsheet counts them."""
        values = self.numbers[np.isfinite(self.numbers)]
        low, high = SERIALS
        return self.numeric == 1.0 and bool(np.all((values >= low) & (values <= high)))

    @cached_property
    def emails(self) -> float:
        """Share of the filled cells that are e-mail addresses, 0 … 1."""
        return self.share(_EMAIL)

    @cached_property
    def is_flag(self) -> bool:
        """All cells say yes or no."""
        return bool(self.filled) and all(
            folded(cell) in f"{YES} {NO}".split() for cell in self.distinct
        )

    @cached_property
    def masked(self) -> bool:
        """Cells have letters or digits struck out by asterisks, so that they tell nobody apart."""
        return self.share(re.compile(r".*(\*{2,}|\w\*|\*\w)")) > 0.3

    @cached_property
    def in_words(self) -> float:
        """Share of the filled cells with two letters or more, 0 … 1."""
        return self.share(re.compile(r".*[^\W\d_].*[^\W\d_]")) if self.filled else 0.0

    @property
    def counts_items(self) -> bool:
        """The header says a total of items, and the cells are whole numbers: a number of units."""
        of_items = {C.TOTAL, C.ITEM}
        return of_items <= self.concepts <= of_items | {C.ORDER} and self.whole

    @property
    def unique(self) -> bool:
        """No two filled cells are the same."""
        return len(self.distinct) == len(self.filled) > 0


@dataclass(frozen=True, eq=False)
class Evidence:
    """The columns of a table's first rows."""

    columns: tuple[Column, ...]
    n_rows: int
    commas: bool | None = False  # decimal commas are expected, see :func:`writes_commas`

    @classmethod
    def of(cls, names: Sequence[str], rows: Rows, delimiter: str = ",") -> Evidence:
        """Of column names and rows of cells, all text; cost: a look at each different cell."""
        columns = [tuple(common_digits(row[i]).strip() for row in rows) for i in range(len(names))]
        bare = [Column(name, cells) for name, cells in zip(names, columns, strict=True)]
        commas = writes_commas(bare, delimiter)
        decimal = likely_decimal(bare, commas is True)
        return cls(
            tuple(Column(name, cells, decimal) for name, cells in zip(names, columns, strict=True)),
            len(rows),
            commas,
        )

    @cached_property
    def _by_name(self) -> dict[str, Column]:
        return {column.name: column for column in self.columns}

    def __getitem__(self, name: str) -> Column:
        return self._by_name[name]

    def determines(self, one: str, other: str) -> float | None:
        """Share of the values of column `one` that come again and always with one of `other`.

        None where none of `one` comes again.
        """
        values: dict[str, set[str]] = {}
        for key, value in zip(self[one].cells, self[other].cells, strict=True):
            if key and value:
                values.setdefault(key, set()).add(value)
        again = [key for key, n in self[one].distinct.items() if n > 1 and key in values]
        return sum(len(values[key]) == 1 for key in again) / len(again) if again else None


_COMMA: Final = re.compile(r"\d,\d{1,2}\D*$|\d,\d{4,}|\.\d{3},\d|^\D*0,\d|\.\d{3}\..*\d{3}")
_POINT: Final = re.compile(r"\d\.\d{1,2}\D*$|\d\.\d{4,}|,\d{3}\.\d|^\D*0\.\d|,\d{3},.*\d{3}")
_DOTTED: Final = re.compile(r"\d{1,2}\.\d{1,2}\.\d{2,4}\b")


def writes_commas(columns: Sequence[Column], delimiter: str) -> bool | None:
    """True where dates with points and semicolons let one expect 12,5; None: only one of them."""
    if delimiter == ",":
        return False
    dotted = any(column.share(_DOTTED) > 0.5 for column in columns)
    return True if dotted else None if delimiter == ";" else False


def likely_decimal(columns: Sequence[Column], commas_expected: bool = False) -> str:
    """The mark that only explains more cells of the numbers.

    Where neither does, such as with 1,234, it is a comma only if those are expected.
    """
    commas = points = 0
    for column in columns:
        if column.is_date or column.is_clock:
            continue
        for cell, n in column.distinct.items():
            bare = without_sign(cell).strip()
            if _NUMBER.match(bare):
                commas += n * bool(_COMMA.search(bare))
                points += n * bool(_POINT.search(bare))
    if commas == points == 0:
        return "," if commas_expected else "."
    return "," if commas > points else "."


def without_sign(cell: str) -> str:
    """A cell without signs of money; three letters are one only where they are a currency's.

    "EUR 12" is "12" with a blank before it, the customer "CUS-2001" stays.
    """
    return _SIGN.sub(_unless_currency, cell)


def _unless_currency(sign: re.Match[str]) -> str:
    letters = sign[0]
    return letters if len(letters) == 3 and letters.isalpha() and letters not in _CURRENCIES else ""


def number_of(cell: str, decimal: str = ".") -> float:
    """A cell as a number, signs of money and grouping marks read over; NaN where it is none."""
    bare = without_sign(cell).replace("−", "-").strip(" \u00a0\u202f%")
    if bare.startswith("(") and bare.endswith(")"):
        bare = "-" + bare[1:-1]
    if not _NUMBER.match(bare):
        return np.nan
    plain = re.sub(r"[' \u00a0\u202f’]", "", bare)
    group = "," if decimal == "." else "."
    parts = plain.replace(decimal, "|", 1).split("|")
    parts[0] = parts[0].replace(group, "")
    try:
        return float(".".join(parts))
    except ValueError:
        return np.nan
