"""Table parks: one row per park that may receive enterprises."""

from geodata.tables.column import Choice, Column, Table
from geodata.tables.lon_lat import lon_lat

IDENTITY = (
    Column(
        "park_id",
        "code",
        "园区编号",
        "Park id",
        required=True,
        meaning_zh="园区在所有表格中的唯一编号。",
        meaning_en="The park's unique id in all tables.",
        synonyms=("园区代码", "园区ID", "park_code"),
        weak=("编号", "序号", "park", "id"),
    ),
    Column(
        "name_zh",
        "text",
        "园区名称",
        "Name (Chinese)",
        required=True,
        meaning_zh="园区中文名称。",
        meaning_en="The park's Chinese name.",
        synonyms=("产业园名称", "园名", "park_name"),
        weak=("名称", "园区", "name"),
    ),
    Column(
        "name_en",
        "text",
        "英文名称",
        "Name (English)",
        meaning_zh="园区英文名称。",
        meaning_en="The park's English name.",
        if_empty_zh="英文界面显示中文名称。",
        if_empty_en="The Chinese name is shown.",
        synonyms=("园区英文名称",),
    ),
    Column(
        "city_adcode",
        "code",
        "承接市代码",
        "City adcode",
        required=True,
        meaning_zh="园区所在地级以上市的六位行政区划代码；填城市名称亦可。",
        meaning_en="Six-digit adcode of the park's city; a city name also works.",
        synonyms=("城市代码", "city_code", "host_city_adcode"),
        weak=("承接市", "所在市", "城市", "市", "地市", "所在地市", "city"),
        refers="cities.city_adcode",
    ),
    Column(
        "county_adcode",
        "code",
        "县区代码",
        "County adcode",
        meaning_zh="园区所在县（市、区）的六位行政区划代码；填县区名称亦可。",
        meaning_en="Six-digit adcode of the park's county or district; a name also works.",
        if_empty_zh="无坐标时只能画在市政府驻地。",
        if_empty_en="Without coordinates the park is drawn at the city seat.",
        synonyms=("adcode", "host_county_adcode"),
        weak=("县区", "区县", "所在县区", "县(市、区)", "县市区", "county", "district"),
    ),
    *lon_lat(
        meaning_zh="园区{}，十进制度。",
        meaning_en="The park's {} in decimal degrees.",
        if_empty_zh="用县城坐标，并注明是县城。",
        if_empty_en="The county seat is used and said to be so.",
    ),
    Column(
        "coord_basis",
        "choice",
        "坐标依据",
        "Coordinate basis",
        choices=(
            Choice("park", "园区", "park", ("园区坐标",)),
            Choice("county_seat", "县城", "county seat", ("县政府驻地", "county seat")),
            Choice("city_seat", "市政府驻地", "city seat", ("市区", "city seat")),
        ),
        meaning_zh="坐标是园区本身，还是县城或市政府驻地代替。",
        meaning_en="Whether the coordinates are the park's own or those of a seat.",
        if_empty_zh="有坐标视为园区坐标；没有坐标则自动填写。",
        if_empty_en="Given coordinates count as the park's own; otherwise filled while loading.",
        synonyms=("坐标来源", "定位依据"),
    ),
    Column(
        "park_type",
        "choice",
        "园区类型",
        "Park type",
        choices=(
            Choice("demonstration", "示范园", "demonstration park", ("示范性园区",
                                                                     "示范性产业转移园")),
            Choice("county", "县域产业转移园", "county park", ("产业转移园", "省产业转移工业园",
                                                               "普通")),
            Choice("cluster", "集聚地", "transfer cluster", ("产业转移集聚地", "集聚区")),
            Choice("cooperation_zone", "合作区", "cooperation zone", ("共建园", "合作园区")),
            Choice("special_cooperation_zone", "特别合作区", "special cooperation zone"),
            Choice("other", "其他", "other", ("其它",)),
        ),
        meaning_zh="示范园、县域园、集聚地、合作区、特别合作区或其他。",
        meaning_en="Demonstration or county park, cluster, (special) cooperation zone, other.",
        if_empty_zh="视为其他。",
        if_empty_en="Taken as other.",
        synonyms=("类型", "园区类别", "类别", "type"),
    ),
    Column(
        "open_year",
        "year",
        "开园年份",
        "Opening year",
        minimum=1978,
        maximum=2100,
        meaning_zh="园区认定或开园年份，此前不得落户。",
        meaning_en="Year of recognition or opening; nobody moves in earlier.",
        if_empty_zh="第一个规划年之前已开园。",
        if_empty_en="Open before the first planning year.",
        synonyms=("认定年份", "开园时间", "成立年份", "开放年份", "year_recognised", "opened"),
    ),
    Column(
        "close_year",
        "year",
        "关停年份",
        "Closing year",
        minimum=1978,
        maximum=2100,
        meaning_zh="园区停止承接的年份，该年起不得落户。",
        meaning_en="Year from which the park takes nobody any more.",
        if_empty_zh="不关停。",
        if_empty_en="The park does not close.",
        synonyms=("关闭年份", "退出年份", "closed"),
    ),
    Column(
        "cobuild_city_adcode",
        "code",
        "共建市代码",
        "Co-building city adcode",
        meaning_zh="与之共建园区的珠三角城市代码；填城市名称亦可。",
        meaning_en="Adcode of the PRD city that builds the park jointly; a name also works.",
        if_empty_zh="不是共建园，共建项计零分。",
        if_empty_en="Not a co-built park; that term scores zero.",
        weak=("共建市", "共建城市", "共建方", "合作市", "cobuild_city", "partner_city"),
        refers="cities.city_adcode",
    ),
    Column(
        "cobuild_unit_zh",
        "text",
        "共建单位",
        "Co-building unit",
        meaning_zh="共建的区、镇或单位名称。",
        meaning_en="District, town or unit that builds the park jointly.",
        if_empty_zh="由共建市整体共建。",
        if_empty_en="The co-building city as a whole.",
        synonyms=("共建镇街", "合作单位", "cobuild_unit"),
    ),
    Column(
        "area_km2",
        "number",
        "园区面积",
        "Area",
        unit="km2",
        minimum=0,
        meaning_zh="园区规划面积，仅供展示。",
        meaning_en="Planned area of the park; shown only.",
        if_empty_zh="不显示面积，不影响匹配。",
        if_empty_en="No area is shown; matching is not affected.",
        synonyms=("面积", "规划面积", "总面积", "area", "planned_area"),
    ),
)  # fmt: skip


def _divisions(
    name: str, zh: str, en: str, meaning: tuple[str, str], empty: tuple[str, str], *also: str
) -> Column:
    return Column(
        name,
        "codes",
        zh,
        en,
        meaning_zh=f"{meaning[0]}行业大类代码，用分号隔开，如 34;39。",
        meaning_en=f"{meaning[1]}; division codes separated by semicolons, such as 34;39.",
        if_empty_zh=empty[0],
        if_empty_en=empty[1],
        synonyms=also,
        refers="industries.division",
    )


def _price(
    name: str, zh: str, en: str, unit: str, meaning: tuple[str, str], empty: tuple[str, str],
    *also: str,
) -> Column:  # fmt: skip
    return Column(
        name,
        "number",
        zh,
        en,
        unit=unit,
        minimum=0,
        meaning_zh=meaning[0],
        meaning_en=meaning[1],
        if_empty_zh=empty[0],
        if_empty_en=empty[1],
        synonyms=also,
    )


def _flag(
    name: str, zh: str, en: str, meaning: tuple[str, str], empty: tuple[str, str], *also: str
) -> Column:
    return Column(
        name,
        "flag",
        zh,
        en,
        meaning_zh=meaning[0],
        meaning_en=meaning[1],
        if_empty_zh=empty[0],
        if_empty_en=empty[1],
        synonyms=also,
    )


NO_FLOOR = ("没有该项门槛。", "No such floor.")

ADMISSION = (
    _divisions(
        "lead_divisions", "主导产业", "Lead divisions",
        ("园区主导产业的", "The park's lead industries"),
        ("没有主导产业，产业匹配只看可承接行业。",
         "No lead industry; fit looks at accepted divisions."),
        "主导行业", "主导产业代码", "主导产业大类", "lead_industries",
    ),
    _divisions(
        "accepted_divisions", "可承接行业", "Accepted divisions",
        ("园区可承接的", "Divisions the park accepts"),
        ("未列明，凡不在拒绝之列都可承接。", "Not listed: everything that is not refused."),
        "承接行业", "可承接产业", "允许行业", "accepted",
    ),
    _divisions(
        "refused_divisions", "不承接行业", "Refused divisions",
        ("园区不承接的", "Divisions the park refuses"),
        ("不拒绝任何行业。", "Refuses no division."),
        "拒绝行业", "禁入行业", "不予承接", "refused",
    ),
    _price(
        "floor_investment_wan_yuan_per_mu", "亩均投资门槛", "Investment floor", "wan_yuan/mu",
        ("每亩投资低于此值不得入园。", "Projects below this investment per mu may not enter."),
        NO_FLOOR, "投资强度", "投资强度门槛", "亩均投资",
    ),
    _price(
        "floor_output_wan_yuan_per_mu", "亩均产值门槛", "Output floor", "wan_yuan/mu",
        ("每亩产值低于此值不得入园。", "Projects below this output per mu may not enter."),
        NO_FLOOR, "产出强度", "亩均产值", "产值门槛",
    ),
    _price(
        "floor_tax_wan_yuan_per_mu", "亩均税收门槛", "Tax floor", "wan_yuan/mu",
        ("每亩税收低于此值不得入园。", "Projects below this tax per mu may not enter."),
        NO_FLOOR, "亩均税收", "税收门槛",
    ),
    _price(
        "land_price_wan_yuan_per_mu", "地价", "Land price", "wan_yuan/mu",
        ("工业用地出让价。", "Price of industrial land."),
        ("按所在市土地等别的国家最低价标准。", "The national floor of the city's land grade."),
        "土地价格", "出让价", "工业地价", "land_price",
    ),
    _price(
        "land_cost_wan_yuan_per_mu", "土地成本", "Land cost", "wan_yuan/mu",
        ("土地取得与前期开发成本；优惠价不得低于此值。",
         "Cost of acquiring and developing the land; no discount goes below it."),
        ("没有成本下限，优惠只受七成规定限制。",
         "No cost floor; only the 70 % rule limits discounts."),
        "成本价", "取得成本", "land_cost",
    ),
    _price(
        "plant_rent_yuan_m2_month", "厂房租金", "Plant rent", "yuan/m2/month",
        ("标准厂房月租金。", "Monthly rent of standard plants."),
        ("租金未知，租用成本按中性计分。", "Unknown; the cost term of leasing is neutral."),
        "租金", "标准厂房租金", "rent",
    ),
    Column(
        "forest_share", "number", "林地比例", "Forest share", unit="share", minimum=0, maximum=1,
        meaning_zh="园区用地中林地所占比例，决定占用林地指标的多少。",
        meaning_en="Part of the park's land that is forest land; decides the use of forest quota.",
        if_empty_zh="视为不含林地。", if_empty_en="No forest land.",
        synonyms=("林地占比", "林地率"),
    ),
    _flag(
        "coastal", "沿海", "Coastal",
        ("园区能否安排用海。", "Whether the park can offer sea use."),
        ("视为否。", "Taken as no."), "是否沿海", "临海",
    ),
    _flag(
        "demonstration", "省示范园", "Demonstration park",
        ("是否省级示范性产业转移园，计入园区服务。",
         "Provincial demonstration park; raises service."),
        ("视为否。", "Taken as no."), "示范园", "是否示范园", "是否示范",
    ),
    _flag(
        "reception_base", "加工贸易承接基地", "Reception base",
        ("是否加工贸易承接基地。", "Whether it is a reception base for processing trade."),
        ("视为否。", "Taken as no."), "承接基地", "是否承接基地",
    ),
    _divisions(
        "priority_divisions", "省优先发展产业", "Priority divisions",
        ("七成地价规定所指省优先发展产业的",
         "Provincial priority industries for the 70 % land rule"),
        ("没有行业可享七成地价。", "No division gets the 70 % land price."),
        "优先发展产业", "优先产业",
    ),
    _flag(
        "receives", "承接转移", "Receives transfers",
        ("园区是否承接转移。", "Whether the park receives transfers."),
        ("与所在市的角色一致。", "As its city's role says."), "是否承接", "承接",
    ),
)  # fmt: skip

TABLE = Table(
    "parks",
    "园区",
    "Parks",
    (*IDENTITY, *ADMISSION),
    key=("park_id",),
    synonyms=("园区表", "产业园", "产业转移园", "园区名单", "园区清单", "承接园区", "park"),
    meaning_zh="一行一个产业转移园区。",
    meaning_en="One row per transfer park.",
    if_absent_zh="未提供时使用底图世界的园区。",
    if_absent_en="Without it the base world's parks are used.",
)
