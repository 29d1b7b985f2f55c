"""Scenario: a what-if as planners write it; a named list of small overrides, frozen.

    title_zh = "..."            title_en = "..."        parent = "baseline"
    [policy]                    fields of scenarios.policy.Policy; tables (weights, rules) by key
    [[lever]]                   lever = "emission_limit", then its keys; as many as wanted

Precedence, later wins: defaults of the policy -> the parent (its own parent first) -> [policy] of
this scenario -> its levers in the order written.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, SerializeAsAny, ValidationError, field_validator

from geodata.words import Lang, say
from scenarios.faults import Fault, ScenarioError, collecting, faults_of, wrong
from scenarios.lever import Lever
from scenarios.levers import ALL
from scenarios.policy import Frozen, Policy

DEFAULT_SEED = 2016
WORDS = ("title_zh", "title_en", "note_zh", "note_en")
KEYS = ("name", *WORDS, "parent", "seed", "policy", "lever")
MERGED = ("weights", "rules", "behaviour")
"""Policy fields that are tables: an override names only the keys it changes."""


class Pull(Frozen):
    """One lever with its setting.  Make it with `pull`."""

    lever: str
    setting: SerializeAsAny[Frozen]

    @property
    def kind(self) -> Lever:
        """The lever that is pulled."""
        return ALL[self.lever]

    @property
    def text(self) -> str:
        """The setting as canonical JSON: keys sorted, what is not said left out."""
        return json.dumps(self.keys(), sort_keys=True, ensure_ascii=False, separators=(",", ":"))

    def keys(self) -> dict[str, Any]:
        """The setting as plain values, readable by `pull` again."""
        return self.setting.model_dump(mode="json", exclude_defaults=True)


def pull(table: Mapping[str, Any]) -> Pull:
    """One [[lever]] table, checked.  Raises ScenarioError with every fault in it."""
    name = table.get("lever")
    if not isinstance(name, str):
        raise wrong("missing_key", "lever", value="lever")
    if name not in ALL:
        raise wrong("unknown_lever", "lever", word=name, among=tuple(ALL))
    model = ALL[name].setting
    try:
        setting = model.model_validate({key: v for key, v in table.items() if key != "lever"})
    except ValidationError as error:
        raise ScenarioError(faults_of(error, model)) from error
    return Pull(lever=name, setting=setting)


class Scenario(BaseModel):
    """A what-if, with its parent already loaded.

    name: short ASCII name, by default that of the file.  seed: of everything random downstream;
    None = the parent's, in the end 2016.  policy: overrides of `Policy` fields.  levers: in order.
    above: the loaded parent, None for a scenario without one.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    title_zh: str = ""
    title_en: str = ""
    note_zh: str = ""
    note_en: str = ""
    parent: str | None = None
    seed: int | None = None
    policy: dict[str, Any] = {}
    levers: tuple[Pull, ...] = ()
    above: Scenario | None = None

    @field_validator("levers", mode="before")
    @classmethod
    def _pulled(cls, levers: Any) -> Any:
        return tuple(pull(one) if isinstance(one, Mapping) else one for one in levers)

    def title(self, lang: Lang = "zh") -> str:
        """What it is called on screen; its name where it has no title."""
        return (self.title_zh if lang == "zh" else self.title_en) or self.name

    def note(self, lang: Lang = "zh") -> str:
        """What it asks, for planners."""
        return self.note_zh if lang == "zh" else self.note_en

    def lineage(self) -> Iterator[Scenario]:
        """Every scenario it builds on, the oldest first, itself last."""
        if self.above is not None:
            yield from self.above.lineage()
        yield self

    @property
    def effective_seed(self) -> int:
        """The seed of the youngest scenario in the line that names one."""
        seeds = [one.seed for one in self.lineage() if one.seed is not None]
        return seeds[-1] if seeds else DEFAULT_SEED

    def summary(self, lang: Lang = "zh") -> str:
        """Title, note, and every override and lever of the whole line, as plain lines of text."""
        lines = [f"{self.name} · {self.title(lang)}", self.note(lang).strip()]
        for one in self.lineage():
            lines.append(say("scenario.summary.from", lang, name=one.name, title=one.title(lang)))
            for field, value in one.policy.items():
                lines.append(f"  [policy] {field} = {json.dumps(value, ensure_ascii=False)}")
            for item in one.levers:
                lines.append(f"  {item.kind.label(lang)} [{item.lever}] {item.text}")
            if not one.policy and not one.levers:
                lines.append("  " + say("scenario.summary.nothing", lang))
        return "\n".join(line for line in lines if line)


def overridden(policy: Policy, overrides: Mapping[str, Any]) -> Policy:
    """`policy` with a [policy] table laid over it; every fault at once as ScenarioError."""
    merged = {**dict(policy)}
    faults: list[Fault] = []
    for field, value in overrides.items():
        if field in MERGED and isinstance(value, Mapping):
            value = {**dict(merged[field]), **value}
        merged[field] = value
    try:
        result = Policy.model_validate(merged)
    except ValidationError as error:
        with collecting(faults, prefix="policy"):
            raise ScenarioError(faults_of(error, Policy)) from error
        raise ScenarioError(faults) from error
    return result


def scenario_from(
    data: Mapping[str, Any], name: str, *, file: str = "", above: Scenario | None = None
) -> Scenario:
    """A scenario from the tables of a TOML file.  Raises ScenarioError with all faults at once.

    name: used where the file gives none.  file: named in the faults.  above: the loaded parent.
    """
    faults: list[Fault] = []
    for key in data:
        with collecting(faults, file=file):
            if key not in KEYS:
                raise wrong("unknown_key", key, word=key, among=KEYS)
    fields: dict[str, Any] = {"name": name}
    for key in ("name", *WORDS, "parent"):
        if key in data:
            with collecting(faults, file=file):
                fields[key] = _text(key, data[key])
    if "seed" in data:
        with collecting(faults, file=file):
            fields["seed"] = _seed(data["seed"])
    overrides = data.get("policy", {})
    with collecting(faults, file=file):
        if not isinstance(overrides, Mapping):
            raise wrong("not_a_table", "policy", value=overrides)
        overridden(inherited_policy(above), overrides)
        fields["policy"] = dict(overrides)
    levers = data.get("lever", [])
    if isinstance(levers, Mapping):
        with collecting(faults, file=file):
            raise wrong("lever_brackets", "lever")
        levers = []
    pulls = []
    for number, table in enumerate(levers, start=1):
        with collecting(faults, file=file, prefix=f"lever[{number}]"):
            if not isinstance(table, Mapping):
                raise wrong("not_a_table", value=table)
            pulls.append(pull(table))
    if faults:
        raise ScenarioError(faults)
    return Scenario(**fields, levers=tuple(pulls), above=above)


def inherited_policy(above: Scenario | None) -> Policy:
    """The policy after the [policy] tables of a line of scenarios, before any lever."""
    policy = Policy()
    for one in above.lineage() if above is not None else ():
        policy = overridden(policy, one.policy)
    return policy


def _text(key: str, value: object) -> str:
    if not isinstance(value, str):
        raise wrong("not_text", key, value=value)
    return value


def _seed(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise wrong("bad_seed", "seed", value=value)
    return value
