"""Retention: who comes back, what they will bring, and who may be lost."""

from __future__ import annotations

from typing import Final

from pages.retention import churn, cohorts, value
from pages.ui import filters, run

ABOUT: Final = "Who comes back, what customers will bring, and who may be lost."
VIEWS: Final = {
    "cohorts": ("Cohorts", cohorts.view),
    "value": ("Lifetime value", value.view),
    "churn": ("Churn risk", churn.view),
}

run.run(lambda: filters.views("Retention", ABOUT, VIEWS, "retention_view"))
