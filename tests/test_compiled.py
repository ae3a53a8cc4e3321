"""Compiled functions where nothing can be written: they work, and nobody else's code is run."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

KERNEL = """
from shopai.compiled import compiled

@compiled
def doubled(number):
    return 2 * number

print(doubled(21))
"""
HERE = f"shopai-compiled-{os.getuid() if hasattr(os, 'getuid') else 0}"

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has a folder for caches")


@pytest.fixture
def kernel(tmp_path: Path) -> Path:
    """A module beside which no compiled code can be kept, whoever runs the tests."""
    module = tmp_path / "kernel.py"
    module.write_text(KERNEL)
    (tmp_path / "__pycache__").touch()
    (tmp_path / "tmp").mkdir()
    return module


def run(kernel: Path) -> str:
    """What the module prints where the user has no home, and the temporary folder is `tmp`."""
    nowhere = {"HOME": "/dev/null", "XDG_CACHE_HOME": "/dev/null/cache"}
    nowhere["TMPDIR"] = str(kernel.parent / "tmp")
    environment = {**os.environ, **nowhere, "PYTHONPATH": str(Path(__file__).parents[1])}
    command = [sys.executable, str(kernel)]
    return subprocess.run(
        command, env=environment, check=True, capture_output=True, text=True
    ).stdout.strip()


def test_without_a_place_of_its_own_the_code_is_kept_in_the_temporary_folder(kernel: Path) -> None:
    folder = kernel.parent / "tmp" / HERE
    assert run(kernel) == "42"
    kept = sorted(folder.rglob("*.nb?"))
    assert {path.suffix for path in kept} == {".nbi", ".nbc"}
    assert folder.stat().st_mode & 0o777 == 0o700
    assert run(kernel) == "42"
    assert sorted(folder.rglob("*.nb?")) == kept


@pytest.mark.parametrize("kind", ["open to all", "a link", "a file"])
def test_where_that_folder_is_not_to_be_trusted_nothing_is_kept(kernel: Path, kind: str) -> None:
    folder = kernel.parent / "tmp" / HERE
    if kind == "a file":
        folder.touch()
    elif kind == "a link":
        elsewhere = kernel.parent / "elsewhere"
        elsewhere.mkdir(mode=0o700)
        folder.symlink_to(elsewhere)
    else:
        folder.mkdir()
        folder.chmod(0o777)
    assert run(kernel) == "42"
    assert list(kernel.parent.rglob("*.nb?")) == []
