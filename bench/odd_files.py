"""Odd files by the hundred: each is read, asked about or refused, and every row is accounted for.

A small table of orders, ratings, events, customers or a matrix is written as text, JSON lines or
Parquet, and then harmed: by ragged rows, stray quotes, bytes of other encodings, impossible
numbers and dates, doubled or hostile column names, blank lines, lines of totals and the like. A
traceback, a load of over 20 seconds and a report that does not add up count as wrong.

    python bench/odd_files.py [--files 300] [--seed 0]
"""

from __future__ import annotations

import argparse
import io
import json
import random
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from shopai.errors import InputError, Question
from shopai.events.load import load

SLOW: Final = 20.0  # seconds

Table = list[list[str]]

_HEADERS: Final = (
    ("order_id", "customer_id", "order_date", "sku", "quantity", "price"),
    ("Bestellnummer", "Kundennummer", "Bestelldatum", "Artikelnummer", "Menge", "Einzelpreis"),
    ("订单编号", "买家会员名", "订单创建时间", "商品编码", "数量", "单价"),
    ("user", "item", "event", "timestamp", "session_id", "price"),
    ("userId", "movieId", "rating", "timestamp"),
    ("customer_id", "age", "income", "visits"),
    ("a", "b", "c", "d"),
    ("user", "i1", "i2", "i3", "i4", "i5"),
)
_NUMBERS: Final = ("1", "2", "12.50", "1,234.50", "1.234,50", "-3", "0", "5-", "(4.00)", "€ 9,90")
_IMPOSSIBLE: Final = ("1e308", "-1e308", "inf", "NaN", "1e400", "٣", "½", "0x1F", "--", "1_000")
_DATES: Final = ("2024-03-14", "14.03.2024", "3/14/24", "14 Mar 2024 10:22", "1710410522", "45365")
_NO_DATES: Final = ("0000-00-00", "2024-02-31", "99/99/9999", "tomorrow", "9999-12-31", "-1")
_HOSTILE: Final = (
    "__record", "file_row_number", "filename", 'a"; DROP TABLE x; --', "=cmd|' /C calc'!A0",
    "<script>alert(1)</script>", "'", "{x}", "a" * 5_000, "\u202e", "é" * 300, "%s", "\\N",
)  # fmt: skip
_CELLS: Final = (
    "",
    "NULL",
    "  ",
    "\t",
    "=1+1",
    "🙂",
    "Käse",
    "日本",
    "a,b",
    "x;y",
    "\u00a0",
    "\ufeff",
)


def table(random_: random.Random) -> Table:
    """A header and some rows that fit it more or less."""
    header = list(random_.choice(_HEADERS))
    rows = [header]
    date, prices = random_.choice(_DATES), random_.sample(_NUMBERS[:3], 2)
    for number in range(random_.choice((0, 2, 5, 12, 30, 200))):
        row = []
        for name in header:
            if any(word in name.casefold() for word in ("date", "datum", "时间", "time")):
                row.append(date)
            elif any(word in name.casefold() for word in ("qu", "pri", "menge", "数", "价", "rat")):
                row.append(random_.choice(prices))
            else:
                row.append(f"{name[:2]}{random_.randrange(1 + number)}")
        rows.append(row)
    return rows


Harm = Callable[[random.Random, Table], None]


def _somewhere(random_: random.Random, rows: Table, cells: Sequence[str]) -> None:
    for _ in range(random_.choice((1, 1, 5, 50))):
        row = random_.choice(rows)
        if row:
            row[random_.randrange(len(row))] = random_.choice(cells)


def _ragged(random_: random.Random, rows: Table) -> None:
    for row in rows[1:]:
        if random_.random() < 0.3:
            row[random_.randrange(1 + len(row)) :] = [] if random_.random() < 0.5 else ["x"] * 3


def _repeated(random_: random.Random, rows: Table) -> None:
    rows[random_.randrange(1, 1 + len(rows)) : 0] = [list(rows[0]), ["Total", "9"], []]


def _doubled_names(random_: random.Random, rows: Table) -> None:
    rows[0][random_.randrange(len(rows[0]))] = rows[0][0]


def _hostile_names(random_: random.Random, rows: Table) -> None:
    rows[0][random_.randrange(len(rows[0]))] = random_.choice(_HOSTILE)


def _wide(random_: random.Random, rows: Table) -> None:
    extra = random_.choice((20, 200))
    rows[0] += [f"x{i}" for i in range(extra)]
    for row in rows[1:]:
        row += [random_.choice(("", "1", "z"))] * extra


def _without_some_rows(random_: random.Random, rows: Table) -> None:
    """Without the header, most of the time."""
    del rows[0 if random_.random() < 0.7 else -1]


def _titles(random_: random.Random, rows: Table) -> None:
    rows[:0] = [["A report"], [], [f"of {random_.randrange(99)} days"]]


HARMS: Final[tuple[Harm, ...]] = (
    lambda random_, rows: _somewhere(random_, rows, _NUMBERS),
    lambda random_, rows: _somewhere(random_, rows, _IMPOSSIBLE),
    lambda random_, rows: _somewhere(random_, rows, _NO_DATES),
    lambda random_, rows: _somewhere(random_, rows, _CELLS),
    lambda random_, rows: _somewhere(random_, rows, _HOSTILE),
    _ragged, _repeated, _doubled_names, _hostile_names, _wide, _without_some_rows, _titles,
)  # fmt: skip


def odd_file(seed: int) -> tuple[str, bytes]:
    """The name and the bytes of an odd file; the same for the same seed."""
    random_ = random.Random(seed)
    rows = table(random_)
    for harm in random_.sample(HARMS, random_.choice((1, 1, 1, 2, 3))):
        if rows and rows[0]:
            harm(random_, rows)
    kind = random_.choice(("csv", "csv", "csv", "csv", "jsonl", "parquet"))
    if kind == "jsonl":
        lines = [json.dumps(dict(zip(rows[0], row, strict=False))) for row in rows[1:]]
        content = "\n".join(lines).encode()
    elif kind == "parquet":
        width = max(map(len, rows), default=0)
        padded = [row + [""] * (width - len(row)) for row in rows]
        frame = pd.DataFrame(padded[1:], columns=range(width))
        frame.columns = [f"{name}{i}" for i, name in enumerate(padded[0])] if padded else []
        buffer = io.BytesIO()
        frame.to_parquet(buffer)
        return "odd.parquet", buffer.getvalue()
    else:
        content = _text(random_, rows)
    return f"odd.{kind}", _harmed_bytes(random_, content)


def _text(random_: random.Random, rows: Table) -> bytes:
    delimiter = random_.choice((",", ";", "\t", "|"))
    end = random_.choice(("\n", "\r\n", "\r", "\n\n"))

    def cell(value: str) -> str:
        quoted = random_.random() < 0.2 or delimiter in value
        return f'"{value}"' if quoted else value

    text = end.join(delimiter.join(map(cell, row)) for row in rows)
    encoding = random_.choice(("utf-8", "utf-8", "utf-8-sig", "utf-16", "cp1252", "gb18030"))
    return text.encode(encoding, errors="replace")


def _harmed_bytes(random_: random.Random, content: bytes) -> bytes:
    if not content or random_.random() < 0.6:
        return content
    place = random_.randrange(len(content))
    harm = random_.choice((b'"', b"\xff", b"\x00", b"\\", b"\r", "ü".encode("cp1252"), b"\n\n\n"))
    return content[:place] + harm + content[place:] if random_.random() < 0.8 else content[:place]


def outcome(name: str, content: bytes, folder: Path) -> str:
    """What became of a file: "read", "asked", "refused", or "wrong: " and why."""
    path = folder / name
    path.write_bytes(content)
    begin = time.perf_counter()
    try:
        report = load(path).report
    except Question:
        result = "asked"
    except InputError:
        result = "refused"
    except Exception as error:  # the worst a file can do: counted, not hidden
        return f"wrong: {type(error).__name__}: {error}"
    else:
        adds_up = report.rows_read == report.rows_kept + sum(report.set_aside.values())
        result = "read" if adds_up else "wrong: the report does not add up"
    seconds = time.perf_counter() - begin
    return result if seconds < SLOW else f"wrong: {seconds:.0f} s"


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--files", type=int, default=300)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args(arguments)
    counts: dict[str, int] = {}
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(options.seed, options.seed + options.files):
            result = outcome(*odd_file(seed), Path(folder))
            kind = result.partition(":")[0]
            counts[kind] = counts.get(kind, 0) + 1
            if kind == "wrong":
                print(f"seed {seed}: {result}")
    print(f"{options.files} files: " + ", ".join(f"{n} {kind}" for kind, n in counts.items()))


if __name__ == "__main__":
    main()
