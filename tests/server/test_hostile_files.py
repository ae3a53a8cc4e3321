"""A file whose reader dies ends its own load, and nobody's session."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.events.sources.test_sheets import LAST, ORDERS, sheet, write
from tests.server.conftest import Start
from tests.server.visitor import Visitor

pytestmark = pytest.mark.slow

#: In quotes that the look at where the cells lie does not know, so that the reader meets it.
FAR = f"<row r='1048576'><c r='{LAST}'><v>1</v></c></row>"
#: Cells of the file, what more is in it, and a word of what is said of it.
FILES = (
    (ORDERS | {(1_048_575, 16_383): "x"}, "", LAST),
    (ORDERS, FAR, "memory"),
)


def test_the_others_go_on_where_one_loads_a_file_that_kills_its_reader(
    start: Start, tmp_path: Path
) -> None:
    server = start()
    with Visitor(server) as other, Visitor(server) as visitor:
        other.open("segments")
        before = other.text()
        for cells, more, word in FILES:
            path = write(tmp_path / "orders.xlsx", {"Orders": sheet(cells, more)})
            visitor.open()
            visitor.open("data")
            visitor.upload("data", "orders.xlsx", path.read_bytes())
            assert "orders.xlsx cannot be read as XLSX" in visitor.text()
            assert word in visitor.text()
            visitor.click("data", "discard")
            other.open("segments")
            assert other.text() == before
            visitor.open("segments")
            assert visitor.text() == before
    assert server.process.poll() is None
