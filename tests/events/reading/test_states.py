"""Words for the state of an order, in many languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from shopai.events.reading.states import (
    has_left,
    may_be_paid_later,
    paid_on_delivery,
    state_of,
    states_in,
)

#: Language -> words of sales, of none, and of sales taken back.
WORDS: dict[str, tuple[str, str, str]] = {
    "English": ("Completed|Paid|unfulfilled|Awaiting shipment|Partially refunded|return requested",
                "Cancelled|On hold|pending|Draft|Awaiting payment|voided|Not paid|failed",
                "Refunded|Returned|Chargeback"),
    "Chinese": ("交易成功|已发货|待发货|部分退款", "交易关闭|等待买家付款|待付款",
                "已退款|退款成功"),
    "German": ("Bezahlt|Versandt|Teilweise erstattet|Wartet auf Versand", "Storniert|Offen",
               "Erstattet"),
    "French": ("Payée|Livrée|Partiellement remboursé|En attente d'expédition",
               "Annulée|En attente de paiement", "Remboursé"),
    "Spanish": ("Pagado|Enviado|Pendiente de envío", "Cancelado|Pendiente de pago",
                "Reembolsado|Devuelto"),
    "Portuguese": ("Pago|Entregue|Aguardando envio", "Cancelado|Aguardando pagamento",
                   "Reembolsado|Devolvido"),
    "Italian": ("Pagato|Consegnato|In attesa di spedizione", "Annullato|In attesa", "Rimborsato"),
    "Dutch": ("Betaald|Verzonden", "Geannuleerd|Onbetaald", "Terugbetaald|Geretourneerd"),
    "Polish": ("Opłacone|Wysłane", "Anulowane|Nieopłacone|Oczekuje na płatność", "Zwrócone"),
    "Japanese": ("発送済み|完了|支払済み", "キャンセル|入金待ち", "返金済み|返品"),
    "Korean": ("배송완료|결제완료|구매확정", "취소|입금대기", "환불|반품완료"),
    "Indonesian": ("Selesai|Dikirim", "Dibatalkan|Menunggu pembayaran|Belum dibayar",
                   "Dikembalikan"),
    "Turkish": ("Tamamlandı|Teslim edildi|Ödendi", "İptal edildi|Ödeme bekliyor", "İade edildi"),
    "Russian": ("Оплачен|Доставлен|Выполнен", "Отменён|Ожидает оплаты|Не оплачен",
                "Возврат|Возвращён"),
    "Czech": ("Vyřízena|Zaplaceno", "Zrušena|Nezaplaceno", "Vráceno"),
    "Slovak": ("Vybavená|Odoslaná|Čaká na odoslanie", "Zrušená|Nezaplatená|Čaká na platbu",
               "Vrátená"),
    "Romanian": ("Finalizată|Livrat|Plătit|Așteaptă livrare", "Anulată|Neachitat|În așteptare",
                 "Rambursată|Returnat"),
    "Hungarian": ("Teljesítve|Fizetve|Kiszállítva", "Törölt|Fizetésre vár|Nincs fizetve|Sikertelen",
                  "Visszatérítve|Visszáru"),
    "Danish": ("Afsendt|Betalt|Gennemført", "Annulleret|Ikke betalt|Afventer betaling|Ubetalt",
               "Refunderet|Returneret"),
    "Norwegian": ("Sendt|Betalt|Fullført", "Kansellert|Ikke betalt|Avventer", "Tilbakebetalt"),
    "Swedish": ("Levererad|Betald", "Makulerad|Obetald", "Återbetald"),
    "Finnish": ("Toimitettu|Maksettu|Odottaa toimitusta", "Peruutettu|Ei maksettu|Maksamatta",
                "Palautettu|Hyvitetty"),
    "Croatian": ("Isporučeno|Plaćeno", "Otkazana|Neplaćeno|Nije plaćeno|Na čekanju", "Povrat"),
    "Serbian": ("Испоручено|Плаћено", "Отказана|Неплаћено", "Враћено"),
    "Ukrainian": ("Виконано|Сплачено|Доставлено", "Скасовано|Не сплачено|Очікує оплати",
                  "Повернення"),
    "Bulgarian": ("Изпълнена|Платена|Доставена", "Отказана|Неплатена|Чакаща", "Върната"),
    "Greek": ("Ολοκληρωμένη|Απεστάλη|Πληρωμένη", "Ακυρωμένη|Απλήρωτη|Εκκρεμεί|Μη πληρωμένη",
              "Επιστροφή"),
    "Arabic": ("تم التنفيذ|مكتمل|جاري التوصيل|بانتظار الشحن",
               "ملغي|تم الإلغاء|بانتظار الدفع|غير مدفوع|لم يتم الدفع", "مسترجع|تم الاسترجاع"),
    "Hebrew": ("שולם|הושלמה|נשלח|ממתין למשלוח", "בוטלה|לא שולם|ממתין לתשלום", "הוחזר|זוכתה"),
    "Thai": ("สำเร็จ|ชำระเงินแล้ว|รอส่งสินค้า", "ยกเลิก|รอชำระเงิน|ไม่สำเร็จ", "คืนเงินแล้ว"),
    "Vietnamese": ("Đã thanh toán|Hoàn thành|Chưa giao hàng", "Đã hủy|Chưa thanh toán|Chờ xử lý",
                   "Đã hoàn tiền|Đã nhập trả"),
}  # fmt: skip
EXAMPLES = [
    pytest.param(word, state, id=f"{language}: {word}")
    for language, listed in WORDS.items()
    for state, words in zip(("sale", "no sale", "refund"), listed, strict=True)
    for word in words.split("|")
]


@pytest.mark.parametrize(("word", "state"), EXAMPLES)
def test_the_state_of_a_word(word: str, state: str) -> None:
    assert state_of(word) == state


@pytest.mark.parametrize("word", ["paid, cancelled", "Cancelled (refunded)", "wc-cancelled"])
def test_cancelled_beats_what_else_is_said(word: str) -> None:
    assert state_of(word) == "no sale"


@pytest.mark.parametrize("word", ["", "-", "none", "N/A", "wc-completed", "No return"])
def test_a_word_for_nothing_is_a_sale(word: str) -> None:
    assert state_of(word) == "sale"


@pytest.mark.parametrize("word", ["Flurbig", "married", "closed", "B2"])
def test_words_for_other_things_are_not_known(word: str) -> None:
    assert state_of(word) is None


def test_goods_that_wait_are_sold_unless_they_wait_for_the_money() -> None:
    assert state_of("Pending delivery") == "sale"
    assert state_of("pending payment on delivery") == "no sale"


def test_of_deliveries_only_what_came_back_or_was_called_off_is_told() -> None:
    words = ["pending", "shipped", "returned", "cancelled"]
    assert list(states_in("Delivery status", words, {}).values()) == [
        "sale", "sale", "refund", "no sale"
    ]  # fmt: skip
    assert states_in("Payment status", ["pending"], {}) == {"pending": "no sale"}


@pytest.mark.parametrize(
    ("column", "words", "states"),
    [
        ("Cancelled", ["yes", "no"], ["no sale", "sale"]),
        ("storniert", ["ja", "nein"], ["no sale", "sale"]),
        ("Is refunded", ["true", "0"], ["refund", "sale"]),
        ("Return status", ["Return complete", "Return cancelled"], ["refund", "sale"]),
        ("Payment status", ["open"], ["no sale"]),
        ("Order status", ["open"], ["sale"]),
    ],
)
def test_the_header_says_what_a_flag_means(
    column: str, words: list[str], states: list[str]
) -> None:
    assert list(states_in(column, words, {}).values()) == states


def test_the_answers_of_the_owner_come_first() -> None:
    own = {"Flurbig": "refund", "paid": "no sale"}
    assert states_in("Status", ["Flurbig", "paid"], own) == own
    assert states_in("Shipping status", ["pending"], {"pending": "no sale"}) == {
        "pending": "no sale"
    }


def test_closed_is_known_only_where_nothing_else_is_a_sale_or_refunds_have_amounts() -> None:
    assert states_in("Status", ["closed", "paid"], {})["closed"] is None
    assert states_in("Status", ["closed", "paid"], {}, amounts=True)["closed"] == "sale"
    assert states_in("Status", ["closed", "cancelled"], {})["closed"] == "sale"


@pytest.mark.parametrize(
    ("word", "on_delivery"),
    [("COD", True), ("Cash on Delivery", True), ("Nachnahme", True), ("货到付款", True),
     ("Kapıda ödeme", True), ("za pobraniem", True), ("credit card", False), ("PayPal", False)],
)  # fmt: skip
def test_methods_that_take_the_money_at_the_door(word: str, on_delivery: bool) -> None:
    assert paid_on_delivery(word) is on_delivery


@pytest.mark.parametrize("word", ["fulfilled", "Partially shipped", "Versandt", "已发货",
                                  "配達済み", "배송중", "отправлен", "Entregado"])  # fmt: skip
def test_goods_that_have_left(word: str) -> None:
    assert has_left(word)


@pytest.mark.parametrize("word", ["pending", "processing", "unfulfilled", "partially unfulfilled",
                                  "not shipped", "待发货", "発送待ち", "cancelled"])  # fmt: skip
def test_goods_that_are_still_there(word: str) -> None:
    assert not has_left(word)


def test_what_waits_for_its_money_may_be_paid_later_what_is_cancelled_not() -> None:
    later = ["pending", "awaiting payment", "待付款", "Offen", "Pendiente de pago"]
    assert all(map(may_be_paid_later, later))
    assert not any(map(may_be_paid_later, ["paid", "cancelled", "draft", "failed"]))


VOCABULARIES = [
    line.split(" | ")
    for line in (Path(__file__).parent / "states.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]


@pytest.mark.parametrize(
    "listed", [pytest.param(line, id=f"{line[0]}: {line[1]}") for line in VOCABULARIES]
)
def test_the_words_of_a_system_or_language(listed: list[str]) -> None:
    _, state, *words = listed
    told = {word: state_of(word) for word in words}
    assert {word: its for word, its in told.items() if its != state} == {}


@pytest.mark.parametrize(
    ("word", "state"),
    [("not approved", "no sale"), ("nicht erfolgreich", "no sale"), ("not shipped", "sale"),
     ("не отправлен", "sale"), ("not cancelled", "sale"), ("non validée", "no sale")],
)  # fmt: skip
def test_a_word_with_not_before_it_says_the_opposite(word: str, state: str) -> None:
    assert state_of(word) == state


@pytest.mark.parametrize("word", ["Open", "New", "Aberto", "Nowe", "Новый", "created", "新訂單"])
def test_open_is_sold_in_a_column_of_orders_and_unpaid_in_one_of_payments(word: str) -> None:
    assert states_in("Order status", [word, "shipped"], {})[word] == "sale"
    assert states_in("Payment status", [word, "paid"], {})[word] == "no sale"
    assert states_in("Status", [word, "captured", "failed"], {})[word] == "no sale"


def test_a_new_thing_beside_words_that_are_not_known_is_no_sale_yet() -> None:
    assert states_in("Zustand", ["Neu", "Gebraucht"], {})["Neu"] is None


def test_numbers_are_codes_of_which_none_is_known() -> None:
    assert states_in("status", ["0", "1", "5"], {}) == {"0": None, "1": None, "5": None}
    assert states_in("status", ["0", "5"], {"5": "sale"}) == {"0": None, "5": "sale"}
    assert states_in("is_cancelled", ["0", "1"], {}) == {"0": "sale", "1": "no sale"}


@pytest.mark.parametrize("word", ["입금대기", "待付款", "Awaiting payment", "не оплачен"])
def test_not_paid_is_no_sale_in_a_column_of_deliveries_too(word: str) -> None:
    told = states_in("배송상태", [word, "배송완료", "배송대기"], {})
    assert told == {word: "no sale", "배송완료": "sale", "배송대기": "sale"}
