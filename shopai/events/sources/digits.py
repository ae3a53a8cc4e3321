"""Digits of other scripts, and marks of direction that nobody sees, in numbers and dates."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from shopai.engines.duckdb import Connection, column_aggregates, literal, quoted
from shopai.events.sources.raw import Raw

_DIGITS: Final = "٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹０１２３４５６７８９๐๑๒๓๔๕๖๗๘๙"
_MARKS: Final = "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
#: Signs that stand with these digits, and the common ones.
_SIGNS: Final = ("٫٬，．：／－", ".,,.:/-")
_FROM: Final = _DIGITS + _SIGNS[0] + _MARKS
_TO: Final = "0123456789" * 4 + _SIGNS[1]
_ODD: Final = f"[{_DIGITS}{_MARKS}]"
_FIRST: Final = 100_000  # rows that are looked at
_IS_ODD: Final = re.compile(_ODD)
_TABLE: Final = str.maketrans(_FROM[: len(_TO)], _TO, _MARKS)


def common_digits(cell: str) -> str:
    """`cell` with the digits 0 … 9 and without marks of direction: "١٢٫٥" is "12.5"."""
    return cell if cell.isascii() or not _IS_ODD.search(cell) else cell.translate(_TABLE)


def with_common_digits(connection: Connection, raw: Raw, columns: Sequence[str | None]) -> Raw:
    """`raw` with the same done to `columns` of text, where one of their first cells asks for it.

    Cost: a look at the first 100,000 rows; only columns that go beyond ASCII are searched.
    """
    texts = sorted({c for c in columns if c is not None and raw.types.get(c) == "VARCHAR"})
    if not texts:
        return raw

    def tests(cell: str) -> list[str]:
        beyond = f"strlen({cell}) <> length({cell})"
        search = f"CASE WHEN {beyond} THEN regexp_matches({cell}, {literal(_ODD)}) END"
        return [f"coalesce(bool_or({search}), false)"]

    first = f"(SELECT {', '.join(map(quoted, texts))} FROM {raw.relation} LIMIT {_FIRST})"
    looks = column_aggregates(connection, texts, tests, first, min(raw.records, _FIRST))
    odd = [column for column, (some,) in zip(texts, looks, strict=True) if some]
    if not odd:
        return raw
    replaced = ", ".join(
        f"translate({quoted(c)}, {literal(_FROM)}, {literal(_TO)}) AS {quoted(c)}" for c in odd
    )
    return replace(raw, relation=f"(SELECT * REPLACE ({replaced}) FROM {raw.relation})")
