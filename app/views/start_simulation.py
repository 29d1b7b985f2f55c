"""The form that plays a plan forward: how often, under which assumptions."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from app import caches, shell, state
from app.errors import AppError
from app.runs.records import Run, RunKind
from app.runs.start import ensure_worker
from app.views.plain import escaped, t, tp
from app.views.runs import finished, title
from scenarios.faults import ScenarioError
from simulation.faults import SimulationError
from simulation.parameters import Parameters, parameters_table

REPLICATIONS = (100, 300, 1000, 3000)
USUAL = 1000
NO_PLAN = ""


def start_simulation(asked: str = "") -> None:
    """Choose a plan (or none), the number of replications, and edit assumptions."""
    plans = {run.id: run for run in finished(RunKind.MATCH)}
    here = shell.data_id()
    options = [*plans, *([NO_PLAN] if here else [])]
    if not options:
        st.info(t("empty.no_runs"))
        shell.link("scenarios", tp("empty.go_scenarios"))
        return
    left, right = st.columns([0.65, 0.35])
    chosen = left.selectbox(
        tp("outlook.of_plan"), options, key="sim_plan",
        index=options.index(asked) if asked in plans else 0,
        format_func=lambda one: title(plans[one]) if one else tp("outlook.without_plan"),
        help=t("outlook.of_plan_help"),
    )  # fmt: skip
    times = right.select_slider(
        tp("outlook.replications"), REPLICATIONS, USUAL, key="sim_replications",
        help=t("outlook.replications_help"),
    )  # fmt: skip
    with st.expander(t("outlook.assumptions"), key="sim_assumptions", on_change="rerun") as box:
        parameters, told = _assumptions() if box.open else (None, "")
    if told:
        st.error(escaped(told))
    why = st.text_input(tp("run.why"), key="sim_why", max_chars=200).strip()
    if st.button(t("outlook.start"), key="sim_start", type="primary", disabled=bool(told)):
        _queue(str(chosen), here, int(times), parameters, why)


def _assumptions() -> tuple[Parameters | None, str]:
    """The table of assumptions; what was changed, and why it cannot be used, if so."""
    lang = state.lang()
    table = parameters_table(Parameters(), lang)
    labels = {name: tp(f"outlook.parameter_{name}") for name in table.columns if name != "name"}
    shown = table.rename(columns=labels)
    open_ones = [labels[name] for name in ("value", "low", "high")]
    st.caption(t("outlook.assumptions_note"))
    changed = st.data_editor(
        shown, key="sim_table", hide_index=True, height=420, alt=t("outlook.assumptions"),
        column_order=[labels[n] for n in ("label", "value", "low", "high", "unit", "source",
                                          "where", "why")],
        disabled=[column for column in shown.columns if column not in open_ones],
        column_config={column: st.column_config.NumberColumn(required=True, format="%.6g")
                       for column in open_ones},
    )  # fmt: skip
    edits = edits_of(table, changed.rename(columns={v: k for k, v in labels.items()}))
    if not edits:
        return None, ""
    try:
        return Parameters().edited(edits, by=shell.who() or tp("run.nobody")), ""
    except SimulationError as error:
        return None, error.text(lang)


def edits_of(before: pd.DataFrame, after: pd.DataFrame) -> dict[str, dict[str, float]]:
    """Parameters of which the value or the range was changed, with all three figures."""
    found = {}
    for old, new in zip(before.to_dict("records"), after.to_dict("records"), strict=True):
        if any(old[one] != new[one] for one in ("value", "low", "high")):
            found[str(old["name"])] = {one: float(new[one]) for one in ("value", "low", "high")}
    return found


def _queue(plan: str, data_id: str, times: int, parameters: Parameters | None, why: str) -> None:
    shop = caches.store()
    try:
        if plan:
            run: Run = shop.runs.simulate(of_run=plan, replications=times, parameters=parameters,
                                          who=shell.who(), why=why)  # fmt: skip
        else:
            scenario = state.address("scenario") or "baseline"
            run = shop.runs.simulate(data_id=data_id, scenario_id=scenario, replications=times,
                                     parameters=parameters, who=shell.who(), why=why)  # fmt: skip
    except (AppError, ScenarioError) as error:
        shell.problem(error)
        return
    ensure_worker(shop)
    state.set_address("run", run.id)
    st.rerun()
