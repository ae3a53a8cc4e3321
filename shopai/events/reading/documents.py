"""Kinds of documents in a shop's books: invoices, credit notes, and what is no sale."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

from shopai.events.reading.states import State, any_of, joined, state_of
from shopai.events.reading.vocabulary import Concept as C
from shopai.events.reading.words import header

#: Documents that take back what another sold.
_REFUNDS: Final = (
    "erstatt rechnungskorrektur korrekturrechnung gutschrift stornorechnung stornobeleg "
    "rechnungsstorno "
    "credit_memo credit_note credit_invoice creditnote creditmemo customer_credit refund return_ "
    "returns sales_return cash_refund nota_de_credito nota_di_credito nota_credito nota_kredit "
    "creditnota creditfactuur kreditfaktura kreditnota kreditering korekt faktura_koryg avoir "
    "facture_d_avoir abono factura_rectif rectificat devoluc reso_ reso zwrot correccion_fact "
    "iade возврат корректир корректирово чек_возврата возвратн сторно_реализ dobropis opravny "
    "коригуван повернен hoa_don_dieu_chinh tra_hang hoan_tra ใบลดหนี้ คืนสินค้า คืนเงิน "
    "红字 紅字 退货 退貨 退款 冲红 沖紅 赤伝 返品 返金 赤黒 반품 환불 수정세금 retur "
    "returfaktura retour"
)
#: Documents that come before or beside a sale, and those of what the shop itself buys.
_NO_SALES: Final = (
    "angebot kostenvoranschlag lieferschein proforma pro_forma auftragsbest bestellbest mahnung "
    "zahlungserinner packzettel reservierung eingangsrechnung lieferantenrech einkauf vorlage "
    "quote quotation estimate blanket_order delivery_note packing_slip pick_list reservation "
    "purchase_order purchase_invoice supplier_invoice vendor_bill vendor_credit bill expense "
    "pfand leergut trinkgeld gutscheinverkauf gutscheineinl tip propina gorjeta mancia fooi "
    "pourboire "
    "gift_card_sale gift_card_load cash_in cash_out einlage entnahme payout transfer auszahl "
    "ubertrag uitbetal virement transferenc trasferiment wyplata выплат "
    "draft bozza ddt documento_di_trasporto preventivo ordine_fornit ordine_a_fornit "
    "fattura_acquist conferma_d_ordine devis bon_de_livr bon_livr brouillon facture_fourn "
    "commande_fourn presupuesto cotizac albaran remito nota_de_entrega orden_de_compra "
    "factura_de_compra borrador orcamento guia_de_remessa romaneio pedido_de_compra rascunho "
    "offerte pakbon orderbevest inkoop wz wydanie_zewn oferta zakup szkic faktura_zakup "
    "zamowienie_do "
    "teklif irsaliye alis_fatura satin_alma taslak penawaran surat_jalan draf "
    "коммерческое счет_на_опл счёт_на_опл черновик заказ_поставщ поступлен рахунок_на_опл "
    "комерційна чернетка nabidka dodaci_list zalohova_fak koncept objednavka_dodav "
    "offert foljesedel utkast ordererkannande bao_gia phieu_xuat_kho phieu_giao don_mua "
    "ใบเสนอราคา ใบส่งของ 报价 報價 送货单 送貨單 出库单 草稿 采购 採購 見積 见积 納品書 発注 "
    "仕入 注文請書 "
    "견적 거래명세 발주 매입"
)
#: Documents of what was sold.
_INVOICES: Final = (
    "invoice rechnung factur fattur fatur faktur receipt ticket bon_ kassenbon kassenbeleg "
    "quittung paragon scontrino ricevut sales_receipt pos_order реализац чек накладн рахунок "
    "kvitto hoa_don nota_fiscal nf_e nfc_e boleta kuitansi fis_ ใบเสร็จ ใบกำกับ 发票 發票 蓝字 "
    "藍字 "
    "請求書 領収書 영수증 계산서"
)
#: Words for sales that may stand in any of the others.
_SALES: Final = (
    "cash_sale verkauf sale vente venta venda vendit verkoop sprzedaz продаж forsaljning prodej "
    "ban_hang penjualan satis ขาย 销售 零售 売上 販売 매출 판매"
)
#: Orders: sales where no invoices stand beside them.
_ORDERS: Final = (
    "order auftrag bestell pedido commande ordine zamowien siparis заказ замовлення objednavk "
    "pesanan don_hang 订单 訂單 注文 受注 주문 bestilling"
)
#: Payments of invoices that stand beside them.
_PAYMENTS: Final = (
    "payment zahlung zahlungseingang paiement pago pagamento betaling platnosc wplata оплат "
    "odeme "
    "pembayaran platba betalning thanh_toan 付款 收款 入金 수금 결제"
)


def document_of(word: str) -> State | None:
    """The state of a row by its kind of document, or None where the word names no document.

    "Rechnung" is a sale, "Nota de Crédito B" takes back another's sale, "Proforma" is none.
    """
    plain = joined(word)
    if any_of(plain, _NO_SALES):
        return "no sale"
    if any_of(plain, _REFUNDS):
        return "refund"
    if any_of(plain, f"{_INVOICES} {_SALES} {_ORDERS}"):
        return "sale"
    return "no sale" if C.FEE in header(word).concepts else None


def documents_in(words: Collection[str], own: Mapping[str, str]) -> dict[str, State | None]:
    """Kind of document -> its state, None where it is not known; `own` are the owner's answers.

    Where there are invoices, orders and payments of them are the same money once more.
    """
    invoiced = any(
        any_of(joined(word), _INVOICES) and document_of(word) == "sale" for word in words
    )
    result: dict[str, State | None] = {}
    for word in words:
        state: State | None = own.get(word)  # type: ignore[assignment]
        if state is None:
            state = document_of(word) or state_of(word)
            if invoiced and state in ("sale", None) and _again(word):
                state = "no sale"
        result[word] = state
    return result


def _again(word: str) -> bool:
    """An order or a payment, and no invoice."""
    plain = joined(word)
    return any_of(plain, f"{_ORDERS} {_PAYMENTS}") and not any_of(plain, _INVOICES)


def are_documents(words: Collection[str]) -> bool:
    """The words are kinds of documents: nearly all are known, some sales and some others."""
    told = [document_of(word) for word in words]
    known = [state or state_of(word) for state, word in zip(told, words, strict=True)]
    n_known = len(known) - known.count(None)
    return "sale" in told and bool({"refund", "no sale"} & {*told}) and n_known >= 0.6 * len(told)
