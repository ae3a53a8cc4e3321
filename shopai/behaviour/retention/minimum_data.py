"""The least data from which lifetime value can be estimated."""

from __future__ import annotations

from typing import Final

from shopai.errors import TooThin

#: Fewest buyers and fewest days from the first purchase to the last day seen.
BUYERS: Final = 500
DAYS: Final = 180
#: Fewest buyers of two days or more. All that is known of rates and of leaving comes from
#: them: with 100 the share who come back is known to a tenth of itself.
REPEATERS: Final = 100


def refuse_thin(buyers: int, repeaters: int, days: int, least_days: int = DAYS) -> None:
    """Raises TooThin, with every reason, where one of the three is below what is needed."""
    reasons = [
        f"{found:,} {what} where {least:,} are needed"
        for found, least, what in (
            (buyers, BUYERS, "buyers"),
            (repeaters, REPEATERS, "of them came back on another day"),
            (days, least_days, "days since the first purchase"),
        )
        if found < least
    ]
    if reasons:
        raise TooThin(
            f"Too little to say what customers will bring: {'; '.join(reasons)}. "
            "Choose a longer time or more customers."
        )
