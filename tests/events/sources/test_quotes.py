"""Quotes that do not fit together cost their own line, and no other."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopai.columns import Event
from shopai.events.load import load
from shopai.events.opening import open_file
from shopai.events.reading.first_rows import sniff
from shopai.events.sources.quotes import NEVER_ENDS, mend, mended_text
from shopai.events.sources.text_files import MENDED
from tests.events.conftest import Write
from tests.events.loading import ORDERS, adds_up, rows, set_aside


def row(i: int, sku: str) -> str:
    return f"{i},u{i},2024-01-{i % 28 + 1:02d},{sku},1,2.5\n"


def table(skus: dict[int, str], n: int = 40) -> str:
    """Orders 0 to n - 1, on lines 2 to n + 1; some with a cell of their own."""
    return ORDERS + "".join(row(i, skus.get(i, f"S{i}")) for i in range(n))


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize(
    "skus",
    [
        {5: '"A'},
        {5: '"A', 30: '"two words"'},
        {5: '"A', 30: '"a, b"'},
        {5: '"A', 30: '"two\nlines"'},
        {39: '"A', 3: '"x"'},
        {0: '"A'},
        {5: '"A', 6: '"B', 7: '"C'},
        {5: '"A', 20: '"B'},
    ],
)
def test_a_stray_quote_costs_its_line_only(write: Write, skus: dict[int, str], end: str) -> None:
    dataset = load(write(table(skus).replace("\n", end)))
    adds_up(dataset)
    stray = [i for i, sku in skus.items() if sku.count('"') % 2]
    breaks = {i for i, sku in skus.items() if "\n" in sku}
    lines = sorted(i + 2 + sum(b < i for b in breaks) for i in stray)
    assert [(line, why) for line, _, _, why in set_aside(dataset)] == [
        (line, NEVER_ENDS) for line in lines
    ]
    assert dataset.report.rows_read == 40
    assert not dataset.scratch.path(MENDED).exists()


def test_the_first_rows_are_shown_beyond_a_stray_quote(write: Write) -> None:
    assert len(open_file(write(table({5: '"A'}))).rows) == 39


def test_a_stray_quote_where_every_cell_is_quoted(write: Write) -> None:
    text = "".join(
        ",".join(f'"{cell}"' for cell in line.split(",")) + "\n" for line in table({}).splitlines()
    )
    dataset = load(write(text.replace('"7","u7","2024-01-08","S7"', '"7","u7","2024-01-08","S7')))
    adds_up(dataset)
    assert [line for line, *_ in set_aside(dataset)] == [9]
    dataset = load(write(text.replace('"S7","1","2.5"', '"S7","1","2.5')))
    assert [(line, why) for line, *_, why in set_aside(dataset)] == [(9, NEVER_ENDS)]


@pytest.mark.parametrize(
    ("cell", "item"),
    [
        ('5" pipe', '5" pipe'),
        ('"5" pipe"', '5" pipe'),
        ('"6" x 7" board"', '6" x 7" board'),
        (r'"a \"big\" one"', 'a "big" one'),
        (r'"a \"big\", one"', 'a "big", one'),
        (r'"5\""', '5"'),
        (r"c:\dir", r"c:\dir"),
        ('"C:\\dir\\"', "C:\\dir\\"),
        ('"a ""big"" one"', 'a "big" one'),
        ('"two\nlines, and more"', "two\nlines, and more"),
        ('"1\n2\n3\n4"', "1\n2\n3\n4"),
    ],
)
def test_quotes_within_cells_are_read(write: Write, cell: str, item: str) -> None:
    dataset = load(write(table({7: cell, 20: "x"})))
    adds_up(dataset)
    assert dataset.report.set_aside == {}
    assert (item,) in rows(dataset, Event.ITEM)


@pytest.mark.parametrize(
    ("skus", "escape"),
    [
        ({5: r'"a \"b\" c"'}, "\\"),
        ({5: r'"5\""', 6: '"x"'}, "\\"),
        ({5: r'"a\", b"'}, "\\"),
        ({5: r'"a \"b\" c"', 9: '"a ""b"" c"'}, '"'),
        ({5: '"C:\\dir\\"', 6: r"c:\dir"}, '"'),
        ({5: '"x"'}, '"'),
    ],
)
def test_quotes_behind_backslashes_are_told_from_paths(skus: dict[int, str], escape: str) -> None:
    assert sniff(table(skus), "a").escape == escape


def test_backslashes_before_quotes_keep_line_numbers(write: Write) -> None:
    cells = {5: r'"a \"b\"' + '\nc"', 8: r'"C:\\dir\\"', 9: "", 20: r'"\"x\""'}
    dataset = load(write(table(cells)))
    adds_up(dataset)
    assert [(line, why) for line, *_, why in set_aside(dataset)] == [(12, "no item id")]
    items = {item for (item,) in rows(dataset, Event.ITEM)}
    assert {'a "b"\nc', r"C:\dir" + "\\", '"x"'} <= items


ESCAPED = {
    r'"17\" screen, black"': '17" screen, black',
    r'"The \"best\" mug, red"': 'The "best" mug, red',
    r'"17\", black"': '17", black',
    r'"A \"mug\", \"red\", and \"blue\""': 'A "mug", "red", and "blue"',
}


@pytest.mark.parametrize("every", [1, 2, 3, 10])
@pytest.mark.parametrize("cell", ESCAPED)
@pytest.mark.parametrize("style", ["some quoted", "all quoted", "semicolons", "no header"])
def test_quotes_behind_backslashes_are_read_in_however_many_rows(
    write: Write, cell: str, every: int, style: str
) -> None:
    lines = [row(i, cell if i % every == 0 else '"mug, red"') for i in range(60)]
    text = "".join(lines if style == "no header" else [ORDERS, *lines])
    if style == "all quoted":
        text = re.sub(r'(?m)(?<=,)([^",\n ]+)(?=,|$)|^([^,\n]+)(?=,)', r'"\1\2"', text)
    if style == "semicolons":
        parted = re.sub(r'("(?:[^"\\]|\\.)*")|,', lambda m: m[1] or ";", text)
        text = parted.replace(", ", "; ")
    opened = open_file(write(text))
    assert opened.layout is not None
    assert len(opened.layout.columns) == 6
    item = ESCAPED[cell].replace(", ", "; ") if style == "semicolons" else ESCAPED[cell]
    assert opened.rows[0][3] == item
    if style != "no header":
        dataset = load(opened)
        adds_up(dataset)
        assert dataset.report.set_aside == {}
        items = [each for (each,) in rows(dataset, Event.ITEM)]
        assert items.count(item) == len(range(0, 60, every))


def test_quotes_behind_backslashes_stand_beside_doubled_ones(write: Write) -> None:
    cells = ['"a ""big"", mug"', r'"a \"big\", mug"', r'"5\", black"', '"C:\\x\\"']
    dataset = load(write(table({i: cells[i % 4] for i in range(40)})))
    adds_up(dataset)
    assert dataset.report.set_aside == {}
    items = [item for (item,) in rows(dataset, Event.ITEM)]
    assert [items.count(each) for each in ('a "big", mug', '5", black', "C:\\x\\")] == [20, 10, 10]


def test_a_long_text_over_many_lines_is_one_cell(write: Write) -> None:
    line = "<p>Line {}, of a long text; it has 5, 6 or 7 commas</p>"
    words = "\n".join(map(line.format, range(9000)))
    dataset = load(write(table({7: f'"{words}"'})))
    adds_up(dataset)
    assert (words,) in rows(dataset, Event.ITEM)
    assert dataset.report.rows_kept == 40


def test_what_fits_no_reading_names_its_true_cause(write: Write) -> None:
    dataset = load(write(table({7: '"a" b", c'})))
    adds_up(dataset)
    assert [why for *_, why in set_aside(dataset)] == ["quotes that do not fit together"]


CELLS = st.text(st.sampled_from('ab ,\n"'), max_size=8)


@settings(max_examples=100)
@given(st.lists(st.lists(CELLS, min_size=2, max_size=2), min_size=1, max_size=6))
def test_well_written_tables_are_left_as_they_are(table: list[list[str]]) -> None:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL).writerows(table)
    assert mended_text(out.getvalue(), ",", 2) == out.getvalue()


@pytest.mark.parametrize("head", ['"' + ORDERS, "Orders of March\n" + '"' + ORDERS])
@pytest.mark.parametrize("delimiter", [",", "|", ";", "\t"])
def test_a_quote_before_everything_hides_nothing(write: Write, head: str, delimiter: str) -> None:
    text = (head + table({}, 5).removeprefix(ORDERS)).replace(",", delimiter)
    dataset = load(write(text))
    adds_up(dataset)
    assert dataset.report.rows_read >= 5
    assert len(rows(dataset, Event.ORDER)) == 5


def test_a_quote_that_never_ends_hides_nothing_in_a_ragged_table(write: Write) -> None:
    lines = [row(i, f"S{i}").strip().rsplit(",", i % 2)[0] for i in range(9)]
    lines[6] = lines[6].replace("S6", '"S6')
    dataset = load(write(ORDERS + "\n".join(lines) + "\n9,u9,2024-01-05,S9,1,2,7,8"))
    adds_up(dataset)
    assert dataset.report.rows_read == 10
    assert [line for line, *_ in set_aside(dataset)] == [8, 11]


def test_a_header_with_a_stray_quote_costs_no_row(write: Write) -> None:
    head = ORDERS.replace("order_id", '"or"der_id').replace("sku", '"sku"')
    text = head + table({}).removeprefix(ORDERS) + "x,u,2024-01-31,A,many,1\n"
    dataset = load(write(text))
    adds_up(dataset)
    assert dataset.report.rows_read == 41
    assert [line for line, *_ in set_aside(dataset)] == [42]


def test_as_many_lines_are_written_as_read(tmp_path: Path) -> None:
    source, target = tmp_path / "a", tmp_path / "b"
    text = table({3: '"A', 9: '"b\nc"', 12: '"5" d"'})
    source.write_text(text)
    assert mend(source, sniff(text, "a"), target) == [(5, '3,u3,2024-01-04,"A,1,2.5', NEVER_ENDS)]
    lines = target.read_text().split("\n")
    assert len(lines) == len(source.read_text().split("\n"))
    assert (lines[0], lines[4], lines[14]) == ("", "", '12,u12,2024-01-13,"5"" d",1,2.5')
    source.write_text(table({9: '"b\nc"'}))
    assert mend(source, sniff(text, "a"), target) is None


def test_the_end_of_an_address_may_hold_as_many_commas_as_a_record(write: Write) -> None:
    head = "email,address,spend,visits\n"
    lines = [
        f'p{i}@example.com,"{i} Main Street\nSpringfield, AR {i}0",{i}5.5,{i}' for i in range(6)
    ]
    dataset = load(write(head + "\n".join(lines)))
    adds_up(dataset)
    assert (dataset.n_customers, dataset.report.set_aside) == (6, {})
