"""A 10,000,000-row event log: load with every check and customer features, beside pandas.

The peer reads the same CSV with a bare ``pandas.read_csv`` and computes the same customer
features by ``groupby``, checking nothing. Each side runs in a process of its own, which
reports its wall time and peak resident memory; ratios of medians are printed.

    python bench/ingest.py [--rows 10000000] [--runs 3]
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb

ROOT = Path(__file__).resolve().parent.parent


def write_log(path: Path, rows: int) -> None:
    """An event log with the columns of the REES46 shop data: long-tailed items and customers."""
    connection = duckdb.connect(config={"memory_limit": "2GB"})
    customers, items = max(10, rows // 30), max(10, rows // 200)
    connection.execute("SELECT setseed(0.5)").fetchall()
    connection.sql(
        f"""
        SELECT strftime(make_timestamp(1569888000000000 + (i * 61 * 86400 // {rows}) * 1000000
                 + (random() * 1000000)::BIGINT), '%Y-%m-%d %H:%M:%S UTC') AS event_time,
            CASE WHEN kind < 0.93 THEN 'view' WHEN kind < 0.98 THEN 'cart' ELSE 'purchase' END
                AS event_type,
            1000000 + item AS product_id,
            2053013550000000000 + item % 600 AS category_id,
            CASE WHEN item % 3 > 0 THEN 'group' || (item % 13) || '.kind' || (item % 120) END
                AS category_code,
            'brand' || (item % 900) AS brand,
            round(3 + (item * 7919 % 100000) / 100, 2) AS price,
            500000000 + customer AS user_id,
            md5(customer::VARCHAR || '-' || (i * 61 // {rows})::VARCHAR) AS user_session
        FROM (SELECT i, random() AS kind,
                floor(pow(random(), 2.5) * {items})::BIGINT AS item,
                floor(pow(random(), 1.7) * {customers})::BIGINT AS customer
              FROM range({rows}) t(i))
        """
    ).write_csv(str(path))


def with_shopai(path: str) -> int:
    import shopai

    dataset = shopai.load(path)
    return len(shopai.customer_features(dataset))


def with_pandas(path: str) -> int:
    import pandas as pd

    events = pd.read_csv(path)
    events["event_time"] = pd.to_datetime(events["event_time"], format="%Y-%m-%d %H:%M:%S UTC")
    end = events["event_time"].max()
    bought = events[events["event_type"] == "purchase"]
    orders = bought.groupby("user_id")["user_session"].nunique()
    spend = bought.groupby("user_id")["price"].sum()
    first, last = (bought.groupby("user_id")["event_time"].agg(f) for f in ("min", "max"))
    seen = events.groupby("user_id")["event_time"].agg(["min", "max"])
    kinds = events.groupby(["user_id", "event_type"]).size().unstack(fill_value=0)
    by_session = (
        events.assign(
            view=events["event_type"] == "view",
            cart=events["event_type"] == "cart",
            purchase=events["event_type"] == "purchase",
        )
        .groupby(["user_id", "user_session"])[["view", "cart", "purchase"]]
        .any()
    )
    both = by_session.assign(
        converted=by_session["view"] & by_session["purchase"],
        abandoned=by_session["cart"] & ~by_session["purchase"],
    )
    totals = both.groupby("user_id").sum()
    features = pd.DataFrame(
        {
            "recency_days": (end - last).dt.total_seconds() / 86400,
            "last_seen_days": (end - seen["max"]).dt.total_seconds() / 86400,
            "tenure_days": (end - seen["min"]).dt.total_seconds() / 86400,
            "frequency": orders,
            "monetary": spend,
            "average_order_value": spend / orders,
            "interpurchase_days": (last - first).dt.total_seconds() / 86400 / (orders - 1),
            "sessions": both.groupby("user_id").size(),
            "distinct_items": bought.groupby("user_id")["product_id"].nunique(),
            "distinct_categories": bought.groupby("user_id")["category_code"].nunique(),
            "views": kinds["view"],
            "carts": kinds["cart"],
            "conversion": totals["converted"] / totals["view"],
            "cart_abandonment": totals["abandoned"] / totals["cart"],
        }
    )
    return len(features)


def child(side: str, path: str) -> None:
    """Run one side and print seconds, peak bytes and customers as JSON."""
    start = time.perf_counter()
    customers = {"shopai": with_shopai, "pandas": with_pandas}[side](path)
    seconds = time.perf_counter() - start
    # Not getrusage: its peak is at least that of the process this one was started from.
    status = Path("/proc/self/status").read_text(encoding="ascii")
    peak = int(status.split("VmHWM:")[1].split()[0]) * 1024
    print(json.dumps({"seconds": seconds, "peak": peak, "customers": customers}))


def measure(side: str, path: Path) -> dict[str, float]:
    command = [sys.executable, __file__, "--side", side, "--path", str(path)]
    done = subprocess.run(
        command, check=True, capture_output=True, text=True, cwd=ROOT, env={"PYTHONPATH": str(ROOT)}
    )
    result: dict[str, float] = json.loads(done.stdout)
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--side", choices=["shopai", "pandas"])
    parser.add_argument("--path")
    options = parser.parse_args()
    if options.side:
        child(options.side, options.path)
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "events.csv"
        write_log(path, options.rows)
        print(f"{options.rows:,} rows, {path.stat().st_size / 1e6:,.0f} MB of CSV")
        runs = [
            {side: measure(side, path) for side in ("shopai", "pandas")}
            for _ in range(options.runs)
        ]
    print(f"{'':8} {'seconds (min median max)':>30} {'peak GB':>9} {'customers':>12}")
    middle = {}
    for side in ("shopai", "pandas"):
        seconds = sorted(run[side]["seconds"] for run in runs)
        peak = statistics.median(run[side]["peak"] for run in runs)
        middle[side] = (statistics.median(seconds), peak)
        shown = f"{seconds[0]:8.1f} {middle[side][0]:8.1f} {seconds[-1]:8.1f}"
        print(f"{side:8} {shown:>30} {peak / 1e9:9.2f} {runs[0][side]['customers']:12,.0f}")
    time_ratio, memory_ratio = (
        a / b for a, b in zip(middle["shopai"], middle["pandas"], strict=True)
    )
    print(f"shopai : pandas  time {time_ratio:.2f}, target at most 1")
    print(f"shopai : pandas  peak memory {memory_ratio:.2f}, target at most 0.5")


if __name__ == "__main__":
    main()
