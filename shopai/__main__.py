"""The command line: ``python -m shopai segment|choose|recommend|demo``.

Results go to standard output or to files, progress and messages to standard error.
Exit codes: 0 done, 1 the data or a setting cannot work (one sentence says why), 2 wrong
usage, 130 interrupted.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from shopai.columns import Scored
from shopai.customers import customer_features
from shopai.errors import ParameterError, ShopaiError
from shopai.events.dataset import Dataset
from shopai.events.demo import write_events
from shopai.events.load import load
from shopai.events.mapping import SHAPES, Mapping
from shopai.events.values import TIME_FORMATS
from shopai.export import csv_bytes
from shopai.preferences import preferences
from shopai.recommend.similarity import SIMILARITIES
from shopai.recommend.standing import Standing
from shopai.recommend.user_knn import UserKNN
from shopai.report import segment_report
from shopai.segments import (
    SCALINGS,
    choose_k,
    labelled,
    left_out,
    profile,
    profile_table,
    segment,
    summary,
)

#: Customers whose recommendations are written at once.
_BATCH = 1000


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    options = _parser().parse_args(arguments)
    try:
        options.run(options)
    except ShopaiError as error:
        print(f"\r{error}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"\r{error.filename or 'A file'}: {error.strerror or error}.", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\rStopped.", file=sys.stderr)
        return 130
    return 0


def _segment(options: argparse.Namespace) -> None:
    out = Path(options.out)
    out.mkdir(parents=True, exist_ok=True)
    dataset = _load(options)
    customers = customer_features(dataset)
    features = options.features.split(",") if options.features else None
    seg = segment(
        customers, k=options.k, seed=options.seed, features=features, scaling=options.scaling
    )
    table = profile_table(profile(seg, customers))
    with_labels = labelled(customers, seg)
    (out / "customers.csv").write_bytes(csv_bytes(with_labels))
    (out / "segments.csv").write_bytes(csv_bytes(table))
    with_labels.to_parquet(out / "customers.parquet")
    shown = summary(seg, customers).set_axis(table.index)
    print(shown.to_string(float_format="{:.3f}".format))
    _say(f"{len(customers):,} customers in {seg.k} segments, by {', '.join(seg.features)}.")
    if features is None:
        for name, reason in left_out(customers).items():
            _say(f"  left out: {name}, {reason}")
    if options.report:
        title = f"Customer segments: {dataset.name}"
        found = segment_report(seg, customers, title=title, currency=dataset.currency)
        (out / "report.html").write_text(found, encoding="utf-8")
    files = ["customers.csv", "customers.parquet", "segments.csv"]
    files += ["report.html"] if options.report else []
    _say(f"Written: {', '.join(files)} in {out}.")


def _choose(options: argparse.Namespace) -> None:
    target = _target(options.out)
    customers = customer_features(_load(options))
    choice = choose_k(
        customers,
        range(2, options.most + 1),
        seed=options.seed,
        features=options.features.split(",") if options.features else None,
        scaling=options.scaling,
        progress=_progress,
    )
    if target is not None:
        _write(choice.table.reset_index(), target)
    else:
        print(choice.table.to_string(float_format="{:.3f}".format))
    for sentence in choice.sentences:
        _say(sentence)


def _recommend(options: argparse.Namespace) -> None:
    if options.all == (options.user is not None):
        raise ParameterError("Give either --user with a customer id, or --all for every customer.")
    if options.all and not options.out:
        raise ParameterError("--all needs --out with a file ending in .parquet or .csv.")
    target = _target(options.out)
    dataset = _load(options)
    model = UserKNN(k=options.k, similarity=options.similarity).fit(preferences(dataset))
    if options.all and target is not None:
        _recommend_all(model, target, options.n)
        return
    standing = model.standing(options.user)
    if standing is not Standing.PERSONAL:
        _say(standing.sentence(f"'{options.user}'"))
    found = model.recommend(options.user, n=options.n)
    if target is not None:
        _write(found, target)
    else:
        print(found.to_string(index=False))


def _recommend_all(model: UserKNN, path: Path, n: int) -> None:
    """Recommendations for every customer, a batch at a time; the file appears when complete."""
    users = model.prefs_.users
    unfinished = path.with_name(path.name + ".part")
    writer, served = None, 0
    try:
        with unfinished.open("wb") as file:
            for start in range(0, len(users), _BATCH):
                table = model.recommend_all(users[start : start + _BATCH], n=n)
                served += table[Scored.USER].nunique()
                if path.suffix == ".parquet":
                    arrow = pa.Table.from_pandas(table, preserve_index=False)
                    writer = writer or pq.ParquetWriter(file, arrow.schema)
                    writer.write_table(arrow)
                else:
                    content = csv_bytes(table, index=False)
                    file.write(content if start == 0 else content.split(b"\n", 1)[1])
                done = min(start + _BATCH, len(users))
                _progress(done / len(users), f"{done:,} of {len(users):,} customers")
            if writer is not None:
                writer.close()
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    _say(f"Written: up to {n} items for each of {served:,} customers in {path}.")
    if served < len(users):
        _say(f"{len(users) - served:,} customers have every item already.")


def _demo(options: argparse.Namespace) -> None:
    start = time.perf_counter()
    write_events(options.out, options.customers, options.seed, _progress)
    seconds = time.perf_counter() - start
    _say(f"Written: {options.customers:,} synthetic customers in {options.out}, {seconds:.0f} s.")


def _load(options: argparse.Namespace) -> Dataset:
    rejected = _target(options.rejected)
    dataset = load(
        options.file,
        shape=options.shape,
        mapping=Mapping.load(options.mapping) if options.mapping else None,
        encoding=options.encoding,
        sheet=options.sheet,
        dates=options.dates,
        decimal=options.decimal,
        currency=options.currency,
        progress=_progress,
    )
    report = dataset.report
    _say(f"{report.source}: {report.rows_read:,} rows read, {report.rows_kept:,} kept.")
    for reason, rows in report.set_aside.items():
        _say(f"  set aside: {rows:,} × {reason}")
    for note, rows in report.notes.items():
        _say(f"  {note}: {rows:,} rows")
    if rejected is not None:
        _write(dataset.rows_set_aside.df(), rejected)
    return dataset


def _write(frame: pd.DataFrame, path: Path) -> None:
    if path.suffix == ".parquet":
        frame.to_parquet(path, index=False)
    else:
        path.write_bytes(csv_bytes(frame, index=False))
    _say(f"Written: {len(frame):,} rows in {path}.")


def _target(path: str | None) -> Path | None:
    """A file to write, checked before the work begins."""
    if path is None:
        return None
    target = Path(path)
    if target.suffix not in (".parquet", ".csv"):
        raise ParameterError(f"{target.name} must end in .parquet or .csv.")
    if target.is_dir():
        raise ParameterError(f"{target} is a folder; name a file.")
    target.parent.mkdir(parents=True, exist_ok=True)
    return target


def _progress(share: float, what: str) -> None:
    """One line that moves on a terminal; nothing in a log file."""
    if sys.stderr.isatty():
        end = "\n" if share >= 1 else ""
        print(f"\r\033[K{share:4.0%}  {what}", end=end, file=sys.stderr, flush=True)


def _say(message: str) -> None:
    print(message, file=sys.stderr)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m shopai", description="Shop analytics.")
    commands = parser.add_subparsers(required=True, metavar="segment|choose|recommend|demo")

    segment_ = commands.add_parser("segment", help="customers in K segments")
    _add_file(segment_)
    segment_.add_argument("--k", type=int, default=5, help="number of segments (5)")
    segment_.add_argument("--out", required=True, help="folder for the results")
    segment_.add_argument("--report", action="store_true", help="report.html beside them")
    _add_space(segment_)
    segment_.set_defaults(run=_segment)

    choose = commands.add_parser("choose", help="how many segments the data bear out")
    _add_file(choose)
    choose.add_argument("--most", type=int, default=12, help="compare K from 2 up to this (12)")
    choose.add_argument("--out", help="file ending in .csv or .parquet for the figures")
    _add_space(choose)
    choose.set_defaults(run=_choose)

    recommend = commands.add_parser("recommend", help="items to offer to one or all customers")
    _add_file(recommend)
    recommend.add_argument("--user", help="customer id")
    recommend.add_argument("--all", action="store_true", help="every customer")
    recommend.add_argument("--n", type=int, default=10, help="items a customer (10)")
    recommend.add_argument("--k", type=int, default=40, help="neighbours an item (40)")
    recommend.add_argument("--similarity", choices=list(SIMILARITIES), default="cosine")
    recommend.add_argument("--out", help="file ending in .csv or .parquet")
    recommend.set_defaults(run=_recommend)

    demo = commands.add_parser("demo", help="a synthetic shop of any size")
    demo.add_argument("--customers", type=int, default=3000)
    demo.add_argument("--out", required=True, help="Parquet file")
    demo.add_argument("--seed", type=int, default=0)
    demo.set_defaults(run=_demo)
    return parser


def _add_space(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--features", help="comma-separated; default: those that fit the data")
    parser.add_argument("--scaling", choices=SCALINGS, default=SCALINGS[0])
    parser.add_argument("--seed", type=int, default=0)


def _add_file(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", help="CSV, Parquet, XLSX or JSON lines; .gz and .zip too")
    parser.add_argument("--shape", choices=list(SHAPES), help="default: told by the columns")
    parser.add_argument("--mapping", help="saved column mapping (JSON)")
    parser.add_argument("--encoding", help="of a text file; default: detected")
    parser.add_argument("--sheet", help="of an XLSX file; default: the first with rows")
    parser.add_argument("--dates", choices=list(TIME_FORMATS), help="where dates fit two readings")
    parser.add_argument("--decimal", choices=[".", ","], help="default: told by the columns")
    parser.add_argument("--currency", help="the one to keep, where a file has several")
    parser.add_argument("--rejected", help="file for the rows set aside (.csv or .parquet)")


if __name__ == "__main__":
    sys.exit(main())
