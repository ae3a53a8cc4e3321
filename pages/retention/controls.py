"""Controls of the Retention page."""

from __future__ import annotations

from typing import Final

from pages.ui.controls import dropdown

#: Days ahead that can be asked for, and days at the end that can be held out; 0: by the data.
HORIZONS: Final = {30: "30 days", 90: "90 days", 180: "180 days", 365: "1 year", 730: "2 years"}
FIRST_HORIZON: Final = 365
HOLDOUTS: Final = {0: "As the data allow", 30: "30 days", 90: "90 days", 180: "180 days"}


def horizon() -> int:
    """Days ahead; the views on lifetime value and on churn share the choice."""
    explanation = "From the last day in the data on."
    return dropdown("Look ahead", HORIZONS, "horizon", FIRST_HORIZON, help=explanation)


def holdout() -> int | None:
    """Days held out for the trial of the model; None: as many as the data allow."""
    days = dropdown(
        "Hold out for the trial",
        HOLDOUTS,
        "holdout",
        help="The model is fitted a second time without these last days, and asked what happened "
        "in them. It changes the trial alone. As the data allow: a third of the time, at most "
        "180 days.",
    )
    return days or None
