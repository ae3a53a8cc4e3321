"""The log: a walk through all pages leaves no warning of Streamlit's in it."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
from streamlit import logger
from streamlit.elements.lib import policies
from streamlit.testing.v1.util import patch_config_options

from pages.ui.navigation import script
from shopai.events.dataset import Dataset
from tests.pages.conftest import new_app, opened

WALK = (
    "segments", "rfm", "movement", "similarity", "journeys", "retention", "search", "audiences",
    "recommendations", "data", "overview", "baskets",
)  # fmt: skip

pytestmark = pytest.mark.usefixtures("few_starts")


@pytest.fixture
def warned(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """What Streamlit warns of, values given twice included, which it says once in a process."""
    said: list[str] = []

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if "missing ScriptRunContext" not in record.getMessage():  # of the test's own thread
                said.append(record.getMessage())

    for each in logger._loggers.values():
        monkeypatch.setattr(each, "handlers", [*each.handlers, Kept(logging.WARNING)])
    monkeypatch.setattr(policies, "_shown_default_value_warning", False)
    with patch_config_options({"global.disableWidgetStateDuplicationWarning": False}):
        yield said


def test_a_walk_through_all_pages_by_a_link_with_a_filter(
    demo_shop: Dataset, warned: list[str]
) -> None:
    app = opened(new_app(demo_shop), "baskets", category="Kitchen", first_day="2025-03-01")
    for name in WALK:
        app.switch_page(script(name)).run()
        assert not app.exception, name
        assert warned == [], name
