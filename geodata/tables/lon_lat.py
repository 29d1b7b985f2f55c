"""The two columns of a place's coordinates, as every table of places has them."""

from __future__ import annotations

from geodata.tables.column import Column


def lon_lat(
    *,
    meaning_zh: str = "{}，十进制度。",
    meaning_en: str = "{} in decimal degrees.",
    if_empty_zh: str = "",
    if_empty_en: str = "",
    required: bool = False,
) -> tuple[Column, Column]:
    """Columns lon and lat in degrees of the declared datum.

    meaning_zh, meaning_en: with {} where "longitude" or "latitude" is said.
    """

    def column(
        name: str, words: tuple[str, str], most: float, synonyms: tuple[str, ...], weak: str
    ) -> Column:
        zh, en = words
        said = meaning_en.format(en)
        return Column(
            name, "number", zh, en.capitalize(), unit="degree", required=required,
            minimum=-most, maximum=most, meaning_zh=meaning_zh.format(zh),
            meaning_en=said[0].upper() + said[1:], if_empty_zh=if_empty_zh,
            if_empty_en=if_empty_en, synonyms=synonyms, weak=(weak,),
        )  # fmt: skip

    return (
        column("lon", ("经度", "longitude"), 180,
               ("lng", "longitude", "经度坐标", "东经", "long", "lon_wgs84"), "x"),
        column("lat", ("纬度", "latitude"), 90,
               ("latitude", "纬度坐标", "北纬", "lat_wgs84"), "y"),
    )  # fmt: skip
