"""Running dashboards, each in a process of its own, and visitors that need no browser."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
#: Nothing the tests wait for takes longer on a slow machine.
PATIENCE = 60


@dataclass
class Server:
    """A dashboard that runs, its address, what it says and its folder for temporary files."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path
    temporary: Path

    def __post_init__(self) -> None:
        self.url = f"http://127.0.0.1:{self.port}"

    def said(self) -> str:
        return self.log.read_text()

    def scratch_folders(self) -> list[Path]:
        return sorted(self.temporary.glob("shopai-*"))


#: Starts a dashboard with more arguments of `shopai run`, and environment variables.
Start = Callable[..., Server]


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Start]:
    """Start dashboards, which stop after the module's last test."""
    running: list[Server] = []

    def started(*arguments: str, root: Path = ROOT, **environment: str) -> Server:
        folder = tmp_path_factory.mktemp("server")
        (folder / "tmp").mkdir()
        server = begun(folder, root, *arguments, **environment)
        running.append(server)
        wait_until(lambda: answers(server), server)
        return server

    yield started
    for server in running:
        server.process.terminate()
        server.process.wait(timeout=PATIENCE)


def begun(folder: Path, root: Path, *arguments: str, **environment: str) -> Server:
    """A dashboard whose process has just started."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "shopai", "run", *arguments, "--port", str(port)]
    usual = {"STREAMLIT_SERVER_HEADLESS": "true", "TMPDIR": str(folder / "tmp")}
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(
            command,
            cwd=root,
            env=os.environ | usual | environment,
            stdout=log,
            stderr=subprocess.STDOUT,
            preexec_fn=heed_interrupts,
        )
    return Server(process, port, folder / "log", folder / "tmp")


def heed_interrupts() -> None:
    """Undo what a shell does to what it starts in the background."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


def answers(server: Server) -> bool:
    try:
        with urllib.request.urlopen(f"{server.url}/_stcore/health", timeout=PATIENCE):
            return True
    except (urllib.error.URLError, OSError):
        return False


def wait_until(holds: Callable[[], bool], server: Server) -> None:
    """Return once `holds`; fail with what the server said where it ended or that takes too long."""
    deadline = time.monotonic() + PATIENCE
    while not holds():
        if server.process.poll() is not None or time.monotonic() > deadline:
            pytest.fail(f"the dashboard did not come that far:\n{server.said()}")
        time.sleep(0.05)  # another process: there is nothing to wait on
