"""Failures of the machine: every page says so in a sentence and offers a way on."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from streamlit.testing.v1 import AppTest

from pages.data import check, upload
from pages.ui import session
from shopai.demo.shop import demo
from shopai.engines import scratch
from shopai.events.dataset import Dataset
from shopai.events.preview import Preview
from tests.events.loading import ORDERS
from tests.pages.conftest import APP, Open, figures, text

PAGES = APP.parent / "pages"
NAMES = sorted(
    [path.parent.name for path in PAGES.glob("*/page.py")]
    + [path.stem for path in PAGES.glob("[a-z]*.py")]
)
FILE = ("orders.csv", (ORDERS + "1,u1,2024-01-31,A,1,2.5\n").encode(), "text/csv")
FULL = OSError(errno.ENOSPC, "No space left on device")
#: What DuckDB says on a full disk, with too little memory, and of its own state after that.
FAILURES = {
    "The disk is full": duckdb.IOException("Could not write file: No space left on device"),
    "more memory than there is": duckdb.OutOfMemoryException("failed to allocate 1 GB"),
    "This failed: database has been invalidated": duckdb.FatalException(
        "database has been invalidated\n\nStack Trace:"
    ),
}

pytestmark = pytest.mark.usefixtures("few_starts")


@pytest.fixture
def own(tmp_path: Path) -> Dataset:
    """A visitor's own data, of which no results are kept from another test."""
    return replace(demo(), synthetic=False, name="own.csv", fingerprint=str(tmp_path))


def raising(error: Exception) -> Callable[..., None]:
    def fails(*_: object, **__: object) -> None:
        raise error

    return fails


@pytest.mark.parametrize("name", NAMES)
def test_an_upload_whose_files_were_cleared_is_no_longer_open(
    open_page: Open, own: Dataset, name: str
) -> None:
    shutil.rmtree(own.scratch.folder)
    app = open_page(name, own)
    assert not app.exception
    assert "The files of own.csv are gone" in text(app)
    app.button(key="open_demo" if name == "data" else "go_demo").click().run()
    assert not app.exception
    assert not app.error
    assert "3,000 customers" in app.sidebar.caption[0].value


def test_the_demo_shop_comes_back_by_itself(
    open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "shared_demo", shared := Shared())
    lost = demo()
    shutil.rmtree(lost.scratch.folder)
    app = open_page("overview", lost)
    assert not app.error
    assert figures(app)
    shutil.rmtree(shared().scratch.folder)
    app.run()
    assert not app.error
    assert figures(app)


class Shared:
    """The demo shop that all sessions share, of this test alone."""

    def __init__(self) -> None:
        self.made = demo()

    def __call__(self) -> Dataset:
        return self.made

    def clear(self) -> None:
        self.made = demo()


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("says", FAILURES)
def test_a_failure_in_the_middle_of_a_page_is_a_sentence(
    open_page: Open, own: Dataset, name: str, says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Dataset, "_table", raising(FAILURES[says]))
    monkeypatch.setattr(Dataset, "in_order", raising(FAILURES[says]))
    app = open_page(name, own)
    assert not app.exception
    assert says in text(app)
    ways = {button.key for button in app.button}
    assert "open_demo" in ways if name == "data" else {"try_again", "failed_demo"} <= ways
    monkeypatch.undo()
    app.run()
    assert not app.exception
    assert not app.error


@pytest.mark.parametrize("name", NAMES)
def test_files_that_were_cut_off_are_a_sentence(open_page: Open, own: Dataset, name: str) -> None:
    for path in own.scratch.folder.glob("*.parquet"):
        path.write_bytes(path.read_bytes()[:100])
    app = open_page(name, own)
    assert not app.exception
    assert "gone from the folder for temporary files" in text(app)


def test_an_upload_waits_for_room(open_page: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    app = open_page("data", None)
    with monkeypatch.context() as full:
        full.setattr(upload, "ScratchFolder", raising(FULL))
        app.file_uploader[0].set_value(FILE).run()
        assert not app.exception
        assert "The disk is full" in text(app)
        app.button(key="try_again").click().run()
        assert "The disk is full" in text(app)
    app.button(key="try_again").click().run()
    assert "orders.csv" in text(app)
    assert not app.error


@pytest.mark.parametrize("step", ["look", "check", "load"])
def test_a_load_without_room_is_a_sentence_and_can_be_tried_again(
    open_page: Open, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    app = open_page("data", None)
    with monkeypatch.context() as full:
        room, name = {
            "look": (upload, "open_file"), "check": (check, "preview"), "load": (upload, "load")
        }[step]  # fmt: skip
        full.setattr(room, name, raising(FULL))
        full.setattr(Preview, "exact", False)  # so that loading reads the file once more
        app.file_uploader[0].set_value(FILE).run()
        if step == "load":
            app.button(key="load").click().run()
        assert not app.exception
        assert "The disk is full" in text(app)
    if step == "look":
        app.button(key="discard").click().run()
        app.file_uploader[0].set_value(FILE).run()
    app.button(key="load").click().run()
    assert not app.error
    assert "The one row could be used" in text(app)


def test_a_preview_whose_files_were_cleared_is_made_again(open_page: Open) -> None:
    app = open_page("data", None)
    app.file_uploader[0].set_value(FILE).run()
    (outcome,) = app.session_state[f"{upload.PREVIEW}_kept"].values()
    shutil.rmtree(outcome.preview.dataset.scratch.folder)
    app.run()
    assert not app.error
    app.button(key="load").click().run()
    assert "The one row could be used" in text(app)


def test_without_a_temporary_folder_every_page_says_so(
    open_page: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "gone"))
    monkeypatch.setattr(session, "shared_demo", scratch.ScratchFolder)
    app = open_page("overview", None)
    app.button(key="go_demo").click().run()
    assert not app.exception
    assert "is not there" in app.error[0].value
    assert str(tmp_path.name) in app.error[0].value.replace("\\", "")


def _handled(error: Exception) -> None:
    from pages.ui.guard import unexpected

    assert unexpected(error)


def test_what_nobody_expected_is_a_sentence_too() -> None:
    """The server's handler; the tests of pages do without it, to notice what is unexpected."""
    app = AppTest.from_function(_handled, kwargs={"error": KeyError("inner workings")}).run()
    assert not app.exception
    assert "Something went wrong here" in app.error[0].value
    assert "inner" not in app.error[0].value
    assert app.button[0].label == "Try again"


@pytest.mark.parametrize("says", FAILURES)
def test_the_servers_handler_knows_what_the_machine_fails_in(says: str) -> None:
    app = AppTest.from_function(_handled, kwargs={"error": FAILURES[says]}).run()
    assert not app.exception
    assert says in text(app)
