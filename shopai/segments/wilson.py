"""How far a share counted among some customers may be off."""

from __future__ import annotations

from math import sqrt
from typing import Final

#: Standard errors to either side of a 95 % interval.
Z: Final = 1.959963984540054


def wilson(hits: int, n: int) -> tuple[float, float]:
    """Wilson's (1927) 95 % interval of the share `hits` / `n`; 0 to 1 where n is 0.

    (p + z²/2n ± z √(p(1−p)/n + z²/4n²)) / (1 + z²/n)
    """
    if n == 0:
        return 0.0, 1.0
    p, z = hits / n, Z
    middle = p + z * z / (2 * n)
    reach = z * sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    scale = 1 + z * z / n
    return max(0.0, (middle - reach) / scale), min(1.0, (middle + reach) / scale)
