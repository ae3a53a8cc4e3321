"""Dates as East Asia, Thailand and others write them, in digits of the common calendar."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from shopai.engines.duckdb import Connection, literal, quoted
from shopai.events.sources.raw import Raw

_SAMPLE: Final = 5_000
_MORNING: Final = "오전|上午|午前|凌晨|清晨|早上"
_AFTERNOON: Final = "오후|下午|午後|晚上|傍晚|中午"
#: What stands between a day and its time: 14.3.2024 klo 10:22.
_AT: Final = r"klo|kl\.?|-|um|à|at|às|o|óra"
#: Years of the Buddhist calendar in Thailand, which is 543 years ahead.
_BUDDHIST: Final = r"\b(24[5-9]\d|25\d\d|26[0-4]\d)\b"
_AHEAD: Final = 543
#: A year by the reign of an emperor or by the republic, and the year before its first.
_ERAS: Final = (("令和", 2018), ("平成", 1988), ("民國", 1911), ("民国", 1911))

#: Pattern and what takes its place, in this order.
_REWRITTEN: Final[tuple[tuple[str, str], ...]] = (
    (r"\s*[(（][月火水木金土日一二三四五六월화수목금토일][)）]\s*", " "),
    (r"\s*(?:星期|礼拜|禮拜|周|週)[一二三四五六日天]\s*", " "),
    (r"\s*[월화수목금토일]요일\s*", " "),
    (r"(\d{4})\s*[年년.]\s*(\d{1,2})\s*[月월.]\s*(\d{1,2})\s*[日일号號.]?", r"\1-\2-\3 "),
    (r"(\d{1,2})\s*[時时点點시]\s*(\d{1,2})\s*[分분]?", r"\1:\2"),
    (r"(\d{1,2}:\d{2})\s*(\d{1,2})\s*[秒초]", r"\1:\2"),
    (rf"(\d{{4}}|-\d{{2}})\.?,?\s+(?:{_AT})\s+(\d)", r"\1 \2"),
    (r"((?:\d{4}|-\d{2})\s+\d{1,2})[hH](\d{2})(?:[mM](\d{2}))?[sS]?$", r"\1:\2:0\3"),
    (r"(\d{4}\s+\d{1,2})\.(\d{2})(?:\.(\d{2}))?$", r"\1:\2:0\3"),
    (r":0(\d{2})$", r":\1"),
    (r":(\d)(\D|$)", r":0\1\2"),
    (rf"(?:{_MORNING})\s*(\d{{1,2}}:\d{{2}}(?::\d{{2}})?)", r"\1 AM"),
    (rf"(?:{_AFTERNOON})\s*(\d{{1,2}}:\d{{2}}(?::\d{{2}})?)", r"\1 PM"),
    (r"((?:1[3-9]|2[0-3]):\d{2}(?::\d{2})?) PM", r"\1"),
    (r"\s+", " "),
)
_TELLING: Final = re.compile(
    rf"\d\s*[年년時时시]|{_MORNING}|{_AFTERNOON}|\d{{4}}\.\s+\d|[(（][月火水木金土日월화수목금토일][)）]"
    r"|\d{4}\.\d{1,2}\.\d{1,2}\.|\d{4}\s+\d{1,2}\.\d{2}(?:\.\d{2})?$"
    rf"|(?:\d{{4}}|-\d{{2}}),?\s+(?:{_AT})\s+\d|\d{{2}}\s+\d{{1,2}}[hH]\d{{2}}"
    r"|星期|礼拜|禮拜|[周週][一二三四五六日]|요일"
)


def in_digits(connection: Connection, raw: Raw, column: str | None) -> Raw:
    """`raw` with the dates or times of day of `column` in digits, where they are written in words.

    "2024年3月14日 10時22分" becomes "2024-3-14 10:22", "오후 1:20" becomes "1:20 PM", "14/03/2567"
    becomes "14/03/2024" where all years are Buddhist ones.

    Cost: a look at the first cells; where there is something to rewrite, some replacements in each.
    """
    if column is None or raw.types.get(column) != "VARCHAR":
        return raw
    cell = quoted(column)
    sample = connection.sql(
        f"SELECT DISTINCT {cell} AS __cell FROM (SELECT {cell} FROM {raw.relation} "
        f"WHERE {cell} IS NOT NULL LIMIT {_SAMPLE})"
    ).fetchall()
    cells = [str(written) for (written,) in sample]
    value = _without_eras(cell, cells)
    if any(_TELLING.search(written) for written in cells):
        for pattern, instead in _REWRITTEN:
            value = f"regexp_replace({value}, {literal(pattern)}, {literal(instead)}, 'g')"
        value = f"trim({value})"
    if cells and all(re.search(_BUDDHIST, written) for written in cells):
        year = f"regexp_extract({value}, {literal(_BUDDHIST)}, 1)"
        common = f"CAST(TRY_CAST({year} AS INTEGER) - {_AHEAD} AS VARCHAR)"
        value = f"CASE WHEN {year} <> '' THEN replace({value}, {year}, {common}) ELSE {value} END"
    if value == cell:
        return raw
    return replace(raw, relation=f"(SELECT * REPLACE ({value} AS {cell}) FROM {raw.relation})")


def _without_eras(cell: str, cells: list[str]) -> str:
    """SQL of `cell` with the years of the eras that are in `cells` counted from our first."""
    for era, before in _ERAS:
        if any(era in written for written in cells):
            first = f"regexp_replace({cell}, '{era}\\s*元年', '{era}1年')"
            year = f"regexp_extract({first}, '{era}\\s*(\\d+)', 1)"
            common = f"CAST(TRY_CAST({year} AS INTEGER) + {before} AS VARCHAR)"
            cell = (
                f"CASE WHEN {year} <> '' THEN regexp_replace({first}, '{era}\\s*\\d+', {common}) "
                f"ELSE {cell} END"
            )
    return cell
