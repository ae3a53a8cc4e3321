"""Words of the similarity of customers, by hand."""

from shopai.findings.similarity import kept


def test_what_is_left_of_a_similarity_by_shared_items() -> None:
    """Of s shared items (s − 1) / (s − 1 + 2) is left: 2/4, 9/11, 49/51."""
    assert kept(2) == (
        "With 1 shared item nothing is left of a similarity, with 3 50% of it, with 10 82%, "
        "with 50 96%."
    )
    assert kept(0) == "A similarity counts in full, however few items it rests on."
