"""How a text table is laid out, decided on its first lines."""

from __future__ import annotations

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopai.errors import InputError
from shopai.events.load import load
from shopai.events.reading.first_rows import sniff
from shopai.events.sources.layout import records_of, unique_names
from tests.events.conftest import Write
from tests.events.loading import ORDERS, adds_up, set_aside


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", "::", "^", "\x01", "~"])
def test_delimiters_are_detected(delimiter: str) -> None:
    lines = [["order", "user_id", "when"], ["1", "u1", "2024-01-31 10:00:00"], ["2", "u2", ""]]
    layout = sniff("".join(delimiter.join(line) + "\n" for line in lines), "a")
    assert layout.delimiter == delimiter
    assert layout.columns == ("order", "user_id", "when")
    assert layout.rows == (("1", "u1", "2024-01-31 10:00:00"), ("2", "u2", ""))


def test_a_delimiter_inside_quotes_and_text_does_not_count() -> None:
    layout = sniff('user;title\n1;"a, b; c"\n2;d, e, f\n3;"g ""h"""\n', "a")
    assert layout.delimiter == ";"
    assert layout.rows == (("1", "a, b; c"), ("2", "d, e, f"), ("3", 'g "h"'))


@pytest.mark.parametrize(
    ("head", "header"),
    [
        ("user_id,item_id\nu1,i1\n", True),
        ("foo,bar\nu1,i1\nu2,i2\n", True),
        ("u1,i1\nu1,i2\nu2,i1\n", False),  # a name is not also a value
        ("196\t242\t3\t881250949\n186\t302\t3\t891717742\n", False),
        ("u1,i1,5\nu2,i1,4\n", False),
        ("u1,i1,order,2024-01-31\nu2,i1,view,2024-01-31\n", False),  # "order" is a value here
        ("a,b\n1,2\n3,4\n", True),
        ("name,101\nx,2\n", False),
        ("user_id,101,102\nu1,5,0\n", True),
        (",101,102,103\nu1,5,0,0\nu2,0,0,1\n", True),
        ("who,101,102,103\nu1,5,,\nu2,,,1\n", True),
        (",A,B\nu1,5,0\n", True),
    ],
)
def test_a_header_is_told_from_values(head: str, header: bool) -> None:
    layout = sniff(head, "a")
    assert layout.header is header
    assert len(layout.rows) == head.count("\n") - header
    assert sniff(head, "a", header=not header).header is not header


@pytest.mark.parametrize(
    ("above", "titles", "skip"),
    [("", 0, 0), ("\n\n", 0, 2), ("Orders 2024\n", 1, 1), ("Orders,,,,,\n\n", 1, 2),
     ("sep=,\n", 1, 1), ('# note\n"two\nlines"\n', 2, 2)],
)  # fmt: skip
def test_titles_above_the_header_are_skipped(above: str, titles: int, skip: int) -> None:
    layout = sniff(above + ORDERS + "1,u1,2024-01-31,A,1,2.5\n", "a")
    assert (layout.titles, layout.skip) == (titles, skip)
    assert ",".join(layout.columns) + "\n" == ORDERS


def test_skipped_titles_are_reported_and_line_numbers_hold(write: Write) -> None:
    dataset = load(
        write('sep=;\n"My\nshop"\n\n' + ORDERS.replace(",", ";") + "1;u1;2024-01-31;A;1;2,5\n"
              "2;u2;2024-01-31;A;x;2,5\n")
    )  # fmt: skip
    adds_up(dataset)
    assert dataset.report.settings["rows above the header"] == "2, not read"
    assert set_aside(dataset) == [(7, "qty", "x", "not a number")]


def test_lines_of_delimiters_alone_are_blank(write: Write) -> None:
    row = "1,u1,2024-01-31,A,1,2.5\n"
    dataset = load(
        write(ORDERS + row + ",,,,,\n" + row + ',"",,,,\n\n' + row.replace("1,2.5", "x,2.5"))
    )
    adds_up(dataset)
    assert dataset.report.rows_read == 3
    assert set_aside(dataset) == [(7, "qty", "x", "not a number")]


def test_many_short_rows_are_padded_and_few_set_aside(write: Write) -> None:
    few = ORDERS + "1,u1,2024-01-31,A,1,2.5\n" * 20 + "2,u1,2024-01-31,A\n"
    assert not sniff(few, "a").ragged
    assert set_aside(load(write(few))) == [
        (22, None, "2,u1,2024-01-31,A", "fewer columns than the header")
    ]
    many = ORDERS + "1,u1,2024-01-31,A\n" * 5
    assert sniff(many, "a").ragged
    assert load(write(many)).report.rows_kept == 5


def test_one_column_is_no_table() -> None:
    with pytest.raises(InputError, match="one column only"):
        sniff("a\n1\n2\n", "a")


def test_names_are_unique_and_none_is_ours() -> None:
    assert unique_names(["a", "A", "a_2", "", " b\n c ", "\ufeffd", "__record", "filename"]) == (
        "a", "A_2", "a_2_2", "column_4", "b c", "d", "_record", "filename_2",
    )  # fmt: skip
    assert len(unique_names(["x" * 10_000])[0]) == 200


def test_same_names_twice_are_kept_apart(write: Write) -> None:
    path = write("user_id,item_id,item_id,ITEM_ID\nu1,a,b,c\nu2,a,b,c\n")
    assert load(path).report.rows_kept == 2


def test_long_lines_and_many_columns_are_read(write: Write) -> None:
    long = ORDERS + "1,u1,2024-01-31,A,1,2.5\n" + f'2,u1,2024-01-31,"{"x" * 2_100_000}",1,2\n'
    dataset = load(write(long + "3,u1,2024-01-31,B,1,2.5\n"))
    adds_up(dataset)
    ((line, _, value, reason),) = set_aside(dataset)
    assert (line, len(value), reason) == (3, 500, "a line longer than 2 MB")
    wide = [f"c{i}" for i in range(300)]
    text = ",".join(["user_id", "item_id", *wide]) + "\n" + ",".join(["u", "i", *wide]) + "\n"
    assert load(write(text)).report.rows_kept == 1
    first = "user_id,item_id\n" + f'u,"{"x" * 700_000}"\n'  # longer than what is looked at first
    assert load(write(first)).report.rows_kept == 1
    assert load(write(f"{'x' * 300_000},b\n1,2\n"), shape="customers").report.rows_kept == 1


def test_quotes_that_first_come_late_in_a_file(write: Write) -> None:
    rows = "".join(f"{i},u{i},2024-01-31,item number {i:0100},1,2.5\n" for i in range(5000))
    dataset = load(write(ORDERS + rows + '9,u9,2024-01-31,"a, ""b""",1,2.5\n'))
    assert dataset.report.rows_kept == 5001


def test_a_quote_that_never_ends_is_set_aside(write: Write) -> None:
    dataset = load(
        write(ORDERS + "1,u1,2024-01-31,A,1,2.5\n" * 30 + '2,u1,2024-01-31,"A,1,2\n3,u1,x,A,1,2\n')
    )
    adds_up(dataset)
    assert set_aside(dataset) == [
        (32, None, '2,u1,2024-01-31,"A,1,2', "a quote that never ends"),
        (33, "date", "x", "not a date between 1970 and 2100 in the format of its column"),
    ]


@pytest.mark.parametrize(
    "ends", [("\n", "\n"), ("\r\n", "\r\n"), ("\r", "\r"), ("\r\n", "\n"), ("\n", "\r\n")]
)
def test_any_line_end_parts_rows(write: Write, ends: tuple[str, str]) -> None:
    lines = ORDERS.strip(), "1,u1,2024-01-31,A,1,2.5", '2,u1,2024-01-31,"B', 'C",x,2.5'
    text = "".join(line + ends[i % 2] for i, line in enumerate(lines))
    dataset = load(write(text.encode()))
    adds_up(dataset)
    assert set_aside(dataset) == [(3, "qty", "x", "not a number")]


CELLS = st.text(st.sampled_from('ab ",;\n'), max_size=6)


@settings(max_examples=60)
@given(st.lists(st.lists(CELLS, min_size=2, max_size=2), min_size=1, max_size=6))
def test_records_know_the_line_they_begin_on(table: list[list[str]]) -> None:
    text, starts = "", []
    for cells in table:
        starts.append(text.count("\n") + 1)
        text += ",".join('"' + cell.replace('"', '""') + '"' for cell in cells) + "\n"
    records = list(records_of(io.StringIO(text, newline=""), ",", True))
    assert records == list(zip(starts, table, strict=True))
