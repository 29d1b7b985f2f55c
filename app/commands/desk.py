"""`doubletransfer app`: the planning desk in the browser, on this machine only."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import webbrowser
from pathlib import Path
from typing import Annotated

import typer

from app import options
from app.console import Speaker
from app.errors import AppError
from app.options import LangChoice

HOST = "127.0.0.1"
PORT = 8501
MORE_PORTS = 20
"""How many ports after the first are tried when nobody asked for a certain one."""
START_WITHIN_S = 90.0
ROOT = Path(__file__).resolve().parents[2]


def desk(
    home: Annotated[
        Path | None, typer.Option("--home", help="cli.option.home", metavar="DIR")
    ] = None,
    store: Annotated[str | None, typer.Option("--store", help="cli.option.store")] = None,
    port: Annotated[
        int | None, typer.Option("--port", min=1024, max=65535, help="cli.option.port")
    ] = None,
    browser: Annotated[
        bool, typer.Option("--browser/--no-browser", help="cli.option.browser")
    ] = True,
    lang: options.LangOption = LangChoice.ZH,
) -> None:
    """Open the planning desk in the browser; Ctrl-C closes it."""
    speaker = Speaker(lang.value)
    if home is not None and home.exists() and not home.is_dir():
        raise AppError("out_is_file", file=home)
    number = free_port(port)
    address = f"http://{HOST}:{number}/?lang={lang.value}"
    # A plain `kill` must not leave the web server behind: it counts as Ctrl-C.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    server = subprocess.Popen(command(number), env=environment(home, store))
    try:
        if not answering(number, server):
            raise AppError("desk_silent", port=number)
        speaker.say("cli.desk.open", address=address)
        if browser and not webbrowser.open(address):
            speaker.say("cli.desk.no_browser", address=address)
        server.wait()
    except KeyboardInterrupt:
        speaker.say("cli.desk.closed")
    finally:
        server.terminate()
        server.wait()


def command(port: int) -> list[str]:
    """The web server's command line.  What must hold whatever the user configured stands here."""
    flags = {
        "server.port": port,
        "server.address": HOST,
        "server.headless": "true",
        "server.enableStaticServing": "true",
        "server.fileWatcherType": "none",
        "browser.gatherUsageStats": "false",
        "browser.serverAddress": HOST,
        "global.developmentMode": "false",
        # Else everybody waits while all of memory is looked through after every answer.
        "runner.postScriptGC": "false",
        "theme.base": "light",
    }
    main = Path(__file__).resolve().parents[1] / "main.py"
    words = [f"--{name}={value}" for name, value in flags.items()]
    return [sys.executable, "-m", "app.server", "run", str(main), *words]


def environment(home: Path | None, store: str | None) -> dict[str, str]:
    """The server's environment: where things are kept, and where the product's own code lies."""
    known = dict(os.environ)
    paths = [str(ROOT), *filter(None, [known.get("PYTHONPATH")])]
    known["PYTHONPATH"] = os.pathsep.join(paths)
    if home is not None:
        known["DOUBLETRANSFER_HOME"] = str(home.resolve())
    if store is not None:
        known["DOUBLETRANSFER_STORE"] = store
    return known


def free_port(wanted: int | None) -> int:
    """A port nobody listens on.  Raises AppError if the one asked for is taken, or all are."""
    tried = [wanted] if wanted is not None else list(range(PORT, PORT + MORE_PORTS))
    for number in tried:
        with socket.socket() as probe:
            # As the server will ask: a port that only waits for old connections is free.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, number))
            except OSError:
                continue
            return number
    raise AppError(
        "port_taken", ports=f"{tried[0]}" if len(tried) == 1 else f"{tried[0]}-{tried[-1]}"
    )


def answering(port: int, server: subprocess.Popen[bytes]) -> bool:
    """Wait until the server takes connections; False if it ended or took too long."""
    until = time.monotonic() + START_WITHIN_S
    while time.monotonic() < until and server.poll() is None:
        with socket.socket() as probe:
            probe.settimeout(1.0)
            if probe.connect_ex((HOST, port)) == 0:
                return True
        time.sleep(0.1)
    return False
