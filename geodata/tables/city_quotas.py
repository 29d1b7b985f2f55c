"""Table city_quotas: limits of a city (or the province) by year and kind."""

from collections.abc import Mapping

from geodata.tables.column import Choice, Column, Table

UNIT_OF_KIND: Mapping[str, str] = {
    "land_general": "mu",
    "land_special": "mu",
    "forest": "mu",
    "sea": "mu",
    "cod": "t",
    "nh3n": "t",
    "so2": "t",
    "nox": "t",
    "voc": "t",
    "energy": "tce",
    "labour": "persons",
    "fund_in": "wan_yuan",
    "fund_out": "wan_yuan",
}
"""Kind of quota -> unit in which its value is kept."""

LEVEL_KINDS = ("cod", "nh3n", "so2", "nox", "voc", "energy", "labour")
"""Kinds whose value is a total admitted up to that year; the others are flows of one year."""

PROVINCE_ADCODE = "440000"

KINDS = (
    Choice("land_general", "用地指标", "general land quota",
           ("年度用地指标", "用地", "一般用地指标", "一般用地",
            "新增建设用地指标", "土地指标", "土地利用计划指标", "land")),
    Choice("land_special", "园区专项用地指标", "park-special land quota",
           ("专项用地指标", "专项用地", "园区专项", "产业转移园专项用地指标", "专项指标")),
    Choice("forest", "林地指标", "forest-land quota", ("林地", "使用林地指标")),
    Choice("sea", "用海指标", "sea-use quota", ("用海", "海域指标")),
    Choice("cod", "化学需氧量总量", "COD headroom", ("化学需氧量", "COD总量", "COD排放总量")),
    Choice("nh3n", "氨氮总量", "NH3-N headroom", ("氨氮", "NH3-N", "氨氮排放总量")),
    Choice("so2", "二氧化硫总量", "SO2 headroom", ("二氧化硫", "SO2总量", "SO2排放总量")),
    Choice("nox", "氮氧化物总量", "NOx headroom", ("氮氧化物", "NOx总量", "NOx排放总量")),
    Choice("voc", "挥发性有机物总量", "VOC headroom", ("挥发性有机物", "VOCs", "VOCs总量")),
    Choice("energy", "能耗总量", "energy headroom", ("能耗", "用能指标", "能源消费总量", "用能")),
    Choice("labour", "可供劳动力", "labour supply", ("劳动力", "用工", "labor", "可供用工")),
    Choice("fund_in", "承接扶持资金", "support fund, receiving side",
           ("扶持资金", "承接资金", "转移资金", "承接方资金")),
    Choice("fund_out", "转出扶持资金", "support fund, sending side",
           ("转出资金", "帮扶资金", "转出方资金")),
)  # fmt: skip

TABLE = Table(
    "city_quotas",
    "城市指标",
    "City quotas",
    (
        Column(
            "city_adcode",
            "code",
            "城市代码",
            "City adcode",
            required=True,
            meaning_zh="地级以上市六位代码，440000 为全省；填城市名称亦可。",
            meaning_en="Six-digit city adcode, 440000 for the province; a name also works.",
            synonyms=("行政区划代码", "adcode", "city_code"),
            weak=("城市", "市", "地市", "承接市", "city"),
            refers="cities.city_adcode",
            refers_also=(PROVINCE_ADCODE,),
        ),
        Column(
            "year",
            "year",
            "年份",
            "Year",
            required=True,
            minimum=1978,
            maximum=2100,
            meaning_zh="指标所属年份。",
            meaning_en="Year of the quota.",
            synonyms=("年度", "年"),
        ),
        Column(
            "kind",
            "choice",
            "指标类型",
            "Kind",
            required=True,
            choices=KINDS,
            meaning_zh="用地、林地、用海和资金为当年流量；排放、能耗、劳动力为截至当年可接纳的累计总量。",
            meaning_en="Land, forest, sea and fund are flows of the year; emissions, energy and "
            "labour are totals admitted up to that year.",
            synonyms=("指标名称", "quota", "quota_kind"),
            weak=("类型", "指标", "项目", "类别", "item"),
        ),
        Column(
            "value",
            "number",
            "指标值",
            "Value",
            required=True,
            minimum=0,
            meaning_zh="指标数值，单位见“单位”列。",
            meaning_en="The quota in the unit named beside it.",
            synonyms=("数值", "数量", "数额", "额度", "指标数", "指标量", "amount", "quota_value"),
        ),
        Column(
            "unit",
            "choice",
            "单位",
            "Unit",
            required=True,
            choices=(
                Choice("mu", "亩", "mu"),
                Choice("t", "吨", "t", ("吨/年", "t/a", "tonne", "tonnes")),
                Choice("tce", "吨标准煤", "tce", ("吨标煤", "tce/a")),
                Choice("persons", "人", "persons", ("person", "workers")),
                Choice("wan_yuan", "万元", "10,000 yuan", ("wan yuan",)),
            ),
            meaning_zh="数值的单位；公顷、亿元、公斤等会换算并注明。",
            meaning_en="Unit of the value; hectares, kilograms etc. are converted and noted.",
            synonyms=("计量单位", "units"),
        ),
    ),
    key=("city_adcode", "year", "kind"),
    synonyms=("指标", "指标表", "城市配额", "用地指标", "总量指标", "指标安排表", "用地指标安排表",
              "主要污染物总量指标表", "quotas", "quota", "city_quota"),
    meaning_zh="一行一市一年一类指标；没有行就没有约束。",
    meaning_en="One row per city, year and kind; no row means no limit.",
    if_absent_zh="未提供时使用底图世界的指标。",
    if_absent_en="Without it the base world's quotas are used.",
)  # fmt: skip
