"""Data sets: kept as uploaded, checked once; a draft replaces nothing; doubts are ticked off."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from app.errors import AppError
from app.runs.recognised import look
from app.runs.records import DEMO, DataSet, Edit, Recipe, RecipeFile, finding_key
from app.runs.store import Store
from geodata.findings import Severity, blockers
from geodata.shipped import shipped_world


def sheet(tmp_path: Path, **changes: object) -> Path:
    """A CSV of three enterprises; `changes` replace columns."""
    columns: dict[str, object] = {
        "企业编号": ["A1", "A2", "A3"],
        "企业名称": ["甲厂", "乙厂", "丙厂"],
        "所在市": ["深圳市", "东莞市", "佛山市"],
        "行业代码": ["39", "24", "21"],
        "产值（万元）": [8000, 9000, 1000],
        "用地（亩）": [40, 30, 20],
    }
    path = tmp_path / "名录.csv"
    pd.DataFrame(columns | changes).to_csv(path, index=False, encoding="utf-8-sig")
    return path


def add(store: Store, path: Path, parent: str = "", **recipe: object) -> DataSet:
    made = Recipe(files=(RecipeFile(path.name, "enterprises"),), **recipe)  # type: ignore[arg-type]
    return store.data.add(made, {path.name: path}, name="测试", who="陈", parent=parent)


def test_the_demonstration_data_is_always_there(store: Store) -> None:
    assert [d.id for d in store.data.all()] == [DEMO]
    assert store.data.latest().id == DEMO and store.data.get(DEMO).ready
    assert store.data.world(DEMO) is shipped_world()


def test_a_good_upload_is_ready_and_comes_back_the_same(store: Store, tmp_path: Path) -> None:
    path = sheet(tmp_path)
    kept = add(store, path)
    content = path.read_bytes()
    path.unlink()
    assert kept.ready and kept.blockers == 0 and "enterprises" in kept.tables
    assert store.data.latest() == kept == store.data.get(kept.id)
    world = store.data.world(kept.id)
    assert world.fingerprint == kept.world_fingerprint
    assert world["enterprises"]["land_mu"].tolist() == [40, 30, 20]
    assert store.data.files(kept.id)[path.name].read_bytes() == content
    assert len(world.notes) and sum(f.severity is Severity.DOUBT for f in world.findings) == (
        kept.doubts
    )


def test_a_draft_replaces_nothing_until_it_is_mended(store: Store, tmp_path: Path) -> None:
    """Row 4 has the id of row 3, which is a blocker.

    The file is never touched: the correction is kept beside it, and the parent stays a draft.
    """
    good = add(store, sheet(tmp_path))
    draft = add(store, sheet(tmp_path, 企业编号=["A1", "A2", "A2"]))
    assert not draft.ready and draft.blockers > 0
    assert store.data.latest() == good
    assert draft not in store.data.all() and draft in store.data.all(drafts=True)
    with pytest.raises(AppError, match="blocking"):
        store.runs.match(draft.id, "baseline", who="")
    stop = blockers(store.data.world(draft.id).findings)
    assert any(f.column == "enterprise_id" for f in stop)
    files = store.data.files(draft.id)
    edits = (Edit("enterprises", 4, "enterprise_id", "A3"),)
    recipe = Recipe(files=draft.recipe.files, edits=edits)
    mended = store.data.add(recipe, files, name="测试", who="李", parent=draft.id)
    assert mended.ready and mended.parent == draft.id and store.data.latest() == mended
    assert store.data.world(mended.id)["enterprises"]["enterprise_id"].tolist() == [
        "A1", "A2", "A3",
    ]  # fmt: skip
    assert not store.data.get(draft.id).ready
    assert mended.recipe == recipe


def test_a_recipe_is_used_as_it_says(store: Store, tmp_path: Path) -> None:
    """A header nobody knows is mapped, an empty figure assumed."""
    path = sheet(tmp_path, 人数啊=[10, 20, 30])
    kept = add(store, path, headers={"人数啊": "jobs_persons"}, assume={"tax_wan_yuan": "500"})
    firms = store.data.world(kept.id)["enterprises"]
    assert firms["jobs_persons"].tolist() == [10, 20, 30]
    assert firms["tax_wan_yuan"].tolist() == [500, 500, 500]


def test_what_was_recognised_can_be_shown(tmp_path: Path) -> None:
    path = sheet(tmp_path, 门卫=["a", None, "c"])
    other = tmp_path / "杂项.csv"
    other.write_text("甲,乙\n1,2\n", encoding="utf-8")
    recipe = Recipe(files=(RecipeFile(path.name), RecipeFile(other.name)))
    first, second = look(recipe, {path.name: path, other.name: other})
    assert (first.table, first.rows) == ("enterprises", 3)
    used = {column.header: column.column for column in first.columns}
    assert used["产值（万元）"] == "output_wan_yuan" and used["门卫"] == ""
    assert next(c for c in first.columns if c.header == "企业名称").sample == (
        "甲厂",
        "乙厂",
        "丙厂",
    )
    assert second.table is None and blockers(second.findings)


def test_an_id_that_is_made_up_and_a_place_from_a_shape_need_no_header(tmp_path: Path) -> None:
    import geopandas as gpd
    from shapely.geometry import Point

    shape = gpd.GeoDataFrame(
        {"园区名称": ["甲园"], "城市": ["440200"]}, geometry=[Point(113.6, 24.8)], crs=4490
    )
    shape.to_file(tmp_path / "园区.gpkg", driver="GPKG")
    listed = tmp_path / "企业名录.csv"
    listed.write_text("企业名称,地址,产值（万元）\n甲厂,东莞市长安镇,1\n", encoding="utf-8")
    recipe = Recipe(files=(RecipeFile("园区.gpkg"), RecipeFile(listed.name)))
    parks, firms = look(recipe, {"园区.gpkg": tmp_path / "园区.gpkg", listed.name: listed})
    assert parks.table == "parks" and {"lon", "lat"} <= set(parks.provided)
    assert firms.provided == ("enterprise_id",)


def test_a_recipe_that_makes_no_sense_is_told_and_leaves_nothing(
    lite: Store, tmp_path: Path
) -> None:
    path = sheet(tmp_path)
    with pytest.raises(AppError, match="datum"):
        add(lite, path, datum="mars")
    with pytest.raises(AppError):
        lite.data.add(Recipe(files=(RecipeFile("gone.csv"),)), {}, name="", who="")
    with pytest.raises(AppError, match="no table"):
        lite.data.add(
            Recipe(files=(RecipeFile(path.name, "nonsense"),)), {path.name: path}, name="", who=""
        )
    with pytest.raises(AppError, match="file name"):
        lite.data.add(Recipe(files=(RecipeFile("../x.csv"),)), {"../x.csv": path}, name="", who="")
    assert lite.data.all(drafts=True) == [lite.data.get(DEMO)]
    assert list(lite.home.data.iterdir()) == []


def test_a_damaged_folder_is_told(lite: Store, tmp_path: Path) -> None:
    kept = add(lite, sheet(tmp_path))
    (lite.home.data / kept.id / "parks.parquet").write_bytes(b"")
    with pytest.raises(AppError) as error:
        lite.data.world(kept.id)
    assert error.value.code == "kept_damaged" and "parks" in error.value.problem("zh")


def test_doubts_are_ticked_off_with_a_note_and_stay_so_in_the_mended_set(
    store: Store, tmp_path: Path
) -> None:
    first = add(store, sheet(tmp_path))
    doubts = [f for f in store.data.world(first.id).findings if f.severity is Severity.DOUBT]
    assert len(doubts) >= 2
    store.data.tick(first.id, doubts[0], "陈", "已电话核实")
    store.data.tick(first.id, doubts[1], "陈", "")
    store.data.untick(first.id, doubts[1], "李")
    ticks = store.data.ticks(first.id)
    assert set(ticks) == {finding_key(doubts[0])}
    assert (ticks[finding_key(doubts[0])].who, ticks[finding_key(doubts[0])].note) == (
        "陈", "已电话核实",
    )  # fmt: skip
    child = add(store, sheet(tmp_path), parent=first.id)
    assert set(store.data.ticks(child.id)) == {finding_key(doubts[0])}
    store.data.untick(child.id, doubts[0], "李")
    assert store.data.ticks(child.id) == {} and store.data.ticks(first.id) == ticks
    stranger = add(store, sheet(tmp_path))
    assert store.data.ticks(stranger.id) == {}


def test_a_blocker_cannot_be_ticked_off(store: Store, tmp_path: Path) -> None:
    draft = add(store, sheet(tmp_path, 企业编号=["A1", "A2", "A2"]))
    stop = blockers(store.data.world(draft.id).findings)[0]
    with pytest.raises(AppError, match="cannot be ticked"):
        store.data.tick(draft.id, stop, "陈", "")
    with pytest.raises(AppError, match="no data set"):
        store.data.untick("dxxxxxxx", stop, "陈")
    assert store.data.ticks(draft.id) == {}
