"""Headers taken apart into concepts, in many languages."""

from __future__ import annotations

import pytest

from shopai.events.reading.further_words import FURTHER
from shopai.events.reading.understanding import suggest
from shopai.events.reading.vocabulary import WORDS
from shopai.events.reading.vocabulary import Concept as C
from shopai.events.reading.words import folded, header

#: Language -> header -> its concepts.
HEADERS: dict[str, dict[str, set[str]]] = {
    "English": {
        "Order Number": {C.ORDER, C.ID},
        "Customer ID": {C.CUSTOMER, C.ID},
        "Unit Price": {C.UNIT, C.PRICE},
        "Purchase Date": {C.PURCHASE, C.DATE},
    },
    "Chinese": {
        "订单编号": {C.ORDER, C.ID},
        "客户名称": {C.CUSTOMER, C.NAME},
        "商品数量": {C.ITEM, C.QUANTITY},
        "实付金额": {C.PAID, C.AMOUNT},
    },
    "German": {
        "Bestellnummer": {C.ORDER, C.ID},
        "Rechnungsnummer": {C.INVOICE, C.ID},
        "Rechnungsadresse": {C.BILLING, C.ADDRESS},
        "Artikelbezeichnung": {C.ITEM, C.NAME},
        "Gesamtbetrag": {C.TOTAL, C.AMOUNT},
        "Versandkosten": {C.SHIPPING, C.COST},
    },
    "French": {
        "Numéro de commande": {C.ORDER, C.ID},
        "Prix unitaire": {C.PRICE, C.UNIT},
        "Date de la facture": {C.INVOICE, C.DATE},
    },
    "Spanish": {
        "Número de pedido": {C.ORDER, C.ID},
        "Precio unitario": {C.PRICE, C.UNIT},
        "Fecha de compra": {C.PURCHASE, C.DATE},
    },
    "Portuguese": {
        "Número do pedido": {C.ORDER, C.ID},
        "Preço unitário": {C.PRICE, C.UNIT},
        "Quantidade": {C.QUANTITY},
    },
    "Italian": {
        "Numero ordine": {C.ORDER, C.ID},
        "Unità vendute": {C.QUANTITY},
        "Data fattura": {C.INVOICE, C.DATE},
    },
    "Dutch": {
        "Bestelnummer": {C.ORDER, C.ID},
        "Factuurdatum": {C.INVOICE, C.DATE},
        "Prijs per stuk": {C.PRICE, C.UNIT},
    },
    "Polish": {
        "Numer zamówienia": {C.ORDER, C.ID},
        "Cena jednostkowa": {C.PRICE, C.UNIT},
        "Ilość": {C.QUANTITY},
        "Kod pocztowy": {C.ZIP},
    },
    "Japanese": {
        "注文番号": {C.ORDER, C.ID},
        "商品名": {C.ITEM, C.NAME},
        "単価": {C.UNIT, C.PRICE},
        "メールアドレス": {C.EMAIL},
    },
    "Korean": {
        "주문번호": {C.ORDER, C.ID},
        "상품명": {C.ITEM, C.NAME},
        "주문일자": {C.ORDER, C.DATE},
    },
    "Indonesian": {
        "Nomor Pesanan": {C.ORDER, C.ID},
        "Harga Satuan": {C.PRICE, C.UNIT},
        "Mata Uang": {C.CURRENCY},
    },
    "Turkish": {
        "Sipariş Numarası": {C.ORDER, C.ID},
        "Birim Fiyat": {C.UNIT, C.PRICE},
        "Para Birimi": {C.CURRENCY},
    },
    "Russian": {
        "Номер заказа": {C.ORDER, C.ID},
        "Цена за штуку": {C.PRICE, C.UNIT},
        "Количество": {C.QUANTITY},
    },
    "Czech": {
        "Číslo objednávky": {C.ORDER, C.ID},
        "Cena za kus s DPH": {C.PRICE, C.UNIT, C.WITH, C.TAX},
        "Celkem s DPH": {C.TOTAL, C.WITH, C.TAX},
    },
    "Slovak": {
        "Množstvo": {C.QUANTITY},
        "Spolu": {C.TOTAL},
        "Názov tovaru": {C.NAME, C.ITEM},
    },
    "Romanian": {
        "Număr comandă": {C.ID, C.ORDER},
        "Preț unitar fără TVA": {C.PRICE, C.UNIT, C.WITHOUT, C.TAX},
        "Oraș": {C.CITY},
    },
    "Hungarian": {
        "Rendelésszám": {C.ORDER, C.ID},
        "Bruttó egységár": {C.GROSS, C.PRICE, C.UNIT},
        "Vevő neve": {C.CUSTOMER, C.NAME},
    },
    "Danish": {
        "Ordredato": {C.ORDER, C.DATE},
        "Stykpris": {C.PRICE, C.UNIT},
        "By": {C.CITY},
        "Varenavn": {C.ITEM, C.NAME},
    },
    "Norwegian": {
        "Ordrenummer": {C.ORDER, C.ID},
        "Linjebeløp": {C.LINE, C.AMOUNT},
        "Fornavn": {C.FIRST},
    },
    "Swedish": {
        "Radsumma": {C.LINE, C.AMOUNT},
        "Betalningssätt": {C.PAYMENT, C.METHOD},
        "Kundnummer": {C.CUSTOMER, C.ID},
    },
    "Finnish": {
        "Tilausnumero": {C.ORDER, C.ID},
        "Yksikköhinta": {C.UNIT, C.PRICE},
        "Päivämäärä": {C.DATE},
        "Asiakkaan nimi": {C.CUSTOMER, C.NAME},
    },
    "Croatian": {
        "Broj narudžbe": {C.ID, C.ORDER},
        "Jedinična cijena": {C.UNIT, C.PRICE},
        "Količina": {C.QUANTITY},
    },
    "Serbian": {
        "Број наруџбине": {C.ID, C.ORDER},
        "Назив производа": {C.NAME, C.ITEM},
    },
    "Ukrainian": {
        "Номер замовлення": {C.ID, C.ORDER},
        "Кількість": {C.QUANTITY},
        "Ціна за одиницю": {C.PRICE, C.UNIT},
    },
    "Bulgarian": {
        "Номер на поръчка": {C.ID, C.ORDER},
        "Единична цена": {C.UNIT, C.PRICE},
        "Отстъпка": {C.DISCOUNT},
    },
    "Greek": {
        "Αριθμός παραγγελίας": {C.ID, C.ORDER},
        "Ποσότητα": {C.QUANTITY},
        "Τιμή μονάδας": {C.PRICE, C.UNIT},
        "Σύνολο με Φ.Π.Α.": {C.TOTAL, C.WITH, C.TAX},
    },
    "Arabic": {
        "رقم الطلب": {C.ID, C.ORDER},
        "اسم العميل": {C.NAME, C.CUSTOMER},
        "سعر الوحدة": {C.PRICE, C.UNIT},
        "\u200fالكمية\u200e": {C.QUANTITY},
    },
    "Hebrew": {
        "מספר הזמנה": {C.ID, C.ORDER},
        "שם הלקוח": {C.NAME, C.CUSTOMER},
        'סה"כ': {C.TOTAL},
        'מק"ט': {C.ITEM},
    },
    "Thai": {
        "หมายเลขคำสั่งซื้อ": {C.ID, C.ORDER},
        "ราคาต่อหน่วย": {C.PRICE, C.UNIT},
        "ชื่อสินค้า": {C.NAME, C.ITEM},
        "วันที่สั่งซื้อ": {C.DATE, C.ORDER},
    },
    "Vietnamese": {
        "Mã đơn hàng": {C.ID, C.ORDER},
        "Tên khách hàng": {C.NAME, C.CUSTOMER},
        "Đơn giá": {C.PRICE, C.UNIT},
        "so_luong": {C.QUANTITY},
    },
}
EXAMPLES = [
    pytest.param(name, concepts, id=f"{language}: {name}")
    for language, headers in HEADERS.items()
    for name, concepts in headers.items()
]


@pytest.mark.parametrize(("name", "concepts"), EXAMPLES)
def test_a_header_is_understood_without_a_word_left(name: str, concepts: set[str]) -> None:
    assert header(name).concepts == concepts
    assert header(name).unknown == 0


@pytest.mark.parametrize(
    ("name", "concepts"),
    [
        ("orderItemId", {C.ORDER, C.ITEM, C.ID}),
        ("order-item-id", {C.ORDER, C.ITEM, C.ID}),
        ("ORDER_ITEM_ID", {C.ORDER, C.ITEM, C.ID}),
        ("Order #", {C.ORDER, C.ID}),
        ("№ заказа", {C.ORDER, C.ID}),
        ("Rabatt %", {C.DISCOUNT, C.RATE}),
        ("customerEMail", {C.CUSTOMER, C.EMAIL}),
        ("OrderID", {C.ORDER, C.ID}),
        ("dateOfOrder", {C.DATE, C.ORDER}),
        ("ordernumber", {C.ORDER, C.ID}),
        ("Created by", {C.STAFF}),
        ("By", {C.CITY}),
        ("Approved by", {C.UPDATED}),
        ("Bill No", {C.INVOICE, C.ID}),
        ("Billing Customer ID", {C.BILLING, C.CUSTOMER, C.ID}),
    ],
)
def test_case_signs_and_compounds_do_not_matter(name: str, concepts: set[str]) -> None:
    assert header(name).concepts == concepts


@pytest.mark.parametrize(
    ("name", "unknown"),
    [("Order 2", 0), ("Order of the x", 0), ("Order flumm", 1), ("Zwork flumm", 2),
     ("数量鱻鱻", 1)],
)  # fmt: skip
def test_words_of_no_concept_are_counted_but_for_fillers_and_numbers(
    name: str, unknown: int
) -> None:
    assert header(name).unknown == unknown


@pytest.mark.parametrize(
    ("text", "plain"),
    [("ราคาต่อ", "ราคาต่อ"), ("Número", "numero"),
     ("STRAßE", "strasse"), ("Ilość", "ilosc"), ("Ürün Adı", "urun adi"),
     ("ＩＤ", "id"), ("数量", "数量"), ("ガ", "ガ"), ("각", "각")],
)  # fmt: skip
def test_folding_takes_case_and_accents_and_leaves_other_scripts(text: str, plain: str) -> None:
    assert folded(text) == plain


def test_every_word_of_the_vocabulary_has_its_concept() -> None:
    missing = [
        (concept, word)
        for concept, words in WORDS.items()
        for word in words.split()
        if concept not in header(word.rstrip("*")).concepts
    ]
    assert missing == []


def test_every_word_of_the_further_languages_has_its_concept() -> None:
    missing = [
        (language, concept, word)
        for language, concepts in FURTHER.items()
        for concept, words in concepts.items()
        for word in words.split()
        if concept not in header(word.strip("=*").replace("_", " ")).concepts
    ]
    assert missing == []


def test_words_of_the_vocabulary_are_in_lower_case_and_not_bare_asterisks() -> None:
    words = [word for listed in WORDS.values() for word in listed.split()]
    assert [word for word in words if word != word.lower() or not word.rstrip("*")] == []
    assert all(listed.strip() for listed in WORDS.values())


@pytest.mark.parametrize(
    "names",
    [
        ["Rechnungsnummer", "Kunde", "Rechnungsdatum", "Artikel", "Menge", "Preis"],
        ["Factuurnummer", "Klant", "Factuurdatum", "Artikel", "Aantal", "Prijs"],
        ["Bill No", "Customer", "Bill Date", "Item", "Qty", "Price"],
    ],
)
def test_the_number_of_an_invoice_is_the_order(names: list[str]) -> None:
    rows = [["R1", "a", "01.02.2024", "x", "1", "2"], ["R1", "a", "01.02.2024", "y", "2", "3"]]
    roles = ("order_id", "user_id", "timestamp", "item_id", "quantity", "price")
    assert suggest(names, rows).fields == dict(zip(roles, names, strict=True))


def test_a_name_without_an_end_is_no_word_and_costs_no_time() -> None:
    assert header("bestell" * 2000).concepts == frozenset()
