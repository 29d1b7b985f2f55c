"""`doubletransfer pack`: the same inputs as the plan, or a refusal with a remedy."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app import cli
from app.console import BAD_INPUT, OK
from app.exports.json import write_plan
from app.exports.meeting import MeetingRun
from geodata.words import LANGS
from scenarios.build import build_case
from scenarios.load import load_scenario
from simulation.outcome import Outcome

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("COLUMNS", "300")

    def command(*words: object) -> tuple[int, str, str]:
        code = cli.run([str(word) for word in words])
        said = capsys.readouterr()
        assert "Traceback" not in said.out + said.err
        return code, said.out, said.err

    return command


@pytest.fixture
def given(
    runs: list[MeetingRun], outcome: Outcome, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> dict[str, Any]:
    """plan.json and outcome.npz of run A on the shipped world, for which the small one stands."""
    import geodata.shipped

    world = runs[0].case.world
    monkeypatch.setattr(geodata.shipped, "shipped_world", lambda *_: world)
    case = build_case(load_scenario("baseline"), world)
    plan = replace(runs[0].plan, case_fingerprint=case.fingerprint, scenario="baseline")
    write_plan(plan, tmp_path / "plan.json", case)
    replace(outcome, case_fingerprint=case.fingerprint).save(tmp_path / "outcome.npz")
    return {"plan": plan, "case": case, "file": tmp_path / "plan.json",
            "outcome": tmp_path / "outcome.npz"}  # fmt: skip


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What the pack was asked to hold; nothing is written."""
    import app.exports.meeting

    asked: list[Any] = []

    def write(runs: list[MeetingRun], folder: Path, lang: str, *_: object) -> list[Path]:
        asked.append((runs, folder, lang))
        return [folder / "meeting.pptx", folder / "run-1", folder / "meeting-pack.zip"]

    monkeypatch.setattr(app.exports.meeting, "write_meeting_pack", write)
    return asked


def test_a_pack_is_made_of_the_plan_its_case_and_its_outcome(
    run: Run, given: dict[str, Any], written: list[Any], tmp_path: Path
) -> None:
    code, said, _ = run("pack", given["file"], given["file"], "--out", tmp_path / "out",
                        "--outcome", given["outcome"], "--outcome", given["outcome"],
                        "--who", "陈工", "--why", "联席会议", "--lang", "en")  # fmt: skip
    assert code == OK and "meeting.pptx" in said and "DEMONSTRATION DATA" in said
    ((runs, folder, lang),) = written
    assert len(runs) == 2 and folder == tmp_path / "out" and lang == "en"
    assert runs[0].case.fingerprint == given["case"].fingerprint and runs[0].who == "陈工"
    assert runs[0].title == "Baseline" and len(runs[0].outcome) == 3


def test_a_machine_reads_one_json_object(
    run: Run, given: dict[str, Any], written: list[Any], tmp_path: Path
) -> None:
    code, said, _ = run("pack", given["file"], "--out", tmp_path / "out", "--json")
    answer = json.loads(said)
    assert code == OK and answer["synthetic"] is True
    assert answer["case_fingerprints"] == [given["case"].fingerprint]
    assert answer["fingerprints"] == [written[0][0][0].fingerprint]


def test_a_plan_of_other_inputs_is_refused_with_a_remedy(
    run: Run, given: dict[str, Any], written: list[Any], tmp_path: Path
) -> None:
    other = replace(given["plan"], case_fingerprint="0123456789ab")
    write_plan(other, given["file"], given["case"])
    for lang in LANGS:
        code, _, said = run("pack", given["file"], "--out", tmp_path / "out", "--lang", lang)
        assert code == BAD_INPUT and "0123456789ab" in said and "--enterprises" in said
        assert given["case"].fingerprint in said
    # Another scenario on the same data makes another case as well.
    write_plan(given["plan"], given["file"], given["case"])
    code, _, said = run("pack", given["file"], "--out", tmp_path / "out",
                        "--scenario", "no-plants")  # fmt: skip
    assert code == BAD_INPUT and "--scenario" in said
    assert not written and not (tmp_path / "out").exists()


def test_options_that_do_not_fit_the_plans_are_told(
    run: Run, given: dict[str, Any], written: list[Any], tmp_path: Path
) -> None:
    file, out = given["file"], tmp_path / "out"
    wrong = [
        (file, "--scenario", "baseline", "--scenario", "double-duty"),
        (file, file, "--outcome", given["outcome"]),
        (file, file, file, file, file),
        (tmp_path / "nowhere.json",),
        (file, "--outcome", tmp_path / "nowhere.npz"),
        (file, "--outcome", file),
    ]
    for words in wrong:
        code, _, said = run("pack", *words, "--out", out)
        assert code == BAD_INPUT and "办法" in said, words
    unknown = replace(given["plan"], scenario="mine")
    write_plan(unknown, file, given["case"])
    code, _, said = run("pack", file, "--out", out)
    assert code == BAD_INPUT and "mine" in said and "--scenario" in said
    assert not written


@pytest.mark.parametrize("lang", LANGS)
def test_help_speaks_both_languages(run: Run, lang: str) -> None:
    code, said, _ = run("--lang", lang, "pack", "--help")
    assert code == OK and "cli." not in said
    assert any("\u4e00" <= c <= "\u9fff" for c in said) == (lang == "zh")
