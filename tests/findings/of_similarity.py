"""Results of the similarity of customers that findings are made of, small and by hand."""

from __future__ import annotations

import pandas as pd

from shopai.charts.similarity import Typical, spread
from shopai.columns import Scored
from shopai.findings import similarity
from shopai.recommend.alike import Apart, Block
from shopai.sentences import Sentence
from tests.findings.of_segments import NAME, Case


def near(n: int, thin: int) -> pd.DataFrame:
    return pd.DataFrame({Scored.USER: [NAME] * n, Scored.COMMON: [n + 3] * (n - thin) + [1] * thin})


def accident(n: int, shared: int, support: int, firm: int = 0, user: str | None = None) -> Sentence:
    pairs = spread([0.5] * (n + firm), [shared] * n + [9] * firm)
    return similarity.accident(pairs, support, user)


CASES: dict[str, Case] = {
    "similarity.nearest": lambda n: similarity.nearest(NAME, near(n, 0)),
    "similarity.nearest.all_thin": lambda n: similarity.nearest(NAME, near(n, n)),
    "similarity.nearest.thin": lambda n: similarity.nearest(NAME, near(n + 1, n)),
    **{
        f"similarity.segments.{apart}": lambda _, apart=apart: similarity.segments_alike(apart)
        for apart in (Apart(0.3, 0.1, 0.005), Apart(0.1, 0.3, 0.9), Apart(0.1, -0.1, 0.005))
    },
    "similarity.figures": lambda _: similarity.alike_in_numbers(Apart(0.3, 0.1, 0.005)),
    "similarity.most_alike": lambda n: similarity.most_alike(Block((NAME,) * n, 0.5, 2.0), NAME, n),
    **{
        f"similarity.closest.{usual}": lambda n, usual=usual: similarity.closest(
            Typical(0.1, (NAME, "B"), 0.5, n, usual)
        )
        for usual in (0, 1, 2)
    },
    "similarity.closest.nothing": lambda _: similarity.closest(
        Typical(0.0, (NAME, "B"), 0.0, 0, 0)
    ),
    "similarity.accident": lambda n: accident(n, 1, 1, firm=n),
    "similarity.accident.too_little": lambda n: accident(n, 2, 1),
    "similarity.accident.firm": lambda n: accident(n, 4, 3, user=NAME),
    "similarity.accident.taste": lambda n: accident(n, 4, 1),
    "similarity.accident.none": lambda _: accident(0, 4, 1),
    "similarity.left_out": lambda n: similarity.left_out(spread([0.0] * n, [0] * n)),
}
