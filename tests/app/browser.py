"""A real browser for the tests of the app: Debian's chromium through Playwright, cut off the net.

Fixtures: `chromium`, `open_page`, `serve`.  Where chromium is missing the tests are skipped on a
developer's machine and fail where $CI_ALL is 1, so that CI cannot quietly run without them.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
HOST = "127.0.0.1"
PATIENCE_S = 90.0
"""Longest wait for a server or a page: generous, as two busy cores may be shared by many."""

SETTINGS = {
    "server.headless": "true",
    "server.address": HOST,
    "server.fileWatcherType": "none",
    "server.showEmailPrompt": "false",
    "browser.gatherUsageStats": "false",
    "client.showErrorLinks": "false",
    "client.toolbarMode": "viewer",
}

OpenPage = Callable[..., Any]
Serve = Callable[..., str]


def missing(what: str) -> None:
    """Skip, or fail where everything must run."""
    if os.environ.get("CI_ALL") == "1":
        pytest.fail(f"{what} is missing, and CI_ALL=1 asks for every test")
    pytest.skip(f"{what} is missing")


def chromium_path() -> str | None:
    """Where Debian's chromium lies; $CHROMIUM names another one."""
    return os.environ.get("CHROMIUM") or shutil.which("chromium")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """The browser; pages are opened with `open_page`."""
    path = chromium_path()
    if path is None:
        missing("chromium")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        missing("playwright")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium: Any) -> Iterator[OpenPage]:
    """Opens pages (None: an empty one); then no request may have left, no error been printed."""
    opened: list[Any] = []

    def visit(url: str | None, lang: str = "zh-CN", viewport: tuple[int, int] = (1280, 860)) -> Any:
        size = {"width": viewport[0], "height": viewport[1]}
        context = chromium.new_context(viewport=size, locale=lang, reduced_motion="reduce")
        context.set_default_timeout(PATIENCE_S * 1000)
        page = context.new_page()
        page.outside, page.errors = [], []
        opened.append(page)

        def guard(route: Any) -> None:
            if route.request.url.startswith(f"http://{HOST}:"):
                route.continue_()
            else:
                page.outside.append(route.request.url)
                route.abort()

        context.route("**/*", guard)
        page.on("pageerror", lambda error: page.errors.append(str(error)))
        page.on("console", lambda m: page.errors.append(m.text) if counts(m) else None)
        if url is not None:
            page.goto(url)
            settled(page)
        return page

    yield visit
    told = [(page.outside, page.errors) for page in opened]
    for page in opened:
        page.context.close()
    assert not [outside for outside, _ in told if outside], "a request left the machine"
    assert not [errors for _, errors in told if errors], "the browser's console shows errors"


@pytest.fixture(scope="session")
def serve() -> Iterator[Serve]:
    """Starts Streamlit scripts, each once, and ends them all at the end of the session."""
    running: dict[tuple[Any, ...], tuple[str, subprocess.Popen[bytes]]] = {}

    def start(
        script: Path, *, env: dict[str, str] | None = None, args: tuple[str, ...] = ()
    ) -> str:
        key = (script, tuple(sorted((env or {}).items())), args)
        if key not in running:
            running[key] = launch(script, env, args)
        return running[key][0]

    yield start
    for _, process in running.values():
        end(process)


def counts(message: Any) -> bool:
    """Whether a message of the console tells of an error.

    Opened at a page's own address, Streamlit's client first asks for its server below that page,
    is told 404, and then asks at the root.
    """
    if message.type != "error":
        return False
    place = str((message.location or {}).get("url", ""))
    return not re.fullmatch(rf"http://{HOST}:\d+/\w+/_stcore/(health|host-config)", place)


def launch(
    script: Path, env: dict[str, str] | None = None, args: tuple[str, ...] = ()
) -> tuple[str, subprocess.Popen[bytes]]:
    """Address and process of a script that answers; raises RuntimeError if it does not."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port = probe.getsockname()[1]
    settings = [f"--{name}={value}" for name, value in SETTINGS.items()]
    command = [sys.executable, "-m", "streamlit", "run", str(script), f"--server.port={port}"]
    known = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}", **(env or {})}
    process = subprocess.Popen(
        [*command, *settings, "--", *args], env=known, cwd=script.parent,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    url = f"http://{HOST}:{port}"
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=2):
                return url, process
        except OSError:
            time.sleep(0.2)
    end(process)
    raise RuntimeError(f"{script.name} did not answer at {url} within {PATIENCE_S:.0f} s")


def end(process: subprocess.Popen[bytes]) -> None:
    """End one server that this module started."""
    process.terminate()
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def settled(page: Any) -> None:
    """Wait until the script has run to its end."""
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]")


def map_ready(page: Any, key: str) -> Any:
    """Wait until the map `key` has painted; its root as a Playwright locator."""
    page.wait_for_selector(f".st-key-{key} .dt-map[data-painted]", state="attached")
    return page.locator(f".st-key-{key} .dt-map")


def serious(page: Any) -> list[str]:
    """What axe finds serious or critical, one line each."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    return [
        f"{v['id']}: {v['help']}: {node['html'][:160]}"
        for v in found
        if v["impact"] in ("serious", "critical")
        for node in v["nodes"]
    ]
