"""``shopai run``: what it starts, and what it refuses."""

from __future__ import annotations

import os
import runpy
import sys
from pathlib import Path

import pytest

from shopai.__main__ import main

SERVER = Path(__file__).parent.parent / "serve.py"


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[list[str]]:
    """The scripts that were run, each with its arguments; none really is."""
    scripts: list[list[str]] = []
    monkeypatch.setattr(runpy, "run_path", lambda *_, **__: scripts.append(sys.argv))
    monkeypatch.setattr(sys, "argv", ["shopai"])
    monkeypatch.setattr(sys, "path", list(sys.path))
    monkeypatch.setenv("SHOPAI_DATA", "of another run")
    monkeypatch.chdir(tmp_path)
    return scripts


@pytest.mark.parametrize("data", ["", "orders.csv"])
def test_it_is_the_server(data: str, ran: list[list[str]]) -> None:
    """No process is left between the command and the server, to be stopped or not."""
    Path("orders.csv").touch()
    assert main(["run", *filter(None, [data]), "--port", "8502"]) == 0
    assert ran == [[str(SERVER), "--server.port", "8502"]]
    assert os.environ["SHOPAI_DATA"] == data
    assert sys.path[0] == str(SERVER.parent)


def test_a_team_has_names_beside_the_machines_own(ran: list[list[str]]) -> None:
    arguments = ["--address", "0.0.0.0", "--host", "shop.example", "--host", "10.0.0.7"]
    assert main(["run", *arguments]) == 0
    ((_, *settings),) = ran
    assert settings[:4] == ["--server.port", "8501", "--server.address", "0.0.0.0"]
    hosts = ["localhost", "127.0.0.1", "::1", "shop.example", "10.0.0.7"]
    assert settings[4::2] == ["--server.allowedHosts"] * 5
    assert settings[5::2] == hosts


@pytest.mark.parametrize("home", ["/dev/null", "/no/such/folder"])
def test_who_has_no_home_gets_one(
    ran: list[list[str]], home: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """That of the dashboard, where nobody else can leave it settings."""
    monkeypatch.setenv("HOME", home)
    assert main(["run"]) == 0
    assert ran
    assert os.environ["HOME"] == str(SERVER.parent)


def test_who_has_a_home_keeps_it(
    ran: list[list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert main(["run"]) == 0
    assert ran
    assert os.environ["HOME"] == str(tmp_path)


def test_a_file_that_is_not_there_is_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "nowhere.csv"]) == 1
    said = capsys.readouterr().err.strip()
    assert said == "There is no file or folder nowhere.csv; check the path."
