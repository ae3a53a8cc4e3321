"""Association rules beside mlxtend and efficient-apriori, in the same run.

    python bench/baskets.py [--small] [--part 1|2] [--patience SECONDS]

100,000 baskets × 5,000 items, ten items a basket on average: sizes are log-normal, popularity
falls off as 1 / (rank + 20), and half of a basket is of one of 100 themes of 50 items, so that
there is something to find. Every side is given the same baskets in the form it likes best, made
beforehand: shopai the two arrays of a sparse matrix, mlxtend a sparse table of yes and no,
efficient-apriori a list of tuples.

1. Pairs: rules 1 → 1 with a confidence of 0.1 or more, at a minimum support of 0.1 % and
   0.03 %. shopai computes p-values too. All sides must find the same pairs and as many rules.
2. Rules of up to four items at 0.1 %, beside mlxtend's FP-growth.

--small: a tenth of the baskets.

Each side runs in a process of its own, compiled and warmed up on other data. Peak memory is the
high-water mark of resident memory (VmHWM of /proc/self/status, Linux only, reset when the input
is there) less what the process held then: what the work takes, the result included. In brackets:
less what it held before it had its input, so with the input in it.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.neighbours import long_tail, resident

N_BASKETS, N_ITEMS, MEAN = 100_000, 5_000, 10
N_THEMES, THEME = 100, 50
CONFIDENCE = 0.1 - 1e-9  # no rounding decides whether 0.1 is enough
PATIENCE = 900  # seconds after which a peer is stopped
OURS = "shopai"
PEERS = {1: ("mlxtend", "efficient-apriori"), 2: ("mlxtend",)}
SUPPORTS = {1: (0.001, 0.0003), 2: (0.001,)}
LENGTH = {1: 2, 2: 4}
FASTER, SMALLER = {1: 5, 2: 3}, 4  # targets

Starts = npt.NDArray[np.int64]
Items = npt.NDArray[np.int32]
Found = tuple[int, int, int]  # itemsets of two or more, baskets in all of them, rules
Work = Callable[[float, int], Found]


def generated(n: int, seed: int = 0) -> tuple[Starts, Items]:
    """Starts and items of the baskets."""
    rng = np.random.default_rng(seed)
    sizes = np.clip(np.rint(rng.lognormal(np.log(MEAN) - 0.2, 0.75, n)), 1, 400).astype(np.int64)
    baskets = np.repeat(np.arange(n), sizes)
    shuffled = rng.permutation(N_ITEMS)
    any_item = shuffled[np.searchsorted(long_tail(N_ITEMS, 20.0), rng.random(len(baskets)))]
    themes = rng.integers(0, N_ITEMS, (N_THEMES, THEME))
    place = np.searchsorted(long_tail(THEME, 3.0), rng.random(len(baskets)))
    theme = np.minimum(rng.geometric(0.04, n) - 1, N_THEMES - 1)[baskets]
    items = np.where(rng.random(len(baskets)) < 0.5, themes[theme, place], any_item)
    lines = np.unique(baskets * N_ITEMS + items)
    starts = np.searchsorted(lines // N_ITEMS, np.arange(n + 1))
    return starts.astype(np.int64), (lines % N_ITEMS).astype(np.int32)


# ------------------------------------------------------------------------------ the sides


def shopai_side(starts: Starts, items: Items) -> Work:
    import pandas as pd

    from shopai.behaviour.baskets.contents import Baskets
    from shopai.behaviour.baskets.rules import rules_of
    from shopai.columns import Itemset
    from shopai.selection.filter import Filter

    ids = pd.Index([f"i{item:04d}" for item in range(N_ITEMS)], dtype="str")
    names = pd.Series(ids, index=ids)
    baskets = Baskets(
        starts=starts, items=items, ids=ids, names=names, categories=names, level="item",
        per="order", left_out=(), totals=None, where=Filter(),
    )  # fmt: skip

    def work(support: float, length: int) -> Found:
        found = rules_of(
            baskets,
            min_support=support,
            min_confidence=CONFIDENCE,
            max_length=length,
            max_itemsets=2_000_000,
        )
        sets = found.itemsets[found.itemsets[Itemset.LENGTH] > 1]
        return len(sets), int(sets[Itemset.COUNT].sum()), len(found.table)

    return work


def mlxtend_side(starts: Starts, items: Items) -> Work:
    import pandas as pd
    import scipy.sparse as sp
    from mlxtend.frequent_patterns import (  # type: ignore[import-untyped]
        association_rules,
        fpgrowth,
    )

    n = len(starts) - 1
    held = sp.csr_matrix((np.ones(len(items), dtype=bool), items, starts), (n, N_ITEMS))
    frame = pd.DataFrame.sparse.from_spmatrix(held)  # type: ignore[attr-defined]

    def work(support: float, length: int) -> Found:
        sets = fpgrowth(frame, min_support=support - 0.5 / n, max_len=length)
        rules = association_rules(sets, metric="confidence", min_threshold=CONFIDENCE)
        several = sets[sets["itemsets"].map(len) > 1]
        return len(several), round(float(several["support"].sum()) * n), len(rules)

    return work


def efficient_apriori_side(starts: Starts, items: Items) -> Work:
    from efficient_apriori import apriori  # type: ignore[import-untyped]

    n = len(starts) - 1
    baskets = [tuple(row.tolist()) for row in np.split(items, starts[1:-1])]

    def work(support: float, length: int) -> Found:
        sets, rules = apriori(
            baskets,
            min_support=support - 0.5 / n,
            min_confidence=CONFIDENCE,
            max_length=length,
        )
        several = [count for size, found in sets.items() if size > 1 for count in found.values()]
        return len(several), sum(several), len(rules)

    return work


SIDES: dict[str, Callable[[Starts, Items], Work]] = {
    OURS: shopai_side,
    "mlxtend": mlxtend_side,
    "efficient-apriori": efficient_apriori_side,
}


# ------------------------------------------------------------------------------ the contest


def child(side: str, folder: Path, support: float, length: int) -> None:
    """One side's figures as JSON, in a process of its own."""
    SIDES[side](*generated(300, seed=1))(0.05, length)
    empty = resident("VmRSS")
    starts, items = np.load(folder / "starts.npy"), np.load(folder / "items.npy")
    work = SIDES[side](starts, items)
    Path("/proc/self/clear_refs").write_text("5")  # the high-water mark begins anew
    before = resident("VmRSS")
    start = time.perf_counter()
    found = work(support, length)
    seconds = time.perf_counter() - start
    peak = resident("VmHWM")
    print(
        json.dumps(
            {
                "seconds": seconds,
                "peak": max(peak - before, 1),
                "with_input": max(peak - empty, 1),
                "found": found,
            }
        )
    )


def in_child(patience: float, *arguments: str) -> dict[str, Any] | None:
    """Run this file again with `arguments`; what it says, None where it takes too long."""
    try:
        done = subprocess.run(
            [sys.executable, __file__, *arguments],
            check=True,
            stdout=subprocess.PIPE,
            text=True,
            timeout=patience,
        )
    except subprocess.TimeoutExpired:
        return None
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def contest(part: int, folder: Path, patience: float) -> None:
    length = LENGTH[part]
    for support in SUPPORTS[part]:
        print(f"support {100 * support:g} %, up to {length} items", flush=True)
        results: dict[str, dict[str, Any]] = {}
        for side in (OURS, *PEERS[part]):
            figures = in_child(patience, "--child", side, str(folder), str(support), str(length))
            if figures is None:
                print(f"  {side:<18} stopped after {patience:,.0f} s", flush=True)
                continue
            sets, _, rules = figures["found"]
            print(
                f"  {side:<18} {figures['seconds']:8.2f} s   {figures['peak'] / 1e6:7.0f} MB "
                f"({figures['with_input'] / 1e6:.0f} MB with its input)   "
                f"{sets:,} itemsets, {rules:,} rules",
                flush=True,
            )
            results[side] = figures
        mine = results.pop(OURS)
        for side, figures in results.items():
            assert figures["found"] == mine["found"], f"{side} finds something else"
        if not results:
            continue
        quickest = min(figures["seconds"] for figures in results.values())
        leanest = min(figures["peak"] for figures in results.values())
        with_input = min(figures["with_input"] for figures in results.values())
        print(
            f"  {quickest / mine['seconds']:.0f} × faster than the faster peer "
            f"(target: {FASTER[part]}); memory 1/{leanest / mine['peak']:.0f} of the leaner one's, "
            f"1/{with_input / mine['with_input']:.0f} with the inputs (target: 1/{SMALLER})",
            flush=True,
        )


def main() -> None:
    parser = argparse.ArgumentParser(description="Association rules beside peers")
    parser.add_argument("--small", action="store_true", help="a tenth of the baskets")
    parser.add_argument("--part", type=int, choices=[1, 2], help="only this one")
    parser.add_argument(
        "--patience", type=float, default=PATIENCE, help="seconds after which a side is stopped"
    )
    parser.add_argument("--child", nargs=4, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        side, folder, support, length = options.child
        child(side, Path(folder), float(support), int(length))
        return
    n = N_BASKETS // (10 if options.small else 1)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        starts, items = generated(n)
        np.save(folder / "starts.npy", starts)
        np.save(folder / "items.npy", items)
        sizes = np.diff(starts)
        print(
            f"{n:,} baskets × {N_ITEMS:,} items, {len(items):,} lines, "
            f"{sizes.mean():.1f} a basket, {sizes.max()} at most"
        )
        for part in (1, 2):
            if options.part in (None, part):
                contest(part, folder, options.patience)


if __name__ == "__main__":
    main()
