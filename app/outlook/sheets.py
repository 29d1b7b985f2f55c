"""The sheets of outcome.xlsx: what happens to indicators, cities, projects, duties and parks."""

from __future__ import annotations

import pandas as pd

from app.exports.sheet import Field, FieldKind, Sheet
from app.outlook.fields import column, figures, unit_column
from app.outlook.papers import Papers
from geodata.words import say
from simulation import tables
from simulation.indicators import ALL

BANDS = {"mean": "mean", "p05": "p05", "p25": "p25", "median": "median", "p75": "p75", "p95": "p95"}
SHORT = {name: name for name in ("mean", "p05", "median", "p95")}


def _sheet(papers: Papers, key: str, fields: list[Field], *notes: str) -> Sheet:
    """A sheet with the caveats and its own note above the header."""
    lines = [*papers.prepared.caveats(papers.lang), say(f"outlook.sheet_note.{key}", papers.lang)]
    return Sheet(say(f"outlook.sheet.{key}", papers.lang), fields, [*lines, *notes])


def indicators_sheet(papers: Papers) -> Sheet:
    """Every indicator year by year."""
    table, lang = papers.indicators, papers.lang
    labels = {name: indicator.label(lang) for name, indicator in ALL.items()}
    wanted = {name: say(f"outlook.better.{it.better}", lang) for name, it in ALL.items()}
    fields = [
        column("indicator", table["indicator"].map(labels), lang, width=30),
        column("year", table["year"], lang, "year", 8),
        unit_column(table["unit"], lang),
        column("better", table["indicator"].map(wanted), lang),
        *figures(table, BANDS, lang, table["unit"].tolist()),
    ]
    return _sheet(papers, "indicators", fields)


def goal_sheet(papers: Papers) -> Sheet:
    """The share against its goal, with numerator and denominator."""
    table, lang = papers.goal, papers.lang
    fields = [column("year", table["year"], lang, "year", 8)]
    for name in BANDS:
        fields.append(column(f"share_{name}", table[f"share_{name}"], lang, "share_fine"))
    fields.append(column("goal_share", table["goal_share"], lang, "share_fine"))
    for name in ("chance_met", "chance_met_low", "chance_met_high"):
        fields.append(column(name, table[name], lang, "share"))
    for part in ("numerator", "denominator"):
        for band in ("mean", "p05", "p95"):
            name = f"{part}_wan_yuan_{band}"
            fields.append(column(name, table[name], lang, "whole", 16))
    return _sheet(papers, "goal", fields)


def spread_sheet(papers: Papers) -> Sheet:
    """How far chance alone and the assumptions alone would spread every indicator."""
    table, lang = papers.spread, papers.lang
    names = ["sd_all", "sd_assumptions", "sd_chance", "assumptions_p05", "assumptions_p95",
             "chance_p05", "chance_p95"]  # fmt: skip
    labels = {name: indicator.label(lang) for name, indicator in ALL.items()}
    fields = [
        column("indicator", table["indicator"].map(labels), lang, width=30),
        column("year", table["year"], lang, "year", 8),
        unit_column(table["unit"], lang),
        *figures(table, {name: name for name in names}, lang, table["unit"].tolist(), 15),
        column("assumptions_share", table["assumptions_share"], lang, "share", 15),
    ]
    return _sheet(papers, "spread", fields)


def sides_sheet(papers: Papers) -> Sheet:
    """Accounts of senders, receivers and of what left."""
    table, lang = tables.accounts_by_side(papers.outcome), papers.lang
    sides = [say(f"sim.side.{side}", lang) for side in table["side"]]
    return _sheet(
        papers, "sides", [column("side", sides, lang, width=30), *_accounts(papers, table)]
    )


def cities_sheet(papers: Papers) -> Sheet:
    """Accounts city by city; accounts in which nothing ever stands are left out."""
    table, lang = tables.accounts_by_city(papers.outcome), papers.lang
    filled = table[list(SHORT)].abs().max(axis=1).groupby([table["place"], table["account"]])
    table = table[filled.transform("max") > 0].reset_index(drop=True)
    names = papers.city_names
    places = [
        say(f"sim.side.{place}", lang) if side == "away"
        else names.get(place, place) or say("sim.side.unknown", lang)
        for place, side in zip(table["place"], table["side"], strict=True)
    ]  # fmt: skip
    sides = [say(f"sim.side.{side}", lang) for side in table["side"]]
    fields = [column("city", places, lang, width=16), column("region", sides, lang, width=16)]
    return _sheet(papers, "cities", [*fields, *_accounts(papers, table)])


def _accounts(papers: Papers, table: pd.DataFrame) -> list[Field]:
    lang = papers.lang
    words = {name: say(f"sim.account.{name}", lang) for name in table["account"].unique()}
    return [
        column("year", table["year"], lang, "year", 8),
        column("account", table["account"].map(words), lang, width=24),
        *figures(table, SHORT, lang, table["unit"].tolist(), 15),
    ]


def stages_sheet(papers: Papers) -> Sheet:
    """Projects by stage (cumulative), then enterprises by state."""
    lang = papers.lang
    funnel = tables.funnel_by_year(papers.outcome).rename(columns={"stage": "state"})
    states = tables.states_by_year(papers.outcome)
    table = pd.concat([funnel.assign(count="reached"), states.assign(count="now")],
                      ignore_index=True)  # fmt: skip
    fields = [
        column("count", (say(f"outlook.count.{c}", lang) for c in table["count"]), lang, width=22),
        column("state", (say(f"sim.state.{s}", lang) for s in table["state"]), lang, width=16),
        column("year", table["year"], lang, "year", 8),
        *(column(name, table[name], lang, "number") for name in BANDS),
    ]
    return _sheet(papers, "stages", fields)


def duties_sheet(papers: Papers) -> Sheet:
    """Counterpart duties: required, planned, signed, producing."""
    table, lang = tables.duties_by_year(papers.outcome), papers.lang
    names = papers.city_names
    fields = [
        column("sending_city", (names.get(c, c) for c in table["sending_adcode"]), lang),
        column("receiving_city", (names.get(c, c) for c in table["receiving_adcode"]), lang),
        column("year", table["year"], lang, "year", 8),
    ]
    kinds: dict[str, FieldKind] = {"projects": "number", "investment_wan_yuan": "whole"}
    for what, kind in kinds.items():
        for part in ("required", "planned"):
            fields.append(column(f"{part}_{what}", table[f"{part}_{what}"], lang, kind))
        for part in ("signed", "producing"):
            for band in ("mean", "p05", "p95"):
                name = f"{part}_{what}_{band}"
                fields.append(column(name, table[name], lang, kind, 14))
    fields.append(column("duty_met", table["chance_met"], lang, "share"))
    return _sheet(papers, "duties", fields)


def parks_sheet(papers: Papers) -> Sheet:
    """Recommended against predicted moves, park by park."""
    table, lang = papers.moves, papers.lang
    parks = papers.case.world["parks"].set_index("park_id")
    cities = [papers.city_names.get(str(parks["city_adcode"].get(i)), "") for i in table["park_id"]]
    fields = [
        column("park", (papers.park_names.get(i, i) for i in table["park_id"]), lang, width=36),
        column("park_id", table["park_id"], lang),
        column("receiving_city", cities, lang),
        column("recommended_enterprises", table["recommended_enterprises"], lang, "whole"),
        column("predicted_mean", table["predicted_mean"], lang, "number"),
        column("followed_mean", table["followed_mean"], lang, "number"),
    ]
    for part in ("signed", "producing"):
        for band in SHORT:
            fields.append(column(f"{part}_{band}", table[f"{part}_{band}"], lang, "number"))
    for band in SHORT:
        name = f"output_wan_yuan_{band}"
        fields.append(column(name, table[name], lang, "whole", 14))
    return _sheet(papers, "parks", fields)


def enterprises_sheet(papers: Papers) -> Sheet:
    """In what share of the replications each enterprise ends where."""
    table, lang = tables.fates_by_enterprise(papers.outcome), papers.lang
    firms, parks = papers.enterprise_names, papers.park_names
    world = papers.case.world["enterprises"].set_index("enterprise_id")
    cities = [papers.city_names.get(str(world["city_adcode"].get(i)), "")
              for i in table["enterprise_id"]]  # fmt: skip
    shares = ("any_park", "recommended_park", "origin", "fell_through", "other_province", "abroad",
              "closed", "split")  # fmt: skip
    fields = [
        column("enterprise", (firms.get(i, i) for i in table["enterprise_id"]), lang, width=34),
        column("enterprise_id", table["enterprise_id"], lang),
        column("sending_city", cities, lang),
        column("recommended_park_name", (parks.get(i, i) for i in table["recommended_park_id"]),
               lang, width=30),
        *(column(f"fate_{name}", table[name], lang, "share") for name in shares),
        column("likeliest_park_name", (parks.get(i, i) for i in table["likeliest_park_id"]), lang,
               width=30),
        column("likeliest_park", table["likeliest_park"], lang, "share"),
    ]  # fmt: skip
    return _sheet(papers, "enterprises", fields)
