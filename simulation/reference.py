"""The same model in plain Python: slow, in double precision, sentence by sentence.

It reads the same arrays and the same addressed words as the compiled engine and must give the same
fate to every enterprise; the tests compare them.  It is written to be read next to
docs/SIMULATION.md, and serves as the model that benchmarks measure the engine against.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field

from simulation.addresses import EVERY_YEAR, FIRST_YEAR, NOBODY, Process, seed_key
from simulation.arrays import FIRM, POLICY, Arrays
from simulation.macro import SHOCKS
from simulation.specs import NAMES

MASK = 0xFFFFFFFF
NEVER = math.inf
STAY, OTHER_PROVINCE, ABROAD, CLOSE = range(4)
KWH_PER_TCE, WAN = 8137.0, 10_000.0
DEPARTMENTS = 5


def philox(counter: tuple[int, int, int, int], key: tuple[int, int]) -> tuple[int, int, int, int]:
    """Philox4x32-10 on Python integers."""
    c0, c1, c2, c3 = counter
    k0, k1 = key
    for _ in range(10):
        p0, p1 = c0 * 0xD2511F53, c2 * 0xCD9E8D57
        c0, c1, c2, c3 = (p1 >> 32) ^ c1 ^ k0, p1 & MASK, (p0 >> 32) ^ c3 ^ k1, p0 & MASK
        k0, k1 = (k0 + 0x9E3779B9) & MASK, (k1 + 0xBB67AE85) & MASK
    return c0, c1, c2, c3


def uniform(word: int) -> float:
    """Midpoint of one of 2**23 cells of (0, 1)."""
    return ((word >> 9) + 0.5) / 8388608.0


def gumbel(word: int) -> float:
    """-ln(-ln u)."""
    return -math.log(-math.log(uniform(word)))


def exponential(word: int) -> float:
    """-ln u."""
    return -math.log(uniform(word))


def normal(word: int, other: int) -> float:
    """Box and Muller."""
    return math.sqrt(2.0 * exponential(word)) * math.cos(2.0 * math.pi * uniform(other))


@dataclass
class Project:
    """One project: who, where, when, with what."""

    firm: int
    park: int
    year: int
    share: float
    on_land: bool
    need: float
    falls: bool
    signed: float
    opened: float = NEVER
    fell: float = NEVER
    at_desk: bool = False


@dataclass
class Replication:
    """One replication of `a`; `play` runs it.  par, macro: that replication's draws.

    fate[i]: "origin", "fell_through", "other_province", "abroad", "closed" or a park's index.
    chooser: picks an option from the tastes and utilities of one enterprise; replaced by
    benchmarks that try other ways to write that inner loop.
    """

    a: Arrays
    number: int
    par: dict[str, float]
    macro: dict[str, list[float]]
    seed: int
    persistent: bool = True
    chooser: Callable[[Replication, int, int, float, float], tuple[int, bool]] | None = None
    fate: list[str | int] = field(default_factory=list)
    decided: list[int] = field(default_factory=list)
    projects: list[Project] = field(default_factory=list)

    def word(self, process: Process, i: int, year: int, second: int = NOBODY) -> tuple[int, ...]:
        """The four words of an enterprise, for a process, in a year."""
        counter = (
            int(self.a.firm_low[i]), int(self.a.firm_high[i]), second,
            year << 24 | self.number,
        )  # fmt: skip
        k0, k1 = seed_key(self.seed, process)
        return philox(counter, (int(k0), int(k1)))

    # -- state ---------------------------------------------------------------------------------

    def start(self) -> None:
        """Everybody at the origin."""
        a = self.a
        parks, self.cells = len(a.park_city), a.land_all.shape[1]
        self.policy = dict(zip(POLICY, a.policy.tolist(), strict=True))
        self.firms = [dict(zip(FIRM, row, strict=True)) for row in a.firms.astype(float).tolist()]
        self.uses = a.uses.astype(float).tolist()
        self.park_city = a.park_city.tolist()
        self.prices = (a.land_full.tolist(), a.land_reduced.tolist())
        self.rents = a.rent.tolist()
        self.tenure: list[bool] = []
        self.land, self.plant, self.taken = [0.0] * parks, [0.0] * parks, [0.0] * parks
        self.mass = [[0.0] * parks for _ in range(len(a.fit))]
        self.used = [[0.0] * self.cells for _ in range(a.level.shape[1])]
        self.fate = ["origin"] * len(a.origin)
        self.decided = [-1] * len(a.origin)
        self.free = [[0.0] * max(1, round(self.par["desks"])) for _ in range(len(a.region))]

    def open_year(self, t: int) -> None:
        """Quotas of the year arrive; what fell through or left last year gives back."""
        a = self.a
        for p in range(len(a.park_city)):
            self.land[p] += float(a.land_supply[t, p])
            self.plant[p] += float(a.plant_supply[t, p])
        self.room_all = a.land_all[t].astype(float).tolist()
        self.room_general = a.land_general[t].astype(float).tolist()
        self.fund_in = a.fund_in[t].astype(float).tolist()
        self.fund_out = a.fund_out[t].astype(float).tolist()
        for project in self.projects:
            if project.fell < NEVER and int(project.fell) + 1 == t:
                self.give_back(project)
            elif project.opened < NEVER and int(project.opened) + 1 == t:
                self.use_headroom(project.firm, [int(a.origin[project.firm])], -project.share)
        self.left = [
            [float(a.level[t, k, cell]) - self.used[k][cell] for cell in range(self.cells)]
            for k in range(a.level.shape[1])
        ]
        prd = math.prod(1.0 + g for g in self.macro["wage_growth_prd"][: t + 1])
        ewn = math.prod(1.0 + g for g in self.macro["wage_growth_ewn"][: t + 1])
        regions = a.region.tolist()
        self.wage = [
            float(w) * (prd if region == 0 else ewn)
            for w, region in zip(a.wage, regions, strict=True)
        ]
        prices = [self.par[f"power_price_{r}"] for r in ("prd", "east", "west", "north")]
        self.power = [prices[min(region, 3)] for region in regions]
        # as of the start of the year: neighbours who come later this year do not count yet
        self.local = [
            [self._local(d, p) for p in range(len(a.park_city))] for d in range(len(a.fit))
        ]

    def _local(self, d: int, p: int) -> float:
        crowd = self.taken[p] / (self.taken[p] + max(self.land[p], 0.0) + 1e-6)
        return (
            self.par["agglomeration"] * math.log1p(max(self.mass[d][p], 0.0))
            + self.par["industry_fit"] * float(self.a.fit[d, p])
            + self.par["demonstration"] * float(self.a.demonstration[p])
            - self.par["congestion"] * crowd**4
        )

    def use_headroom(self, i: int, cells: list[int], share: float) -> None:
        """Headroom of cities (or the province) that an enterprise takes up."""
        for k, use in enumerate(self.uses[i]):
            for cell in cells:
                self.used[k][cell] += share * use

    def add_mass(self, i: int, p: int, share: float) -> None:
        """Jobs count for their own division, and by weight for their group."""
        for e, kind in enumerate(self.a.similar[self.a.division[i]].tolist()):
            weight = {0: 0.0, 1: 1.0, 2: self.par["group_weight"]}[kind]
            self.mass[e][p] += weight * share * self.firms[i]["jobs_persons"] / 1000.0

    def give_back(self, project: Project) -> None:
        """A project that fell through returns its site and headroom."""
        p, h = project.park, int(self.a.park_city[project.park])
        if project.on_land:
            self.land[p] += project.need
            self.taken[p] -= project.need
        else:
            self.plant[p] += project.need
        self.use_headroom(project.firm, [h, self.cells - 1], -project.share)
        self.add_mass(project.firm, p, -project.share)
        self.fate[project.firm] = "fell_through"

    # -- decisions -----------------------------------------------------------------------------

    def willing(self, t: int, o: int, h: int) -> float:
        """Willingness of the sending city to make and support the plan's offer."""
        z = self.par["willing_base"] + self.par["willing_fiscal"] * self.policy["fiscal_share"]
        if self.a.related[t, o, h]:
            z += self.par["willing_duty"] * self.policy["duty_effort"]
        return 1.0 / (1.0 + math.exp(-z))

    def deciders(self, t: int) -> list[tuple[int, int, float]]:
        """(filing key, enterprise, strength of the offer), in order of filing."""
        a, found = self.a, []
        for i in range(len(a.origin)):
            if self.fate[i] != "origin" or self.decided[i] >= 0:
                continue
            w0, w1, w2, _ = self.word(Process.CONSIDER, i, int(a.years[t]) - FIRST_YEAR)
            rate = self.par["consider_rate"]
            rate *= math.exp(self.par["consider_size"] * self.firms[i]["size_ln"])
            considers = uniform(w0) < 1.0 - math.exp(-rate)
            offered = 0.0
            if a.plan_year[i] == t:
                ready = self.willing(t, int(a.origin[i]), int(a.park_city[a.plan_park[i]]))
                offered = 2.0 * ready if uniform(w2) < ready else 0.0
            if considers or offered > 0.0:
                found.append((w1 << 32 | int(a.firm_low[i]), i, offered))
        return sorted(found)

    def decide(self, t: int, i: int, offered: float) -> tuple[int, bool, float]:
        """Option picked (parks, then outside options), whether on land, and the share to move."""
        w0, _, _, _ = self.word(Process.FIRM, i, EVERY_YEAR)
        z = self.par["split_base"] + self.par["split_size"] * self.firms[i]["size_ln"]
        splits = uniform(w0) < 1.0 / (1.0 + math.exp(-z))
        share = self.par["split_share"] if splits else 1.0
        option, on_land = (self.chooser or choose)(self, t, i, share, offered)
        return option, on_land, share

    def promised(self, t: int, i: int, share: float) -> tuple[float, float, float]:
        """Support of the host's and of the origin's side, and award, in wan yuan."""
        invested = share * self.firms[i]["investment_wan_yuan"]
        award = self.policy["award"] * self.par["equipment_share"] * invested
        return self.policy["support_in"] * invested, self.policy["support_out"] * invested, award

    def file(self, t: int, now: float, i: int, p: int, on_land: bool, share: float) -> None:
        """A project begins: site, quota, headroom and funds are debited."""
        a, h, last = self.a, int(self.a.park_city[p]), self.cells - 1
        o = int(a.origin[i])
        self.fate[i], self.decided[i] = p, t
        if on_land:
            need = share * self.firms[i]["land_mu"]
            self.land[p] -= need
            self.taken[p] += need
            for cell in (h, last):
                self.room_all[cell] -= need
                if not a.processing[i]:
                    self.room_general[cell] -= need
        else:
            need = share * self.firms[i]["plant_m2"]
            self.plant[p] -= need
        self.use_headroom(i, [h, last], share)
        for k, use in enumerate(self.uses[i]):
            for cell in (h, last):
                self.left[k][cell] -= share * use
        self.add_mass(i, p, share)
        paid_in, paid_out, award = self.promised(t, i, share)
        if paid_in + award <= min(self.fund_in[h], self.fund_in[last]):
            for cell in (h, last):
                self.fund_in[cell] -= paid_in + award
        if a.doubled[t, o, h] and paid_out <= min(self.fund_out[o], self.fund_out[last]):
            for cell in (o, last):
                self.fund_out[cell] -= paid_out
        w0, w1, _, _ = self.word(Process.STAGE, i, EVERY_YEAR)
        signed = now + self.par["matching_years"] * exponential(w0)
        signed += self.par["signing_years"] * exponential(w1)
        _, fall, _, _ = self.word(Process.FIRM, i, EVERY_YEAR)
        falls = uniform(fall) < self.par["fall_through"]
        self.projects.append(Project(i, p, t, share, on_land, need, falls, signed))

    def approve(self, t: int) -> None:
        """Projects signed by the end of the year pass the desks in order of signing."""
        ready = [q for q in self.projects if not q.at_desk and q.signed < t + 1]
        for project in sorted(ready, key=lambda q: q.signed):
            project.at_desk = True
            i = project.firm
            _, _, desk, supply = self.word(Process.STAGE, i, EVERY_YEAR)
            b = self.word(Process.DEPARTMENT, i, EVERY_YEAR, 0)
            d = self.word(Process.DEPARTMENT, i, EVERY_YEAR, 1)
            free = self.free[int(self.a.park_city[project.park])]
            service = self.par["desk_years"] * exponential(desk)
            begun = max(project.signed, min(free))
            free[free.index(min(free))] = begun + service
            waits = [self.par["department_years"] * exponential(w) for w in (*b, d[0])]
            fast = self.policy["fast_lane"]
            done = begun + service + (1.0 - fast) * sum(waits) + fast * max(waits)
            if project.falls:
                project.fell = done
                continue
            land, median = (
                ("land_years", "construction_years")
                if project.on_land
                else ("lease_years", "fit_out_years")
            )
            building = self.par[median]
            building *= math.exp(self.par["construction_sigma"] * normal(d[1], d[2]))
            project.opened = done + self.par[land] * exponential(supply) + building

    # -- the whole -----------------------------------------------------------------------------

    def play(self) -> Replication:
        """All years; afterwards fate, decided and projects are final."""
        self.start()
        for t in range(len(self.a.years)):
            self.step(t)
        for project in self.projects:
            if project.fell < len(self.a.years):
                self.fate[project.firm] = "fell_through"
        return self

    def step(self, t: int) -> None:
        """One year."""
        self.open_year(t)
        parks = len(self.a.park_city)
        for key, i, offered in self.deciders(t):
            self.act(t, key, i, offered, parks)
        self.approve(t)

    def act(self, t: int, key: int, i: int, offered: float, parks: int) -> None:
        """One enterprise decides and does it."""
        option, on_land, share = self.decide(t, i, offered)
        if option == parks + STAY:
            return
        if option > parks:
            self.fate[i] = ("other_province", "abroad", "closed")[option - parks - 1]
            self.decided[i] = t
            self.use_headroom(i, [int(self.a.origin[i])], -1.0)
            return
        self.file(t, t + uniform(key >> 32), i, option, on_land, share)


def utilities(r: Replication, t: int, i: int, share: float, offered: float) -> list[float]:
    """Utilities without tastes of the parks (-inf = not to be had) and the four other options.

    Also leaves in r.tenure, per park, whether the better tenure is land.
    """
    a, par, policy, f = r.a, r.par, r.policy, r.firms[i]
    o, last, money, year_bit = int(a.origin[i]), r.cells - 1, par["money_utils"], 2 * t
    revenue = f["revenue_wan_yuan"]
    yearly = par["annuity"] / revenue
    labour = par["labour_cost_factor"] * f["jobs_persons"] / revenue
    kwh = par["electricity_share"] * KWH_PER_TCE * f["energy_tce"] / WAN / revenue
    saved = labour * r.wage[o] + kwh * (r.power[o] + policy["direct_power_yuan_per_kwh"])
    saved += yearly * (
        policy["training_wan_yuan_per_job"] * f["jobs_persons"]
        + par["vacated_land_factor"] * f["land_mu"] * float(a.land_price[o])
    )
    paid_in, paid_out, award = r.promised(t, i, share)
    later = (1.0 + par["annuity"]) ** -(par["construction_years"] + 1.0)
    need_mu, need_m2 = share * f["land_mu"], share * f["plant_m2"]
    related, doubled = a.related[t, o].tolist(), a.doubled[t, o].tolist()
    city: list[float] = []
    rooms: list[float] = []
    for h in range(len(related)):
        room = min(r.room_all[h], r.room_all[last])
        if not a.processing[i]:
            room = min(room, r.room_general[h], r.room_general[last])
        rooms.append(room)
        if any(
            use > 0 and share * use > min(left[h], left[last])
            for use, left in zip(r.uses[i], r.left, strict=True)
        ):
            city.append(-math.inf)
            continue
        support = 0.0
        if paid_in + award <= min(r.fund_in[h], r.fund_in[last]):
            support += paid_in + award * later
        if doubled[h] and paid_out <= min(r.fund_out[o], r.fund_out[last]):
            support += paid_out
        term = money * (yearly * support / share - labour * r.wage[h] - kwh * r.power[h])
        city.append(term + (par["relation"] if related[h] else 0.0))
    out: list[float] = []
    r.tenure = []
    gates = a.gateway[int(a.mode[i]), t].tolist()
    local, base = r.local[int(a.division[i])], par["park_constant"] + money * saved
    pairs = zip(a.code[i].tolist(), a.log_hours[i].tolist(), r.park_city, strict=True)
    for p, (code, log_hours, h) in enumerate(pairs):
        bought = leased = -math.inf
        if not code >> year_bit & 1 and need_mu <= min(r.land[p], rooms[h]):
            price = r.prices[code >> 31][p]
            bought = -yearly * (f["investment_wan_yuan"] + f["land_mu"] * price)
        if not code >> (year_bit + 1) & 1 and need_m2 <= r.plant[p]:
            leased = -yearly * par["equipment_share"] * f["investment_wan_yuan"]
            leased -= f["plant_m2"] / revenue * r.rents[p]
        r.tenure.append(bought >= leased)
        site = max(bought, leased)
        v = base + money * site + city[h] + par["distance_log_h"] * log_hours + local[p]
        out.append(v + par["gateway"] * gates[p])
    for q in a.partner[a.partner_from[i] : a.partner_from[i + 1]].tolist():
        where = r.fate[q]
        if isinstance(where, int):
            out[where] += par["partner"]
    if offered > 0.0:
        out[int(a.plan_park[i])] += par["offer"] * offered
    now = {name: path[t] for name, path in r.macro.items()}
    before = r.macro["export_demand"][t - 1] if t else 1.0
    cheaper = money * labour * r.wage[o] * par["province_wage_gap"]
    abroad = par["abroad_constant"] + par["abroad_tariff"] * now["tariff"] * f["export_share"]
    return [
        *out,
        0.0,
        par["province_constant"] + cheaper,
        abroad + par["abroad_exchange"] * math.log(now["exchange"]),
        par["close_constant"] - par["close_demand"] * math.log(now["export_demand"] / before),
    ]


def tastes(r: Replication, t: int, i: int) -> list[float]:
    """Tastes of an enterprise for the parks and the four other options."""
    year = EVERY_YEAR if r.persistent else int(r.a.years[t]) - FIRST_YEAR
    return [gumbel(r.word(Process.TASTE, i, year, option)[0]) for option in r.a.option.tolist()]


def choose(r: Replication, t: int, i: int, share: float, offered: float) -> tuple[int, bool]:
    """The option with the largest utility, and whether its tenure is land."""
    values = [
        v + e for v, e in zip(utilities(r, t, i, share, offered), tastes(r, t, i), strict=True)
    ]
    option = max(range(len(values)), key=values.__getitem__)
    return option, option >= len(r.a.park_city) or r.tenure[option]


def replication_of(
    a: Arrays, number: int, draws: list[float], macro: list[list[float]], seed: int,
    persistent: bool = True,
) -> Replication:  # fmt: skip
    """A replication with its row of the parameter draws (NAMES) and macro paths (T, SHOCKS)."""
    paths = {name: [row[k] for row in macro] for k, name in enumerate(SHOCKS)}
    return Replication(a, number, dict(zip(NAMES, draws, strict=True)), paths, seed, persistent)
