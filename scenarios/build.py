"""build_case: a world and a what-if become the effective inputs of a run."""

from __future__ import annotations

from dataclasses import replace

from geodata.world import World
from scenarios.case import Case
from scenarios.edits import mark_what_if, table
from scenarios.faults import Fault, ScenarioError, collecting, wrong
from scenarios.load import load_scenario
from scenarios.policy import Pin
from scenarios.scenario import Scenario, overridden
from scenarios.scopes import REGIONS, Atlas, texts


def build_case(scenario: Scenario | str, world: World) -> Case:
    """`world` under `scenario` (or the library name or path of one).

    Parents first; of each scenario its [policy] table, then its levers in order.  A lever that
    cannot be applied leaves the case as it was, and the rest goes on, so that one ScenarioError
    tells everything.  Rows that a lever changed carry source "what-if" and confidence "user".
    A scenario without effect gives a case with the fingerprint of the untouched world.
    """
    if isinstance(scenario, str):
        scenario = load_scenario(scenario)
    if scenario.parent is not None and scenario.above is None:
        scenario = scenario.model_copy(update={"above": load_scenario(scenario.parent)})
    faults: list[Fault] = []
    case = Case(world, scenario=scenario.name, seed=scenario.effective_seed)
    for one in scenario.lineage():
        with collecting(faults, file=one.name):
            case = replace(case, policy=overridden(case.policy, one.policy))
        for number, pulled in enumerate(one.levers, start=1):
            case = replace(case, levers=(*case.levers, (pulled.lever, pulled.text)))
            with collecting(faults, file=one.name, prefix=f"lever[{number}] {pulled.lever}"):
                case = pulled.kind.apply(case, pulled.setting)
    if not faults:
        with collecting(faults, file=scenario.name):
            _names_exist(case)
    if faults:
        raise ScenarioError(faults)
    return replace(case, world=mark_what_if(world, case.world, scenario.name))


def _names_exist(case: Case) -> None:
    """Raise ScenarioError for cities, parks and enterprises of the policy that are not there."""
    atlas, policy = Atlas(case.world), case.policy
    faults: list[Fault] = []
    for city in policy.receiving_cities or ():
        with collecting(faults, prefix="policy.receiving_cities"):
            if city not in atlas.city_codes:
                raise wrong("unknown_place", word=city, among=atlas.city_codes)
    for share in policy.minimum_shares:
        with collecting(faults, prefix="policy.minimum_shares"):
            if share.scope not in (*REGIONS, *atlas.city_codes):
                raise wrong("unknown_place", word=share.scope, among=(*REGIONS, *atlas.city_codes))
    pins: dict[str, tuple[Pin, ...]] = {
        "pins": policy.pins,
        "forbids": policy.forbids,
        "reference": policy.reference,
    }
    if any(pins.values()):
        there = texts(table(case, "enterprises")["enterprise_id"])
        enterprises, parks = set(there), set(atlas.park_codes)
        for key, group in pins.items():
            for pin in group:
                with collecting(faults, prefix=f"policy.{key}"):
                    if pin.enterprise_id not in enterprises:
                        raise wrong(
                            "unknown_enterprise", word=pin.enterprise_id, among=tuple(there)
                        )
                    if pin.park_id not in parks:
                        raise wrong("unknown_place", word=pin.park_id, among=atlas.park_codes)
    if faults:
        raise ScenarioError(faults)
