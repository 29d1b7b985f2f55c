"""A run while it computes: what it does, how good the plan is so far, and Stop."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from app import caches, shell, state
from app.guard import apart
from app.runs.records import Event, Run, RunKind, RunState
from app.runs.start import ensure_worker
from app.views import compared
from app.views.plain import escaped, t, tp
from app.views.runs import scenario_title, state_word, still_running, when
from geodata.words import known, say

EVERY_S = 1.0
BLUE, ORANGE = "#0072B2", "#D98200"
NEAR = 0.2
"""How far from the last proven bound, as a part of it, figures still belong into the chart."""


def run_panel(run_id: str) -> None:
    """Where the run of the address bar stands; follows it while it computes."""
    run = caches.store().runs.get(run_id)
    with st.container(border=True, key="run_panel"):
        st.subheader(t("run.panel", scenario=scenario_title(run.scenario_id), run=run.id),
                     anchor=False)  # fmt: skip
        if still_running(run):
            ensure_worker(caches.store())
            apart(_follow, run_id, every_s=EVERY_S)
        else:
            _ended(run)


def follow(
    run_id: str, key: str, *, stopping: str, stop_help: str,
    between: Callable[[Sequence[Event]], None] | None = None,
) -> None:  # fmt: skip
    """Where a run is and a button to stop it; the whole page once, when the run has ended.

    key: of the button.  stopping, stop_help: what is said beside it.  between: draws more from the
    run's events, below the bar.  To be drawn again every `EVERY_S` seconds.
    """
    shop = caches.store()
    ensure_worker(shop)
    run = shop.runs.get(run_id)
    if not still_running(run):
        st.rerun()
    events = shop.runs.events(run_id)
    if run.state is RunState.QUEUED:
        st.info(t("run.waiting", place=shop.runs.position(run_id)))
    else:
        stage(events)
    if between is not None:
        between(events)
    if run.stop_asked:
        st.warning(stopping)
    else:
        st.button(t("run.stop"), key=key, help=stop_help, on_click=_stop, args=(run_id,))
    st.caption(t("run.bookmark", run=run_id))


def _stop(run_id: str) -> None:
    caches.store().runs.stop(run_id, shell.who())


def _follow(run_id: str) -> None:
    follow(run_id, "run_stop", stopping=t("run.stopping"), stop_help=t("run.stop_help"),
           between=lambda events: _curve(events, run_id))  # fmt: skip


def stage(events: Sequence[Event]) -> None:
    """What a run does just now, and how far it is."""
    if not events:
        st.progress(0.0, text=t("run.starting"))
        return
    last = events[-1]
    key = f"cli.stage.{last.stage}"
    doing = say(key, state.lang()) if known(key) else last.stage
    text = t("run.stage", stage=doing, seconds=f"{last.elapsed_s:.0f}")
    share = 0.0 if last.share is None else min(max(last.share, 0.0), 1.0)
    st.progress(share, text=text)


def _curve(events: Sequence[Event], run_id: str) -> None:
    """Best plan and proven bound over time, and the last gap in large figures."""
    known_ones = [e for e in events if e.best is not None or e.bound is not None]
    if not known_ones:
        return
    best = next((e.best for e in reversed(known_ones) if e.best is not None), None)
    bound = next((e.bound for e in reversed(known_ones) if e.bound is not None), None)
    gap = next((e.gap for e in reversed(known_ones) if e.gap is not None), None)
    columns = st.columns(3)
    columns[0].metric(t("run.best"), _points(best), help=t("run.best_help"))
    columns[1].metric(t("run.bound"), _points(bound), help=t("run.bound_help"))
    columns[2].metric(t("run.gap"), "–" if gap is None else f"{gap:.2%}", help=t("run.gap_help"))
    trace = [(e.elapsed_s, e.best, e.bound) for e in known_ones]
    st.echarts_chart(curve_spec(trace), height=260, key=f"run_curve_{run_id}",
                     alt=t("run.curve_alt"))  # fmt: skip


def curve_spec(trace: Sequence[tuple[float, float | None, float | None]]) -> dict[str, Any]:
    """The chart of (seconds, best, bound)."""
    drawn = (("bound", 2, ORANGE, "dashed"), ("best", 1, BLUE, "solid"))
    series = []
    for name, place, colour, dash in drawn:
        points = [[round(row[0], 2), row[place]] for row in trace if row[place] is not None]
        series.append({
            "name": tp(f"run.{name}"), "type": "line", "step": "end",
            # One point makes no line: a plan found at the very end shows as a dot.
            "showSymbol": len(points) == 1, "symbolSize": 9,
            "color": colour, "lineStyle": {"width": 2, "type": dash}, "data": points,
        })  # fmt: skip
    return {
        "animation": False,
        "grid": {"left": 70, "right": 20, "top": 36, "bottom": 44},
        "legend": {"top": 0},
        "tooltip": {"trigger": "axis"},
        "xAxis": {"type": "value", "name": tp("run.seconds"), "nameLocation": "middle",
                  "nameGap": 28},
        "yAxis": {"type": "value", "scale": True, "name": tp("run.points"), **_window(trace)},
        "series": series,
    }  # fmt: skip


def _window(trace: Sequence[tuple[float, float | None, float | None]]) -> dict[str, float]:
    """The stretch of the axis: what lies near the last bound.

    The first bound and the first plan are far off; drawn in full they would press all that comes
    after them into one line.  What is left out enters the chart from its edge.
    """
    best, last = (next((row[n] for row in reversed(trace) if row[n] is not None), None)
                  for n in (1, 2))  # fmt: skip
    if last is None:
        return {}
    reach = max(NEAR * abs(last), 0.0 if best is None else abs(last - best))
    near = [value for row in trace for value in row[1:]
            if value is not None and abs(value - last) <= reach]  # fmt: skip
    low, high = min(near), max(near)
    room = max(0.05 * (high - low), 1e-3 * abs(last)) or 1.0
    return {"min": float(f"{low - room:.5g}"), "max": float(f"{high + room:.5g}")}


def _known(value: float) -> float | None:
    return None if value != value else float(value)


def _points(value: float | None) -> str:
    return "–" if value is None else f"{value:,.1f}"


def _ended(run: Run) -> None:
    """What came out, or why nothing did, and where to go on."""
    lang = state.lang()
    line = t("run.ended", state=state_word(run), when=when(run.finished),
             seconds=f"{run.seconds or 0:.0f}")  # fmt: skip
    if run.trouble is not None:
        st.error(f"{line}\n\n{escaped(run.trouble.problem(lang))}\n\n"
                 f"{escaped(run.trouble.remedy(lang))}")  # fmt: skip
    elif run.state is RunState.LOST:
        st.error(f"{line}\n\n{t('run.lost')}")
    elif run.has_result:
        st.success(line)
    else:
        st.warning(line)
    if run.has_result and run.kind is RunKind.MATCH:
        loaded = caches.loaded(run.id)
        st.markdown(escaped(loaded.plan.summary(lang, loaded.scenario.title(lang))))
        trace = loaded.table("trace")
        points = trace.dropna(subset=["best", "bound"], how="all")
        if len(points) > 1:
            figures = points[["elapsed_s", "best", "bound"]].to_numpy(dtype=float)
            rows = [(float(at), _known(best), _known(bound)) for at, best, bound in figures]
            st.echarts_chart(curve_spec(rows), height=220, key=f"run_curve_{run.id}",
                             alt=t("run.curve_alt"))  # fmt: skip
    _next_steps(run)


def _next_steps(run: Run) -> None:
    with st.container(horizontal=True, gap="medium"):
        if run.has_result and run.kind is RunKind.MATCH:
            shell.link("pairings", tp("run.to_pairings"), {"run": run.id})
            compared.link(run)
            shell.link("outlook", tp("run.to_outlook"), {"run": run.id})
            shell.link("export", tp("run.to_export"), {"runs": run.id})
        elif run.has_result:
            seen = run.id if run.kind is RunKind.SIMULATE else str(run.of_run)
            shell.link("outlook", tp("run.to_outlook"), {"run": seen})
        if run.state in (RunState.LOST, RunState.FAILED, RunState.STOPPED):
            st.button(t("run.again"), key="run_again", on_click=_again, args=(run.id,))
        st.button(t("run.close"), key="run_close", on_click=state.set_address, args=("run", None))


def _again(run_id: str) -> None:
    fresh = caches.store().runs.again(run_id, shell.who())
    state.set_address("run", fresh.id)


def queue_table() -> None:
    """Everything that computes or waits, whoever asked for it; followed while there is any."""
    st.subheader(t("run.queue"), anchor=False)
    if caches.store().runs.queue():
        apart(_queue, every_s=2 * EVERY_S)
    else:
        st.caption(t("run.queue_empty"))


def _queue() -> None:
    """The queue as it stands; the whole page once more when it has run dry."""
    waiting = caches.store().runs.queue()
    if not waiting:
        st.rerun()
    for place, run in enumerate(waiting):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(
                t("run.queue_line", place=place + 1, scenario=scenario_title(run.scenario_id),
                  kind=tp(f"run.kind.{run.kind.value}"), state=state_word(run),
                  who=run.who or tp("run.nobody"), when=when(run.created)),
                width="stretch",
            )  # fmt: skip
            st.button(t("run.show"), key=f"queue_show_{run.id}", on_click=state.set_address,
                      args=("run", run.id))  # fmt: skip
