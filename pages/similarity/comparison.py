"""Customers compared pair by pair: the measure, the heat map, and taste against accident."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd
import streamlit as st

from pages.ui import likeness, models, show
from pages.ui.controls import choice, slider
from pages.ui.frame import Frame
from shopai.charts import similarity as charts
from shopai.columns import Scored
from shopai.findings import similarity as findings
from shopai.recommend.models.similarity import SIMILARITIES
from shopai.recommend.models.user_knn import UserKNN
from shopai.sentences import Sentence, plain

COLOURS: Final = {"fit": "Fit to these customers", "full": "−1 to 1"}


def measured(frame: Frame) -> UserKNN:
    """The model of the measure chosen in the settings, which hold the colours too."""
    with frame.settings:
        settings = likeness.controls()
        given = settings["shrinkage"]
        usual = likeness.usual_shrinkage(settings["similarity"])
        st.caption(findings.kept(usual if given is None else given))
        choice("Colours", COLOURS, "colours")
    model = models.of(frame.dataset, UserKNN.name, **settings)
    assert isinstance(model, UserKNN)
    return model


def how_many(frame: Frame, label: str, key: str, least: int, first: int) -> int:
    """Slider for the number of customers on the heat map."""
    look: dict[str, Any] = {"step": 10, "at": frame.controls, "width": 200}
    return int(slider(label, least, charts.MOST_CUSTOMERS, first, f"{key}_size", **look))


def heat_map(frame: Frame, similarity: pd.DataFrame, common: pd.DataFrame) -> None:
    """The heat map, similar customers side by side; `similarity` is in this order."""
    limit = 1.0 if st.session_state.get("colours") == "full" else charts.reach(similarity)
    figure = charts.heat_map(similarity, common, limit)
    n = f"{len(similarity)} customers"
    with st.container(key="heat_map"):
        show.chart(figure, "similarity", f"Heat map of the similarity of {n}.")
        st.caption("Blocks along the diagonal are groups with the same taste.")
    frame.file("The similarities", similarity, "similarity", n, key="download_similarity")


def compared(model: UserKNN, users: list[str]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Similarity and shared items of these customers, similar ones side by side."""
    similarity, common = model.similarities(users)
    order = charts.leaf_order(similarity)
    return similarity.loc[order, order], common.loc[order, order]


def how_sure_of_pairs(
    frame: Frame,
    model: UserKNN,
    similarity: pd.DataFrame,
    common: pd.DataFrame,
    further: Sentence | None = None,
) -> None:
    """The part of the likeness of these customers that may be an accident, and `further`."""
    signed = SIMILARITIES[model.similarity].signed
    spread = charts.spread(charts.once(similarity), charts.once(common), signed)
    says = [findings.left_out(spread)] + ([further] if further else [])
    how_sure(frame, model, spread, None, says)


def how_sure_of_one(frame: Frame, model: UserKNN, user: str) -> None:
    """The part of the likeness of one customer to all others that may be an accident."""
    near = model.neighbours(user, n=len(model.prefs_.users))
    spread = charts.spread(near[Scored.SIMILARITY], near[Scored.COMMON])
    how_sure(frame, model, spread, user, [])


def how_sure(
    frame: Frame, model: UserKNN, spread: charts.Spread, user: str | None, says: list[Sentence]
) -> None:
    """Taste or accident: what the likeness rests on, and a way to ask for more."""
    measure = SIMILARITIES[model.similarity]
    line = findings.accident(spread, model.min_support, user)
    terms = [measure.name] + (["p"] if user is None else [])
    with frame.sure(line, *terms) as box:
        if not box.open:
            return
        if spread.similar:
            pairs = "Pairs of customers" if user is None else "Similar customers"
            figure = charts.histogram(spread, measure.label, pairs)
            show.chart(figure, "similarity_spread", str(line))
        if model.min_support < findings.FIRM and findings.accidental(spread) and spread.firm:
            wanted = ({likeness.IN_COMMON: findings.FIRM},)
            label, icon = f"Ask for {findings.FIRM} shared items", ":material/filter_alt:"
            update = st.session_state.update
            st.button(label, key="ask_firm", icon=icon, on_click=update, args=wanted)
        said = " ".join(sentence.markdown() for sentence in says)
        st.markdown(f"{said} {plain(measure.label)}: {plain(measure.meaning)}")
