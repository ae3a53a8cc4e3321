"""Sentences that are kept as a template with its values, and read in the language of the moment.

A template names its values in braces, a form behind a colon where the usual one is not meant:
``Sentence("**{name}** is {share:percent} of {n:customer}.", name=…, share=0.25, n=312)``. The
template is the message's id for translators; tests read the values. Text between two ``**`` is
bold in Markdown. A sentence whose verb goes with a number is a :class:`Plural`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from string import Formatter
from typing import Any, Final, NamedTuple

from shopai import format as written
from shopai.messages import _, ngettext

_JOINER: Final = "\u2060"  # takes no room; parts a colon from what would read as an emoji


def plain(text: object) -> str:
    """`text` so that Markdown shows exactly these characters.

    Punctuation is escaped; a colon gets an invisible character behind it, because
    ``:name:`` becomes a picture even when escaped. Line breaks become spaces.
    """
    words = " ".join(str(text).split())
    escaped = re.sub(r"([!-/;-@\[-`{-~])", r"\\\1", words)
    return escaped.replace(":", ":" + _JOINER)


class Money(NamedTuple):
    """An amount and its currency (ISO 4217, or None) as a value of a sentence."""

    amount: float
    currency: str | None


@dataclass(frozen=True, init=False)
class Sentence:
    """A template with its values; ``str()`` is the plain text.

    Numbers are written as :func:`shopai.format.number` does, or by the form behind the colon:
    ``percent``, ``percent0``, ``of 100``, ``points``, ``compact``, ``duration`` (of seconds), so
    many decimals (``.2``), with the sign (``+.1``), or a noun of :data:`shopai.format.NOUNS`. Of
    a date the form is that of :func:`shopai.format.day`. A text is a name from the data, escaped
    in Markdown; several are listed, the form saying how many at most. A sentence as a value is
    read in its turn.
    """

    template: str
    values: dict[str, Any]

    def __init__(self, template: str, /, **values: Any) -> None:
        object.__setattr__(self, "template", template)
        object.__setattr__(self, "values", values)

    def __str__(self) -> str:
        return self._filled(markdown=False)

    def markdown(self) -> str:
        """The text with its bold, and everything else as the characters it is made of."""
        return self._filled(markdown=True)

    def _translated(self) -> str:
        return _(self.template)

    def _filled(self, markdown: bool) -> str:
        template = self._translated()
        return _Filler(markdown).vformat(
            template if markdown else template.replace("**", ""), (), self.values
        )


@dataclass(frozen=True, init=False)
class Plural(Sentence):
    """A sentence with a form for one and one for any other number of its value `n`."""

    many: str

    def __init__(self, one: str, many: str, /, *, n: float, **values: Any) -> None:
        super().__init__(one, n=n, **values)
        object.__setattr__(self, "many", many)

    def _translated(self) -> str:
        return ngettext(self.template, self.many, self.values["n"])


def count(n: float, thing: str) -> Plural:
    """“1 item”, “2 items” as a value of a sentence; `thing` is one of the nouns."""
    return Plural(*written.NOUNS[thing], n=n)


class _Filler(Formatter):
    """Puts values into a template, each by its kind and form."""

    def __init__(self, markdown: bool) -> None:
        self.markdown = markdown

    def format_field(self, value: Any, form: str) -> str:
        if isinstance(value, Sentence):
            return value.markdown() if self.markdown else str(value)
        if isinstance(value, (list, tuple)) and not isinstance(value, Money):
            texts = [self.format_field(each, "") for each in value]
            return written.listed(texts, int(form or len(texts)))
        text = _text(value, form)
        return plain(text) if self.markdown and isinstance(value, (str, Money)) else text


def _text(value: Any, form: str) -> str:
    if isinstance(value, Money):
        return written.money(*value, short=form == "short")
    if isinstance(value, date):
        return written.day(value, form or "long")
    return value if isinstance(value, str) else _number(value, form)


def _number(value: float, form: str) -> str:
    if form in written.NOUNS:
        return written.counted(value, form)
    if form.startswith("."):
        return written.fixed(value, int(form[1:]))
    if form.startswith("+."):
        return written.signed(value, int(form[2:]))
    if form == "percent0":
        return written.percent(value, 0)
    return _FORMS[form](value)


_FORMS: Final[dict[str, Callable[[float], str]]] = {
    "": written.number,
    "percent": written.percent,
    "points": written.points,
    "compact": written.compact,
    "of 100": written.of_hundred,
    "duration": written.duration,
}
