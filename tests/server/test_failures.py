"""A running server whose temporary folder goes, or is full: sentences, and then it works again."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest

from tests.server.conftest import ROOT, Start
from tests.server.test_sessions import FILE
from tests.server.visitor import Visitor

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="files in use stay there"),
]

#: No file may be larger than some 300 kB: room for a small upload, not for the demo shop.
LITTLE_ROOM = """
import resource
resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, resource.RLIM_INFINITY))
"""
#: The disk is full when the first table is written.
FULL_ONCE = """
import errno
import shopai.export

write = shopai.export.csv_bytes

def full(*arguments, **options):
    shopai.export.csv_bytes = pages.ui.show.csv_bytes = write
    raise OSError(errno.ENOSPC, "No space left on device")

shopai.export.csv_bytes = full
import pages.ui.show
"""
#: The demo shop cannot be opened, for a reason that is nobody's.
NO_DEMO = """
import sys
import shopai.demo.shop

def demo():
    raise KeyError("inner workings")

sys.modules["shopai.demo.shop"].demo = demo
"""


def test_a_temporary_folder_that_goes_and_comes_back(start: Start) -> None:
    server = start()
    with Visitor(server) as visitor:
        visitor.open()
        assert "3,000" in visitor.text()
        shutil.rmtree(server.temporary)
        for page in ("overview", "segments", "data"):
            visitor.open(page)
            assert f"{server.temporary}, is not there" in visitor.text()
            assert visitor.all("exception") == []
        server.temporary.mkdir()
        visitor.open()
        assert "3,000" in visitor.text()
        assert "is not there" not in visitor.text()


def test_a_download_that_cannot_be_made_says_why_and_is_made_once_it_can(
    start: Start, tmp_path: Path
) -> None:
    (tmp_path / "sitecustomize.py").write_text(FULL_ONCE)
    server = start(PYTHONPATH=os.pathsep.join((str(tmp_path), str(ROOT))))
    with Visitor(server) as visitor:
        visitor.open("rfm")
        assert "The disk is full" in visitor.download("The groups")
        assert visitor.download("The groups").startswith("/media/")


def test_what_nobody_expected_is_a_sentence_on_a_page_and_after_a_click(
    start: Start, tmp_path: Path
) -> None:
    (tmp_path / "sitecustomize.py").write_text(NO_DEMO)
    server = start(PYTHONPATH=os.pathsep.join((str(tmp_path), str(ROOT))))
    with Visitor(server) as visitor:
        for page in ("overview", "segments"):
            visitor.open(page)
            assert "Something went wrong here" in visitor.text()
            visitor.click(page, "unexpected_again")
            assert "Something went wrong here" in visitor.text()
            assert visitor.all("exception") == []
    assert "inner workings" in server.said()


def test_a_full_disk_with_room_for_less(start: Start, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(LITTLE_ROOM)
    server = start(PYTHONPATH=str(tmp_path))
    with Visitor(server) as visitor:
        visitor.open()
        assert "The disk is full" in visitor.text()
        assert "Nothing is loaded yet" in visitor.text()
        visitor.open("data")
        visitor.upload("data", "large.csv", FILE + b"9,u,2024-01-01,A,1,2\n" * 20_000)
        assert "The disk is full" in visitor.text()
        visitor.click("data", "try_again")
        visitor.upload(
            "data", "too_large_for_memory.csv", FILE + b"9,u,2024-01-01,A,1,2\n" * 80_000
        )
        assert "The disk is full" in visitor.text()
        visitor.upload("data", "orders.csv", FILE)
        visitor.click("data", "load")
        assert "Every one of the 2 rows could be used" in visitor.text()
        assert visitor.all("exception") == []
