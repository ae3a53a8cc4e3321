"""Notes kept, written, and read again."""

import json
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopai.audiences import MOST_AUDIENCES, Audience, Notes, from_json
from shopai.audiences import notes as module
from shopai.errors import InputError, ParameterError

KNOWN = pd.Index(["a", "b", "=1", "ü"], dtype="str")


def audience(name: str, *ids: str, fingerprint: str = "f") -> Audience:
    return Audience(name, pd.Index(ids, dtype="str"), f"made of {name}", fingerprint)


def content(notes: Notes) -> Any:
    return (
        notes.fingerprint,
        dict(notes.names),
        [(a.name, a.source, a.customers.tolist(), a.fingerprint) for a in notes.audiences],
    )


def test_segments_are_named_and_named_back() -> None:
    notes = Notes("f").naming(1, "  Loyal  ones ").naming(0, "New")
    assert notes.names == {1: "Loyal ones", 0: "New"}
    assert notes.naming(1, " ").names == {0: "New"}
    with pytest.raises(ParameterError, match="61 characters"):
        notes.naming(1, "x" * 61)


def test_given_names_come_before_suggested_ones() -> None:
    notes = Notes("f").naming(1, "Regulars").naming(7, "Nobody")
    assert notes.segment_names(("Big spenders", "New", "Lapsed")) == (
        "Big spenders", "Regulars", "Lapsed",
    )  # fmt: skip
    assert Notes("f").segment_names(("A",)) == ("A",)
    assert module.titled(notes.segment_names(("A", "B"))) == ("1 A", "2 Regulars")


def test_audiences_are_kept_renamed_and_dropped() -> None:
    notes = Notes("f").keeping(audience("A", "a", fingerprint="elsewhere"))
    notes = notes.keeping(audience("a", "b")).keeping(audience("B", "b"))
    assert [(a.name, a.fingerprint) for a in notes.audiences] == [
        ("A", "f"), ("a (2)", "f"), ("B", "f"),
    ]  # fmt: skip
    assert [a.name for a in notes.renaming("B", "A").audiences] == ["A", "a (2)", "A (3)"]
    assert [a.name for a in notes.renaming("A", "a").audiences] == ["a", "a (2)", "B"]
    assert [a.name for a in notes.without("A").audiences] == ["a (2)", "B"]
    assert notes.renaming("B", "C").audiences[-1].customers.tolist() == ["b"]


def test_a_61st_audience_is_refused() -> None:
    notes = Notes("f")
    for i in range(MOST_AUDIENCES):
        notes = notes.keeping(audience(f"A{i}", "a"))
    with pytest.raises(ParameterError, match="60 audiences are kept already"):
        notes.keeping(audience("B", "a"))


def test_joining_keeps_one_of_each() -> None:
    mine = Notes("f", {0: "Mine", 1: "Both"}, (audience("A", "a"), audience("B", "b")))
    other = Notes("f", {1: "Other"}, (audience("A", "a"), audience("B", "a")))
    joined = mine.joined(other)
    assert joined.names == {0: "Mine", 1: "Other"}
    assert [(a.name, a.customers.tolist()) for a in joined.audiences] == [
        ("A", ["a"]), ("B", ["b"]), ("B (2)", ["a"]),
    ]  # fmt: skip
    assert content(joined.joined(other)) != content(mine)


NAMES = st.text(st.characters(exclude_categories=["Cs", "Cc", "Z"]), min_size=1, max_size=60)
IDS = st.lists(st.sampled_from(KNOWN.tolist()), max_size=4)


@settings(max_examples=40)
@given(
    st.dictionaries(st.integers(0, 14), NAMES, max_size=5),
    st.lists(st.tuples(NAMES, IDS), max_size=5),
)
def test_notes_survive_json(names: dict[int, str], audiences: list[tuple[str, list[str]]]) -> None:
    notes = Notes("f", names)
    for name, ids in audiences:
        notes = notes.keeping(audience(name, *ids))
    reopened = from_json(notes.to_json(), "f", KNOWN)
    assert content(reopened.notes) == content(notes)
    assert reopened.warnings == ()
    assert content(from_json(notes.to_json().encode(), "f", KNOWN).notes) == content(notes)


def test_notes_of_other_data_fit_as_far_as_their_customers_do() -> None:
    notes = Notes("old", {0: "Loyal"}, (audience("A", "a", "x", "y"), audience("B", "x")))
    reopened = from_json(notes.to_json(), "new", KNOWN)
    assert content(reopened.notes)[0] == "new"
    assert [a.customers.tolist() for a in reopened.notes.audiences] == [["a"], []]
    assert {a.fingerprint for a in reopened.notes.audiences} == {"new"}
    assert reopened.warnings == (
        "These notes were made for other data: segment names may not fit, so check them.",
        "3 customer ids of the audiences are not in these data and were left out.",
    )


GOOD = json.loads(Notes("f", {0: "n"}, (audience("A", "a"),)).to_json())


def changed(**parts: Any) -> str:
    return json.dumps({**GOOD, **parts})


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "not a notes file"),
        ("[]", "not a notes file"),
        ('{"fields": {}}', "not a notes file"),
        ("[" * 100_000, "not a notes file"),
        (b"\xff\xfe\x00", "not a notes file"),
        (changed(shopai_notes=2), "of version 2 and version 1 can be read"),
        (changed(shopai_notes=True), "of version True"),
        (changed(segment_names=[]), "segment names are missing"),
        (changed(segment_names={"x": "n"}), "a segment has no number"),
        (changed(segment_names={"-1": "n"}), "a segment has no number"),
        (changed(segment_names={"0": 5}), "name is no text"),
        (changed(segment_names={"0": ""}), "a name in it does not do"),
        (changed(segment_names={"0": "x" * 61}), "a name in it does not do"),
        (changed(audiences={}), "the audiences are missing"),
        (changed(audiences=[5]), "an audience is no object"),
        (changed(audiences=[{"name": "A"}]), "lacks its name or how it was made"),
        (changed(audiences=[{"name": "A", "source": "s", "customers": "abc"}]), "no list of ids"),
        (changed(audiences=[{"name": "A", "source": "s", "customers": [1]}]), "no list of ids"),
        (changed(audiences=[{"name": " ", "source": "s", "customers": []}]), "does not do"),
        (changed(audiences=GOOD["audiences"] * 61), "it holds 61 audiences"),
        (changed(segment_names={"0": "\ud800"}), "not a notes file"),
    ],
)  # fmt: skip
def test_a_file_without_notes_is_refused(text: str | bytes, told: str) -> None:
    with pytest.raises(InputError) as error:
        from_json(text, "f", KNOWN)
    assert told in str(error.value)


def test_a_file_too_large_is_refused_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_BYTES", 10)
    with pytest.raises(InputError, match="notes have at most 0 MB"):
        from_json("{" * 11, "f", KNOWN)
