"""The sheets beside the pairings: summary, limits used, unmatched, findings, estimates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from app.exports.caveats import caveats
from app.exports.labels import limit_unit, resource_label, row_label, rule_label
from app.exports.material import Material
from app.exports.pairings import FIGURES
from app.exports.reasons import choice_fields
from app.exports.sheet import Field, FieldKind, Sheet
from geodata.findings import findings_table
from geodata.tables import ALL, unit_label
from geodata.words import Lang, known, say

SUMS = (
    "output_wan_yuan", "investment_wan_yuan", "jobs_persons", "tax_wan_yuan", "land_mu",
    "plant_m2", "energy_tce", "cod_t", "nh3n_t", "so2_t", "nox_t", "voc_t",
)  # fmt: skip
UNMATCHED_FIGURES = ("output_wan_yuan", "jobs_persons", "land_mu", "plant_m2", "cod_t")


def _field(
    material: Material, key: str, values: Sequence[object] | pd.Series, kind: FieldKind = "text",
    width: float = 12.0,
) -> Field:  # fmt: skip
    dtype = object if kind == "text" else float
    header = say(f"export.column.{key}", material.lang)
    return Field(key, header, kind, pd.Series(list(values), dtype=dtype), width=width)


def city_totals(material: Material) -> pd.DataFrame:
    """Per receiving city: pairings and summed figures, largest first; land and plant by tenure.

    Columns: city_adcode, region, pairings, then SUMS.  Land counts only where land is bought, plant
    space only where a plant is leased.  A figure that nobody in the city states is NaN, not 0.
    """
    placed = material.placed
    columns: dict[str, object] = {"city_adcode": placed["park_city_adcode"], "pairings": 1.0}
    for figure in SUMS:
        value = placed[figure].astype(float)
        tenure = {"land_mu": "land", "plant_m2": "plant"}.get(figure)
        columns[figure] = value.where(placed["tenure"] == tenure, 0.0) if tenure else value
    totals = pd.DataFrame(columns).groupby("city_adcode", as_index=False).sum(min_count=1)
    regions = material.case.world["cities"].set_index("city_adcode")["region"]
    totals.insert(1, "region", totals["city_adcode"].map(regions))
    return totals.sort_values(
        ["pairings", "city_adcode"], ascending=[False, True], ignore_index=True
    )


def summary_sheet(material: Material) -> Sheet:
    """Key figures by receiving city, regions and the total below; the plan's paragraph above."""
    lang, totals = material.lang, city_totals(material)
    sums = ["pairings", *SUMS]
    parts = [totals.assign(name=totals["city_adcode"].map(material.city_names))]
    regions = totals.groupby("region", as_index=False)[sums].sum(min_count=1)
    parts.append(
        regions.assign(
            name=[
                say("export.word.subtotal", lang, name=material.region_names.get(str(r), str(r)))
                for r in regions["region"]
            ]
        )
    )
    whole = totals[sums].sum(min_count=1).to_frame().T
    parts.append(whole.assign(name=say("export.word.total", lang)))
    table = pd.concat(parts, ignore_index=True)
    fields = [
        _field(material, "receiving_city", table["name"], width=20),
        _field(material, "pairings", table["pairings"], "whole"),
        *(
            Field(s, material.header("enterprises", s),
                  FIGURES[s], _whole(s, table[s]), width=15)
            for s in SUMS
        ),
    ]  # fmt: skip
    lines = [
        *caveats(material.plan, material.case.world, lang),
        material.plan.summary(lang, material.scenario_title),
    ]
    lines.append(say("export.summary.note", lang))
    return Sheet(say("export.sheet.summary", lang), fields, lines)


def limits_sheet(material: Material) -> Sheet:
    """Every limit: quota, used, left, whether it binds, and its shadow price.

    Binding ones come first, then by the share used.
    """
    lang, limits = material.lang, material.plan.limits
    bound, used = limits["bound"].astype(float), limits["used"].astype(float)
    share = (used / bound.where(bound > 0)).astype(float)
    yes, no = say("export.word.yes", lang), say("export.word.no", lang)
    table = limits.assign(share=share).sort_values(
        ["binding", "share"], ascending=False, kind="stable", ignore_index=True
    )
    fields = [
        _field(material, "rule", [rule_label(str(r), material) for r in table["rule"]], width=20),
        _field(
            material, "resource", [resource_label(str(r), material) for r in table["resource"]],
            width=18,
        ),
        _field(
            material, "scope", [material.scope_name(str(s)) for s in table["scope"]], width=30
        ),
        _field(material, "limit_year", table["year"].replace(0, np.nan), "year", 9),
        _field(material, "unit", [limit_unit(str(u), material) for u in table["unit"]], width=10),
        _field(
            material, "sense",
            [say("export.word.at_most" if s == "<=" else "export.word.at_least", lang)
             for s in table["sense"]], width=10,
        ),
        _field(material, "quota", table["bound"], "number"),
        _field(material, "used", table["used"], "number"),
        _field(material, "left", table["headroom"], "number"),
        _field(material, "used_share", table["share"], "share", 10),
        _field(material, "binding", [yes if b else no for b in table["binding"]], width=10),
        _field(material, "excess", table["excess"], "number"),
        _field(material, "hard", [yes if h else no for h in table["hard"]], width=10),
        _field(material, "shadow_price", table["shadow_price_points"], "price", 14),
        _field(material, "row_name", table["name"], width=34),
    ]  # fmt: skip
    lines = [say("export.limits.note", lang)]
    return Sheet(say("export.sheet.limits", lang), fields, lines)


def reason_label(reason: str, kind: str, material: Material) -> str:
    """A reason in words: an eligibility reason, a rule, or that others scored higher."""
    for key in (f"reason.{reason}.name", f"rule.{reason}.name", f"reason.{reason}"):
        if known(key):
            return say(key, material.lang)
    return reason


def _whole(column: str, values: pd.Series) -> pd.Series:
    """Jobs as whole persons, also where they are estimates; other figures as they are."""
    return values.round() if column == "jobs_persons" else values


def _detail(detail: str, kind: str, material: Material) -> str:
    """The detail of an unmatched enterprise in words; its form depends on the kind of reason."""
    if kind == "eligibility" and "/" in detail:
        blocked, _, total = detail.partition("/")
        return say("export.detail.blocked", material.lang, blocked=blocked, total=total)
    if kind == "value":
        return say("export.detail.gain", material.lang, points=detail)
    return row_label(detail, material)


def remedy_of(reason: str, lang: Lang) -> str | None:
    """What would have to change; None where the matching package has no advice."""
    for key in (f"reason.{reason}.remedy", f"rule.{reason}.remedy"):
        if known(key):
            return say(key, lang)
    return None


def unmatched_sheet(material: Material) -> Sheet:
    """Every enterprise without a place and the rule or reason that keeps it out."""
    lang = material.lang
    table = material.plan.unmatched.sort_values(["kind", "reason", "enterprise_id"])
    firms = material.enterprises.reindex(table["enterprise_id"])
    fields = [
        _field(
            material, "enterprise",
            [material.enterprise_names.get(i, i) for i in table["enterprise_id"]], width=34,
        ),
        _field(material, "enterprise_id", table["enterprise_id"], width=12),
        _field(
            material, "sending_city",
            [material.city_names.get(str(c)) for c in firms["city_adcode"]], width=10,
        ),
        _field(
            material, "division",
            [material.division_names.get(str(d), d) for d in firms["division"]], width=26,
        ),
        *(
            Field(c, material.header("enterprises", c), kind,
                  _whole(c, firms[c].reset_index(drop=True)),
                  marked=material.estimated(c, table["enterprise_id"]))
            for c, kind in ((c, FIGURES[c]) for c in UNMATCHED_FIGURES)
        ),
        _field(
            material, "reason_kind", [say(f"export.kind.{k}", lang) for k in table["kind"]],
            width=16,
        ),
        _field(
            material, "reason",
            [reason_label(str(r), str(k), material)
             for r, k in zip(table["reason"], table["kind"], strict=True)], width=26,
        ),
        _field(
            material, "detail",
            [_detail(str(d), str(k), material) if d and d == d else None
             for d, k in zip(table["detail"], table["kind"], strict=True)],
            width=44,
        ),
        _field(
            material, "remedy", [remedy_of(str(r), lang) for r in table["reason"]], width=44
        ),
        *choice_fields(material, table["enterprise_id"], waiting=True),
    ]  # fmt: skip
    return Sheet(say("export.sheet.unmatched", lang), fields, [say("export.unmatched.note", lang)])


def findings_sheet(material: Material) -> Sheet:
    """Every blocker and doubt of the input, with its place and remedy."""
    return findings_fields(findings_table(material.all_findings, material.lang), material.lang)


def findings_fields(table: pd.DataFrame, lang: Lang) -> Sheet:
    """A table made by `geodata.findings.findings_table` as a sheet."""
    widths = {"problem": 60.0, "remedy": 50.0, "source": 30.0, "value": 20.0}
    words = {
        "severity": [say(f"export.severity.{s}", lang) for s in table["severity"]],
        "table": [ALL[t].label(lang) if t in ALL else t for t in table["table"]],
    }
    fields = []
    for name in table.columns:
        kind: FieldKind = "whole" if name == "row" else "text"
        values = pd.Series(list(words.get(name, table[name])), dtype=object)
        header = say(f"export.column.finding_{name}", lang)
        if kind == "whole":
            values = values.astype(float)
        fields.append(Field(f"finding_{name}", header, kind, values, width=widths.get(name, 14.0)))
    return Sheet(say("export.sheet.findings", lang), fields)


def notes_sheet(material: Material) -> Sheet:
    """Every cell that was converted, coerced, located or estimated, with rule and range."""
    return notes_of(material.case.world.notes, material.lang)


def notes_of(notes: pd.DataFrame, lang: Lang) -> Sheet:
    """A table of notes (`geodata.notes`) as a sheet."""
    order = {"estimated": 0, "located": 1, "converted": 2, "coerced": 3}
    table = notes.assign(order=notes["kind"].map(order)).sort_values(
        ["order", "table", "row"], kind="stable", ignore_index=True
    )
    kinds = {"row": "whole", "low": "number", "high": "number"}
    words = {
        "kind": [say(f"export.note.{k}", lang) for k in table["kind"]],
        "table": [ALL[t].label(lang) if t in ALL else t for t in table["table"]],
        "column": [
            ALL[t][c].label(lang) if t in ALL and c in ALL[t].by_name else c
            for t, c in zip(table["table"], table["column"], strict=True)
        ],
        "unit": [unit_label(str(u), lang) if u and u == u else None for u in table["unit"]],
        **{c: [_plain(v) for v in table[c]] for c in ("before", "after")},
        "rule": [_note_rule(r, lang) for r in table["rule"]],
    }
    fields = []
    for name in notes.columns:
        values = words.get(name, table[name])
        kind: FieldKind = kinds.get(name, "text")  # type: ignore[assignment]
        cells = pd.Series(list(values), dtype=object if kind == "text" else float)
        header = say(f"export.column.note_{name}", lang)
        fields.append(Field(f"note_{name}", header, kind, cells, width=14.0))
    return Sheet(say("export.sheet.notes", lang), fields, [say("export.notes.note", lang)])


def _plain(value: object) -> object:
    """A figure as people write it (117, not 117.00000000000001); anything else as it is."""
    return f"{value:.10g}" if isinstance(value, float) and value == value else value


def _note_rule(rule: object, lang: Lang) -> object:
    """The rule of a note in words where its package says it."""
    key = f"estimate.rule.{rule}"
    return say(key, lang) if known(key) else rule


def first_rows(sheet: Sheet, most: int, lang: Lang) -> Sheet:
    """The sheet with its first `most` rows and a line that says so if there are more."""
    if len(sheet) <= most:
        return sheet
    fields = [
        replace(
            f, values=f.values.iloc[:most], marked=None if f.marked is None else f.marked[:most]
        )
        for f in sheet.fields
    ]
    line = say("export.word.cut", lang, shown=f"{most:,}", rows=f"{len(sheet):,}")
    return Sheet(sheet.name, fields, [line, *sheet.lines])
