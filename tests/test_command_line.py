"""The command line: results, exit codes, and the same sentences as everywhere."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from shopai.__main__ import main
from shopai.columns import Criterion, Event, Feature, Scored, SegmentShare, SetAside
from shopai.customers import customer_features
from shopai.events.load import load
from shopai.segments import choose_k


@pytest.fixture
def orders(tmp_path: Path) -> Path:
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
    path = tmp_path / "orders.csv"
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


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
    assert segments[SegmentShare.CUSTOMERS].tolist() == [6, 6]
    same = pd.read_parquet(out / "customers.parquet")
    assert same[SegmentShare.SEGMENT].tolist() == labelled[SegmentShare.SEGMENT].tolist()
    said = capsys.readouterr().err
    assert "109 rows read, 108 kept" in said
    assert "set aside: 1 × not a date" in said


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
    assert "6 customers have every item already" in capsys.readouterr().err
    assert table.groupby(Event.USER)[Scored.RANK].apply(list).map(lambda r: r == [1, 2]).all()


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


def test_choose_says_why(orders: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "choice.csv"
    assert main(["choose", str(orders), "--most", "4", "--out", str(target)]) == 0
    choice = choose_k(customer_features(load(orders)), range(2, 5))
    pd.testing.assert_frame_equal(pd.read_csv(target, index_col=Criterion.K), choice.table)
    assert choice.recommended == 2
    said = capsys.readouterr().err
    assert all(sentence in said for sentence in choice.sentences)


def test_choose_among_nothing(orders: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["choose", str(orders), "--most", "1"]) == 1
    assert "ks names the numbers of segments to compare; found none." in capsys.readouterr().err


def test_segment_with_a_report(orders: Path, tmp_path: Path) -> None:
    command = ["segment", str(orders), "--k", "2", "--out", str(tmp_path), "--report"]
    assert main(command) == 0
    report = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "<h1>Customer segments: orders.csv</h1>" in report
    assert "12 customers in 2 segments." in report
