"""The checks of `geodata.validate`: one file per kind, each `check(given) -> findings`."""

from collections.abc import Callable, Iterator

from geodata.checks import (
    dates,
    declared,
    divisions,
    links,
    magnitudes,
    names,
    pins,
    places,
    quotas,
    references,
    relations,
    supply,
)
from geodata.checks.given import Given
from geodata.findings import Finding

ALL: tuple[Callable[[Given], Iterator[Finding]], ...] = (
    declared.check,
    references.check,
    divisions.check,
    dates.check,
    places.check,
    magnitudes.check,
    names.check,
    links.check,
    relations.check,
    pins.check,
    supply.check,
    quotas.check,
)

__all__ = ["ALL", "Given"]
