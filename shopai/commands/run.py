"""``shopai run``: the dashboard in a browser."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from shopai.errors import InputError
from shopai.places import shipped


def add(parser: argparse.ArgumentParser) -> None:
    """The arguments."""
    parser.add_argument("data", nargs="?", help="a file, or a folder of Parquet files; the demo")
    parser.add_argument("--port", type=int, default=8501, help="of 127.0.0.1 (8501)")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> None:
    """Become the dashboard's server: stopping the command stops the server.

    Raises
    ------
    InputError : there is no such file or folder
    """
    if options.data and not Path(options.data).exists():
        raise InputError(f"There is no file or folder {options.data}; check the path.")
    os.environ["SHOPAI_DATA"] = options.data or ""
    arguments = ["run", str(shipped("app.py")), "--server.port", str(options.port)]
    # -P: a module of that name in the working folder is not Streamlit
    os.execv(sys.executable, [sys.executable, "-P", "-m", "streamlit", *arguments])
