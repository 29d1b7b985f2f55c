"""The simulation as a Mesa model: every enterprise an agent, the same rules and the same draws.

The rules are those of `simulation.reference`; only who calls whom is Mesa's.  Draws come from the
compiled generator in both, so that what is compared is the rules and not the random numbers.  Two
ways to write the choice: plain Python over the alternatives, or numpy expressions over their row.
"""

from __future__ import annotations

from typing import Any

import mesa
import numpy as np
import numpy.typing as npt
from numba import njit

from simulation.addresses import EVERY_YEAR, NOBODY, Process, seed_key
from simulation.draws import macro_draws, parameter_draws
from simulation.inputs import SimInputs
from simulation.macro import SHOCKS
from simulation.outcome import FATES
from simulation.randomness import fill_gumbel, philox
from simulation.reference import KWH_PER_TCE, WAN, Replication, utilities
from simulation.specs import NAMES

Floats = npt.NDArray[np.float64]


class Enterprise(mesa.Agent):
    """One enterprise; `act` is called in order of filing by the model."""

    def __init__(self, model: Province, number: int):
        super().__init__(model)
        self.number = number

    def act(self, t: int, key: int, offered: float) -> None:
        """Decide, and do it."""
        rules = self.model.rules
        rules.act(t, key, self.number, offered, len(rules.a.park_city))


class Province(mesa.Model):
    """The province of one replication; one step is one year."""

    def __init__(self, rules: Replication):
        super().__init__(seed=rules.number)
        self.rules = rules
        rules.start()
        self.firms = [Enterprise(self, i) for i in range(len(rules.a.origin))]
        self.year = 0

    def step(self) -> None:
        """Quotas, decisions in order of filing, approvals."""
        t = self.year
        self.rules.open_year(t)
        for key, i, offered in self.rules.deciders(t):
            self.firms[i].act(t, key, offered)
        self.rules.approve(t)
        self.year += 1


def play_twin(inputs: SimInputs, number: int, kind: str) -> list[int]:
    """Fates (columns of Outcome.fates) of one replication.  kind: "python" or "numpy"."""
    numbers = np.array([number], dtype=np.int64)
    draws = parameter_draws(inputs.parameters, numbers, inputs.seed)[0].tolist()
    macro = macro_draws(inputs.parameters, inputs.years, numbers, inputs.seed)[0].tolist()
    paths = {name: [row[k] for row in macro] for k, name in enumerate(SHOCKS)}
    par = dict(zip(NAMES, draws, strict=True))
    chooser = choose_plain if kind == "python" else choose_row
    rules = Drawn(inputs.arrays, number, par, paths, inputs.seed, chooser=chooser)
    model = Province(rules)
    for _ in inputs.years:
        model.step()
    for project in rules.projects:
        if project.fell < len(inputs.years):
            rules.fate[project.firm] = "fell_through"
    return [
        fate + len(FATES) if isinstance(fate, int) else FATES.index(fate) for fate in rules.fate
    ]


@njit(cache=True)
def four_words(low: Any, high: Any, second: Any, last: Any, k0: Any, k1: Any) -> Any:
    """One block of draws."""
    return philox(low, high, second, last, k0, k1)


class Drawn(Replication):
    """The reference with draws that cost next to nothing: what is compared is the rules."""

    def word(self, process: Process, i: int, year: int, second: int = NOBODY) -> tuple[int, ...]:
        """As in the reference, compiled."""
        a, (k0, k1) = self.a, seed_key(self.seed, process)
        last = np.uint32(year << 24 | self.number)
        drawn = four_words(a.firm_low[i], a.firm_high[i], np.uint32(second), last, k0, k1)
        return tuple(map(int, drawn))

    def tastes(self, i: int) -> Floats:
        """(P + 4,) persistent tastes of an enterprise, compiled."""
        a, (k0, k1) = self.a, seed_key(self.seed, Process.TASTE)
        out, words = np.empty(len(a.option), np.float32), np.empty(len(a.option), np.uint32)
        when = np.uint32(EVERY_YEAR << 24 | self.number)
        fill_gumbel(out, words, a.option, a.firm_low[i], a.firm_high[i], when, k0, k1)
        return out.astype(np.float64)


def choose_plain(r: Replication, t: int, i: int, share: float, offered: float) -> tuple[int, bool]:
    """`simulation.reference.choose`, with the compiled tastes."""
    taste = r.tastes(i).tolist()  # type: ignore[attr-defined]
    values = [v + e for v, e in zip(utilities(r, t, i, share, offered), taste, strict=True)]
    option = max(range(len(values)), key=values.__getitem__)
    return option, option >= len(r.a.park_city) or r.tenure[option]


class YearRows:
    """What does not change within a year, as arrays."""

    def __init__(self, r: Replication):
        self.wage, self.power = np.array(r.wage), np.array(r.power)
        self.local = np.array(r.local)
        self.price = np.stack([r.a.land_full, r.a.land_reduced]).astype(float)
        self.rent = r.a.rent.astype(float)


def choose_row(r: Replication, t: int, i: int, share: float, offered: float) -> tuple[int, bool]:
    """`simulation.reference.choose` with one numpy row over the parks."""
    a, par, policy, f = r.a, r.par, r.policy, r.firms[i]
    if getattr(r, "rows_of", None) != t:
        r.rows, r.rows_of = YearRows(r), t  # type: ignore[attr-defined]
    rows: YearRows = r.rows  # type: ignore[attr-defined]
    o, last, h = int(a.origin[i]), r.cells - 1, a.park_city
    money, yearly = par["money_utils"], par["annuity"] / f["revenue_wan_yuan"]
    labour = par["labour_cost_factor"] * f["jobs_persons"] / f["revenue_wan_yuan"]
    kwh = par["electricity_share"] * KWH_PER_TCE * f["energy_tce"] / WAN / f["revenue_wan_yuan"]
    saved = labour * r.wage[o] + kwh * (r.power[o] + policy["direct_power_yuan_per_kwh"])
    saved += yearly * (
        policy["training_wan_yuan_per_job"] * f["jobs_persons"]
        + par["vacated_land_factor"] * f["land_mu"] * float(a.land_price[o])
    )
    paid_in, paid_out, award = r.promised(t, i, share)
    later = (1.0 + par["annuity"]) ** -(par["construction_years"] + 1.0)
    room_all, fund_in = np.array(r.room_all), np.array(r.fund_in)
    room = np.minimum(np.array(r.land), np.minimum(room_all[h], room_all[last]))
    if not a.processing[i]:
        general = np.array(r.room_general)
        room = np.minimum(room, np.minimum(general[h], general[last]))
    code = a.code[i]
    price = np.where(code >> np.uint32(31), rows.price[1], rows.price[0])
    can_buy = ((code >> np.uint32(2 * t)) & 1 == 0) & (share * f["land_mu"] <= room)
    can_lease = ((code >> np.uint32(2 * t + 1)) & 1 == 0) & (
        share * f["plant_m2"] <= np.array(r.plant)
    )
    bought = -yearly * (f["investment_wan_yuan"] + f["land_mu"] * price)
    leased = -yearly * par["equipment_share"] * f["investment_wan_yuan"]
    leased = leased - f["plant_m2"] / f["revenue_wan_yuan"] * rows.rent
    bought = np.where(can_buy, bought, -np.inf)
    leased = np.where(can_lease, leased, -np.inf)
    use, left = np.array(r.uses[i]), np.array(r.left)
    needed = use > 0
    tight = (share * use[needed, None] > np.minimum(left, left[:, last:])[needed]).any(axis=0)
    support = np.where(paid_in + award <= np.minimum(fund_in, fund_in[last]),
                       paid_in + award * later, 0.0)  # fmt: skip
    if paid_out <= min(r.fund_out[o], r.fund_out[last]):
        support[:-1] += paid_out * a.doubled[t, o]
    city = money * (-labour * rows.wage - kwh * rows.power)
    city = city + money * yearly * support[:-1] / share + par["relation"] * a.related[t, o]
    v = money * (np.maximum(bought, leased) + saved) + city[h]
    v = v + par["park_constant"] + par["distance_log_h"] * a.log_hours[i].astype(float)
    v = v + rows.local[int(a.division[i])]
    v = v + par["gateway"] * a.gateway[int(a.mode[i]), t].astype(float)
    v = np.where(tight[h], -np.inf, v)
    for q in a.partner[a.partner_from[i] : a.partner_from[i + 1]].tolist():
        where = r.fate[q]
        if isinstance(where, int):
            v[where] += par["partner"]
    if offered > 0.0:
        v[int(a.plan_park[i])] += par["offer"] * offered
    now = {name: path[t] for name, path in r.macro.items()}
    before = r.macro["export_demand"][t - 1] if t else 1.0
    cheaper = money * labour * r.wage[o] * par["province_wage_gap"]
    abroad = par["abroad_constant"] + par["abroad_tariff"] * now["tariff"] * f["export_share"]
    outside = [
        0.0, par["province_constant"] + cheaper,
        abroad + par["abroad_exchange"] * np.log(now["exchange"]),
        par["close_constant"] - par["close_demand"] * np.log(now["export_demand"] / before),
    ]  # fmt: skip
    taste = r.tastes(i)  # type: ignore[attr-defined]
    option = int(np.argmax(np.concatenate([v, outside]) + taste))
    return option, option >= len(v) or bool(bought[option] >= leased[option])
