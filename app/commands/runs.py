"""`doubletransfer runs`: look at the desk's runs from the command line, and stop one."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

from app import options
from app.console import Speaker
from app.errors import AppError
from app.options import LangChoice
from app.runs.records import Run, RunState
from app.runs.store import Store, open_store
from geodata.words import say

commands = typer.Typer(no_args_is_help=True, help="cli.help.runs")

HomeOption = Annotated[Path | None, typer.Option("--home", help="cli.option.home")]
StoreOption = Annotated[str | None, typer.Option("--store", help="cli.option.store")]
RunArgument = Annotated[str, typer.Argument(help="cli.argument.run")]


@commands.command("list", help="cli.help.runs_list")
def list_runs(
    home: HomeOption = None,
    store: StoreOption = None,
    limit: Annotated[int, typer.Option("--limit", min=1, help="cli.option.runs_limit")] = 20,
    lang: options.LangOption = LangChoice.ZH,
    as_json: options.JsonOption = False,
) -> None:
    """The latest runs, one line each."""
    speaker = Speaker(lang.value, as_json=as_json)
    opened = open_store(home, store)
    found = opened.runs.all(limit=limit)
    if not found:
        speaker.say("cli.runs.none", folder=opened.home.root)
    else:
        columns = ("run", "state", "kind", "scenario", "who", "when", "why")
        rows = [[_cells(run, opened, speaker)[name] for name in columns] for run in found]
        heads = [_head(name, speaker) for name in columns]
        speaker.table(pd.DataFrame(rows, columns=heads, dtype=object))
    speaker.json({"runs": [_document(run) for run in found]})


@commands.command("show", help="cli.help.runs_show")
def show(
    run: RunArgument,
    home: HomeOption = None,
    store: StoreOption = None,
    lang: options.LangOption = LangChoice.ZH,
    as_json: options.JsonOption = False,
) -> None:
    """One run, one line per fact."""
    speaker = Speaker(lang.value, as_json=as_json)
    opened = open_store(home, store)
    found = _one(opened, run)
    rows = [(_head(name, speaker), text) for name, text in _cells(found, opened, speaker).items()]
    heads = [_head("item", speaker), _head("value", speaker)]
    speaker.table(pd.DataFrame([r for r in rows if r[1]], columns=heads, dtype=object))
    speaker.json(_document(found))


@commands.command("stop", help="cli.help.runs_stop")
def stop(
    run: RunArgument,
    who: Annotated[str, typer.Option("--who", help="cli.option.who")] = "",
    home: HomeOption = None,
    store: StoreOption = None,
    lang: options.LangOption = LangChoice.ZH,
    as_json: options.JsonOption = False,
) -> None:
    """Ask a run to stop."""
    speaker = Speaker(lang.value, as_json=as_json)
    opened = open_store(home, store)
    before = _one(opened, run)
    after = opened.runs.stop(before.id, who)
    if before.state.finished:
        speaker.say("cli.runs.already", run=before.id)
    elif after.state is RunState.STOPPED and after.started is None:
        speaker.say("cli.runs.stopped_waiting", run=before.id)
    else:
        speaker.say("cli.runs.stopped", run=before.id)
    speaker.json(_document(after))


def _one(store: Store, text: str) -> Run:
    """The newest run with this id or fingerprint.  Raises AppError "no_run"."""
    found = store.runs.find(text)
    if not found:
        raise AppError("no_run", value=text)
    return found[0]


def _cells(run: Run, store: Store, speaker: Speaker) -> dict[str, str]:
    """Facts of a run as text, empty where there is nothing to tell."""
    lang, trouble = speaker.lang, run.trouble
    position = store.runs.position(run.id)
    state = _say(f"runs.state.{run.state.value}", speaker) + (f" {position}" if position else "")
    return {
        "run": run.id,
        "kind": _say(f"runs.kind.{run.kind.value}", speaker),
        "state": state,
        "scenario": store.scenarios.get(run.scenario_id).title(lang),
        "data": store.data.get(run.data_id).name,
        "who": run.who,
        "why": run.why,
        "when": f"{run.created:%Y-%m-%d %H:%M}",
        "started": "" if run.started is None else f"{run.started:%Y-%m-%d %H:%M:%S}",
        "finished": "" if run.finished is None else f"{run.finished:%Y-%m-%d %H:%M:%S}",
        "seconds": "" if run.seconds is None else f"{run.seconds:.1f}",
        "settings": _pairs(run.settings),
        "result": _pairs(run.summary),
        "fingerprint": run.fingerprint,
        "again_of": run.again_of,
        "trouble": "" if trouble is None else trouble.problem(lang),
        "remedy": "" if trouble is None else trouble.remedy(lang),
    }


def _pairs(values: object) -> str:
    items = values.items() if hasattr(values, "items") else ()
    plain = {
        key: f"{value:.6g}" if isinstance(value, float) else value
        for key, value in items
        if not isinstance(value, dict)
    }
    return ", ".join(f"{key}={value}" for key, value in plain.items())


def _document(run: Run) -> dict[str, object]:
    """A run for machines."""
    return {
        "id": run.id, "kind": run.kind.value, "state": run.state.value, "data_id": run.data_id,
        "scenario_id": run.scenario_id, "of_run": run.of_run, "settings": dict(run.settings),
        "who": run.who, "why": run.why, "created": run.created.isoformat(),
        "case_fingerprint": run.case_fingerprint, "world_fingerprint": run.world_fingerprint,
        "fingerprint": run.fingerprint, "summary": dict(run.summary), "seconds": run.seconds,
    }  # fmt: skip


def _say(key: str, speaker: Speaker) -> str:
    return say(key, speaker.lang)


def _head(name: str, speaker: Speaker) -> str:
    return _say(f"cli.head.{name}", speaker)
