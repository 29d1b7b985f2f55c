"""The command that opens the desk, and the process that makes a meeting pack."""

from __future__ import annotations

import json
import socket
import sys
import time
import tomllib
from datetime import date
from pathlib import Path

import pytest
from desks import Desk, texts, visit

from app import packing
from app.commands import desk
from app.errors import AppError
from app.runs.results import load_run
from app.runs.store import open_store
from app.views.plain import escaped
from geodata.words import LANGS, Lang

APP = Path(desk.__file__).resolve().parents[1]


def test_a_taken_port_is_passed_over_and_refused_when_asked_for() -> None:
    with socket.socket() as taken:
        taken.bind((desk.HOST, 0))
        taken.listen()
        number = taken.getsockname()[1]
        with pytest.raises(AppError) as error:
            desk.free_port(number)
        assert str(number) in error.value.problem("en")
    assert desk.free_port(number) == number


def test_the_server_listens_on_this_machine_only_and_tells_nobody() -> None:
    words = desk.command(8600)
    assert words[:4] == [sys.executable, "-m", "app.server", "run"]
    assert Path(words[4]).is_file()
    for flag in ("--server.address=127.0.0.1", "--browser.gatherUsageStats=false",
                 "--server.port=8600"):  # fmt: skip
        assert flag in words


def test_nobody_waits_for_a_collection_of_garbage_after_every_answer() -> None:
    assert "--runner.postScriptGC=false" in desk.command(8600)


def test_the_home_and_the_database_reach_the_server(tmp_path: Path) -> None:
    known = desk.environment(tmp_path / "home", "sqlite:///x")
    assert known["DOUBLETRANSFER_HOME"] == str(tmp_path / "home")
    assert known["DOUBLETRANSFER_STORE"] == "sqlite:///x"
    assert known["PYTHONPATH"].split(":")[0] == str(APP.parent)


def test_nothing_in_the_settings_of_the_browser_needs_the_network() -> None:
    settings = tomllib.loads((APP / ".streamlit" / "config.toml").read_text("utf-8"))
    assert settings["browser"]["gatherUsageStats"] is False
    assert settings["client"]["showErrorLinks"] is False
    assert settings["server"]["showEmailPrompt"] is False
    (face,) = settings["theme"]["fontFaces"]
    assert (APP / face["url"].removeprefix("app/")).is_file()
    assert "http" not in json.dumps(settings)


def test_a_pack_is_named_by_its_runs_language_and_day() -> None:
    day = date(2026, 3, 1)
    keys = {
        packing.pack_key(["a", "b"], ["", ""], "zh", day),
        packing.pack_key(["b", "a"], ["", ""], "zh", day),
        packing.pack_key(["a", "b"], ["s", ""], "zh", day),
        packing.pack_key(["a", "b"], ["", ""], "en", day),
        packing.pack_key(["a", "b"], ["", ""], "zh", date(2026, 3, 2)),
    }
    assert len(keys) == 5


def test_the_newest_simulation_of_each_plan_goes_into_the_pack(sit) -> None:
    found: Desk = sit("demo")
    store = open_store(found.home)
    sims = packing.simulations(store, [found.first, "nosuchrun"])
    assert sims == [found.played, ""]


def test_a_pack_of_a_run_that_is_not_there_fails_in_words(sit) -> None:
    store = open_store(sit("demo").home)
    state = packing.make(store, "k1", ["nosuchrun"], [""], "zh", date(2026, 3, 1))
    assert state.stage == "failed" and "nosuchrun" in state.problem("zh")
    assert packing.look(store.home, "k1") == state and state.remedy("en")


def test_a_stopped_pack_leaves_nothing_half_made(sit) -> None:
    found: Desk = sit("demo")
    store = open_store(found.home)
    packing.pack_folder(store.home, "k2").mkdir(parents=True)
    packing.stop(store.home, "k2")
    state = packing.make(store, "k2", [found.first], [found.played], "zh", date(2026, 3, 1))
    assert state.stage == "stopped" and packing.made(store.home, "k2") == []


def test_a_silent_process_counts_as_failed(tmp_path: Path) -> None:
    store = open_store(tmp_path / "home")
    folder = packing.pack_folder(store.home, "k3")
    folder.mkdir(parents=True)
    assert packing.look(store.home, "k3") is None
    (folder / packing.STATE).write_text(json.dumps({"stage": "running", "beat": 1.0}))
    state = packing.look(store.home, "k3")
    assert state is not None and state.stage == "failed" and state.problem("en")


def test_the_pack_bears_the_fingerprint_by_which_the_store_finds_the_run(sit) -> None:
    found = sit("demo")
    store = open_store(found.home)
    kept = store.runs.get(found.first)
    carried = packing.meeting_run(store, found.first, "", "zh")
    assert carried.fingerprint == kept.fingerprint
    assert [one.id for one in store.runs.find(carried.fingerprint)] == [found.first]


@pytest.mark.parametrize("lang", LANGS)
def test_a_run_is_told_by_the_title_of_its_scenario(sit, lang: Lang) -> None:
    found = sit("demo")
    store = open_store(found.home)
    run = store.runs.get(found.second)
    said = " ".join(texts(visit("scenarios", lang, run=found.second)))
    sentence = load_run(store, found.second).plan.summary(
        lang, store.scenarios.get(run.scenario_id).title(lang)
    )
    assert escaped(sentence) in said and "land-east-20" not in sentence


def test_a_pack_whose_one_file_takes_long_is_not_taken_for_dead(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file says nothing for six times as long as a dead process would be silent."""
    store = open_store(tmp_path / "home")
    monkeypatch.setattr(packing, "BEAT_S", 0.05)
    monkeypatch.setattr(packing, "SILENT_S", 0.5)
    seen = []

    def slow(runs, folder, lang, tell, day, stop) -> None:
        tell("write", 0.5, "report.pdf")
        time.sleep(3.0)
        seen.append(packing.look(store.home, "k4"))

    monkeypatch.setattr("app.exports.meeting.write_meeting_pack", slow)
    assert packing.make(store, "k4", [], [], "zh", date(2016, 9, 2)).stage == "done"
    (state,) = seen
    assert (state.stage, state.share, state.detail) == ("running", 0.5, "report.pdf")
    time.sleep(0.2)
    assert packing.look(store.home, "k4").stage == "done", "the last word stays the last"
