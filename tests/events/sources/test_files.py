"""What is not a table, or not safe to unpack, is refused in one sentence."""

from __future__ import annotations

import gzip
import io
import random
import shutil
import struct
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from shopai.columns import Event
from shopai.errors import InputError
from shopai.events.load import load
from shopai.events.opening import open_file
from shopai.events.sources.limits import Limits, size
from tests.events.conftest import Write
from tests.events.loading import ORDERS, SHARED, adds_up, set_aside

WIDER = ORDERS.strip() + ",shop\n" + "1,u1,2024-01-31,i,1,2,Bonn\n" * 9
GOOD = ORDERS + "".join(f"{i},u{i},2024-01-31,i{i},1,2.5\n" for i in range(30))


def refusal(path: Path, limits: Limits | None = None) -> str:
    """The one sentence (or two) a bad file is refused with."""
    with pytest.raises(InputError) as error:
        load(path, limits=limits)
    told = str(error.value)
    assert "\n" not in told and len(told) < 400
    assert "Traceback" not in told
    return told


def zipped(*entries: tuple[str, bytes | str], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return buffer.getvalue()


NOISE = random.Random(0).randbytes(3000)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "is empty (0 bytes); export it again."),
        (b"\x89PNG\r\n\x1a\n" + NOISE, "is a picture, not a table"),
        (b"\xff\xd8\xff\xe0" + NOISE, "is a picture, not a table"),
        (b"%PDF-1.4\n" + NOISE, "is a PDF, not a table"),
        (b"\xd0\xcf\x11\xe0" + NOISE, "is an old Excel or other Office file; save it as .xlsx"),
        (NOISE, "is binary, not a table"),
        (GOOD.replace("i3", "\0").encode(), "is binary, not a table"),
        (ORDERS, "holds a header and no rows (order_id, customer_id, date, sku, qty, price …)"),
        (ORDERS.strip(), "holds a header and no rows"),
        ("name\na\nb\n", "has one column only ('name')"),
        ("name\na\nb\nc, d\n", "has one column only ('name')"),
        ("\n\n\r\n  \n", "holds only blank lines"),
        (b"\xef\xbb\xbf", "holds only blank lines"),
        (b"\xff\xfe", "holds only blank lines"),
        ("<html><table><tr><td>a</td></tr></table>", "is a web page or XML, not a table"),
        ('<?xml version="1.0"?>\n<a b="c"/>\n', "is a web page or XML, not a table"),
        ("a,b\nx,y\nz,q\n", "has no column that tells what customers did or are; found a, b."),
        (ORDERS + "1,u1,soon,i,1,2\n", "are no dates this tool knows (found 'soon')"),
        (
            ORDERS + "1,u1,2024-01-31,i,x,2\n",
            "No row of shop.csv could be used (1 × not a number); check what each column is mapped",
        ),
        (
            "order_id,customer_id,date,sku,qty,price,status\n"
            + "1,u1,2024-01-31,i,1,2,pending\n2,u1,2024-01-31,i,1,2,cancelled\n",
            "By 'status' no order is a sale: 'cancelled' (rows: 1), 'pending' (rows: 1).",
        ),
        (
            ORDERS + "1,u1,2024-01-31,i,1,2,7\n" * 3,
            "(3 × more columns than the header); export it again with as many cells in each line",
        ),
        (
            ORDERS + '1,u1,2024-01-31,"a" b", c,1,2\n' * 2,
            "(2 × quotes that do not fit together); write each quote inside a cell twice",
        ),
        (gzip.compress(GOOD.encode() * 100)[:300], "is damaged: gzip says Compressed file ended"),
        (zipped(("a.csv", GOOD * 100))[:200], "is damaged: File is not a zip file"),
        (zipped(("../x.csv", GOOD)), "holds '../x.csv', a path instead of a plain file"),
        (zipped(("/x.csv", GOOD)), "holds '/x.csv', a path instead of a plain file"),
        (zipped(("a/..\\..\\x.csv", GOOD)), "a path instead of a plain file"),
        (zipped(("C:\\x.csv", GOOD)), "a path instead of a plain file"),
        (zipped(("a.csv", GOOD), ("b.csv", WIDER)), "holds 2 different tables (a.csv, b.csv)"),
        (
            zipped(("a.csv", GOOD), ("b.json", '[{"a": 1, "b": 2}]')),
            "holds 2 different tables (a.csv, b.json); put the one to analyse into a zip of its",
        ),
        (zipped(), "holds no table (nothing)"),
        (zipped((".DS_Store", "x"), ("a/", "")), "holds no table (nothing)"),
        (zipped(("a.pdf", "%PDF-1"), ("b.doc", "x")), "holds no table (a.pdf, b.doc)"),
        (zipped(*((f"{i}.csv", "a") for i in range(1001))), "holds 1,001 files; at most 1,000"),
        (zipped(("a.csv", "")), "unpacks to an empty file"),
        (zipped(("b.zip", zipped(("a.zip", zipped(("a.csv", GOOD)))))), "archive inside archives"),
        (gzip.compress(gzip.compress(gzip.compress(GOOD.encode()))), "archive inside archives"),
        (b"PAR1" + NOISE, "cannot be read as Parquet"),
    ],
)
def test_a_file_that_cannot_be_read_gets_one_sentence(
    write: Write, content: bytes | str, told: str
) -> None:
    assert told in refusal(write(content))


def test_random_bytes_never_raise_anything_else(tmp_path: Path) -> None:
    for seed in range(25):
        noise = random.Random(seed)
        path = tmp_path / f"{seed}"
        path.write_bytes(noise.randbytes(noise.choice([5, 20, 60, 500])))
        try:
            open_file(path)
        except InputError as error:
            assert "\n" not in str(error)


def test_a_zip_with_a_password_is_refused(write: Write) -> None:
    packed = bytearray(zipped(("a.csv", GOOD)))
    for header, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):  # the bit that says encrypted
        struct.pack_into("<H", packed, packed.index(header) + flags, 1)
    assert "is protected by a password" in refusal(write(bytes(packed)))


def test_damaged_archives_are_refused(write: Write) -> None:
    for packed in (zipped(("a.csv", GOOD * 50)), gzip.compress(GOOD.encode() * 50)):
        broken = bytearray(packed)
        for i in range(60, 90):
            broken[i] ^= 255
        told = refusal(write(bytes(broken)))
        assert "cannot be unpacked" in told or "is damaged" in told


def test_files_and_archives_beyond_the_limits_are_refused(write: Write) -> None:
    assert "the limit for uploads is 100 bytes" in refusal(write(GOOD), Limits(file_bytes=100))
    bomb = (GOOD + "\n" * 3_000_000).encode()
    small = Limits(ratio_from=1 << 20)
    for packed in (
        zipped(("a.csv", bomb)),
        gzip.compress(bomb),
        zipped(("a.csv.gz", gzip.compress(bomb))),
    ):
        assert "which no shop export does" in refusal(write(packed), small)
    assert "unpacks to more than 1.0 MB" in refusal(
        write(gzip.compress(bomb)), Limits(unpacked_bytes=1 << 20)
    )


def test_a_zip_that_lies_about_its_size(write: Write) -> None:
    packed = bytearray(zipped(("a.csv", GOOD + "\n" * 3_000_000)))
    for header, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        struct.pack_into("<I", packed, packed.index(header) + at, 1000)
    told = refusal(write(bytes(packed)), Limits(ratio_from=1 << 20))
    assert "which no shop export does" in told or "cannot be unpacked" in told


def test_missing_paths_and_folders_are_named(tmp_path: Path) -> None:
    assert "There is no file at" in refusal(tmp_path / "nothing.csv")
    assert "holds no .parquet file" in refusal(tmp_path)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (GOOD.encode(), "a.csv"),
        (gzip.compress(GOOD.encode()), "a.csv.gz"),
        (zipped(("a.csv", GOOD), ("__MACOSX/._a.csv", "x")), "a.zip"),
        (zipped(("a.csv.gz", gzip.compress(GOOD.encode()))), "b.zip"),
        (gzip.compress(zipped(("a.csv", GOOD))), "a.zip.gz"),
        (gzip.compress(gzip.compress(GOOD.encode())), "a.csv.gz.gz"),
        (zipped(("a.csv", GOOD), compression=zipfile.ZIP_LZMA), "lzma.zip"),
    ],
)
def test_gzip_and_zip_are_unpacked(write: Write, content: bytes, name: str) -> None:
    opened = open_file(write(content, name))
    assert opened.source.name == "a.csv"
    assert len(opened.rows) == 30


@pytest.mark.parametrize(
    "others",
    [
        (("__MACOSX/._a.csv", b"\0\1"), (".DS_Store", b"\0\0\0\1Bud"), ("dir/Thumbs.db", b"\xd0")),
        (("desktop.ini", "[x]"), ("dir/", ""), ("dir/._o.csv", b"\0\5\x16"), ("~$a.xlsx", "x")),
        (("README.txt", "Orders of the shop\nfrom 2024\n"), ("terms.pdf", "%PDF-1.4")),
        (("customers.csv", "customer_id,age\nu1,31\nu2,45\n"),),
        (("empty.csv", ""),),
    ],
)  # fmt: skip
def test_what_lies_beside_the_table_in_a_zip_is_left_out(
    write: Write, others: tuple[tuple[str, bytes | str], ...]
) -> None:
    dataset = load(write(zipped(*others, ("export/2024/orders.csv", GOOD)), "shop.zip"))
    assert dataset.report.rows_read == 30
    for name, _ in others:
        listed = name in ("README.txt", "customers.csv")
        assert any(name in said for said in dataset.report.warnings) == listed


def test_files_with_the_same_header_in_a_zip_are_one_table(write: Write) -> None:
    lines = GOOD.splitlines(keepends=True)
    first = "".join(lines[:11]).rstrip("\n")
    second = ("Orders of March\n" + lines[0] + "x,u1,2024-01-31,Größe,1,many\n").encode("cp1252")
    third = "".join(lines[:1] + lines[11:]).replace("\n", "\r\n")
    packed = zipped(("1/a.csv", first), ("1/b.csv", second), ("2/c.csv", third))
    dataset = load(write(packed, "months.zip"))
    adds_up(dataset)
    assert dataset.report.rows_read == 31
    assert set_aside(dataset) == [(12, "price", "many", "not a number")]
    assert dataset.report.warnings[0].startswith(
        "3 files with the same header were read as one table: a.csv, b.csv, c.csv."
    )
    assert dataset.report.settings["encoding"] == "utf-8 and cp1252"


def test_parquet_files_in_a_zip_are_one_table(tmp_path: Path, write: Write) -> None:
    parts = []
    for i in range(3):
        path = tmp_path / f"{i}.parquet"
        pq.write_table(pa.table({Event.USER: [f"u{i}"], Event.ITEM: ["x"]}), path)
        parts.append((f"part/{i}.parquet", path.read_bytes()))
    assert load(write(zipped(*parts), "p.zip")).report.rows_read == 3


def test_damaged_parquet_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({Event.USER: ["a"] * 99, Event.ITEM: ["x"] * 99}), path)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    assert "cannot be read as Parquet" in refusal(path)
    path.write_bytes(whole[:5] + b"\0" * 40 + whole[45:])
    assert "cannot be read as Parquet" in refusal(path)


@pytest.mark.parametrize(
    ("columns", "told"),
    [
        ({Event.USER: ["a"]}, "has one column only (user_id)"),
        ({Event.USER: pa.array([], pa.string()), Event.ITEM: pa.array([], pa.string())}, "no rows"),
        ({}, "cannot be read as Parquet"),
        ({"filename": ["a"], Event.USER: ["a"]}, "has a column named filename"),
    ],
)
def test_parquet_without_a_table_is_refused(
    tmp_path: Path, columns: dict[str, object], told: str
) -> None:
    pq.write_table(pa.table(columns), tmp_path / "a.parquet")
    assert told in refusal(tmp_path / "a.parquet")


def test_parquet_damaged_anywhere_ends_in_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    table = {Event.USER: [f"u{i}" for i in range(500)], Event.ITEM: [f"i{i}" for i in range(500)]}
    pq.write_table(pa.table(table), path, compression="zstd", row_group_size=200)
    whole = path.read_bytes()
    for seed in range(60):
        noise = random.Random(seed)
        broken = bytearray(whole)
        for _ in range(noise.choice([1, 3, 30])):
            broken[noise.randrange(4, len(broken))] = noise.randrange(256)
        path.write_bytes(bytes(broken))
        try:
            load(path)
        except InputError as error:
            assert "\n" not in str(error)


def test_parquet_of_more_rows_than_its_size_explains_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    nothing = pa.nulls(12_000_000, pa.int8())
    pq.write_table(pa.table({Event.USER: nothing, Event.ITEM: nothing}), path)
    assert path.stat().st_size < 200_000
    assert "says it holds 12,000,000 rows in" in refusal(path)


def test_damaged_xlsx_is_refused_and_a_damaged_sheet_named(tmp_path: Path) -> None:
    source = SHARED / "exports" / "online_retail_II_200.xlsx"
    if not source.exists():
        pytest.skip("the shared export files are not beside the repository")
    path = tmp_path / "a.xlsx"
    shutil.copy(source, path)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    assert "is damaged" in refusal(path)
    path.write_bytes(whole[:3000] + b"\0" * 3000 + whole[6000:])
    (said,) = [each for each in load(path).report.warnings if "cannot be read" in each]
    assert said.startswith("The sheet 'Year 2009-2010' was not read: a.xlsx cannot be read as XLSX")


def test_sizes_for_people() -> None:
    sizes = {
        5: "5 bytes",
        1024: "1.0 kB",
        20 << 20: "20 MB",
        1536 << 20: "1.5 GB",
        1 << 50: "1024 TB",
    }
    assert {n: size(n) for n in sizes} == sizes
