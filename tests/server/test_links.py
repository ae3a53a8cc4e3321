"""Links that the very first visitor of a server comes by."""

from __future__ import annotations

import pytest

from tests.server.conftest import Start
from tests.server.visitor import Visitor

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("name", "query", "title", "says"),
    [
        ("movement", "", "Movement", "moved"),
        ("choose", "most_k=3", "Segments", "from K = 3 to K = 2"),
        ("nowhere", "", "Overview", "There is no page “nowhere” here."),
    ],
)
def test_a_link_opens_its_page_on_a_server_just_started(
    start: Start, name: str, query: str, title: str, says: str
) -> None:
    with Visitor(start()) as visitor:
        visitor.follow(name, query)
        assert visitor.all("heading")[0].body == title
        assert says in visitor.text()
