"""Table park_supply: new room of a park in a year."""

from geodata.tables.column import Column, Table


def _supply(name: str, zh: str, en: str, unit: str, meaning: tuple[str, str], *also: str) -> Column:
    return Column(
        name,
        "number",
        zh,
        en,
        unit=unit,
        minimum=0,
        meaning_zh=f"当年新增{meaning[0]}；未用完的结转下年。",
        meaning_en=f"New {meaning[1]} of that year; what is not used carries over.",
        if_empty_zh="没有上限，不设约束，并提示存疑；没有新增请填 0。",
        if_empty_en="No limit and no row, with a doubt; write 0 for no new supply.",
        synonyms=also,
    )


TABLE = Table(
    "park_supply",
    "园区供给",
    "Park supply",
    (
        Column(
            "park_id",
            "code",
            "园区编号",
            "Park id",
            required=True,
            meaning_zh="园区编号，须在园区表中。",
            meaning_en="Id of the park; must stand in parks.",
            synonyms=("园区代码", "园区ID"),
            weak=("park", "id", "编号"),
            refers="parks.park_id",
        ),
        Column(
            "year",
            "year",
            "年份",
            "Year",
            required=True,
            minimum=1978,
            maximum=2100,
            meaning_zh="供给形成的年份。",
            meaning_en="Year in which the supply comes.",
            synonyms=("年度", "年"),
        ),
        _supply("land_mu", "新增用地", "New land", "mu", ("可出让工业用地", "industrial land"),
                "用地", "可供地", "可供用地", "供地", "新增供地", "土地", "land"),
        _supply("plant_m2", "新增标准厂房", "New plant space", "m2",
                ("可租标准厂房", "standard plant space"),
                "标准厂房", "厂房", "厂房面积", "plant"),
        _supply("forest_mu", "新增林地", "New forest land", "mu",
                ("可用林地", "forest land that may be used"), "林地", "林地指标", "forest"),
        _supply("sea_mu", "新增用海", "New sea use", "mu", ("可用海域", "sea area"),
                "用海", "用海指标", "海域", "sea"),
    ),
    key=("park_id", "year"),
    synonyms=("园区指标", "园区年度供给", "供地计划", "园区容量", "supply", "parksupply"),
    meaning_zh="一行一个园区一年的新增供给。",
    meaning_en="One row per park and year of new supply.",
    if_absent_zh="未提供时使用底图世界的供给。",
    if_absent_en="Without it the base world's supply is used.",
)  # fmt: skip
