"""A stretch of years as people write it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def period(years: Sequence[int]) -> str:
    """First and last of `years`, in order; a single year stands alone, none is "-".

    Example: (2016, 2017, 2018) -> "2016-2018", (2016,) -> "2016"
    """
    if not years:
        return "-"
    first, last = years[0], years[-1]
    return str(first) if first == last else f"{first}-{last}"


def stretches(years: Iterable[int]) -> list[str]:
    """Every unbroken stretch of `years`, the earliest first.

    Example: (2018, 2016, 2020, 2017) -> ["2016-2018", "2020"]
    """
    found: list[list[int]] = []
    for year in sorted(set(years)):
        if found and found[-1][-1] == year - 1:
            found[-1].append(year)
        else:
            found.append([year])
    return [period(one) for one in found]
