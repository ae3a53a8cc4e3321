"""Kinds of documents: invoices, credit notes, and what is no sale."""

from __future__ import annotations

import pytest

from shopai.events.reading.documents import are_documents, document_of, documents_in

REFUNDS = (
    "Rechnungskorrektur", "Stornorechnung", "Gutschrift", "Credit Memo", "Credit note",
    "Nota de Crédito B", "8 - Nota de Crédito B", "Nota di credito", "Creditnota",
    "Kreditfaktura",
    "Abono", "Avoir", "Facture d'avoir", "Faktura korygująca", "Korekta faktury", "红字发票",
    "赤伝",
    "Корректировка реализации", "Возвратный чек", "Возврат", "Dobropis", "İade faturası",
    "Retoure",
    "Повернення", "반품", "Return", "Nota credito", "Factura rectificativa", "退货单",
    "Reso cliente",
    "Zwrot", "Creditfactuur", "Devolução", "ใบลดหนี้",
)  # fmt: skip
NO_SALES = (
    "Angebot", "Lieferschein", "Proforma", "Pro-forma invoice", "Auftragsbestätigung", "Quote",
    "Blanket Order", "Bozza", "DDT", "Preventivo", "Devis", "Bon de livraison", "Presupuesto",
    "Albarán", "Remito", "Orçamento", "Offerte", "Pakbon", "Oferta", "見積書", "见积", "納品書",
    "报价单",
    "견적서", "Teklif", "İrsaliye", "Penawaran", "Счёт на оплату", "Estimate", "Purchase Order",
    "Ordine fornitore", "Offert", "Följesedel", "Nabídka", "Dodací list", "Báo giá",
    "Delivery note",
    "Eingangsrechnung", "Packing slip", "Draft invoice",
)  # fmt: skip
SALES = (
    "Rechnung", "Anzahlungsrechnung", "Schlussrechnung", "Invoice", "Sales receipt", "Facture",
    "Factura A", "6 - Factura B", "Fattura", "Fatura", "Faktura VAT", "Paragon", "Nota Fiscal",
    "Scontrino", "Продажа", "Чек", "Реализация", "销售单", "增值税发票", "請求書", "売上",
    "영수증",
    "Kvitto", "Hóa đơn", "Auftrag", "Order", "Zamówienie", "ใบเสร็จ", "Tax invoice", "Verkoop",
)  # fmt: skip


@pytest.mark.parametrize("word", REFUNDS)
def test_a_credit_note_takes_back(word: str) -> None:
    assert document_of(word) == "refund"


@pytest.mark.parametrize("word", NO_SALES)
def test_a_quote_a_delivery_note_and_what_the_shop_buys_are_no_sale(word: str) -> None:
    assert document_of(word) == "no sale"


@pytest.mark.parametrize("word", SALES)
def test_an_invoice_is_a_sale(word: str) -> None:
    assert document_of(word) == "sale"


def test_orders_and_payments_beside_invoices_are_the_same_money_again() -> None:
    words = ["Invoice", "Sales Order", "Payment", "Credit Memo"]
    assert documents_in(words, {}) == {
        "Invoice": "sale", "Sales Order": "no sale", "Payment": "no sale",
        "Credit Memo": "refund",
    }  # fmt: skip
    assert documents_in(["Sales Order", "Credit Memo"], {})["Sales Order"] == "sale"


def test_the_owner_knows_better() -> None:
    assert documents_in(["Invoice", "Quote"], {"Quote": "sale"})["Quote"] == "sale"


@pytest.mark.parametrize(
    ("words", "are"),
    [(["Invoice", "Quote"], True), (["Rechnung", "Gutschrift"], True), (["Invoice"], False),
     (["Payment", "Refund"], False), (["Mug", "Ticket", "Candle"], False)],
)  # fmt: skip
def test_a_column_holds_documents_where_some_are_sales_and_some_others(
    words: list[str], are: bool
) -> None:
    assert are_documents(words) is are
