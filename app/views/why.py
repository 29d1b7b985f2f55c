"""Why an enterprise is where it is: its points, the runners-up, what stands in their way."""

from __future__ import annotations

from typing import Literal

import pandas as pd
import streamlit as st

from app import state
from app.exports.labels import limit_unit, row_label, yearless
from app.exports.material import Material
from app.exports.sheets import reason_label, remedy_of
from app.runs.results import LoadedRun
from app.views.plain import escaped, t, tp
from geodata.periods import stretches
from geodata.words import known, say
from matching.check import figure
from matching.plan import CHAIN

LIMIT_PX = 170
"""Width of the column that names a limit: what it lacks must be seen beside it."""
SHORT = 4
"""Rows up to which a table is drawn in full."""
KINDS = ("output_wan_yuan", "jobs_persons", "land_mu", "plant_m2", "cod_t")


def why(run: LoadedRun, names: Material, enterprise: str) -> None:
    """Everything known about one enterprise in this plan."""
    st.subheader(escaped(names.enterprise_names.get(enterprise, enterprise)), anchor=False)
    st.caption(_facts(names, enterprise))
    placed = run.table("pairings")
    own = placed[placed["enterprise_id"].astype(str) == enterprise]
    if len(own):
        _placed(names, own.iloc[0])
        left, right = st.columns(2)
        with left:
            _terms(run, enterprise)
        with right:
            _others(run, names, enterprise, run.table("alternatives"), "loss_points", 1)
    else:
        _waiting(run, names, enterprise)
        _others(run, names, enterprise, run.table("forgone"), "forgone_points", 0)
    with st.expander(t("why.all_parks"), key="why_parks", on_change="rerun") as box:
        if box.open:
            _all_parks(run, names, enterprise)


def _facts(names: Material, enterprise: str) -> str:
    """City, industry and size of the enterprise; estimates are marked."""
    firms = names.enterprises
    if enterprise not in firms.index:
        return ""
    firm = firms.loc[enterprise]
    parts = [names.city_names.get(str(firm["city_adcode"]), ""),
             names.division_names.get(str(firm["division"]), "")]  # fmt: skip
    for column in KINDS:
        value = firm[column]
        if pd.notna(value):
            mark = t("why.estimated") if names.estimated(column, [enterprise])[0] else ""
            parts.append(
                f"{escaped(names.header('enterprises', column))} {_plain(float(str(value)))}{mark}"
            )
    return " · ".join(part for part in parts if part)


def _plain(value: float) -> str:
    """A figure as people write it: large ones whole, small ones with what matters."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def _placed(names: Material, pairing: pd.Series) -> None:
    lang = state.lang()
    st.success(
        t("why.placed", park=names.park_names.get(str(pairing["park_id"]), pairing["park_id"]),
          city=names.city_names.get(str(pairing["park_city_adcode"]), ""),
          year=int(pairing["year"]), tenure=say(f"export.tenure.{pairing['tenure']}", lang),
          match=f"{pairing['match_share']:.0%}", points=f"{pairing['score_points']:.2f}")
    )  # fmt: skip
    hours, km = pairing["travel_h"], pairing["travel_km"]
    if pd.notna(hours):
        key = "why.way_estimated" if pairing["travel_estimated"] else "why.way"
        st.caption(t(key, hours=f"{hours:.1f}", km=f"{km:,.0f}"))
    if pairing["duty_id"]:
        st.caption(t("why.on_duty"))


def _terms(run: LoadedRun, enterprise: str) -> None:
    """What the points are made of, largest first."""
    lang = state.lang()
    terms = run.table("terms")
    own = terms[terms["enterprise_id"].astype(str) == enterprise].sort_values(
        "points", ascending=False
    )
    st.markdown(f"**{t('why.terms')}**")
    top = float(own["points"].max()) if len(own) else 1.0
    frame = pd.DataFrame(
        {
            tp("why.term"): [say(f"term.{one}.name", lang) for one in own["term"]],
            tp("why.points"): own["points"].to_numpy(float),
            tp("why.value"): [None if one == CHAIN else value
                              for one, value in zip(own["term"], own["value"], strict=True)],
            tp("why.weight"): [None if one == CHAIN else weight
                               for one, weight in zip(own["term"], own["weight"], strict=True)],
            tp("why.meaning"): [say(f"term.{one}.meaning", lang) for one in own["term"]],
        }
    )  # fmt: skip
    st.dataframe(
        frame, key="why_terms", hide_index=True, height=320, alt=t("why.terms"), placeholder="–",
        column_config={
            tp("why.value"): st.column_config.NumberColumn(format="%.2f"),
            tp("why.points"): st.column_config.ProgressColumn(format="%.3f", min_value=0.0,
                                                              max_value=max(top, 1e-9)),
        },
    )  # fmt: skip


def _others(run: LoadedRun, names: Material, enterprise: str, table: pd.DataFrame, points: str,
            shift: int) -> None:  # fmt: skip
    """The next best parks, and every limit in their way with what it lacks."""
    lang = state.lang()
    own = table[table["enterprise_id"].astype(str) == enterprise].sort_values("rank")
    st.markdown(f"**{t('why.others' if shift else 'why.best_missed')}**")
    if own.empty:
        st.caption(t("why.no_others"))
        return
    obstacles = run.table("obstacles")
    for line in own.to_dict("records"):
        park = names.park_names.get(str(line["park_id"]), str(line["park_id"]))
        st.markdown(
            t("why.other_loss" if shift else "why.other_gain", number=int(line["rank"]) + shift,
              park=park, year=int(line["year"]),
              tenure=say(f"export.tenure.{line['tenure']}", lang),
              points=f"{line[points]:.2f}",
              standing=say(f"export.standing.{line['standing']}", lang))
        )  # fmt: skip
        in_way = obstacles[(obstacles["enterprise_id"].astype(str) == enterprise)
                           & (obstacles["rank"] == line["rank"])]  # fmt: skip
        _in_way(in_way, names, int(line["rank"]))


def _in_way(limits: pd.DataFrame, names: Material, rank: int) -> None:
    """Every limit in the way of one choice: what it lacks and how large it would have to be."""
    if limits.empty:
        return
    frame = over_years(limits, names).sort_values(tp("why.limit"), ignore_index=True)
    tall: int | Literal["content"] = "content" if len(frame) <= SHORT else 210
    st.dataframe(
        frame,
        key=f"why_limits_{rank}",
        hide_index=True,
        height=tall,
        alt=tp("why.limits_alt"),
        placeholder="–",
        column_config={tp("why.limit"): st.column_config.TextColumn(width=LIMIT_PX)},
    )


def over_years(limits: pd.DataFrame, names: Material) -> pd.DataFrame:
    """One row for a limit, however many years it stands in the way.

    Figures carry their unit: in a column of its own it lay outside a narrow table.
    """
    parts = [yearless(str(one)) for one in limits["limit"]]
    dated = limits.assign(whole=[whole for whole, _ in parts], year=[year for _, year in parts])
    rows = []
    for (whole, unit), own in dated.groupby(["whole", "unit"], sort=False):
        years = stretches(int(year) for year in own["year"] if year)
        rows.append({
            tp("why.limit"): " · ".join([row_label(str(whole), names), *years[:1]])
                             + "".join(f", {year}" for year in years[1:]),
            tp("why.lacking"): _from_to(own["lacking"], limit_unit(str(unit), names)),
            tp("why.needed"): _from_to(own["needed_bound"], limit_unit(str(unit), names)),
        })  # fmt: skip
    return pd.DataFrame(rows)


def _from_to(figures: pd.Series, unit: str) -> str:
    """The least and the most of some figures with their unit; one figure where they agree."""
    low, high = figure(figures.min()), figure(figures.max())
    return f"{low if low == high else tp('compare.from_to', low=low, high=high)} {unit}"


def _waiting(run: LoadedRun, names: Material, enterprise: str) -> None:
    """Why the enterprise has no place, and what would have to change."""
    lang = state.lang()
    unmatched = run.table("unmatched")
    own = unmatched[unmatched["enterprise_id"].astype(str) == enterprise]
    if own.empty:
        st.info(t("why.unknown"))
        return
    line = own.iloc[0]
    reason, kind = str(line["reason"]), str(line["kind"])
    st.warning(t("why.unplaced", reason=reason_label(reason, kind, names),
                 kind=say(f"export.kind.{kind}", lang)))  # fmt: skip
    for key in (f"reason.{reason}.meaning", f"rule.{reason}.meaning"):
        if known(key):
            st.caption(escaped(say(key, lang)))
    if remedy := remedy_of(reason, lang):
        st.caption(t("why.remedy", remedy=remedy))


def _all_parks(run: LoadedRun, names: Material, enterprise: str) -> None:
    """Every park: possible or not, and why not."""
    lang = state.lang()
    parks = run.why_not(enterprise)
    frame = pd.DataFrame(
        {
            tp("why.park"): [names.park_names.get(str(p), str(p)) for p in parks["park_id"]],
            tp("why.possible"): parks["eligible_placements"],
            tp("why.reason"): [say(f"reason.{r}.name", lang) if r else "" for r in parks["reason"]],
            tp("why.best_points"): parks["best_points"],
        }
    ).sort_values(tp("why.best_points"), ascending=False, na_position="last")
    st.dataframe(frame, key="why_all", hide_index=True, height=300, alt=t("why.all_parks"),
                 column_config={tp("why.best_points"):
                                st.column_config.NumberColumn(format="%.3f")},
                                placeholder="–")  # fmt: skip
