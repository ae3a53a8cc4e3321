"""The sheets of a workbook that are the shop's table: one, or several with the same header."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

from shopai.errors import InputError
from shopai.events.reading.choice import Table, choose
from shopai.events.reading.first_rows import sniff_table
from shopai.events.reading.headers import key
from shopai.events.sources.layout import Layout, Rows
from shopai.events.sources.sheets import sheet_names, sheet_rows

_ROWS: Final = 1000  # to look at
_MOST_SHEETS: Final = 60  # to look at


@dataclass(frozen=True)
class Sheets:
    """Sheets that are read as one table."""

    parts: tuple[tuple[str, Layout], ...]  # name and layout of each
    rows: Rows  # the first
    others: tuple[str, ...]  # sheets with tables that are not read
    refused: tuple[str, ...] = ()  # why others cannot be read

    @property
    def name(self) -> str:
        return ", ".join(sheet for sheet, _ in self.parts)

    @property
    def warnings(self) -> tuple[str, ...]:
        """Sentences on what was made of the file's sheets."""
        said = list(dict.fromkeys(each for _, layout in self.parts for each in layout.remarks))
        if len(self.parts) > 1:
            said.append(
                f"{len(self.parts)} sheets with the same header were read as one table: "
                f"{self.name}. A line is that of the row in its sheet."
            )
        if self.others:
            several = len(self.others) > 1
            said.append(
                f"The file has {len(self.others)} more sheet{'s' * several}, not read: "
                f"{', '.join(self.others)}. Name one as the sheet to read it."
            )
        return (*said, *self.refused)


def find_sheets(
    path: Path, name: str, chosen: str | None, header: bool | None
) -> tuple[Sheets, tuple[str, ...]]:
    """The sheets to read, and all that may be chosen: those with the same header, and each.

    chosen : a sheet, or sheets with the same header as one; None: those that look most like a
        table of shop data

    Raises InputError where there is no such sheet or none with a table, Question where several
    may be meant.

    Cost: each sheet is read once, one at a time, in a process of its own.
    """
    names = sheet_names(path, name)
    only = [chosen] if chosen in names else names[:_MOST_SHEETS]
    tables, refused = _tables(path, name, only, header)
    groups: dict[tuple[str, ...], list[tuple[str, Layout]]] = {}
    for sheet, layout in tables.items():
        columns = tuple(sorted(map(key, layout.columns))) if layout.header else (sheet,)
        groups.setdefault(columns, []).append((sheet, layout))
    labels = {", ".join(sheet for sheet, _ in parts): tuple(parts) for parts in groups.values()}
    if chosen is not None and chosen not in labels and chosen not in names:
        raise InputError(f"{name} has no sheet '{chosen}'; it has {', '.join(names)}.")
    if not labels:
        where = name if chosen is None else f"The sheet '{chosen}' of {name}"
        raise InputError(
            next(iter(refused.values()), f"{where} has no rows; export it again with its data.")
        )
    candidates = [
        Table(label, parts[0][1].columns, parts[0][1].rows, _known_rows(parts))
        for label, parts in labels.items()
        if chosen in (None, label)
    ]
    label = choose(candidates, name, "sheets").name
    read = {sheet for sheet, _ in labels[label]}
    others = [sheet for sheet in tables if sheet not in read]
    several = [each for each in labels if each not in names]
    damaged = tuple(
        f"The sheet '{sheet}' was not read: {why}"
        for sheet, why in refused.items()
        if "cannot be read as XLSX" in why
    )
    sheets = Sheets(labels[label], labels[label][0][1].rows, tuple(others), damaged)
    return sheets, tuple(dict.fromkeys([label, *several, *names]))


def _known_rows(parts: Iterable[tuple[str, Layout]]) -> int:
    return sum(len(layout.rows) for _, layout in parts)


def _tables(
    path: Path, name: str, sheets: Iterable[str], header: bool | None
) -> tuple[dict[str, Layout], dict[str, str]]:
    """Layout of each sheet that holds a table, and why others hold none."""
    tables: dict[str, Layout] = {}
    refused: dict[str, str] = {}
    for sheet in sheets:
        try:
            rows = sheet_rows(path, name, sheet)
            table = [[cell or "" for cell in cells] for _, cells in islice(rows, _ROWS + 1)]
            if table:
                tables[sheet] = sniff_table(table, name, header)
        except InputError as error:
            refused[sheet] = str(error)
    return tables, refused
