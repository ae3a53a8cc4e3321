"""Ctrl-C in a terminal: the command ends with exit code 130 and no traceback, at any moment.

The package imports this before everything else. Only where the process is the command ``shopai``
does it take the signal; a notebook, or a program that imports the package, keeps its own way.

While modules are imported there is nothing to tidy up, and the process ends at once. Then a
KeyboardInterrupt is raised, as Python does, for what is begun to be tidied up; where it does not
come through in time, as in the middle of a long calculation, the process ends all the same.
"""

from __future__ import annotations

import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

#: Exit code of a command that was interrupted.
INTERRUPTED: Final = 130
#: Seconds for tidying up.
PATIENCE: Final = 3.0

_came: Final = threading.Event()
_unwinding: Final = threading.Event()
_ends: Final = threading.RLock()


def is_command() -> bool:
    """True in ``shopai …`` and in ``python -m shopai …``, which names itself only later."""
    program = sys.argv[0] if getattr(sys, "argv", None) else ""
    if program != "-m":
        return Path(program).stem in ("shopai", "shopai-script")
    after = sys.orig_argv[sys.orig_argv.index("-m") + 1 :] if "-m" in sys.orig_argv else []
    return after[:1] == ["shopai"]


def take() -> None:
    """Take Ctrl-C for the rest of the process; to be called on the main thread."""
    ours, systems = socket.socketpair()
    systems.setblocking(False)
    signal.signal(signal.SIGINT, _in_python)
    # the interpreter calls the line above only between two steps of Python; this comes at once
    signal.set_wakeup_fd(systems.fileno(), warn_on_full_buffer=False)
    threading.Thread(target=_watch, args=(ours, systems), daemon=True).start()
    sys.unraisablehook = _dropped


@contextmanager
def unwinding() -> Iterator[None]:
    """A block in which Ctrl-C raises KeyboardInterrupt, also where a library hides it.

    DuckDB makes it an error of its own, or goes on.
    """
    _unwinding.set()
    try:
        yield
    except BaseException as error:
        if _came.is_set() and not isinstance(error, KeyboardInterrupt):
            raise KeyboardInterrupt from error
        raise
    else:
        if _came.is_set():
            raise KeyboardInterrupt
    finally:
        _unwinding.clear()


def end() -> None:
    """End the process as an interrupted one, its temporary folders removed."""
    with _ends:  # one of the two threads does it
        _of_data_sets("remove_own")
        with suppress(OSError):
            os.write(2, b"\rStopped.\n")
        os._exit(INTERRUPTED)


def _in_python(*_: Any) -> None:
    if not _unwinding.is_set():
        end()
    _came.set()
    raise KeyboardInterrupt


def _watch(ours: socket.socket, _systems: socket.socket) -> None:
    while signal.SIGINT not in ours.recv(64):
        pass
    if _unwinding.is_set() or _came.is_set():  # or what was begun is tidied up already
        _came.set()
        _of_data_sets("interrupt_queries")
        time.sleep(PATIENCE)
    end()


def _dropped(unraisable: sys.UnraisableHookArgs) -> None:
    """Say nothing of what came while an object was removed: the process ends in time."""
    if not issubclass(unraisable.exc_type, KeyboardInterrupt):
        sys.__unraisablehook__(unraisable)


def _of_data_sets(task: str) -> None:
    """Call a function on the data sets' folders, if that module is imported by now, and whole."""
    with suppress(Exception):
        getattr(sys.modules["shopai.engines.scratch"], task)()


# a shell starts what runs in the background with the signal ignored
if is_command() and signal.getsignal(signal.SIGINT) is signal.default_int_handler:
    take()
