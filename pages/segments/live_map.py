"""The map of segments with K tuned live: the component, and what it is told of each K."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd
import streamlit as st

from pages.ui import plotly_script, segment_settings, show
from pages.ui.keys import session_cache
from pages.ui.notes import names_of
from pages.ui.results import features_of
from shopai.arrays import Ints
from shopai.charts import live_map as charts
from shopai.charts.labels import segment_names
from shopai.charts.picking import marked
from shopai.charts.segments import Cloud, by_features, projected
from shopai.charts.theme import PALETTE, SYMBOLS, symbol, text_on
from shopai.events.dataset import Dataset
from shopai.findings import segments as findings
from shopai.format import counted
from shopai.segments.ahead import Ahead
from shopai.segments.numbering import SegmentSeries
from shopai.segments.profile import summary
from shopai.segments.projection import project
from shopai.segments.segmentation import Segmentation

#: Where the session state holds that the script runs in this browser, or that it cannot.
ALIVE, FAILED = "live_map_alive", "live_map_failed"
#: Where it holds what is marked on the map, with the digest of that map.
MARKED: Final = "live_map_marked"
#: Where it holds the number of segments that is pinned beside the map, with its digest.
PINNED: Final = "live_map_pinned"
#: Where it holds how often the page looked in vain for a sign of the script; so often at most.
LOOKED: Final = "live_map_looked"
PATIENCE: Final = 3
EVERY: Final = "3s"

_HTML: Final = """<div class="live-map">
<div class="live-k"><label for="live-map-k"></label><output class="live-output"></output>
<div class="live-track"><input id="live-map-k" class="live-input" type="range" step="1">
<div class="live-marks" aria-hidden="true"></div></div>
<button class="live-pin" type="button"></button></div>
<div class="live-maps"><div class="live-beside"></div><div class="live-chart"></div></div>
<p class="live-moves" aria-live="polite"></p>
<div class="live-legend"></div>
<p class="live-words" role="status" aria-live="polite"></p>
</div>"""
_CSS: Final = """
.live-map { color: var(--st-text-color); font-family: var(--st-font); }
.live-k { display: flex; flex-wrap: wrap; align-items: center; gap: .25rem .75rem; }
.live-k label { font-size: .875rem; }
.live-output { min-width: 2.5rem; font-weight: 600; color: var(--st-primary-color); }
.live-track { position: relative; flex: 1 1 14rem; max-width: 30rem; padding-bottom: .5rem; }
.live-input { width: 100%; margin: 0; accent-color: var(--st-primary-color); cursor: pointer; }
.live-input:focus-visible { outline: 2px solid var(--st-primary-color); outline-offset: 4px; }
.live-marks { position: absolute; inset: auto .5rem 0 .5rem; height: .4rem; }
.live-marks i { position: absolute; width: 1px; height: .3rem; background: currentColor;
  opacity: .35; }
.live-marks .waits { height: 2px; width: .6rem; margin-left: -.3rem; opacity: .6; }
.live-marks .best { width: .4rem; height: .4rem; margin-left: -.2rem; border-radius: 50%;
  background: var(--st-primary-color); opacity: 1; }
.live-maps { display: flex; flex-wrap: wrap; gap: 1rem; }
.live-chart { flex: 1 1 20rem; min-width: 0; min-height: 500px; }
.live-beside { display: none; flex: 1 1 20rem; min-width: 0; }
.pinned .live-beside { display: block; }
.live-moves { display: none; flex-wrap: wrap; align-items: center; gap: .5rem 1rem; margin: 0; }
.pinned .live-moves { display: flex; }
.live-pin, .live-use { padding: .25rem .75rem; border: 1px solid var(--st-border-color);
  border-radius: .5rem; background: none; color: inherit; font: inherit; font-size: .875rem;
  cursor: pointer; }
.live-pin:hover, .live-use:hover { border-color: var(--st-primary-color); }
.live-map.waiting .live-chart { opacity: .5; }
.live-legend { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; }
.live-legend button { display: flex; align-items: baseline; gap: .4rem; padding: 0; border: 0;
  background: none; color: inherit; font: inherit; font-size: .875rem; cursor: pointer;
  text-align: left; }
.live-legend .off { opacity: .4; }
.live-legend .dot { width: .7em; height: .7em; border-radius: 50%; }
.live-legend small { opacity: .75; }
.live-words { margin: .5rem 0 0; font-size: .875rem; }
"""
_mount = st.components.v2.component(
    "shopai_live_map",
    html=_HTML,
    css=_CSS,
    js=Path(__file__).with_suffix(".js").read_text(),
    isolate_styles=False,  # Plotly's own styles are the page's
)


class Map(NamedTuple):
    """What is drawn, whatever K is."""

    kind: str  # "map", "space" or "features"
    x: str
    y: str
    dims: int

    def cloud(self, customers: pd.DataFrame, seg: Segmentation, currency: str | None) -> Cloud:
        """The customers and the centres of `seg` on this map."""
        if self.dims > 1:
            return projected(project(seg, self.dims))
        return by_features(customers, seg.labels, self.x, self.y, currency)


def possible() -> bool:
    """True where the server has the script, and this browser has not failed to run it."""
    return bool(plotly_script.address()) and not st.session_state.get(FAILED)


@session_cache(80)
def table_of(dataset: Dataset, seg: Segmentation, drawn: Map, _where: Ints) -> dict[str, Any]:
    """What changes with K but names; `_where` is the same for every K of a map."""
    customers = features_of(dataset)
    cloud = drawn.cloud(customers, seg, dataset.currency)
    labels = seg.labels.to_numpy()[_where]
    return charts.table(labels, cloud.centers, summary(seg, customers))


@session_cache(4)
def sample_of(dataset: Dataset, settings: object, drawn: Map, most: int, _cloud: Cloud) -> Ints:  # noqa: ARG001
    """Positions of the customers to draw, the same for every K."""
    drawable = _cloud.drawable
    if len(drawable) <= most:
        return drawable
    chosen = np.random.default_rng(0).choice(len(drawable), most, replace=False)
    picked: Ints = drawable[np.sort(chosen)]
    return picked


def picture(
    dataset: Dataset,
    customers: pd.DataFrame,
    seg: Segmentation,
    drawn: Map,
    *,
    series: SegmentSeries,
    settings: tuple[tuple[str, ...], str, float],
    ks: range,
    recommended: int | None,
    hover: pd.DataFrame,
    most: int,
    ahead: Callable[[], Ahead | None],
    expected: bool,
) -> pd.Index:
    """Draw the map with its slider; returns the ids of the customers picked on it.

    ks : the numbers of segments on offer
    ahead : the work that finds the segments of the other K, once it has begun
    expected : whether it is to begin at all
    """
    cloud = drawn.cloud(customers, seg, dataset.currency)
    where = sample_of(dataset, settings, drawn, most, cloud)
    figure = charts.base(cloud, hover, where, dataset.currency).to_json()
    digest = show.key_of("live", dataset.fingerprint, settings, drawn)
    numbers = [counted(k, "segment") for k in ks]

    def tables(found: list[int]) -> dict[str, Any]:
        known = {k: series.segments(k, *settings) for k in found if k in ks} | {seg.k: seg}
        near = range(seg.k - 1, seg.k + 2) if st.session_state.get(ALIVE) else (seg.k,)
        return {
            str(k): table_of(dataset, each, drawn, where)
            | {"names": segment_names(names_of(dataset, each) if k in near else None, k)}
            for k, each in known.items()
        }

    def pinned() -> int | None:
        kept = st.session_state.get(PINNED, {})
        k = kept.get("k") if kept.get("digest") == digest else None
        return k if k in ks else None

    def moves(beside: int, known: Mapping[str, Any]) -> dict[str, str]:
        pinned_seg = series.segments(beside, *settings)
        return {
            k: str(findings.moved_between(pinned_seg, series.segments(int(k), *settings)))
            for k in known
        }

    @st.fragment(run_every=None if st.session_state.get(ALIVE) else EVERY)
    def live() -> None:
        work = ahead()
        found = list(work.found) if work is not None else []
        beside = pinned()
        known = tables(found if beside is None else [*found, beside])
        result = _mount(
            key="live_map",
            data={
                "script": plotly_script.address().lstrip("/"),
                "digest": digest,
                "figure": figure,
                "tables": known,
                "pinned": beside,
                "moves": moves(beside, known) if beside else {},
                "waiting": expected and (work is None or not work.wait(0)),
                "k": seg.k,
                "least": ks[0],
                "most": ks[-1],
                "recommended": recommended,
                "label": "Number of segments",
                "says": {
                    "segments": numbers,
                    "recommended": "Recommended by How many?",
                    "waiting": "Not found yet",
                    "pin": "Pin to compare",
                    "unpin": "Unpin",
                    "use": "Use {k} segments",
                },
                "colours": PALETTE,
                "symbols": [symbol(label) for label in range(5 * len(SYMBOLS))],
                "ink": [text_on(shade) for shade in PALETTE],
                "space": drawn.dims == 3,
            },
            on_k_change=lambda: None,
            on_picked_change=lambda: None,
            on_pinned_change=lambda: None,
            on_used_change=lambda: None,
            on_failed_change=lambda: None,
            on_alive_change=lambda: None,
            on_more_change=lambda: None,
        )
        follow(result, seg.k)

    live()
    marks = st.session_state.get(MARKED, {})
    if marks.get("digest") != digest or not marks["points"] or drawn.dims == 3:
        return customers.index[:0]
    points = cloud.points.to_numpy()
    return customers.index[marked(points, seg.labels.to_numpy(), selection(marks, where))]


def follow(result: Any, k: int) -> None:
    """Let the whole page follow what happened on the map, where that concerns it."""
    speaks, known = bool(result.alive or result.more), st.session_state.get(ALIVE, False)
    st.session_state[ALIVE] = known or speaks
    looked = st.session_state[LOOKED] = st.session_state.get(LOOKED, 0) + 1
    silent = not st.session_state[ALIVE] and looked > PATIENCE
    if result.failed or silent:
        st.session_state[FAILED] = True
        st.rerun()
    if result.pinned:
        st.session_state[PINNED] = result.pinned
        st.rerun(scope="fragment")
    if result.used:
        st.session_state[PINNED] = {}
    chosen = result.used or result.k
    if chosen and (chosen != k or result.used):
        st.session_state[segment_settings.K] = int(chosen)
        st.rerun()
    if result.picked:
        st.session_state[MARKED] = result.picked
        st.rerun()
    if speaks and not known:
        st.rerun()  # without the timer that waited for this sign


def selection(marks: Mapping[str, Any], where: Ints) -> dict[str, Any]:
    """What is marked, as a chart of Streamlit's tells it."""
    points = [{"customdata": [int(where[place])]} for place in marks["points"]]
    areas = {"box": marks["box"], "lasso": marks["lasso"]}
    return {"points": points} | {name: [area] for name, area in areas.items() if area}
