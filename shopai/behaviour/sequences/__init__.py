"""Sequential patterns: the orders of steps that many customers go through (PrefixSpan)."""

from shopai.behaviour.sequences.patterns import Patterns, sequential_patterns

__all__ = ["Patterns", "sequential_patterns"]
