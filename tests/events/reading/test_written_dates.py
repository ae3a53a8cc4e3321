"""Dates as East Asia, Thailand and others write them, and digits of other scripts."""

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
        ("2024.03.14. 10:22", "2024.03.15. 23:40:05", (MORNING, EVENING)),
        ("14.3.2024 10.22", "15.3.2024 23.40.05", (MORNING, EVENING)),
        ("14.3.2024 klo 10.22", "15.3.2024 klo 23.40.05", (MORNING, EVENING)),
        ("14-03-2024 kl. 10:22", "15-03-2024 kl. 23:40:05", (MORNING, EVENING)),
        ("14/03/2024 - 10:22:00", "15/03/2024 - 23:40:05", (MORNING, EVENING)),
        ("٢٠٢٤-٠٣-١٤ ١٠:٢٢", "٢٠٢٤-٠٣-١٥ ٢٣:٤٠:٠٥", (MORNING, EVENING)),
        ("２０２４／０３／１４ １０：２２", "２０２４／０３／１５ ２３：４０：０５",
         (MORNING, EVENING)),
        ("\u200f2024-03-14 10:22\u200e", "\u200f2024-03-15 23:40:05\u200e", (MORNING, EVENING)),
        ("๑๔/๐๓/๒๕๖๗ ๑๐:๒๒", "๑๕/๐๓/๒๕๖๗ ๒๓:๔๐:๐๕", (MORNING, EVENING)),
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


@pytest.mark.parametrize(
    ("price", "amount"), [("١٢٫٥", 12.5), ("１，２００円", 1200.0), ("\u200f12.5\u200e", 12.5)]
)
def test_numbers_in_digits_of_other_scripts_are_numbers(
    write: Write, price: str, amount: float
) -> None:
    text = f"order_id\tcustomer_id\tdate\tsku\tqty\tprice\n1\tu1\t2024-03-14\tA\t２\t{price}\n"
    text += f"2\tu2\t2024-03-15\tA\t١\t{price}\n"
    dataset = load(write(text))
    adds_up(dataset)
    assert sorted(rows(dataset, Event.QUANTITY, Event.PRICE)) == [(1.0, amount), (2.0, amount)]
