"""What all tests share: where the real input files lie, if they are here at all."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

# Two busy cores make single examples slow; the examples themselves decide, not the clock.
settings.register_profile("steady", deadline=None)
settings.load_profile("steady")

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def shared_folder() -> Path:
    """The folder of real input files beside the checkout; skips where it is absent."""
    if not SHARED.is_dir():
        pytest.skip("the folder ../shared with real input files is not here")
    return SHARED
