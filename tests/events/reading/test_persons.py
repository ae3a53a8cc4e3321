"""Tables of people: facts about persons are no purchases."""

from __future__ import annotations

import pytest

from shopai.events.load import load
from tests.events.conftest import Write
from tests.events.reading.first_rows import understood
from tests.events.reading.test_ledgers import of

#: Kind of table -> the column of the customer, and lines of such a table.
PEOPLE: dict[str, tuple[str, tuple[str, ...]]] = {
    "what they spent and bought so far": (
        "Customer_ID",
        ("Customer_ID|Gender|Age|Total_Spend|Items_Purchased|Average_Rating|Days_Since_Last_Purchase",
         "101|Female|29|1120.2|14|4.6|25", "102|Male|34|780.5|11|4.1|18"),
    ),
    "first and last orders": (
        "master_id",
        ("master_id|order_channel|first_order_date|last_order_date|order_num_total_ever_online",
         "cc29-46|Web|2020-10-30|2021-02-26|4.0", "f431-bd|App|"
         "2017-02-08|2021-02-16|19.0"),
    ),
    "products of a bank": (
        "customer_id",
        ("customer_id|gender|age|tenure|balance|products_number|churn",
         "15634602|Female|42|2|0.0|1|1", "15647311|Male|41|1|83807.86|1|0"),
    ),
    "in Spanish": (
        "ID Cliente",
        ("ID Cliente|Sexo|Edad|Fecha alta|Número de pedidos|Gasto total|Última compra",
         "1|M|30|01/02/2020|4|100,50|01/02/2024", "2|F|31|01/03/2020|5|90,50|05/02/2024"),
    ),
    "in Chinese": (
        "会员编号",
        ("会员编号|性别|年龄|累计消费金额|购买次数|最近消费日期", "1001|女|30|1000.50|4|2024-01-01",
         "1002|男|40|2000.50|7|2024-01-02"),
    ),
    "in Turkish": (
        "musteri_no",
        ("musteri_no|cinsiyet|yas|siparis_sayisi|toplam_harcama|son_alisveris_tarihi",
         "1|K|30|4|1000.50|2024-01-01", "2|E|40|5|900.50|2024-01-02"),
    ),
    "with a bare id": (
        "ID", ("ID|Age|Income|Family|CCAvg", "1|25|49|4|1.6", "2|45|"
        "34|3|1.5", "3|39|11|1|1.0"),
    ),
}  # fmt: skip

SALES: dict[str, tuple[str, ...]] = {
    "of customers who came once": (
        "Customer ID|Gender|Age|Purchase Date|Purchase Amount|"
        "Membership", "1|F|30|2024-01-01|2.5|Gold",
        "2|M|31|2024-01-02|3.5|Gold",
    ),
    "by day, of customers who came once": (
        "Customer ID|Gender|Age|Date|Amount|Membership|"
        "Loyalty tier", "1|F|30|2024-01-01|2.5|a|b",
        "2|M|31|2024-01-02|3.5|a|b",
    ),
    "with an order number": (
        "Order ID|Customer ID|Gender|Age|Total Spend", "O1|1|F|30|2.5", "O2|2|M|31|3.5",
    ),
    "of items": (
        "Customer ID|Age|Gender|Item Purchased|Purchase Amount|Previous Purchases",
        "1|30|F|Blouse|53|14", "2|31|M|Sweater|64|2",
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", PEOPLE)
def test_a_table_of_people_is_one_of_customers(kind: str) -> None:
    column, lines = PEOPLE[kind]
    understood = of(*lines)
    assert understood.refusal is None
    assert understood.shape == "customers"
    assert understood.mapping.get("user_id") == column


@pytest.mark.parametrize("kind", SALES)
def test_sales_to_people_of_whom_more_is_known_stay_sales(kind: str) -> None:
    assert of(*SALES[kind]).shape == "orders"


def test_facts_about_people_become_columns_of_the_customer_table(write: Write) -> None:
    dataset = load(write("customer_id,age,first_order_date,orders_count,total_spent\n"
                         "CUS-1,30,2020-01-31,4,10.5\nCUS-2,31,2021-01-31,5,20.5\n"))  # fmt: skip
    assert dataset.n_customers == 2
    assert dataset.event_counts == {}
    assert {"age", "orders_count", "total_spent"} <= set(dataset.customers.columns)


def test_rows_of_facts_about_nobody_are_refused_until_the_owner_says_they_are_customers(
    write: Write,
) -> None:
    path = write("sex,age,fare,class\nmale,22,7.25,3\nfemale,38,71.28,1\n")
    with pytest.raises(Exception, match=r"names no customers \('sex', 'age', 'fare'\)"):
        load(path)
    assert load(path, shape="customers").n_customers == 2


@pytest.mark.parametrize(
    "head",
    [
        "Kundennr.|Name|PLZ|Ort|Telefon|E-Mail|Umsatz Vorjahr|Letzter Beleg",
        "Record ID|Name|Zip|City|Phone|E-mail|Total revenue|Create date",
    ],
)
def test_a_list_of_addresses_with_sums_is_one_of_people(head: str) -> None:
    rows = [
        f"{i}|Person {i}|0106{i}|Ulm|+49 73{i}|p{i}@example.de|{i}50.50|1{i}.03.2024"
        for i in range(1, 6)
    ]
    assert understood(head, *rows).shape == "customers"


def test_orders_with_addresses_stay_orders() -> None:
    head = "Order no|Order date|Name|Zip|City|Phone|E-mail|Total"
    rows = [
        f"A{i}|2024-03-1{i}|Person {i}|0106{i}|Ulm|+49 73{i}|p{i}@example.de|{i}50.50"
        for i in range(1, 6)
    ]
    assert understood(head, *rows).shape == "orders"
