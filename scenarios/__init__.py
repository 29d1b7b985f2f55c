"""What-ifs: a world with levers pulled, as frozen data."""

from scenarios.build import build_case
from scenarios.case import Case
from scenarios.describe import describe, what_label
from scenarios.diff import diff
from scenarios.faults import Fault, ScenarioError
from scenarios.levers import ALL as LEVERS
from scenarios.load import library, library_names, load_scenario
from scenarios.policy import Policy
from scenarios.scenario import Pull, Scenario, pull
from scenarios.write import scenario_toml

__all__ = [
    "LEVERS",
    "Case",
    "Fault",
    "Policy",
    "Pull",
    "Scenario",
    "ScenarioError",
    "build_case",
    "describe",
    "diff",
    "library",
    "library_names",
    "load_scenario",
    "pull",
    "scenario_toml",
    "what_label",
]
