"""How the steps of journeys are called, coloured and timed."""

from __future__ import annotations

from shopai.charts.journeys import all_called, called, colours, difference_called
from shopai.charts.theme import MUTED, PALETTE
from shopai.columns import Kind, State


def test_kinds_and_states_have_words_and_the_shop_s_own_names_stay() -> None:
    assert called(Kind.CART, "event") == "Add to cart"
    assert called(State.END, "event") == "End"
    assert called("cart", "category") == "cart"
    assert called(State.LEFT, "category") == "Left"
    assert all_called((State.START, Kind.VIEW), "event") == "Start → View"


def test_rows_of_comparisons() -> None:
    assert difference_called("view → cart", "transition", "event") == "View → Add to cart"
    assert difference_called("2. cart", "funnel", "event") == "2. Add to cart"
    assert difference_called("Seats", "token", "category") == "Seats"


def test_a_kind_has_its_colour_whoever_stands_beside_it() -> None:
    found = colours([Kind.PURCHASE, State.OTHER, Kind.VIEW, "Seats"])
    assert found[Kind.VIEW] == PALETTE[0]
    assert found[Kind.PURCHASE] == colours([Kind.PURCHASE])[Kind.PURCHASE]
    assert found[State.OTHER] == MUTED
    assert colours(["Seats", "Light"]) == {"Seats": PALETTE[0], "Light": PALETTE[1]}
    assert colours([State.LEFT])[State.LEFT] != MUTED
