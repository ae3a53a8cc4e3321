"""Baskets: what is bought together, and what to offer with it."""

from __future__ import annotations

from pages.baskets import bundles, categories, one_item, rules
from pages.baskets.controls import ITEM_VIEW, RULES_VIEW, VIEW
from pages.ui import frame

VIEWS = {
    "bundles": frame.View("Bundles", bundles.view),
    RULES_VIEW: frame.View("Rules", rules.view),
    ITEM_VIEW: frame.View("With one item", one_item.view),
    "map": frame.View("Categories", categories.view),
}

frame.show(frame.Page("baskets", "Baskets", VIEWS, key=VIEW, filtered=True))
