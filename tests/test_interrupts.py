"""Ctrl-C ends a command with exit code 130 and without a traceback, at any moment."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ORDERS = "order,customer,item,date,price\n1,a,x,2024-01-31,2\n2,b,y,2024-02-01,3\n"

#: A module that never finishes loading.
ENDLESS = "import sys; print('reached', flush=True); sys.stdin.read()"
#: The installed command, up to what it does where an order file is read.
COMMAND = """
import os, signal, sys, threading
from shopai.__main__ import main
from shopai.events import job

def work(self):
    part = self.scratch.path("part")
    part.touch()
    threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT)).start()
    try:
        {work}
    finally:
        print("tidied up", flush=True)

job.Job.run = work
sys.exit(main(["choose", sys.argv[1]]))
"""
ENDLESS_SQL = "SELECT sum(range) FROM range(1_000_000_000_000_000)"
WORK = {
    "in Python": "threading.Event().wait()",
    "in a query": f"self.connection.sql('{ENDLESS_SQL}').fetchall()",
    "while a file is written": f"self.connection.sql('{ENDLESS_SQL}').write_parquet(str(part))",
    "where an object is removed": (
        "type('Removed', (), {'__del__': lambda _: threading.Event().wait()})(); "
        "threading.Event().wait()"
    ),
}

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="no signals to send"),
]


def started(
    *arguments: str, cwd: Path = ROOT, temporary: Path, modules: Path = ROOT
) -> subprocess.Popen[str]:
    path = os.pathsep.join((str(modules), str(ROOT)))
    return subprocess.Popen(
        [sys.executable, *arguments],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": path, "TMPDIR": str(temporary)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # a shell has what it starts in the background ignore the signal
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )


@pytest.mark.parametrize("arguments", [("-m", "shopai", "--help"), ("{here}/shopai", "--help")])
@pytest.mark.parametrize("module", ["narwhals", "duckdb", "sklearn"])
def test_while_modules_are_imported(
    tmp_path: Path, arguments: tuple[str, ...], module: str
) -> None:
    (tmp_path / f"{module}.py").write_text(ENDLESS)
    (tmp_path / "shopai").write_text("from shopai.__main__ import main\nmain()\n")
    command = [each.format(here=tmp_path) for each in arguments]
    process = started(*command, temporary=tmp_path, modules=tmp_path)
    assert process.stdout is not None
    assert process.stdout.readline() == "reached\n"
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert (process.returncode, said.strip()) == (130, "Stopped.")


@pytest.mark.parametrize("where", WORK)
def test_during_a_load(tmp_path: Path, where: str) -> None:
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    orders, command = tmp_path / "orders.csv", tmp_path / "shopai"
    orders.write_text(ORDERS)
    command.write_text(COMMAND.replace("{work}", WORK[where]))
    process = started(str(command), str(orders), temporary=temporary)
    told, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in said
    assert said.strip().endswith("Stopped.")
    assert list(temporary.iterdir()) == []
    if where != "where an object is removed":  # where Python drops what is raised
        assert told == "tidied up\n"


def test_while_the_server_is_imported(tmp_path: Path) -> None:
    (tmp_path / "streamlit.py").write_text(ENDLESS)
    process = started("-m", "shopai", "run", temporary=tmp_path, modules=tmp_path)
    assert process.stdout is not None
    assert process.stdout.readline() == "reached\n"
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert (process.returncode, said.strip()) == (130, "Stopped.")


def test_another_program_keeps_its_own_way(tmp_path: Path) -> None:
    program = (
        "import signal, shopai; "
        "print(signal.getsignal(signal.SIGINT) is signal.default_int_handler, "
        "signal.set_wakeup_fd(-1))"
    )
    told, _ = started("-c", program, temporary=tmp_path).communicate(timeout=60)
    assert told == "True -1\n"
