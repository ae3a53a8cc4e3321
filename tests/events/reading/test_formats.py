"""What is decided on a whole column, or asked: dates, decimal mark, currency."""

from __future__ import annotations

from datetime import datetime

import duckdb
import pytest

from shopai.columns import Event
from shopai.engines.duckdb import connect, literal
from shopai.errors import InputError, Question
from shopai.events.load import load
from shopai.events.reading.formats import decide_decimal, decide_time
from shopai.events.sources.amounts import number
from shopai.events.sources.raw import Raw, shifted
from tests.events.conftest import Write
from tests.events.loading import adds_up, rows, set_aside

HEADER = "order_id;customer_id;date;sku;qty;price\n"


def dated(*dates: str) -> str:
    return HEADER + "".join(f"{i};u;{date};A;1;2\n" for i, date in enumerate(dates))


@pytest.fixture(scope="module")
def con(tmp_path_factory: pytest.TempPathFactory) -> duckdb.DuckDBPyConnection:
    return connect(tmp_path_factory.mktemp("spill"))


def column_of(cells: tuple[str, ...]) -> Raw:
    """Records of one column."""
    listed = ", ".join(f"({literal(cell)})" for cell in cells)
    return Raw(f"(VALUES {listed}) t(cell)", {"cell": "VARCHAR"}, len(cells), 0, shifted(1))


@pytest.mark.parametrize(
    ("dates", "order"),
    [
        (("03/04/2024", "13/04/2024"), "dmy"),  # the second row decides
        (("03/04/2024", "04/13/2024"), "mdy"),
        (("03.04.2024", "05.06.2024"), "dmy"),  # dots: the day is first
        (("04/04/2024", "05/05/2024"), "dmy"),  # the same either way
    ],
)
def test_day_or_month_first_is_decided_by_all_rows(
    con: duckdb.DuckDBPyConnection, dates: tuple[str, ...], order: str
) -> None:
    assert decide_time(con, column_of(dates), "cell", None) == order


def test_dates_that_fit_both_orders_raise_a_question(write: Write) -> None:
    path = write(dated("03/04/2024", "05/06/2024"))
    with pytest.raises(Question) as question:
        load(path)
    assert question.value.parameter == "dates"
    assert question.value.options == ("dmy", "mdy")
    assert "such as '0" in str(question.value)
    assert rows(load(path, dates="dmy"), Event.TIME)[0] == (datetime(2024, 4, 3),)
    assert rows(load(path, dates="mdy"), Event.TIME)[0] == (datetime(2024, 3, 4),)


def test_the_day_comes_first_in_a_file_that_writes_decimal_commas(write: Write) -> None:
    path = write(HEADER + "1;u;03/04/2024;A;1;2,50\n2;v;05/06/2024;A;1;3,75\n")
    assert rows(load(path), Event.TIME)[0] == (datetime(2024, 4, 3),)


@pytest.mark.parametrize(
    ("cell", "minute"),
    [
        ("26/02/2024 - 09:05:00", 5), ("26.2.2024 17.45", 45), ("26-02-2024 kl. 13:40", 40),
        ("26/02/2024 à 14h22", 22), ("2024-02-26 - 09:05", 5), ("26.2.2024 17.45.30", 45),
    ],
)  # fmt: skip
def test_clocks_as_other_countries_write_them(write: Write, cell: str, minute: int) -> None:
    ((moment,),) = rows(load(write(dated(cell))), Event.TIME)
    assert (moment.month, moment.day, moment.minute) == (2, 26, minute)


def test_days_by_hand_may_be_written_now_so_now_so(write: Write) -> None:
    dataset = load(write(dated("13/07/2024", "2024-07-16", "17 Jul 2024", "21/07/2024")))
    assert [moment.day for (moment,) in rows(dataset, Event.TIME)] == [13, 16, 17, 21]
    adds_up(dataset)


def test_rows_in_another_format_are_set_aside(write: Write) -> None:
    good = ["2024-01-31"] * 5
    dataset = load(write(dated(*good, "31 Jan", "2024-02-30", "1850-01-01")))
    adds_up(dataset)
    why = "not a date between 1970 and 2100 in the format of its column"
    assert set_aside(dataset) == [
        (7, "date", "31 Jan", why), (8, "date", "2024-02-30", why), (9, "date", "1850-01-01", why),
    ]  # fmt: skip


def test_a_line_without_a_date_takes_that_of_its_order_or_is_set_aside(write: Write) -> None:
    text = dated("2024-01-31", "2024-01-31", "")
    assert set_aside(load(write(text))) == [(4, "date", None, "no date")]
    same_order = load(write(text + "1;u;;B;1;2\n"))  # order 1 has a date on another line
    assert same_order.report.set_aside == {"no date": 1}
    assert same_order.report.notes == {"filled from another line of the order": 1}


def test_a_time_column_without_dates_is_refused(write: Write) -> None:
    with pytest.raises(InputError, match="most of its cells are no dates this tool knows"):
        load(write(dated("soon", "later", "2024-01-31")))
    with pytest.raises(InputError, match="found only blank cells"):
        load(write(dated("", "")))


@pytest.mark.parametrize("asked", ["typed", "julian"])
def test_an_impossible_date_format_is_refused(write: Write, asked: str) -> None:
    with pytest.raises(InputError, match="date"):
        load(write(dated("2024-01-31")), dates=asked)


def priced(*prices: str) -> str:
    return HEADER + "".join(f"{i};u;2024-01-31;A;1;{price}\n" for i, price in enumerate(prices))


@pytest.mark.parametrize(
    ("prices", "mark", "values"),
    [
        (("1.234,56", "12,5", "7"), ",", [1234.56, 12.5, 7.0]),
        (("1,234.56", "12.5", "7"), ".", [1234.56, 12.5, 7.0]),
        (("1.250.000", "15.000"), ",", [1_250_000.0, 15_000.0]),
        (("1,234", "7"), ".", [1234.0, 7.0]),
        (("1 234,56", "1\u00a0234,56"), ",", [1234.56, 1234.56]),
        (("1'234.50", "0.75"), ".", [1234.5, 0.75]),
    ],
)
def test_the_decimal_mark_is_the_one_that_explains_the_cells(
    con: duckdb.DuckDBPyConnection, prices: tuple[str, ...], mark: str, values: list[float]
) -> None:
    raw = column_of(prices)
    assert decide_decimal(con, raw, ["cell"], None) == mark
    read = con.sql(f"SELECT {number('cell', 'VARCHAR', mark)} FROM {raw.relation}").fetchall()
    assert [value for (value,) in read] == values


def test_the_decimal_mark_can_be_given(write: Write) -> None:
    path = write(priced("15.000"))
    assert rows(load(path), Event.PRICE) == [(15.0,)]
    assert rows(load(path, decimal=","), Event.PRICE) == [(15_000.0,)]
    with pytest.raises(InputError, match="decimal must be"):
        load(path, decimal="point")


def test_a_currency_sign_names_the_currency(write: Write) -> None:
    dataset = load(write(priced("€ 5,00", "7,50 €", "3")))
    assert dataset.currency == "EUR"
    assert rows(dataset, Event.PRICE, Event.CURRENCY) == [
        (3.0, "EUR"), (5.0, "EUR"), (7.5, "EUR"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        priced("€5.00", "$7.50", "€1"),
        HEADER.replace("\n", ";currency\n")
        + "0;u;2024-01-31;A;1;5;EUR\n1;u;2024-01-31;A;1;7.5;usd\n2;u;2024-01-31;A;1;1;€\n",
    ],
)
def test_several_currencies_are_never_added_up(write: Write, text: str) -> None:
    path = write(text)
    with pytest.raises(Question) as question:
        load(path)
    assert (question.value.parameter, question.value.options) == ("currency", ("EUR", "USD"))
    dataset = load(path, currency="usd")
    adds_up(dataset)
    assert dataset.currency == "USD"
    assert rows(dataset, Event.PRICE) == [(7.5,)]
    assert dataset.report.set_aside == {"in another currency than the one chosen": 2}
    with pytest.raises(InputError, match="No row is in GBP; the file has EUR, USD"):
        load(path, currency="GBP")


def test_a_currency_can_be_given_where_the_file_names_none(write: Write) -> None:
    assert load(write(priced("5")), currency="chf").currency == "CHF"
    assert load(write(priced("5"))).currency is None
