"""Sentences that are kept as a template with its values, and read in the language of the moment.

A template names its values in braces, a form behind a colon where the usual one is not meant:
``Sentence("**{name}** is {share:percent} of {n:customer}.", name=…, share=0.25, n=312)``. The
template is the message's id for translators; tests read the values. Text between two ``**`` is
bold in Markdown. A sentence whose verb goes with a number is a :class:`Plural`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
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
    ``percent``, ``percent0``, ``money``, ``points``, ``compact``, ``duration`` (of seconds), so
    many decimals (``.2``), with the sign (``+.1``), or a noun of :data:`shopai.format.NOUNS`. Of
    a date the form is that of :func:`shopai.format.day`. A text is a name from the data, escaped
    in Markdown; several are listed, the form saying how many at most. A sentence as a value is
    read in its turn.
    """

    template: str
    values: dict[str, Any]

    def __init__(self, template: str, **values: Any) -> None:
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

    def __init__(self, one: str, many: str, *, n: int, **values: Any) -> None:
        super().__init__(one, n=n, **values)
        object.__setattr__(self, "many", many)

    def _translated(self) -> str:
        return ngettext(self.template, self.many, self.values["n"])


class _Filler(Formatter):
    """Puts values into a template, each by its kind and form."""

    def __init__(self, markdown: bool) -> None:
        self.markdown = markdown

    def format_field(self, value: Any, form: str) -> str:
        if isinstance(value, Sentence):
            return value.markdown() if self.markdown else str(value)
        if isinstance(value, (str, Money)) or not isinstance(value, Sequence):
            return self._one(value, form)
        return written.listed([self._one(each, "") for each in value], int(form or len(value)))

    def _one(self, value: Any, form: str) -> str:
        if isinstance(value, Sentence):
            return self.format_field(value, form)
        if isinstance(value, Money):
            text = written.money(*value, short=form == "short")
        elif isinstance(value, str):
            text = value
        else:
            return (
                written.day(value, form or "long")
                if isinstance(value, date)
                else _number(value, form)
            )
        return plain(text) if self.markdown else text


def _number(value: float, form: str) -> str:
    if form in written.NOUNS:
        return written.counted(int(value), form)
    if form.startswith("."):
        return written.fixed(value, int(form[1:]))
    if form.startswith("+."):
        return written.signed(value, int(form[2:]))
    if form == "percent0":
        return written.percent(value, 0)
    return _FORMS[form](value)


_FORMS: Final = {
    "": written.number,
    "percent": written.percent,
    "points": written.points,
    "compact": written.compact,
    "duration": written.duration,
}
