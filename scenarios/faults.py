"""What is wrong with a what-if, said all at once: where, what, and what was probably meant.

The sentences live in `scenarios/text/*.toml` under `[scenario.error]`, one per `Fault.code`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from geodata.words import Lang, known, say

SHOWN = 12


def closest(word: object, among: Iterable[str]) -> tuple[str, ...]:
    """At most three of `among` that look like `word`, best first; empty if none is near."""
    text = str(word).strip()
    # Two-letter Chinese names share only half of their letters with a misprint of themselves.
    cutoff = 0.5 if len(text) <= 4 else 0.6
    lower = {candidate.lower(): candidate for candidate in among}
    return tuple(lower[hit] for hit in get_close_matches(text.lower(), lower, 3, cutoff))


@dataclass(frozen=True)
class Fault:
    """One thing wrong in one place.

    code: key of the sentence.  key: where in the what-if ("lever[2].where"; counted from 1).
    file: file name or scenario name.  values fill the sentence.  close: what was probably meant.
    known: everything that would be understood there (shown only when nothing is close).
    """

    code: str
    key: str = ""
    file: str = ""
    values: Mapping[str, object] = field(default_factory=dict)
    close: tuple[str, ...] = ()
    known: tuple[str, ...] = ()

    def text(self, lang: Lang = "zh") -> str:
        """Place, problem and remedy as one line."""
        place = " · ".join(part for part in (self.file, self.key) if part)
        said = say(f"scenario.error.{self.code}", lang, **self.values)
        if self.close:
            said += say("scenario.error.did_you_mean", lang, names=" / ".join(self.close))
        elif self.known:
            more = " …" if len(self.known) > SHOWN else ""
            names = " / ".join(self.known[:SHOWN]) + more
            said += say("scenario.error.known", lang, names=names)
        return f"{place}: {said}" if place else said


class ScenarioError(Exception):
    """A what-if that cannot be used; carries every fault found, so that all are fixed at once.

    Not a ValueError: pydantic would swallow it where a Scenario is made from plain values.
    """

    def __init__(self, faults: Iterable[Fault]):
        self.faults = tuple(faults)
        super().__init__(self.text("en"))

    def text(self, lang: Lang = "zh") -> str:
        """One line per fault."""
        return "\n".join(fault.text(lang) for fault in self.faults)


def wrong(
    code: str,
    key: str = "",
    *,
    word: object = None,
    among: Sequence[str] = (),
    **values: object,
) -> ScenarioError:
    """An error of one fault; with `word` and `among` it says what was probably meant."""
    if word is not None:
        values = {"value": word, **values}
    close = closest(word, among) if word is not None else ()
    return ScenarioError([Fault(code, key, values=values, close=close, known=tuple(among))])


@contextmanager
def collecting(faults: list[Fault], *, file: str = "", prefix: str = "") -> Iterator[None]:
    """Collect the faults raised inside, with the file and the key they stand under, and go on."""
    try:
        yield
    except ScenarioError as error:
        for fault in error.faults:
            key = ".".join(part for part in (prefix, fault.key) if part)
            faults.append(replace(fault, file=fault.file or file, key=key))


_LIMITS = {
    "greater_than": ("gt", ">"),
    "greater_than_equal": ("ge", ">="),
    "less_than": ("lt", "<"),
    "less_than_equal": ("le", "<="),
}


def faults_of(error: ValidationError, model: type[BaseModel]) -> list[Fault]:
    """pydantic's errors as faults in our words; keys are dotted paths inside `model`."""
    return [_fault_of(detail, model) for detail in error.errors(include_url=False)]


def _fault_of(detail: Any, model: type[BaseModel]) -> Fault:
    kind, context = detail["type"], dict(detail.get("ctx", {}))
    key = ".".join(str(part) for part in detail["loc"])
    shown = _shorten(detail["input"])
    if kind == "extra_forbidden":
        word = str(detail["loc"][-1])
        fields = tuple(_model_at(model, detail["loc"][:-1]).model_fields)
        return Fault("unknown_key", key, values={"value": word}, close=closest(word, fields),
                     known=fields)  # fmt: skip
    if kind == "missing":
        return Fault("missing_key", key, values={"value": str(detail["loc"][-1])})
    if kind in _LIMITS:
        name, sign = _LIMITS[kind]
        return Fault(
            "out_of_range", key, values={"value": shown, "limit": f"{sign} {context[name]}"}
        )
    if kind == "literal_error":
        allowed = tuple(context["expected"].replace("'", "").replace(" or ", ", ").split(", "))
        return Fault("unknown_choice", key, values={"value": shown},
                     close=closest(detail["input"], allowed), known=allowed)  # fmt: skip
    if known(f"scenario.error.{kind}"):
        among = tuple(context.pop("among", ()))
        near = closest(context.get("value", ""), among) if among else ()
        return Fault(kind, key, values={"value": shown, **context}, close=near, known=among)
    return Fault("bad_value", key, values={"value": shown, "message": detail["msg"]})


def _shorten(value: object) -> str:
    text = value if isinstance(value, str) else repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _model_at(model: type[BaseModel], path: Sequence[int | str]) -> type[BaseModel]:
    """The nested model that the keys of `path` lead to; `model` itself where they lead nowhere."""
    for part in path:
        field_info = model.model_fields.get(str(part))
        if field_info is None:
            continue
        todo: list[Any] = [field_info.annotation]
        while todo:
            kind = todo.pop()
            if isinstance(kind, type) and issubclass(kind, BaseModel):
                model = kind
                break
            todo.extend(get_args(kind))
    return model
