"""Similarity: who resembles whom."""

from __future__ import annotations

from pages.similarity import across, around, own
from pages.ui import frame

VIEWS = {
    "sample": frame.View("Across segments", across.view),
    "one": frame.View("Around one customer", around.view),
    "ids": frame.View("My own list", own.view),
}

frame.show(frame.Page("similarity", "Similarity", VIEWS, key="who"))
