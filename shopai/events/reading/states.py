"""The words for the state of an order, in many languages: sale, no sale, or taken back."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from functools import cache, lru_cache
from typing import Final, Literal

from shopai.events.reading import state_words as words
from shopai.events.reading.vocabulary import NO, YES
from shopai.events.reading.vocabulary import Concept as C
from shopai.events.reading.words import folded, header

State = Literal["sale", "no sale", "refund"]
#: The meanings a word of a status column may have, as people say them.
STATES: Final[dict[State, str]] = {
    "sale": "a sale",
    "no sale": "no sale: cancelled, not paid, a draft or a test",
    "refund": "a sale that was taken back",
}

#: Groups of words in the order in which they are looked for.
_ORDER: Final[tuple[tuple[str, State], ...]] = (
    (words.PARTLY, "sale"),
    (words.TO_BE_SENT, "sale"),
    (words.CALLED_OFF, "no sale"),
    (words.REVERSED, "refund"),
    (words.FAILED, "no sale"),
    (words.REFUNDED, "refund"),
    (words.UNPAID, "no sale"),
    (words.SALE, "sale"),
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
    one = joined(plain.removeprefix("wc-"))
    if one.strip("_") in words.ALONE.split():
        return "sale"
    denied = _NEGATED.search(one)
    if denied and not any_of(one, words.PARTLY):  # these begin with "not_" themselves
        opposite = _opposite(denied[1])
        if opposite is not None:
            return opposite
    concepts = header(word).concepts
    for stems, state in _ORDER:
        if any_of(one, stems):
            # What waits to be sent is paid.
            waits = stems == words.UNPAID and C.SHIPPING in concepts
            return "sale" if waits and not concepts & {C.PAYMENT, C.PAID} else state
    return "sale" if C.SHIPPING in concepts else None


_NEGATED: Final = re.compile(rf"(?:^|_)(?:{'|'.join(folded(words.NOT).split())})_(.+)$")


def _opposite(rest: str) -> State | None:
    """The state of "not" and the words of `rest`; None where these are not known."""
    state = state_of(rest)
    if state is None:
        return None
    # What has not left, or was not cancelled, is sold.
    sold = state != "sale" or C.SHIPPING in header(rest).concepts or any_of(rest, words.LEFT)
    return "sale" if sold else "no sale"


def joined(word: str) -> str:
    """Words with one sign between them: "on-hold" and "on hold" are the same."""
    return _plain(re.sub(r"[\s'’.,;:/()，。（）-]+", "_", word))


def _plain(text: str) -> str:
    return folded(text).replace("đ", "d")


def any_of(word: str, stems: str) -> bool:
    """A joined word has one of the beginnings listed in `stems`."""
    return any(_has(word, stem) for stem in _stems(stems))


@cache
def _stems(listed: str) -> tuple[str, ...]:
    return tuple(_plain(stem).replace("-", "_") for stem in listed.split())


def _has(word: str, stem: str) -> bool:
    """`stem` begins the word or one of its parts; ideographs may stand anywhere in it."""
    if any(_runs_on(c) for c in stem):
        return stem in word
    # Long ones may follow a beginning of the language: "geannuleerd".
    return word.startswith(stem) or f"_{stem}" in word or (len(stem) > _LONG and stem in word)


def _runs_on(letter: str) -> bool:
    """Of a script that writes no spaces between words."""
    return letter > "\u2e7f" or "\u0e00" <= letter <= "\u0e7f"


_LONG: Final = 4


def paid_on_delivery(word: str) -> bool:
    """A method of payment that takes the money when the goods arrive."""
    return any_of(joined(word), words.ON_DELIVERY)


def may_be_paid_later(word: str) -> bool:
    """A state of an order that is not paid yet, and may be paid on delivery."""
    return state_of(word) == "no sale" and any_of(joined(word), words.PENDING)


def has_left(word: str) -> bool:
    """A state of delivery that says that the goods left the shop."""
    one = joined(word)
    waits = one.startswith(("un", "not_", "partially_un")) or any_of(one, words.TO_BE_SENT)
    return not waits and any_of(one, f"{words.LEFT} complete")


def is_open(word: str) -> bool:
    """The word says that there is an order, and nothing of its payment: "New", "Aberto"."""
    return joined(word) in _set(words.OPEN)


def not_handled(word: str) -> bool:
    """The word says that nothing was done for the order yet: "Pending", "待處理"."""
    return joined(word) in _stems(words.NOT_HANDLED)


@cache
def _set(listed: tuple[str, ...]) -> frozenset[str]:
    return frozenset(_plain(word) for word in listed)


def of_payment(column: str, known: Iterable[str]) -> bool:
    """A status column of that name, with the words `known`, tells of the payment.

    By its name, or because some orders are paid and none is sent or worked on.
    """
    if header(column).concepts & {C.PAYMENT, C.PAID} or "financ" in folded(column):
        return True
    sold = [joined(word) for word in known if state_of(word) == "sale"]
    paid = any(any_of(word, _IS_PAID) for word in sold)
    return paid and not any(any_of(word, _WORKED_ON) for word in sold)


_IS_PAID: Final = (
    "paid captured succeeded settled bezahlt gezahlt paye pagad pagat pago betaald oplacon "
    "zaplacon "
    "dibayar odendi оплачен zaplacen betald 已付款 已支付 入金済 支払済 결제완료"
)
_WORKED_ON: Final = (
    f"{words.LEFT} {words.TO_BE_SENT} process prepar pack handl progress 处理 處理 処理"
)


def _closed(word: str) -> bool:
    return joined(word) in _set(words.CLOSED)


def _others_sold(known: Iterable[str]) -> bool:
    closed = _set(words.CLOSED)
    open_ones = [word for word in known if not closed & {*joined(word).split("_")}]
    return any(state_of(word) == "sale" for word in open_ones)


def asks_of_refunds(column: str, known: Iterable[str]) -> list[str]:
    """The words for yes of a column that asks whether a row is refunded; none where it does "
    "not."""
    told = [folded(word) for word in known]
    if C.REFUND not in header(column).concepts or not all(
        word in (*YES.split(), *NO.split()) for word in told
    ):
        return []
    return [word for word in known if folded(word) in YES.split()]


def asks_of_payment(column: str) -> bool:
    """The header asks whether an order was paid, and says nothing else: "Paid?"."""
    its = header(column)
    return its.concepts in ({C.PAID}, {C.PAID, C.ORDER}, {C.PAID, C.STATUS}) and not its.unknown


def states_in(
    column: str, known: Collection[str], own: Mapping[str, str], amounts: bool = False
) -> dict[str, State | None]:
    """Word of the status column of that name -> its state, None where it is not known.

    `own` are the owner's answers. In a column of deliveries only what came back, was called off or
    is not paid is told: goods that wait to be sent are sold. In a column that asks whether an order
    was cancelled or refunded, "yes" is what its header says. With `amounts`, what was given back
    stands in a column of its own, and "closed" means that nothing more will happen; so it
    does where no other word says that anything was sold. "Open" is not paid in a column of the
    payment, and sold in others. Numbers are codes, of which none is known.
    """
    concepts = header(column).concepts
    asks: State | None = (
        "no sale" if C.CANCELLED in concepts else "refund" if C.REFUND in concepts else None
    )
    delivery = C.SHIPPING in concepts and C.PAYMENT not in concepts
    codes = asks is None and all(word.isdecimal() for word in known)
    result: dict[str, State | None] = {}
    for word in known:
        state: State | None = own.get(word)  # type: ignore[assignment]
        if state is None and asks is not None and folded(word) in (*YES.split(), *NO.split()):
            state = asks if folded(word) in YES.split() else "sale"
        if state is None and asks_of_payment(column) and folded(word) in NO.split():
            state = "no sale"
        if state is None and asks_of_payment(column) and folded(word) in YES.split():
            state = "sale"
        if state is None and not codes:
            state = state_of(word)
        if state is None and _closed(word) and (amounts or not _others_sold(known)):
            state = "sale"
        if (delivery or asks or C.REFUND in concepts) and word not in own:
            state = _of_delivery(word, state, asks)
        result[word] = state
    opened = [word for word in known if is_open(word) and word not in own]
    others = [result[word] for word in known if word not in opened]
    if not delivery and (any(others) or not others):
        unpaid = of_payment(column, known)
        result |= dict.fromkeys(opened, "no sale" if unpaid else "sale")
    return result


def _of_delivery(word: str, state: State | None, asks: State | None) -> State:
    """The state of a word of a column of deliveries, or of one that asks for what came back."""
    one = joined(word)
    # A return that was called off is none.
    off = asks != "refund" and any_of(one, f"{words.CALLED_OFF} {words.FAILED}")
    unpaid = asks is None and state == "no sale" and any_of(one, words.NOT_PAID)
    if state is not None and (state == "refund" or off or unpaid or asks == state):
        return state
    return "sale"
