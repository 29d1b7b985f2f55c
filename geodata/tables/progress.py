"""Table progress: the stage an enterprise's project had reached in a quarter."""

from geodata.tables.column import Choice, Column, Table

STAGES = (
    Choice("intention", "意向", "intention"),
    Choice("matching", "对接", "matching", ("洽谈",)),
    Choice("signed", "签约", "signed", ("已签约",)),
    Choice("approval", "报批", "approval", ("审批",)),
    Choice("land", "供地", "land supply", ("拿地",)),
    Choice("construction", "开工", "construction", ("建设", "在建", "动工")),
    Choice("production", "投产", "production", ("已投产",)),
    Choice("full_capacity", "达产", "full capacity", ("满产",)),
)

TABLE = Table(
    "progress",
    "项目进度",
    "Progress",
    (
        Column(
            "enterprise_id",
            "code",
            "企业编号",
            "Enterprise id",
            required=True,
            meaning_zh="企业编号，须在企业名录中。",
            meaning_en="Id of the enterprise; must stand in enterprises.",
            synonyms=("企业代码", "企业ID", "firm_id", "company_id"),
            weak=("企业",),
            refers="enterprises.enterprise_id",
        ),
        Column(
            "quarter",
            "quarter",
            "季度",
            "Quarter",
            required=True,
            meaning_zh="季度，如 2016Q3；填“2016年第三季度”亦可。",
            meaning_en="Quarter, such as 2016Q3.",
            synonyms=("报告期",),
            weak=("时间", "期间", "period"),
        ),
        Column(
            "stage",
            "choice",
            "阶段",
            "Stage",
            required=True,
            choices=STAGES,
            meaning_zh="意向、对接、签约、报批、供地、开工、投产或达产。",
            meaning_en="Intention, matching, signed, approval, land supply, construction, "
            "production or full capacity.",
            synonyms=("项目阶段", "当前阶段"),
            weak=("进度", "进展", "status"),
        ),
        Column(
            "park_id",
            "code",
            "园区编号",
            "Park id",
            meaning_zh="落户园区编号。",
            meaning_en="Id of the park the project goes to.",
            if_empty_zh="尚未确定园区。",
            if_empty_en="No park is settled yet.",
            synonyms=("园区代码", "园区ID"),
            weak=("园区", "park"),
            refers="parks.park_id",
        ),
    ),
    key=("enterprise_id", "quarter"),
    synonyms=("进度", "进展", "项目进展", "台账", "工作台账", "stages"),
    meaning_zh="一行一家企业一个季度的项目阶段。",
    meaning_en="One row per enterprise and quarter.",
    if_absent_zh="未提供时没有进度对照。",
    if_absent_en="Without it plans are not compared with what happened.",
)
