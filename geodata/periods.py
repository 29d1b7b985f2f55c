"""A stretch of years as people write it."""

from __future__ import annotations

from collections.abc import Sequence


def period(years: Sequence[int]) -> str:
    """First and last of `years`, in order; a single year stands alone, none is "-".

    Example: (2016, 2017, 2018) -> "2016-2018", (2016,) -> "2016"
    """
    if not years:
        return "-"
    first, last = years[0], years[-1]
    return str(first) if first == last else f"{first}-{last}"
