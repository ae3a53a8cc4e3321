"""Folders of data sets: none outlives its process for long, none is taken from a living one."""

from __future__ import annotations

import errno
import subprocess
import sys
from pathlib import Path
from weakref import WeakSet

import pytest

from shopai.engines import scratch
from shopai.engines.scratch import ScratchFolder, remove_abandoned, remove_own

#: Makes a folder in the temporary folder given, says where, and goes on as told.
MAKE = """
import os, sys, tempfile
tempfile.tempdir = sys.argv[1]
from shopai.engines.scratch import ScratchFolder
kept = ScratchFolder()
kept.path("events.parquet").write_bytes(b"customers")
print(kept.folder, flush=True)
"""
CRASHES = MAKE + "os._exit(1)"
LIVES = MAKE + "sys.stdin.read()"
ENDS = MAKE


@pytest.fixture
def spool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The machine's folder for temporary files."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return tmp_path


def another(program: str, spool: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", program, str(spool)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def test_what_a_crashed_process_left_is_removed(spool: Path) -> None:
    crashed = another(CRASHES, spool)
    folder = Path(crashed.communicate()[0].strip())
    assert (folder / "events.parquet").exists()
    assert remove_abandoned() == 1
    assert list(spool.iterdir()) == []


def test_two_living_processes_leave_each_others_folders_alone(spool: Path) -> None:
    own = ScratchFolder()
    with another(LIVES, spool) as other:
        assert other.stdout is not None and other.stdin is not None
        theirs = Path(other.stdout.readline().strip())
        assert remove_abandoned() == 0
        assert (theirs / "events.parquet").exists()
        assert own.folder.exists()
        other.stdin.close()
    assert not theirs.exists()  # a process that ends in order takes its own along
    assert list(spool.iterdir()) == [own.folder]


def test_a_process_that_ends_in_order_leaves_nothing(spool: Path) -> None:
    another(ENDS, spool).communicate()
    assert list(spool.iterdir()) == []


def test_what_is_not_certainly_left_behind_stays(spool: Path) -> None:
    being_made = spool / "shopai-new"
    being_made.mkdir()
    (spool / "shopai-notes").write_text("mine")
    (spool / "other").mkdir()
    (spool / "other" / "lock").touch()
    elsewhere = spool / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "lock").touch()
    (spool / "shopai-link").symlink_to(elsewhere)
    before = sorted(spool.rglob("*"))
    assert remove_abandoned() == 0
    assert sorted(spool.rglob("*")) == before


def test_without_a_folder_for_temporary_files_there_is_nothing_to_remove(
    spool: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(spool / "gone"))
    assert remove_abandoned() == 0
    with pytest.raises(FileNotFoundError):
        ScratchFolder()


@pytest.mark.usefixtures("spool")
def test_a_folder_taken_before_it_was_locked_is_made_again(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter([False, True])
    monkeypatch.setattr(scratch, "_taken", lambda _: next(answers))
    kept = ScratchFolder()
    assert kept.folder.is_dir()
    assert list(answers) == []


@pytest.mark.usefixtures("spool")
def test_a_file_system_without_locks_does(monkeypatch: pytest.MonkeyPatch) -> None:
    """Then nothing is known about a folder, and it stays."""

    def refuses(*_: object) -> None:
        raise OSError(errno.ENOTSUP, "no locks here")

    monkeypatch.setattr("fcntl.flock", refuses)
    kept = ScratchFolder()
    assert remove_abandoned() == 0
    assert kept.folder.is_dir()


def test_a_server_that_ends_removes_what_is_still_in_use(
    spool: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Other tests' data sets, which live in this process too, are not this test's to remove.
    monkeypatch.setattr("shopai.engines.scratch._in_use", WeakSet())
    kept = ScratchFolder()
    kept.connection.sql("SELECT 1").write_parquet(str(kept.path("events.parquet")))
    remove_own()
    assert list(spool.iterdir()) == []
