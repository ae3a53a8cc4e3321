"""Small tables for the tests of how a file is read."""

from __future__ import annotations

from shopai.events.reading.evidence import Evidence
from shopai.events.reading.understanding import Understanding, understand

Cells = tuple[tuple[str, ...], ...]


def cells(*lines: str) -> tuple[tuple[str, ...], Cells]:
    """Headers and rows of lines with bars between the cells, the first line the headers."""
    header, *rows = (tuple(cell.strip() for cell in line.split("|")) for line in lines)
    return header, tuple(rows)


def evidence(*lines: str) -> Evidence:
    return Evidence.of(*cells(*lines))


def understood(*lines: str) -> Understanding:
    return understand(*cells(*lines))
