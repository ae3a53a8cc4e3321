"""Customers under a name: chosen, compared, kept and handed to ad platforms."""

from shopai.audiences.audience import (
    COMBINATIONS,
    MOST_AUDIENCES,
    MOST_CHARACTERS,
    Audience,
    combined,
    ids_table,
)
from shopai.audiences.customer_match import CustomerMatch, contacts, customer_match
from shopai.audiences.notes import Notes, Reopened, from_json
from shopai.audiences.overlap import (
    Overlap,
    audience_table,
    exclusive_intersections,
    overlap,
)
from shopai.audiences.rules import FOR_NUMBERS, FOR_TEXT, OPERATORS, Condition, by_rule, choices
