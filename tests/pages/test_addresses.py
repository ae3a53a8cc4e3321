"""Addresses with foreign values: every page opens, uses its own values instead, and says so."""

from __future__ import annotations

from typing import Any

import pytest
from streamlit.runtime.pages_manager import PagesManager
from streamlit.runtime.state.query_params import QueryParams
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from pages.ui import links
from shopai.events.dataset import Dataset
from shopai.recommend.models.registry import FAMILY
from shopai.sentences import Sentence
from tests.pages.conftest import new_app, opened, text

#: Pages whose address holds values, and what in it shows further controls.
VIEWS: tuple[tuple[str, dict[str, str]], ...] = (
    ("overview", {}),
    ("overview", {"customers": "A segment"}),
    ("segments", {}),
    ("segments", {"view": "Two features"}),
    ("segments", {"section": "What sets them apart"}),
    ("segments", {"section": "One customer"}),
    ("segments", {"section": "Borderline"}),
    ("segments", {"section": "How many?", "most_k": "3"}),  # more of them take long
    ("rfm", {"rfm_view": "Beside the segments"}),
    ("movement", {}),
    ("movement", {"movement_view": "Who moved"}),
    ("similarity", {}),
    ("similarity", {"who": "Around one customer"}),
    ("similarity", {"who": "My own list"}),
    ("baskets", {}),
    ("baskets", {"basket_view": "Rules", "basket_picture": "Network"}),
    ("baskets", {"basket_view": "With one item"}),
    ("baskets", {"basket_view": "Categories"}),
    ("baskets", {"basket_unit": "% of orders"}),
    ("journeys", {}),
    ("journeys", {"funnel_what": "From order to order"}),
    ("journeys", {"journey_view": "Paths"}),
    ("journeys", {"journey_view": "What comes next"}),
    ("journeys", {"journey_view": "Patterns"}),
    ("journeys", {"journey_view": "Compare"}),
    ("retention", {}),
    ("retention", {"retention_view": "Who comes back"}),
    ("retention", {"retention_view": "Who comes back", "cohort_whom": "Segments"}),
    ("retention", {"retention_view": "What they will bring"}),
    ("search", {}),
    ("search", {"search_view": "Rising"}),
    ("search", {"search_view": "Where a query leads"}),
    ("search", {"search_view": "Topics"}),
    ("recommendations", {}),
    ("recommendations", {"customers": "A segment"}),
    ("recommendations", {"recommendations_view": "One customer"}),
    ("recommendations", {"recommendations_view": "One customer", "whom": "Somebody new"}),
    *(("recommendations", {"model": member.label}) for member in FAMILY.values()),
    ("recommendations", {"recommendations_view": "Which model is best?"}),
)
FOREIGN = ("inf", "-inf", "nan", "1e999", "99999999999999999999", "-1", "0.5", "", "<b>", "2025-99")
#: Controls that take any text.
ANY = {"customer", "why_customer", "ids", "basket_text", "basket_without", "funnel_customer"}

pytestmark = pytest.mark.usefixtures("few_starts")


@pytest.fixture
def bound(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The keys of the controls made so far whose values the address holds."""
    keys: set[str] = set()
    bind = QueryParams.bind_widget

    def noted(self: QueryParams, param_key: str, **more: Any) -> None:
        keys.add(param_key)
        bind(self, param_key=param_key, **more)

    monkeypatch.setattr(QueryParams, "bind_widget", noted)
    return keys


def notes(app: AppTest) -> list[Sentence]:
    """What the page says of values in its address that were left out."""
    _, every = app.session_state[links._NOTES]
    return list(every)


@pytest.mark.parametrize(("page", "view"), VIEWS)
def test_foreign_values_in_the_address_are_left_out_and_named(
    demo_shop: Dataset, page: str, view: dict[str, str], bound: set[str]
) -> None:
    """Of all controls at once."""
    app = opened(new_app(demo_shop), page, **view)
    assert not notes(app)
    keys = frozenset(bound) - view.keys()
    assert keys
    for foreign in FOREIGN:
        app = opened(new_app(demo_shop), page, **dict.fromkeys(keys, foreign), **view)
        assert not app.exception, foreign
        assert not app.error, foreign
    app = opened(new_app(demo_shop), page, **dict.fromkeys(keys - ANY, "<b>"), **view)
    assert len(notes(app)) == len(keys - ANY)
    assert "<b>" in text(app)


@pytest.mark.parametrize("foreign", ["inf", "nan", "<b>"])
def test_so_it_is_with_how_many_segments_to_compare(demo_shop: Dataset, foreign: str) -> None:
    app = opened(new_app(demo_shop), "segments", section="How many?", most_k=foreign)
    assert not app.exception
    assert not app.error
    (note,) = notes(app)
    assert (note.values["asked"], note.values["used"]) == ([foreign], ["12"])


def test_a_note_says_what_was_asked_for_and_what_is_used(demo_shop: Dataset) -> None:
    app = opened(new_app(demo_shop), "segments", k="99")
    (note,) = notes(app)
    assert (note.values["asked"], note.values["used"]) == (["99"], ["5"])
    assert note.values["label"] == app.slider(key="k").label
    assert str(note) in text(app)


def test_the_note_stays_until_another_page_is_opened(demo_shop: Dataset) -> None:
    app = opened(new_app(demo_shop), "segments", k="99")
    app.slider(key="k").set_value(7).run()
    assert len(notes(app)) == 1
    app = opened(app, "movement")
    assert notes(app) == []


def test_what_the_address_may_say_goes_without_a_note(demo_shop: Dataset) -> None:
    app = opened(
        new_app(demo_shop), "overview",
        first_day="2025-01-01", last_day="2025-06-30", customers="A segment",
    )  # fmt: skip
    assert notes(app) == []
    for page, address in (
        ("segments", {"k": "7"}),
        ("similarity", {"shrinkage": "12", "min_support": "2"}),
        ("baskets", {"basket_least": "30", "basket_sure": "false", "category": "Kitchen"}),
        ("journeys", {"journey_view": "Patterns", "patterns_support": "10%"}),
        ("recommendations", {"weights": "view:0,purchase:8", "half_life": "90"}),
    ):
        assert notes(opened(new_app(demo_shop), page, **address)) == [], page


def test_values_that_no_control_holds_are_checked_too(demo_shop: Dataset) -> None:
    asked = {"weights": "view:nan,unheard:1,purchase:8", "half_life": "-3"}
    app = opened(new_app(demo_shop), "recommendations", **asked)
    assert [note.values["asked"] for note in notes(app)] == [["view:nan"], ["unheard:1"], ["-3"]]
    app = opened(new_app(demo_shop), "baskets", basket_view="With one item", basket_item="nowhere")
    (note,) = notes(app)
    assert note.values["asked"] == ["nowhere"]


def test_an_address_of_many_foreign_values_is_not_repeated_in_full(demo_shop: Dataset) -> None:
    keys = ("first_day", "last_day", "basket_level", "basket_per", "basket_rank", "basket_unit")
    app = opened(new_app(demo_shop), "baskets", **dict.fromkeys(keys, "x" * 500))
    assert len(notes(app)) == 6
    assert "The same holds for 1 more." in text(app)
    assert "x" * 50 not in text(app)


@pytest.fixture
def by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """Addresses arrive by their page's name, as a link does, and not by its hash."""
    names = {
        calc_hash(name): name
        for name in ("overview", "choose", "evaluate", "Segments", "no%20where")
    }
    intend = PagesManager.set_script_intent

    def named(self: PagesManager, page_hash: str, name: str) -> None:
        asked = names.get(page_hash)
        intend(self, "" if asked else page_hash, asked or name)

    monkeypatch.setattr(PagesManager, "set_script_intent", named)


def linked(app: AppTest, name: str, **address: str) -> AppTest:
    """Open an address whose page the app may not know."""
    app._page_hash = calc_hash(name)
    for key, value in address.items():
        app.query_params[key] = value
    return app.run()


@pytest.mark.usefixtures("by_name")
def test_old_names_lead_on_with_their_values(demo_shop: Dataset) -> None:
    app = linked(new_app(demo_shop), "choose", most_k="3")
    assert app.title[0].value == "Segments"
    assert app.segmented_control(key="section").value == "number"
    assert app.slider(key="most_k").value == 3
    assert set(app.query_params) == {"section", "most_k"}
    app = linked(new_app(demo_shop), "evaluate", list_length="7")
    assert app.title[0].value == "Recommendations"
    assert app.segmented_control(key="recommendations_view").value == "best"
    assert app.slider(key="list_length").value == 7
    app = linked(new_app(demo_shop), "overview", category="Kitchen")
    assert app.title[0].value == "Overview"
    assert app.multiselect(key="category").value == ["Kitchen"]
    assert linked(new_app(demo_shop), "Segments", k="7").slider(key="k").value == 7
    assert notes(app) == []


@pytest.mark.usefixtures("by_name")
def test_a_name_that_no_page_has_is_said_on_the_first_page(demo_shop: Dataset) -> None:
    app = linked(new_app(demo_shop), "no%20where", k="7")
    assert app.title[0].value == "Overview"
    (note,) = notes(app)
    assert note.values == {"name": "no where"}
    assert "There is no page “no where” here. This is the Overview" in text(app)
    assert not app.query_params
    assert notes(opened(app, "movement")) == []
