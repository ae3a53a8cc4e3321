"""The words for the state of an order, in fourteen languages: sale, no sale, or taken back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from typing import Final, Literal

from shopai.events.reading.vocabulary import NO, YES
from shopai.events.reading.vocabulary import Concept as C
from shopai.events.reading.words import folded, header

State = Literal["sale", "no sale", "refund"]
#: What a word of a status column may mean, as people say it.
STATES: Final[dict[State, str]] = {
    "sale": "a sale",
    "no sale": "no sale: cancelled, not paid, a draft or a test",
    "refund": "a sale that was taken back",
}

#: Beginnings of words that say that an order was cancelled: no sale, whatever else is said.
_CANCELLED: Final = (
    "cancel makuler erreur error anul annul annule annulleret storn void abort reject "
    "declin denied deny "
    "failed failure fail abandon trash deleted expired fraud cancellation abgebrochen "
    "abgelehnt geloscht fehlgeschlagen echoue rechazad recusad rifiut odrzuc niepowodzen "
    "mislukt geweigerd batal gagal ditolak iptal basarisiz reddedil отмен аннул отклон "
    "неуспеш ошибк 取消 已关闭 交易关闭 关闭 關閉 失败 "
    "失敗 拒绝 作废 キャンセル 却下 취소 실패 거절"
)
#: Not paid yet, and documents that are none of a sale yet.
_UNPAID: Final = (
    "pending unpaid awaiting authorized authorised unconfirmed waiting onhold on-hold "
    "draft quot proposal estimate offer test sample checkout-draft incomplete "
    "partially_paid new_lead initiated preauth ausstehend unbezahlt offen entwurf angebot "
    "wartet zahlung en_attente attente impaye brouillon devis pendiente impagad borrador "
    "presupuesto en_espera pendente aguardando rascunho orcamento in_attesa attesa bozza "
    "preventivo non_pagat onbetaald wacht concept offerte oczekuj nieoplac szkic "
    "wersja_robocza menunggu belum tertunda bekliyor beklemede beklen odenmedi not_paid "
    "not_yet not_complete not_confirm no_payment non_paye nicht_bezahlt no_pagad nao_pago "
    "taslak ожида неоплач черновик не_оплач 待付款 未付款 "
    "等待买家付款 等待付款 待支付 未支付 草稿 测试 未入金 入金待ち "
    "支払い待ち 下書き テスト 입금전 입금대기 결제대기 미결제 미입금 테스트"
)
_REFUNDED: Final = (
    "refund return reimburs chargeback charged_back dispute_lost erstattet ruckerstattet "
    "rueckerstattet zuruckgegeben zurueckgegeben retour rembours reembols devuelt devolv "
    "devoluc rimbors restituit zwroc zwrot terugbetaald geretourneerd dikembalikan "
    "pengembalian_dana iade возврат возвращ 退款成功 已退款 全额退款 "
    "退货 退貨 已退货 返金済 返品 환불 반품"
)
#: Part of an order was taken back, or only asked for: a sale, whose refund stands in an amount.
_PARTLY: Final = (
    "partially_refund partial_refund partly_refund partially_return teilweise "
    "teilerstattet partiellement parcialmente parzialmente czesciowo gedeeltelijk kismen "
    "sebagian частичн 部分退款 一部返金 부분환불 refund_requested return_requested return_rejected "
    "no_return not_returned non_refund 退款中 无售后 无退款 退款关闭"
)
_SALE: Final = (
    "paid progress erfolgreich zustellung basarili отгруж levere skicka betalt 等待确认收货 accept "
    "aceptad approuve complet processing process shipped fulfil deliver success "
    "settled captured "
    "approved accepted confirmed finish done closed_won sent dispatched ready prepar "
    "packed packing picked invoiced partially_fulfil unfulfil partially_ship unshipped "
    "shipping shipment transit received active ok valid bezahlt abgeschlossen erledigt "
    "versendet versandt geliefert zugestellt verschickt bearbeitung paye payee expedie "
    "livre termine traitement cours pagad completad enviad entregad procesando proceso "
    "pago concluid entregue processando pagat completat spedit consegnat elaborazione "
    "betaald voltooid verzonden geleverd verwerk oplacon zaplacon zrealizowan zakoncz "
    "wyslan dostarczon realizacj selesai dibayar dikirim diterima diproses tamamland "
    "odendi kargo gonderil teslim hazirlan оплачен выполн заверш достав отправ обработ "
    "получен 已完成 交易成功 成功 已支付 已付款 已发货 待发货 已收货 已签收 "
    "完成 支払済 入金済 完了 発送済 配達 出荷 결제완료 배송완료 배송중 "
    "배송준비 구매확정 완료 "
    "purchase sale sold ordin bestell pedido commande zamow siparis pesanan заказ order live "
    "placed open posted normal standard regular default replacement exchange gift preorder web"
)

#: Paid, and waiting to be sent.
_TO_BE_SENT: Final = (
    "awaiting_fulfil awaiting_ship awaiting_pick awaiting_dispatch pending_fulfil pending_ship "
    "pending_deliver ready_to_ship to_ship a_expedier por_enviar da_spedire do_wyslania 待发货 "
    "발송대기 発送待ち"
)

_ORDER: Final[tuple[tuple[str, State], ...]] = (
    (_PARTLY, "sale"),
    (_TO_BE_SENT, "sale"),
    (_CANCELLED, "no sale"),
    (_REFUNDED, "refund"),
    (_UNPAID, "no sale"),
    (_SALE, "sale"),
)
_NOTHING: Final = frozenset({"", "-", "--", "none", "no", "n/a", "0", "false", "无", "無", "なし"})


@lru_cache(maxsize=4096)
def state_of(word: str) -> State | None:
    """The state a word of a status column stands for, or None.

    "Pendiente de pago" is no sale, "partially_refunded" a sale, "refunded" a sale taken back.
    """
    plain = folded(word).strip()
    if plain in _NOTHING:
        return "sale"
    joined = _joined(plain.removeprefix("wc-"))
    concepts = header(word).concepts
    for stems, state in _ORDER:
        if _any_of(joined, stems):
            # What waits to be sent is paid.
            waits = stems == _UNPAID and C.SHIPPING in concepts
            return "sale" if waits and not concepts & {C.PAYMENT, C.PAID} else state
    return "sale" if C.SHIPPING in concepts else None


def _joined(word: str) -> str:
    """Words with one sign between them: "on-hold" and "on hold" are the same."""
    return re.sub(r"[\s'’.,;:/()-]+", "_", folded(word))


def _any_of(word: str, stems: str) -> bool:
    return any(_has(word, stem) for stem in _stems(stems))


@cache
def _stems(listed: str) -> tuple[str, ...]:
    return tuple(folded(stem).replace("-", "_") for stem in listed.split())


def _has(word: str, stem: str) -> bool:
    """`stem` begins the word or one of its parts; ideographs may stand anywhere in it."""
    if not stem.isascii() and not stem[0].isalpha():
        return stem in word
    if any(ord(c) > 0x2E7F for c in stem):
        return stem in word
    # Long ones may follow a beginning of the language: "geannuleerd".
    return word.startswith(stem) or f"_{stem}" in word or (len(stem) > _LONG and stem in word)


_LONG: Final = 4


#: Words that say that the goods have left, or that they are paid for at the door.
_ON_DELIVERY: Final = (
    "cod cash_on_delivery nachnahme contra_reembolso contrassegno contre_remboursement "
    "rembours kapida_odeme za_pobraniem pobranie наложен 货到付款 代引 착불 bayar_di_tempat"
)
_LEFT: Final = (
    "fulfil shipped deliver sent dispatched complete versandt geliefert expedie livre "
    "enviad entreg spedit consegnat verzonden geleverd wyslan dostarcz dikirim kargo "
    "teslim достав отправ 已发货 已签收 発送 配達 배송"
)


def paid_on_delivery(word: str) -> bool:
    """A method of payment that takes the money when the goods arrive."""
    joined = _joined(word)
    return _any_of(joined, _ON_DELIVERY)


#: Not paid yet, but perhaps when the goods arrive.
_PENDING: Final = (
    "pending awaiting ausstehend offen attente pendiente pendente attesa openstaand oczekuj "
    "menunggu bekle ожида 待付款 未入金 입금대기"
)


def may_be_paid_later(word: str) -> bool:
    """A state of an order that is not paid yet, and may be paid on delivery."""
    return state_of(word) == "no sale" and _any_of(_joined(word), _PENDING)


def has_left(word: str) -> bool:
    """A state of delivery that says that the goods left the shop."""
    joined = _joined(word)
    waits = joined.startswith(("un", "not_", "partially_un")) or _any_of(joined, _TO_BE_SENT)
    return not waits and _any_of(joined, _LEFT)


_CLOSED: Final = ("closed", "archived", "geschlossen", "ferme", "cerrado", "fechado", "chiuso")


def _others_sold(words: Iterable[str]) -> bool:
    return any(state_of(word) == "sale" for word in words if folded(word) not in _CLOSED)


def asks_of_refunds(column: str, words: Iterable[str]) -> list[str]:
    """The words for yes of a column that asks whether a row is refunded; none where it does not."""
    known = [folded(word) for word in words]
    if C.REFUND not in header(column).concepts or not all(
        word in (*YES.split(), *NO.split()) for word in known
    ):
        return []
    return [word for word in words if folded(word) in YES.split()]


def states_in(
    column: str, words: Iterable[str], own: Mapping[str, str], amounts: bool = False
) -> dict[str, State | None]:
    """Word of the status column of that name -> its state, None where it is not known.

    `own` are the owner's answers. In a column of deliveries only what came back or was called off
    is told: goods that wait to be sent are sold. In a column that asks whether an order was
    cancelled or refunded, "yes" is what its header says. With `amounts`, what was given back stands
    in a column of its own, and "closed" means that nothing more will happen; so it
    does where no other word says that anything was sold.
    """
    concepts = header(column).concepts
    asks: State | None = (
        "no sale" if C.CANCELLED in concepts else "refund" if C.REFUND in concepts else None
    )
    delivery = C.SHIPPING in concepts and C.PAYMENT not in concepts
    result: dict[str, State | None] = {}
    known = list(words)
    for word in known:
        state: State | None = own.get(word)  # type: ignore[assignment]
        if state is None and asks is not None and folded(word) in (*YES.split(), *NO.split()):
            state = asks if folded(word) in YES.split() else "sale"
        if state is None:
            state = state_of(word)
        if folded(word) == "open" and concepts & {C.PAYMENT, C.PAID, C.TRANSACTION}:
            state = "no sale"
        if state is None and folded(word) in _CLOSED and (amounts or not _others_sold(known)):
            state = "sale"
        if (delivery or asks or C.REFUND in concepts) and word not in own:
            # A return that was called off is none.
            off = C.REFUND not in concepts and _any_of(_joined(word), _CANCELLED)
            called_off = state == "refund" or off or asks == state
            state = state if called_off else "sale"
        result[word] = state
    return result
