from __future__ import annotations

from shopai.findings.segments import moved_between
from tests.segments.test_numbering import labelled


def test_who_changes_group_between_two_numbers_of_segments() -> None:
    """Of six customers two leave 2 for the new 3, and one leaves 1 for 2."""
    before, after = labelled([0, 0, 1, 1, 1, 1]), labelled([0, 1, 1, 1, 2, 2])
    assert str(moved_between(before, after)) == (
        "From 2 to 3 segments 50.0% of the customers change group; most, 2, from 2 to 3."
    )
    assert str(moved_between(after, before)) == (
        "From 3 to 2 segments 50.0% of the customers change group; most, 2, from 3 to 2."
    )
    assert str(moved_between(before, before)) == "Nobody changes group."
