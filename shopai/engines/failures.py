"""Failures of the machine, in a sentence: a full disk, too little memory, files that are gone."""

from __future__ import annotations

import errno
import os
import tempfile
from pathlib import Path
from typing import Final

import duckdb

from shopai.errors import InputError
from shopai.sentences import Sentence

#: What Python and DuckDB raise where there is no room, no memory, or a file cannot be reached.
MACHINE: Final = (OSError, MemoryError, duckdb.IOException, duckdb.OutOfMemoryException)
#: What they raise where the machine, not the data or a setting, is the cause.
FAILURES: Final = (
    *MACHINE,
    duckdb.FatalException,
    duckdb.InvalidInputException,  # of a file that something cut off
)
_FULL: Final = ("No space left", "Disk quota exceeded", "File too large", "max_temp_directory_size")


def explained(error: Exception) -> Sentence:
    """Cause and remedy of one of :data:`FAILURES`, in a sentence."""
    folder = _folder()
    if not Path(folder).is_dir():
        return Sentence(
            "The folder for temporary files, {folder}, is not there. Make it again, or start anew "
            "with TMPDIR naming another.",
            folder=folder,
        )
    if is_full(error):
        return Sentence(
            "The disk is full: the folder for temporary files, {folder}, needs more room. Free "
            "some, then try again.",
            folder=folder,
        )
    if isinstance(error, MemoryError | duckdb.OutOfMemoryException):
        return Sentence(
            "This needs more memory than there is. Choose fewer data with a filter, or load a part "
            "of the file."
        )
    if folder in _named(error):
        return Sentence(
            "Files of the open data are gone from the folder for temporary files, {folder}, or "
            "damaged. Open the file again.",
            folder=folder,
        )
    if isinstance(error, OSError) and error.strerror:
        return Sentence(
            "{file}: {reason}.", file=str(error.filename or "A file"), reason=error.strerror
        )
    return Sentence("This failed: {reason}. Try again.", reason=_first_line(error))


def not_loaded(name: str, error: Exception) -> InputError:
    """The same of a file that is being loaded."""
    return InputError("{name} cannot be loaded now. {why}", name=name, why=explained(error))


def is_full(error: Exception) -> bool:
    """True where there was no room to write."""
    if isinstance(error, OSError):
        return error.errno in (errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC))
    return isinstance(error, duckdb.Error) and any(words in str(error) for words in _FULL)


def is_damage(error: Exception) -> bool:
    """True where a reader of files says that what it reads is damaged, and the machine did work.

    Readers raise OSError for that too, without a number of the system, or with that of a place
    that no file has.
    """
    if isinstance(error, OSError):
        return error.errno in (None, 0, errno.EINVAL)
    return not (isinstance(error, MemoryError | duckdb.OutOfMemoryException) or is_full(error))


def _folder() -> str:
    """The folder for temporary files; where there is none, the one that was asked for."""
    try:
        return tempfile.gettempdir()
    except OSError:
        return os.environ.get("TMPDIR", os.curdir)


def _named(error: Exception) -> str:
    return str(error.filename) if isinstance(error, OSError) else str(error)


def _first_line(error: Exception) -> str:
    return next(iter(str(error).strip().splitlines()), type(error).__name__).rstrip(".")
