"""The policy refuses what it does not know, and lists every default with its basis."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from geodata.words import LANGS
from scenarios.assumptions import ASSUMPTIONS
from scenarios.behaviour import Behaviour
from scenarios.levers import ALL
from scenarios.policy import RULES, SOFT_RULES, TERMS, Pin, Policy, usual_mode


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"sizes": "jobs"}, "extra_forbidden"),
        ({"size": "job"}, "literal_error"),
        ({"weights": {"labor": 1}}, "unknown_choice"),
        ({"weights": {"labour": -1}}, "bad_weight"),
        ({"weights": {"labour": 0}}, "no_weight"),
        ({"rules": {"funds": "off"}}, "unknown_choice"),
        ({"rules": {"fund": "soft"}}, "no_price"),
        ({"discount_rate": 1}, "less_than"),
        ({"discount_rate": float("nan")}, "finite_number"),
        ({"land_floor_share": 0}, "greater_than"),
        ({"accept_outdated": True}, "literal_error"),
        ({"max_changes": 3}, "no_reference"),
        ({"minimum_shares": [{"scope": "north", "share": 0.1}] * 2}, "share_twice"),
    ],
)
def test_what_a_policy_refuses(fields, kind) -> None:
    with pytest.raises(ValidationError) as error:
        Policy(**fields)
    assert error.value.errors()[0]["type"] == kind


def test_weights_given_are_all_the_weights_there_are() -> None:
    policy = Policy(weights={"labour": 2})
    assert policy.weights == dict.fromkeys(TERMS, 0.0) | {"labour": 2.0}


def test_rules_are_hard_unless_they_have_a_price() -> None:
    assert {rule for rule in RULES if Policy().mode(rule) == "soft"} == SOFT_RULES
    assert Policy(rules=dict.fromkeys(SOFT_RULES, "soft")) == Policy()
    assert Policy(rules={"duty": "off"}).mode("duty") == "off"
    assert usual_mode("fund") == "hard"
    with pytest.raises(KeyError, match="funds"):
        Policy().mode("funds")


def test_a_pin_covers_what_it_leaves_open() -> None:
    anywhen = Pin(enterprise_id="E1", park_id="P1")
    dated = Pin(enterprise_id="E1", park_id="P1", year=2017, tenure="land")
    assert anywhen.covers(dated)
    assert not dated.covers(anywhen)
    assert not dated.covers(Pin(enterprise_id="E1", park_id="P2", year=2017, tenure="land"))


def test_every_default_is_listed_once_with_its_reason() -> None:
    fields = [one.field for one in ASSUMPTIONS]
    expected = {name for name in Policy.model_fields if name not in ("weights", "behaviour")}
    expected |= {f"behaviour.{name}" for name in Behaviour.model_fields}
    assert set(fields) == expected | {f"weights.{term}" for term in TERMS}
    assert len(fields) == len(set(fields))
    for one in ASSUMPTIONS:
        for lang in LANGS:
            assert one.label(lang)
            assert one.why(lang)
        assert one.lever == "" or one.lever in ALL
        if one.low is not None and one.high is not None and isinstance(one.value, int | float):
            assert one.low <= one.value <= one.high, one.field
