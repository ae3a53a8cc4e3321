"""Sequential patterns: the orders of steps that many customers go through (PrefixSpan)."""
