"""Runs as a table, as one line of state, and found again by what stands on a paper."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import pandas as pd
import streamlit as st

from app import caches, state
from app.errors import AppError
from app.runs.records import Run, RunKind, RunState
from app.views.plain import t, tp

FRESH = 200
"""Runs listed at most."""


def when(moment: datetime | None) -> str:
    """A moment of the store in the clock of this machine; "" where it has not come."""
    return "" if moment is None else moment.astimezone().strftime("%Y-%m-%d %H:%M")


def scenario_title(scenario_id: str) -> str:
    """What a scenario is called, with its version where there are several."""
    version = caches.version(scenario_id)
    title = (version.title_zh if state.lang() == "zh" else version.title_en) or version.name
    return title if version.number <= 1 else tp("run.version", title=title, number=version.number)


def data_title(data_id: str) -> str:
    """What a data set is called."""
    found = caches.data(data_id)
    return tp("data.demo_name") if found.id == "demo" else found.name or found.id


def title(run: Run) -> str:
    """A run in a list of choices: scenario, time, id."""
    return tp("run.choice", scenario=scenario_title(run.scenario_id), when=when(run.created),
              run=run.id)  # fmt: skip


def state_word(run: Run) -> str:
    """Where a run stands, in a word or two."""
    return tp(f"run.state.{run.state.value}")


def finished(kind: RunKind = RunKind.MATCH) -> list[Run]:
    """Runs with something to show, newest first."""
    return caches.finished(kind)


def runs_frame(runs: Sequence[Run]) -> pd.DataFrame:
    """The list of runs with headings in the language of the session."""
    rows = [
        {
            tp("run.head.scenario"): scenario_title(run.scenario_id),
            tp("run.head.kind"): tp(f"run.kind.{run.kind.value}"),
            tp("run.head.state"): state_word(run),
            tp("run.head.placed"): _count(run.summary.get("pairings")),
            tp("run.head.gap"): _percent(run.summary.get("gap")),
            tp("run.head.data"): data_title(run.data_id),
            tp("run.head.when"): when(run.created),
            tp("run.head.who"): run.who,
            tp("run.head.why"): run.why,
            tp("run.head.run"): run.id,
            tp("run.head.fingerprint"): run.fingerprint,
        }
        for run in runs
    ]
    return pd.DataFrame(rows)


def _count(number: object) -> str:
    return f"{number:,}" if isinstance(number, int) else ""


def _percent(share: object) -> str:
    return f"{share:.2%}" if isinstance(share, int | float) and share == share else ""


def runs_table(runs: Sequence[Run], key: str, height: int | None = None) -> Run | None:
    """The list on screen; the run that was picked in it, if any."""
    frame = runs_frame(runs)
    picked = st.dataframe(
        frame, key=key, hide_index=True, on_select="rerun", selection_mode="single-row",
        height=height or "content", alt=tp("run.table_alt"), placeholder="–",
    )  # fmt: skip
    rows = picked["selection"]["rows"]
    return runs[rows[0]] if rows and rows[0] < len(runs) else None


def finder(key: str) -> Run | None:
    """A field for the fingerprint or id on a slide; the run it means."""
    text = st.text_input(tp("run.find"), key=key, placeholder=tp("run.find_hint"), max_chars=40)
    if not text.strip():
        return None
    found = caches.store().runs.find(text.strip())
    if not found:
        st.warning(t("run.find_none", text=text.strip()))
        return None
    return found[0]


def pick_run(key: str, kind: RunKind = RunKind.MATCH, word: str = "run") -> Run | None:
    """The finished run that a page shows: the address bar's, else the newest; None if none exists.

    The choice is written back into the address bar, so that the link shows the same run.
    """
    runs = finished(kind)
    if not runs:
        return None
    asked = state.address(word)
    by_id = {run.id: run for run in runs}
    if asked and asked not in by_id:
        try:
            other = caches.store().runs.get(asked)
        except AppError:
            st.warning(t("run.unknown", run=asked))
        else:
            st.info(t("run.not_ready", run=asked, state=state_word(other)))
    if asked in by_id:
        state.set_widget(key, asked)
    chosen = st.selectbox(
        tp(f"run.pick_{kind.value}"), list(by_id), key=key, format_func=lambda i: title(by_id[i]),
        on_change=lambda: state.set_address(word, state.widget(key)),
    )  # fmt: skip
    state.set_address(word, chosen)
    return by_id[chosen]


def still_running(run: Run) -> bool:
    """Whether a run waits or computes."""
    return run.state in (RunState.QUEUED, RunState.RUNNING)
