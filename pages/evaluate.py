"""Evaluate: which model recommends best, measured on what the models could not see."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import streamlit as st

from pages.ui import background, guard, models, preference_settings, run, show
from pages.ui.controls import choice, dropdown, several, slider
from pages.ui.navigation import go_to
from pages.ui.results import preferences_of
from shopai.charts import evaluate as charts
from shopai.columns import Compared, Event, Metric
from shopai.evaluate.evaluation import KFOLD, LAST, TIME, Evaluation, evaluate
from shopai.evaluate.metrics import METRICS
from shopai.evaluate.verdict import CHANCE
from shopai.events.dataset import Dataset
from shopai.format import counted
from shopai.progress import Progress
from shopai.recommend.models.als import ALS
from shopai.recommend.models.base import Recommender
from shopai.recommend.models.baseline import Baseline
from shopai.recommend.models.ease import EASE
from shopai.recommend.models.hybrid import Hybrid
from shopai.recommend.models.item_knn import ItemKNN
from shopai.recommend.models.popularity import Popularity
from shopai.recommend.models.registry import FAMILY
from shopai.recommend.models.user_knn import UserKNN
from shopai.sentences import plain

SPLITS: Final = {
    TIME: "What came later",
    LAST: "Everybody's last item",
    KFOLD: "A random part",
}
MEANINGS: Final = {
    TIME: "Models learn from the first 80% of the events and are tested on what customers turned "
    "to afterwards, as in the shop itself.",
    LAST: "Models are tested on the last item of every customer; they may learn from what other "
    "customers did later.",
    KFOLD: "A random fifth of the preferences is held out, five times over: five times the work, "
    "and times play no part.",
}
#: Customers tested at most; None tests all.
MOST: Final = {f"{n:,}": n for n in (200, 500, 1_000, 5_000, 20_000)} | {"All": None}
FIRST_MOST: Final = "500"
#: Up to so many items, weighing them all takes seconds.
FEW_ITEMS: Final = 3_000
#: The columns of the table that everybody sees; the rest is in the full table.
HEADLINES: Final = (Metric.NDCG, Metric.HIT, Metric.RECALL, Metric.RMSE, Metric.COVERAGE)
VERDICT: Final = "verdict"
#: Columns of the table of tests.
PAIRS: Final = {
    Compared.METRIC: "Metric",
    Compared.MODEL: "Model",
    Compared.OTHER: "Less this one",
    Compared.DIFFERENCE: ("Difference", "%+.4f"),
    Compared.LOW: ("95% from", "%+.4f"),
    Compared.HIGH: ("to", "%+.4f"),
    Compared.P: ("p", "%.4f"),
    Compared.ADJUSTED: ("p, corrected", "%.4f"),
    Compared.N: ("Customers", "localized"),
    VERDICT: "Difference is",
}
#: What the comparison and its buttons are called in keys.
NAME: Final = "model_comparison"


class Comparison(NamedTuple):
    """Settings of a comparison."""

    models: tuple[str, ...]  # names of FAMILY
    split: str
    k: int
    most: int | None  # customers tested, None for all


def page() -> None:
    dataset = guard.opened(
        "Evaluate", "Which model recommends best, measured on what it could not see."
    )
    wanted = controls(dataset)
    if not wanted.models:
        st.info("Choose one model or more to compare.")
        return
    evaluation = compared(dataset, wanted)
    if evaluation is None:
        return
    verdict(evaluation)
    tradeoff(evaluation)
    one_metric(evaluation)
    scores(dataset, evaluation)
    tests(evaluation)
    details(evaluation)


def compared(dataset: Dataset, wanted: Comparison) -> Evaluation | None:
    """The comparison, made in the background when the button is clicked; None until it is."""
    settings = preference_settings.current(dataset)

    def make(progress: Progress) -> Evaluation:
        return evaluate(
            {FAMILY[name].label: contender(dataset, name) for name in wanted.models},
            dataset,
            split=wanted.split,
            k=wanted.k,
            weights=dict(settings.weights) or None,
            half_life_days=settings.half_life,
            max_users=wanted.most,
            progress=progress,
        )

    before = any(fingerprint == dataset.fingerprint for fingerprint, *_ in background.kept(NAME))
    return background.result(
        NAME,
        (dataset.fingerprint, settings, wanted),
        "Compare the models",
        make,
        "These settings have not been compared yet." if before else "",
    )


def contender(dataset: Dataset, name: str) -> Recommender:
    """The model `name` of the family as it comes."""
    if not issubclass(FAMILY[name].make, Hybrid):
        return models.make(dataset, name)
    parts = models.first_parts(dataset)
    return Hybrid({FAMILY[part].label: models.make(dataset, part) for part in parts})


def controls(dataset: Dataset) -> Comparison:
    """The models to compare, and the settings of the comparison."""
    left, right = st.columns([3, 1], vertical_alignment="bottom")
    offered = models.offered(dataset)
    picked = several(
        "Models",
        {name: FAMILY[name].label for name in offered},
        "contenders",
        usual(dataset),
        at=left,
        placeholder="Choose models",
        help="\n".join(f"- **{FAMILY[n].label}**: {FAMILY[n].meaning}" for n in offered),
    )
    with right, st.popover("How to test", icon=":material/tune:", width="stretch"):
        split, k, most = settings(dataset)
    st.caption(f"{MEANINGS[split]} Each customer is offered {counted(k, 'item')}.")
    return Comparison(tuple(name for name in offered if name in picked), split, k, MOST[most])


def usual(dataset: Dataset) -> list[str]:
    """The quick ones, and what they must beat."""
    prefs = preferences_of(dataset)
    names = [UserKNN.name, ItemKNN.name, ALS.name, Popularity.name]
    if len(prefs.items) <= FEW_ITEMS:  # its cost grows with their number cubed
        names.insert(2, EASE.name)
    return [*names, Baseline.name] if prefs.kind == "ratings" else names


def settings(dataset: Dataset) -> tuple[str, int, str]:
    """The held-out part, the length of the lists, and how many customers are tested."""
    timed = Event.TIME in dataset.filled
    options = list(SPLITS) if timed else [KFOLD]
    split = choice("Test on", {name: SPLITS[name] for name in options}, "split")
    if not timed:
        st.caption("These data carry no times, so parts of them are held out at random.")
    k = slider("Recommendations to each customer", 1, 50, 10, "list_length")
    most = dropdown(
        "Customers tested, at most",
        list(MOST),
        "most_tested",
        FIRST_MOST,
        help="Models always learn from all customers. Testing fewer, drawn at random, is quicker "
        "and makes the intervals wider.",
    )
    return split, k, most


def verdict(evaluation: Evaluation) -> None:
    """The model to use, whether the difference is real, and the way to it."""
    head, *reasons = evaluation.sentences
    first, colon, rest = head.partition(":")
    if colon:
        quoted = first.replace(evaluation.best, f"“{evaluation.best}”", 1)
        st.subheader(plain(quoted), anchor=False)
        rest = rest.strip()
        st.markdown(f"**{plain(rest[:1].upper() + rest[1:])}**")
    else:
        st.subheader(plain(head), anchor=False)
    for reason in reasons:
        st.markdown(f"- {plain(reason)}")
    (best,) = [name for name in FAMILY if FAMILY[name].label == evaluation.best]
    if colon:
        label, icon = "Recommend with this model", ":material/recommend:"
        if st.button(label, key="use_best", type="primary", icon=icon):
            st.session_state["model"] = best
            go_to("recommendations")


def tradeoff(evaluation: Evaluation) -> None:
    """Accuracy against breadth, and time."""
    left, right = st.columns([3, 2], gap="large")
    with left:
        figure = charts.tradeoff(evaluation)
        n, best = len(evaluation.models), evaluation.best
        alt = f"NDCG against catalogue coverage of {n} models; best {best}."
        show.chart(figure, "tradeoff", alt)
    with right:
        alt = f"Seconds to learn and to recommend of {len(evaluation.models)} models."
        show.chart(charts.times(evaluation), "times", alt)
        st.caption("Measured once, on this machine, while it served this page too.")
    st.caption(
        "NDCG says how many of the items a customer turned to are in the list, and how far up. "
        "It is low in any shop: of hundreds of items, a customer takes up a few. Coverage is the "
        "share of all items that anybody gets to see. Whiskers are 95% intervals."
    )


def one_metric(evaluation: Evaluation) -> None:
    """Any metric of all models, with intervals; customers and items nothing was known of apart."""
    st.subheader("Metric by metric", anchor=False)
    options = charts.metrics_of(evaluation)
    metric = dropdown("Metric", {name: METRICS[name].label for name in options}, "metric")
    best = charts.of_metric(evaluation, metric).index[0]
    alt = f"{METRICS[metric].label} of each model with 95% intervals; {best} is first."
    show.chart(charts.intervals(evaluation, metric), "intervals", alt)
    st.caption(METRICS[metric].text)
    groups = charts.by_group(evaluation, metric)
    show.table(groups, "by_group", {"_index": "Model"})
    said = "In brackets 95% intervals; n counts customers tested (of RMSE and MAE: ratings)."
    if len(groups.columns) > 1:
        said += " Of new customers nothing was known when the models learned; new items had "
        said += "nobody yet."
    st.caption(said)


def scores(dataset: Dataset, evaluation: Evaluation) -> None:
    """The models in order, the best first."""
    st.subheader("All models", anchor=False)
    known = charts.metrics_of(evaluation)
    metrics = [metric for metric in HEADLINES if metric in known]
    table, intervals = charts.scoreboard(evaluation, metrics)
    columns: dict[str, Any] = {"_index": "Model", Compared.N: ("Customers tested", "localized")}
    for name in metrics:
        form = "%.1f%%" if name in charts.PERCENTAGES else "%.3f"
        columns[name] = (METRICS[name].label, form, METRICS[name].text)
    columns |= dict.fromkeys(intervals, "95% interval")
    shares = [name for name in metrics if name in charts.PERCENTAGES]
    show.table(table.assign(**{name: table[name] * 100 for name in shares}), "scores", columns)
    called = (dataset.name, "models compared")
    with st.container(horizontal=True):
        show.download("Download every number", evaluation.table, *called, key="download_scores")
        by_customer = evaluation.per_user
        called = (dataset.name, "models compared by customer")
        show.download("Download by customer", by_customer, *called, key="download_customers")


def tests(evaluation: Evaluation) -> None:
    """Every pair of models: is the difference real?"""
    if evaluation.pairs.empty:
        return
    with st.expander("Are the differences real?", key="tests"):
        real = evaluation.pairs[Compared.ADJUSTED] < CHANCE
        st.markdown(
            f"**{int(real.sum())} of {len(real)} differences are more than chance.** Each is "
            "between two models for the same customers; p is how often chance alone would show "
            "one so large, corrected (Holm) for looking at all of these at once. Below "
            f"{CHANCE:g} it counts as real."
        )
        shown = evaluation.pairs.copy()
        shown[VERDICT] = real.map({True: "Real", False: "May be chance"})
        shown[Compared.METRIC] = [METRICS[name].label for name in shown[Compared.METRIC]]
        shown = shown.sort_values([Compared.METRIC, Compared.ADJUSTED], kind="stable")
        show.table(shown, "pairs", PAIRS)
        show.download("Download the tests", evaluation.pairs, "paired tests", key="download_tests")


def details(evaluation: Evaluation) -> None:
    """The split of the data, what was left out, and every number."""
    with st.expander("How it was measured", key="details"):
        for note in evaluation.notes:
            st.markdown(f"- {plain(note)}")
        st.markdown(
            "- Every list is drawn from all items the customer had no preference for in the "
            "part learned from.\n"
            "- Intervals and tests draw the customers anew; times and memory are measured once "
            "and have no interval.\n"
            "- The models are as they come; the settings of the Recommendations page do not "
            "apply here, but what counts as a preference does."
        )
        show.table(charts.tidy(evaluation), "all_numbers")


run.run(page)
