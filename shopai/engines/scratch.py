"""Temporary folders of data sets, removed with what they belong to."""

from __future__ import annotations

import shutil
import tempfile
import threading
import weakref
from functools import cached_property
from pathlib import Path

from shopai.engines.duckdb import Connection, connect


class ScratchFolder:
    """A folder for one data set's Parquet files, removed with the last that uses it."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="shopai-"))
        self.writing = threading.Lock()
        self._connections: list[Connection] = []
        self._finalizer = weakref.finalize(self, _remove, self._connections, self.folder)

    @cached_property
    def connection(self) -> Connection:
        """A DuckDB of its own, opened when it is first asked for."""
        connection = connect(self.path("spill"))
        self._connections.append(connection)
        return connection

    def path(self, name: str) -> Path:
        return self.folder / name


def _remove(connections: list[Connection], folder: Path) -> None:
    for connection in connections:
        connection.close()
    shutil.rmtree(folder, ignore_errors=True)
