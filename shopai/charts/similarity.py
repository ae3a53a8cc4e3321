"""Who resembles whom, drawn as a heat map."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from shopai.charts.labels import escape, shortened
from shopai.charts.theme import DIVERGING, finish

#: More customers than this are a picture nobody reads and a browser draws slowly.
MOST_CUSTOMERS: Final = 300
#: Up to this many customers each row carries its id.
MOST_NAMED: Final = 40

_LIMITS: Final = (0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1.0)


def reach(similarity: pd.DataFrame) -> float:
    """The symmetric colour limit that shows differences: covers 99 % of the pairs.

    One of 0.05, 0.1, 0.2, 0.3, 0.5, 0.75 and 1, taken over pairs of different customers.
    """
    n = len(similarity)
    pairs = np.abs(similarity.to_numpy()[np.triu_indices(n, 1)])
    widest = float(np.quantile(pairs, 0.99)) if len(pairs) else 1.0
    return next(limit for limit in _LIMITS if widest <= limit or limit == 1.0)


@dataclass(frozen=True)
class Typical:
    """What a square of similarities says in numbers."""

    median: float  # over pairs of different customers
    pair: tuple[str, str]  # the most similar two
    similarity: float  # theirs
    common: int  # items both know


def typical(similarity: pd.DataFrame, common: pd.DataFrame, least: int = 3) -> Typical:
    """The median pair and the closest.

    The closest is looked for among pairs with at least `least` items in common, since two
    who share a single item look alike by chance; among all, where there is no such pair.
    Both tables: (n, n) with n of at least 2, the same labels in the same order.
    """
    rows, columns = np.triu_indices(len(similarity), 1)
    pairs = similarity.to_numpy()[rows, columns]
    shared = common.to_numpy()[rows, columns]
    eligible = shared >= min(least, int(shared.max()))
    best = int(np.where(eligible, pairs, -np.inf).argmax())
    users = similarity.index
    closest = (str(users[rows[best]]), str(users[columns[best]]))
    return Typical(float(np.median(pairs)), closest, float(pairs[best]), int(shared[best]))


def heat_map(
    similarity: pd.DataFrame, common: pd.DataFrame, measure: str, limit: float = 1.0
) -> go.Figure:
    """Customers against customers, coloured by similarity from −`limit` to `limit`.

    Parameters
    ----------
    similarity : (n, n) in [−1, 1], rows and columns in the order to draw them
    common : (n, n) int, items both have rated; same labels as `similarity`, any order
    measure : the similarity's name, for the title
    limit : where the colours end, in (0, 1]; stronger pairs keep the last colour

    Zero is always the pale middle. The axes are categories, so an id that looks like a
    number stays an id.
    """
    users = similarity.index
    names = [escape(user) for user in users]
    n = len(users)
    figure = go.Figure(
        go.Heatmap(
            z=similarity.to_numpy(dtype=np.float32),
            x=names,
            y=names,
            zmin=-limit,
            zmax=limit,
            colorscale=[list(stop) for stop in DIVERGING],
            customdata=common.loc[users, users].to_numpy(dtype=np.int32),
            hovertemplate="<b>%{y}</b> and <b>%{x}</b><br>Similarity: %{z:.3f}"
            "<br>Items both know: %{customdata}<extra></extra>",
            colorbar={
                "title": {"text": "Similarity", "side": "right"},
                "tickvals": [-limit, -limit / 2, 0, limit / 2, limit],
                "ticktext": _ends(limit),
                "thickness": 14,
            },
        )
    )
    finish(figure, f"Similarity of {n:,} customers ({escape(measure)})", height=620)
    shown = n <= MOST_NAMED
    ticks = {
        "type": "category",
        "showticklabels": shown,
        "tickvals": list(range(n)) if shown else [],
        "ticktext": [escape(shortened(user, 16)) for user in users] if shown else [],
        "showgrid": False,
        "zeroline": False,
    }
    figure.update_xaxes(**ticks, tickangle=-90)
    figure.update_yaxes(**ticks, autorange="reversed")
    if not shown:
        figure.update_xaxes(title={"text": "Customers, similar ones side by side"})
    return figure


def _ends(limit: float) -> list[str]:
    """Tick labels of the colour bar; the ends say when stronger values share their colour."""
    end = f"{limit:g}"
    half = f"{limit / 2:g}"
    at_least, at_most = ("", "") if limit == 1 else ("≥ ", "≤ ")
    return [f"{at_most}−{end}", f"−{half}", "0", half, f"{at_least}{end}"]
