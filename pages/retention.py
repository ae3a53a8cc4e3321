"""Retention: who comes back, what they will bring, and who may be lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from pages.ui import filters, guard, retention_churn, retention_cohorts, retention_value, shell
from pages.ui.retention_controls import one_of
from shopai.behaviour.filter import Filter
from shopai.events.dataset import Dataset

#: Only the view that is chosen is computed.
VIEWS: Final[dict[str, tuple[str, Callable[[Dataset, Filter], None]]]] = {
    "cohorts": ("Cohorts", retention_cohorts.view),
    "value": ("Lifetime value", retention_value.view),
    "churn": ("Churn risk", retention_churn.view),
}


def page() -> None:
    dataset = guard.opened(
        "Retention", "Who comes back, what customers will bring, and who may be lost."
    )
    where = filters.bar(dataset)
    words = {key: title for key, (title, _) in VIEWS.items()}
    key = one_of("View", words, "retention_view", label_visibility="collapsed")
    VIEWS[key][1](dataset, where)


shell.run(page)
