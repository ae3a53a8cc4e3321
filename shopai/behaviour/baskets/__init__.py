"""Market baskets: association rules, bundles, and what else goes with one item."""
