"""``shopai run``: what it starts, and what it refuses."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from shopai.__main__ import main

APP = Path(__file__).parent.parent / "app.py"


@pytest.mark.parametrize("data", ["", "orders.csv"])
def test_it_becomes_the_server(data: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No process is left between the command and the server, to be stopped or not."""
    became: list[list[str]] = []
    monkeypatch.setattr(os, "execv", lambda _, arguments: became.append(arguments))
    monkeypatch.setenv("SHOPAI_DATA", "of another run")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "orders.csv").touch()
    assert main(["run", *filter(None, [data]), "--port", "8502"]) == 0
    ((python, *arguments),) = became
    assert python == sys.executable
    assert arguments[:4] == ["-P", "-m", "streamlit", "run"]
    assert arguments[4:] == [str(APP), "--server.port", "8502"]
    assert os.environ["SHOPAI_DATA"] == data


def test_a_file_that_is_not_there_is_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "nowhere.csv"]) == 1
    said = capsys.readouterr().err.strip()
    assert said == "There is no file or folder nowhere.csv; check the path."
