"""`doubletransfer runs` on the command line, in words and as JSON."""

from __future__ import annotations

import json

import pytest

from app.cli import run as cli
from app.runs.claims import Claims, Result
from app.runs.records import Run, RunState, Trouble
from app.runs.store import Store

Captured = pytest.CaptureFixture[str]


@pytest.fixture
def failed(lite: Store) -> Run:
    """A run that failed, one that is done, one that waits."""
    worker = lite.workers.register()
    assert worker
    claims = Claims(lite.database, worker)
    first = lite.runs.match("demo", "baseline", who="陈", why="试")
    second = lite.runs.match("demo", "jobs-first", who="李")
    claims.take()
    claims.finish(first.id, RunState.FAILED, trouble=Trouble("坏了", "it broke", "修好", "mend it"))
    claims.take()
    claims.finish(second.id, RunState.DONE, Result("a" * 12, "b" * 12, "c" * 12, {"gap": 1 / 3}))
    lite.runs.match("demo", "no-plants", who="")
    return lite.runs.get(first.id)


def call(store: Store, *words: str) -> int:
    return cli([*words, "--home", str(store.home.root)])


def test_runs_are_listed(lite: Store, failed: Run, capsys: Captured) -> None:
    assert call(lite, "runs", "list", "--json") == 0
    listed = json.loads(capsys.readouterr().out)["runs"]
    assert [one["state"] for one in listed] == ["queued", "done", "failed"]
    assert call(lite, "runs", "list", "--lang", "en") == 0
    out = capsys.readouterr().out
    assert "waiting 1" in out and "failed" in out and "陈" in out
    assert call(lite, "runs", "list") == 0
    assert "失败" in capsys.readouterr().out


def test_one_run_is_shown_by_id_or_fingerprint(lite: Store, failed: Run, capsys: Captured) -> None:
    assert call(lite, "runs", "show", failed.id, "--lang", "en") == 0
    out = capsys.readouterr().out
    assert "it broke" in out and "mend it" in out and "坏了" not in out
    assert call(lite, "runs", "show", "c" * 12) == 0
    out = capsys.readouterr().out
    assert "gap=0.333333" in out and "李" in out


def test_a_waiting_run_is_stopped(lite: Store, failed: Run, capsys: Captured) -> None:
    waiting = lite.runs.queue()[0]
    assert call(lite, "runs", "stop", waiting.id, "--who", "陈", "--lang", "en") == 0
    assert "struck off" in capsys.readouterr().out
    assert lite.runs.get(waiting.id).state is RunState.STOPPED
    assert call(lite, "runs", "stop", failed.id, "--lang", "en") == 0
    assert "already" in capsys.readouterr().out


def test_what_is_not_there_is_told(lite: Store, capsys: Captured) -> None:
    assert call(lite, "runs", "show", "rxxxxxxx", "--lang", "en") == 1
    assert "no run rxxxxxxx" in capsys.readouterr().err
    assert call(lite, "runs", "list", "--lang", "en") == 0
    assert "no runs yet" in capsys.readouterr().out
