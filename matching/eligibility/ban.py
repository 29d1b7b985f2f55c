"""Ban: the law keeps this division or product out of this place in this year.

A row of table bans holds for an enterprise of its division AND with its keyword in the product text
(an empty one asks nothing); for every park in its scope (440000 = province, a region, a city, a
park); from from_year to to_year, both included (empty = no limit).  A row with neither division nor
keyword bans nothing and raises the doubt `ban_empty`.  Letter case does not matter.
Source: 粤府〔2016〕98号 二(三)15 and item 22, tasks 45 and 62;
《产业发展与转移指导目录（2018年本）》.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from geodata.tables.city_quotas import PROVINCE_ADCODE
from matching.cells import lists, numbers, texts
from matching.context import Context
from matching.factored import Factored


def blocked(context: Context) -> Factored:
    """(C, P, T, 1) by class: enterprises that fall under the same set of bans."""
    bans = context.table("bans")
    meant = _enterprises_meant(context)
    patterns, class_of = np.unique(meant, axis=0, return_inverse=True)
    first = np.nan_to_num(numbers(bans["from_year"]), nan=-np.inf)
    last = np.nan_to_num(numbers(bans["to_year"]), nan=np.inf)
    in_force = (first[:, None] <= context.years) & (context.years <= last[:, None])
    _, parks, years, _ = context.shape
    values = np.zeros((len(patterns), parks, years), dtype=bool)
    for ban, scope in enumerate(texts(bans["scope"])):
        place_and_year = _parks_in(context, scope)[:, None] & in_force[ban]
        values[patterns[:, ban]] |= place_and_year
    return Factored(values[..., None], class_of.reshape(-1).astype(np.int64))


def _enterprises_meant(context: Context) -> npt.NDArray[np.bool_]:
    """(E, bans) whether each ban speaks of each enterprise."""
    bans = context.table("bans")
    names, division = context.divisions
    products = np.array([text.casefold() for text in texts(context.enterprises["product"])])
    meant = np.zeros((len(context.enterprises), len(bans)), dtype=bool)
    rows = zip(lists(bans["division"]), texts(bans["product_keyword"]), strict=True)
    for ban, (divisions, keyword) in enumerate(rows):
        if not divisions and not keyword:
            continue
        hit = np.ones(len(context.enterprises), dtype=bool)
        if divisions:
            hit &= np.isin(names, list(divisions))[division]
        if keyword:
            wanted = keyword.casefold()
            hit &= np.array([wanted in product for product in products], dtype=bool)
        meant[:, ban] = hit
    return meant


def _parks_in(context: Context, scope: str) -> npt.NDArray[np.bool_]:
    """(P,) whether each park lies in the scope of a ban."""
    if scope == PROVINCE_ADCODE:
        return np.ones(len(context.parks), dtype=bool)
    region = context.at_parks(texts(context.cities["region"]), "")
    return (
        (region == scope)
        | (texts(context.parks["city_adcode"]) == scope)
        | (texts(context.parks["park_id"]) == scope)
    )
