"""The look of a column's cells."""

from __future__ import annotations

import math

import pytest

from shopai.events.reading.evidence import Column, number_of


@pytest.mark.parametrize("cells", [("CUS-2001", "CUS-2002"), ("ORD-10404", "ORD-10405")])
def test_three_letters_that_are_no_currency_are_no_sign_of_money(cells: tuple[str, ...]) -> None:
    assert Column("id", cells).numeric == 0.0
    assert not Column("id", cells).written_in_decimals


@pytest.mark.parametrize("cell", ["EUR 12.50", "12.50 USD", "R$ 12.50", "zł 12.50", "$12.50"])
def test_a_sign_of_money_is_read_over(cell: str) -> None:
    assert number_of(cell) == 12.5
    assert Column("paid", (cell, cell)).written_in_decimals


def test_other_letters_make_a_cell_no_number() -> None:
    assert math.isnan(number_of("SKU 12"))
