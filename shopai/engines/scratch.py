"""Temporary folders of data sets, removed with what they belong to.

A process holds a lock on each of its folders for as long as it lives. A folder that nobody locks
was left behind by a process that ended without removing it, by a crash or a power cut, and any
later one may remove it.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import threading
import weakref
from contextlib import suppress
from functools import cache, cached_property
from pathlib import Path
from typing import IO, Final

from shopai.engines.duckdb import Connection, connect

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

PREFIX: Final = "shopai-"
LOCK: Final = "lock"


class ScratchFolder:
    """A folder for one data set's Parquet files, removed with the last that uses it.

    The first of a process removes what ended ones left. Raises OSError where the temporary folder
    is not there or full.
    """

    def __init__(self) -> None:
        _tidy_once()
        self.folder, lock = _locked_folder()
        self.writing = threading.Lock()
        self._connections: list[Connection] = []
        self._finalizer = weakref.finalize(self, _remove, self._connections, self.folder, lock)
        _in_use.add(self)

    @cached_property
    def connection(self) -> Connection:
        """A DuckDB of its own, opened when it is first asked for."""
        connection = connect(self.path("spill"))
        self._connections.append(connection)
        return connection

    def path(self, name: str) -> Path:
        return self.folder / name


_in_use: weakref.WeakSet[ScratchFolder] = weakref.WeakSet()


def interrupt_queries() -> None:
    """Have the query each data set's connection is at raise an error; on any thread.

    Queries of a cursor go on.
    """
    for scratch in list(_in_use):
        for connection in scratch._connections:
            connection.interrupt()


def remove_own() -> None:
    """Remove every folder of this process that is left; for one that is about to end."""
    for scratch in list(_in_use):
        doomed = scratch.folder.with_name(f"{scratch.folder.name}-ended")
        with suppress(OSError):  # under a new name, no other thread writes more into it
            scratch.folder.rename(doomed)
        shutil.rmtree(doomed, ignore_errors=True)
        shutil.rmtree(scratch.folder, ignore_errors=True)


def remove_abandoned() -> int:
    """Remove what ended processes of this user left in the temporary folder; the number removed.

    Cost: a look at each entry there that bears our prefix.
    """
    try:
        entries = list(Path(tempfile.gettempdir()).glob(f"{PREFIX}*"))
    except OSError:  # there is no temporary folder
        return 0
    return sum(map(_removed_if_abandoned, filter(_is_ours, entries)))


@cache
def _tidy_once() -> None:
    remove_abandoned()


def _is_ours(folder: Path) -> bool:
    """True for a folder of this user; a link is none, wherever it leads."""
    try:
        status = folder.lstat()
    except OSError:
        return False
    return folder.is_dir() and not folder.is_symlink() and status.st_uid == _user()


def _user() -> int:
    return 0 if sys.platform == "win32" else os.getuid()


def _removed_if_abandoned(folder: Path) -> bool:
    try:
        with (folder / LOCK).open("r+b") as lock:
            if not _taken(lock):
                return False
            shutil.rmtree(folder, ignore_errors=True)
    except OSError:  # one that is just being made, or another version's
        return False
    shutil.rmtree(folder, ignore_errors=True)  # Windows removes no open file
    return not folder.exists()


def _locked_folder() -> tuple[Path, IO[bytes]]:
    """A new folder, and the open file in it that keeps others from removing it."""
    while True:
        folder = Path(tempfile.mkdtemp(prefix=PREFIX))
        try:
            lock = (folder / LOCK).open("wb")
        except OSError:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        with suppress(OSError):  # of a file system without locks: then nobody can take it either
            if not _taken(lock) or not (folder / LOCK).exists():
                lock.close()  # somebody took it for one left behind before it was locked
                continue
        return folder, lock


def _taken(file: IO[bytes]) -> bool:
    """Lock a file for as long as it is open; False where somebody else has.

    Raises OSError where the file system has no locks.
    """
    try:
        if sys.platform == "win32":
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True


def _remove(connections: list[Connection], folder: Path, lock: IO[bytes]) -> None:
    for connection in connections:
        connection.close()
    lock.close()
    shutil.rmtree(folder, ignore_errors=True)
