"""The command line: exit codes, languages, machine output, and no traceback for users' errors."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from app import cli
from app.console import BAD_INPUT, NO_PLAN, OK, USAGE, language_of
from app.exports.pack import FILES
from matching.match import Settings
from matching.plan import Plan, Status
from matching.problem import Problem
from scenarios.case import Case

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command line and returns exit code, standard output and standard error."""
    monkeypatch.setenv("COLUMNS", "200")

    def command(*words: object) -> tuple[int, str, str]:
        code = cli.run([str(word) for word in words])
        said = capsys.readouterr()
        assert "Traceback" not in said.out + said.err
        return code, said.out, said.err

    return command


@pytest.fixture
def solved(monkeypatch: pytest.MonkeyPatch, case: Case, plan: Plan) -> dict[str, object]:
    """The small world and its ready plan in place of the shipped world and the solver.

    The dictionary returned takes "status" (what the solver is to answer) and records "asked".
    """
    import geodata.shipped
    import matching.api

    told: dict[str, object] = {"status": plan.status}

    def match_problem(problem: Problem, settings: Settings, **_: object) -> Plan:
        told["asked"] = asdict(settings)
        status = told["status"]
        assert isinstance(status, Status)
        return replace(plan, status=status, case_fingerprint=problem.case.fingerprint)

    monkeypatch.setattr(geodata.shipped, "shipped_world", lambda *_: case.world)
    monkeypatch.setattr(matching.api, "match_problem", match_problem)
    return told


def test_the_language_is_found_wherever_it_stands() -> None:
    assert language_of([]) == "zh"
    assert language_of(["match", "x", "--lang", "en"]) == "en"
    assert language_of(["--lang=en", "demo"]) == "en"
    assert language_of(["--lang"]) == "zh"


@pytest.mark.parametrize(
    "words",
    [(), ("match",), ("demo",), ("validate",), ("check",), ("world",), ("world", "synth"),
     ("world", "show"), ("world", "template"), ("scenario",), ("scenario", "list"),
     ("scenario", "show"), ("scenario", "diff")],
    ids=" ".join,
)  # fmt: skip
def test_help_speaks_both_languages(run: Run, words: tuple[str, ...]) -> None:
    code, chinese, _ = run(*words, "--help")
    assert code == OK and any("\u4e00" <= c <= "\u9fff" for c in chinese)
    code, english, _ = run("--lang", "en", *words, "--help")
    assert code == OK and "cli." not in chinese + english
    assert not any("\u4e00" <= c <= "\u9fff" for c in english)


def test_exit_codes_are_documented_in_the_help(run: Run) -> None:
    _, said, _ = run("--lang", "en", "--help")
    for code in (OK, BAD_INPUT, USAGE, NO_PLAN, cli.INTERRUPTED):
        assert str(code) in said


@pytest.mark.parametrize(
    "words",
    [("match", "baseline"), ("nonsense",), ("demo", "--seconds", "soon"), ("demo", "--lang", "fr")],
)
def test_wrong_use_is_code_two(run: Run, words: tuple[str, ...]) -> None:
    assert run(*words)[0] == USAGE


def test_match_writes_the_pack_and_says_where(
    run: Run, solved: dict[str, object], tmp_path: Path
) -> None:
    out = tmp_path / "out"
    code, said, _ = run("match", "baseline", "--out", out, "--seconds", 7, "--gap", 0.05,
                        "--threads", 1, "--seed", 3, "--method", "heuristic")  # fmt: skip
    assert code == OK
    assert all((out / name).is_file() and name in said for name in FILES)
    assert str(out) in said and "演示数据" in said
    options = solved["asked"]
    assert isinstance(options, dict)
    kept = {k: options[k] for k in ("seconds", "gap", "threads", "seed", "method")}
    assert kept == {"seconds": 7, "gap": 0.05, "threads": 1, "seed": 3, "method": "heuristic"}


def test_the_scenario_s_seed_is_used_unless_one_is_given(
    run: Run, solved: dict[str, object], tmp_path: Path, case: Case
) -> None:
    run("match", "baseline", "--out", tmp_path)
    options = solved["asked"]
    assert isinstance(options, dict) and options["seed"] == case.seed


def test_a_machine_reads_one_json_object(
    run: Run, solved: dict[str, object], tmp_path: Path
) -> None:
    code, said, _ = run("demo", "--out", tmp_path, "--json")
    answer = json.loads(said)
    assert code == OK and answer["status"] == "within_gap" and answer["pairings"] == 3
    assert answer["gap"] == pytest.approx(0.1 / 2.6) and answer["synthetic"] is True
    assert [Path(f).name for f in answer["files"]] == list(FILES)


@pytest.mark.parametrize("status", [Status.IMPOSSIBLE, Status.NO_ANSWER])
def test_no_plan_is_code_three_and_leaves_earlier_results(
    run: Run, solved: dict[str, object], tmp_path: Path, status: Status
) -> None:
    (tmp_path / "plan.json").write_text("old")
    solved["status"] = status
    code, said, _ = run("match", "baseline", "--out", tmp_path)
    assert code == NO_PLAN and "保持不变" in said
    assert (tmp_path / "plan.json").read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["plan.json"]


def test_blockers_stop_the_run_and_are_written_beside_earlier_results(
    run: Run, solved: dict[str, object], tmp_path: Path
) -> None:
    """A park table without any column that parks need: nothing is solved, all is listed."""
    bad = tmp_path / "parks.csv"
    bad.write_text("园区编号,园区名称,承接市代码\nP9,,999999\n", encoding="utf-8")
    out = tmp_path / "out"
    out.mkdir()
    (out / "plan.json").write_text("old")
    code, said, _ = run("match", "baseline", "--out", out, "--parks", bad)
    assert code == BAD_INPUT and "asked" not in solved
    assert "必须改正" in said and "input-findings.xlsx" in said
    assert (out / "plan.json").read_text() == "old"
    table = pd.read_csv(out / "input-findings.csv")
    assert "必须改正" in set(table["级别"])


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (("match", "baseline", "--out", "x", "--enterprises", "nowhere.csv"), "nowhere.csv"),
        (("match", "no-such-scenario", "--out", "x"), "no-such-scenario"),
        (("match", "baseline", "--out", "x", "--datum", "mars"), "mars"),
        (("match", "baseline", "--out", "x", "--assume", "division"), "division"),
        (("match", "baseline", "--out", "x", "--assume", "division="), "division"),
        (("match", "baseline", "--out", "x", "--header", "=land_mu"), "land_mu"),
        (("match", "baseline", "--out", "x", "--method", "magic"), "magic"),
        (("scenario", "show", "no-such-scenario"), "no-such-scenario"),
        (("scenario", "diff", "baseline", "no-such-scenario"), "no-such-scenario"),
        (("validate", "nowhere.xlsx"), "nowhere.xlsx"),
        (("check", "nowhere.json"), "nowhere.json"),
        (("world", "synth", "--out", "x", "--enterprises", "999999999"), "999999999"),
        (("world", "synth", "--out", "x", "--enterprises", "10", "--chains", "6"), "6"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else None,
)
def test_users_errors_name_the_thing_and_a_remedy(
    run: Run, words: tuple[str, ...], part: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    code, _, chinese = run(*words)
    assert code == BAD_INPUT and part in chinese
    code, _, english = run("--lang", "en", *words)
    assert code == BAD_INPUT and part in english and "Error" in english
    assert not list(tmp_path.iterdir())


def test_an_internal_error_is_said_plainly_and_shown_with_debug(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> None:
        raise RuntimeError("the cause")

    monkeypatch.setattr("scenarios.load.library", broken)
    code, _, said = run("scenario", "list")
    assert code == BAD_INPUT and "the cause" in said and "--debug" in said
    with pytest.raises(RuntimeError, match="the cause"):
        run("--debug", "scenario", "list")
    with pytest.raises(RuntimeError, match="the cause"):
        run("scenario", "list", "--debug")


@pytest.fixture
def small_shipped(monkeypatch: pytest.MonkeyPatch) -> None:
    """A made-up world of 60 firms and 8 parks in place of the shipped one; the solver is real."""
    import geodata.shipped
    from geodata.synth import synth_world

    world = synth_world(60, 8, 2, 7)
    monkeypatch.setattr(geodata.shipped, "shipped_world", lambda *_: world)


def test_what_match_writes_is_confirmed_by_check(
    run: Run, small_shipped: None, tmp_path: Path
) -> None:
    """Solved, checked from all three files, then spoiled by hand: one firm stands twice."""
    code, said, _ = run("match", "baseline", "--out", tmp_path, "--seconds", 20, "--json")
    answer = json.loads(said)
    assert code == OK and answer["pairings"] > 5 and 0 <= answer["gap"] < 0.1
    for name in ("plan.json", "pairings.xlsx", "pairings.csv"):
        code, said, _ = run("check", tmp_path / name, "--json")
        report = json.loads(said)
        assert code == OK and report["ok"], (name, report["findings"])
        assert report["objective"] == pytest.approx(answer["objective"])
    edited = tmp_path / "edited.csv"
    lines = (tmp_path / "pairings.csv").read_text("utf-8-sig").splitlines()
    edited.write_text("\n".join([*lines, lines[-1]]), encoding="utf-8-sig")
    code, said, _ = run("check", edited)
    assert code == NO_PLAN
    code, said, _ = run("check", edited, "--json")
    findings = json.loads(said)["findings"]
    assert any(finding["code"] == "plan_twice" for finding in findings)


def test_a_plan_is_checked_against_another_scenario(
    run: Run, small_shipped: None, tmp_path: Path
) -> None:
    """What held with plants need not hold where plants are off."""
    run("match", "baseline", "--out", tmp_path, "--seconds", 5)
    code, said, _ = run("check", tmp_path / "plan.json", "--scenario", "no-plants", "--json")
    report = json.loads(said)
    leased = "plant" in (tmp_path / "plan.json").read_text("utf-8").split('"placements"')[1]
    assert leased and code == NO_PLAN and report["scenario"] == "no-plants"


def test_the_certificate_is_recomputed_and_tampering_ends_with_code_1(
    run: Run, small_shipped: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Untouched: code 0 and the bound.  A price, the bound or a placement edited: code 1, told.

    The bound is that of the prices alone (no proof beside the search, which would close the gap);
    five seconds of a busy machine bring no prices, so the search has thirty.
    """
    monkeypatch.setattr("matching.engine.search.LEAST_SECONDS", float("inf"))
    run("match", "baseline", "--out", tmp_path, "--seconds", 30, "--method", "heuristic")
    file = tmp_path / "plan.json"
    code, said, _ = run("check", file, "--certificate", "--json")
    report = json.loads(said)
    document = json.loads(file.read_text("utf-8"))
    assert code == OK and report["ok"]
    assert report["certified_bound"] >= document["bound"] >= document["objective"]
    code, said, _ = run("check", file, "--certificate", "--lang", "en")
    assert code == OK and f"{report['certified_bound']:,.6f}" in said

    def edited(change: Callable[[dict[str, Any]], object]) -> set[str]:
        document = json.loads(file.read_text("utf-8"))
        change(document)
        spoiled = tmp_path / "spoiled.json"
        spoiled.write_text(json.dumps(document), encoding="utf-8")
        code, said, _ = run("check", spoiled, "--certificate", "--json")
        assert code == BAD_INPUT
        return {finding["code"] for finding in json.loads(said)["findings"]}

    prices = document["certificate"]["prices"]
    dearest = max(prices, key=lambda name: abs(prices[name]))
    assert "certificate_bound_differs" in edited(
        lambda d: d["certificate"]["prices"].update({dearest: prices[dearest] * 0.5})
    )
    assert "certificate_bound_unproven" in edited(lambda d: d.update(bound=d["objective"]))
    assert "certificate_missing" in edited(lambda d: d.pop("certificate"))
    assert "plan_objective_differs" in edited(lambda d: d["tables"]["placements"]["rows"].pop())
    code, _, told = run("check", tmp_path / "pairings.csv", "--certificate")
    assert code == BAD_INPUT and "plan.json" in told


def test_a_plan_made_from_a_scenario_file_is_compared_whole(
    run: Run, small_shipped: None, tmp_path: Path
) -> None:
    """Its own scenario file is given: the tables it states count too, not only the placements."""
    own = tmp_path / "mine.toml"
    own.write_text('name = "mine"\ntitle_zh = "我的"\ntitle_en = "Mine"\n', encoding="utf-8")
    out = tmp_path / "out"
    assert run("match", own, "--out", out, "--seconds", 5)[0] == OK
    file = out / "plan.json"
    assert run("check", file, "--scenario", own)[0] == OK
    document = json.loads(file.read_text("utf-8"))
    limits = document["tables"]["limits"]
    limits["rows"][0][limits["columns"].index("used")] += 1.0
    file.write_text(json.dumps(document), encoding="utf-8")
    code, said, _ = run("check", file, "--scenario", own, "--json")
    assert code == NO_PLAN
    (finding,) = (f for f in json.loads(said)["findings"] if f["severity"] == "blocker")
    assert (finding["code"], finding["column"]) == ("plan_column_differs", "used")
    assert run("check", file, "--scenario", "baseline")[0] == OK  # only the placements count


def test_ctrl_c_while_solving_keeps_the_best_plan_and_writes_it(tmp_path: Path) -> None:
    """The real command on the shipped world, interrupted once: code 0 and a whole pack."""
    import os
    import signal
    import subprocess
    import sys
    import time

    root = Path(__file__).resolve().parents[2]
    command = [sys.executable, "-m", "app.cli", "demo", "--out", str(tmp_path / "out"),
               "--seconds", "600", "--gap", "0"]  # fmt: skip
    environment = os.environ | {"TTY_COMPATIBLE": "1", "COLUMNS": "160", "FORCE_COLOR": "1"}
    with subprocess.Popen(
        command, cwd=root, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        seen = b""
        assert process.stderr is not None
        deadline = time.monotonic() + 600
        # The search has begun when the progress shows the gap of a first plan.
        while b"%" not in seen and time.monotonic() < deadline:
            seen += os.read(process.stderr.fileno(), 65536)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=240)
    assert "已中断" in out.decode("utf-8")
    assert process.returncode == OK, (seen + err)[-2000:].decode("utf-8", "replace")
    assert all((tmp_path / "out" / name).is_file() for name in FILES)
    assert b"Traceback" not in seen + err


def test_ctrl_c_is_code_130(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def pressed() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("scenarios.load.library", pressed)
    code, _, said = run("scenario", "list")
    assert code == cli.INTERRUPTED and "已中断" in said


def test_scenarios_are_listed_shown_and_compared(run: Run) -> None:
    code, said, _ = run("scenario", "list", "--json")
    names = [s["name"] for s in json.loads(said)["scenarios"]]
    assert code == OK and names[0] == "baseline" and len(names) >= 8
    code, said, _ = run("scenario", "show", names[1], "--lang", "en")
    assert code == OK and names[1] in said
    code, said, _ = run("scenario", "diff", "baseline", names[1], "--json")
    assert code == OK and json.loads(said)["differences"]
    code, said, _ = run("scenario", "diff", "baseline", "baseline")
    assert code == OK and said.strip()


def test_the_shipped_world_is_shown_with_sources_and_confidence(run: Run) -> None:
    code, said, _ = run("world", "show", "--json")
    answer = json.loads(said)
    assert code == OK and answer["synthetic"] is True
    assert answer["tables"]["parks"]["rows"] > 40
    assert answer["tables"]["parks"]["confidence"]["document"] > 0
    code, said, _ = run("world", "show")
    assert code == OK and "演示数据" in said and answer["fingerprint"] in said


def test_a_made_up_world_is_written_and_loads_again(run: Run, tmp_path: Path) -> None:
    code, said, _ = run("world", "synth", "--enterprises", 12, "--parks", 4, "--years", 2,
                        "--seed", 7, "--out", tmp_path, "--json")  # fmt: skip
    files = json.loads(said)["files"]
    assert code == OK and len(pd.read_csv(tmp_path / "enterprises.csv")) == 12
    code, said, _ = run("validate", tmp_path / "enterprises.csv", "--json")
    assert code == OK and json.loads(said)["blockers"] == 0
    first = {f: Path(f).read_bytes() for f in files}
    run("world", "synth", "--enterprises", 12, "--parks", 4, "--years", 2, "--seed", 7,
        "--out", tmp_path)  # fmt: skip
    assert first == {f: Path(f).read_bytes() for f in files}


def test_validate_lists_what_is_wrong_and_writes_it(run: Run, tmp_path: Path) -> None:
    bad = tmp_path / "企业名录.csv"
    bad.write_text("企业编号,行业大类代码,年产值（万元）\nA,39,-5\nA,39,10\n", encoding="utf-8")
    code, said, _ = run("validate", bad, "--out", tmp_path / "found")
    assert code == BAD_INPUT and "output_wan_yuan" in said
    assert (tmp_path / "found" / "input-findings.csv").is_file()
    code, said, _ = run("validate", bad, "--lang", "en", "--json")
    answer = json.loads(said)
    assert code == BAD_INPUT and answer["blockers"] > 0
    assert all(finding["remedy"] for finding in answer["findings"])


def test_the_form_is_written_in_both_languages(run: Run, tmp_path: Path) -> None:
    import openpyxl

    for lang in ("zh", "en"):
        file = tmp_path / f"form-{lang}.xlsx"
        code, said, _ = run("world", "template", "--out", file, "--lang", lang)
        assert code == OK and str(file) in said
        assert len(openpyxl.load_workbook(file).sheetnames) > 10
