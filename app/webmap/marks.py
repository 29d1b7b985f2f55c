"""What stands on the map, as plain values: both the browser and the print twin draw these."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

PLAIN, ADDED, REMOVED = 0, 1, 2
"""Kinds of flow: of one plan; only in or larger in the second plan; only in or larger in the
first."""


class Area(NamedTuple):
    """A coloured city or county: class (classes.NO_DATA = hatched), value and detail in words."""

    cls: int
    value: str
    detail: str
    figure: float


class City(NamedTuple):
    """A city's seat: adcode, name, region, place in units of the frame, enterprises out and in."""

    code: str
    name: str
    region: str
    x: int
    y: int
    leaves: int
    comes: int


class Park(NamedTuple):
    """A park: where it is drawn, enterprises received, radius in pixels, class or NO_DATA - 1.

    cls is PLAIN_PARK where the layer says nothing about parks: then the region colours it.
    at_seat: known only by its county's or city's seat.
    """

    park_id: str
    name: str
    city: str
    region: str
    x: int
    y: int
    firms: int
    radius_px: float
    cls: int
    value: str
    detail: str
    at_seat: bool
    figure: float


PLAIN_PARK = -2


class Flow(NamedTuple):
    """Enterprises from a city to a park: positions in the lists of cities and parks, kind."""

    city: int
    park: int
    firms: int
    kind: int


@dataclass(frozen=True, eq=False)
class Points:
    """Enterprises as dots, in the order of their table.

    x, y: (n,) int16 units of the frame; park: (n,) int16 position of the recommended park, -1 none.
    ids: (n,) enterprise_id.  names: (n,) to show, empty where there are too many to send.
    """

    x: npt.NDArray[np.int16]
    y: npt.NDArray[np.int16]
    park: npt.NDArray[np.int16]
    ids: tuple[str, ...]
    names: tuple[str, ...]


class Way(NamedTuple):
    """A selected enterprise: name, home in units (None: not known), position of its park or -1."""

    name: str
    home: tuple[int, int] | None
    park: int
