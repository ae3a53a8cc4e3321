"""Offers to a group of customers: what most of them get, and one of them as an example."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from typing import Any, Final

import pandas as pd
import streamlit as st

from pages.recommendations import best_model, controls, liking, offers_file
from pages.recommendations.controls import Method
from pages.ui import filters, picker, preference_settings
from pages.ui.controls import dropdown
from pages.ui.filters import Whom
from pages.ui.frame import Frame
from pages.ui.keys import session_cache
from pages.ui.leads import JOURNEYS, Group
from pages.ui.navigation import go_to, see
from pages.ui.preference_settings import PreferenceSettings
from pages.ui.results import items_of
from shopai.columns import Item, MostOffered, Scored
from shopai.events.dataset import Dataset
from shopai.findings import evaluate as evaluated
from shopai.findings import recommendations as findings
from shopai.format import counted, money
from shopai.recommend.group import GroupOffers, most_offered, offer_reason
from shopai.recommend.models.registry import FAMILY
from shopai.sentences import Sentence, plain

EVERYONE: Final = "Everyone"
#: Offers to one of them that are shown.
MOST_SHOWN: Final = 8


def view(frame: Frame) -> None:
    dataset, prefs = frame.dataset, liking.opened(frame)
    whom = filters.whom(dataset, at=frame.controls)
    method = controls.of(frame)
    name = whom.segment.partition(" ")[2] or whom.audience or EVERYONE
    group = offered(dataset, method, whom)
    if group.lists.empty:
        frame.nothing(f"Nothing is left to offer to {plain(name)}: loosen the shop's rules.")
        return
    served = findings.group_served(group, name, method.policy, prefs.kind == "ratings")
    label = FAMILY[method.model.name].label
    measured = best_model.kept(dataset, label)
    if measured is not None:
        evaluation, split = measured
        tested = evaluated.lists_right(evaluation, label, best_model.BESTSELLERS, split)
        served = Sentence("{served} In the test, {tested}", served=served, tested=tested)
    else:
        often = findings.most_often(group)
        served = Sentence("{served} {often}", served=served, often=often)
    frame.say(served)
    left, right = st.columns([3, 2], gap="medium")
    with left:
        table(dataset, group)
    with right, st.container(border=True, key="one_of_them_box"):
        one_of_them(frame, method, group)
    users = group_of(method, whom)
    offers_file.section(frame, method, users, name)
    lead_on(frame, users, whom, name)
    how_sure(frame, method, group)
    most, called = "Most offered items", ("most offered to", name)
    frame.file(most, group.table, *called, key="download_most_offered")


def group_of(method: Method, whom: Whom) -> pd.Index:
    """The ids of the customers to serve."""
    return method.model.prefs_.users if whom.ids is None else whom.ids


def offered(dataset: Dataset, method: Method, whom: Whom) -> GroupOffers:
    """The lists of the group; made once for the same customers, model and rules."""
    ids = group_of(method, whom)
    model = method.model
    made_from = (
        offers_file.digest_of(ids),
        model.name,
        repr(model.parameters()),
        method.n,
        repr(method.policy),
    )
    return _offered(dataset, preference_settings.current(dataset), made_from, method, ids)


@session_cache(4, "Making the lists …")
def _offered(
    dataset: Dataset,  # noqa: ARG001, in the key
    settings: PreferenceSettings,  # noqa: ARG001
    made_from: tuple[object, ...],  # noqa: ARG001
    _method: Method,
    _ids: pd.Index,
) -> GroupOffers:
    model, n, policy, catalogue = _method
    return most_offered(model, _ids, n, policy, catalogue=catalogue)


def table(dataset: Dataset, group: GroupOffers) -> None:
    """The items most offered, to how many, and why mostly."""
    rows, called = group.table.to_dict("records"), titles_of(dataset)
    shown = {
        "Most offered to them": [described(row, dataset.currency) for row in rows],
        "Customers": [f"{row[MostOffered.CUSTOMERS]:,}" for row in rows],
        "Why, mostly": [findings.mostly(row, called).markdown() for row in rows],
    }
    with st.container(key="most_offered"):
        alt = f"{len(rows)} items, the one most offered on top."
        st.table(pd.DataFrame(shown), border="horizontal", hide_index=True, alt=alt)


def described(row: Mapping[Hashable, Any], currency: str | None) -> str:
    """An item's title, and below it category and price where they are known, as Markdown."""
    category, price = row[MostOffered.CATEGORY], row[MostOffered.PRICE]
    facts = [category] if isinstance(category, str) else []
    facts += [money(price, currency)] if price == price else []
    words = " · ".join(map(plain, facts))
    return f"**{plain(row[MostOffered.TITLE])}**" + (f"  \n:gray[{words}]" if words else "")


def titles_of(dataset: Dataset) -> Callable[[str], str]:
    """Name of an item, by its id."""
    names = items_of(dataset)[Item.TITLE]
    return lambda item: str(names.get(item, item))


def one_of_them(frame: Frame, method: Method, group: GroupOffers) -> None:
    """A customer of the group to pick, and the offers with their reasons."""
    users = group.users[group.users.isin(group.lists[Scored.USER])].tolist()
    held = st.session_state.get(picker.CUSTOMER)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        user = dropdown("One of them", users, "one_of_them", held, in_address=False)
        st.button(
            "Open", key="open_customer", icon=":material/person:", on_click=see,
            args=(frame.page.key, "customer"), kwargs={picker.CUSTOMER: user, "whom": "customer"},
        )  # fmt: skip
    offers, called = group.of(user).head(MOST_SHOWN), titles_of(frame.dataset)
    because = [
        findings.because(offer_reason(method.model, user, item, *on), item, called)
        for item, *on in zip(
            offers[Scored.ITEM], offers[Scored.BASIS], offers[Scored.SUPPORT], strict=True
        )
    ]
    shown = {
        "Offer": [f"**{plain(called(item))}**" for item in offers[Scored.ITEM]],
        "Because": [each.markdown() for each in because],
    }
    alt = f"The first {len(offers)} offers to one customer."
    st.table(pd.DataFrame(shown), border="horizontal", hide_index=True, alt=alt)


def lead_on(frame: Frame, users: pd.Index, whom: Whom, name: str) -> None:
    """On with the same customers; for everyone, to the choice of a segment."""
    if whom.ids is not None:
        group = Group(users, name, "Recommendations", whom.segment)
        frame.lead_on(group, "offered", name, JOURNEYS)
    elif frame.next.button("Choose a segment", key="go_segments", icon=":material/groups:"):
        go_to("segments")


def how_sure(frame: Frame, method: Method, group: GroupOffers) -> None:
    """The customers the lists are of, what the reasons are, and the test of the model."""
    label = FAMILY[method.model.name].label
    measured = best_model.kept(frame.dataset, label)
    line = findings.group_unknown(group)
    with frame.sure(line, "ndcg", "interval") as box:
        if not box.open:
            return
        st.markdown(
            f"- Model: **{label}**. {FAMILY[method.model.name].meaning}\n"
            f"- Lists are made here for {counted(len(group.users), 'customer')} of "
            f"{group.customers:,}; the file holds those of all.\n"
            "- The reason of an item is the commonest among a dozen customers who are offered it: "
            "of their own items the one that speaks for it most, or that most similar customers "
            "have too. It is called an example where fewer than a quarter share it."
        )
        if measured is not None:
            st.markdown(f"- {evaluated.in_short(measured[0]).markdown()}")
        else:
            st.markdown("- How often lists are right is not measured yet: see Which model is best?")
