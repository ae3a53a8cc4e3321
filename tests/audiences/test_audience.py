"""Names, ids and set operations of audiences."""

import io

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopai.audiences import MOST_CHARACTERS, Audience, combined, ids_table
from shopai.audiences.audience import Together, among, free_name
from shopai.columns import Customer
from shopai.errors import ParameterError
from shopai.export import csv_bytes, parquet_bytes

IDS = st.sets(st.text(st.characters(exclude_categories=["Cs"]), max_size=4), max_size=12)
ODD = ["=1+1", "+44", "007", " x ", "@a", "-1", "\tt", "客户", "a,b", 'q"', "ünï", "line\nbreak"]


def audience(name: str, ids: object, fingerprint: str = "f") -> Audience:
    return Audience(name, pd.Index(list(ids), dtype="str"), "by hand", fingerprint)  # type: ignore[call-overload]


def test_ids_are_unique_sorted_text() -> None:
    best = audience("  Best \n ones ", ["b", "10", "9", "b"])
    assert best.name == "Best ones"
    assert best.customers.tolist() == ["10", "9", "b"]
    assert len(best) == 3
    assert Audience("n", pd.Index([3, 20]), "s", "f").customers.tolist() == ["20", "3"]


@pytest.mark.parametrize(
    ("name", "told"), [("", "at least one"), (" \t", "at least one"), ("x" * 61, "61 characters")]
)
def test_an_unusable_name_is_refused(name: str, told: str) -> None:
    with pytest.raises(ParameterError, match=told):
        audience(name, ["a"])


def test_a_customer_without_an_id_is_no_member() -> None:
    with pytest.raises(ParameterError, match="with an id"):
        Audience("n", pd.Index(["a", None], dtype="str"), "s", "f")


@pytest.mark.parametrize(
    ("name", "taken", "free"),
    [
        ("VIP", [], "VIP"),
        ("VIP", ["vip"], "VIP (2)"),
        ("VIP", ["VIP", "VIP (2)"], "VIP (3)"),
        ("x" * 60, ["x" * 60], "x" * 56 + " (2)"),
    ],
)
def test_a_taken_name_gets_a_number(name: str, taken: list[str], free: str) -> None:
    given = free_name(name, taken)
    assert given == free
    assert len(given) <= MOST_CHARACTERS


def test_combinations_by_hand() -> None:
    a, b, c = audience("A", "abc"), audience("B", "bcd"), audience("C", "cx")
    union = combined("union", [a, b, c], "U")
    assert union.customers.tolist() == ["a", "b", "c", "d", "x"]
    assert (union.name, union.source, union.fingerprint) == ("U", "“A” or “B” or “C”", "f")
    assert combined("intersection", [a, b, c], "I").customers.tolist() == ["c"]
    without = combined("difference", [a, b, c], "D")
    assert (without.customers.tolist(), without.source) == (["a"], "“A” without “B” without “C”")


@settings(max_examples=40)
@given(st.lists(IDS, min_size=2, max_size=5))
def test_combinations_are_those_of_sets(sets: list[set[str]]) -> None:
    audiences = [audience(f"A{i}", ids) for i, ids in enumerate(sets)]
    expected: dict[Together, set[str]] = {
        "union": sets[0].union(*sets[1:]),
        "intersection": sets[0].intersection(*sets[1:]),
        "difference": sets[0].difference(*sets[1:]),
    }
    for how, ids in expected.items():
        assert combined(how, audiences, "n").customers.tolist() == sorted(ids)


def test_impossible_combinations_are_refused() -> None:
    a, foreign = audience("A", "ab"), audience("B", "b", fingerprint="other")
    with pytest.raises(ParameterError, match="different data sets"):
        combined("union", [a, foreign], "n")
    with pytest.raises(ParameterError, match="Two audiences or more"):
        combined("union", [a], "n")
    with pytest.raises(ParameterError, match="not as 'xor'"):
        combined("xor", [a, a], "n")  # type: ignore[arg-type]


def test_digests_tell_audiences_apart() -> None:
    same = audience("A", ["a", "b"]).digest
    assert audience("A", ["b", "a"]).digest == same
    others = [audience("A", ["ab"]), audience("A", ["a", "b", "c"]), audience("B", ["a", "b"])]
    assert len({same, *(other.digest for other in others)}) == 4


@settings(max_examples=40)
@given(IDS, IDS)
def test_among_is_membership(some: set[str], others: set[str]) -> None:
    ids = pd.Index(sorted(some), dtype="str")
    member = among(ids, pd.Index(sorted(others), dtype="str"))
    assert member.tolist() == [user in others for user in sorted(some)]
    assert member.dtype == np.bool_


def test_parquet_keeps_ids_byte_for_byte_and_csv_defuses_formulas() -> None:
    table = ids_table(audience("odd", ODD))
    back = pd.read_parquet(io.BytesIO(parquet_bytes(table)))
    assert back.columns.tolist() == [Customer.USER]
    assert back[Customer.USER].tolist() == sorted(ODD)
    text = csv_bytes(table, index=False).decode("utf-8-sig")
    cells = pd.read_csv(io.StringIO(text), dtype=str, skipinitialspace=False)[Customer.USER]
    dangerous = {"=1+1", "+44", "@a", "-1", "\tt"}
    assert cells.tolist() == ["'" + i if i in dangerous else i for i in sorted(ODD)]


@given(IDS)
def test_any_id_survives_parquet(ids: set[str]) -> None:
    table = ids_table(audience("n", ids))
    back = pd.read_parquet(io.BytesIO(parquet_bytes(table)))
    assert back[Customer.USER].tolist() == sorted(ids)
