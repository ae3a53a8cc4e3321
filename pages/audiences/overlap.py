"""The customers that audiences share."""

from __future__ import annotations

from typing import Final

import pandas as pd

from pages.ui import notes, show
from pages.ui.controls import choice
from pages.ui.frame import Frame
from pages.ui.keys import session_cache
from pages.ui.results import features_of
from shopai.audiences import Audience, Overlap, exclusive_intersections, overlap
from shopai.charts import audiences as charts
from shopai.events.dataset import Dataset
from shopai.findings import audiences as findings

COMPARED: Final = {"groups": "Exact groups", "pairs": "Two at a time"}


@session_cache(4, "Comparing the audiences …")
def compared_of(dataset: Dataset, audiences: tuple[Audience, ...]) -> tuple[Overlap, pd.DataFrame]:
    """The customers each two audiences share, and who is in exactly which."""
    return overlap(audiences), exclusive_intersections(audiences, features_of(dataset))


def view(frame: Frame) -> None:
    audiences = notes.current(frame.dataset).audiences
    shared, groups = compared_of(frame.dataset, audiences)
    shown = choice("Show", COMPARED, "audience_overlap", in_address=False, at=frame.controls)
    names = [audience.name for audience in audiences]
    says = findings.most_shared(names, shared)
    frame.say(says)
    figure = charts.intersections(groups, names) if shown == "groups" else charts.shared_map(shared)
    show.chart(figure, f"audience_{shown}", str(says))
    frame.file("Who is in which", groups, "audiences overlap", key="download_overlap")
