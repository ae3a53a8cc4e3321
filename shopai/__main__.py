"""The command line: ``shopai run|explain|segment|choose|recommend|evaluate|demo``.

Results go to standard output or to files, progress and messages to standard error.
Exit codes: 0 done, 1 the data or a setting cannot work (one sentence says why), 2 wrong
usage, 130 interrupted.
"""

from __future__ import annotations

import argparse
import os
import runpy
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from shopai import interrupts
from shopai.columns.decimals import USUAL
from shopai.commands.console import add_file, open_data, output_path, progress, say, write
from shopai.commands.evaluate import add as add_evaluate
from shopai.commands.explain import add as add_explain
from shopai.commands.recommend import add as add_recommend
from shopai.customers import customer_features
from shopai.demo.shop import write_events
from shopai.engines.failures import FAILURES, explained
from shopai.errors import InputError, ShopaiError
from shopai.export import csv_bytes
from shopai.places import shipped
from shopai.report import segment_report
from shopai.segments.choosing.choose import choose_k
from shopai.segments.features import left_out
from shopai.segments.persona.personas import personas
from shopai.segments.profile import profile, profile_table, summary
from shopai.segments.scaling import SCALINGS
from shopai.segments.segmentation import labelled, segment

#: Names of this machine that the dashboard always answers to.
LOCAL = ("localhost", "127.0.0.1", "::1")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    options = _parser().parse_args(arguments)
    try:
        with interrupts.unwinding():
            options.run(options)
    except ShopaiError as error:
        print(f"\r{error}", file=sys.stderr)
        return 1
    except FAILURES as error:
        print(f"\r{explained(error)}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\rStopped.", file=sys.stderr)
        return interrupts.INTERRUPTED
    return 0


def _run(options: argparse.Namespace) -> None:
    """Be the dashboard's server: stopping the command stops the server."""
    if options.data and not Path(options.data).exists():
        raise InputError(f"There is no file or folder {options.data}; check the path.")
    os.environ["SHOPAI_DATA"] = options.data or ""
    server = shipped("serve.py")
    _lend_home(server.parent)
    settings = ["--server.port", str(options.port)]
    if options.address:
        settings += ["--server.address", options.address]
    for host in [*LOCAL, *options.host] if options.host else []:
        settings += ["--server.allowedHosts", host]
    sys.argv = [str(server), *settings]
    sys.path.insert(0, str(server.parent))  # before a module of that name in the working folder
    runpy.run_path(str(server), run_name="__main__")


def _lend_home(folder: Path) -> None:
    """Name a folder as the home of a user who has none to look into, as a service may.

    Streamlit looks for settings there, and stops where it is not allowed to. Not a temporary
    folder, where others could leave it some.
    """
    home = os.path.expanduser("~")  # noqa: PTH111  Path.home() raises where there is none
    if not (os.path.isdir(home) and os.access(home, os.R_OK | os.X_OK)):  # noqa: PTH112
        os.environ["HOME"] = str(folder)


def _segment(options: argparse.Namespace) -> None:
    out = Path(options.out)
    out.mkdir(parents=True, exist_ok=True)
    dataset = open_data(options)
    customers = customer_features(dataset)
    features = options.features.split(",") if options.features else None
    seg = segment(
        customers, k=options.k, seed=options.seed, features=features, scaling=options.scaling
    )
    names = personas(seg, customers, currency=dataset.currency).names
    table = profile_table(profile(seg, customers), names)
    with_labels = labelled(customers, seg, names)
    (out / "customers.csv").write_bytes(csv_bytes(with_labels))
    (out / "segments.csv").write_bytes(csv_bytes(table, places=USUAL))
    with_labels.to_parquet(out / "customers.parquet")
    shown = summary(seg, customers).set_axis(table.index)
    print(shown.to_string(float_format="{:.3f}".format))
    say(f"{len(customers):,} customers in {seg.k} segments, by {', '.join(seg.features)}.")
    if features is None:
        for name, reason in left_out(customers).items():
            say(f"  left out: {name}, {reason}")
    if options.report:
        title = f"Customer segments: {dataset.name}"
        report = segment_report(seg, customers, title=title, currency=dataset.currency)
        (out / "report.html").write_text(report, encoding="utf-8")
    files = ["customers.csv", "customers.parquet", "segments.csv"]
    files += ["report.html"] if options.report else []
    say(f"Written: {', '.join(files)} in {out}.")


def _choose(options: argparse.Namespace) -> None:
    path = output_path(options.out)
    customers = customer_features(open_data(options))
    choice = choose_k(
        customers,
        range(2, options.most + 1),
        seed=options.seed,
        features=options.features.split(",") if options.features else None,
        scaling=options.scaling,
        progress=progress,
    )
    if path is not None:
        write(choice.table.reset_index(), path)
    else:
        print(choice.table.to_string(float_format="{:.3f}".format))
    for sentence in choice.sentences:
        say(sentence)


def _demo(options: argparse.Namespace) -> None:
    start = time.perf_counter()
    write_events(options.out, options.customers, options.seed, progress)
    seconds = time.perf_counter() - start
    say(f"Written: {options.customers:,} synthetic customers in {options.out}, {seconds:.0f} s.")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="shopai", description="Shop analytics.")
    commands = parser.add_subparsers(
        required=True, metavar="run|explain|segment|choose|recommend|evaluate|demo"
    )

    dashboard = commands.add_parser("run", help="the dashboard, in a browser")
    dashboard.add_argument("data", nargs="?", help="a file, or a folder of Parquet files; the demo")
    dashboard.add_argument("--port", type=int, default=8501, help="to listen on (8501)")
    dashboard.add_argument("--address", help="to listen on (127.0.0.1: this machine alone)")
    host = "a name others reach it by; may be repeated (localhost alone)"
    dashboard.add_argument("--host", action="append", default=[], metavar="NAME", help=host)
    dashboard.set_defaults(run=_run)

    add_explain(commands.add_parser("explain", help="how a file is read, and why"))

    segment_ = commands.add_parser("segment", help="customers in K segments")
    add_file(segment_)
    segment_.add_argument("--k", type=int, default=5, help="number of segments (5)")
    segment_.add_argument("--out", required=True, help="folder for the results")
    segment_.add_argument("--report", action="store_true", help="report.html beside them")
    _add_space(segment_)
    segment_.set_defaults(run=_segment)

    choose = commands.add_parser("choose", help="how many segments the data bear out")
    add_file(choose)
    choose.add_argument("--most", type=int, default=12, help="compare K from 2 up to this (12)")
    choose.add_argument("--out", help="file ending in .csv or .parquet for the figures")
    _add_space(choose)
    choose.set_defaults(run=_choose)

    add_recommend(commands.add_parser("recommend", help="items to offer to one or all customers"))
    add_evaluate(commands.add_parser("evaluate", help="which recommender to use"))

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


if __name__ == "__main__":
    sys.exit(main())
