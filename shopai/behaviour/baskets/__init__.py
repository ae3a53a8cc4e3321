"""Market baskets: association rules, bundles, and what else goes with one item."""

from shopai.behaviour.baskets.contents import Baskets, baskets
from shopai.behaviour.baskets.offers import also_bought, assumption, bundles
from shopai.behaviour.baskets.rules import Rules, association_rules, rules_of

__all__ = [
    "Baskets",
    "Rules",
    "also_bought",
    "association_rules",
    "assumption",
    "baskets",
    "bundles",
    "rules_of",
]
