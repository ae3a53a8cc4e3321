"""The audiences page: made, compared, renamed, handed over, saved and opened again."""

import json
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from pages.ui import notes, session
from shopai.audiences import Audience, Notes, contacts, customer_match
from shopai.columns import AudienceShare, Customer, Event, Feature, Kind
from shopai.events.dataset import Dataset, from_frames
from shopai.segments.profile import summary
from shopai.segments.segmentation import segment

from .conftest import Open, figures, new_app, opened, text, titles

IDS = [f"c{i:07}" for i in range(1, 501)]


def kept(app: AppTest, dataset: Dataset) -> tuple[Audience, ...]:
    found: dict[str, Notes] = app.session_state[notes.NOTES]
    return found[dataset.fingerprint].audiences


def with_two(dataset: Dataset) -> AppTest:
    """The page with the audiences A (500 customers) and B (its second half and 250 more)."""
    ids = pd.Index([f"c{i:07}" for i in range(1, 751)])
    both = Notes(dataset.fingerprint).keeping(Audience("A", ids[:500], "by hand", "x"))
    both = both.keeping(Audience("B", ids[250:], "by hand", "x"))
    app = new_app(dataset, **{notes.NOTES: {dataset.fingerprint: both}})
    opened(app, "audiences")
    assert not app.exception
    return app


def shown(app: AppTest, view: str) -> AppTest:
    """The page with another of its views."""
    return app.segmented_control(key="audiences_view").set_value(view).run()


def test_at_first_the_best_segment_is_offered(
    open_page: Open, demo_shop: Dataset, features: pd.DataFrame
) -> None:
    app = open_page("audiences", demo_shop)
    assert not app.exception
    assert "An audience is a group of customers with a name" in text(app)
    seg = segment(features, k=5)
    best = int(summary(seg, features)[AudienceShare.REVENUE].idxmax())
    app.button(key="first_audience_save").click().run()
    (audience,) = kept(app, demo_shop)
    assert audience.customers.tolist() == sorted(seg.labels.index[seg.labels == best])
    assert audience.source == f"Segment {best + 1} of 5"
    assert app.toast[0].value.startswith("Saved: ")
    assert f"{len(audience):,} customers" in app.toast[0].value
    table = app.dataframe[0].value
    assert table[AudienceShare.CUSTOMERS].tolist() == [len(audience)]


def test_a_segment_becomes_an_audience(open_page: Open, demo_shop: Dataset) -> None:
    app = shown(open_page("audiences", demo_shop), "new")
    app.selectbox(key="audience_segment").set_value(2).run()
    app.text_input(key="new_segment_name").set_value("  Third *one* ").run()
    app.button(key="new_segment_save").click().run()
    (audience,) = kept(app, demo_shop)
    assert (audience.name, audience.source) == ("Third *one*", "Segment 3 of 5")
    assert app.text_input(key="new_segment_name").value == ""
    assert "Third *one*" in app.toast[0].value.replace("\\", "")
    app.text_input(key="new_segment_name").set_value("third *ONE*").run()
    app.button(key="new_segment_save").click().run()
    assert [a.name for a in kept(app, demo_shop)] == ["Third *one*", "third *ONE* (2)"]


def test_a_rule_becomes_an_audience(
    open_page: Open, demo_shop: Dataset, features: pd.DataFrame
) -> None:
    app = shown(open_page("audiences", demo_shop), "new")
    app.segmented_control(key="new_audience").set_value("rule").run()
    app.selectbox(key="rule_feature_0").set_value(Feature.FREQUENCY).run()
    (number,) = app.number_input
    number.set_value(9.0).run()
    app.button(key="rule_more").click().run()
    app.selectbox(key="rule_feature_1").set_value(Customer.COUNTRY).run()
    assert "Say which text 'country'" in text(app)
    app.multiselect[0].set_value(["DE", "AT"]).run()
    country = contacts(demo_shop)[Customer.COUNTRY]
    met = (features[Feature.FREQUENCY] >= 9) & country.isin(["DE", "AT"])
    words = "Orders ≥ 9 and country is one of DE, AT"
    assert f"**{met.sum():,} customers** ({met.mean():.1%}): Rule: {words}." in text(app)
    app.button(key="new_rule_save").click().run()
    (audience,) = kept(app, demo_shop)
    assert audience.customers.tolist() == features.index[met].tolist()
    assert (audience.name, audience.source) == (words, f"Rule: {words}")
    app.button(key="rule_less").click().run()
    assert "Rule: Orders ≥ 9." in text(app)


def test_between_has_two_ends(open_page: Open, demo_shop: Dataset) -> None:
    app = shown(open_page("audiences", demo_shop), "new")
    app.segmented_control(key="new_audience").set_value("rule").run()
    op = next(box for box in app.selectbox if str(box.key).startswith("rule_op_"))
    op.set_value("between").run()
    low, high = app.number_input
    low.set_value(20.0)
    high.set_value(10.0).run()
    assert "cannot be between 20 and 10" in text(app)
    assert not any(button.key == "new_rule_save" for button in app.button)


def test_audiences_combine(demo_shop: Dataset) -> None:
    app = shown(with_two(demo_shop), "new")
    app.segmented_control(key="new_audience").set_value("combine").run()
    assert "**750 customers**: “A” or “B”." in text(app)
    app.selectbox(key="combine_how").set_value("difference").run()
    app.button(key="new_combined_save").click().run()
    last = kept(app, demo_shop)[-1]
    assert (last.name, last.source, len(last)) == ("A without B", "“A” without “B”", 250)
    app.multiselect(key="combine_which").set_value(["A"]).run()
    assert "Two audiences or more can be combined" in text(app)


def test_overlap_is_drawn_and_said(demo_shop: Dataset) -> None:
    app = with_two(demo_shop)
    table = app.dataframe[0].value
    assert table[AudienceShare.CUSTOMERS].tolist() == [500, 500]
    app = shown(app, "overlap")
    assert "**250 customers** are in both **B** and **A**: 50.0% of the one and 50.0%" in text(app)
    assert titles(app) == ["Who is in which audiences"]
    app.segmented_control(key="audience_overlap").set_value("pairs").run()
    (chart,) = figures(app)
    assert chart["data"][0]["text"] == [["", "50.0%"], ["50.0%", ""]]


def test_rename_and_delete(demo_shop: Dataset) -> None:
    app = with_two(demo_shop)
    assert app.selectbox(key="audience").value == "B"
    box = next(box for box in app.text_input if str(box.key).startswith("rename_"))
    box.set_value("a").run()
    app.button(key="rename_save").click().run()
    assert [a.name for a in kept(app, demo_shop)] == ["A", "a (2)"]
    assert app.selectbox(key="audience").value == "a (2)"
    app.button(key="delete_yes").click().run()
    assert not app.exception
    assert [a.name for a in kept(app, demo_shop)] == ["A"]
    assert app.selectbox(key="audience").value == "A"


def test_an_empty_name_changes_nothing(demo_shop: Dataset) -> None:
    app = with_two(demo_shop)
    box = next(box for box in app.text_input if str(box.key).startswith("rename_"))
    box.set_value(" ").run()
    app.button(key="rename_save").click().run()
    assert [a.name for a in kept(app, demo_shop)] == ["A", "B"]


@pytest.mark.parametrize("platform", ["google", "meta"])
def test_the_file_for_an_ad_platform_is_counted(demo_shop: Dataset, platform: str) -> None:
    app = shown(with_two(demo_shop), "ads")
    app.selectbox(key="audience").set_value("A").run()
    app.segmented_control(key="match_platform").set_value(platform).run()
    expected = customer_match(contacts(demo_shop).loc[IDS], platform)  # type: ignore[arg-type]
    assert [metric.value for metric in app.metric] == [
        f"{expected.matchable:,}", f"{expected.dropped_without_consent:,}", "0", "0", "0",
    ]  # fmt: skip
    assert 100 < expected.matchable < 500
    assert not app.warning
    said = f"**{expected.matchable} customers** of 500 in **A** can be matched; "
    assert said + f"{expected.dropped_without_consent} gave no consent" in text(app)
    assert "goes nowhere until you upload it" in text(app)
    app.number_input(key="match_minimum").set_value(501).run()
    (warning,) = app.warning
    assert warning.value.replace("\\", "").startswith(
        f"Only {expected.matchable} customers could be matched"
    )
    app.toggle(key="match_hashed").set_value(False).run()
    assert ", readable;" in text(app)


def test_without_contacts_the_ids_are_still_there(open_page: Open) -> None:
    events = pd.DataFrame(
        {
            Event.USER: [f"u{i % 9}" for i in range(40)],
            Event.ITEM: [f"i{i % 4}" for i in range(40)],
            Event.KIND: Kind.PURCHASE,
            Event.PRICE: [1.0 + i * i for i in range(40)],
            Event.TIME: pd.date_range("2024-01-01", periods=40),
        }
    )
    dataset = from_frames(events, name="bare")
    app = open_page("audiences", dataset)
    app.button(key="first_audience_save").click().run()
    assert not app.exception
    assert len(kept(app, dataset)) == 1
    app = shown(app, "ads")
    assert "find customers by e-mail or phone, and these data have neither" in text(app)


def test_customers_of_a_table_are_audiences_too(open_page: Open, customer_table: Dataset) -> None:
    app = open_page("audiences", customer_table)
    app.button(key="first_audience_save").click().run()
    assert not app.exception
    assert "is the largest: " in text(app)
    assert AudienceShare.REVENUE not in app.dataframe[0].value


def test_notes_are_saved_and_opened_in_another_session(open_page: Open, demo_shop: Dataset) -> None:
    app = with_two(demo_shop)
    saved = app.session_state[notes.NOTES][demo_shop.fingerprint].naming(1, "Loyal").to_json()
    later = shown(open_page("audiences", demo_shop), "notes")
    uploader = later.file_uploader[0]
    uploader.set_value(("notes.json", saved.encode(), "application/json")).run()
    assert not later.exception
    assert [(a.name, len(a)) for a in kept(later, demo_shop)] == [("A", 500), ("B", 500)]
    assert later.session_state[notes.NOTES][demo_shop.fingerprint].names == {1: "Loyal"}
    said = later.success[0].value.replace("\\", "").replace("\u2060", "")
    assert said == "Opened: 2 audiences and 1 segment name."
    later.run()
    assert len(kept(later, demo_shop)) == 2
    assert not later.success


@pytest.mark.parametrize(
    ("content", "told"),
    [(b"nonsense", "not a notes file"), (b'{"shopai_notes": 9}', "version 9")],
)
def test_a_file_that_holds_no_notes(
    open_page: Open, demo_shop: Dataset, content: bytes, told: str
) -> None:
    app = shown(open_page("audiences", demo_shop), "notes")
    app.file_uploader[0].set_value(("x.json", content, "application/json")).run()
    assert told in text(app)
    assert notes.NOTES not in app.session_state


def test_notes_of_other_data_come_with_a_warning(open_page: Open, demo_shop: Dataset) -> None:
    other = Notes("other").keeping(Audience("A", pd.Index(["c0000001", "gone"]), "s", "other"))
    app = shown(open_page("audiences", demo_shop), "notes")
    content = other.to_json().encode()
    app.file_uploader[0].set_value(("x.json", content, "application/json")).run()
    assert kept(app, demo_shop)[0].customers.tolist() == ["c0000001"]
    assert [w.value.replace("\\", "")[:22] for w in app.warning][-2:] == [
        "These notes were made ", "1 customer ids of the ",
    ]  # fmt: skip


def test_each_data_set_has_its_own_notes_and_gets_them_back(
    demo_shop: Dataset, customer_table: Dataset
) -> None:
    app = with_two(demo_shop)
    app.session_state[session.DATASET] = customer_table
    app.run()
    assert "An audience is a group of customers with a name" in text(app)
    app.session_state[session.DATASET] = demo_shop
    app.run()
    assert [a.name for a in kept(app, demo_shop)] == ["A", "B"]
    assert app.dataframe[0].value[AudienceShare.AUDIENCE].tolist() == ["A", "B"]


def test_names_are_shown_as_typed_and_not_as_markup(open_page: Open, demo_shop: Dataset) -> None:
    app = open_page("audiences", demo_shop)
    name = "**x** :fire: <b>$y$"
    app.text_input(key="first_audience_name").set_value(name).run()
    app.button(key="first_audience_save").click().run()
    (audience,) = kept(app, demo_shop)
    assert audience.name == name
    said = next(m.value for m in app.markdown if "of the customers and brings" in m.value)
    assert "\\*\\*x\\*\\*" in said
    assert ":fire:" not in said
    assert "\\<b\\>" in said


OFFER = """
import pandas as pd
import streamlit as st

from pages.ui import audiences


class Shop:
    fingerprint = "f"


def page():
    audiences.offer(Shop(), pd.Index(["b", "a"]), "Best *one*", "Lasso", "here")


st.navigation([st.Page(page, url_path="x", default=True), st.Page("pages/audiences/page.py")]).run()
"""


def test_any_page_can_offer_to_save_a_selection(tmp_path: Path) -> None:
    (tmp_path / "pages" / "audiences").mkdir(parents=True)
    (tmp_path / "pages" / "audiences" / "page.py").write_text("")
    (tmp_path / "app.py").write_text(OFFER)
    app = AppTest.from_file(str(tmp_path / "app.py")).run()
    assert not app.exception
    app.button(key="here_save").click().run()
    app.text_input(key="here_name").set_value("Mine").run()
    app.button(key="here_save").click().run()
    found = app.session_state[notes.NOTES]["f"].audiences
    assert [(a.name, a.source, a.customers.tolist()) for a in found] == [
        ("Best *one*", "Lasso", ["a", "b"]), ("Mine", "Lasso", ["a", "b"]),
    ]  # fmt: skip
    assert app.toast[0].value == "Saved: **Mine**, 2 customers. See Audiences."
    assert not app.run().toast


def test_saved_notes_are_json_with_ids_alone() -> None:
    audience = Audience("A", pd.Index(IDS), "s", "f")
    content = json.loads(Notes("f").keeping(audience).to_json())
    (saved,) = content["audiences"]
    assert sorted(saved) == ["customers", "name", "source"]
    assert "@" not in json.dumps(content)


def test_names_in_a_list_are_shown_as_they_are(demo_shop: Dataset) -> None:
    """Options are no Markdown, so an escaped comma would show its backslash."""
    app = with_two(demo_shop)
    named = Notes(demo_shop.fingerprint).naming(0, "High spend, *low* visits")
    named = named.keeping(Audience("A, *b*", pd.Index(IDS), "by hand", "x"))
    named = named.keeping(Audience("C", pd.Index(IDS), "by hand", "x"))
    app.session_state[notes.NOTES] = {demo_shop.fingerprint: named}
    app = shown(app, "new")
    assert app.selectbox(key="audience_segment").options[0] == "High spend, *low* visits"
    app.segmented_control(key="new_audience").set_value("combine").run()
    assert app.multiselect(key="combine_which").options == ["A, *b*", "C"]
