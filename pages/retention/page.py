"""Retention: who may be lost, who comes back, and what they will bring."""

from __future__ import annotations

from pages.retention import churn, cohorts, value
from pages.retention.model import COHORTS, VALUE, VIEW
from pages.ui import frame

VIEWS = {
    "churn": frame.View("Who may be lost", churn.view),
    COHORTS: frame.View("Who comes back", cohorts.view),
    VALUE: frame.View("What they will bring", value.view),
}

frame.show(frame.Page("retention", "Retention", VIEWS, key=VIEW, filtered=True))
