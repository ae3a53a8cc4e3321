"""Files that hold no purchases are refused by what they are; near misses are read."""

from __future__ import annotations

import pytest

from shopai.errors import InputError
from shopai.events.load import load
from shopai.events.reading.mapping import Mapping
from shopai.events.reading.understanding import Understanding, understand
from tests.events.conftest import Write


def of(*lines: str) -> Understanding:
    """A table of which each line has its cells between bars, the first line the headers."""
    header, *rows = (tuple(line.split("|")) for line in lines)
    return understand(header, tuple(rows))


#: Kind of file -> beginning of the refusal, and lines of such a file.
REFUSED: dict[str, tuple[str, tuple[str, ...]]] = {
    "ads": (
        "is a report of ads ('Impressions', 'Clicks')",
        ("Day|Campaign|Impressions|Clicks|Spend", "2024-01-01|A|100|5|2.5",
         "2024-01-02|B|200|6|3.5"),
    ),
    "wages": (
        "is a list of wages ('Gross salary', 'Net salary', 'Overtime')",
        ("Employee|Month|Gross salary|Net salary|Overtime", "Ann|2024-01-31|2000|1500|3",
         "Bob|2024-01-31|2100|1600|3"),
    ),
    "survey": (
        "is the answers to a survey ('Respondent ID', 'Question 1', 'Question 2')",
        ("Respondent ID|Question 1|Question 2|Answer", "1|5|4|yes", "2|3|4|no"),
    ),
    "bank in German": (
        "is a statement of an account ('Buchungstag', 'Valutadatum', 'Verwendungszweck')",
        ("Buchungstag|Valutadatum|Verwendungszweck|Betrag",
         "01.02.2024|01.02.2024|Miete|-500,00", "02.02.2024|02.02.2024|Lohn|1500,00"),
    ),
    "bank by its balance": (
        "is a statement of an account ('Balance')",
        ("Date|Description|Amount|Balance", "2024-01-01|rent|-500|100", "2024-01-02|x|1000|1100"),
    ),
    "customers in several rows": (
        "has one customer in several rows ('Customer ID')",
        ("Customer ID|Visits|City", "a|3|X", "a|4|X", "b|1|Y", "b|2|Y"),
    ),
    "parcels": (
        "is a list of parcels ('Tracking number')",
        ("Tracking number|Order ID|Recipient|Weight|Ship date", "T1|1|Ann|2.5|2024-01-01",
         "T2|2|Bob|2.5|2024-01-02"),
    ),
    "movements": (
        "is a list of movements of a stock",
        ("Date|Item|Quantity|Movement type", "2024-01-01|x|5|in", "2024-01-02|y|-3|out"),
    ),
    "movements from one place to another": (
        "is a list of movements of a stock",
        ("Date|Item|Quantity|From|To", "2024-01-01|x|5|A|B", "2024-01-02|y|3|B|A"),
    ),
    "survey by its questions": (
        "is the answers to a survey ('How was it?', 'Why?')",
        ("No|How was it?|Why?", "1|5|4", "2|3|4"),
    ),
    "visits of a page": (
        "counts visits ('Sessions', 'Pageviews')",
        ("Page|Sessions|Pageviews", "/a|30|90", "/b|20|70"),
    ),
    "ratings of orders": (
        "holds ratings of orders ('review_score')",
        ("review_id|order_id|review_score|review_date", "r1|1|5|2024-01-01", "r2|2|4|2024-01-02"),
    ),
    "products": (
        "is a list of products ('SKU')", ("SKU|Title|Price", "x|Tea|2.5", "y|Cup|3.5"),
    ),
    "products with the day they were made": (
        "is a list of products ('SKU')",
        ("SKU|Title|Price|Created at", "x|Tea|2.5|2024-01-01", "y|Cup|3.5|2024-01-02"),
    ),
    "goods in a warehouse": (
        "is a list of products ('SKU')",
        ("Date|SKU|Quantity|Warehouse", "2024-01-01|x|2|A", "2024-01-02|x|1|A"),
    ),
    "nameless columns": (
        "has columns without names",
        ("column_1|column_2|column_3|column_4|column_5", "x|Tea|2.5|k|m", "y|Cup|3.5|k|m"),
    ),
}  # fmt: skip

READ: dict[str, tuple[str, ...]] = {
    "orders with a column of clicks": (
        "Order ID|Customer ID|Date|SKU|Price|Ad clicks|Impressions", "1|a|2024-01-01|x|2.5|3|9",
        "2|b|2024-01-02|y|3.5|1|9",
    ),
    "PayPal, which has a balance": (
        "Date|Name|Type|Status|Gross|Fee|Net|From Email Address|Transaction ID|Item Title|Balance",
        "2024-01-01|Ann|Payment|Completed|10.00|-0.50|9.50|a@x.y|T1|Tea|9.50",
        "2024-01-02|Bob|Payment|Completed|20.00|-0.80|19.20|b@x.y|T2|Cup|28.70",
    ),
    "one customer a row": ("Customer ID|Visits|City", "a|3|X", "c|4|X", "b|1|Y", "d|2|Y"),
    "orders with their parcels": (
        "Tracking number|Order ID|Recipient|SKU|Price|Order date", "T1|1|Ann|x|2.5|2024-01-01",
        "T2|2|Bob|y|2.5|2024-01-02",
    ),
    "sales of a kiosk, which knows no customers": (
        "Date|SKU|Quantity|Price", "2024-01-01|x|2|2.5", "2024-01-02|y|1|3.5",
    ),
    "orders with two questions": (
        "Order ID|Customer|Date|SKU|Price|Gift?|Paid?", "1|a|2024-01-01|x|2.5|1|1",
        "2|b|2024-01-02|y|3.5|0|1",
    ),
    "customers with their visits": (
        "Customer ID|Sessions|Pageviews", "a|30|90", "c|20|71", "b|21|72", "d|22|73",
    ),
    "sales from one place to another": (
        "Date|Item|Quantity|Price|From|To", "2024-01-01|x|5|2|A|B", "2024-01-02|y|3|4|B|A",
    ),
    "nameless ratings": ("column_1|column_2|column_3", "1|10|5", "1|11|4", "2|10|3", "2|12|3"),
    "events with clicks": (
        "user_id|event|item|time|clicks|impressions", "a|view|x|2024-01-01|1|2",
        "a|click|x|2024-01-01|1|2",
    ),
    "orders with two facts of an account": (
        "Order ID|Customer|Date|SKU|Amount|IBAN|BIC|Debit", "1|a|2024-01-01|x|2.5|D|B|1",
        "2|b|2024-01-02|y|3.5|D|B|1",
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", REFUSED)
def test_a_file_without_purchases_is_refused_by_what_it_is(kind: str) -> None:
    beginning, lines = REFUSED[kind]
    refusal = of(*lines).refusal
    assert refusal is not None and refusal.startswith(beginning)
    assert refusal.endswith(".")


@pytest.mark.parametrize("kind", READ)
def test_a_shop_s_file_that_looks_a_little_like_one_is_read(kind: str) -> None:
    understood = of(*READ[kind])
    assert understood.refusal is None
    assert understood.shape is not None


def test_the_refusal_ends_the_load_until_the_owner_says_what_it_is(write: Write) -> None:
    path = write("SKU,Title,Price\nx,Tea,2.5\ny,Cup,3.5\n")
    with pytest.raises(InputError, match=r"shop\.csv is a list of products \('SKU'\)"):
        load(path)
    assert load(path, shape="orders").report.rows_kept == 2


#: Headers of Lithuanian and Georgian shops, whose words are not known.
OPAQUE = {
    "without a word that is known": (
        "has headers in words that are not understood ('Užsakymas', 'Pirkėjas', 'Prekė' and 3 "
        "more), so that who bought what, when and for how much would be a guess. Map the columns, "
        "or rename them",
        (
            "Užsakymas|Pirkėjas|Prekė|Kiekis|Kaina|Įvykdyta",
            "1|Jonas|Arbata|2|3.50|2024-03-14",
            "2|Ona|Kava|1|7.00|2024-03-15",
            "3|Jonas|Kava|1|7.00|2024-03-16",
        ),
    ),
    "with an article number and an address": (
        "has headers in words that are not understood ('შეკვეთა', 'მყიდველი', 'რაოდენობა'",
        (
            "შეკვეთა|მყიდველი|E-mail|SKU|რაოდენობა|ფასი|შექმნილია",
            "1|ნინო|n@x.ge|A|2|3.50|2024-03-14",
            "2|გია|g@x.ge|B|1|7.00|2024-03-15",
        ),
    ),
    "in plain letters": (
        "has headers in words that are not understood ('Pasutijums', 'Pircejs', 'Prece'",
        (
            "Pasutijums|Pircejs|Prece|SKU|Skaits|Summa|Izveidots",
            "1|Anna|Teja|A|2|3.50|2024-03-14",
            "2|Ilze|Kafija|B|1|7.00|2024-03-15",
        ),
    ),
}


@pytest.mark.parametrize(("said", "lines"), OPAQUE.values(), ids=list(OPAQUE))
def test_headers_in_words_of_no_known_language_are_not_guessed(
    said: str, lines: tuple[str, ...]
) -> None:
    refusal = of(*lines).refusal
    assert refusal is not None
    assert refusal.startswith(said)


@pytest.mark.parametrize(
    "lines",
    [
        ("col1|col2|col3|col4|col5", "u1|A|5|2.50|2024-03-14", "u1|B|3|2.50|2024-03-15"),
        ("A|B|C|D|E", "u1|A|5|2.50|2024-03-14", "u1|B|3|2.50|2024-03-15"),
        ("order|buyer|item|price|date|foo bar|flumm|zwork|plonk|krax",
         "1|u1|A|5|2024-03-14|x|y|z|a|b", "2|u2|B|6|2024-03-15|x|y|z|a|c"),
    ],
    ids=["numbered columns", "letters", "a sale beside other words"],
)  # fmt: skip
def test_headers_that_are_no_words_or_that_tell_the_sale_are_no_reason_to_refuse(
    lines: tuple[str, ...],
) -> None:
    assert "not understood" not in (of(*lines).refusal or "")


def test_a_mapping_reads_what_headers_do_not_tell(write: Write) -> None:
    lines = OPAQUE["without a word that is known"][1]
    path = write("\n".join(lines).replace("|", ","))
    with pytest.raises(InputError, match="in words that are not understood"):
        load(path)
    fields = {"order_id": "Užsakymas", "user_id": "Pirkėjas", "item_id": "Prekė",
              "quantity": "Kiekis", "price": "Kaina", "timestamp": "Įvykdyta"}  # fmt: skip
    assert load(path, mapping=Mapping(fields)).report.rows_kept == 3
