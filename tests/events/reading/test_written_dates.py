"""Dates as East Asia and Thailand write them."""

from __future__ import annotations

import pytest

from shopai.columns import Event
from shopai.events.load import load
from tests.events.conftest import Write
from tests.events.loading import adds_up, rows

MORNING, EVENING = "2024-03-14 10:22:00", "2024-03-15 23:40:05"


@pytest.mark.parametrize(
    ("one", "other", "read"),
    [
        ("2024年3月14日 10時22分", "2024年3月15日 23時40分05秒", (MORNING, EVENING)),
        ("2024年3月14日 上午10:22", "2024年3月15日 下午11:40:05", (MORNING, EVENING)),
        ("2024/3/14(木) 10:22", "2024/3/15(金) 23:40:05", (MORNING, EVENING)),
        ("2024년 3월 14일 오전 10시 22분", "2024년 3월 15일 오후 11시 40분 5초",
         (MORNING, EVENING)),
        ("2024. 3. 14. 오전 10:22", "2024. 3. 15. 오후 11:40:05", (MORNING, EVENING)),
        ("2024-03-14 오전 10:22:00", "2024-03-15 오후 11:40:05", (MORNING, EVENING)),
        ("2024-03-14 星期四 10:22", "2024-03-15 星期五 23:40:05", (MORNING, EVENING)),
        ("14/03/2567 10:22", "15/03/2567 23:40:05", (MORNING, EVENING)),
        ("2567-03-14 10:22:00", "2567-03-15 23:40:05", (MORNING, EVENING)),
        ("令和6年3月14日", "令和6年3月15日", ("2024-03-14 00:00:00", "2024-03-15 00:00:00")),
        ("民國113年3月14日", "民國113年3月15日", ("2024-03-14 00:00:00", "2024-03-15 00:00:00")),
        ("Thursday, March 14, 2024", "Friday, March 15, 2024",
         ("2024-03-14 00:00:00", "2024-03-15 00:00:00")),
    ],
)  # fmt: skip
def test_a_date_is_the_same_day_however_it_is_written(
    write: Write, one: str, other: str, read: tuple[str, str]
) -> None:
    text = "order_id;customer_id;date;sku;qty;price\n"
    text += "".join(f"{i};u{i};{day};A;1;2\n" for i, day in enumerate((one, other)))
    dataset = load(write(text))
    adds_up(dataset)
    assert tuple(str(moment) for (moment,) in rows(dataset, Event.TIME)) == read
