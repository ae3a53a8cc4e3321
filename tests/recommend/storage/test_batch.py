"""Recommendations as one file: the same whether or not the work was stopped."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from shopai.columns import CatalogueTable, Exclude, Item, Scored
from shopai.errors import ParameterError
from shopai.export import rounded
from shopai.preferences import Preferences
from shopai.recommend.models.user_knn import UserKNN
from shopai.recommend.policy.catalogue import Catalogue
from shopai.recommend.policy.policy import Policy
from shopai.recommend.storage import batch
from shopai.recommend.storage.batch import KEY, write_recommendations
from shopai.recommend.storage.model_file import digest, load_model, preferences_digest, save_model
from tests.recommend.models.oracle import prefs_of

DAY = date(2026, 3, 1)
FORMATS = ("parquet", "csv")


def metadata(path: Path) -> Any:
    """What a file of recommendations says of itself."""
    if path.suffix == ".parquet":
        return json.loads(pq.read_schema(path).metadata[KEY])
    return json.loads(path.with_name(path.name + ".json").read_bytes())


class Stopped(Exception):
    """What a Cancel button raises."""


@pytest.fixture(autouse=True)
def _small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch, "CUSTOMERS", 4)


@pytest.fixture(scope="module")
def prefs() -> Preferences:
    """Eighteen customers, the last of whom has every item."""
    rng = np.random.default_rng(2)
    ratings = np.where(rng.random((18, 9)) < 0.4, rng.integers(1, 6, (18, 9)), np.nan)
    ratings[17] = 3
    plain = prefs_of(ratings)
    items = pd.Index(["=1+1", *plain.items[1:]])
    return Preferences(plain.matrix, plain.users, items)


@pytest.fixture(scope="module")
def model(prefs: Preferences) -> UserKNN:
    return UserKNN(k=4).fit(prefs)


def read(path: Path) -> pd.DataFrame:
    return pd.read_parquet(path) if path.suffix == ".parquet" else pd.read_csv(path)


def stop_after(calls: int) -> Any:
    left = [calls]

    def progress(_: float, __: str) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise Stopped

    return progress


@pytest.mark.parametrize("suffix", FORMATS)
def test_the_file_has_what_recommend_gives_each_customer(
    suffix: str, model: UserKNN, tmp_path: Path
) -> None:
    path = tmp_path / f"offers.{suffix}"
    written = write_recommendations(model, path, n=3)
    expected = model.recommend_all(n=3)
    found = read(path)
    if suffix == "csv":
        found[Scored.ITEM] = found[Scored.ITEM].replace("'=1+1", "=1+1")
        expected = rounded(expected)
    pd.testing.assert_frame_equal(found, expected, check_dtype=False)
    assert (written.path, written.customers, written.served) == (path, 18, 17)
    assert (written.rows, written.resumed) == (len(expected), 0)
    assert sorted(each.name for each in tmp_path.iterdir()) == (
        ["offers.csv", "offers.csv.json"] if suffix == "csv" else ["offers.parquet"]
    )


def test_an_audience_is_served_in_its_own_order(model: UserKNN, tmp_path: Path) -> None:
    users = ["u3", "nobody", "u0", "u3", "u9", "u8", "u7"]
    path = tmp_path / "offers.parquet"
    written = write_recommendations(model, path, users, n=2, policy=Policy(Exclude.NOTHING))
    found = read(path)
    assert list(found[Scored.USER].unique()) == ["u3", "nobody", "u0", "u9", "u8", "u7"]
    assert (written.customers, written.rows) == (6, 12)
    single = model.recommend("u9", 2, Policy(Exclude.NOTHING))
    own = found[found[Scored.USER] == "u9"].drop(columns=Scored.USER).reset_index(drop=True)
    pd.testing.assert_frame_equal(own, single)


@pytest.mark.parametrize("suffix", FORMATS)
def test_nobody_is_a_file_without_rows(suffix: str, model: UserKNN, tmp_path: Path) -> None:
    path = tmp_path / f"offers.{suffix}"
    written = write_recommendations(model, path, [])
    assert (written.customers, written.rows) == (0, 0)
    assert list(read(path).columns) == list(model.recommend_all(n=1).columns)
    assert metadata(path)["customers"] == 0


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_file_says_how_it_was_made(
    suffix: str, model: UserKNN, prefs: Preferences, tmp_path: Path
) -> None:
    path = tmp_path / f"offers.{suffix}"
    policy = Policy(exclude=Exclude.KNOWN)
    written = write_recommendations(
        model, path, n=2, policy=policy, data_fingerprint="f00", made_on=DAY
    )
    about = metadata(path)
    assert about == json.loads(json.dumps(written.about))
    assert about["model"] == "user_knn"
    assert about["parameters"] == model.parameters()
    assert about["policy"]["exclude"] == "known"
    assert (about["n"], about["customers"], about["data"]) == (2, 18, "f00")
    assert about["made_on"] == "2026-03-01"
    assert about["preferences"] == preferences_digest(prefs)
    assert about["learned"] == digest(model)
    if suffix == "parquet":
        assert set(pq.read_schema(path).metadata) >= {KEY}


@pytest.mark.parametrize("suffix", FORMATS)
def test_stopped_anywhere_the_file_is_the_same(suffix: str, model: UserKNN, tmp_path: Path) -> None:
    whole = tmp_path / f"whole.{suffix}"
    write_recommendations(model, whole, n=3, made_on=DAY)
    for calls in range(5):  # a word on the progress for each of the five parts
        path = tmp_path / f"stopped{calls}.{suffix}"
        with pytest.raises(Stopped):
            write_recommendations(model, path, n=3, made_on=DAY, progress=stop_after(calls))
        assert not path.exists()
        written = write_recommendations(model, path, n=3, made_on=DAY)
        assert written.resumed == 4 * calls
        assert path.read_bytes() == whole.read_bytes()
        assert not path.with_name(path.name + ".parts").exists()


def test_stopped_again_and_again(model: UserKNN, tmp_path: Path) -> None:
    whole, path = tmp_path / "whole.parquet", tmp_path / "offers.parquet"
    write_recommendations(model, whole, made_on=DAY)
    resumed = []
    for calls in (1, 2, 4):  # parts that are there already give a word each too
        with pytest.raises(Stopped):
            write_recommendations(model, path, made_on=DAY, progress=stop_after(1))
        resumed.append(len(list((tmp_path / "offers.parquet.parts").glob("part-*.parquet"))))
        assert calls
    assert write_recommendations(model, path, made_on=DAY).resumed == 4 * resumed[-1]
    assert resumed == [1, 2, 3]
    assert path.read_bytes() == whole.read_bytes()


CHANGES: dict[str, dict[str, Any]] = {
    "n": {"n": 2},
    "policy": {"policy": Policy(Exclude.KNOWN)},
    "users": {"users": [f"u{i}" for i in range(17)]},
    "catalogue": {
        "catalogue": Catalogue(pd.DataFrame({CatalogueTable.PRICE: [1.0]}, pd.Index(["i1"])))
    },
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_other_work_starts_anew(change: dict[str, Any], model: UserKNN, tmp_path: Path) -> None:
    path = tmp_path / "offers.parquet"
    with pytest.raises(Stopped):
        write_recommendations(model, path, n=3, progress=stop_after(2))
    written = write_recommendations(model, path, **({"n": 3} | change))
    assert written.resumed == 0
    fresh = tmp_path / "fresh.parquet"
    write_recommendations(model, fresh, **({"n": 3} | change))
    assert path.read_bytes() == fresh.read_bytes()


def test_another_model_or_other_data_start_anew(
    model: UserKNN, prefs: Preferences, tmp_path: Path
) -> None:
    other_data = prefs.matrix.copy()
    other_data.data[0] += 1
    changed = Preferences(other_data, prefs.users, prefs.items, prefs.kind)
    path = tmp_path / "offers.parquet"
    for other in (UserKNN(k=5).fit(prefs), UserKNN(k=4).fit(changed)):
        with pytest.raises(Stopped):
            write_recommendations(model, path, progress=stop_after(2))
        assert write_recommendations(other, path).resumed == 0


def test_other_dates_of_purchases_start_anew(
    model: UserKNN, prefs: Preferences, tmp_path: Path
) -> None:
    path = tmp_path / "offers.parquet"
    items = pd.DataFrame(index=prefs.items)
    policy = Policy(again_after_days=5)
    offered = []
    for days in (3, 30):
        bought = prefs.matrix.astype(np.float32)
        bought.data[:] = days
        shop = Catalogue(items, bought, prefs.users)
        settings: dict[str, Any] = {"policy": policy, "catalogue": shop, "n": 9}
        with pytest.raises(Stopped):
            write_recommendations(model, path, progress=stop_after(2), **settings)
        written = write_recommendations(model, path, **settings)
        assert written.resumed == 8
        offered.append(written.rows)
        with pytest.raises(Stopped):  # stays behind for the next round
            write_recommendations(model, path, progress=stop_after(2), **settings)
    assert offered == [9 * 18 - prefs.matrix.nnz, 9 * 18]


def test_a_model_from_a_file_goes_on_where_it_stopped(model: UserKNN, tmp_path: Path) -> None:
    save_model(model, tmp_path / "model")
    path = tmp_path / "offers.csv"
    with pytest.raises(Stopped):
        write_recommendations(model, path, progress=stop_after(3))
    assert write_recommendations(load_model(tmp_path / "model"), path).resumed == 12


def test_the_date_is_the_day_the_work_began(model: UserKNN, tmp_path: Path) -> None:
    path = tmp_path / "offers.csv"
    with pytest.raises(Stopped):
        write_recommendations(model, path, progress=stop_after(1))
    manifest = tmp_path / "offers.csv.parts" / "manifest.json"
    known = json.loads(manifest.read_bytes())
    manifest.write_text(json.dumps(known | {"begun": "2020-02-29"}))
    write_recommendations(model, path)
    assert metadata(path)["made_on"] == "2020-02-29"


def flipped(content: bytes) -> bytes:
    """With one bit in the middle changed."""
    middle = len(content) // 2
    return content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]


@pytest.mark.parametrize("damaged", [lambda content: content[:-10], flipped])
def test_damaged_parts_are_made_again(
    model: UserKNN, tmp_path: Path, damaged: Callable[[bytes], bytes]
) -> None:
    whole, path = tmp_path / "whole.parquet", tmp_path / "offers.parquet"
    write_recommendations(model, whole, made_on=DAY)
    with pytest.raises(Stopped):
        write_recommendations(model, path, made_on=DAY, progress=stop_after(3))
    first, second, third = sorted((tmp_path / "offers.parquet.parts").glob("part-*.parquet"))
    second.write_bytes(damaged(second.read_bytes()))
    third.with_name(third.name + ".part").write_bytes(b"PAR1")
    assert write_recommendations(model, path, made_on=DAY).resumed == 8
    assert first.exists() is False
    assert path.read_bytes() == whole.read_bytes()


def test_foreign_files_in_the_parts_folder_stay(model: UserKNN, tmp_path: Path) -> None:
    parts = tmp_path / "offers.csv.parts"
    parts.mkdir()
    (parts / "mine.txt").write_text("keep")
    write_recommendations(model, tmp_path / "offers.csv")
    assert [each.name for each in parts.iterdir()] == ["mine.txt"]


def test_an_older_file_stays_until_the_new_one_is_complete(model: UserKNN, tmp_path: Path) -> None:
    path = tmp_path / "offers.csv"
    path.write_text("older")
    with pytest.raises(Stopped):
        write_recommendations(model, path, progress=stop_after(4))
    assert path.read_text() == "older"
    write_recommendations(model, path)
    assert len(read(path))


def test_progress_rises_to_the_whole(model: UserKNN, tmp_path: Path) -> None:
    told: list[tuple[float, str]] = []
    write_recommendations(
        model, tmp_path / "x.csv", progress=lambda share, what: told.append((share, what))
    )
    assert [share for share, _ in told] == pytest.approx([4 / 18, 8 / 18, 12 / 18, 16 / 18, 1])
    assert told[-1][1] == "18 of 18 customers"


def test_a_csv_has_the_titles_beside_the_ids(model: UserKNN, tmp_path: Path) -> None:
    items = model.prefs_.items
    titled = Catalogue(
        pd.DataFrame({Item.TITLE: [f"Title of {i}" for i in items[:-1]]}, items[:-1])
    )
    path = tmp_path / "offers.csv"
    write_recommendations(model, path, n=9, catalogue=titled)
    found = read(path)
    assert list(found.columns[:4]) == [Scored.USER, Scored.RANK, Scored.ITEM, Item.TITLE]
    named = found[Item.TITLE].notna()
    ids = found.loc[named, Scored.ITEM].str.removeprefix("'")
    assert (found.loc[named, Item.TITLE] == "Title of " + ids).all()
    assert set(found.loc[~named, Scored.ITEM]) <= {items[-1]}
    write_recommendations(model, path, n=9, catalogue=Catalogue(pd.DataFrame(index=items)))
    assert Item.TITLE not in read(path)


def test_formulas_are_disarmed_in_csv_and_kept_in_parquet(model: UserKNN, tmp_path: Path) -> None:
    for suffix, expected in (("csv", "'=1+1"), ("parquet", "=1+1")):
        path = tmp_path / f"offers.{suffix}"
        write_recommendations(model, path, n=9)
        assert expected in set(read(path)[Scored.ITEM])
    assert b"\n=1" not in (tmp_path / "offers.csv").read_bytes()
    assert b",=1" not in (tmp_path / "offers.csv").read_bytes()


@pytest.mark.parametrize("name", ["offers.xlsx", "offers"])
def test_another_kind_of_file_is_refused(name: str, model: UserKNN, tmp_path: Path) -> None:
    with pytest.raises(ParameterError, match=r"must end in \.parquet or \.csv"):
        write_recommendations(model, tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_n_is_checked_before_anything_is_written(model: UserKNN, tmp_path: Path) -> None:
    with pytest.raises(ParameterError, match="n must be"):
        write_recommendations(model, tmp_path / "offers.csv", n=0)
    assert list(tmp_path.iterdir()) == []
