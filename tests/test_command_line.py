"""The command line: results, exit codes, and the same sentences as everywhere."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from shopai.__main__ import main
from shopai.columns import (
    Compared,
    Criterion,
    Event,
    Feature,
    Metric,
    Scored,
    SegmentShare,
    SetAside,
)
from shopai.commands import console
from shopai.customers import customer_features
from shopai.evaluate.evaluation import evaluate
from shopai.events.load import load
from shopai.export import rounded
from shopai.preferences import preferences
from shopai.recommend.models.popularity import Popularity
from shopai.recommend.models.user_knn import UserKNN
from shopai.recommend.storage import batch
from shopai.recommend.storage.model_file import load_model
from shopai.segments.choosing.choose import choose_k


@pytest.fixture(scope="module")
def orders(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve customers: six buy often and for much, six once and for little."""
    rows = ["order_id,customer_id,order_date,sku,quantity,price"]
    for user in range(12):
        big = user < 6
        for order in range(5 if big else 1):
            day = 1 + order * 5 + user % 3
            for item in range(3):
                price = 50 + user if big else 5 + user
                rows.append(f"o{user}-{order},c{user},2024-03-{day:02},i{item + order},1,{price}")
    rows.append("o99,c1,never,i1,1,5")
    path = tmp_path_factory.mktemp("shop") / "orders.csv"
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


@pytest.fixture(autouse=True, scope="module")
def loaded_once() -> Iterator[None]:
    """A file that is loaded again in the same way is the same data set."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(console, "load", cache(load))
        yield


def test_segment_writes_labels_and_segments(
    orders: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "results"
    assert main(["segment", str(orders), "--k", "2", "--out", str(out)]) == 0
    labelled = pd.read_csv(out / "customers.csv", index_col=Event.USER)
    assert labelled.loc[[f"c{i}" for i in range(6)], SegmentShare.SEGMENT].unique().tolist() == [1]
    assert labelled.loc[[f"c{i}" for i in range(6, 12)], SegmentShare.SEGMENT].unique() == [2]
    assert labelled.loc["c0", Feature.FREQUENCY] == 5
    segments = pd.read_csv(out / "segments.csv")
    names = segments[SegmentShare.NAME].tolist()
    assert len(set(names)) == 2
    assert labelled.loc[["c0", "c9"], SegmentShare.NAME].tolist() == names
    assert segments[SegmentShare.CUSTOMERS].tolist() == [6, 6]
    same = pd.read_parquet(out / "customers.parquet")
    assert same[SegmentShare.SEGMENT].tolist() == labelled[SegmentShare.SEGMENT].tolist()
    said = capsys.readouterr().err
    assert "109 rows read, 108 kept" in said
    assert "set aside: 1 × not a date" in said


def test_the_shops_time_zone_can_be_set(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = []
    monkeypatch.setattr(console, "load", lambda *a, **k: opened.append(load(*a, **k)) or opened[-1])
    path = tmp_path / "night.csv"
    lines = [f"o{n},c{n % 4},2024-03-14 23:30 -0{5 + (n == 5)}00,i{n},1,{n}" for n in range(1, 9)]
    header = "order_id,customer_id,order_date,sku,quantity,price"
    path.write_text("\n".join([header, *lines]), encoding="utf-8")
    command = ["recommend", str(path), "--user", "c1"]
    assert main(command) == 0
    assert "others are written with -06:00 (1)" in capsys.readouterr().err
    for zone in ("Asia/Tokyo", "UTC+9"):
        assert main([*command, "--zone", zone]) == 0
    assert main([*command, "--zone=-05:00"]) == 0
    assert [one.zone for one in opened] == ["-05:00", "Asia/Tokyo", "+09:00", "-05:00"]
    assert main([*command, "--zone", "Tokyo"]) == 1
    assert "found 'Tokyo'" in capsys.readouterr().err


@pytest.fixture
def undecided(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Orders of which one has a state nobody knows, and one line stands twice."""
    monkeypatch.setattr(console, "load", load)
    header = "order_id,customer_id,order_date,sku,quantity,price,status,colour"
    path = tmp_path / "shop.csv"
    path.write_text(
        f"{header}\n1,ann,2024-01-05,tea,1,3,paid,red\n1,ann,2024-01-05,tea,1,3,paid,red\n"
        "2,bob,2024-01-06,cup,1,8,glorped,blue\n3,cid,2024-01-07,cup,1,8,paid,red\n"
    )
    return path


def test_explain_says_how_a_file_is_read(
    undecided: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    undecided.write_text(undecided.read_text().replace("glorped", "paid") + "4,,never,cup,1,8,,\n")
    assert main(["explain", str(undecided)]) == 0
    captured = capsys.readouterr()
    headline, rows, aside, nobody, twice, blank, head, *lines = captured.out.splitlines()
    assert headline == (
        "shop.csv holds 3 customers and 3 orders from 5 Jan 2024 to 7 Jan 2024, worth 22."
    )
    assert rows == "shop.csv: 5 rows read, 4 kept."
    assert aside.strip().startswith("set aside: 1 × not a date")
    assert nobody.strip() == "without a customer id: 1 row"
    assert twice.strip() == "that stand twice in an order: 1 row"
    assert (blank, head.split()) == ("", ["We", "read", "from", "because"])
    uses = {line.partition("  ")[0]: line for line in lines}
    assert {"Customer id", "Item id", "Date and time", "Order number", "Quantity"} < set(uses)
    assert " customer_id " in uses["Customer id"] and uses["Customer id"].endswith("certain")
    assert "year-month-day" in uses["Date and time"]
    assert captured.err == ""


def test_answers_can_be_given_as_options(
    undecided: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["explain", str(undecided)]
    assert main(command) == 1
    assert "'glorped' (rows: 1)" in capsys.readouterr().err
    assert main([*command, "--states", "glorped=no sale"]) == 0
    out = capsys.readouterr().out
    assert "holds 2 customers and 2 orders" in out and "worth 14." in out
    assert "Not used: colour" in out
    assert "Worth a look:\n- 1 line stands twice" in out
    assert main([*command, "--states", "glorped=sale", "--duplicates", "remove"]) == 0
    out = capsys.readouterr().out
    assert "worth 19." in out
    assert "Worth a look" not in out


@pytest.mark.parametrize("pair", ["glorped", "glorped=maybe", "=sale"])
def test_a_state_that_is_none_is_refused(
    undecided: Path, pair: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["explain", str(undecided), "--states", pair]) == 1
    assert f"found {pair!r}" in capsys.readouterr().err


def test_the_column_of_the_money_and_doubts_are_options(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(console, "load", load)
    path = tmp_path / "one.csv"
    rows = [f"o{n},ann,2024-03-{n:02},i{n % 3},2,5,8" for n in range(1, 25)]
    header = "order_id,customer_id,order_date,sku,quantity,price,paid"
    path.write_text("\n".join([header, *rows]) + "\n")
    command = ["explain", str(path)]
    assert main(command) == 1
    assert "all 24 orders would be of one customer" in capsys.readouterr().err
    assert main([*command, "--doubts", "accept", "--money", "paid"]) == 0
    assert "1 customer and 24 orders" in (out := capsys.readouterr().out)
    assert "worth 192." in out


def test_a_file_that_is_no_shop_data_is_not_explained(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "ads.csv"
    path.write_text("campaign,day,impressions,clicks,spend\na,2024-01-01,100,5,2\n")
    assert main(["explain", str(path)]) == 1
    assert "is a report of ads" in capsys.readouterr().err


def test_rejected_rows_can_be_kept(orders: Path, tmp_path: Path) -> None:
    rejected = tmp_path / "rejected.csv"
    command = ["segment", str(orders), "--k", "2", "--out", str(tmp_path / "out")]
    assert main([*command, "--rejected", str(rejected)]) == 0
    table = pd.read_csv(rejected)
    assert table[SetAside.LINE].tolist() == [110]
    assert table[SetAside.VALUE].tolist() == ["never"]


def test_recommend_for_one_customer(orders: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["recommend", str(orders), "--user", "c7", "--n", "3"]) == 0
    printed = capsys.readouterr().out
    assert Scored.SCORE in printed
    assert "i3" in printed  # bought by the others, not by c7


def test_an_unknown_customer_gets_popular_items_and_is_told_so(
    orders: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["recommend", str(orders), "--user", "nobody", "--n", "2"]) == 0
    captured = capsys.readouterr()
    assert (
        "Nothing is known of what customer 'nobody' prefers, so these are popular items"
        in captured.err
    )
    assert "popular" in captured.out


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_recommend_for_everyone(
    orders: Path, tmp_path: Path, suffix: str, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / f"all.{suffix}"
    assert main(["recommend", str(orders), "--all", "--n", "2", "--out", str(out)]) == 0
    table = pd.read_csv(out) if suffix == "csv" else pd.read_parquet(out)
    assert set(table[Event.USER]) == {f"c{i}" for i in range(6, 12)}  # the others have it all
    said = capsys.readouterr().err
    assert "up to 2 items for each of 6 customers" in said
    assert "Nothing for 6 customers: no item is left" in said
    assert table.groupby(Event.USER)[Scored.RANK].apply(list).map(lambda r: r == [1, 2]).all()


def test_stopped_work_is_resumed(
    orders: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    out = tmp_path / "all.csv"
    command = ["recommend", str(orders), "--all", "--exclude", "nothing", "--out", str(out)]
    monkeypatch.setattr(batch, "CUSTOMERS", 5)

    def stop(share: float, _: str) -> None:
        if share > 0.5:
            raise KeyboardInterrupt

    with monkeypatch.context() as stopped:
        stopped.setattr("shopai.commands.recommend.progress", stop)
        assert main(command) == 130
    assert not out.exists()
    assert "the same command goes on from there" in capsys.readouterr().err
    assert main(command) == 0
    assert "5 customers had been served before" in capsys.readouterr().err
    assert pd.read_csv(out)[Event.USER].nunique() == 12
    assert json.loads(Path(f"{out}.json").read_bytes())["data"] == load(orders).fingerprint


@pytest.mark.parametrize("heading", ["", "customer\n"])
def test_recommend_for_an_audience(
    orders: Path, tmp_path: Path, heading: str, capsys: pytest.CaptureFixture[str]
) -> None:
    audience, out = tmp_path / "audience.csv", tmp_path / "some.csv"
    audience.write_text(f"{heading}c7,Zoë\n\nc9\nstranger\n", encoding="utf-8-sig")
    command = ["recommend", str(orders), "--audience", str(audience), "--out", str(out)]
    assert main(command) == 0
    assert list(pd.read_csv(out)[Event.USER].unique()) == ["c7", "c9", "stranger"]
    assert "1 of 3 ids are no customers of the data" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(b"\n,\n", "has no customer ids"), (b"\xff\xfe\x00", "is no CSV or text file in UTF-8")],
)
def test_an_unreadable_audience_file_is_refused(
    orders: Path,
    tmp_path: Path,
    content: bytes,
    sentence: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    audience = tmp_path / "audience.csv"
    audience.write_bytes(content)
    out = str(tmp_path / "out.csv")
    assert main(["recommend", str(orders), "--audience", str(audience), "--out", out]) == 1
    assert sentence in capsys.readouterr().err


def test_a_kept_model_needs_no_data(
    orders: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    model = tmp_path / "kept.model"
    settings = ["--model", "item_knn", "--k", "7", "--similarity", "jaccard", "--negatives", "abs"]
    settings += ["--min-support", "2", "--shrinkage", "1.5", "--baseline", "bias"]
    settings += ["--set", "min_neighbours=1", "--half-life", "30"]
    command = ["recommend", str(orders), "--user", "c7", "--n", "3", *settings]
    assert main([*command, "--save", str(model)]) == 0
    first = capsys.readouterr().out
    kept = load_model(model)
    assert kept.name == "item_knn"
    assert kept.parameters() == {
        "k": 7,
        "similarity": "jaccard",
        "min_support": 2,
        "shrinkage": 1.5,
        "min_k": 1,
        "negatives": "abs",
        "baseline": "bias",
        "min_neighbours": 1,
        "ranking": "auto",
    }
    expected = preferences(load(orders), half_life_days=30).matrix
    assert (kept.prefs_.matrix.toarray() == expected.toarray()).all()
    assert main(["recommend", "--from", str(model), "--user", "c7", "--n", "3"]) == 0
    assert capsys.readouterr().out == first
    assert main(["recommend", str(orders), *settings, "--save", str(tmp_path / "again")]) == 0
    assert (tmp_path / "again").read_bytes() == model.read_bytes()


def test_recommend_for_a_new_customer(
    orders: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "new.csv"
    command = ["recommend", str(orders), "--n", "3", "--out", str(out)]
    assert main([*command, "--new", "i0=2.5, i1,nothing"]) == 0
    assert "Not among the items, so passed over: nothing." in capsys.readouterr().err
    prefs = preferences(load(orders))
    median = float(np.median(prefs.matrix.data))
    expected = UserKNN().fit(prefs).recommend({"i0": 2.5, "i1": median}, 3)
    pd.testing.assert_frame_equal(pd.read_csv(out), expected, check_dtype=False)
    assert not {"i0", "i1"} & set(expected[Scored.ITEM])
    assert main([*command, "--new", "i0=much"]) == 1
    assert "'i0=much' ends in no number" in capsys.readouterr().err


def test_the_rules_of_the_shop(orders: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = ["recommend", str(orders), "--user", "c7", "--n", "5"]
    rules = ["--pin", "1", "i6", "--lowest-price", "1", "--boost", "item", "i3", "2"]
    assert main([*command, *rules]) == 0
    first = capsys.readouterr().out.splitlines()[1]
    assert "i6" in first
    assert "pinned" in first
    assert main([*command, "--lowest-price", "1000"]) == 0
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "No item can be offered: of 7 items, 7 cost less than 1,000." in captured.err


def test_an_unknown_setting_is_refused(orders: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = ["recommend", str(orders), "--user", "c7", "--model", "popularity"]
    assert main([*command, "--k", "3"]) == 1
    assert "The model popularity has no setting k; it has measure" in capsys.readouterr().err
    assert main([*command, "--set", "measure"]) == 1
    assert "--set takes name=value" in capsys.readouterr().err
    assert main([*command, "--set", "measure=preference"]) == 0


def test_evaluate_says_which_model_to_use(
    orders: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "figures.csv"
    command = ["evaluate", str(orders), "--models", "popularity,user_knn", "--k", "2"]
    command += ["--split", "kfold"]
    assert main(command) == 0
    printed = capsys.readouterr().out
    assert Metric.NDCG in printed
    assert printed.index("popularity") < printed.index("user_knn")
    assert main([*command, "--out", str(out)]) == 0
    models = {"popularity": Popularity(), "user_knn": UserKNN()}
    expected = evaluate(models, load(orders), "kfold", 2)
    found = pd.read_csv(out)
    measured = found[Compared.METRIC] == Metric.NDCG
    pd.testing.assert_frame_equal(
        found[measured], rounded(expected.table)[measured], check_dtype=False
    )
    said = capsys.readouterr().err
    assert all(sentence in said for sentence in expected.sentences)


def test_demo_writes_a_file_that_loads(tmp_path: Path) -> None:
    path = tmp_path / "events.parquet"
    assert main(["demo", "--customers", "30", "--out", str(path)]) == 0
    assert main(["segment", str(path), "--k", "3", "--out", str(tmp_path / "out")]) == 0
    assert len(pd.read_parquet(tmp_path / "out" / "customers.parquet")) == 30


@pytest.mark.parametrize(
    ("command", "sentence"),
    [
        (["segment", "nowhere.csv", "--out", "x"], "There is no file at nowhere.csv"),
        (["recommend", "x.csv"], "Give either --user"),
        (["recommend", "x.csv", "--all"], "--all needs --out"),
        (["recommend", "x.csv", "--audience", "y.csv"], "--audience needs --out"),
        (["recommend", "x.csv", "--all", "--user", "c1"], "Give either --user"),
        (["recommend", "--user", "c1"], "Give a data file, or --from"),
        (["recommend", "--user", "c1", "--from", "x", "--k", "3"], "A kept model has its settings"),
        (["recommend", "--user", "c1", "--from", "x"], "There is no file at x"),
        (["recommend", "x.csv", "--user", "c1", "--pin", "first", "i1"], "both are numbers"),
        (["recommend", "x.csv", "--user", "c1", "--diversity", "7"], "diversity must be"),
        (["evaluate", "x.csv", "--models", "magic"], "There is no model magic; choose from"),
        (["demo", "--out", "nowhere/x.parquet"], "The folder nowhere does not exist"),
    ],
)
def test_what_cannot_work_is_one_sentence_and_exit_code_1(
    command: list[str],
    sentence: str,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(command) == 1
    said = capsys.readouterr().err
    assert sentence in said
    assert "Traceback" not in said


def test_wrong_usage_is_exit_code_2() -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["segment"])
    assert stopped.value.code == 2


def test_too_many_segments_is_said_in_one_sentence(
    orders: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["segment", str(orders), "--k", "99", "--out", str(tmp_path)]) == 1
    assert "99" in capsys.readouterr().err


def test_a_customer_table_keeps_its_own_columns(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    rows = [f"c{i},{i % 4},{20 + 50 * (i % 2) + i * 0.1:.1f},{i % 7}" for i in range(40)]
    path.write_text("customer_id,segment,revenue,orders\n" + "\n".join(rows) + "\n")
    out = tmp_path / "out"
    assert main(["segment", str(path), "--k", "2", "--out", str(out)]) == 0
    table = pd.read_csv(out / "customers.csv", index_col=Event.USER)
    assert all(table.loc[f"c{i}", "segment"] == i % 4 for i in range(40))
    assert set(table["segment_found"]) == {1, 2}


@pytest.mark.parametrize(
    ("extra", "sentence"),
    [
        (["--out", "results.xlsx"], "results.xlsx must end in .parquet or .csv"),
        (["--out", "folder.csv"], "folder.csv is a folder"),
        (["--rejected", "x.txt"], "x.txt must end in .parquet or .csv"),
    ],
)
def test_where_results_go_is_checked_before_the_work(
    orders: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    extra: list[str],
    sentence: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder.csv").mkdir()
    assert main(["recommend", str(orders), "--user", "c7", *extra]) == 1
    said = capsys.readouterr().err
    assert sentence in said
    assert "rows read" not in said


def test_a_negative_seed_is_one_sentence(
    orders: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["segment", str(orders), "--seed", "-1", "--out", str(tmp_path)]) == 1
    assert "seed" in capsys.readouterr().err


@pytest.mark.usefixtures("few_starts")
def test_choose_says_why(orders: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "choice.csv"
    assert main(["choose", str(orders), "--most", "4", "--out", str(target)]) == 0
    choice = choose_k(customer_features(load(orders)), range(2, 5))
    expected = rounded(choice.table)
    found = pd.read_csv(target, index_col=Criterion.K)
    pd.testing.assert_frame_equal(found, expected, check_dtype=False)
    assert choice.recommended == 2
    said = capsys.readouterr().err
    assert all(sentence in said for sentence in choice.sentences)


def test_choose_without_any_k_is_refused(orders: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["choose", str(orders), "--most", "1"]) == 1
    assert "ks names the numbers of segments to compare; found none." in capsys.readouterr().err


def test_segment_with_a_report(orders: Path, tmp_path: Path) -> None:
    command = ["segment", str(orders), "--k", "2", "--out", str(tmp_path), "--report"]
    assert main(command) == 0
    report = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "<h1>Customer segments: orders.csv</h1>" in report
    assert "12 customers in 2 segments." in report
