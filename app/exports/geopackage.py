"""plan.gpkg: the plan as map layers in WGS84, for QGIS, ArcGIS or SuperMap.

Layers parks, enterprises, flows (one line per sending city and park), counties (with indicators)
and the table about (fingerprints, status, notes).  Field names are ASCII and at most ten bytes, so
that a copy as Shapefile keeps them.
"""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from app.exports.material import Material
from app.exports.provenance import provenance_lines
from app.flows import flow_table
from geodata.words import say

CRS = "EPSG:4326"


def parks_layer(material: Material) -> gpd.GeoDataFrame:
    """One point per park: who it is and what the plan brings there."""
    parks, placed = material.parks, material.placed
    count = placed.groupby("park_id").size()
    columns: dict[str, object] = {
        "park_id": parks["park_id"], "name_zh": parks["name_zh"], "name_en": parks["name_en"],
        "city": parks["city_adcode"], "county": parks["county_adcode"],
        "type": parks["park_type"], "coord_by": parks["coord_basis"],
        "firms": count.reindex(parks.index).fillna(0).astype("int64"),
    }  # fmt: skip
    for name, figure in _FIGURES.items():
        columns[name] = _sum(placed, "park_id", figure).reindex(parks.index).fillna(0.0)
    return _points(pd.DataFrame(columns), parks["lon"], parks["lat"])


_FIGURES = {
    "out_wy": "output_wan_yuan", "inv_wy": "investment_wan_yuan", "jobs": "jobs_persons",
    "land_mu": "land_mu", "plant_m2": "plant_m2", "cod_t": "cod_t",
}  # fmt: skip


def _sum(placed: pd.DataFrame, key: str, figure: str) -> pd.Series:
    value = placed[figure].astype(float).fillna(0.0)
    tenure = {"land_mu": "land", "plant_m2": "plant"}.get(figure)
    if tenure:
        value = value.where(placed["tenure"] == tenure, 0.0)
    return value.groupby(placed[key]).sum()


def enterprises_layer(material: Material) -> gpd.GeoDataFrame:
    """One point per enterprise at its present site, with the park recommended or the reason."""
    firms = material.enterprises
    plan = material.plan.placements.set_index("enterprise_id").reindex(firms.index)
    out = material.plan.unmatched.drop_duplicates("enterprise_id").set_index("enterprise_id")
    out = out.reindex(firms.index)
    columns = {
        "firm_id": firms["enterprise_id"], "name_zh": firms["name_zh"],
        "name_en": firms["name_en"], "city": firms["city_adcode"],
        "county": firms["county_adcode"], "division": firms["division"],
        "located_by": firms["located_by"], "out_wy": firms["output_wan_yuan"],
        "jobs": firms["jobs_persons"], "land_mu": firms["land_mu"],
        "plant_m2": firms["plant_m2"], "cod_t": firms["cod_t"],
        "placed": plan["park_id"].notna().astype("int64"), "park_id": plan["park_id"],
        "year": plan["year"].astype("Int64"), "tenure": plan["tenure"],
        "match": plan["match_share"], "score": plan["score_points"],
        "reason": out["reason"], "detail": out["detail"],
    }  # fmt: skip
    return _points(pd.DataFrame(columns), firms["lon"], firms["lat"])


def flows_layer(material: Material) -> gpd.GeoDataFrame:
    """One straight line per sending city and park; width on a map = firms."""
    flows = flow_table(material.plan, material.case.world)
    lines = shapely.linestrings(
        np.stack(
            [
                flows[["from_lon", "from_lat"]].to_numpy(float),
                flows[["to_lon", "to_lat"]].to_numpy(float),
            ],
            axis=1,
        )
    )
    table = flows[["city_adcode", "park_id", "park_city_adcode", "region", "firms"]].rename(
        columns={"city_adcode": "from_city", "park_city_adcode": "to_city"}
    )
    table["out_wy"], table["jobs"] = flows["output_wan_yuan"], flows["jobs_persons"]
    return gpd.GeoDataFrame(table, geometry=lines, crs=CRS)


def counties_layer(material: Material) -> gpd.GeoDataFrame:
    """One polygon per county with the firms that leave it and those that come."""
    from geodata.boundaries import counties

    shapes = counties()
    placed = material.placed
    code = shapes["adcode"].astype(str)
    layer = shapes.rename(columns={"city_adcode": "city"})[
        ["adcode", "name_zh", "city", "region", "geometry"]
    ].copy()
    layer["firms_in"] = _count(placed["park_county_adcode"], code)
    layer["firms_out"] = _count(placed["county_adcode"], code)
    for name, figure in _FIGURES.items():
        sums = _sum(placed, "park_county_adcode", figure)
        layer[name] = sums.reindex(code).fillna(0.0).to_numpy()
    return layer.to_crs(CRS)


def _count(codes: pd.Series, order: pd.Series) -> np.ndarray:
    return codes.value_counts().reindex(order).fillna(0).astype("int64").to_numpy()


def _points(table: pd.DataFrame, lon: pd.Series, lat: pd.Series) -> gpd.GeoDataFrame:
    """`table` with points; rows without coordinates keep an empty geometry."""
    x, y = lon.to_numpy(float), lat.to_numpy(float)
    known = np.isfinite(x) & np.isfinite(y)
    geometry = np.full(len(table), None, dtype=object)
    geometry[known] = shapely.points(x[known], y[known])
    return gpd.GeoDataFrame(table.reset_index(drop=True), geometry=geometry, crs=CRS)


def write_geopackage(material: Material, path: Path) -> Path:
    """Write all layers to `path`, replacing a file that is there."""
    import pyogrio

    path.unlink(missing_ok=True)
    plan = material.plan
    metadata = {
        "fingerprint": material.fingerprint,
        "case_fingerprint": plan.case_fingerprint,
        "world_fingerprint": plan.world_fingerprint,
        "scenario": material.scenario_title,
        "date": material.day.isoformat(),
        "notes": say("map.note.warning", material.lang),
        "synthetic": str(plan.synthetic),
    }
    layers = {
        "parks": (parks_layer(material), "Point"),
        "enterprises": (enterprises_layer(material), "Point"),
        "flows": (flows_layer(material), "LineString"),
        "counties": (counties_layer(material), "MultiPolygon"),
    }
    for name, (layer, kind) in layers.items():
        pyogrio.write_dataframe(
            _plain(layer), path, layer=name, driver="GPKG", geometry_type=kind,
            promote_to_multi=kind == "MultiPolygon", append=path.exists(),
            layer_metadata=metadata,
        )  # fmt: skip
    about = pd.DataFrame(provenance_lines(material), columns=["group", "item", "value"])
    pyogrio.write_dataframe(about, path, layer="about", driver="GPKG", append=True)
    return path


def _plain(layer: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The layer with text columns that hold only text or None, as the writer wants them."""
    layer = layer.copy()
    for column in layer.columns.drop("geometry"):
        if layer[column].dtype == object:
            values = layer[column].astype(object)
            layer[column] = values.where(values.notna(), None).astype("str")
    return layer
