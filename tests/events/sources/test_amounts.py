"""Numbers as people write them, read by the SQL the loader runs."""

from __future__ import annotations

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopai.events.sources.amounts import currency_sign, decimal_evidence, number

CONNECTION = duckdb.connect()


def read(cells: list[str], decimal: str = ".") -> list[float | None]:
    """Every cell as a number."""
    sql = f"SELECT {number('cell', 'VARCHAR', decimal)} FROM (SELECT unnest($1) AS cell)"
    return [value for (value,) in CONNECTION.execute(sql, [cells]).fetchall()]


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("5", 5.0),
        ("-5.25", -5.25),
        (".5", 0.5),
        ("+3", 3.0),
        ("1e3", 1000.0),
        ("1,234.56", 1234.56),
        ("1,23,456.50", 123456.5),  # India groups by two
        ("1'234.50", 1234.5),
        ("1’234.50", 1234.5),
        ("1 234.50", 1234.5),
        ("1\u00a0234.50", 1234.5),
        ("1\u202f234.50", 1234.5),
        ("$1,234.56", 1234.56),
        ("1234.56 €", 1234.56),
        ("US$ 7", 7.0),
        ("usd 7", 7.0),
        ("¥1,000", 1000.0),
        ("12.50元", 12.5),
        ("(5.00)", -5.0),
        ("5.00-", -5.0),
        ("−5", -5.0),
        ("-$5.00", -5.0),
        ("5.-", 5.0),
        ("inf", None),
        ("NaN", None),
        ("abc", None),
        ("1.234.567", None),
        ("12,34", None),
        ("1 2 a", None),
        ("-", None),
        ("()", None),
        ("", None),
    ],
)
def test_numbers_with_a_decimal_point_are_read(cell: str, value: float | None) -> None:
    assert read([cell]) == [value]


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("12,5", 12.5),
        ("1.234,56", 1234.56),
        ("1.234.567", 1234567.0),
        ("1 234,56", 1234.56),
        ("1.000", 1000.0),
        ("5", 5.0),
        ("-0,75", -0.75),
        ("(1.234,50)", -1234.5),
        ("€ 5,-", 5.0),
        ("5,-- €", 5.0),
        ("12.5", None),
        ("1,2,3", None),
    ],
)
def test_numbers_with_a_decimal_comma_are_read(cell: str, value: float | None) -> None:
    assert read([cell], ",") == [value]


@pytest.mark.parametrize(
    ("kind", "cell", "value"),
    [("INTEGER", "7", 7.0), ("DECIMAL(8,2)", "1.50", 1.5), ("BOOLEAN", "true", 1.0),
     ("DOUBLE", "'nan'", None), ("DOUBLE", "'inf'", None), ("DATE", "'2024-01-31'", None)],
)  # fmt: skip
def test_typed_columns_are_numbers_too(kind: str, cell: str, value: float | None) -> None:
    sql = f"SELECT {number('cell', kind)} FROM (SELECT CAST({cell} AS {kind}) AS cell)"
    assert CONNECTION.execute(sql).fetchall() == [(value,)]


@pytest.mark.parametrize(
    ("cell", "code"),
    [("€ 5", "EUR"), ("5 eur", "EUR"), ("$5", "USD"), ("A$5", "AUD"), ("5 zł", "PLN"), ("5", None)],
)
def test_currency_signs_and_codes_are_read_as_iso_codes(cell: str, code: str | None) -> None:
    sql = f"SELECT {currency_sign('cell')} FROM (SELECT $1 AS cell)"
    assert CONNECTION.execute(sql, [cell]).fetchall() == [(code,)]


@pytest.mark.parametrize(
    ("cell", "comma", "point"),
    [("12,5", 1, 0), ("0,75", 1, 0), ("1.234,5", 1, 0), ("1.234.567", 1, 0), ("12.5", 0, 1),
     ("1,234.5", 0, 1), ("1,234,567", 0, 1), ("1,234", 0, 0), ("1.234", 0, 0), ("5", 0, 0)],
)  # fmt: skip
def test_evidence_for_the_decimal_mark(cell: str, comma: int, point: int) -> None:
    sql = f"SELECT {', '.join(decimal_evidence('cell'))} FROM (SELECT $1 AS cell)"
    assert CONNECTION.execute(sql, [cell]).fetchall() == [(comma, point)]


STYLES = [
    (mark, group, sign, money)
    for mark, groups in ((".", ",' \u00a0\u202f"), (",", ".' \u00a0\u202f"))
    for group in ("", *groups)
    for sign in ("-{}", "−{}", "({})", "{}-")
    for money in ("{}", "€{}", "{} €", "USD {}")
]


@settings(max_examples=15)
@given(st.lists(st.integers(-(10**9), 10**9), min_size=1, max_size=5))
def test_every_style_of_writing_a_number_reads_the_same(cents: list[int]) -> None:
    for mark in ".,":
        cells, values = [], []
        for decimal, group, sign, money in STYLES:
            if decimal == mark:
                for n in cents:
                    plain = f"{abs(n) / 100:,.2f}".translate({44: group, 46: decimal})
                    cells.append(money.format(sign.format(plain) if n < 0 else plain))
                    values.append(n / 100)
        assert read(cells, mark) == values
