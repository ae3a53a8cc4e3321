"""One customer: in which segment, how near the next, and which features decide."""

from __future__ import annotations

from typing import Final

import pandas as pd
import streamlit as st

from pages.segments.controls import segments
from pages.ui import picker, show
from pages.ui.controls import keep_valid
from pages.ui.frame import Frame
from pages.ui.leads import RECOMMENDATIONS, Group
from pages.ui.notes import names_of
from pages.ui.results import personas_of
from shopai.charts import personas as charts
from shopai.events.dataset import Dataset
from shopai.segments.persona.membership import explain_customer
from shopai.sentences import Sentence, plain

#: The search box's key: also the name of the customer in the page's address.
WHY: Final = "why_customer"
#: Where the session state holds the fingerprint of the data it was searched in.
SEARCHED: Final = "why_customer_in"


def view(frame: Frame) -> None:
    dataset = frame.dataset
    customers, seg = segments(frame, at=frame.settings)
    names, personas = names_of(dataset, seg), personas_of(dataset, seg)
    user = pick(frame, dataset, customers)
    if user is None:
        frame.nothing(Sentence("Choose a customer to see what decides on their segment."))
        return
    member = explain_customer(seg, customers, user)
    frame.say(plain(member.sentence(names, dataset.currency)))
    figure = charts.contributions(member, names, dataset.currency)
    show.chart(figure, "why_chart", "Bars of what each feature adds to the difference.")
    group = Group(pd.Index([user]), f"Customer {user}", "One customer")
    frame.lead_on(group, "one_customer", user, RECOMMENDATIONS)
    with frame.sure("", "k-means") as box:
        if not box.open:
            return
        label, rule = personas.reading(member.point)
        verdict = "as well" if label == member.label else "in error"
        st.markdown(
            f"By the tree of rules: {plain(rule)}. It takes this customer for "
            f"{plain(names[label])}, {verdict}. In features put on one footing, the customer is "
            f"{member.distance:.2g} away from the own segment's average and "
            f"{member.second_distance:.2g} from the next one's; the bars add up to the difference "
            "of the two squared distances."
        )


def pick(frame: Frame, dataset: Dataset, customers: pd.DataFrame) -> str | None:
    """The customer searched for; at first the first one of the data."""
    # an id looked up in another data set is no search in this one
    if st.session_state.get(SEARCHED, dataset.fingerprint) != dataset.fingerprint:
        keep_valid(WHY, list(customers.index))
    st.session_state[SEARCHED] = dataset.fingerprint
    invitation = "Search for a customer to see what decides."
    first = str(customers.index[0])
    return picker.search(dataset, WHY, first, invitation, among=customers.index, at=frame.controls)
