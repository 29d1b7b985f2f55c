"""Tables and worlds come back exactly as they went in."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import AppError
from app.runs.frames import read_frame, write_frame
from app.runs.worlds import read_case, read_world, save_case, save_world
from geodata.findings import Both, Finding, Severity
from geodata.notes import NOTE_COLUMNS
from geodata.shipped import shipped_world
from scenarios.build import build_case

CELLS = st.one_of(
    st.none(),
    st.text(max_size=8),
    st.integers(-(2**40), 2**40),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
)


@given(
    mixed=st.lists(CELLS, min_size=0, max_size=6),
    data=st.data(),
)
def test_any_cells_come_back_with_their_types(
    mixed: list, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    size = len(mixed)
    numbers = data.draw(st.lists(st.floats(), min_size=size, max_size=size))
    texts = data.draw(
        st.lists(st.one_of(st.none(), st.text(max_size=5)), min_size=size, max_size=size)
    )
    flags = data.draw(st.lists(st.one_of(st.none(), st.booleans()), min_size=size, max_size=size))
    frame = pd.DataFrame(
        {
            "mixed": pd.Series(mixed, dtype=object),
            "number": pd.Series(numbers, dtype="float64"),
            "text": pd.Series(texts, dtype=object),
            "flag": pd.Series(flags, dtype="boolean"),
            "row": pd.Series(range(size), dtype="Int64"),
            "whole": pd.Series(range(size), dtype="int64"),
        }
    )
    path = tmp_path_factory.mktemp("frame") / "a.parquet"
    back = read_frame(write_frame(frame, path))
    assert back.dtypes.to_dict() == frame.dtypes.to_dict()
    for name in ("mixed", "text"):
        assert back[name].tolist() == frame[name].tolist()
        assert [type(v) for v in back[name]] == [type(v) for v in frame[name]]
    assert np.array_equal(back["number"], frame["number"], equal_nan=True)
    assert back[["flag", "row", "whole"]].equals(frame[["flag", "row", "whole"]])


def test_a_file_that_is_no_table_of_ours_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    path.write_bytes(b"PAR1 nonsense")
    with pytest.raises(ValueError, match=r"a\.parquet"):
        read_frame(path)
    pd.DataFrame({"a": [1]}).to_parquet(path)
    with pytest.raises(ValueError, match=r"a\.parquet"):
        read_frame(path)


def test_a_world_comes_back_with_fingerprint_findings_and_notes(tmp_path: Path) -> None:
    """A finding whose words differ by language still says both after it was kept."""
    said = Finding(
        Severity.DOUBT, "assume_unreadable", "enterprises", 3, "land_mu", "x",
        values={"label": Both("土地", "land")},
    )  # fmt: skip
    note = pd.DataFrame(
        [["enterprises", 3, "E1", "land_mu", "coerced", "2 ha", 30.0, "mu", None, 40.0, "r", "s"]],
        columns=list(NOTE_COLUMNS), dtype=object,
    )  # fmt: skip
    shipped = shipped_world()
    world = type(shipped)(
        shipped.name, shipped.years, shipped.tables, True, (said,), note, shipped.provenance
    )
    save_world(world, tmp_path)
    back = read_world(tmp_path)
    assert back.fingerprint == world.fingerprint and back.years == world.years
    assert back.findings == world.findings
    assert "土地" in back.findings[0].problem("zh") and "land" in back.findings[0].problem("en")
    assert back.notes.iloc[0].tolist() == note.iloc[0].tolist()
    assert dict(back.provenance) == dict(world.provenance)


@pytest.mark.parametrize("name", ["baseline", "land-east-20", "double-duty", "fund-halved"])
def test_a_case_comes_back_with_its_fingerprint(tmp_path: Path, name: str) -> None:
    case = build_case(name, shipped_world())
    save_case(case, tmp_path)
    back = read_case(tmp_path)
    assert back.fingerprint == case.fingerprint
    assert (back.scenario, back.seed, back.levers) == (case.scenario, case.seed, case.levers)


def test_a_world_in_which_a_cell_was_changed_is_refused(tmp_path: Path) -> None:
    """The file is a whole Parquet file; only the fingerprint can tell."""
    save_world(shipped_world(), tmp_path)
    parks = read_frame(tmp_path / "parks.parquet")
    parks.loc[0, "name_zh"] = "改名园"
    write_frame(parks, tmp_path / "parks.parquet")
    with pytest.raises(AppError) as error:
        read_world(tmp_path)
    assert error.value.code == "kept_damaged"
