"""Failures of the machine: the sentence names the true cause."""

from __future__ import annotations

import errno
from pathlib import Path

import duckdb
import pytest

from shopai.engines.failures import explained, is_full
from shopai.errors import InputError
from shopai.events.dataset import Dataset
from shopai.events.job import Job
from shopai.events.load import load

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
