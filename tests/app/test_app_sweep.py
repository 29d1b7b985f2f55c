"""`doubletransfer sweep` from the command line to files that are opened again."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import openpyxl
import pytest

from app import cli
from app.console import BAD_INPUT, OK
from app.errors import AppError
from app.sweeping import PAIRINGS, plans_of
from scenarios.case import Case
from simulation.outcome import Outcome


@pytest.fixture
def run(capsys, monkeypatch, case: Case):
    """Runs a command on the small world of conftest; exit code, output and errors."""
    import geodata.shipped

    monkeypatch.setattr(geodata.shipped, "shipped_world", lambda *_: case.world)
    monkeypatch.setenv("COLUMNS", "200")

    def command(*words: object) -> tuple[int, str, str]:
        code = cli.run([str(word) for word in words])
        said = capsys.readouterr()
        assert "Traceback" not in said.out + said.err
        return code, said.out, said.err

    return command


def pairings(folder: Path) -> Path:
    file = folder / "pairs.csv"
    file.write_text(
        "enterprise_id,park_id,year,tenure\nE1,P1,2016,land\nE2,P1,2017,plant\n", "utf-8"
    )
    return file


def test_a_sweep_with_a_plan_for_all(run, tmp_path) -> None:
    out = tmp_path / "swept"
    words = ("sweep", "baseline", "no-plants", "-n", 40, "--bare", "--out", out, "--plan",
             pairings(tmp_path), "--lang", "en")  # fmt: skip
    code, said, err = run(*words)
    assert code == OK, err
    assert "demonstration" in said.lower()
    outcome = Outcome.load(out / "no-plants" / "outcome.npz")
    assert len(outcome) == 40
    assert outcome.recommended_moves.sum() == 2
    with (out / "sweep.csv").open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    assert {row["Scenario"] for row in rows} == {"baseline", "no-plants"}
    base = [row for row in rows if row["Scenario"] == "baseline"]
    assert {row["Difference to the first"] for row in base} == {""}
    book = openpyxl.load_workbook(out / "sweep.xlsx")
    (sheet,) = book.worksheets
    assert sheet.max_row > len(rows)
    assert not list(out.glob(".part*"))
    code, said, err = run(*words, "--json")
    told = json.loads(said)
    assert (told["blocks_kept"], told["blocks_played"]) == (2, 0)
    assert told["scenarios"][0]["outcome"] == "baseline/outcome.npz"
    assert told["synthetic"] is True


def test_plans_are_solved_and_their_proof_is_told(run, tmp_path) -> None:
    code, said, err = run(
        "sweep", "baseline", "-n", 10, "--out", tmp_path / "o", "--seconds", 5, "--json"
    )
    assert code == OK, err
    (one,) = json.loads(said)["scenarios"]
    assert one["plan"]["status"] == "optimal"
    assert one["replications"] == 10
    solved = (tmp_path / "o" / "baseline" / PAIRINGS).read_text().splitlines()
    assert solved[0] == "enterprise_id,park_id,year,tenure"
    assert len(solved) - 1 == one["plan"]["placements"] > 0
    again = tmp_path / "again"
    words = ("sweep", "baseline", "-n", 10, "--bare", "--out", again, "--json")
    code, said, err = run(*words, "--plan", tmp_path / "o" / "baseline" / PAIRINGS)
    assert code == OK, err
    same = [Outcome.load(f / "baseline" / "outcome.npz").digest for f in (tmp_path / "o", again)]
    assert same[0] == same[1]
    assert not (again / "baseline" / "run.json").exists()


def test_folders_of_a_sweep_are_those_of_simulate(run, tmp_path) -> None:
    """`compare` reads them, and a scenario swept is the scenario simulated, to the bit."""
    out, alone = tmp_path / "swept", tmp_path / "alone"
    file = pairings(tmp_path)
    code, _, err = run("sweep", "baseline", "no-plants", "-n", 30, "--out", out, "--plan", file)
    assert code == OK, err
    code, _, err = run("simulate", "baseline", "-n", 30, "--apart", 0, "--out", alone,
                       "--plan", file)  # fmt: skip
    assert code == OK, err
    assert {f.name for f in alone.iterdir()} == {f.name for f in (out / "baseline").iterdir()}
    assert (
        Outcome.load(alone / "outcome.npz").digest
        == Outcome.load(out / "baseline" / "outcome.npz").digest
    )
    code, _, err = run("compare", out / "baseline", out / "no-plants", "--lang", "en")
    assert code == OK, err


def test_without_a_plan_it_is_said_loudly(run, tmp_path) -> None:
    code, said, _ = run(
        "sweep", "baseline", "-n", 5, "--no-plan", "--bare", "--out", tmp_path / "o"
    )
    assert code == OK
    assert "不向任何企业发出邀请" in said


def test_errors_have_remedies(run, tmp_path) -> None:
    file = pairings(tmp_path)
    out = ("--out", tmp_path / "o", "--lang", "en")
    for words, text in (
        (("baseline", "--plan", f"other={file}"), "one of: baseline"),
        (("baseline", "--plan", file, "--plan", file), "two plans"),
        (("baseline", "--plan", file, "--no-plan"), "exclude"),
        (("baseline", "--plan", tmp_path / "missing.csv"), "missing.csv"),
        (("baseline", "baseline", "--no-plan"), "name of its own"),
        (("nonsense", "--no-plan"), "nonsense"),
        (("baseline", "--no-plan", "--cluster", "tcp://127.0.0.1:9"), "dask scheduler"),
    ):
        code, _, err = run("sweep", *words, *out)
        assert code == BAD_INPUT, words
        assert text in err.replace("\n", " "), err


def test_plans_of_scenarios(tmp_path) -> None:
    file = pairings(tmp_path)
    assert plans_of([str(file)], ["a", "b"]) == {"a": file, "b": file}
    assert plans_of([f"b={file}"], ["a", "b"]) == {"b": file}
    with pytest.raises(AppError):
        plans_of([f"b={file}", str(file)], ["a", "b"])
    odd = tmp_path / "x=y.csv"
    odd.write_text(file.read_text())
    assert plans_of([str(odd)], ["a"]) == {"a": odd}


def test_a_file_of_assumptions_reaches_the_workers(run, tmp_path) -> None:
    """With a rate of 0 and no offers nobody ever moves; both files of results say so."""
    file = tmp_path / "still.toml"
    file.write_text("[parameters]\nconsider_rate = { value = 0, low = 0, high = 0 }\n")
    out = tmp_path / "o"
    words = ("--no-plan", "--bare", "--parameters", file, "--out", out)
    code, _, err = run("sweep", "baseline", "-n", 5, *words)
    assert code == OK, err
    assert Outcome.load(out / "baseline" / "outcome.npz").funnel.sum() == 0


def test_history_is_printed_and_told_to_machines(capsys, monkeypatch, tmp_path) -> None:
    """The shipped world is played; assumptions can be the user's own."""
    monkeypatch.setenv("COLUMNS", "200")
    assert cli.run(["history", "-n", "200", "--lang", "en"]) == OK
    assert "does not match" in capsys.readouterr().out
    file = tmp_path / "eager.toml"
    file.write_text("[parameters]\npark_constant = { value = 0, low = 0, high = 0 }\n")
    assert cli.run(["history", "-n", "200", "--json", "--parameters", str(file)]) == OK
    facts = {fact["fact"]: fact for fact in json.loads(capsys.readouterr().out)["facts"]}
    assert facts["share_2017"]["verdict"] == "no_match"
    assert facts["parks_2016"]["fitted_median"] is None
    missing = str(tmp_path / "none.toml")
    assert cli.run(["history", "--parameters", missing, "--lang", "en"]) == BAD_INPUT
    assert "none.toml" in capsys.readouterr().err
