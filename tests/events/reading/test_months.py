"""Names of months, put into English for dates."""

from __future__ import annotations

from datetime import datetime

import pytest

from shopai.columns import Event
from shopai.events.load import load
from shopai.events.reading.months import months, names_a_month
from tests.events.conftest import Write
from tests.events.loading import ORDERS, rows


@pytest.mark.parametrize(
    ("name", "english"),
    [("januar", "Jan"), ("févr", "Feb"), ("marzo", "Mar"), ("kwietnia", "Apr"), ("мая", "May"),
     ("juni", "Jun"), ("julho", "Jul"), ("août", "Aug"), ("eylül", "Sep"), ("październik", "Oct"),
     ("nov", "Nov"), ("декабря", "Dec"), ("agustus", "Aug"), ("march", "Mar")],
)  # fmt: skip
def test_a_month_is_known_in_the_language_of_the_shop(name: str, english: str) -> None:
    assert months()[name] == english


@pytest.mark.parametrize(
    ("cell", "named"),
    [("14 de marzo de 2024", True), ("3. März 2024", True), ("1er avril 2024", True),
     ("21 мая 2024 г.", True), ("Mar-24-2024", True), ("marzo", False), ("March 2024", False),
     ("12 apples 3", False), ("SKU 12 34", False)],
)  # fmt: skip
def test_a_date_has_a_month_and_the_numbers_of_a_day_and_a_year(cell: str, named: bool) -> None:
    assert names_a_month(cell) is named


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("14 de marzo de 2024", "2 de abril de 2024"),
        ("14. März 2024", "2. April 2024"),
        ("14 mars 2024", "2 avril 2024"),
        ("14 марта 2024 г.", "2 апреля 2024 г."),
        ('"14 марта 2024 г., 00:00"', '"2 апреля 2024 г., 00:00"'),
        ("14 mart 2024", "2 nisan 2024"),
    ],
)
def test_dates_with_such_months_are_read(write: Write, first: str, second: str) -> None:
    path = write(f"{ORDERS}1,u,{first},A,1,2\n2,v,{second},A,1,2\n")
    assert rows(load(path), Event.TIME) == [(datetime(2024, 3, 14),), (datetime(2024, 4, 2),)]
