"""Retention: who comes back, what they will bring, and who may be lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from pages.retention import churn, cohorts, value
from pages.ui import filters, guard, run
from pages.ui.controls import choice
from shopai.events.dataset import Dataset
from shopai.selection.filter import Filter

#: Only the view that is chosen is computed.
VIEWS: Final[dict[str, tuple[str, Callable[[Dataset, Filter], None]]]] = {
    "cohorts": ("Cohorts", cohorts.view),
    "value": ("Lifetime value", value.view),
    "churn": ("Churn risk", churn.view),
}


def page() -> None:
    dataset = guard.opened(
        "Retention", "Who comes back, what customers will bring, and who may be lost."
    )
    where = filters.bar(dataset)
    words = {key: title for key, (title, _) in VIEWS.items()}
    key = choice("View", words, "retention_view", label_visibility="collapsed")
    VIEWS[key][1](dataset, where)


run.run(page)
