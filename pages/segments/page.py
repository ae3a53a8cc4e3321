"""Segments: who the customers are, with K tuned live."""

from __future__ import annotations

from pages.segments import borderline, customer, number, profile, who
from pages.ui import frame

VIEWS = {
    "who": frame.View("Who they are", who.view),
    "number": frame.View("How many?", number.view),
    "profile": frame.View("What sets them apart", profile.view),
    "customer": frame.View("One customer", customer.view),
    "fit": frame.View("Borderline", borderline.view),
}

frame.show(frame.Page("segments", "Segments", VIEWS, key="section"))
