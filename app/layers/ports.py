"""Road hours from county seats and parks to every harbour: measured once per world, then kept."""

from __future__ import annotations

import pandas as pd

from geodata.world import World

HARBOURS = ("seaport", "river_port")


def gateway_hours(world: World) -> pd.DataFrame:
    """Hours by road; one row a county seat or park, one column a harbour (facility_id).

    Index: adcode of the county (of Dongguan and Zhongshan: the city) or park_id.  NaN where a park
    has no coordinates.  Takes some seconds the first time (road search); depends on parks and
    facilities only.  Raises RoadsMissing where the road extract is absent.
    """
    from geodata.place_names import CITIES_WITHOUT_COUNTIES, names
    from geodata.roads import travel

    known = names()
    # Dongguan and Zhongshan have no counties and stand for themselves.
    whole = {city: known.cities[city] for city in CITIES_WITHOUT_COUNTIES}
    seats = whole | dict(known.counties)
    harbours = world["facilities"]
    harbours = harbours[harbours["kind"].isin(HARBOURS)]
    parks = world["parks"]
    lon = [place.lon for place in seats.values()] + parks["lon"].astype(float).tolist()
    lat = [place.lat for place in seats.values()] + parks["lat"].astype(float).tolist()
    found = travel(lon, lat, harbours["lon"].to_numpy(float), harbours["lat"].to_numpy(float))
    return pd.DataFrame(
        found.hours.astype(float),
        index=[*seats, *parks["park_id"]],
        columns=list(harbours["facility_id"]),
    )
