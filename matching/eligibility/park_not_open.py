"""Park not open: not yet recognised, or taking nobody any more.

Open in year y: open_year <= y < close_year; an empty year is no limit.
"""

from __future__ import annotations

from matching.context import Context, in_service
from matching.factored import Factored


def blocked(context: Context) -> Factored:
    """(1, P, T, 1)."""
    return Factored(~in_service(context.parks, context.years)[None, :, :, None])
