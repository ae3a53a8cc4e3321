"""Recommendations: what to offer whom, and why."""

from __future__ import annotations

from pages.recommendations import best_model, customer, liking, offers
from pages.ui import frame

VIEWS = {
    "offers": frame.View("Offers", offers.view),
    "customer": frame.View("One customer", customer.view),
    "best": frame.View("Which model is best?", best_model.view),
    "liking": frame.View("What counts as liking", liking.view),
}

frame.show(frame.Page("recommendations", "Recommendations", VIEWS, key="recommendations_view"))
