"""Addresses with foreign values: every page opens, and uses its own values instead."""

from __future__ import annotations

from typing import Any

import pytest
from streamlit.runtime.state.query_params import QueryParams

from shopai.events.dataset import Dataset
from tests.pages.conftest import new_app, opened

#: Those whose address holds values at first. One more compares Ks for a while, with a slider alone.
PAGES = (
    *("overview", "segments", "movement", "similarity", "baskets", "journeys", "retention"),
    *("search", "recommendations", "evaluate"),
)
FOREIGN = ("inf", "-inf", "nan", "1e999", "99999999999999999999", "-1", "0.5", "", "<b>", "2025-99")


@pytest.fixture
def bound(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The keys of the controls made so far whose values the address holds."""
    keys: set[str] = set()
    bind = QueryParams.bind_widget

    def noted(self: QueryParams, param_key: str, **more: Any) -> None:
        keys.add(param_key)
        bind(self, param_key=param_key, **more)

    monkeypatch.setattr(QueryParams, "bind_widget", noted)
    return keys


@pytest.mark.parametrize("page", PAGES)
def test_foreign_values_in_the_address_are_left_out(
    demo_shop: Dataset, page: str, bound: set[str]
) -> None:
    """Of all controls at once; those that stand on the page at first."""
    opened(new_app(demo_shop), page)
    keys = frozenset(bound)
    assert keys
    for foreign in FOREIGN:
        app = opened(new_app(demo_shop), page, **dict.fromkeys(keys, foreign))
        assert not app.exception, foreign
        assert not app.error, foreign
