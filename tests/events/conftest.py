"""Files to load."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

#: Writes text or bytes to a new file and returns where it is.
Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write(content: str | bytes, name: str = "shop.csv", encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    return write
