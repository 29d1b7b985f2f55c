"""What-ifs from files: precedence, every fault at once, and what was probably meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from scenarios import Policy, Scenario, ScenarioError, build_case, load_scenario, scenario_toml
from scenarios.load import LARGEST_BYTES


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / f"{name}.toml"
    path.write_text(text, "utf-8")
    return path


def faults(path: Path | str) -> list[tuple[str, str, str, tuple[str, ...]]]:
    with pytest.raises(ScenarioError) as error:
        load_scenario(path)
    return [(fault.file, fault.key, fault.code, fault.close) for fault in error.value.faults]


def test_parent_first_then_policy_then_levers_in_order(tmp_path, tiny) -> None:
    """discount: default 0.03, parent's [policy] 0.05, parent's lever 0.06, child's [policy] 0.07,
    child's levers 0.08 and then 0.09.  Cut the chain anywhere and the last word before it holds.
    """
    lever = '[[lever]]\nlever = "discount"\nrate = {}\n'
    write(tmp_path, "old", "[policy]\ndiscount_rate = 0.05\n" + lever.format(0.06))
    young = 'parent = "old"\n[policy]\ndiscount_rate = 0.07\n'
    steps = {
        "child": (young + lever.format(0.08) + lever.format(0.09), 0.09),
        "no_levers": (young, 0.07),
        "only_parent": ('parent = "old"\n', 0.06),
        "alone": ("[policy]\ndiscount_rate = 0.05\n", 0.05),
        "nothing": ("", 0.03),
    }
    for name, (text, rate) in steps.items():
        case = build_case(load_scenario(write(tmp_path, name, text)), tiny)
        assert case.policy.discount_rate == rate, name
    case = build_case(load_scenario(tmp_path / "child.toml"), tiny)
    assert [setting for _, setting in case.levers] == [
        '{"rate":0.06}',
        '{"rate":0.08}',
        '{"rate":0.09}',
    ]
    assert case.scenario == "child"


def test_policy_tables_change_only_the_keys_they_name(tmp_path, tiny) -> None:
    path = write(tmp_path, "a", '[policy.weights]\nlabour = 9\n[policy.rules]\nfund = "off"\n')
    policy = build_case(load_scenario(path), tiny).policy
    assert policy.weights == Policy().weights | {"labour": 9.0}
    assert policy.rules == {"fund": "off"}


def test_seed_is_inherited_unless_said(tmp_path, tiny) -> None:
    write(tmp_path, "old", "seed = 7\n")
    young = load_scenario(write(tmp_path, "young", 'parent = "old"\n'))
    own = load_scenario(write(tmp_path, "own", 'parent = "old"\nseed = 8\n'))
    assert (build_case(young, tiny).seed, build_case(own, tiny).seed) == (7, 8)
    assert build_case(Scenario(name="bare"), tiny).seed == 2016


def test_all_faults_of_a_file_are_told_at_once_with_what_was_meant(tmp_path) -> None:
    path = write(
        tmp_path,
        "wrong",
        """
titel_zh = "x"
seed = -1
[policy]
discount_rat = 0.1
land_floor_share = 2
[policy.weights]
labor = 1
[[lever]]
lever = "emision_limit"
[[lever]]
lever = "emission_limit"
pollutant = "codd"
were = "north"
change = 20
[[lever]]
lever = "duty"
projects = { sett = 40 }
[[lever]]
lever = "rule_mode"
rule = "fund"
mode = "soft"
[[lever]]
lever = "size"
measure = "job"
""",
    )
    assert faults(path) == [
        ("wrong.toml", "titel_zh", "unknown_key", ("title_zh", "note_zh", "title_en")),
        ("wrong.toml", "seed", "bad_seed", ()),
        ("wrong.toml", "policy.weights", "unknown_choice", ("labour",)),
        ("wrong.toml", "policy.land_floor_share", "out_of_range", ()),
        ("wrong.toml", "policy.discount_rat", "unknown_key", ("discount_rate",)),
        ("wrong.toml", "lever[1].lever", "unknown_lever", ("emission_limit", "energy_limit")),
        ("wrong.toml", "lever[2].change", "not_a_percent", ()),
        ("wrong.toml", "lever[2].where", "missing_key", ()),
        ("wrong.toml", "lever[2].pollutant", "unknown_choice", ("cod",)),
        ("wrong.toml", "lever[2].were", "unknown_key", ("where",)),
        ("wrong.toml", "lever[3].projects.sett", "unknown_key", ("set",)),
        ("wrong.toml", "lever[4]", "no_price", ()),
        ("wrong.toml", "lever[5].measure", "unknown_choice", ("jobs",)),
    ]


def test_a_fault_reads_as_a_sentence_in_both_languages(tmp_path) -> None:
    path = write(tmp_path, "a", '[[lever]]\nlever = "fund"\nside = "in"\nwere = "all"\nset = 1\n')
    with pytest.raises(ScenarioError) as error:
        load_scenario(path)
    lines = error.value.text("en").splitlines()
    assert lines[1] == ('a.toml · lever[1].were: The key "were" is not known. Did you mean: where?')
    assert "您是不是想写：where？" in error.value.text("zh").splitlines()[1]


def test_unknown_parent_and_unknown_name_say_what_is_near(tmp_path) -> None:
    path = write(tmp_path, "a", 'parent = "baselin"\n')
    assert faults(path) == [("a.toml", "parent", "unknown_scenario", ("baseline",))]
    assert faults("tight-cod-nort") == [("", "", "unknown_scenario", ("tight-cod-north",))]
    assert faults(tmp_path / "no.toml") == [("", "", "no_such_file", ())]


def test_faults_of_a_parent_are_told_once_with_its_own_file(tmp_path) -> None:
    write(tmp_path, "old", "oops = 1\n")
    path = write(tmp_path, "young", 'parent = "old"\nalso = 2\n')
    assert [fault[:3] for fault in faults(path)] == [
        ("old.toml", "oops", "unknown_key"),
        ("young.toml", "also", "unknown_key"),
    ]


def test_a_circle_of_parents_is_an_error(tmp_path) -> None:
    write(tmp_path, "a", 'parent = "b"\n')
    write(tmp_path, "b", 'parent = "c"\n')
    path = write(tmp_path, "c", 'parent = "a"\n')
    with pytest.raises(ScenarioError) as error:
        load_scenario(path)
    (fault,) = error.value.faults
    assert (fault.code, fault.values["value"]) == ("parent_circle", "c > a > b > c")
    own = write(tmp_path, "own", 'parent = "own"\n')
    assert faults(own)[0][2] == "unknown_scenario"


def test_a_file_may_build_on_the_library_scenario_of_its_own_name(tmp_path) -> None:
    path = write(tmp_path, "baseline", 'parent = "baseline"\nseed = 5\n')
    scenario = load_scenario(path)
    assert scenario.above is not None
    assert (scenario.above.seed, scenario.effective_seed) == (2016, 5)


def test_files_as_planners_save_them(tmp_path) -> None:
    text = 'title_zh = "粤北"\n'
    marked = tmp_path / "bom.toml"
    marked.write_bytes(text.encode("utf-8-sig"))
    assert load_scenario(marked).title_zh == "粤北"
    gbk = tmp_path / "gbk.toml"
    gbk.write_bytes(text.encode("gbk"))
    assert faults(gbk) == [("gbk.toml", "", "not_utf8", ())]
    assert faults(write(tmp_path, "broken", "a = = 1\n"))[0][2] == "bad_toml"
    assert faults(write(tmp_path, "one", '[lever]\nlever = "size"\n'))[0][2] == "lever_brackets"
    assert faults(write(tmp_path, "text", "policy = 3\nlever = [1]\ntitle_zh = 4\n")) == [
        ("text.toml", "title_zh", "not_text", ()),
        ("text.toml", "policy", "not_a_table", ()),
        ("text.toml", "lever[1]", "not_a_table", ()),
    ]
    large = write(tmp_path, "large", "#" * (LARGEST_BYTES + 1))
    assert faults(large) == [("large.toml", "", "too_large", ())]


def test_a_scenario_written_down_is_read_back_the_same(tmp_path, tiny) -> None:
    scenario = Scenario(
        name="kept",
        title_zh='引号"与\n换行',
        parent="baseline",
        seed=3,
        policy={"weights": {"labour": 2.5}, "plants": False, "minimum_shares": [
            {"scope": "north", "share": 0.2}]},
        levers=(
            {"lever": "land_quota", "where": ["韶关", "east"], "change": {2016: "-9%", 2018: "5%"}},
            {"lever": "duty", "sending": "东莞", "projects": {"set": 40}},
            {"lever": "weights", "set": {"labour": 4}},
        ),
    )  # fmt: skip
    path = write(tmp_path, "kept", scenario_toml(scenario))
    again = load_scenario(path)
    assert again.model_copy(update={"above": None}) == scenario
    assert build_case(again, tiny).fingerprint == build_case(scenario, tiny).fingerprint
    assert scenario_toml(again) == scenario_toml(scenario)


def test_a_scenario_shows_its_whole_line(tmp_path) -> None:
    text = load_scenario("tight-cod-north").summary("en")
    assert "COD in the North cut by 30 %" in text
    assert 'Emission limit [emission_limit] {"change":"-30%","pollutant":["cod"],' in text
    assert "Baseline (baseline):" in text


def test_scenarios_are_frozen() -> None:
    with pytest.raises(ValueError, match="frozen"):
        load_scenario("baseline").seed = 1
