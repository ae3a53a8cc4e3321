"""CSV files that open as text, whatever the shop's data hold."""

import csv
import io

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopai.columns import FEATURES, Event, Feature, Rule, Scored
from shopai.columns.decimals import places_of
from shopai.export import FORMULA_STARTS, csv_bytes, file_name, neutralised, parquet_bytes


def test_text_that_looks_like_a_formula_gets_an_apostrophe_and_numbers_stay() -> None:
    frame = pd.DataFrame(
        {
            "text": [
                *("=1+1", "+49 30", "-5", "@sum", "\tx", "\rx", "\nx"),
                *("＝1", "＋1", "－1", "＠x", "plain", None),
            ],
            "number": [-5.0, *range(1, 13)],
        }
    )
    safe = neutralised(frame)
    assert safe["text"].tolist()[:-1] == [
        "'=1+1",
        "'+49 30",
        "'-5",
        "'@sum",
        "'\tx",
        "'\rx",
        "'\nx",
        "'＝1",
        "'＋1",
        "'－1",
        "'＠x",
        "plain",
    ]
    assert pd.isna(safe["text"].iloc[-1])
    assert safe["number"].tolist() == frame["number"].tolist()


def test_index_and_headers_are_neutralised_too_and_the_caller_keeps_his_frame() -> None:
    frame = pd.DataFrame({"=a": [1]}, index=pd.Index(["@u"], name="-id"))
    safe = neutralised(frame)
    assert (safe.columns[0], safe.index[0], safe.index.name) == ("'=a", "'@u", "'-id")
    assert (frame.columns[0], frame.index[0], frame.index.name) == ("=a", "@u", "-id")


def test_categories_and_mixed_cells() -> None:
    frame = pd.DataFrame({"c": pd.Categorical(["=x", "y"]), "m": ["=x", 3]})
    safe = neutralised(frame)
    assert safe["c"].tolist() == ["'=x", "y"]
    assert safe["m"].tolist() == ["'=x", 3]


def test_two_columns_of_one_name_are_both_neutralised() -> None:
    frame = pd.DataFrame([["=a", "=b"]], columns=["x", "x"])
    assert neutralised(frame).iloc[0].tolist() == ["'=a", "'=b"]


def test_bytes_are_utf8_with_a_mark_and_keep_umlauts() -> None:
    content = csv_bytes(pd.DataFrame({"item": ["Käse"]}), index=False)
    assert content == b"\xef\xbb\xbfitem\r\nK\xc3\xa4se\r\n"


def test_the_mark_can_be_left_out_for_programs() -> None:
    content = csv_bytes(pd.DataFrame({"Email": ["ü"]}), index=False, mark=False)
    assert content == b"Email\r\n\xc3\xbc\r\n"


def test_parquet_keeps_every_cell_as_it_is() -> None:
    frame = pd.DataFrame({"id": ["=1+1", "+44", " x ", "\tt", None], "n": [1.5, -2, 3, 4, 5]})
    back = pd.read_parquet(io.BytesIO(parquet_bytes(frame)))
    pd.testing.assert_frame_equal(back, frame)


def test_text_columns_and_columns_of_mixed_cells_are_neutralised_alike() -> None:
    cells = ["=a", "b", None, "@c", "'d", ""]
    text = neutralised(pd.DataFrame({"c": pd.Series(cells, dtype="str")}))["c"]
    mixed = neutralised(pd.DataFrame({"c": pd.Series(cells, dtype=object)}))["c"]
    assert text.fillna("nothing").tolist() == mixed.fillna("nothing").tolist()
    assert text.tolist()[0] == "'=a"


def test_several_index_levels_are_refused() -> None:
    frame = pd.DataFrame({"a": [1]}, index=pd.MultiIndex.from_tuples([(1, 2)]))
    with pytest.raises(TypeError, match="reset_index"):
        neutralised(frame)


@given(st.lists(st.text(min_size=1), min_size=1, max_size=8))
def test_no_cell_a_spreadsheet_reads_starts_a_formula(cells: list[str]) -> None:
    content = csv_bytes(pd.DataFrame({"cell": cells}), index=False).decode("utf-8-sig")
    for row in list(csv.reader(io.StringIO(content, newline="")))[1:]:
        assert not row or not row[0].startswith(FORMULA_STARTS)


@pytest.mark.parametrize(
    ("parts", "name"),
    [
        (("Demo shop", "segments", "k=5"), "demo-shop-segments-k-5.csv"),
        (("../../etc", "a/b"), "etc-a-b.csv"),
        (("Müller & Söhne",), "müller-söhne.csv"),
        (("x" * 300,), "x" * 120 + ".csv"),
    ],
)
def test_file_names_say_what_is_inside(parts: tuple[str, ...], name: str) -> None:
    assert file_name(*parts) == name


def test_numbers_are_rounded_to_what_their_columns_mean() -> None:
    frame = pd.DataFrame(
        {
            Feature.MONETARY: [0.1 + 0.2, 171.94000000000003],
            Feature.RECENCY: [335.4313888888889, np.nan],
            Feature.FREQUENCY: [3.0, np.nan],
            Feature.CONVERSION: [0.5555555555555556, 1.0],
            Scored.SCORE: np.array([27.289541, 0.00012346], dtype=np.float32),
            Rule.P: [3.827767630181454e-79, 0.0],
            Rule.CONVICTION: [np.inf, 1.6117471874236249],
        },
        index=pd.Index(["0012.50", "u2"], name=Event.USER),
    )
    text = csv_bytes(frame, mark=False).decode()
    assert text.splitlines()[1:] == [
        "0012.50,0.3,335.4,3,0.5556,27.2895,3.828e-79,inf",
        "u2,171.94,,,1.0,0.0001235,0.0,1.6117",
    ]
    assert frame[Feature.MONETARY].iloc[1] == 171.94000000000003  # the caller's stays


def test_the_shops_own_columns_stay_what_they_are() -> None:
    frame = pd.DataFrame(
        {
            "latitude": [48.208174301],
            "account": [1700000000123456.0],
            Event.PRICE: [0.08765],
            Event.ORDER: ["1.50"],
            "n": [12345678901234567],
        }
    )
    assert csv_bytes(frame, index=False, mark=False).decode().splitlines()[1] == (
        "48.208174301,1700000000123456.0,0.08765,1.50,12345678901234567"
    )


def test_numbers_under_names_of_customers_are_rounded_where_asked_to() -> None:
    frame = pd.DataFrame({"c1": [1.0, 0.19609186], "c2": [0.19609186, 1.0], 3: [2.0, 3.0]})
    lines = csv_bytes(frame, index=False, mark=False, places=4).decode().splitlines()
    assert lines == ["c1,c2,3", "1.0,0.1961,2", "0.1961,1.0,3"]


@pytest.mark.parametrize("unit", ["money", "days", "share"])
def test_every_feature_has_the_places_of_its_unit(unit: str) -> None:
    places = {"money": 2, "days": 1, "share": 4}[unit]
    names = [name for name, meaning in FEATURES.items() if meaning.unit == unit]
    assert names
    assert {places_of(name) for name in names} == {places}
    assert {places_of(f"{name}_mean_low") for name in names} == {places}  # of a profile
