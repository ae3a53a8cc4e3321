"""Sequential patterns beside the pure-Python prefixspan package, and with limits of time.

    python bench/sequences.py [--small] [--part 1|2]

100,000 generated sequences of 10 steps on average (geometric: many of one, some of a hundred),
minimum support 1 %, up to 4 steps, of two alphabets: 500 items with a long tail, popularity
1 / (rank + 10), and the 7 kinds of events, 55 % views. Between steps lies a minute on average.

1. Each customer has one sequence, since the peer counts sequences: both give the same patterns
   and counts, which is checked.
2. 30,000 customers with several sessions each: no limits, a gap of at most 3 minutes, all within
   10 minutes, both, and closed patterns.

--small: a tenth of the sequences. Every run is a process of its own. The clock starts with the
data in memory: ours as arrays of steps, times, customers and sessions in order of time, the
peer's as lists. Peak memory is the high-water mark of resident memory (VmHWM of
/proc/self/status, Linux only) less what the process held before it read the data, everything
compiled; so both count the data.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.neighbours import long_tail, resident
from shopai.behaviour.sequences.growth import frequent_patterns
from shopai.behaviour.sequences.kernels import FOREVER, Limits
from shopai.behaviour.sequences.patterns import closed_patterns
from tests.behaviour.sequences.oracle import grouped

MINUTE = 60_000_000  # µs
SUPPORT, LENGTH, MOST = 0.01, 4, 10**6
#: Cumulative shares of the codes of each alphabet.
ALPHABETS = {
    "500 items": long_tail(500, 10.0),
    "7 kinds": np.cumsum([0.55, 0.10, 0.15, 0.05, 0.08, 0.02, 0.05]),
}
NONE = Limits()
RUNS = {
    "no limits": NONE,
    "gap <= 3 min": Limits(0, 3 * MINUTE, FOREVER),
    "within 10 min": Limits(0, FOREVER, 10 * MINUTE),
    "both": Limits(0, 3 * MINUTE, 10 * MINUTE),
    "closed": NONE,
}
OURS, PEER = "shopai", "prefixspan"
CHILD = "--child"

Arrays = dict[str, npt.NDArray[Any]]


def make(folder: Path, alphabet: str, n: int, n_customers: int, seed: int = 0) -> None:
    """n sequences as files in `folder`, those of a customer side by side."""
    rng = np.random.default_rng(seed)
    lengths = rng.geometric(0.1, n)
    customers = np.sort(rng.integers(0, n_customers, n)) if n_customers < n else np.arange(n)
    steps = np.searchsorted(ALPHABETS[alphabet], rng.random(lengths.sum()))
    pauses = rng.exponential(MINUTE, lengths.sum())
    np.save(folder / "steps.npy", np.minimum(steps, len(ALPHABETS[alphabet]) - 1).astype(np.int32))
    np.save(folder / "times.npy", np.cumsum(pauses).astype(np.int64))
    np.save(folder / "users.npy", np.repeat(customers, lengths).astype(np.int32))
    np.save(folder / "visits.npy", np.repeat(np.arange(1, n + 1), lengths).astype(np.uint64))


def read(folder: Path) -> Arrays:
    return {name: np.load(folder / f"{name}.npy") for name in ("steps", "times", "users", "visits")}


def ours(arrays: Arrays, n_codes: int, support: float, run: str) -> tuple[float, Any]:
    """Seconds, and the patterns with their customers."""
    start = time.perf_counter()
    data = grouped(**arrays, n_codes=n_codes)
    least = int(np.ceil(support * data.n_customers))
    found = frequent_patterns(data, least, LENGTH, RUNS[run], max_patterns=MOST)
    keep = (
        closed_patterns(found, False) if run == "closed" else np.ones(len(found.steps), dtype=bool)
    )
    seconds = time.perf_counter() - start
    counted = zip(found.steps[keep].tolist(), found.customers[keep].tolist(), strict=True)
    return seconds, [[[step for step in row if step >= 0], n] for row, n in counted]


def peer(arrays: Arrays) -> tuple[float, Any]:
    """As :func:`ours`, by prefixspan, of sequences as lists."""
    bounds = np.flatnonzero(np.diff(arrays["visits"])) + 1
    sequences = [part.tolist() for part in np.split(arrays["steps"], bounds)]
    start = time.perf_counter()
    miner = import_module(PEER).PrefixSpan(sequences)
    miner.maxlen = LENGTH
    found = miner.frequent(int(np.ceil(SUPPORT * len(sequences))))
    return time.perf_counter() - start, [[pattern, n] for n, pattern in found]


def child(folder: Path, who: str, alphabet: str, run: str) -> None:
    """One run, in a process of its own; leaves its patterns in `folder`."""
    n_codes = len(ALPHABETS[alphabet])
    if who == OURS:  # compile, or read what was compiled
        few = {"steps": np.int32, "times": np.int64, "users": np.int32, "visits": np.uint64}
        ours({name: np.ones(3, kind) for name, kind in few.items()}, n_codes, 1.0, run)
    else:
        import_module(PEER)
    before = resident("VmRSS")
    arrays = read(folder)
    seconds, patterns = ours(arrays, n_codes, SUPPORT, run) if who == OURS else peer(arrays)
    megabytes = (resident("VmHWM") - before) / 1e6
    result = {"seconds": seconds, "megabytes": megabytes, "patterns": patterns}
    (folder / f"{who}.json").write_text(json.dumps(result))


def ran(folder: Path, who: str, alphabet: str, run: str) -> tuple[float, float, dict[str, int]]:
    """Seconds, megabytes and customers by pattern of one run in a process of its own."""
    arguments = [CHILD, str(folder), who, alphabet, run]
    subprocess.run([sys.executable, __file__, *arguments], check=True)
    result = json.loads((folder / f"{who}.json").read_text())
    patterns = {str(pattern): n for pattern, n in result["patterns"]}
    return result["seconds"], result["megabytes"], patterns


def side_by_side(folder: Path, alphabet: str, n: int) -> None:
    """Part 1 for one alphabet."""
    make(folder, alphabet, n, n)
    mine, my_memory, my_patterns = ran(folder, OURS, alphabet, "no limits")
    theirs, their_memory, their_patterns = ran(folder, PEER, alphabet, "no limits")
    same = "the same" if my_patterns == their_patterns else "DIFFERENT"
    print(
        f"  {alphabet:<9} shopai {mine:6.2f} s {my_memory:5.0f} MB   "
        f"prefixspan {theirs:7.1f} s {their_memory:5.0f} MB   ratio {theirs / mine:5.0f} ×   "
        f"{same} {len(their_patterns):,} patterns (target: under 10 s)",
        flush=True,
    )


def with_limits(folder: Path, alphabet: str, n: int) -> None:
    """Part 2 for one alphabet."""
    make(folder, alphabet, n, n * 3 // 10)
    for run in RUNS:
        seconds, memory, patterns = ran(folder, OURS, alphabet, run)
        print(
            f"  {alphabet:<9} {run:<14} {seconds:6.2f} s {memory:5.0f} MB   "
            f"{len(patterns):,} patterns",
            flush=True,
        )


def main() -> None:
    parser = argparse.ArgumentParser(description="Sequential patterns, beside a peer")
    parser.add_argument("--small", action="store_true", help="a tenth of the size")
    parser.add_argument("--part", type=int, choices=[1, 2], help="only this one")
    parser.add_argument(CHILD, nargs=4, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        folder, *rest = options.child
        child(Path(folder), *rest)
        return
    n = 10_000 if options.small else 100_000
    for part, task, what in (
        (1, side_by_side, "one each, beside the peer"),
        (2, with_limits, f"of {n * 3 // 10:,} customers"),
    ):
        if options.part in (None, part):
            print(f"{n:,} sequences × 10 steps, support 1 %, up to {LENGTH} steps, {what}")
            with tempfile.TemporaryDirectory() as folder:
                for alphabet in ALPHABETS:
                    task(Path(folder), alphabet, n)


if __name__ == "__main__":
    main()
