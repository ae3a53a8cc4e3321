"""A checkout nobody can write to, without a home: the dashboard starts and shows its pages."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.server.conftest import ROOT, Start
from tests.server.visitor import Visitor

pytestmark = pytest.mark.slow

SOURCES = ("app.py", "serve.py", "pages", "shopai", "data", ".streamlit")


def test_it_starts_and_answers(start: Start, tmp_path: Path) -> None:
    """Files where folders for caches would be keep out whoever runs the tests."""
    for name in SOURCES:
        if (ROOT / name).is_dir():
            ignored = shutil.ignore_patterns("__pycache__")
            shutil.copytree(ROOT / name, tmp_path / name, ignore=ignored)
        else:
            shutil.copy(ROOT / name, tmp_path / name)
    for folder in {path.parent for path in tmp_path.rglob("*.py")}:
        (folder / "__pycache__").touch()
    home = {"HOME": "/dev/null", "XDG_CACHE_HOME": "/dev/null/cache"}
    server = start(root=tmp_path, **home)
    with Visitor(server) as visitor:
        for page in ("overview", "segments", "search"):
            visitor.open(page)
            assert visitor.all("exception") == []
            assert visitor.all("plotly_chart")
    assert "Traceback" not in server.said()
    assert list((server.temporary).glob("shopai-compiled-*"))
