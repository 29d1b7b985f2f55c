"""The what-ifs that come with the product load, build, differ from the baseline and can be read."""

from __future__ import annotations

import pytest

from geodata.shipped import shipped_world
from scenarios import build_case, describe, diff, library, library_names, load_scenario
from scenarios.load import LIBRARY

ASKED = {
    "baseline", "tight-cod-north", "land-east-20", "double-duty", "no-plants", "fund-halved",
    "environment-first", "jobs-first",
}  # fmt: skip


@pytest.fixture(scope="session")
def shipped():
    return shipped_world()


def test_the_library_holds_what_planners_ask_baseline_first() -> None:
    assert set(library_names()) >= ASKED
    assert library_names()[0] == "baseline"
    assert [scenario.name for scenario in library()] == list(library_names())
    assert len(library()) >= 10


@pytest.mark.parametrize("name", library_names())
def test_every_file_is_readable_by_planners(name) -> None:
    """Titles and notes in both languages; comments Chinese first; the tasks it stands for."""
    scenario = load_scenario(name)
    for text in (scenario.title_zh, scenario.title_en, scenario.note_zh, scenario.note_en):
        assert text.strip()
    first = (LIBRARY / f"{name}.toml").read_text("utf-8").splitlines()[0]
    assert first.startswith("# ")
    assert any("\u4e00" <= letter <= "\u9fff" for letter in first)
    if name != "baseline":
        assert scenario.parent == "baseline"
        assert "任务" in scenario.note_zh


@pytest.mark.parametrize("name", library_names())
def test_every_file_builds_in_the_tiny_world_and_does_something(name, tiny) -> None:
    before, after = build_case("baseline", tiny), build_case(name, tiny)
    lines = diff(before, after)
    assert lines.empty == (name == "baseline")
    assert (before.fingerprint == after.fingerprint) == (name == "baseline")
    for lang in ("zh", "en"):
        assert all(sentence.strip() for sentence in describe(lines, lang, tiny))


@pytest.mark.parametrize("name", library_names())
def test_every_file_builds_in_the_shipped_world_and_does_something(name, shipped) -> None:
    lines = diff(build_case("baseline", shipped), build_case(name, shipped))
    assert lines.empty == (name == "baseline")


def test_the_baseline_is_the_world_as_it_is(tiny) -> None:
    case = build_case("baseline", tiny)
    assert case.world.tables == tiny.tables
    assert (case.scenario, case.seed, case.levers) == ("baseline", 2016, ())


def test_effects_by_hand(tiny) -> None:
    """Shaoguan 30 t and Meizhou 10 t COD in 2016 minus 30 % are 21 t and 7 t; Jieyang keeps 40.

    Jieyang's 50 mu plus 20 % are 60 mu.  The province's 800 and Dongguan's 300 are halved.
    """

    def after(name: str, what: str, year: int = 2016) -> dict[str, float]:
        lines = diff(build_case("baseline", tiny), build_case(name, tiny))
        lines = lines[(lines["what"] == what) & (lines["year"] == year)]
        return dict(zip(lines["where"], lines["after"], strict=True))

    assert after("tight-cod-north", "quota.cod") == {"440200": 21.0, "441400": 7.0}
    assert after("land-east-20", "quota.land_general") == {"445200": 60.0}
    assert after("fund-halved", "quota.fund_in") == {"440000": 400.0}
    assert after("fund-halved", "quota.fund_out") == {"441900": 150.0}
    assert after("environment-first", "quota.nox") == {"440200": 5.4}
    assert after("emission-steps", "quota.so2") == {}
    assert after("emission-steps", "quota.so2", 2019) == {"440200": 4.0}
    assert build_case("double-duty", tiny).policy.duty_multiplier == 2
    assert build_case("hard-duties", tiny).policy.mode("duty") == "hard"
    assert build_case("no-plants", tiny).policy.plants is False
    jobs = build_case("jobs-first", tiny).policy
    assert (jobs.size, jobs.weights["labour"], jobs.weights["site_cost"]) == ("jobs", 4.0, 0.5)
    rim = build_case("prd-rim-receives", tiny)
    assert {"441300", "440700", "441200"} <= set(rim.policy.receiving_cities or ())
    assert not (rim.world["parks"]["receives"] == False).any()  # noqa: E712
