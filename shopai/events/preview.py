"""Previews: a file as it would be loaded, exactly or by its first rows."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any, Final

from shopai.engines.duckdb import Connection, aggregates, parquet
from shopai.engines.scratch import ScratchFolder
from shopai.events.dataset import Dataset
from shopai.events.load import load
from shopai.events.opening import Opened
from shopai.events.reading.mapping import Mapping, Shape
from shopai.events.sources.raw import MISFITS, RECORD, Raw
from shopai.progress import Progress

#: Rows up to which a preview is of the whole file.
MOST_ROWS: Final = 200_000
#: Lines in which an end is looked for that does not part a cell over several lines.
_MOST_LINES_OF_A_CELL: Final = 1000


@dataclass(frozen=True)
class Preview:
    """A file as it would be loaded.

    Attributes
    ----------
    dataset : the whole file's where `share` is 1, else that of its first rows
    share : of the file that was read, in (0, 1]
    """

    dataset: Dataset
    share: float

    @property
    def exact(self) -> bool:
        """True where the whole file was read, so that `dataset` is what :func:`load` gives."""
        return self.share == 1


def preview(
    opened: Opened,
    mapping: Mapping | None = None,
    *,
    shape: Shape | None = None,
    progress: Progress | None = None,
    **answers: Any,
) -> Preview:
    """Load a file to look at: all of it up to `MOST_ROWS` rows, else so many from its beginning.

    `mapping`, `shape` and `answers` are arguments of :func:`shopai.events.load.load`, which says
    what it raises.

    Cost: of text at most that of loading `MOST_ROWS` rows; other files are read as a whole, and
    only what follows is of so many rows.
    """
    cut = ScratchFolder()
    beginning = _beginning(opened, cut.path("beginning.txt"))
    dataset = load(beginning, mapping=mapping, shape=shape, progress=progress, **answers)
    (share,) = beginning.share
    if share < 1:  # other data than the whole file's
        dataset = replace(dataset, fingerprint=f"{dataset.fingerprint}:{share}")
    return Preview(dataset, share)


@dataclass(frozen=True)
class _Beginning(Opened):
    """A file of which only the beginning is read; `share` says how much, once it was."""

    share: list[float] = field(default_factory=list)

    def read(self, connection: Connection, target: Path) -> Raw:
        raw = super().read(connection, target)
        if self.share:  # of text, cut before
            return raw
        self.share.append(min(1.0, MOST_ROWS / raw.records) if raw.records else 1.0)
        return raw if raw.records <= MOST_ROWS else _first_rows(connection, raw, target)


def _first_rows(connection: Connection, raw: Raw, target: Path) -> Raw:
    """The first `MOST_ROWS` of the rows, and of the misfits those before their end."""
    file = target.with_name("beginning.parquet")
    connection.sql(f"SELECT * FROM {raw.relation} LIMIT {MOST_ROWS}").write_parquet(str(file))
    rows, misfits = parquet(file), raw.misfits
    if misfits:
        (last,) = aggregates(connection, f"max({RECORD})", rows)
        connection.execute(f"DELETE FROM {MISFITS} WHERE line > {raw.line(last)}").fetchall()
        (misfits,) = aggregates(connection, "count(*)", MISFITS)
    return replace(raw, relation=rows, records=MOST_ROWS, misfits=misfits)


def _beginning(opened: Opened, target: Path) -> _Beginning:
    """`opened` as it is, or with a text table of more lines cut at `target`."""
    values = {each.name: getattr(opened, each.name) for each in fields(opened)}
    text, layout = opened.text, opened.layout
    if text is None or layout is None:
        return _Beginning(**values)
    lines = MOST_ROWS + layout.skip + layout.header
    if opened.newlines < lines:
        return _Beginning(**values, share=[1.0])
    newlines = _cut(text, lines, target)
    share = target.stat().st_size / text.stat().st_size
    return _Beginning(**values | {"text": target, "newlines": newlines}, share=[share])


def _cut(text: Path, lines: int, target: Path) -> int:
    """Copy the first lines of a text to `target`; the number of lines copied.

    They end where no quotes are open, if such an end is near: not inside a cell of several lines.
    """
    size, n, quotes = 0, 0, 0
    end, newlines = 0, 0  # the latest where no quotes are open, and the lines before it
    with text.open("rb") as source, target.open("wb") as copy:
        for line in source:
            copy.write(line)
            size, n, quotes = size + len(line), n + 1, quotes + line.count(b'"')
            if quotes % 2 == 0:
                end, newlines = size, n
            if n == lines:
                break
        if n - newlines < _MOST_LINES_OF_A_CELL:
            copy.truncate(end)
            return newlines
    return n
