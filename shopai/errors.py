"""Errors: each message says what is wrong, what was found and what to do."""

from __future__ import annotations

from typing import Any

from shopai.messages import _
from shopai.sentences import Sentence


class ShopaiError(Exception):
    """Base of every error this package raises on purpose.

    ``ParameterError("k is at most {most}.", most=20)``: a template with its values as of a
    :class:`~shopai.sentences.Sentence`; without values, the message as it is. ``str(error)`` is
    the sentence in the language of the moment.
    """

    def __init__(self, message: str, /, **values: Any) -> None:
        super().__init__(message)
        self.values = values

    def __str__(self) -> str:
        message = str(self.args[0])
        return str(Sentence(message, **self.values)) if self.values else _(message)


class InputError(ShopaiError, ValueError):
    """A file or table cannot be read as shop data."""


class Question(InputError):
    """The file fits more than one reading and only its owner can say which.

    Attributes
    ----------
    parameter : the keyword of :func:`shopai.load` that answers it
    options : the answers that fit the file, best guess first
    """

    def __init__(
        self, message: str, parameter: str, options: tuple[str, ...], **values: Any
    ) -> None:
        super().__init__(message, **values)
        self.parameter = parameter
        self.options = options


class MissingColumns(InputError):
    """The data lack what an analysis needs."""


class ParameterError(ShopaiError, ValueError):
    """A setting has a value that cannot work on these data."""


class TooThin(ShopaiError, ValueError):
    """There is too little data to say what was asked for, or it points nowhere."""
