"""Many planners at once on the compare page: how long a rerun takes, what a session weighs.

    python -m benchmarks.load [--json] [--smoke] [--sessions 50]

Each planner is a connection of its own to the desk's server, as a browser opens it: a page is asked
for, then every three seconds or so another layer is chosen, and the clock runs from the question to
the end of the script's answer, the message that Streamlit's client waits for.  Figures:
`rerun_p95_ms`, `rerun_median_ms`, `session_mb` (what the server's memory grew by for each of as
many planners again, who came while the first were still there: by then it had its working size).
Baseline of the same run: as many planners on a page with nothing but a box to choose from.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.commands.desk import HOST, command, environment, free_port
from app.job import Search
from app.runs.home import Home
from app.runs.records import DEMO, Recipe, RecipeFile, RunState
from app.runs.start import start_worker
from app.runs.store import Store, open_store
from benchmarks.common import Figure, show
from benchmarks.load_planner import Planner

SCENARIOS = ("baseline", "land-east-20")
BOX, CHOICES = "compare_layer", 6
"""The box chosen in, on either page, and how many of its choices are used: those every data set
offers."""
EMPTY_PAGE = """import streamlit as st
chosen = st.selectbox("x", [str(one) for one in range(6)], key="compare_layer")
st.write(chosen)
"""
PATIENCE_S = 120.0


@dataclass(frozen=True)
class Scale:
    """sessions: planners at once.  reruns: of each.  think_s: mean pause between them.
    firms: of the data, None for the demonstration data.  solve_s: longest search for each plan.
    """

    sessions: int
    reruns: int
    think_s: float
    firms: int | None
    solve_s: float


FULL, SMOKE = Scale(50, 12, 3.0, None, 30.0), Scale(4, 3, 0.3, 30, 2.0)


def main(argv: list[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--smoke", action="store_true", help="few planners, small data")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    parser.add_argument("--sessions", type=int, default=None, help="planners at once")
    options = parser.parse_args(argv)
    scale = SMOKE if options.smoke else FULL
    sessions = options.sessions or scale.sessions
    if sessions < 1:
        sys.exit("benchmarks.load: --sessions must be at least 1")
    scale = Scale(sessions, scale.reruns, scale.think_s, scale.firms, scale.solve_s)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        query = f"lang=zh&runs={','.join(two_plans(home, scale))}"
        page = Path(folder) / "empty.py"
        page.write_text(EMPTY_PAGE, encoding="utf-8")
        with served(page, None) as (url, pid):
            empty = asyncio.run(visited(url, "", "", scale, pid))
        with served(None, home) as (url, pid):
            desk = asyncio.run(visited(url, "compare", query, scale, pid))
    case = f"{scale.sessions} sessions, {scale.think_s:g} s think time, " + (
        "demonstration data" if scale.firms is None else f"{scale.firms} enterprises"
    )
    for name, unit in (("rerun_p95_ms", "ms"), ("rerun_median_ms", "ms"), ("session_mb", "MB")):
        value, other = desk[name], empty[name]
        told = f"a page with one box ({other:.3g} {unit})"
        ratio = value / other if other > 0 else None
        show(Figure(case, name, value, unit, told, ratio), as_json=options.json)


def two_plans(home: Path, scale: Scale) -> list[str]:
    """Ids of two runs in a fresh home, computed by the product's own worker."""
    home.mkdir()
    store = open_store(Home(home))
    try:
        data = DEMO if scale.firms is None else few(store, home.parent, scale.firms)
        store.set_setting("data_id", data)
        search = Search(seconds=scale.solve_s, gap=0.05)
        runs = [store.runs.match(data, one, search=search, who="benchmark") for one in SCENARIOS]
        start_worker(store, "--idle", "1").wait()
        for run in runs:
            ended = store.runs.get(run.id)
            if ended.state is not RunState.DONE:
                why = ended.trouble.problem("en") if ended.trouble else store.home.log.read_text()
                raise RuntimeError(f"run {run.id} is {ended.state.value}: {why}")
        return [run.id for run in runs]
    finally:
        store.close()


def few(store: Store, folder: Path, firms: int) -> str:
    """The first enterprises of the shipped world as a data set; its id."""
    from geodata.shipped import shipped_world
    from geodata.tables import ALL

    world = shipped_world()
    names = [column.name for column in ALL["enterprises"].columns if not column.produced]
    file = folder / "few.csv"
    world["enterprises"].head(firms)[names].to_csv(file, index=False)
    recipe = Recipe(files=(RecipeFile(file.name, "enterprises"),))
    made = store.data.add(recipe, {file.name: file}, name="few", who="benchmark")
    if not made.ready:
        raise RuntimeError("the first enterprises of the shipped world have blockers")
    return made.id


@contextmanager
def served(page: Path | None, home: Path | None) -> Iterator[tuple[str, int]]:
    """Address and process number of the desk's server, or of the same server with another page."""
    port = free_port(None)
    words = command(port)
    if page is not None:
        words[words.index("run") + 1] = str(page)
    process = subprocess.Popen(
        words, env=environment(home, None), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        address = f"{HOST}:{port}"
        until = time.monotonic() + PATIENCE_S
        while not healthy(address):
            if time.monotonic() > until or process.poll() is not None:
                raise RuntimeError(f"no server at {address}")
            time.sleep(0.2)
        yield address, process.pid
    finally:
        process.terminate()
        process.wait()


def healthy(address: str) -> bool:
    """Whether the server answers."""
    try:
        with urllib.request.urlopen(f"http://{address}/_stcore/health", timeout=2):
            return True
    except OSError:
        return False


async def visited(address: str, page: str, query: str, scale: Scale, pid: int) -> dict[str, float]:
    """All planners at work; the figures of one server.

    Not timed: one planner who chooses every layer once, which fills what all share, and opening the
    page.
    """
    async with Planner(address, page, query) as first:
        choices = await opened(first)
        for choice in choices:
            await first.choose(BOX, choice)
    planners = await seated(address, page, query, scale.sessions)
    works = (work(one, choices, scale, number) for number, one in enumerate(planners))
    taken = [seconds for times in await asyncio.gather(*works) for seconds in times]
    before = resident_mb(pid)
    more = await seated(address, page, query, scale.sessions)
    for choice in (*choices[1:], choices[0]):
        for planner in more:
            await planner.choose(BOX, choice)
    grown = resident_mb(pid) - before
    for planner in planners + more:
        await planner.close()
    return {
        "rerun_p95_ms": 1000 * statistics.quantiles(taken, n=20, method="inclusive")[-1],
        "rerun_median_ms": 1000 * statistics.median(taken),
        "session_mb": grown / scale.sessions,
    }


async def opened(planner: Planner) -> list[str]:
    """Open the page; what the box offers, of the layers that every data set has."""
    await planner.open()
    return planner.offered(BOX)[:CHOICES]


async def seated(address: str, page: str, query: str, number: int) -> list[Planner]:
    """Planners with the page before them, one after another."""
    planners = [Planner(address, page, query) for _ in range(number)]
    for planner in planners:
        await planner.connect()
        await planner.open()
    return planners


async def work(planner: Planner, choices: list[str], scale: Scale, number: int) -> list[float]:
    """Choose and think, `reruns` times; seconds of each answer.  Nobody starts at the same time.

    The page opens with the first choice, so nobody begins with that one; from then on everybody
    goes on to the next, which is never the one on screen.
    """
    dice = random.Random(number)
    taken = []
    first = 1 + number % (len(choices) - 1)
    await asyncio.sleep(dice.uniform(0, scale.think_s))
    for step in range(scale.reruns):
        taken.append(await planner.choose(BOX, choices[(first + step) % len(choices)]))
        await asyncio.sleep(dice.uniform(0.5, 1.5) * scale.think_s)
    return taken


def resident_mb(pid: int) -> float:
    """Memory of a process in MB (Linux)."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError(f"/proc/{pid}/status tells no VmRSS")


if __name__ == "__main__":
    main()
