"""Shops and customers made for the tests of retention."""

from __future__ import annotations

from importlib.metadata import files
from pathlib import Path

import numpy as np
import pandas as pd

from shopai.behaviour.retention.bgnbd import Seen
from shopai.columns import Event, Kind
from shopai.events.dataset import Dataset, from_frames

COLUMNS = [Event.USER, Event.KIND, Event.TIME, Event.PRICE, Event.ORDER]


def shop(rows: list[tuple]) -> Dataset:
    """A shop of (customer, kind, time, price, order) rows."""
    frame = pd.DataFrame(rows, columns=COLUMNS)
    frame[Event.TIME] = pd.to_datetime(frame[Event.TIME], format="ISO8601")
    texts = dict.fromkeys((Event.USER, Event.KIND, Event.ORDER), "str")
    return from_frames(frame.astype(texts | {Event.PRICE: "float64"}))


def cdnow(name: str) -> pd.DataFrame:
    """A table of the CDNOW sample, as a peer's package ships it."""
    found = [f for f in files("lifetimes") or [] if f.name == name]
    return pd.read_csv(Path(str(found[0].locate())))


def seen(*customers: tuple[float, float, float]) -> Seen:
    """Customers of (repeat purchases, recency, age)."""
    x, recency, age = np.array(customers, dtype=float).reshape(-1, 3).T
    return Seen(x, recency, age, np.ones(len(x)))


def lives(
    n: int, weeks: float, r: float, alpha: float, a: float, b: float, seed: int
) -> list[np.ndarray]:
    """Times of the purchases of `n` BG/NBD customers after their first at 0, up to `weeks`."""
    rng = np.random.default_rng(seed)
    rates, leaving = rng.gamma(r, 1 / alpha, n), rng.beta(a, b, n) if a else np.zeros(n)
    made = []
    for rate, p in zip(rates, leaving, strict=True):
        times, at = [], rng.exponential(1 / rate)
        while at <= weeks:
            times.append(at)
            if rng.random() < p:
                break
            at += rng.exponential(1 / rate)
        made.append(np.array(times))
    return made


def summary(purchases: list[np.ndarray], weeks: float) -> Seen:
    """What is seen of them by `weeks`."""
    by_then = [times[times <= weeks] for times in purchases]
    return seen(*((len(t), t[-1] if len(t) else 0.0, weeks) for t in by_then))


def buyers(n: int, days: int, seed: int, a: float = 0.8, b: float = 2.5) -> Dataset:
    """A shop of `n` customers with BG/NBD lives, begun over the first half of `days`.

    A purchase costs Gamma(6, ν) with ν ~ Gamma(4, 15); prices are to the cent.
    """
    rng = np.random.default_rng(seed)
    rows = []
    for i, times in enumerate(lives(n, days / 7, 0.6, 5.0, a, b, seed)):
        first, rate = rng.integers(0, days // 2), rng.gamma(4, 1 / 15)
        for week in [0.0, *times]:
            day = first + 7 * week
            if day < days:
                price = round(rng.gamma(6, 1 / rate), 2)
                time = pd.Timestamp("2024-01-01") + pd.Timedelta(seconds=int(day * 86_400))
                rows.append((f"c{i:05}", Kind.PURCHASE, time, price, f"o{len(rows)}"))
    end = pd.Timestamp("2024-01-01") + pd.Timedelta(days=days - 1)
    return shop([*rows, (None, Kind.VIEW, end, None, None)])
