"""Why here and not there: the choices of every enterprise and all limits in their way, on paper."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import pandas as pd

from app.exports.labels import limit_unit, row_label
from app.exports.material import Material
from app.exports.sheet import Field, FieldKind, Sheet
from geodata.words import say
from matching.check import figure

PLACED, WAITING = "placed", "waiting"


def choice_fields(
    material: Material, ids: Iterable[object], *, waiting: bool = False
) -> Iterator[Field]:
    """Four fields for each of the two choices of the enterprises `ids`, in their order.

    Park, points, limits in the way with what is lacking, and what that is worth at the plan's
    prices.  Pairings hold choice 1, so theirs are numbers 2 and 3; waiting: those of enterprises
    without a place, numbers 1 and 2, with the points forgone instead of those lost.
    """
    plan, lang = material.plan, material.lang
    table = plan.forgone if waiting else plan.alternatives
    points, header = ("forgone_points", "forgone") if waiting else ("loss_points", "other_loss")
    order = list(ids)
    texts = _texts(material)
    for rank in (1, 2):
        chosen = table[table["rank"] == rank].drop_duplicates("enterprise_id")
        line = chosen.set_index("enterprise_id").reindex(order)
        number = rank if waiting else rank + 1
        parks = [
            material.park_names.get(p, p) if isinstance(p, str) else None for p in line["park_id"]
        ]
        rooms = [
            None if park is None else texts.get((str(firm), rank)) or _standing(how, material)
            for firm, park, how in zip(order, parks, line["standing"], strict=True)
        ]
        yield _field(material, "other_park", parks, "text", 28, rank=number)
        hint = "" if waiting else say("export.pairings.other_loss", lang)
        values = line[points].to_numpy(float)
        yield _field(material, header, values, "points", 12, hint, rank=number)
        yield _field(material, "other_room", rooms, "text", 40, rank=number)
        values = line["priced_points"].to_numpy(float)
        hint = say("export.pairings.other_price", lang)
        yield _field(material, "other_price", values, "points", 14, hint, rank=number)


def reasons_sheet(material: Material) -> Sheet:
    """One row for every choice and limit in its way; choices with room have a row of their own."""
    plan, lang = material.plan, material.lang
    choices = pd.concat(
        [
            plan.alternatives.assign(side=PLACED, points=plan.alternatives["loss_points"]),
            plan.forgone.assign(side=WAITING, points=plan.forgone["forgone_points"]),
        ],
        ignore_index=True,
    ).drop(columns=["priced_points"])
    table = choices.merge(plan.obstacles, on=["enterprise_id", "rank"], how="left")
    bound = plan.limits.drop_duplicates("name").set_index("name")["bound"]
    sides = {s: say(f"export.side.{s}", lang) for s in (PLACED, WAITING)}
    tenures = {t: say(f"export.tenure.{t}", lang) for t in ("land", "plant")}
    number = table["rank"] + (table["side"] == PLACED)

    def text(key: str, values: Iterable[object], width: float) -> Field:
        return _field(material, key, values, "text", width)

    fields = [
        text("enterprise", table["enterprise_id"].map(_or_same(material.enterprise_names)), 34),
        text("enterprise_id", table["enterprise_id"], 12),
        text("side", table["side"].map(sides), 12),
        _field(material, "choice", number, "whole", 8),
        text("choice_park", table["park_id"].map(_or_same(material.park_names)), 28),
        _field(material, "choice_year", table["year"], "year", 8),
        text("choice_tenure", table["tenure"].map(tenures), 12),
        _field(material, "choice_points", table["points"], "points", 14),
        _field(material, "choice_chain", table["chain_points"], "points", 12),
        _field(material, "choice_soft", table["soft_points"], "points", 12),
        text("standing", [_standing(how, material) for how in table["standing"]], 20),
        text("limit", _each(table["limit"], lambda name: row_label(name, material)), 40),
        _field(material, "lacking", table["lacking"], "number", 12),
        text("unit", _each(table["unit"], lambda unit: limit_unit(unit, material)), 10),
        _field(material, "quota", table["limit"].map(bound), "number", 12),
        _field(material, "needed", table["needed_bound"], "number", 14),
        _field(material, "shadow_price", table["shadow_price_points"], "price", 14),
        _field(material, "priced", table["priced_points"], "points", 14),
        text("row_name", _each(table["limit"], str), 34),
    ]
    return Sheet(say("export.sheet.reasons", lang), fields, [say("export.reasons.note", lang)])


def _texts(material: Material) -> dict[tuple[str, int], str]:
    """(enterprise, rank) -> all limits in the way with what each lacks, dearest first."""
    table, lang = material.plan.obstacles, material.lang
    limits = _each(table["limit"], lambda name: row_label(name, material))
    units = _each(table["unit"], lambda unit: limit_unit(unit, material))
    mark = say("export.word.part_mark", lang)
    parts: dict[tuple[str, int], list[str]] = {}
    for firm, rank, limit, unit, lacking in zip(
        table["enterprise_id"], table["rank"], limits, units, table["lacking"], strict=True
    ):
        said = say("export.detail.lacks", lang, limit=limit, amount=figure(lacking), unit=unit)
        parts.setdefault((str(firm), int(rank)), []).append(said)
    return {key: mark.join(said) for key, said in parts.items()}


def _standing(how: object, material: Material) -> str | None:
    return say(f"export.standing.{how}", material.lang) if isinstance(how, str) else None


def _each(values: pd.Series, word: Callable[[str], str]) -> list[str | None]:
    """Words for the texts of a column, each different one asked once; None for empty cells."""
    known = {value: word(value) for value in values.dropna().unique()}
    return [known.get(value) for value in values]


def _or_same(names: dict[str, str]) -> Callable[[str], str]:
    return lambda code: names.get(code, code)


def _field(
    material: Material, key: str, values: Iterable[object], kind: FieldKind, width: float,
    hint: str = "", **said: object,
) -> Field:  # fmt: skip
    header = say(f"export.column.{key}", material.lang, **said)
    dtype = object if kind == "text" else float
    return Field(key, header, kind, pd.Series(list(values), dtype=dtype), width=width, hint=hint)
