"""The wheel outside the checkout: the command, the demo's sample, the running dashboard."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent
SOURCES = (
    "app.py", "serve.py", "pages", "shopai", "data", ".streamlit", "setup.py", "pyproject.toml",
    "README.md", "LICENSE", "MANIFEST.in",
)  # fmt: skip
PIP = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built without a network from a copy of the sources."""
    folder = tmp_path_factory.mktemp("build")
    for name in SOURCES:
        if (ROOT / name).is_dir():
            ignored = shutil.ignore_patterns("__pycache__")
            shutil.copytree(ROOT / name, folder / name, ignore=ignored)
        else:
            shutil.copy(ROOT / name, folder / name)
    options = ["--no-build-isolation", "--no-deps", "--no-index", "--wheel-dir", "wheels"]
    subprocess.run([*PIP, "wheel", *options, "."], cwd=folder, check=True)
    (made,) = (folder / "wheels").glob("*.whl")
    return made


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder the wheel is installed in."""
    folder = tmp_path_factory.mktemp("installed")
    options = ["--no-deps", "--no-index", "--no-compile", "--target", str(folder)]
    subprocess.run([*PIP, "install", *options, str(wheel)], check=True)
    return folder


def shopai(
    installed: Path, folder: Path, *arguments: str, log: int = subprocess.PIPE
) -> subprocess.Popen[str]:
    """The installed command, started in a folder of its own."""
    environment = {**os.environ, "PYTHONPATH": str(installed)}
    command = [sys.executable, "-P", str(installed / "bin" / "shopai"), *arguments]
    return subprocess.Popen(
        command, cwd=folder, env=environment, text=True, stdout=log, stderr=subprocess.STDOUT
    )


def said(process: subprocess.Popen[str]) -> str:
    output, _ = process.communicate(timeout=120)
    assert process.returncode == 0, output
    return output


def test_nothing_lands_beside_the_package(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    assert {name.split("/")[0].split("-")[0] for name in names} == {"shopai"}
    shipped = {f"shopai/_app/{name}" for name in ("app.py", "serve.py", ".streamlit/config.toml")}
    assert {"shopai/py.typed", *shipped} <= names
    pages = {f"shopai/_app/{path.relative_to(ROOT)}" for path in (ROOT / "pages").rglob("*.py")}
    assert pages <= names


def test_the_command_works_outside_the_checkout(installed: Path, tmp_path: Path) -> None:
    assert "segment|choose" in said(shopai(installed, tmp_path, "--help"))
    orders = str(tmp_path / "events.parquet")
    made = said(shopai(installed, tmp_path, "demo", "--customers", "60", "--out", orders))
    assert "60 synthetic customers" in made


def test_the_demo_sample_travels_along(installed: Path, tmp_path: Path) -> None:
    program = "import shopai; print(shopai.__file__); print(shopai.demo().report.rows_kept)"
    output = subprocess.run(
        [sys.executable, "-P", "-c", program],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(installed)},
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    assert output == [str(installed / "shopai" / "__init__.py"), "209829"]


def test_the_dashboard_starts_and_stops_with_the_command(installed: Path, tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with (tmp_path / "log").open("w") as log:
        server = shopai(installed, tmp_path, "run", "--port", str(port), log=log.fileno())
    try:
        wait_for(f"http://127.0.0.1:{port}/_stcore/health", server)
    finally:
        server.terminate()
        server.wait(timeout=20)
    assert "127.0.0.1" in (tmp_path / "log").read_text()  # the address of the shipped settings
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0


def wait_for(url: str, server: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except OSError:
            time.sleep(0.1)  # another process: there is nothing to wait on
    pytest.fail("the dashboard did not start")
