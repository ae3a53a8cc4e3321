"""A segmentation as one HTML file: charts and tables inside, opens without a network."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Final

import pandas as pd
import plotly.graph_objects as go
from plotly.offline import get_plotlyjs

from shopai.audiences.notes import titled
from shopai.charts import choose as choose_charts
from shopai.charts.labels import feature_label
from shopai.charts.profile import heat_table
from shopai.charts.segments import MOST_SELECTABLE, by_features, projected, scatter, share_bars
from shopai.charts.theme import colour
from shopai.columns import PersonaTable
from shopai.findings.segments import best_segment, rules_agree, size_of
from shopai.segments.choosing.choose import KChoice
from shopai.segments.persona.personas import Personas, personas
from shopai.segments.profile import Profile, profile, summary
from shopai.segments.projection import project, sample
from shopai.segments.segmentation import Segmentation

#: The criteria whose curves the report shows.
CURVES: Final = tuple(choose_charts.PANELS)[:6]

#: No address may be fetched, so the file shows the same on any machine and tells nobody of it.
#: The charts' own code makes functions at run time, which takes 'unsafe-eval'.
POLICY: Final = (
    "default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval'; style-src 'unsafe-inline'; "
    "img-src data: blob:; font-src data:"
)

STYLE: Final = """
:root { color-scheme: light; }
body { font: 16px/1.5 system-ui, sans-serif; color: #1c2733; max-width: 1080px;
  margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.9rem; margin: 0 0 .25rem; } h2 { font-size: 1.3rem; margin: 2.2rem 0 .5rem; }
.note { color: #5b6775; font-size: .9rem; }
.cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(280px, 1fr)); gap: 1rem; }
.card { border: 1px solid #dfe5ec; border-radius: 8px; padding: .9rem 1rem; break-inside: avoid; }
.card h3 { font-size: 1.05rem; margin: 0 0 .3rem; } .card p { margin: .3rem 0; }
.dot { display: inline-block; width: .8em; height: .8em; border-radius: 50%; margin-right: .5em; }
.curves { display: grid; grid-template-columns: repeat(auto-fill, minmax(320px, 1fr)); }
.chart { break-inside: avoid; overflow-x: auto; }
"""


def segment_report(
    seg: Segmentation,
    customers: pd.DataFrame,
    *,
    title: str = "Customer segments",
    names: Sequence[str] | None = None,
    currency: str | None = None,
    choice: KChoice | None = None,
    synthetic: bool = False,
    who: Personas | None = None,
) -> str:
    """The segmentation for people who were not there: one HTML page, about 5 MB.

    Who the segments are (rules, shares), where they lie, what sets them apart with 95 %
    intervals, why so many of them, and how it was done. Opens in a browser without a network
    and fetches nothing. No customer's id is in the file, nor any single value of a customer
    beside the places of up to 5,000 points on the map.

    Parameters
    ----------
    customers : the table that was segmented
    title : what the data are called
    names : (k,) what the segments are called; default: the personas' names
    currency : of the money, ISO 4217
    choice : the comparison of numbers of segments, if there was one
    synthetic : say that the data are made up
    who : the personas of `seg` on these customers; default: made here

    Raises InputError for another table than the segmented one.

    >>> shopai.segment_report(segments, customers, title="Spring")[:15]
    '<!doctype html>'
    """
    who = personas(seg, customers, currency=currency) if who is None else who
    called = tuple(names) if names is not None else who.names
    titles = titled(called)
    described = profile(seg, customers)
    made = " Synthetic data, made up to try things out." if synthetic else ""
    parts = [
        f"<h1>{escape(title)}</h1>",
        f'<p class="note">{len(seg.labels):,} customers in {seg.k} segments.{made}</p>',
        f"<p>{escape(str(best_segment(described.table, called)))}</p>",
        '<h2>Who they are</h2><div class="cards">',
        *(_card(label, name, who, described) for label, name in enumerate(called)),
        f'</div><p class="note">{escape(str(rules_agree(who)))}</p>',
        "<h2>Where they lie and what they bring</h2>",
        _chart(_map(seg, customers, titles, currency)),
        _chart(share_bars(summary(seg, customers), titles)),
        "<h2>What sets them apart</h2>",
        _chart(heat_table(described, titles, currency)),
        '<p class="note">An index of 100 is the average customer, 200 twice the average. Grey: '
        "the 95% interval covers 100, so it may be no difference at all.</p>",
        *(_choice(choice, seg.k) if choice is not None else ()),
        f"<h2>How it was made</h2><p>{escape(_method(seg))}</p>",
    ]
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{STYLE}</style>"
        f"<script>{get_plotlyjs()}</script></head><body>{''.join(parts)}</body></html>"
    )


def _card(label: int, name: str, who: Personas, described: Profile) -> str:
    row = who.table.to_dict("index")[label]
    share = described.table.to_dict("index")[label]
    said = [str(row[PersonaTable.RULE]), str(row[PersonaTable.STANDS_OUT])]
    rule, stands_out = (text[:1].upper() + text[1:] for text in said)
    extra = f"<p>{escape(stands_out)}</p>" if stands_out else ""
    return (
        f'<div class="card"><h3><span class="dot" style="background:{colour(label)}"></span>'
        f"{label + 1} {escape(name)}</h3><p>{escape(rule[:1].upper() + rule[1:])}</p>{extra}"
        f'<p class="note">{escape(str(size_of(share)))}</p></div>'
    )


def _map(
    seg: Segmentation, customers: pd.DataFrame, titles: Sequence[str], currency: str | None
) -> go.Figure:
    """The customers as points that name their segment, not themselves."""
    if seg.scaled.shape[1] < 2:
        cloud = by_features(customers, seg.labels, seg.features[0], seg.features[0], currency)
    else:
        cloud = projected(project(seg, 2))
    nameless = pd.DataFrame(index=pd.Index([titles[label] for label in seg.labels]))
    where = sample(seg, MOST_SELECTABLE, among=cloud.drawable)
    return scatter(cloud, seg.labels, nameless, where, currency, titles)


def _choice(choice: KChoice, k: int) -> list[str]:
    """The verdict on the number of segments, and the curves behind it."""
    title, note = "Why this number of segments", ""
    if choice.recommended != k:
        # the sentences speak of another number than the page
        title = "What the data say on the number of segments"
        note = f"<p>{k} segments were asked for; that is not what the comparison recommends.</p>"
    sentences = "".join(f"<li>{escape(sentence)}</li>" for sentence in choice.sentences)
    curves = "".join(_chart(choose_charts.criterion(choice, column)) for column in CURVES)
    return [
        f"<h2>{title}</h2>{note}<ul>{sentences}</ul>",
        f'<div class="curves">{curves}</div>',
    ]


def _method(seg: Segmentation) -> str:
    names = ", ".join(feature_label(name).lower() for name in seg.features)
    weight = f", categories weighted {seg.space.category_weight:g}" if seg.space.levels else ""
    return (
        f"K-means with K = {seg.k} on {names}; scaling: {seg.scaling}{weight}; seed {seg.seed}. "
        "Intervals are 95% bootstrap intervals of 1,000 resamples."
    )


def _chart(figure: go.Figure) -> str:
    drawn = go.Figure(figure).update_layout(template="none", dragmode=False)
    html = drawn.to_html(full_html=False, include_plotlyjs=False, config={"displaylogo": False})
    return f'<div class="chart">{html}</div>'
