"""The map in a real browser: how long until it is painted, and from a click to Python.

    python -m benchmarks.app [--json] [--smoke]

Figures, medians of several visits with an empty browser cache to a server that has already served
one: `first_paint_s` (counties, 100 parks, 200 flows), `points_paint_s` (30,000 enterprises on top),
`click_s` (click on a park until Python has answered), `pan_ms` (one step of panning with all dots,
until it is painted), and `first_visit_s`: the very first visit after the server's start.  Baselines
of the same run: an empty Streamlit page; the same dots as single SVG elements; Streamlit's own
button.  Needs chromium ($CHROMIUM names it) and the page of tests/app/webmap.
"""

from __future__ import annotations

import argparse
import importlib.util
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.common import Figure, show

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "tests" / "app" / "webmap" / "demo_page.py"
MAP, PLAIN_MAP = ".st-key-one .dt-map", ".plain"
PARKS, FLOWS = 100, 200
FULL, SMOKE = (7, 3000, 30_000), (1, 300, 1000)
"""Visits, enterprises of the map without dots, enterprises drawn as dots."""
PATIENCE_MS = 120_000


def main(argv: list[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--smoke", action="store_true", help="one visit each, few enterprises")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    options = parser.parse_args(argv)
    visits, firms, dots = SMOKE if options.smoke else FULL
    plain = f"firms={firms}&parks={PARKS}&flows={FLOWS}"
    full = f"firms={dots}&parks={PARKS}&flows={FLOWS}&points=1"
    name = f"{PARKS} parks, {FLOWS} flows"
    with served() as url, browser() as chromium:
        started = painted(chromium, f"{url}/?{plain}", MAP)
        show(Figure(name, "first_visit_s", started, "s"), as_json=options.json)
        for query in (full, f"case=unbatched&{full}", "case=none"):
            # Python's caches are warm from here on, as they are for every planner but the first.
            painted(chromium, f"{url}/?{query}", target(query))

        # In turns, so that whatever else the machine does meets all of them alike.
        asked = {
            "empty": "case=none",
            "map": plain,
            "dots": full,
            "single": f"case=unbatched&{full}",
        }
        taken: dict[str, list[float]] = {key: [] for key in asked}
        for _ in range(visits):
            for key, query in asked.items():
                taken[key].append(painted(chromium, f"{url}/?{query}", target(query)))
        middle = {key: statistics.median(times) for key, times in taken.items()}
        shown = f"{name}, {dots} dots"
        for told in (
            figure(name, "first_paint_s", middle["map"], middle["empty"], "an empty page"),
            figure(
                shown, "points_paint_s", middle["dots"], middle["single"], "dots as SVG elements"
            ),
        ):
            show(told, as_json=options.json)
        for figure_ in clicks(chromium, f"{url}/?{full}", visits, shown):
            show(figure_, as_json=options.json)


def target(query: str) -> str | None:
    """The element that a page with this query paints, None for the empty one."""
    if "none" in query:
        return None
    return PLAIN_MAP if "unbatched" in query else MAP


def figure(case: str, name: str, value: float, other: float, baseline: str) -> Figure:
    """A figure beside its baseline."""
    return Figure(case, name, value, "s", f"{baseline} ({other:.2f} s)", value / other)


@contextmanager
def served() -> Iterator[str]:
    """The demonstration page on a free port of this machine."""
    helper = browser_helper()
    url, process = helper.launch(PAGE)
    try:
        yield url
    finally:
        helper.end(process)


def browser_helper() -> Any:
    """The module that starts servers for the browser tests as well."""
    place = ROOT / "tests" / "app" / "browser.py"
    spec = importlib.util.spec_from_file_location("browser_helper", place)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@contextmanager
def browser() -> Iterator[Any]:
    """A headless chromium; ends with a sentence where there is none."""
    from playwright.sync_api import sync_playwright

    path = browser_helper().chromium_path()
    if path is None:
        sys.exit("benchmarks.app needs chromium: install it or name it in $CHROMIUM")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield opened
        opened.close()


@contextmanager
def visit(chromium: Any, url: str) -> Iterator[Any]:
    """A page with an empty cache."""
    context = chromium.new_context(viewport={"width": 1280, "height": 860})
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    try:
        page.goto(url, wait_until="commit")
        yield page
    finally:
        context.close()


def painted(chromium: Any, url: str, element: str | None) -> float:
    """Seconds from asking for the page until the map's first painting, by the browser's clock.

    element None: until the empty page shows its line of text.
    """
    with visit(chromium, url) as page:
        if element is None:
            page.get_by_text("picked: none").wait_for()
            return float(page.evaluate("performance.now()")) / 1000
        page.wait_for_selector(f"{element}[data-first]", state="attached")
        return float(page.locator(element).get_attribute("data-first")) / 1000


def clicks(chromium: Any, url: str, times: int, case: str) -> Iterator[Figure]:
    """A click on parks in turn, beside a click on a button; and panning."""
    with visit(chromium, url) as page:
        page.wait_for_selector(f"{MAP}[data-first]", state="attached")
        ids = [f"P{i}" for i in range(times + 1)]
        taken, pressed = [], []
        button = page.locator(".st-key-rerun button")
        for park in ids:
            # The mark's own keyboard action is the click's code without the search for its place.
            mark = page.locator(f"{MAP} [data-park='{park}']")
            mark.focus()
            taken.append(
                seconds(lambda: page.keyboard.press("Enter"), page, f"picked: park {park}")
            )
            page.get_by_text("pressed: False").wait_for()
            pressed.append(seconds(button.click, page, "pressed: True"))
        # The first of each also warms the browser up.
        value, other = statistics.median(taken[1:]), statistics.median(pressed[1:])
        yield figure(case, "click_s", value, other, "Streamlit's button")
        yield Figure(case, "pan_ms", pan_ms(page, times), "ms")


def seconds(act: Callable[[], object], page: Any, answer: str) -> float:
    """From an action until its answer stands on the page."""
    started = time.perf_counter()
    act()
    page.get_by_text(answer, exact=True).wait_for()
    return time.perf_counter() - started


PAN = """(root) => new Promise((done) => {
  const stage = root.querySelector('.stage'), before = Number(root.dataset.painted);
  const started = performance.now();
  stage.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowLeft', bubbles: true }));
  const look = () => Number(root.dataset.painted) > before
    ? done(performance.now() - started) : requestAnimationFrame(look);
  look();
})"""


def pan_ms(page: Any, times: int) -> float:
    """Milliseconds of one step of panning, until it is painted."""
    root = page.locator(MAP)
    return statistics.median(float(root.evaluate(PAN)) for _ in range(times + 2))


if __name__ == "__main__":
    main()
