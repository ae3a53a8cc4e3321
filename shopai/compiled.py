"""Compiled functions: Numba's, with their machine code kept where there is a place for it."""

from __future__ import annotations

import os
import stat
import sys
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, cast

from numba import config, njit

Function = TypeVar("Function", bound=Callable[..., Any])


def compiled(function: Function) -> Function:
    """Decorator: compiles a function, which then runs without the interpreter's lock.

    The machine code is kept where Numba keeps it: beside the source, else in the user's folder for
    caches. Where neither can be written it is kept in the temporary folder, and where that is not
    to be trusted either, nowhere: every process then compiles anew, which takes some seconds.
    """
    for _ in range(2):
        try:
            return cast(Function, njit(cache=True, nogil=True)(function))
        except RuntimeError:  # no folder to keep it in
            config.CACHE_DIR = _folder()  # type: ignore[attr-defined]
    return cast(Function, njit(nogil=True)(function))


@cache
def _folder() -> str:
    """A folder in the temporary one that this user alone can write to; empty where there is none.

    What lies in it will be run, so one that another user made is not taken.
    """
    if sys.platform == "win32":  # has a folder for caches wherever somebody can log in
        return ""
    try:
        folder = Path(tempfile.gettempdir()) / f"shopai-compiled-{os.getuid()}"
        folder.mkdir(mode=0o700, exist_ok=True)
        status = folder.lstat()
    except OSError:
        return ""
    ours = stat.S_ISDIR(status.st_mode) and status.st_uid == os.getuid()
    return str(folder) if ours and not status.st_mode & 0o022 else ""
