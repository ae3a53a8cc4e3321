"""Where the names of a table stand: below titles, in two rows, above units."""

from __future__ import annotations

from pathlib import Path

import pytest

from shopai.columns import Event
from shopai.events.load import load
from shopai.events.opening import open_file
from shopai.events.reading.first_rows import sniff
from shopai.events.reading.header_rows import header_rows
from tests.events.conftest import Write
from tests.events.loading import adds_up, rows
from tests.events.sources.test_sheets import sheet
from tests.events.sources.test_sheets import write as write_xlsx

NAMES = ["order_id", "customer_id", "order_date", "sku", "quantity", "price"]
BODY = [
    [f"A{i}", f"c{i % 3}", f"2024-03-1{i}", f"S{i % 2}", str(i + 1), f"{i}.5"] for i in range(5)
]

#: Rows above the data, and how many of them are not read before and after those of the names.
ABOVE = {
    "names alone": ([NAMES], 0, 0),
    "a title": ([["Orders of March"], NAMES], 1, 0),
    "a title as wide as the table": ([["Orders", "", "", "", "", ""], NAMES], 1, 0),
    "what was asked for": ([["Report", "Orders"], ["From", "2024-03-01"], NAMES], 2, 0),
    "a company's address": ([["Muster GmbH"], ["Hauptstr. 1", "Bonn"], NAMES], 2, 0),
    "groups, merged": ([["Order", "", "", "Item", "", ""], NAMES], 1, 0),
    "groups, repeated": ([["Order", "Order", "Order", "Item", "Item", "Item"], NAMES], 1, 0),
    "a title and groups": ([["Export"], ["Order", "", "", "Item", "", ""], NAMES], 2, 0),
    "units": ([NAMES, ["", "", "yyyy-mm-dd", "", "pcs", "EUR"]], 0, 1),
    "types": ([NAMES, ["varchar(9)", "varchar(9)", "date", "text", "int", "numeric"]], 0, 1),
    "names in two languages": (
        [NAMES, ["Bestellnr.", "Kundennr.", "Bestelldatum", "Artikel", "Menge", "Preis"]], 0, 1,
    ),
}  # fmt: skip


def text(table: list[list[str]], delimiter: str = ",") -> str:
    return "".join(delimiter.join(row) + "\n" for row in table)


@pytest.mark.parametrize("above", ABOVE)
@pytest.mark.parametrize("kind", ["csv", "semicolons", "blank lines", "xlsx"])
def test_the_names_are_found_among_the_rows_above(
    write: Write, tmp_path: Path, above: str, kind: str
) -> None:
    lines, before, after = ABOVE[above]
    table = [*lines, *BODY]
    if kind == "xlsx":
        cells = {
            (2 * i, j): cell for i, row in enumerate(table) for j, cell in enumerate(row) if cell
        }
        path = write_xlsx(tmp_path / "o.xlsx", {"Sheet": sheet(cells)})
    else:
        content = text(table, ";" if kind == "semicolons" else ",")
        path = write(content.replace("\n", "\n\n") if kind == "blank lines" else content)
    opened = open_file(path)
    assert opened.columns == tuple(NAMES)
    assert opened.rows == tuple(map(tuple, BODY))
    assert opened.layout is not None and opened.layout.titles == before
    assert any("holds units or other names" in said for said in opened.warnings) == (after > 0)
    dataset = load(opened)
    adds_up(dataset)
    assert dataset.report.rows_read == dataset.report.rows_kept == 5
    assert rows(dataset, Event.ORDER, Event.USER)[0] == ("A0", "c0")


@pytest.mark.parametrize(
    ("upper", "lower", "names"),
    [
        (["Order ID", "Customer", "Product", "", ""], ["", "", "SKU", "Qty", "Price"],
         ["Order ID", "Customer", "SKU", "Qty", "Price"]),
        (["Order", "", "Shipping", "", "Total"], ["No.", "Date", "Date", "City", "Amount"],
         ["No.", "Order / Date", "Shipping / Date", "City", "Amount"]),
        (["Customer", "Customer", "Item", "Item", "Item"], ["ID", "Name", "ID", "Name", "Price"],
         ["Customer / ID", "Customer / Name", "Item / ID", "Item / Name", "Price"]),
    ],
)  # fmt: skip
def test_two_rows_of_names_are_joined_where_the_lower_says_too_little(
    upper: list[str], lower: list[str], names: list[str]
) -> None:
    body = [[f"A{i}", f"2024-03-1{i}", f"x{i}", f"y{i}", f"{i}.5"] for i in range(4)]
    found = header_rows([upper, lower, *body])
    assert (found.above, list(found.names or ())) == (1, names)
    assert len(found.remarks) == 1


@pytest.mark.parametrize(
    "table",
    [
        BODY,
        [["u1", "i1"], ["u1", "i2"], ["u2", "i1"]],
        [["A", "", "x"], ["B", "c", "y"], ["C", "d", "z"], ["D", "", "x"]],
    ],
)
def test_values_are_no_names(table: list[list[str]]) -> None:
    assert header_rows(table).names is None or header_rows(table).above == 0
    assert header_rows(BODY).names is None


def test_a_table_without_names_gets_numbered_columns() -> None:
    layout = sniff(text(BODY), "a")
    assert layout.header is False
    assert layout.columns == tuple(f"column_{i}" for i in range(1, 7))
    assert len(layout.rows) == 5


@pytest.mark.parametrize(
    "first",
    [
        ["", "c9", "2024-03-20", "S1", "", ""],
        ["A9", "", "", "Total", "5", "7"],
        ["A9", "c9", "2024-03-20", "S1", "N/A", "N/A"],
        ["A9", "c9", "soon", "S1", "many", "2"],
    ],
)
def test_an_incomplete_first_row_of_data_is_data(first: list[str]) -> None:
    layout = sniff(text([NAMES, first, *BODY]), "a")
    assert (layout.columns, layout.rows[0]) == (tuple(NAMES), tuple(first))


def test_names_with_line_breaks_are_skipped_whole(write: Write) -> None:
    content = '"order\nid",customer_id,"order\ndate",sku,quantity,price\n' + text(BODY)
    for above in ("", '"Orders\nof March"\n'):
        dataset = load(write(above + content))
        assert dataset.report.rows_kept == 5


def test_notes_to_the_right_of_a_table_leave_its_names_alone() -> None:
    names = ["id_invoice", "tanggal", "id_customer", "id_barang", "jumlah_barang", "harga", "", ""]
    body = [[*row, "", ""] for row in BODY]
    body[1][6] = "prices are\nwithout tax"
    assert header_rows([names, *body]).names == tuple(names)
    assert header_rows([["", *names[1:]], *body]).names is not None
