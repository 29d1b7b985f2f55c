"""Table industries: coefficients of each manufacturing division, for estimating figures."""

from geodata.tables.column import Choice, Column, Table

GROUPS = (
    Choice("equipment", "装备", "equipment", ("装备制造",)),
    Choice("electronics", "电子", "electronics", ("电子信息",)),
    Choice("textile", "纺织服装", "textile", ("纺织", "服装")),
    Choice("food", "食品", "food", ("食品饮料",)),
    Choice("materials", "建材", "materials", ("材料",)),
    Choice("chemicals", "化工", "chemicals", ("石化", "医药化工")),
    Choice("paper", "造纸印刷", "paper", ("造纸",)),
    Choice("furniture", "家具", "furniture", ("木业家具",)),
    Choice("metal", "金属", "metal", ("冶金", "金属制品")),
    Choice("other", "其他", "other", ("其它",)),
)


def _coefficient(
    name: str, zh: str, en: str, unit: str, what: tuple[str, str], *also: str
) -> Column:
    return Column(
        name,
        "number",
        zh,
        en,
        unit=unit,
        minimum=0,
        meaning_zh=f"估算企业{what[0]}的系数。",
        meaning_en=f"Coefficient that estimates an enterprise's {what[1]}.",
        if_empty_zh="该项不估算，企业缺项时为空并提示存疑。",
        if_empty_en="No estimate: the enterprise's figure stays empty and raises a doubt.",
        synonyms=also,
    )


def _spread(name: str, zh: str, en: str, low: float | None, high: float | None) -> Column:
    return Column(
        name,
        "number",
        zh,
        en,
        unit="factor",
        minimum=low,
        maximum=high,
        meaning_zh="估算区间相对于估算值的倍数。",
        meaning_en="End of the range of an estimate, as a multiple of the estimate.",
        if_empty_zh="估算值不给出区间。",
        if_empty_en="Estimates are given without a range.",
    )


TABLE = Table(
    "industries",
    "行业系数",
    "Industry coefficients",
    (
        Column(
            "division",
            "code",
            "行业大类代码",
            "Division (GB/T 4754)",
            required=True,
            meaning_zh="国民经济行业分类两位大类代码。",
            meaning_en="Two-digit division of GB/T 4754.",
            synonyms=("行业代码", "大类代码", "industry_code"),
            weak=("代码", "code"),
        ),
        Column(
            "name_zh",
            "text",
            "行业名称",
            "Name (Chinese)",
            meaning_zh="大类名称。",
            meaning_en="Chinese name of the division.",
            if_empty_zh="显示代码。",
            if_empty_en="The code is shown.",
            synonyms=("行业大类",),
            weak=("名称", "行业", "industry", "name"),
        ),
        Column(
            "name_en",
            "text",
            "英文名称",
            "Name (English)",
            meaning_zh="大类英文名称。",
            meaning_en="English name of the division.",
            if_empty_zh="显示代码。",
            if_empty_en="The code is shown.",
        ),
        Column(
            "group",
            "choice",
            "行业组",
            "Group",
            choices=GROUPS,
            meaning_zh="同组大类视为相近行业。",
            meaning_en="Divisions of the same group count as neighbours.",
            if_empty_zh="没有相近行业。",
            if_empty_en="The division has no neighbours.",
            synonyms=("组", "类别"),
        ),
        _coefficient("jobs_persons_per_100m_yuan", "单位产值用工", "Jobs per output",
                     "persons/100m_yuan", ("用工", "jobs"), "workers_per_100m_yuan_output"),
        _coefficient("energy_tce_per_wan_yuan", "单位产值能耗", "Energy per output",
                     "tce/wan_yuan", ("能耗", "energy use"), "energy_tce_per_10k_yuan_output"),
        _coefficient("cod_t_per_100m_yuan", "单位产值化学需氧量", "COD per output",
                     "t/100m_yuan", ("化学需氧量排放", "COD emission")),
        _coefficient("nh3n_t_per_100m_yuan", "单位产值氨氮", "NH3-N per output",
                     "t/100m_yuan", ("氨氮排放", "NH3-N emission")),
        _coefficient("so2_t_per_100m_yuan", "单位产值二氧化硫", "SO2 per output",
                     "t/100m_yuan", ("二氧化硫排放", "SO2 emission")),
        _coefficient("nox_t_per_100m_yuan", "单位产值氮氧化物", "NOx per output",
                     "t/100m_yuan", ("氮氧化物排放", "NOx emission")),
        _coefficient("voc_t_per_100m_yuan", "单位产值挥发性有机物", "VOC per output",
                     "t/100m_yuan", ("挥发性有机物排放", "VOC emission")),
        _coefficient("land_mu_per_100m_yuan", "单位产值用地", "Land per output",
                     "mu/100m_yuan", ("用地", "land need")),
        _coefficient("investment_per_output", "投资产出比", "Investment per output",
                     "wan_yuan/wan_yuan", ("投资", "investment")),
        _coefficient("tax_per_output", "单位产值税收", "Tax per output",
                     "wan_yuan/wan_yuan", ("税收", "tax")),
        _coefficient("plant_m2_per_job", "人均厂房面积", "Plant space per job",
                     "m2/person", ("厂房面积", "plant space")),
        _coefficient("typical_output_wan_yuan", "典型产值", "Typical output",
                     "wan_yuan", ("产值", "output")),
        _spread("low_factor", "区间下限倍数", "Low factor", 0, 1),
        _spread("high_factor", "区间上限倍数", "High factor", 1, None),
    ),
    key=("division",),
    synonyms=("行业", "行业表", "行业参数", "系数", "industry", "coefficients"),
    meaning_zh="一行一个制造业大类。",
    meaning_en="One row per manufacturing division.",
    if_absent_zh="未提供时使用底图世界的系数。",
    if_absent_en="Without it the base world's coefficients are used.",
)  # fmt: skip
