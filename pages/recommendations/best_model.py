"""Models compared on what they could not see."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import streamlit as st

from pages.ui import background, models, preference_settings, show
from pages.ui.controls import choice, dropdown, several, slider
from pages.ui.frame import Frame
from pages.ui.results import preferences_of
from shopai.charts import evaluate as charts
from shopai.columns import Compared, Event, Metric
from shopai.evaluate.evaluation import KFOLD, LAST, TIME, Evaluation, evaluate
from shopai.evaluate.metrics import METRICS
from shopai.evaluate.splits import FOLDS
from shopai.evaluate.verdict import CHANCE
from shopai.events.dataset import Dataset
from shopai.findings import evaluate as findings
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
FIRST_LENGTH: Final = 10
#: Up to so many preferences learned from, the usual comparison takes seconds: it begins by itself.
QUICK: Final = 500_000
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
TERMS: Final = ("ndcg", "hit rate", "recall", "coverage", "rmse", "interval", "p", "holm")
HOW: Final = """\
- Every list is drawn from all items the customer had no preference for in the part learned from.
- Intervals and tests draw the customers anew; times and memory are measured once and have no
  interval.
- The models are as they come; the settings of the other views do not apply here, but what counts
  as liking does."""
#: What the comparison and its buttons are called in keys.
NAME: Final = "model_comparison"
#: The model everybody has anyway, to compare the others with.
BESTSELLERS: Final = FAMILY[Popularity.name].label


class Comparison(NamedTuple):
    """Settings of a comparison."""

    models: tuple[str, ...]  # names of FAMILY
    split: str
    k: int
    most: int | None  # customers tested, None for all


def view(frame: Frame) -> None:
    dataset = frame.dataset
    with frame.settings:
        wanted = controls(dataset)
    if not wanted.models:
        frame.nothing("Choose one model or more in the settings to compare.")
        return
    evaluation = compared(frame, wanted)
    if evaluation is None:
        frame.nothing("Which model recommends best in this shop is **not measured yet**.")
        st.markdown(f"{MEANINGS[wanted.split]} It takes a minute or so.")
        with frame.sure("", *TERMS):
            st.markdown(HOW)
        return
    frame.say(findings.best_model(evaluation, BESTSELLERS, wanted.split))
    left, right = st.columns(2, gap="large")
    with left:
        in_words(evaluation, Metric.HIT)
    with right:
        in_words(evaluation, Metric.COVERAGE)
    (best,) = [name for name in FAMILY if FAMILY[name].label == evaluation.best]
    label, icon = f"Recommend by “{evaluation.best}”", "recommend"
    frame.turn(label, "offers", icon, key="use_best", first=True, model=best)
    how_sure(frame, evaluation)
    frame.file("Every number", evaluation.table, "models compared", key="download_scores")
    by, called = evaluation.per_user, "models compared by customer"
    frame.file("Customer by customer", by, called, key="download_customers")
    if not evaluation.pairs.empty:
        frame.file("The tests", evaluation.pairs, "paired tests", key="download_tests")


def compared(frame: Frame, wanted: Comparison) -> Evaluation | None:
    """The comparison: the usual one by itself where it is quick, others on the button; or None."""
    dataset = frame.dataset
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

    rounds = FOLDS if wanted.split == KFOLD else 1
    quick = rounds * preferences_of(dataset).matrix.nnz <= QUICK
    before = any(fingerprint == dataset.fingerprint for fingerprint, *_ in background.kept(NAME))
    return background.result(
        NAME,
        (dataset.fingerprint, settings, wanted),
        "Compare the models",
        make,
        "These settings have not been compared yet." if before else "",
        at_once=quick and wanted == usual(dataset),
        at=frame.next,
    )


def kept(dataset: Dataset, label: str) -> tuple[Evaluation, str] | None:
    """The newest comparison with this model in it, and what it tested on; None where none is."""
    made_from = (dataset.fingerprint, preference_settings.current(dataset))
    for key, evaluation in reversed(background.kept(NAME).items()):
        if key[:2] == made_from and label in evaluation.models:
            return evaluation, key[2].split
    return None


def contender(dataset: Dataset, name: str) -> Recommender:
    """The model `name` of the family as it comes."""
    if not issubclass(FAMILY[name].make, Hybrid):
        return models.make(dataset, name)
    parts = models.first_parts(dataset)
    return Hybrid({FAMILY[part].label: models.make(dataset, part) for part in parts})


def controls(dataset: Dataset) -> Comparison:
    """The models to compare, the held-out part, the length of the lists, and who is tested."""
    offered = models.offered(dataset)
    picked = several(
        "Models",
        {name: FAMILY[name].label for name in offered},
        "contenders",
        usual(dataset).models,
        placeholder="Choose models",
        help="\n".join(f"- **{FAMILY[n].label}**: {FAMILY[n].meaning}" for n in offered),
    )
    options = splits(dataset)
    split = choice("Test on", {name: SPLITS[name] for name in options}, "split")
    if options == [KFOLD]:
        st.caption("These data carry no times, so parts of them are held out at random.")
    k = slider("Recommendations to each customer", 1, 50, FIRST_LENGTH, "list_length")
    most = dropdown(
        "Customers tested, at most",
        list(MOST),
        "most_tested",
        FIRST_MOST,
        help="Models always learn from all customers. Testing fewer, drawn at random, is quicker "
        "and makes the intervals wider.",
    )
    return Comparison(tuple(name for name in offered if name in picked), split, k, MOST[most])


def splits(dataset: Dataset) -> list[str]:
    """The ways to hold a part out that the data allow, the usual one first."""
    return list(SPLITS) if Event.TIME in dataset.filled else [KFOLD]


def usual(dataset: Dataset) -> Comparison:
    """The quick models and what they must beat, compared in the usual way."""
    prefs = preferences_of(dataset)
    names = [UserKNN.name, ItemKNN.name, ALS.name, Popularity.name]
    if len(prefs.items) <= models.FEW_ITEMS:  # its cost grows with their number cubed
        names.insert(2, EASE.name)
    if prefs.kind == "ratings":
        names.append(Baseline.name)
    first = tuple(name for name in models.offered(dataset) if name in names)
    return Comparison(first, splits(dataset)[0], FIRST_LENGTH, MOST[FIRST_MOST])


def in_words(evaluation: Evaluation, metric: str) -> None:
    """A metric of all models under a plain name."""
    title, axis = charts.IN_WORDS[metric]
    best = charts.of_metric(evaluation, metric).index[0]
    alt = f"{title}, {axis.lower()}, by model with 95% intervals; {best} is first."
    show.chart(charts.intervals(evaluation, metric, in_words=True), f"by_{metric}", alt)


def how_sure(frame: Frame, evaluation: Evaluation) -> None:
    """The verdict's statistics, every metric, the tests of all pairs, and how it was measured."""
    with frame.sure(findings.in_short(evaluation), *TERMS) as box:
        if not box.open:
            return
        for sentence in evaluation.sentences:
            st.markdown(f"- {plain(sentence)}")
        tradeoff(evaluation)
        one_metric(evaluation)
        scores(evaluation)
        tests(evaluation)
        details(evaluation)


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


def one_metric(evaluation: Evaluation) -> None:
    """Any metric of all models, with intervals; customers and items nothing was known of apart."""
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


def scores(evaluation: Evaluation) -> None:
    """The models in order, the best first."""
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


def tests(evaluation: Evaluation) -> None:
    """Every pair of models: is the difference real?"""
    if evaluation.pairs.empty:
        return
    real = evaluation.pairs[Compared.ADJUSTED] < CHANCE
    st.markdown(
        f"**{int(real.sum())} of {len(real)} differences are more than chance.** Each is between "
        "two models for the same customers; p is how often chance alone would show one so large, "
        f"corrected (Holm) for looking at all of these at once. Below {CHANCE:g} it counts as real."
    )
    shown = evaluation.pairs.copy()
    shown[VERDICT] = real.map({True: "Real", False: "May be chance"})
    shown[Compared.METRIC] = [METRICS[name].label for name in shown[Compared.METRIC]]
    shown = shown.sort_values([Compared.METRIC, Compared.ADJUSTED], kind="stable")
    show.table(shown, "pairs", PAIRS)


def details(evaluation: Evaluation) -> None:
    """The split of the data, what was left out, and every number."""
    for note in evaluation.notes:
        st.markdown(f"- {plain(note)}")
    st.markdown(HOW)
    show.table(charts.tidy(evaluation), "all_numbers")
