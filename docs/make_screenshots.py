"""Pictures of the desk for the README: a fresh desk, the demonstration data, two plans, a browser.

    python docs/make_screenshots.py [--seconds 30] [--lang zh] [--home DIR] [NAME ...]

Writes docs/img/<name>-<lang>.png with a palette of 256 colours, each below 300 kB (an error
otherwise).  Needs chromium ($CHROMIUM names it); takes minutes, most of them for the plans.
With --home they are computed once and kept.
"""

from __future__ import annotations

import argparse
import io
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import sync_playwright

from app.commands.desk import HOST, command, environment, free_port
from app.job import Search
from app.runs.home import Home
from app.runs.records import DEMO, RunKind
from app.runs.start import start_worker
from app.runs.store import open_store

FOLDER = Path(__file__).parent / "img"
MOST_BYTES = 300_000
SIZE = {"width": 1440, "height": 900}
SCENARIOS = ("baseline", "land-east-20")
REPLICATIONS = 300
PATIENCE_MS = 180_000
TO_THE_TOP = """(element) => {
  const main = document.querySelector('[data-testid=stMain]');
  main.scrollTop += element.getBoundingClientRect().top - 90;
}"""
READY = "[data-testid=stApp][data-test-script-state=notRunning]"

Address = tuple[str, dict[str, str], str]
"""Page, words of the address bar, key of the element that stands at the top ("" = the header)."""


def main() -> None:
    """Make all pictures, or those named."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help="pictures to make")
    parser.add_argument("--seconds", type=float, default=30.0, help="longest search for each plan")
    parser.add_argument("--lang", choices=("zh", "en"), default="zh")
    parser.add_argument("--home", type=Path, help="folder of a desk to keep")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = asked.home or Path(folder) / "home"
        places = addresses(story(home, asked.seconds))
        if unknown := set(asked.names) - set(places):
            sys.exit(
                f"no picture called {', '.join(sorted(unknown))}; there are {', '.join(places)}"
            )
        FOLDER.mkdir(exist_ok=True)
        with served(home) as url, browser() as chromium:
            for name in asked.names or places:
                page, words, key = places[name]
                shot = picture(chromium, f"{url}/{page}", {"lang": asked.lang, **words}, key)
                kept(shot, FOLDER / f"{name}-{asked.lang}.png")


def story(home: Path, seconds: float) -> dict[str, str]:
    """Two plans of the demonstration data and a simulation of each; ids by scenario."""
    home.mkdir(parents=True, exist_ok=True)
    store = open_store(Home(home))
    try:
        store.set_setting("data_id", DEMO)
        known = {run.scenario_id: run.id for run in store.runs.all(kind=RunKind.MATCH)
                 if run.has_result}  # fmt: skip
        for scenario in SCENARIOS:
            if scenario not in known:
                run = store.runs.match(DEMO, scenario, search=Search(seconds=seconds), who="")
                store.runs.simulate(of_run=run.id, replications=REPLICATIONS, who="")
                known[scenario] = run.id
        start_worker(store, "--idle", "1").wait()
        sims = {run.of_run: run for run in store.runs.all(kind=RunKind.SIMULATE)}
        for scenario in SCENARIOS:
            for run in (store.runs.get(known[scenario]), sims[known[scenario]]):
                if not run.has_result:
                    sys.exit(f"run {run.id} of {scenario} is {run.state.value}: see {home}")
        pairings = table(store, known["baseline"])
        return known | {"played": sims[known["baseline"]].id, "enterprise": pairings}
    finally:
        store.close()


def table(store: Any, run: str) -> str:
    """The enterprise of a plan with the largest output: a picture needs one."""
    from app.runs.results import load_run

    placed = load_run(store, run).table("pairings")
    return str(placed.loc[placed["output_wan_yuan"].idxmax(), "enterprise_id"])


def addresses(ids: dict[str, str]) -> dict[str, Address]:
    """Picture -> page and what stands in its address bar."""
    first, second = (ids[one] for one in SCENARIOS)
    chosen = {"run": first, "enterprise": ids["enterprise"]}
    return {
        "start": ("", {}, ""),
        "scenarios": ("scenarios", {"run": first}, ""),
        "compare": (
            "compare",
            {"runs": f"{first},{second}", "layer": "occupancy"},
            "compare_layer",
        ),
        "pairings": ("pairings", chosen, "pair_sending"),
        "reasons": ("pairings", chosen, "why"),
        "outlook": ("outlook", {"run": ids["played"]}, ""),
        "meeting": (
            "compare",
            {"runs": f"{first},{second}", "layer": "jobs", "present": "1"},
            "compare_map_0",
        ),
    }


@contextmanager
def served(home: Path) -> Iterator[str]:
    """The desk on a free port of this machine."""
    port = free_port(None)
    process = subprocess.Popen(
        command(port), env=environment(home, None), stdout=subprocess.DEVNULL
    )
    try:
        url = f"http://{HOST}:{port}"
        wait(lambda: urllib.request.urlopen(f"{url}/_stcore/health", timeout=2).close())
        yield url
    finally:
        process.terminate()
        process.wait()


def wait(knock: Callable[[], None]) -> None:
    """Knock until somebody answers."""
    until = time.monotonic() + PATIENCE_MS / 1000
    while True:
        try:
            return knock()
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)


@contextmanager
def browser() -> Iterator[Any]:
    """A headless chromium."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if path is None:
        sys.exit("chromium is missing: install it or name it in $CHROMIUM")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield opened
        opened.close()


def picture(chromium: Any, url: str, words: dict[str, str], key: str) -> bytes:
    """What a visitor sees at an address, once everything has been painted."""
    context = chromium.new_context(viewport=SIZE, reduced_motion="reduce")
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    query = "&".join(f"{name}={value}" for name, value in words.items())
    page.goto(f"{url}?{query}")
    page.wait_for_selector(READY)
    if key:
        page.wait_for_selector(".dt-map[data-painted]")
        page.locator(f".st-key-{key}").first.evaluate(TO_THE_TOP)
    page.wait_for_timeout(2500)
    page.wait_for_selector(READY)
    shot: bytes = page.screenshot()
    context.close()
    return shot


def kept(shot: bytes, path: Path) -> None:
    """Write a picture with a palette; ends if it is too heavy for the README all the same."""
    image = Image.open(io.BytesIO(shot)).convert("RGB")
    image.quantize(colors=256, dither=Image.Dither.NONE).save(path, optimize=True)
    size = path.stat().st_size
    if size >= MOST_BYTES:
        sys.exit(f"{path} has {size:,} bytes; {MOST_BYTES:,} are allowed")
    sys.stdout.write(f"{path.relative_to(FOLDER.parent)} {size:,} bytes\n")


if __name__ == "__main__":
    main()
