"""10,000,000 events: what each page on behaviour takes to its first chart, and after a filter.

    python bench/behaviour.py [--events 10000000] [--runs 2] [--only Overview …] [--folder PATH]

The demo shop at that size is made and loaded once (into --folder, to be used again, where one
is given). Then each page's analysis runs in a process of its own: first on all events, then
under six filters never seen before (half the time, one month, half of the customers, two
categories, one channel, all of these together). Times are from the call to the result, the
totals beside it included, in seconds; peak is the largest resident memory of the process, in
GB, the interpreter and libraries included (VmHWM of /proc/self/status, Linux only). Aims:
first under 5 s, a filter under 2 s, peak under 1.5 GB.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from shopai.behaviour.baskets.rules import association_rules
from shopai.behaviour.journeys.funnel import funnel
from shopai.behaviour.journeys.next_purchase import next_purchase
from shopai.behaviour.journeys.paths import paths
from shopai.behaviour.journeys.transitions import transitions
from shopai.behaviour.overview import overview
from shopai.behaviour.retention.cohorts import cohorts
from shopai.behaviour.retention.lifetime import lifetime_value
from shopai.behaviour.search.spellings import queries_of
from shopai.behaviour.search.terms import SearchTerms, search_terms
from shopai.behaviour.sequences.patterns import sequential_patterns
from shopai.columns import Event
from shopai.demo.shop import write_events
from shopai.engines.scratch import ScratchFolder
from shopai.events.dataset import Dataset, Report
from shopai.events.load import load
from shopai.selection.filter import Filter
from shopai.selection.selection import select

EVENTS_A_CUSTOMER = 70


def searches(dataset: Dataset, where: Filter) -> SearchTerms:
    """As the page does it: the queries, which no filter changes, are numbered once."""
    queries = dataset.remembered.get("queries") or queries_of(dataset)
    dataset.remembered["queries"] = queries
    return search_terms(dataset, where, queries=queries)


#: First the pages' own charts, then what else they offer.
ANALYSES: dict[str, Callable[[Dataset, Filter], object]] = {
    "Overview": overview,
    "Baskets": association_rules,
    "Journeys": funnel,
    "Retention": cohorts,
    "Search": searches,
    "paths": paths,
    "transitions": transitions,
    "patterns": sequential_patterns,
    "next purchase": next_purchase,
    "lifetime value": lifetime_value,
}
PAGES = tuple(ANALYSES)[:5]


def make(folder: Path, events: int) -> None:
    """The demo shop of so many events, loaded, its tables in `folder`."""
    started = time.perf_counter()
    with tempfile.TemporaryDirectory() as place:
        source = Path(place) / "events.parquet"
        write_events(source, events // EVENTS_A_CUSTOMER)
        made = time.perf_counter()
        dataset = load(source)
        loaded = time.perf_counter()
        folder.mkdir(parents=True, exist_ok=True)
        for file in dataset.scratch.folder.glob("*.parquet"):
            shutil.copy(file, folder / file.name)
    rows = dataset.report.rows_kept
    print(f"{rows:,} events made in {made - started:.0f} s, loaded in {loaded - made:.0f} s")


def opened(folder: Path) -> Dataset:
    """The data set whose tables are in `folder`."""
    scratch = ScratchFolder()
    for file in folder.glob("*.parquet"):
        scratch.path(file.name).symlink_to(file)
    return Dataset("bench", Report("bench", 0, 0), str(folder), scratch)


def filters(dataset: Dataset) -> list[Filter]:
    everything = select(dataset)
    half = everything.users[::2]
    categories = tuple(everything.categories[1][:2])
    channels = tuple(dataset.numbered(Event.CHANNEL)[:1])
    return [
        Filter(until=date(2024, 12, 31)),
        Filter(since=date(2025, 3, 1), until=date(2025, 3, 31)),
        Filter(customers=half),
        Filter(categories=categories),
        Filter(channels=channels),
        Filter(date(2024, 3, 1), date(2025, 9, 30), categories, channels, half),
    ]


def timed(name: str, folder: Path) -> dict[str, object]:
    """Times of one analysis in this process."""
    dataset = opened(folder)
    changes = filters(dataset)
    seconds = []
    for where in [Filter(), *changes]:
        started = time.perf_counter()
        try:
            ANALYSES[name](dataset, where)
        except ValueError as reason:  # such as too few buyers for a model: a sentence, and an end
            print(f"  {name}: {reason}", file=sys.stderr)
        seconds.append(time.perf_counter() - started)
    # Not getrusage: its peak is at least that of the process this one was started from.
    status = Path("/proc/self/status").read_text(encoding="ascii")
    peak = int(status.split("VmHWM:")[1].split()[0]) / 1e6
    return {"first": seconds[0], "filters": seconds[1:], "peak": peak}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=10_000_000)
    parser.add_argument("--runs", type=int, default=2)
    parser.add_argument("--only", nargs="*", default=list(ANALYSES))
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--timed", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.timed:
        print(json.dumps(timed(given.timed, given.folder)))
        return
    with tempfile.TemporaryDirectory() as place:
        folder = (given.folder or Path(place) / "tables").resolve()
        if not (folder / "events.parquet").exists():
            make(folder, given.events)
        print(f"{'':16} {'first':>7} {'filter, median':>15} {'slowest':>8} {'peak GB':>8}")
        for name in given.only:
            command = [sys.executable, __file__, "--timed", name, "--folder", str(folder)]
            runs = [
                json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
                for _ in range(given.runs)
            ]
            first = statistics.median(run["first"] for run in runs)
            changes = [s for run in runs for s in run["filters"]]
            print(
                f"{name:16} {first:7.2f} {statistics.median(changes):15.2f} "
                f"{max(changes):8.2f} {max(run['peak'] for run in runs):8.2f}"
                + ("" if name in PAGES else "  (a further view)"),
                flush=True,
            )


if __name__ == "__main__":
    main()
