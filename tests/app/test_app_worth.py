"""`doubletransfer worth`: prices and changes in words and as JSON, and help for wrong names."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from rule_cases import CASES, RuleCase

from app import cli
from app.commands.worth import paired
from app.console import BAD_INPUT, OK
from app.errors import AppError
from geodata.world import World

Run = Callable[..., tuple[int, str, str]]
LIMIT = "city_land/land_general/440200"


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs `worth` on the small world; returns exit code, standard output and standard error."""
    import geodata.shipped

    monkeypatch.setenv("COLUMNS", "220")
    monkeypatch.setattr(geodata.shipped, "shipped_world", lambda *_: world())

    def command(*words: object) -> tuple[int, str, str]:
        code = cli.run(["worth", "baseline", "--seconds", "5", *map(str, words)])
        said = capsys.readouterr()
        assert "Traceback" not in said.out + said.err
        return code, said.out, said.err

    return command


def world() -> World:
    """Two firms of 60 mu for 100 mu a year."""
    return RuleCase(CASES["city_land"].tables).problem().case.world


def test_changes_are_resolved_and_told_with_their_range(run: Run) -> None:
    """20 mu more in both years let both firms come in 2016: the bound rises, the plan, too."""
    code, out, _ = run("--limit", LIMIT, "--delta", "20", "--lang", "en", "--json")
    assert code == OK
    said = json.loads(out)
    assert said["exact_prices"] is True
    (change,) = said["changes"]
    assert (change["name"], change["rows"], change["unit"]) == (LIMIT, 2, "mu")
    assert change["price_points"] > 0
    assert change["bound_points"] > 0
    assert change["plan_points"] > 0
    assert change["bound_points"] <= 20 * change["price_points"] + 1e-6
    assert [line["name"] for line in said["limits"]] == [f"{LIMIT}/2016"]


@pytest.mark.parametrize(("lang", "words"), [("zh", "价格"), ("en", "Price")])
def test_without_a_limit_the_dearest_are_listed(run: Run, lang: str, words: str) -> None:
    code, out, _ = run("--lang", lang)
    assert code == OK
    assert f"{LIMIT}/2016" in out
    assert words in out


def test_the_table_of_changes_is_in_words(run: Run) -> None:
    code, out, _ = run("--limit", f"{LIMIT}/2016", "--delta", "-10", "--lang", "en")
    assert code == OK
    assert "-10 mu" in out
    assert "may be chance" in out


def test_a_wrong_name_gets_near_ones_before_anything_is_solved(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("matching.session.Session.solve", lambda *_: pytest.fail("solved"))
    code, _, err = run("--limit", "city_land/land_generel/440200", "--delta", "1", "--lang", "en")
    assert code == BAD_INPUT
    assert LIMIT in err.replace("\n", "")
    code, _, err = run("--limit", f"{LIMIT}/2016", "--delta", "-101", "--lang", "en")
    assert code == BAD_INPUT
    assert "-100" in err


def test_every_limit_needs_its_change() -> None:
    assert paired(["a", "b"], [1.0, -2.0]) == [("a", 1.0), ("b", -2.0)]
    with pytest.raises(AppError, match="1 --limit and 0 --delta"):
        paired(["a"], [])
    with pytest.raises(AppError, match="other than 0"):
        paired(["a"], [0.0])
