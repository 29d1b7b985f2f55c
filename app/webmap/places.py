"""Cities and parks as marks: where they stand, how large, in which class."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pandas as pd

from app.flows import seats
from app.layers.classes import Classes
from app.layers.data import LayerInput
from app.layers.layer import LayerValues
from app.map.geometry import project
from app.map.panel import short_city, short_park
from app.map.parks import EMPTY_PT2, area_pt2
from app.map.view import spread
from app.webmap.flows import pairs
from app.webmap.ground import frame
from app.webmap.marks import PLAIN_PARK, City, Park
from app.webmap.words import Writer
from geodata.words import Lang

PX_PER_PT = 0.9


def names_of(data: LayerInput, lang: Lang) -> dict[str, str]:
    """Code -> name of every city, park and facility of the run."""
    return {
        **named(data.facilities, "facility_id", lang),
        **{p: short_park(n, lang) for p, n in named(data.parks, "park_id", lang).items()},
        **{c: short_city(n, lang) for c, n in named(data.cities, "city_adcode", lang).items()},
    }


def named(table: pd.DataFrame, key: str, lang: Lang) -> dict[str, str]:
    """Key -> name in the language, else in the other one, else the key itself."""
    first, second = ("name_zh", "name_en") if lang == "zh" else ("name_en", "name_zh")
    name = table[first].where(table[first].notna() & (table[first] != ""), table[second])
    name = name.where(name.notna() & (name != ""), table[key])
    return dict(zip(table[key].astype(str), name.astype(str), strict=True))


def city_marks(data: LayerInput, compare: LayerInput | None, lang: Lang) -> tuple[City, ...]:
    """All cities of the boundaries; one that the world's table lacks has its Chinese name."""
    from geodata.boundaries import CITY_REGION
    from geodata.place_names import names

    known = seats(data.cities)
    called = named(data.cities, "city_adcode", lang)
    newest = data if compare is None else compare
    leaves, comes = Counter[str](), Counter[str]()
    for (home, park), firms in pairs(newest).items():
        leaves[home] += firms
        comes[str(newest.park_city.get(park, ""))] += firms
    places = names().cities
    marks = []
    for code, region in sorted(CITY_REGION.items()):
        stated = code in known.index
        lon = float(known["lon"][code]) if stated else places[code].lon
        lat = float(known["lat"][code]) if stated else places[code].lat
        x, y = frame().place([lon], [lat])
        name = short_city(called.get(code, places[code].label), lang)
        marks.append(
            City(code, name, region, int(x[0]), int(y[0]), leaves[code],
                 comes[code])
        )  # fmt: skip
    return tuple(marks)


def park_marks(
    data: LayerInput, compare: LayerInput | None, values: LayerValues, ranks: Classes | None,
    writer: Writer,
) -> tuple[Park, ...]:  # fmt: skip
    """Parks with coordinates; those at one and the same point are spread around it."""
    from geodata.boundaries import CITY_REGION

    newest = data if compare is None else compare
    firms = newest.placed.groupby("park_id").size()
    table = newest.parks.copy()
    table["x"], table["y"] = project(table["lon"].to_numpy(float), table["lat"].to_numpy(float))
    table["firms"] = firms.reindex(table["park_id"]).fillna(0).to_numpy(int)
    table = spread(table[np.isfinite(table["x"])].reset_index(drop=True))
    right, down = frame().units(table["x"], table["y"])
    most = float(table["firms"].max()) if len(table) else 1.0
    area = np.where(table["firms"] > 0, area_pt2(table["firms"], most), EMPTY_PT2)
    radius = np.round(np.sqrt(area) / 2 * PX_PER_PT, 1)
    said = {str(row.Index): row for row in values.parks.itertuples()}
    speaks = ranks is not None and len(values.parks) > 0
    marks = []
    for i, park in enumerate(table.itertuples()):
        row = said.get(str(park.park_id))
        value, detail = writer.said(row) if row is not None else ("", "")
        figure = float("nan") if row is None else float(row.value)  # type: ignore[arg-type]
        marks.append(
            Park(
                str(park.park_id), writer.names[str(park.park_id)], str(park.city_adcode),
                CITY_REGION.get(str(park.city_adcode), ""), int(right[i]), int(down[i]),
                int(table["firms"].iloc[i]), float(radius[i]),
                int(ranks.of([figure])[0]) if speaks and ranks else PLAIN_PARK, value, detail,
                park.coord_basis in ("county_seat", "city_seat"), figure,
            )
        )  # fmt: skip
    return tuple(marks)
