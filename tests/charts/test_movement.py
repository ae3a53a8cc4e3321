"""The chart of movement: its bands are the links, in the segments' colours."""

from __future__ import annotations

import numpy as np
import pandas as pd

from shopai.charts.flows import movement_flows
from shopai.charts.theme import MUTED, colour
from shopai.columns import Event, Feature
from shopai.segments.movement import NO_PURCHASE, NOT_YET, compared
from shopai.segments.segmentation import segment


def test_bands_and_colours_by_hand() -> None:
    """b and c move from 0 to 1, d has no purchase, then is in 1; e comes as 0."""
    people = pd.DataFrame({Feature.RECENCY: [0.0, 10.0, 100.0, 110.0]})
    seg = segment(people, k=2, features=[Feature.RECENCY], scaling="none")
    earlier = features({"a": (1, 9), "b": (1, 8), "c": (1, 7), "d": (0, np.nan)})
    later = features({"a": (2, 0), "b": (1, 98), "c": (1, 97), "d": (1, 90), "e": (1, 0)})
    found = compared(seg, earlier, later)
    figure = movement_flows(found, seg.k, "Moves", ["<New>", "Old"])
    (flow,) = figure.data
    assert figure.layout.title.text == "Moves"
    assert list(flow.node.label) == [
        "&lt;New&gt; · 3",
        f"{NOT_YET} · 1",
        f"{NO_PURCHASE} · 1",
        "&lt;New&gt; · 2",
        "Old · 3",
    ]
    assert list(flow.node.color) == [colour(0), MUTED, MUTED, colour(0), colour(1)]
    bands = zip(flow.link.source, flow.link.target, flow.link.value, strict=True)
    assert {tuple(map(int, band)) for band in bands} == {(0, 3, 1), (0, 4, 2), (1, 3, 1), (2, 4, 1)}
    (plain,) = movement_flows(found, seg.k, "Moves").data
    assert plain.node.label[-1] == "Segment 2 · 3"


def features(rows: dict[str, tuple[float, float]]) -> pd.DataFrame:
    """Orders and days since the last purchase."""
    frame = pd.DataFrame.from_dict(
        rows, orient="index", columns=[Feature.FREQUENCY, Feature.RECENCY], dtype="float64"
    )
    return frame.assign(**{Feature.MONETARY: 1.0}).rename_axis(Event.USER)
