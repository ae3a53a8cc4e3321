"""From record numbers to the lines (or sheet rows) people see in their editor."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from shopai.arrays import Ints
from shopai.events.layout import Layout, records_of

#: Line numbers, 1-based, of ascending record numbers; same length.
Lines = Callable[[Ints], Ints]


def shifted(offset: int) -> Lines:
    """Lines where every record has exactly one: its number plus a constant."""
    return lambda records: records + offset


def passing(passed: Sequence[int]) -> Lines:
    """Lines where every record has exactly one, and the ascending lines `passed` hold none."""
    # Before the i-th of them lie `passed[i] - i - 1` records.
    before = np.asarray(passed, dtype=np.int64) - np.arange(len(passed)) - 1
    return lambda records: records + 1 + np.searchsorted(before, records, side="right")


def walked(text: Path, layout: Layout, misfits: frozenset[int]) -> Lines:
    """Lines where quoted line breaks, blank lines or misfits (by their line) come between.

    Cost: the text is read once more, as far as the last record asked for.
    """

    def of(records: Ints) -> Ints:
        if len(records) == 0:
            return records
        starts = []
        with text.open(encoding="utf-8", errors="replace", newline="") as file:
            source = records_of(file, layout.delimiter, layout.quoted)
            for _ in range(layout.skip + layout.header):
                next(source, None)
            for line, cells in source:
                if cells and line not in misfits:
                    starts.append(line)
                    if len(starts) > records[-1]:
                        break
        return np.array(starts, dtype=np.int64)[np.minimum(records, len(starts) - 1)]

    return of


def lines_at(text: Path, offsets: Sequence[int]) -> list[int]:
    """The line on which each of the ascending byte `offsets` lies.

    An offset within a line end, or on a blank line, is that of the next line.
    """
    lines: list[int] = []
    line, start = 1, 0
    with text.open("rb") as file:
        for content in file:
            end = start + len(content.rstrip(b"\r\n"))
            if end > start:
                while len(lines) < len(offsets) and offsets[len(lines)] < end:
                    lines.append(line)
            if len(lines) == len(offsets):
                break
            line, start = line + 1, start + len(content)
    return lines + [line] * (len(offsets) - len(lines))
