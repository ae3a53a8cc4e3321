"""The model of what customers will bring: its settings, the tables made of it, how sure it is."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd
import streamlit as st

from pages.ui import show
from pages.ui.controls import dropdown
from pages.ui.frame import Frame
from pages.ui.keys import session_cache
from shopai.behaviour.retention.lifetime import LifetimeValue, lifetime_value
from shopai.charts.lifetime import calibration_bars, parameters, within
from shopai.columns import Lifetime
from shopai.errors import InputError, TooThin
from shopai.events.dataset import Dataset
from shopai.findings import retention as findings
from shopai.format import day
from shopai.selection.filter import Filter
from shopai.sentences import Sentence, plain

#: Key of the switch of views, and views that others lead to.
VIEW, COHORTS, VALUE = "retention_view", "cohorts", "value"
#: Days ahead that can be asked for, and days at the end that can be held out; 0: by the data.
HORIZONS: Final = {30: "30 days", 90: "90 days", 180: "180 days", 365: "1 year", 730: "2 years"}
FIRST_HORIZON: Final = 365
HOLDOUTS: Final = {0: "As the data allow", 30: "30 days", 90: "90 days", 180: "180 days"}
MOST_LISTED: Final = 1_000


@session_cache(6, "Fitting the model of lifetime value …")
def fitted(
    dataset: Dataset, where: Filter, horizon: int, holdout: int | None
) -> LifetimeValue | str:
    """Lifetime value of each buyer, or the reason why that cannot be said."""
    try:
        return lifetime_value(dataset, where, horizon_days=horizon, holdout_days=holdout)
    except (TooThin, InputError) as refused:  # kept too: to find it out takes as long
        return str(refused)


def lifetime(frame: Frame) -> LifetimeValue | None:
    """The model of the buyers within the filter; None where the page said why there is none."""
    with frame.settings:
        about = "From the last day in the data on."
        days = dropdown("Look ahead", HORIZONS, "horizon", FIRST_HORIZON, help=about)
        held = dropdown(
            "Hold out for the trial",
            HOLDOUTS,
            "holdout",
            help="The model is fitted a second time without these last days, and asked what "
            "happened in them. It changes the trial alone. As the data allow: a third of the "
            "time, at most 180 days.",
        )
    model = fitted(frame.dataset, frame.where, days, held or None)
    if isinstance(model, str):
        refuse(frame, model)
        return None
    return model


def refuse(frame: Frame, reason: str) -> None:
    """Why nobody can tell, and the view that can be had."""
    frame.nothing(Sentence("{reason}", reason=reason))
    frame.turn("See who comes back", COHORTS, "calendar_view_month", first=True)


def listing(table: pd.DataFrame, model: LifetimeValue, currency: str | None, key: str) -> None:
    """The first customers of `table` with titles and units."""
    shown = table.head(MOST_LISTED).dropna(axis=1, how="all")
    show.table(shown, key, columns(model, currency), height="auto")
    if len(table) > len(shown):
        st.caption(f"The first {len(shown):,} of {len(table):,}; a download has them all.")


def columns(model: LifetimeValue, currency: str | None) -> dict[str, Any]:
    """Titles and formats of a table of customers."""
    unit = f" ({currency})" if currency else ""
    ahead = f"next {model.horizon_days:,} days"
    return {
        "_index": "Customer",
        Lifetime.VALUE: (f"Expected spend, {ahead}{unit}", "%,.0f"),
        Lifetime.AT_RISK: (f"At stake{unit}", "%,.0f"),
        Lifetime.ALIVE: ("Chance to be a customer still", "percent"),
        Lifetime.PURCHASES: (f"Expected purchases, {ahead}", "%.1f"),
        Lifetime.REPEATS: ("Repeat purchases so far", "localized"),
        Lifetime.MEAN_VALUE: (f"Mean amount of those{unit}", "%,.2f"),
        Lifetime.QUIET: ("Days since the last purchase", "localized"),
    }


def how_sure(frame: Frame, model: LifetimeValue, line: Sentence) -> None:
    """The trial of the model, what to mind, and its parameters."""
    terms = ("bg/nbd", "gamma-gamma", "likelihood", "calibration", "interval")
    with frame.sure(line, *terms) as box:
        if not box.open:
            return
        trial(model)
        st.caption("\n".join(f"- {plain(note)}" for note in model.notes))
        table = parameters(model, frame.dataset.currency)
        show.table(table, "parameters", height="content", hide_index=False)
        st.caption(
            f"BG/NBD says how often customers buy and when they leave, Gamma–Gamma what a purchase "
            "is worth. A purchase is a day with at least one order. Fitted by maximum likelihood; "
            f"log-likelihood of BG/NBD {model.log_likelihood:,.1f}; {model.n:,} buyers, "
            f"{model.n_repeat:,} of them bought on two days or more; days up to "
            f"{day(model.until - pd.Timedelta(days=1))} are counted."
        )


def trial(model: LifetimeValue) -> None:
    """The model fitted without the last days, against what happened in them."""
    if (tried := model.calibration) is None:
        show.note(plain(model.calibration_reason))
        return
    st.markdown(plain(tried.sentence))
    show.chart(calibration_bars(tried), "calibration", tried.sentence)
    st.caption(findings.within_range(tried, *within(tried)).markdown())
