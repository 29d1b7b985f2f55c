"""The commands that play plans forward, end to end on a small world; their files opened again."""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from PIL import Image

from app import cli
from app.console import BAD_INPUT, OK, USAGE
from app.errors import AppError
from app.exports.json import write_plan
from app.outlook.comparing import compare
from app.outlook.record import PlayedRun
from geodata.words import say
from matching.plan import Plan
from scenarios.case import Case
from simulation.indicators import ALL
from simulation.specs import SPECS

Run = Callable[..., tuple[int, str, str]]
SHORT = ("-n", 24, "--apart", 12, "--threads", 1, "--no-charts")


@pytest.fixture
def run(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, case: Case
) -> Iterator[Run]:
    """Runs a command line on the small world in place of the shipped one."""
    import geodata.shipped

    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setattr(geodata.shipped, "shipped_world", lambda *_: case.world)

    def command(*words: object) -> tuple[int, str, str]:
        with warnings.catch_warnings():
            # A glyph that the typeface lacks is a warning of matplotlib's.
            warnings.filterwarnings("error", message="Glyph")
            code = cli.run([str(word) for word in words])
        said = capsys.readouterr()
        assert "Traceback" not in said.out + said.err
        return code, said.out, said.err

    yield command


@pytest.fixture
def plan_file(plan: Plan, case: Case, tmp_path: Path) -> Path:
    """The small plan as match writes it, in a folder of its own."""
    folder = tmp_path / "plan"
    folder.mkdir()
    return write_plan(plan, folder / "plan.json", case)


def simulated(run: Run, out: Path, *words: object) -> dict[str, object]:
    code, said, err = run("simulate", "baseline", "--out", out, *SHORT, "--json", *words)
    assert code == OK, err
    document: dict[str, object] = json.loads(said)
    return document


@pytest.mark.parametrize("words", [("simulate",), ("compare",), ("sensitivity",), ("parameters",)])
def test_help_speaks_both_languages(run: Run, words: tuple[str, ...]) -> None:
    code, chinese, _ = run(*words, "--help")
    assert code == OK and any("\u4e00" <= c <= "\u9fff" for c in chinese)
    code, english, _ = run("--lang", "en", *words, "--help")
    assert code == OK and "cli." not in chinese + english
    assert not any("\u4e00" <= c <= "\u9fff" for c in english)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_simulate_writes_files_that_open_again(
    run: Run, tmp_path: Path, plan_file: Path, lang: str
) -> None:
    out = tmp_path / "out"
    told = simulated(run, out, "--plan", plan_file, "--lang", lang, "--set", "offer=2.5", "--by",
                     "=CMD()", "--charts")  # fmt: skip
    assert told["status"] == "done" and told["recommended"] == 3 and told["replications"] == 24
    files = {Path(f).relative_to(out).as_posix() for f in told["files"]}  # type: ignore[union-attr]
    assert files == {p.relative_to(out).as_posix() for p in out.rglob("*") if p.is_file()}
    assert {f"charts/fan-{name}.png" for name in ALL} < files
    assert {"charts/goal.svg", "charts/funnel.png", "charts/parks.png"} < files
    for path in out.glob("charts/*.png"):
        with Image.open(path) as picture:
            assert picture.width == 1500 and picture.height >= 600
    replications = pd.read_parquet(out / "tables" / "replications.parquet")
    assert len(replications) == 24 * 10 and set(ALL) < set(replications.columns)
    fates = pd.read_parquet(out / "tables" / "fates.parquet").set_index("enterprise_id")
    assert fates.loc["E1", "recommended_park_id"] == "P1"
    again = PlayedRun(out)
    assert again.outcome.digest == told["digest"]
    assert again.case.fingerprint == told["case_fingerprint"]
    assert again.parameters.settings["offer"].changed_by == "=CMD()"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_workbook_says_what_was_played_and_runs_nothing(
    run: Run, tmp_path: Path, plan_file: Path, lang: str
) -> None:
    """The enterprise called =HYPERLINK(1) and the person called =CMD() stay text."""
    out = tmp_path / "out"
    told = simulated(run, out, "--plan", plan_file, "--lang", lang, "--set", "offer=2.5", "--by",
                     "=CMD()")  # fmt: skip
    book = openpyxl.load_workbook(out / "outcome.xlsx")
    names = ("summary", "goal", "indicators", "spread", "sides", "cities", "stages", "duties",
             "parks", "enterprises", "assumptions", "macro")  # fmt: skip
    sheets = [say(f"outlook.sheet.{name}", lang) for name in names]  # type: ignore[arg-type]
    assert book.sheetnames == [*sheets, say("export.sheet.provenance", lang)]  # type: ignore[arg-type]
    cells = {
        page.title: [cell for row in page.iter_rows() for cell in row if cell.value is not None]
        for page in book.worksheets
    }
    assert not any(cell.data_type == "f" for page in cells.values() for cell in page)
    texts = {title: {str(cell.value) for cell in page} for title, page in cells.items()}
    assert "=HYPERLINK(1)" in texts[sheets[9]] and "=CMD()" in texts[sheets[10]]
    badge = say("export.word.demo", lang)  # type: ignore[arg-type]
    assert all(badge in texts[title] for title in sheets[:10])
    last = texts[book.sheetnames[-1]]
    for key in ("case_fingerprint", "inputs_fingerprint", "digest"):
        assert told[key] in last
    rows = {row[0].value: row[2:5] for row in book[sheets[10]].iter_rows()}
    spec = SPECS["offer"]
    assert [c.value for c in rows["offer"]] == [2.5, spec.low, spec.high]
    assert all(c.font.italic for c in rows["offer"])
    assert not any(c.font.italic for c in rows["relation"])


def test_without_a_plan_it_says_so_loudly(run: Run, tmp_path: Path) -> None:
    code, said, _ = run("simulate", "baseline", "--out", tmp_path / "a", *SHORT, "--lang", "en")
    assert code == OK and "No plan was given" in said and "DEMONSTRATION" in said
    code, said, _ = run("simulate", "baseline", "--out", tmp_path / "b", *SHORT)
    assert code == OK and "没有给出方案" in said and "outlook." not in said and "cli." not in said
    assert PlayedRun(tmp_path / "b").record["plan"] is None


def test_a_plan_of_other_inputs_is_a_doubt_and_of_other_firms_an_error(
    run: Run, tmp_path: Path, plan_file: Path
) -> None:
    """The scenario fund-halved needs a fund the small world lacks; prd-rim... would need cities;
    the document is edited instead: another scenario, other data, other enterprises."""
    document = json.loads(plan_file.read_text("utf-8"))
    for change, word in (
        ({"scenario": "hard-duties", "case_fingerprint": "x"}, "another one"),
        ({"world_fingerprint": "0" * 12, "case_fingerprint": "x"}, "other data"),
        ({"case_fingerprint": "x"}, "other settings"),
    ):
        plan_file.write_text(json.dumps({**document, **change}), encoding="utf-8")
        code, said, _ = run("simulate", "baseline", "--out", tmp_path / "o", *SHORT, "--plan",
                            plan_file, "--lang", "en")  # fmt: skip
        assert code == OK and word in said
    text = json.dumps({**document, "world_fingerprint": "0" * 12, "case_fingerprint": "x"})
    plan_file.write_text(text.replace('"E1"', '"E77"'), encoding="utf-8")
    code, _, err = run("simulate", "baseline", "--out", tmp_path / "n", *SHORT, "--plan", plan_file,
                       "--lang", "en")  # fmt: skip
    assert code == BAD_INPUT and "other data" in err and not (tmp_path / "n").exists()


def test_every_problem_of_the_assumptions_is_told_at_once(run: Run, tmp_path: Path) -> None:
    code, _, err = run("simulate", "baseline", "--out", tmp_path / "o", "--set", "ofer=2", "--set",
                       "offer", "--set", "relation=3:2:1", "--tastes", "often")  # fmt: skip
    assert code == BAD_INPUT and not (tmp_path / "o").exists()
    for word in ("ofer", "offer", "relation", "often"):
        assert word in err
    code, _, err = run("simulate", "baseline", "--out", tmp_path / "o", "--parameters", "none.csv")
    assert code == BAD_INPUT and "none.csv" in err


def test_a_second_run_takes_the_place_of_the_first_and_leaves_other_files_alone(
    run: Run, tmp_path: Path
) -> None:
    (tmp_path / "charts").mkdir()
    (tmp_path / "charts" / "goal.png").write_bytes(b"of an outcome that is gone")
    simulated(run, tmp_path)
    assert not (tmp_path / "charts" / "goal.png").exists()
    (tmp_path / "charts" / "mine.png").write_bytes(b"mine")
    first = PlayedRun(tmp_path).outcome.digest
    simulated(run, tmp_path, "--seed", 7)
    assert PlayedRun(tmp_path).outcome.digest != first
    assert (tmp_path / "charts" / "mine.png").read_bytes() == b"mine"
    assert not list(tmp_path.glob(".*"))


def test_a_failure_while_writing_keeps_the_last_results(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    simulated(run, tmp_path)
    before = {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()}

    def no_disk(*_: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr("app.outlook.pack.write_record", no_disk)
    code, _, err = run("simulate", "baseline", "--out", tmp_path, *SHORT, "--seed", 7)
    assert code == BAD_INPUT and "no space left" in err
    assert {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()} == before


def test_stop_keeps_the_finished_replications_and_says_so(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C is pressed while the first block of fifty is played: fifty of a hundred are kept."""
    import os
    import signal

    import simulation.run

    usual = simulation.run.play

    def play(*args: object) -> object:
        os.kill(os.getpid(), signal.SIGINT)
        return usual(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(simulation.run, "play", play)
    code, said, _ = run("simulate", "baseline", "--out", tmp_path, "-n", 100, "--threads", 1,
                        "--no-charts", "--lang", "en")  # fmt: skip
    assert code == OK and "only the 50 finished replications" in said
    record = PlayedRun(tmp_path).record
    assert record["replications"] == 50 and record["complete"] is False


def test_parameters_go_out_as_a_table_and_come_back(run: Run, tmp_path: Path) -> None:
    table = tmp_path / "assumptions.csv"
    assert run("parameters", "--out", table)[0] == OK
    frame = pd.read_csv(table, encoding="utf-8-sig")
    frame.loc[frame["name"] == "offer", "value"] = 3.25  # not the default
    frame.to_csv(table, index=False, encoding="utf-8-sig")
    code, _, err = run("parameters", "--out", table, "--lang", "en")
    assert code == BAD_INPUT and "--force" in err
    simulated(run, tmp_path / "o", "--parameters", table)
    settings = PlayedRun(tmp_path / "o").parameters.settings
    assert settings["offer"].value == 3.25 and settings["offer"].changed_by == "assumptions.csv"
    assert settings["relation"].changed_by == "default"
    code, said, _ = run("parameters", "--set", "offer=1", "--by", "Chen", "--lang", "en")
    assert code == OK and "Chen" in said and "Offer of the plan" in said


def test_compare_tells_inputs_and_outcomes(run: Run, tmp_path: Path, plan_file: Path) -> None:
    """The same world with and without everybody being asked at once: the plan is the difference."""
    a, b = tmp_path / "a", tmp_path / "b"
    simulated(run, a)
    simulated(run, b, "--plan", plan_file, "--set", "offer=50:50:50", "--set", "willing_base=50")
    out = tmp_path / "c"
    code, said, _ = run("compare", a, b, "--out", out, "--lang", "en")
    assert code == OK
    changed = f"value: A {SPECS['offer'].value}, B 50"
    for word in ("The plans differ", "Offer of the plan", changed, "better", "95 % interval"):
        assert word in said
    code, said, _ = run("compare", a, b, "--json", "--year", 2017)
    told = json.loads(said)
    assert told["replications"] == 24
    row = next(r for r in told["indicators"]
               if r["indicator"] == "signed_projects" and r["year"] == 2025)  # fmt: skip
    assert row["verdict"] == "better" and row["difference_low"] > 0
    assert row["difference_mean"] == pytest.approx(row["b_mean"] - row["a_mean"])
    book = openpyxl.load_workbook(out / "comparison.xlsx")
    assert book.sheetnames == ["Paired comparison", "Differences of the inputs"]
    table = pd.read_csv(out / "comparison.csv", encoding="utf-8-sig")
    assert len(table) == len(ALL) * 10
    for name in ("differences-2020", "differences-2025", "difference-processing_share"):
        with Image.open(out / "charts" / f"{name}.png") as picture:
            assert picture.width == 1500


def test_compare_refuses_what_cannot_be_paired_with_a_remedy(
    run: Run, tmp_path: Path, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    a, b = tmp_path / "a", tmp_path / "b"
    simulated(run, a)
    simulated(run, b, "--seed", 7)
    code, _, err = run("compare", a, b, "--lang", "en")
    assert code == BAD_INPUT and "--seed" in err and "2016 and 7" in err
    simulated(run, b, "--uncertainty", "draws")
    code, _, err = run("compare", a, b, "--lang", "en")
    assert code == BAD_INPUT and "--uncertainty" in err
    code, _, err = run("compare", a, tmp_path / "nothing", "--lang", "en")
    assert code == BAD_INPUT and "no folder of an outcome" in err
    simulated(run, b)
    code, _, err = run("compare", a, b, "--year", 1999, "--lang", "en")
    assert code == BAD_INPUT and "1999" in err


def test_other_tables_are_compared_only_if_asked(
    run: Run, tmp_path: Path, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    import geodata.shipped

    a, b = tmp_path / "a", tmp_path / "b"
    simulated(run, a)
    firms = case.world["enterprises"].assign(output_wan_yuan=9_999.0)
    other = case.world.with_table("enterprises", firms)
    monkeypatch.setattr(geodata.shipped, "shipped_world", lambda *_: other)
    simulated(run, b)
    code, _, err = run("compare", a, b, "--lang", "en")
    assert code == BAD_INPUT and "--other-data" in err
    code, said, _ = run("compare", a, b, "--other-data", "--lang", "en")
    assert code == OK and "different tables" in said


def test_a_folder_that_was_touched_is_not_believed(run: Run, tmp_path: Path) -> None:
    simulated(run, tmp_path)
    found = compare(PlayedRun(tmp_path), PlayedRun(tmp_path))
    assert set(found.table["verdict"]) == {"same"} and not len(found.inputs)
    parks = tmp_path / "inputs" / "parks.parquet"
    frame = pd.read_parquet(parks)
    frame.assign(lon=0.0).to_parquet(parks, index=False)
    with pytest.raises(AppError, match="changed"):
        _ = PlayedRun(tmp_path).case
    (tmp_path / "outcome.npz").write_bytes(b"nothing")
    with pytest.raises(AppError, match="incomplete"):
        _ = PlayedRun(tmp_path).outcome
    record = json.loads((tmp_path / "run.json").read_text("utf-8"))
    (tmp_path / "run.json").write_text(json.dumps({**record, "version": 99}), "utf-8")
    with pytest.raises(AppError, match="99"):
        PlayedRun(tmp_path)


@pytest.mark.parametrize(("method", "extra"), [
    ("tornado", ("-n", 12)), ("morris", ("-n", 3, "--samples", 4)),
    ("sobol", ("-n", 2, "--samples", 4)),
])  # fmt: skip
def test_sensitivity_ranks_and_writes(
    run: Run, tmp_path: Path, plan_file: Path, method: str, extra: tuple[object, ...]
) -> None:
    """Four enterprises and a wide range of what every park is worth: nothing is stronger."""
    words = ("sensitivity", "baseline", "--plan", plan_file, "--method", method, "--threads", 1,
             "--indicator", "signed_projects", "--year", 2025, "--uncertainty", "draws",
             "--factor", "park_constant", "--factor", "abatement_rate", "--factor", "fast_lane",
             "--swing", "park_constant=-20:20", *extra)  # fmt: skip
    code, said, err = run(*words, "--json", "--out", tmp_path / "s", "--lang", "en")
    assert code == OK, err
    told = json.loads(said)
    assert told["method"] == method and told["status"] == "done"
    assert told["factors"][0]["factor"] == "park_constant"
    idle = next(row for row in told["factors"] if row["factor"] == "abatement_rate")
    assert idle[{"tornado": "swing", "morris": "mu_star", "sobol": "st"}[method]] == 0
    with Image.open(tmp_path / "s" / f"sensitivity-{method}.png") as picture:
        assert picture.width == 1500
    sheet = openpyxl.load_workbook(tmp_path / "s" / f"sensitivity-{method}.xlsx").active
    assert sheet is not None and sheet.max_row > 3
    assert len(pd.read_csv(tmp_path / "s" / f"sensitivity-{method}.csv")) == 3
    code, said, _ = run(*words)
    assert code == OK and "园区常数" in said and "cli." not in said and "outlook." not in said


def test_sensitivity_tells_problems_at_once(run: Run) -> None:
    code, _, err = run("sensitivity", "baseline", "--factor", "nobody", "--swing", "offer=3:1",
                       "--lang", "en")  # fmt: skip
    assert code == BAD_INPUT and "nobody" in err and "offer" in err
    code, _, err = run("sensitivity", "baseline", "--swing", "offer", "--lang", "en")
    assert code == BAD_INPUT and "NAME=LOW:HIGH" in err
    code, _, _ = run("sensitivity", "baseline", "--method", "guess")
    assert code == USAGE
