"""The sheet of recommended pairings: one row per enterprise that the plan places."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from app.exports import support
from app.exports.headroom import RESOURCES, share_taken
from app.exports.material import Material
from app.exports.reasons import choice_fields
from app.exports.sheet import Field, FieldKind, Sheet
from geodata.tables import ALL
from geodata.words import say
from matching.plan import CHAIN

FIGURES: Mapping[str, FieldKind] = {
    "output_wan_yuan": "whole",
    "export_wan_yuan": "whole",
    "investment_wan_yuan": "whole",
    "tax_wan_yuan": "whole",
    "jobs_persons": "whole",
    "land_mu": "number",
    "plant_m2": "whole",
    "energy_tce": "number",
    "cod_t": "fine",
    "nh3n_t": "fine",
    "so2_t": "fine",
    "nox_t": "fine",
    "voc_t": "fine",
}
"""Figures of an enterprise on paper and how they are shown."""
TO_FILL = ("person", "next_step", "deadline")
"""Columns that stay empty for the planners."""


class _Fields:
    """Makes fields of one sheet with the sheet's own labels."""

    def __init__(self, material: Material):
        self.material = material
        self.lang = material.lang

    def own(
        self,
        key: str,
        values: Iterable[object] | npt.NDArray[np.float64],
        kind: FieldKind = "text",
        width: float = 12.0,
        **said: object,
    ) -> Field:
        """A column of the export itself, labelled by export.column.<key>."""
        header = say(f"export.column.{key}", self.lang, **said)
        dtype = object if kind == "text" else float
        return Field(key, header, kind, pd.Series(list(values), dtype=dtype), width=width)

    def figure(self, column: str, kind: FieldKind) -> Field:
        """A figure of the enterprise, marked where it is an estimate."""
        placed = self.material.placed
        return Field(
            column,
            self.material.header("enterprises", column),
            kind,
            placed[column].round() if column == "jobs_persons" else placed[column],
            marked=self.material.estimated(column, placed["enterprise_id"]),
            hint=ALL["enterprises"][column].meaning(self.lang),
        )


def pairings_sheet(material: Material) -> Sheet:
    """The sheet: who moves where, when and why, what it uses, and what to do next."""
    counterpart = support.counterpart_active(material)
    shares = pd.DataFrame({r.column: share_taken(material, r) for r in RESOURCES})
    fields = [
        *_firm(material),
        *_place(material, counterpart),
        *_score(material),
        *_limits(material, shares),
        *_advice(material, counterpart, shares),
        *_follow_up(material, counterpart),
    ]
    lines = [say("export.pairings.legend", material.lang)]
    if material.plan.synthetic:
        lines.insert(0, say("export.word.demo", material.lang))
    return Sheet(say("export.sheet.pairings", material.lang), fields, lines)


def _firm(material: Material) -> Iterator[Field]:
    placed, make = material.placed, _Fields(material)
    ids = placed["enterprise_id"]
    yield make.own("no", range(1, len(placed) + 1), "whole", 6)
    yield make.own("enterprise", (material.enterprise_names.get(i, i) for i in ids), width=34)
    yield make.own("enterprise_id", ids, width=12)
    yield Field(
        "credit_code", material.header("enterprises", "credit_code"), "text",
        placed["credit_code"], width=20,
    )  # fmt: skip
    yield make.own(
        "sending_city", (material.city_names.get(str(c)) for c in placed["city_adcode"]), width=10
    )
    yield make.own(
        "sending_county",
        (material.county_names.get(str(c)) for c in placed["county_adcode"]),
        width=10,
    )
    divisions = [material.division_names.get(str(d), d) for d in placed["division"]]
    yield Field(
        "division", say("export.column.division", material.lang), "text",
        pd.Series(divisions, dtype=object), material.estimated("division", ids), 26,
    )  # fmt: skip
    yield Field(
        "product", material.header("enterprises", "product"), "text", placed["product"], width=18
    )
    for column in ("trade_mode", "credit_class"):
        words = [material.word("enterprises", column, v) for v in placed[column]]
        header = material.header("enterprises", column)
        yield Field(column, header, "text", pd.Series(words, dtype=object), width=12)
    for figure, kind in FIGURES.items():
        yield make.figure(figure, kind)


def _place(material: Material, counterpart: npt.NDArray[np.bool_]) -> Iterator[Field]:
    placed, make, lang = material.placed, _Fields(material), material.lang
    yield make.own("park", (material.park_names.get(p, p) for p in placed["park_id"]), width=34)
    yield make.own("park_id", placed["park_id"], width=10)
    yield make.own(
        "receiving_city",
        (material.city_names.get(str(c)) for c in placed["park_city_adcode"]),
        width=10,
    )
    yield make.own(
        "receiving_county",
        (material.county_names.get(str(c)) for c in placed["park_county_adcode"]),
        width=10,
    )
    yield make.own("year", placed["year"], "year", 8)
    yield make.own("tenure", (say(f"export.tenure.{t}", lang) for t in placed["tenure"]), width=12)
    yield make.own(
        "counterpart",
        (say("export.word.yes" if c else "export.word.no", lang) for c in counterpart),
        width=12,
    )


def _score(material: Material) -> Iterator[Field]:
    placed, make = material.placed, _Fields(material)
    yield make.own("match_share", placed["match_share"], "share", 10)
    yield make.own("score_points", placed["score_points"], "points", 12)
    yield make.own("chain_points", placed["chain_points"], "points", 12)
    yield make.own(
        "chain_with", (_partners(ids, material) for ids in placed["chain_with"]), width=28
    )
    terms = material.plan.terms
    terms = terms[terms["term"] != CHAIN]
    weights = terms.drop_duplicates("term").set_index("term")["weight"]
    weights = weights / weights.sum()
    values = terms.pivot_table(index="enterprise_id", columns="term", values="value", aggfunc="max")
    values = values.reindex(placed["enterprise_id"])
    for term, weight in weights.items():
        yield make.own(
            "term", values[term].to_numpy(float), "share", 12,
            term=term_label(str(term), material), weight=f"{float(weight):.1%}",
        )  # fmt: skip


def _partners(ids: object, material: Material) -> str | None:
    """Names and ids of the suppliers and the buyer that stand near enough to count."""
    if not isinstance(ids, str) or not ids:
        return None
    names = ((material.enterprise_names.get(i, i), i) for i in ids.split(";"))
    return "; ".join(name if name == i else f"{name} ({i})" for name, i in names)


def term_label(term: str, material: Material) -> str:
    """The name of a benefit term in the papers' language."""
    return say(f"term.{term}.name", material.lang)


def _limits(material: Material, shares: pd.DataFrame) -> Iterator[Field]:
    make = _Fields(material)
    for column in shares.columns:
        label = ALL["enterprises"][column].label(material.lang)
        yield make.own("share_taken", shares[column], "share", 12, figure=label)
    for name, figure in support.FLOORS:
        label = say(f"export.floor.{name}", material.lang)
        yield make.own("per_mu", support.per_mu(material, figure), "number", 12, figure=label)
        verdicts = (
            say("export.word.no_floor", material.lang) if np.isnan(floor)
            else None if ok is None
            else say(f"export.word.{'pass' if ok else 'fail'}", material.lang)
            for ok, floor in zip(
                support.meets_floor(material, name, figure),
                material.placed[f"park_floor_{name}_wan_yuan_per_mu"].to_numpy(float), strict=True,
            )
        )  # fmt: skip
        yield make.own("meets_floor", verdicts, width=10, figure=label)


def _advice(
    material: Material, counterpart: npt.NDArray[np.bool_], shares: pd.DataFrame
) -> Iterator[Field]:
    placed, make = material.placed, _Fields(material)
    yield make.own("benefits", support.benefits(material, counterpart), width=40)
    yield from choice_fields(material, placed["enterprise_id"])
    yield make.own("obstacles", support.obstacles(material, shares), width=44)


def _follow_up(material: Material, counterpart: npt.NDArray[np.bool_]) -> Iterator[Field]:
    make = _Fields(material)
    yield make.own("lead", support.lead_unit(material, counterpart), width=26)
    yield make.own("stage", support.stages(material), width=10)
    for key in TO_FILL:
        yield make.own(key, [None] * len(material.placed), width=14)
