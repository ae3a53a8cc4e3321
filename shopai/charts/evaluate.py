"""Recommenders compared, drawn: accuracy against coverage, intervals and time."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

import pandas as pd
import plotly.graph_objects as go

from shopai.charts.labels import escape, shortened
from shopai.charts.marks import dots, name_rows, row_bars, whiskers
from shopai.charts.theme import MUTED, PRIMARY, colour, finish, symbol
from shopai.columns import Compared, Metric, Tested
from shopai.evaluate.evaluation import Evaluation
from shopai.evaluate.metrics import METRICS
from shopai.format import number, percent

#: What each group of tests is called where columns stand side by side.
GROUPS: Final = {
    Tested.ALL: "All tested",
    Tested.WARM: "Known customers",
    Tested.COLD_USERS: "New customers",
    Tested.COLD_ITEMS: "New items",
}

#: Written as percentages: shares of something people count; other shares are indices, 0 to 1.
PERCENTAGES: Final = (Metric.PRECISION, Metric.RECALL, Metric.HIT, Metric.COVERAGE)
#: In words for people who know no metric: what is measured, and of what it is a share.
IN_WORDS: Final = {
    Metric.HIT: ("Lists with something the customer turned to", "Share of the customers tested"),
    Metric.COVERAGE: ("Items that anybody gets to see", "Share of all items"),
}
#: Units behind a bare number.
_UNITS: Final = {"seconds": " s", "MB": " MB", "bits": " bits", "ratio": " ×"}


def written(value: float, metric: str) -> str:
    """A value of `metric` with its unit: “12.3%”, “0.42 s”, “0.951”; missing is “–”."""
    unit = METRICS[metric].unit
    if not math.isfinite(value):
        return "–"
    if metric in PERCENTAGES:
        return percent(value)
    if unit in ("share", "rating"):
        text = f"{value:.3f}" if value == 0 or abs(value) >= 0.01 else f"{value:.2g}"
        return text.replace("-", "−")
    return number(value) + _UNITS.get(unit, "")


def _interval(low: float, high: float, metric: str) -> str:
    """“11.0% to 13.6%”; empty where there is none."""
    if not (math.isfinite(low) and math.isfinite(high)):
        return ""
    return f"{written(low, metric)} to {written(high, metric)}"


def with_intervals(measured: pd.DataFrame, metric: str) -> list[str]:
    """Each row of :func:`of_metric` as “12.3% (11.0% to 13.6%)”, or the value alone."""
    values = measured[Compared.VALUE].tolist()
    texts = intervals_of(measured, metric)
    return [
        f"{written(value, metric)} ({text})" if text else written(value, metric)
        for value, text in zip(values, texts, strict=True)
    ]


def intervals_of(values: pd.DataFrame, metric: str) -> list[str]:
    """The 95 % interval of each row of :func:`of_metric`, empty where there is none."""
    ends = zip(values[Compared.LOW].tolist(), values[Compared.HIGH].tolist(), strict=True)
    return [_interval(low, high, metric) for low, high in ends]


def of_metric(evaluation: Evaluation, metric: str, group: str = Tested.ALL) -> pd.DataFrame:
    """value, low, high, n of every model that has `metric` in `group`; index model, best first.

    Where neither more nor less is better, the largest comes first.
    """
    table = evaluation.table
    wanted = (table[Compared.METRIC] == metric) & (table[Compared.GROUP] == group)
    columns = [Compared.VALUE, Compared.LOW, Compared.HIGH, Compared.N]
    values = table[wanted].set_index(Compared.MODEL)[columns]
    return values.sort_values(Compared.VALUE, ascending=METRICS[metric].better < 0, kind="stable")


def metrics_of(evaluation: Evaluation) -> list[str]:
    """The metrics any model has a value for, in the order to show them."""
    measured = evaluation.table.dropna(subset=[Compared.VALUE])
    known = set(measured.loc[measured[Compared.GROUP] == Tested.ALL, Compared.METRIC])
    return [metric for metric in METRICS if metric in known]


def scoreboard(evaluation: Evaluation, metrics: Sequence[str]) -> tuple[pd.DataFrame, list[str]]:
    """The models with `metrics` among all tested, the largest NDCG first, and n.

    Returns a table, index model, with each metric's value and behind it its interval as text,
    and last the customers tested; and the names of the columns of intervals.
    """
    first = of_metric(evaluation, Metric.NDCG)
    columns: dict[str, pd.Series] = {}
    texts = []
    for metric in metrics:
        values = of_metric(evaluation, metric)
        columns[metric] = values[Compared.VALUE]
        name = f"{metric}_{Compared.LOW}_{Compared.HIGH}"
        texts.append(name)
        columns[name] = pd.Series(intervals_of(values, metric), values.index, dtype="str")
    columns[Compared.N] = first[Compared.N]
    return pd.DataFrame(columns).reindex(first.index), texts


def tidy(evaluation: Evaluation) -> pd.DataFrame:
    """Every number as people read it: Model, Metric, Tested on, Value, 95% interval, n."""
    table = evaluation.table.dropna(subset=[Compared.VALUE])
    rows = table[[Compared.METRIC, Compared.VALUE, Compared.LOW, Compared.HIGH]]
    numbers = list(rows.itertuples(index=False, name=None))
    return pd.DataFrame(
        {
            "Model": table[Compared.MODEL],
            "Metric": [METRICS[metric].label for metric, *_ in numbers],
            "Tested on": table[Compared.GROUP].map(GROUPS),
            "Value": [written(value, metric) for metric, value, *_ in numbers],
            "95% interval": [_interval(low, high, metric) for metric, _, low, high in numbers],
            "n": table[Compared.N],
        }
    )


def by_group(evaluation: Evaluation, metric: str) -> pd.DataFrame:
    """`metric` with its interval by model and group, as text; columns only of groups met.

    Columns: the names of :data:`GROUPS` with the number tested; index model, the best of all
    tested first.
    """
    order = of_metric(evaluation, metric).index
    columns = {}
    for group, name in GROUPS.items():
        values = of_metric(evaluation, metric, group)
        if not values.empty:
            title = f"{name} (n = {int(values[Compared.N].max()):,})"
            columns[title] = pd.Series(with_intervals(values, metric), values.index, dtype="str")
    return pd.DataFrame(columns).reindex(order).fillna("–")


def tradeoff(evaluation: Evaluation) -> go.Figure:
    """NDCG with its interval against catalogue coverage; up and to the right is better."""
    accuracy = of_metric(evaluation, Metric.NDCG)
    breadth = of_metric(evaluation, Metric.COVERAGE).reindex(accuracy.index)
    widest = breadth[Compared.VALUE].max()
    points = zip(
        accuracy.index.astype(str),
        accuracy[Compared.VALUE].tolist(),
        breadth[Compared.VALUE].tolist(),
        with_intervals(accuracy, Metric.NDCG),
        with_intervals(breadth, Metric.COVERAGE),
        strict=True,
    )
    figure = go.Figure()
    for model, right, wide, accurate, covered in points:
        label = evaluation.models.index(model)
        figure.add_scatter(
            x=[wide],
            y=[right],
            mode="markers+text",
            name=escape(shortened(model, 28)),
            text=[f"<b>{escape(shortened(model, 22))}</b>" if model == evaluation.best else ""],
            textposition="middle right" if wide < 0.6 * widest else "middle left",
            marker={"size": 14, "color": colour(label), "symbol": symbol(label)},
            error_y=_whiskers(accuracy.loc[[model]], colour(label)),
            hovertemplate=f"<b>{escape(model)}</b><br>NDCG of the first {evaluation.k}: "
            f"{accurate}<br>Catalogue coverage: {covered}<extra></extra>",
        )
    title = f"Accuracy against breadth, {_n(accuracy)} customers"
    finish(
        figure,
        f"{title}<br><sup>Up: better guesses. Right: more items get shown.</sup>",
        x="Catalogue coverage",
        y=f"NDCG of the first {evaluation.k}",
        height=460,
        legend=True,
    )
    figure.update_xaxes(tickformat=".0%", rangemode="tozero")
    figure.update_yaxes(rangemode="tozero")
    return figure


def intervals(evaluation: Evaluation, metric: str, in_words: bool = False) -> go.Figure:
    """One metric of every model with its 95 % interval, the best on top.

    in_words : called as in :data:`IN_WORDS`, not by its name
    """
    values = of_metric(evaluation, metric)
    measure = METRICS[metric]
    rows = list(range(len(values)))
    shades = [colour(evaluation.models.index(str(model))) for model in values.index]
    hover = [
        f"<b>{escape(model)}</b><br>{measure.label}: {text}"
        for model, text in zip(values.index, with_intervals(values, metric), strict=True)
    ]
    marker, ends = {"size": 11, "color": shades}, _whiskers(values, MUTED)
    figure = go.Figure(dots(values[Compared.VALUE].to_numpy(), rows, marker, hover, error_x=ends))
    better = {1: ", more is better", -1: ", less is better", 0: ""}[measure.better]
    alone = (Metric.RMSE, Metric.MAE, Metric.FIT, Metric.RECOMMEND, Metric.MEMORY)
    of_first = "" if metric in alone else f" of the first {evaluation.k}"
    unit = {"share": "", "ratio": "", "rating": "rating points"}.get(measure.unit, measure.unit)
    axis = f"{measure.label} ({unit})" if unit else measure.label
    title = f"{measure.label}{of_first}{better}"
    if in_words:
        title, axis = IN_WORDS[metric]
    finish(figure, title, x=axis, height=130 + 34 * max(len(rows), 2))
    if metric in PERCENTAGES:
        figure.update_xaxes(tickformat=".3~p")
    return name_rows(figure, values.index, 24)


def times(evaluation: Evaluation) -> go.Figure:
    """Seconds each model takes to learn and to recommend, the quickest on top."""
    learn = of_metric(evaluation, Metric.FIT)[Compared.VALUE]
    recommend = of_metric(evaluation, Metric.RECOMMEND)[Compared.VALUE].reindex(learn.index)
    order = (learn + recommend).sort_values(kind="stable").index
    learn, recommend = learn[order], recommend[order]
    figure = go.Figure()
    for name, values, shade in (("learn", learn, PRIMARY), ("recommend", recommend, MUTED)):
        hover = [
            f"<b>{escape(model)}</b><br>To {name}: {written(value, Metric.FIT)}"
            for model, value in values.items()
        ]
        figure.add_trace(row_bars(values.to_numpy(), shade, hover, name=f"To {name}"))
    n = _n(of_metric(evaluation, Metric.NDCG))
    title = f"Time to learn, and to serve {n} customers"
    finish(figure, title, x="Seconds", height=170 + 30 * max(len(order), 2), legend=True)
    figure.update_layout(barmode="stack", legend={"y": -0.3, "traceorder": "normal"})
    return name_rows(figure, order, 24)


def _n(values: pd.DataFrame) -> str:
    return f"{int(values[Compared.N].max()):,}" if len(values) else "0"


def _whiskers(values: pd.DataFrame, shade: str) -> dict[str, object]:
    return whiskers(values[Compared.VALUE], values[Compared.LOW], values[Compared.HIGH], shade)
