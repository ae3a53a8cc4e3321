"""XLSX is read by a process of its own, which no file can make take more than its size explains."""

from __future__ import annotations

import ast
import signal
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopai.columns import Event
from shopai.errors import InputError
from shopai.events.load import load
from shopai.events.sources import sheet_process
from shopai.events.sources.sheets import sheet_names, sheet_rows
from tests.events.loading import rows

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
LAST = "XFD1048576"


def column(n: int) -> str:
    """The letters of column n, from 0."""
    letters = ""
    n += 1
    while n:
        n, rest = divmod(n - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def sheet(cells: Mapping[tuple[int, int], object], more: str = "", size: str = "A1") -> str:
    """The XML of a sheet: cells by row and column from 0; None for one that is only formatted."""
    rows: dict[int, list[str]] = {}
    for (row, place), value in sorted(cells.items()):
        name = f'r="{column(place)}{row + 1}"'
        if value is None:
            cell = f'<c {name} s="0"/>'
        elif isinstance(value, str):
            cell = f'<c {name} t="inlineStr"><is><t>{escape(value)}</t></is></c>'
        else:
            cell = f'<c s="0" {name}><v>{value}</v></c>'
        rows.setdefault(row, []).append(cell)
    lines = "".join(f'<row r="{row + 1}">{"".join(line)}</row>' for row, line in rows.items())
    return (
        f'<worksheet xmlns="{MAIN}"><dimension ref="{size}"/>'
        f"<sheetData>{lines}{more}</sheetData></worksheet>"
    )


def write(path: Path, sheets: Mapping[str, str]) -> Path:
    """An XLSX file with these sheets."""
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    named = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{i}" r:id="rId{i}"/>'
        for i, name in enumerate(sheets, 1)
    )
    relations = "".join(
        f'<Relationship Id="rId{i}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{i}.xml"/>'
        for i in range(1, len(sheets) + 1)
    )
    parts = "".join(
        f'<Override PartName="/xl/worksheets/sheet{i}.xml" ContentType="{kind}.worksheet+xml"/>'
        for i in range(1, len(sheets) + 1)
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
            f"{parts}</Types>",
        )
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
            f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        )
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{named}</sheets></workbook>',
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{PACKAGE}/relationships">{relations}</Relationships>',
        )
        for i, xml in enumerate(sheets.values(), 1):
            archive.writestr(f"xl/worksheets/sheet{i}.xml", xml)
    return path


ORDERS = {
    (row, place): value
    for row, line in enumerate(
        [("customer", "item", "date", "price"), ("a", "x", "2025-01-31", 9.5)]
        + [(f"c{i}", "y", f"2025-02-{i + 1:02d}", 3) for i in range(9)]
    )
    for place, value in enumerate(line)
}


def test_a_cell_in_the_last_corner_is_refused_by_its_name(tmp_path: Path) -> None:
    path = write(tmp_path / "o.xlsx", {"Orders": sheet(ORDERS | {(1_048_575, 16_383): "x"})})
    assert path.stat().st_size < 6_000
    with pytest.raises(InputError, match=f"'Orders' reaches as far as {LAST}, though only 45 of"):
        load(path)


def test_a_refusal_names_one_remedy_and_counts_in_words(tmp_path: Path) -> None:
    path = write(tmp_path / "o.xlsx", {"S": sheet({(1_048_575, 16_383): "x"})})
    with pytest.raises(InputError) as refused:
        load(path)
    assert str(refused.value) == (
        f"o.xlsx cannot be read as XLSX: the sheet 'S' reaches as far as {LAST}, though only 1 of "
        "its cells is filled. Delete the rows and columns beside the table, or save the table as "
        "CSV."
    )


ENCODINGS = {
    "UTF-16": lambda xml: f'<?xml version="1.0" encoding="UTF-16"?>{xml}'.encode("utf-16"),
    "UTF-16 without mark": lambda xml: xml.encode("utf-16-be"),
    "UTF-8 with mark": lambda xml: xml.encode("utf-8-sig"),
    "Latin-1": lambda xml: f"<?xml version='1.0' encoding='ISO-8859-1'?>{xml}".encode("iso-8859-1"),
}


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("parts", [["sheet1"], ["sheet1", "workbook.xml", "Types"]])
def test_sheets_are_read_in_the_encoding_of_their_xml(
    tmp_path: Path, encoding: str, parts: list[str]
) -> None:
    plain = write(tmp_path / "plain.xlsx", {"Größe": sheet(ORDERS | {(1, 1): "Käse"})})
    path = tmp_path / "o.xlsx"
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(path, "w") as target:
        for name in source.namelist():
            xml = source.read(name).decode()
            told = any(part in name for part in parts)
            target.writestr(name, ENCODINGS[encoding](xml) if told else xml)
    assert sheet_names(path, "o.xlsx") == ["Größe"]
    dataset = load(path)
    assert dataset.report.rows_kept == 10
    assert ("Käse",) in rows(dataset, Event.ITEM)


def test_cells_far_away_in_a_sheet_of_utf_16_are_refused(tmp_path: Path) -> None:
    cells = ORDERS | {(1_048_575, 16_383): "x"}
    path = write(tmp_path / "o.xlsx", {"S": sheet(cells)})
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(tmp_path / "16.xlsx", "w") as target:
        for name in source.namelist():
            target.writestr(name, source.read(name).decode().encode("utf-16"))
    with pytest.raises(InputError, match=f"'S' reaches as far as {LAST}"):
        load(tmp_path / "16.xlsx")


def test_cells_far_away_that_are_only_formatted_do_no_harm(tmp_path: Path) -> None:
    cells = ORDERS | {(1_048_575, 16_383): None}
    path = write(tmp_path / "o.xlsx", {"Orders": sheet(cells, size=f"A1:{LAST}")})
    assert load(path).report.rows_kept == 10


def test_a_sheet_nobody_reads_may_be_hostile(tmp_path: Path) -> None:
    sheets = {"Orders": sheet(ORDERS), 'B & "C"': sheet({(1_048_575, 16_383): 1})}
    path = write(tmp_path / "o.xlsx", sheets)
    assert load(path).report.rows_kept == 10
    assert sheet_names(path, "o.xlsx") == list(sheets)
    with pytest.raises(InputError, match=LAST):
        load(path, sheet='B & "C"')


def test_a_process_that_ends_itself_is_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = tmp_path / "aborts.py"
    script.write_text("import os; os.abort()")
    monkeypatch.setattr(sheet_process, "__file__", str(script))
    with pytest.raises(InputError, match="takes more memory or time than a file of its size"):
        load(write(tmp_path / "o.xlsx", {"Orders": sheet(ORDERS)}))


def test_a_process_that_never_ends_is_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = tmp_path / "waits.py"
    script.write_text("import threading; threading.Event().wait()")
    monkeypatch.setattr(sheet_process, "__file__", str(script))
    monkeypatch.setattr(sheet_process, "SECONDS", 0.1)
    with pytest.raises(InputError, match="takes more memory or time than a file of its size"):
        load(write(tmp_path / "o.xlsx", {"Orders": sheet(ORDERS)}))


def test_memory_is_bounded(tmp_path: Path) -> None:
    """Without the check of the cells, the bound of the process holds all the same."""
    pytest.importorskip("resource")  # Windows has no such bounds
    path = write(tmp_path / "o.xlsx", {"S": sheet({(0, 0): 1, (1_048_575, 16_383): 1})})
    script = (
        "import sys; from shopai.events.sources import sheet_process; "
        "sheet_process.check_extent = lambda *_: None; "
        "sys.exit(sheet_process.main(sys.argv[1], 'S'))"
    )
    ended = subprocess.run(
        [sys.executable, "-c", script, str(path)], capture_output=True, check=False, text=True
    )
    assert ended.returncode == -signal.SIGABRT
    assert "memory allocation" in ended.stderr


def test_the_process_ends_with_its_reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[subprocess.Popen[bytes]] = []

    class Kept(subprocess.Popen[bytes]):
        def __init__(self, *args: object, **more: object) -> None:
            super().__init__(*args, **more)  # type: ignore[call-overload]
            started.append(self)

    monkeypatch.setattr(subprocess, "Popen", Kept)
    cells = {(row, 0): "x" * 200 for row in range(20_000)}
    rows = sheet_rows(write(tmp_path / "o.xlsx", {"S": sheet(cells)}), "o.xlsx", "S")
    assert next(rows) == (0, ["x" * 200])
    assert started[0].poll() is None
    rows.close()  # type: ignore[attr-defined]
    assert started[0].returncode is not None


def test_cells_come_as_text_and_blank_rows_keep_their_numbers(tmp_path: Path) -> None:
    cells = {(0, 0): "Käse\n王", (0, 1): 5, (2, 0): 2.5, (2, 2): 1e20, (3, 0): "N/A"}
    rows = sheet_rows(write(tmp_path / "o.xlsx", {"S": sheet(cells)}), "o.xlsx", "S")
    assert list(rows) == [(0, ["Käse\n王", "5", None]), (2, ["2.5", None, "1e+20"])]


def test_it_imports_nothing_of_the_package() -> None:
    tree = ast.parse(Path(sheet_process.__file__).read_text(encoding="utf-8"))
    modules = [node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    assert not [name for name in modules if name is None or name.startswith("shopai")]


@given(
    st.dictionaries(
        st.tuples(st.integers(0, 1_048_575), st.integers(0, 16_383)),
        st.sampled_from([1, "x", None]),
        min_size=1,
        max_size=6,
    )
)
def test_the_extent_is_that_of_the_cells(
    tmp_path_factory: pytest.TempPathFactory, cells: dict[tuple[int, int], object]
) -> None:
    path = write(tmp_path_factory.mktemp("x") / "o.xlsx", {"S": sheet(cells)})
    filled = [place for place, value in cells.items() if value is not None]
    with zipfile.ZipFile(path) as archive:
        name = sheet_process.member(archive, "S")
        assert name == "xl/worksheets/sheet1.xml"
        for pattern, places in (
            (sheet_process.REFERENCE, list(cells)),
            (sheet_process.FILLED, filled),
        ):
            rows, columns, n, _ = sheet_process.extent(archive, name, pattern)
            assert n == len(places)
            if places:
                assert rows == max(row for row, _ in places) + 1
                assert columns == max(place for _, place in places) + 1
