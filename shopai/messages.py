"""Messages in the reader's language: the seam for a second one.

English is the language of the source, so a message is its own id. A translation is a compiled
gettext catalogue, ``shopai/locale/<language>/LC_MESSAGES/shopai.mo``; what it lacks stays
English. ``make messages`` writes all messages of the source into a template for translators.

Nothing that is kept may hold a translated text: keep the message with its values instead
(:class:`shopai.sentences.Sentence`) and let it be read in the language of the moment.
"""

from __future__ import annotations

import gettext as stdlib
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path
from typing import Final

DOMAIN: Final = "shopai"
ENGLISH: Final = "en"
#: Where the catalogues are.
FOLDER = Path(__file__).parent / "locale"

_language: ContextVar[str] = ContextVar("language", default=ENGLISH)


def language() -> str:
    """The language texts are written in now, as in a catalogue's path: “en”, “de”, “pt_BR”."""
    return _language.get()


def speak(language: str) -> None:
    """Write texts in `language` from here on, in this context alone (a page's run, a task)."""
    _language.set(language)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Write texts in `language` within a with-block."""
    token = _language.set(language)
    try:
        yield
    finally:
        _language.reset(token)


def _(message: str) -> str:
    """`message` in the language of the moment."""
    return catalogue(language(), FOLDER).gettext(message) if message else message


def ngettext(one: str, many: str, n: float) -> str:
    """The form of a message for `n` things; by English rules `one` where n is 1, else `many`."""
    # only whole numbers have forms of their own
    return catalogue(language(), FOLDER).ngettext(one, many, int(n) if n == int(n) else 2)


def N_(message: str) -> str:
    """Marks `message` for translators and returns it as it is, to be translated when shown."""
    return message


@lru_cache(maxsize=32)
def catalogue(language: str, folder: Path) -> stdlib.NullTranslations:
    """The translations into a language; of its family where it has none; else none at all."""
    family = [language, language.partition("_")[0]]
    return stdlib.translation(DOMAIN, folder, family, fallback=True)
