"""Lifetime value: what the buyers of today are expected to bring, and how far to trust it."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from pages.ui import audiences, show
from pages.ui.controls import dropdown, keep_within
from pages.ui.controls import number as number_box
from pages.ui.keys import session_cache
from shopai.behaviour.retention.lifetime import LifetimeValue, lifetime_value
from shopai.charts.lifetime import calibration_bars, value_bars, within
from shopai.columns import Lifetime
from shopai.errors import InputError, TooThin
from shopai.events.dataset import Dataset
from shopai.findings import retention as findings
from shopai.format import counted, day, number, percent
from shopai.selection.filter import Filter
from shopai.sentences import plain

#: Days ahead that can be asked for, and days at the end that can be held out; 0: by the data.
HORIZONS: Final = {30: "30 days", 90: "90 days", 180: "180 days", 365: "1 year", 730: "2 years"}
FIRST_HORIZON: Final = 365
HOLDOUTS: Final = {0: "As the data allow", 30: "30 days", 90: "90 days", 180: "180 days"}
MOST_LISTED: Final = 1_000
FIRST_TOP: Final = 100
#: Columns of the tables of customers: what is expected, and what it rests on.
AHEAD: Final = [Lifetime.VALUE, Lifetime.PURCHASES, Lifetime.PURCHASE_VALUE, Lifetime.ALIVE]
SO_FAR: Final = [Lifetime.REPEATS, Lifetime.MEAN_VALUE, Lifetime.RECENCY, Lifetime.AGE]


@session_cache(6, "Fitting the model of lifetime value …")
def fitted(
    dataset: Dataset, where: Filter, horizon: int, holdout: int | None
) -> LifetimeValue | str:
    """Lifetime value of each buyer, or the reason why that cannot be said."""
    try:
        return lifetime_value(dataset, where, horizon_days=horizon, holdout_days=holdout)
    except (TooThin, InputError) as refused:  # kept too: to find it out takes as long
        return str(refused)


def view(dataset: Dataset, where: Filter) -> None:
    left, right, _ = st.columns([1, 1, 1], gap="medium")
    days = horizon(left)
    held = dropdown(
        "Hold out for the trial",
        HOLDOUTS,
        "holdout",
        help="The model is fitted a second time without these last days, and asked what "
        "happened in them. It changes the trial alone. As the data allow: a third of the "
        "time, at most 180 days.",
        at=right,
    )
    lifetime = fitted(dataset, where, days, held or None)
    if isinstance(lifetime, str):
        refused(lifetime)
        return
    priced = lifetime.value is not None
    values = lifetime.customers[Lifetime.VALUE if priced else Lifetime.PURCHASES]
    figure = value_bars(values, days, dataset.currency, priced)
    show.told(figure, "value_bars", findings.expected(lifetime, dataset.currency))
    if lifetime.value_reason:
        st.caption(plain(f"No amounts: {lifetime.value_reason}"))
    st.caption(findings.concentration(values, dataset.currency, priced).markdown())
    trial(lifetime)
    top(dataset, lifetime, values)
    model(lifetime, dataset.currency)


def horizon(at: DeltaGenerator) -> int:
    """Days ahead; the views on lifetime value and on churn share the choice."""
    explanation = "From the last day in the data on."
    return dropdown("Look ahead", HORIZONS, "horizon", FIRST_HORIZON, help=explanation, at=at)


def refused(reason: str) -> None:
    """Why nothing can be said, calmly, and what can be."""
    st.info(plain(reason), icon=":material/hourglass_empty:")
    st.caption(
        "Lifetime value takes at least 500 buyers, 180 days from the first purchase to the last "
        "day, and 100 buyers who came back on another day. The cohorts need none of that."
    )


def trial(lifetime: LifetimeValue) -> None:
    """The model fitted without the last days, against what happened in them; what to mind."""
    st.subheader("How far to trust it", anchor=False)
    if (tried := lifetime.calibration) is None:
        show.note(plain(lifetime.calibration_reason))
    else:
        st.markdown(f"**{plain(tried.sentence)}**")
        show.chart(calibration_bars(tried), "calibration", tried.sentence)
        inside, rows = within(tried)
        says = (
            "By how often customers had bought before, what happened is within the 95% range of "
            f"the model in {inside} of {rows} rows."
        )
        if tried.predicted.low <= tried.actual <= tried.predicted.high and 2 * inside < rows:
            says += (
                " The sum is right while single customers are off: rely on the sum more than on "
                "the order of customers."
            )
        st.caption(says)
    st.caption("\n".join(f"- {plain(note)}" for note in lifetime.notes))


def top(dataset: Dataset, lifetime: LifetimeValue, values: pd.Series) -> None:
    """The buyers who are expected to bring most, to list, download and save."""
    st.subheader("Who will bring most", anchor=False)
    keep_within("top_customers", 1, lifetime.n)
    first = min(FIRST_TOP, lifetime.n)
    kept = {"width": 220, "in_address": False}
    n: int = number_box("How many customers", 1, lifetime.n, first, "top_customers", **kept)
    best = values.sort_values(ascending=False, kind="stable").index[:n]
    table = lifetime.customers.loc[best, AHEAD + SO_FAR]
    priced = lifetime.value is not None
    total = float(values.sum())
    if total > 0:
        what = "spend" if priced else "purchases"
        st.markdown(
            f"These {counted(n, 'customer')}, {percent(n / lifetime.n)} of the buyers, are "
            f"expected to bring **{percent(float(values.loc[best].sum()) / total)}** of the {what}."
        )
    listing(table, lifetime, dataset.currency, "top_table")
    called = f"Top {n:,} by expected {'value' if priced else 'purchases'}"
    source = f"Lifetime value, next {lifetime.horizon_days:,} days: top {n:,}"
    file = "lifetime value"
    audiences.take_or_offer(dataset, table, best, called, source, "top", file, "top")
    every, name = lifetime.customers, dataset.name
    show.download("Download all buyers", every, name, file, key="download_lifetime")


def listing(table: pd.DataFrame, lifetime: LifetimeValue, currency: str | None, key: str) -> None:
    """The first customers of `table` with titles and units."""
    shown = table.head(MOST_LISTED).dropna(axis=1, how="all")
    show.table(shown, key, columns(lifetime, currency), height="auto")
    if len(table) > len(shown):
        st.caption(f"The first {len(shown):,} of {len(table):,}; a download has them all.")


def columns(lifetime: LifetimeValue, currency: str | None) -> dict[str, Any]:
    """Titles and formats of a table of customers."""
    unit = f" ({currency})" if currency else ""
    ahead = f"next {lifetime.horizon_days:,} days"
    return {
        "_index": "Customer",
        Lifetime.VALUE: (f"Expected spend, {ahead}{unit}", "%,.2f"),
        Lifetime.AT_RISK: (f"At stake{unit}", "%,.2f"),
        Lifetime.ALIVE: ("Customer still, probability", "percent"),
        Lifetime.PURCHASES: (f"Expected purchases, {ahead}", "%.2f"),
        Lifetime.PURCHASE_VALUE: (f"Expected amount of one{unit}", "%,.2f"),
        Lifetime.REPEATS: ("Repeat purchases so far", "localized"),
        Lifetime.MEAN_VALUE: (f"Mean amount of those{unit}", "%,.2f"),
        Lifetime.RECENCY: ("Days from first to last purchase", "localized"),
        Lifetime.AGE: ("Days since first purchase", "localized"),
        Lifetime.VALUE_IF_ALIVE: (f"Expected spend if customer still{unit}", "%,.2f"),
    }


def model(lifetime: LifetimeValue, currency: str | None) -> None:
    """The parameters, and what to mind."""
    with st.expander("The model and its parameters", icon=":material/function:"):
        st.markdown(
            "BG/NBD says how often customers buy and when they leave, Gamma–Gamma what a purchase "
            "is worth (Fader, Hardie and Lee, 2005). A purchase is a day with at least one order. "
            "Fitted by maximum likelihood; intervals are 95% and hold as far as the model does."
        )
        table = parameters(lifetime, currency)
        show.table(table, "parameters", height="content", hide_index=False)
        last = day(lifetime.until - pd.Timedelta(days=1))
        st.caption(
            f"Log-likelihood of BG/NBD {lifetime.log_likelihood:,.1f}; {lifetime.n:,} buyers, "
            f"{lifetime.n_repeat:,} of them bought on two days or more; days up to "
            f"{last} are counted."
        )


def parameters(lifetime: LifetimeValue, currency: str | None) -> pd.DataFrame:
    """One row a parameter: value, interval, what it is."""
    unit = f", {currency}" if currency else ""
    meanings = {
        "r": "shape of the rates customers buy at",
        "alpha": "scale of the rates, weeks",
        "a": "leaving after a purchase, shape",
        "b": "staying after a purchase, shape",
        "leaving": "chance to leave after a purchase, the same for all",
        "p": "shape of the amounts of one customer's purchases",
        "q": "shape of how customers' mean amounts differ",
        "v": f"scale of the mean amounts{unit}",
    }
    rows = {
        name.replace("alpha", "α"): (
            number(fitted.value), f"{number(fitted.low)} to {number(fitted.high)}", meanings[name]
        )
        for name, fitted in lifetime.parameters.items()
    }  # fmt: skip
    return pd.DataFrame.from_dict(rows, orient="index", columns=["Value", "95% interval", "What"])
