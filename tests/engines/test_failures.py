"""Failures of the machine: the sentence names the true cause."""

from __future__ import annotations

import errno
import gzip
import random
import zipfile
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from shopai.engines.failures import explained, is_damage, is_full
from shopai.errors import InputError
from shopai.events.dataset import Dataset
from shopai.events.job import Job
from shopai.events.load import load
from shopai.events.reading.mapping import Mapping

FULL = (
    OSError(errno.ENOSPC, "No space left on device"),
    OSError(errno.EDQUOT, "Disk quota exceeded"),
    duckdb.IOException('Could not write file "x": No space left on device'),
    duckdb.OutOfMemoryException("failed to offload: max_temp_directory_size exceeded"),
)
ORDERS = "order,customer,item,date,price\n1,a,x,2024-01-31,2\n2,b,y,2024-02-01,3\n"


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return tmp_path


@pytest.mark.parametrize("error", FULL)
def test_a_full_disk_is_a_full_disk(temporary: Path, error: Exception) -> None:
    assert is_full(error)
    assert str(explained(error)).startswith("The disk is full")
    assert str(temporary) in str(explained(error))


def test_too_little_memory_is_no_full_disk() -> None:
    for error in (MemoryError(), duckdb.OutOfMemoryException("failed to allocate 1 GB")):
        assert not is_full(error)
        assert str(explained(error)).startswith("This needs more memory")


def test_a_file_that_is_gone_from_the_temporary_folder_is_the_open_datas(temporary: Path) -> None:
    gone = temporary / "shopai-x" / "events.parquet"
    with pytest.raises(duckdb.IOException) as caught:
        duckdb.connect().read_parquet(str(gone))
    assert str(explained(caught.value)).startswith("Files of the open data are gone")
    with pytest.raises(FileNotFoundError) as missing:
        gone.read_bytes()
    assert str(explained(missing.value)).startswith("Files of the open data are gone")


def test_another_file_is_named_with_the_reason(temporary: Path) -> None:
    error = FileNotFoundError(errno.ENOENT, "No such file or directory", "orders.csv")
    assert str(explained(error)) == "orders.csv: No such file or directory."
    error = OSError(errno.EIO, "Input/output error")
    assert str(explained(error)) == "A file: Input/output error."
    assert temporary.is_dir()


def test_without_a_temporary_folder_that_is_the_cause(temporary: Path) -> None:
    temporary.rmdir()
    for error in FULL:
        assert "is not there" in str(explained(error))


@pytest.mark.parametrize("error", FULL)
@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_a_load_names_the_file_and_the_cause(
    temporary: Path, error: Exception, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_: Job) -> Dataset:
        raise error

    path = temporary / f"orders.{kind}"
    (temporary / "orders.csv").write_text(ORDERS)
    if kind == "parquet":
        duckdb.connect().read_csv(str(temporary / "orders.csv")).write_parquet(str(path))
    monkeypatch.setattr(Job, "run", fails)
    with pytest.raises(InputError, match=f"orders.{kind} cannot be loaded now. The disk is full"):
        load(path)


@pytest.fixture
def little_room() -> Iterator[None]:
    """No file may grow beyond 100 kB, as on a disk that is full then."""
    resource = pytest.importorskip("resource")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an export of 200 kB in every format."""
    folder = tmp_path_factory.mktemp("exports")
    pick = random.Random(1)
    rows = [f"{i},c{i % 90},x{pick.random()},2024-01-31,2\n" for i in range(5000)]
    text = "order,customer,item,date,price\n" + "".join(rows)
    (folder / "utf16.csv").write_text(text, "utf-16")
    (folder / "plain.csv").write_text(text)
    with gzip.open(folder / "plain.csv.gz", "wt") as packed:
        packed.write(text)
    with zipfile.ZipFile(folder / "plain.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("orders.csv", text)
        archive.writestr("further.csv", text)
    with zipfile.ZipFile(folder / "packed.zip", "w") as archive:
        archive.write(folder / "plain.csv.gz", "plain.csv.gz")
    pd.read_csv(folder / "plain.csv").to_json(folder / "plain.json", orient="records")
    listed = (folder / "plain.json").read_text()
    (folder / "inside.json").write_text(f'{{"orders": {listed}}}')
    return folder


@pytest.mark.parametrize(
    "name", ["utf16.csv", "plain.csv.gz", "plain.zip", "packed.zip", "inside.json"]
)
@pytest.mark.usefixtures("little_room")
def test_a_full_disk_is_no_damage_of_the_file_that_is_opened(large: Path, name: str) -> None:
    with pytest.raises(InputError) as refused:
        load(large / name)
    assert str(refused.value).startswith(f"{name} cannot be loaded now. The disk is full: ")
    assert "damaged" not in str(refused.value)


def test_what_readers_say_of_damage_is_told_from_failures_of_the_machine() -> None:
    for error in (gzip.BadGzipFile("CRC"), OSError("Couldn't deserialize thrift"), EOFError()):
        assert is_damage(error)
    for error in (*FULL, MemoryError(), OSError(errno.EIO, "Input/output error")):
        assert not is_damage(error)


def test_a_mapping_that_cannot_be_reached_is_not_said_to_be_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(InputError, match="There is no mapping to read at"):
        Mapping.load(tmp_path / "m.json")

    def fails(*_: object, **__: object) -> str:
        raise OSError(errno.EIO, "Input/output error", "m.json")

    monkeypatch.setattr(Path, "read_text", fails)
    with pytest.raises(
        InputError, match=r"m\.json cannot be loaded now\. m\.json: Input/output error"
    ):
        Mapping.load("m.json")
