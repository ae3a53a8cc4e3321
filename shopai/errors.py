"""What can go wrong, each kind once.

Every message says what is wrong, what was found and what to do, in one
sentence or two that a marketer can read as they stand.
"""

from __future__ import annotations


class ShopaiError(Exception):
    """Base of every error this package raises on purpose."""


class InputError(ShopaiError, ValueError):
    """A file or table cannot be read as shop data."""


class Question(InputError):
    """The file fits more than one reading and only its owner can say which.

    Attributes
    ----------
    parameter : the keyword of :func:`shopai.load` that answers it
    options : the answers that fit the file, best guess first
    """

    def __init__(self, message: str, parameter: str, options: tuple[str, ...]) -> None:
        super().__init__(message)
        self.parameter = parameter
        self.options = options


class MissingColumns(InputError):
    """The data lack what an analysis needs."""


class ParameterError(ShopaiError, ValueError):
    """A setting has a value that cannot work on these data."""


class TooThin(ShopaiError, ValueError):
    """There is too little data to say what was asked for, or it points nowhere."""
