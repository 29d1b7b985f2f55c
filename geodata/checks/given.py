"""What a check looks at: all tables of a world and its planning years."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True, eq=False)
class Given:
    """tables: complete frames by name.  years: ascending.  datum: what coordinates were read as."""

    tables: Mapping[str, pd.DataFrame]
    years: tuple[int, ...]
    datum: str = "wgs84"

    def __getitem__(self, name: str) -> pd.DataFrame:
        return self.tables[name]
