"""Meeting packs, each made by a process of its own: `python -m app.packing HOME KEY --runs A,B`.

Headless.  A pack belongs to its runs, their simulations, its language and its day; the same four
give the same folder, so a page that was reloaded finds the work again, and nothing is made twice.

    packs/<key>/state.json          what it does; see `PackState`
    packs/<key>/files/...           the pack, there only when it is complete
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from app.errors import AppError
from app.runs.home import Home
from app.runs.records import RunKind
from app.runs.store import Store, open_store
from geodata.words import LANGS, Lang

if TYPE_CHECKING:
    from app.exports.meeting import MeetingRun

PACKS, FILES, STATE, STOP, LOG = "packs", "files", "state.json", "stop", "log.txt"
SILENT_S = 90.0
"""Without a word for so long, the process that makes a pack counts as gone."""
BEAT_S = 5.0
"""How often it says that it is there, for on a busy machine one file may take minutes."""


@dataclass(frozen=True)
class PackState:
    """stage: running, done, stopped or failed.  share: 0..1.  detail: file being written.

    problem, remedy: in both languages, of a failed one.  beat: seconds since 1970 of the last word.
    """

    stage: str
    share: float = 0.0
    detail: str = ""
    problem_zh: str = ""
    problem_en: str = ""
    remedy_zh: str = ""
    remedy_en: str = ""
    beat: float = 0.0

    def problem(self, lang: Lang) -> str:
        """What went wrong."""
        return self.problem_zh if lang == "zh" else self.problem_en

    def remedy(self, lang: Lang) -> str:
        """What to do about it."""
        return self.remedy_zh if lang == "zh" else self.remedy_en


def simulations(store: Store, runs: Sequence[str]) -> list[str]:
    """For each match run its newest finished simulation, "" where it was never played forward."""
    played = [run for run in store.runs.all(kind=RunKind.SIMULATE) if run.has_result]
    return [next((one.id for one in played if one.of_run == run), "") for run in runs]


def pack_key(runs: Sequence[str], sims: Sequence[str], lang: Lang, day: date) -> str:
    """16 hex digits that name a pack."""
    text = "|".join([*runs, "/", *sims, lang, day.isoformat()])
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def pack_folder(home: Home, key: str) -> Path:
    """Where a pack and its state lie."""
    return home.root / PACKS / key


def look(home: Home, key: str) -> PackState | None:
    """How a pack stands; None if it was never asked for.  A silent process counts as failed."""
    file = pack_folder(home, key) / STATE
    try:
        state = PackState(**json.loads(file.read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None
    if state.stage == "running" and time.time() - state.beat > SILENT_S:
        return _failed(AppError("pack_silent"))
    return state


def begin(store: Store, runs: Sequence[str], lang: Lang, day: date, url: str = "") -> str:
    """Start making a pack unless it is there or under way; its key."""
    sims = simulations(store, runs)
    key = pack_key(runs, sims, lang, day)
    state = look(store.home, key)
    if state is not None and state.stage in ("running", "done"):
        return key
    folder = pack_folder(store.home, key)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / STOP).unlink(missing_ok=True)
    _write(folder, PackState("running", beat=time.time()))
    words = [sys.executable, "-m", "app.packing", str(store.home.root), key, "--runs",
             ",".join(runs), "--sims", ",".join(sims), "--lang", lang, "--day", day.isoformat(),
             "--store", url]  # fmt: skip
    root = str(Path(__file__).resolve().parents[1])
    paths = os.pathsep.join([root, *filter(None, [os.environ.get("PYTHONPATH")])])
    with (folder / LOG).open("ab") as log:
        subprocess.Popen(
            words, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
            env={**os.environ, "PYTHONPATH": paths},
        )  # fmt: skip
    return key


def stop(home: Home, key: str) -> None:
    """Ask the process to stop; an older pack of the same key stays."""
    (pack_folder(home, key) / STOP).touch()


def made(home: Home, key: str) -> list[Path]:
    """The files of a finished pack, the zip first."""
    folder = pack_folder(home, key) / FILES
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return sorted(paths, key=lambda path: path.suffix != ".zip")


def _write(folder: Path, state: PackState) -> None:
    new = folder / f"{STATE}.{os.getpid()}"
    new.write_text(json.dumps(asdict(state), ensure_ascii=False), encoding="utf-8")
    new.replace(folder / STATE)


def _failed(error: AppError) -> PackState:
    return PackState(
        "failed", 0.0, "", error.problem("zh"), error.problem("en"), error.remedy("zh"),
        error.remedy("en"), time.time(),
    )  # fmt: skip


@contextmanager
def _heard(folder: Path) -> Iterator[Callable[[str, float | None, str], None]]:
    """What tells of progress; meanwhile the last word is said again every BEAT_S."""
    last, lock, over = PackState("running"), threading.Lock(), threading.Event()

    def tell(stage: str, share: float | None, detail: str) -> None:
        nonlocal last
        del stage
        with lock:
            last = PackState("running", share or 0.0, detail, beat=time.time())
            _write(folder, last)

    def beat() -> None:
        while not over.wait(BEAT_S):
            with lock:
                _write(folder, replace(last, beat=time.time()))

    thread = threading.Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield tell
    finally:
        over.set()
        thread.join()


def make(store: Store, key: str, runs: Sequence[str], sims: Sequence[str], lang: Lang,
         day: date) -> PackState:  # fmt: skip
    """Write the pack; how it ended.  Every error is told in the state, none is raised."""
    from app.exports.meeting import Stopped, write_meeting_pack

    folder = pack_folder(store.home, key)
    folder.mkdir(parents=True, exist_ok=True)

    try:
        with _heard(folder) as tell:
            meeting = [
                meeting_run(store, run, sim, lang)
                for run, sim in zip(runs, [*sims, *[""] * len(runs)], strict=False)
            ]
            write_meeting_pack(meeting, folder / FILES, lang, tell, day,
                               stop=(folder / STOP).exists)  # fmt: skip
        state = PackState("done", 1.0, beat=time.time())
    except Stopped:
        state = PackState("stopped", beat=time.time())
    except AppError as error:
        state = _failed(error)
    except OSError as error:
        state = _failed(AppError("system", reason=error))
    except Exception as error:
        state = _failed(AppError("unexpected", reason=f"{type(error).__name__}: {error}"))
    _write(folder, state)
    return state


def meeting_run(store: Store, run_id: str, sim_id: str, lang: Lang) -> MeetingRun:
    """A run of the store as the meeting pack wants it.  Raises AppError."""
    from app.exports.meeting import MeetingRun
    from app.runs.results import load_run

    run = load_run(store, run_id)
    record = run.run
    finished = record.finished.astimezone().strftime("%Y-%m-%d %H:%M") if record.finished else ""
    return MeetingRun(
        plan=run.plan, case=run.case, title=run.scenario.title(lang), run_id=record.id,
        who=record.who, when=finished, why=record.why,
        outcome=load_run(store, sim_id).outcome if sim_id else None, findings=run.findings,
    )  # fmt: skip


def main(
    home: Path, key: str, runs: str = typer.Option(...), sims: str = "", lang: str = "zh",
    day: str = typer.Option(...), store: str = "",
) -> None:  # fmt: skip
    """Make one pack and end."""
    spoken: Lang = LANGS[lang == "en"]
    opened = open_store(home, store or None)
    make(opened, key, runs.split(","), sims.split(","), spoken, date.fromisoformat(day))


if __name__ == "__main__":
    typer.run(main)
