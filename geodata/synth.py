"""Made-up worlds of any size on the real map, for trying out and for measuring speed."""

from __future__ import annotations

from geodata.generator.chains import make_chains
from geodata.generator.demand import demand
from geodata.generator.duties import make_duties
from geodata.generator.enterprises import make_enterprises
from geodata.generator.links import make_links
from geodata.generator.parks import choose_parks
from geodata.generator.quotas import make_quotas
from geodata.generator.spread import park_weight, receiving_parks
from geodata.generator.supply import make_supply
from geodata.generator.tightness import TIGHTNESS, Tightness
from geodata.shipped import REAL, SEED, YEARS, read_shipped, stack
from geodata.tables import ALL
from geodata.world import World

LARGEST = (100_000, 1_000, 15)


def synth_world(
    enterprises: int = 3000,
    parks: int = 63,
    years: int = 5,
    seed: int = SEED,
    tightness: Tightness = TIGHTNESS,
    chains: int | None = None,
) -> World:
    """A world with that many enterprises and parks over `years` years from 2016.

    Real: cities, facilities, anchors, bans, coefficients, relations and up to 63 parks
    (`choose_parks`).  Synthetic: enterprises, links, further parks, supply, quotas, minimum
    projects; all quotas are shares of what the enterprises need, so limits bind at every size.
    Enterprises, links and parks of a smaller world are the first ones of a larger world with the
    same seed.  Sizes 3000, 63, 5 with the default seed give the shipped world.  chains: about so
    many leads with suppliers around them (`make_chains`); None: links as in the shipped world.
    Raises ValueError for sizes outside 0 to `LARGEST` (years from 1), a negative seed, or more
    chains than a fifth of the enterprises.
    """
    for value, low, high in zip((enterprises, parks, years), (0, 0, 1), LARGEST, strict=True):
        if not low <= value <= high:
            raise ValueError(f"size {value} is outside {low} to {high}")
    if chains is not None and not 0 <= chains <= enterprises // 5:
        raise ValueError(
            f"{chains} chains are outside 0 to {enterprises // 5} (a fifth of the firms)"
        )
    horizon = tuple(range(YEARS[0], YEARS[0] + years))
    tables = {name: table.empty() for name, table in ALL.items()}
    tables |= {name: read_shipped(name) for name in REAL}
    relations = tables["duties"]
    cities = tables["cities"]
    firms = make_enterprises(enterprises, seed, cities, tables["industries"])
    links = (
        make_links(firms, seed)
        if chains is None
        else make_chains(firms, seed, chains / max(enterprises, 1))
    )
    sites = choose_parks(parks, seed, tables["parks"], cities, horizon[0])
    tables |= {"enterprises": firms, "links": links, "parks": sites}
    open_ = receiving_parks(sites, cities, horizon[-1]).to_numpy()
    if open_.any():
        weight = park_weight(sites).to_numpy()[open_]
        forest = sites["forest_share"].fillna(0.0).to_numpy()[open_]
        needs = demand(firms, horizon, float((weight * forest).sum() / weight.sum()))
        tables["park_supply"] = make_supply(sites, cities, horizon, needs, seed, tightness)
        tables["city_quotas"] = make_quotas(
            sites, cities, relations, horizon, needs, seed, tightness
        )
    minimums = make_duties(relations, cities, enterprises, horizon)
    tables["duties"] = stack("duties", relations, minimums)
    what = f"synthetic: {enterprises} enterprises, {parks} parks, {years} years, seed {seed}"
    name = f"synthetic-{enterprises}x{parks}x{years}-{seed}"
    if chains is not None:
        what, name = f"{what}, {chains} chains", f"{name}-c{chains}"
    return World(
        name=name,
        years=horizon,
        tables=tables,
        synthetic=True,
        provenance={
            name: "geodata/guangdong" if name in REAL and name != "parks" else what
            for name in tables
        },
    )
