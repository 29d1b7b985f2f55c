"""Table links: who supplies whom."""

from geodata.tables.column import Column, Table

TABLE = Table(
    "links",
    "供应关系",
    "Supply links",
    (
        Column(
            "supplier_id",
            "code",
            "供应企业编号",
            "Supplier id",
            required=True,
            meaning_zh="供货企业的编号，须在企业名录中。",
            meaning_en="Id of the enterprise that supplies; must stand in enterprises.",
            synonyms=("供应商编号", "seller_id"),
            weak=("供应商", "供货企业", "上游企业", "supplier", "from"),
            refers="enterprises.enterprise_id",
        ),
        Column(
            "buyer_id",
            "code",
            "采购企业编号",
            "Buyer id",
            required=True,
            meaning_zh="采购企业的编号，须在企业名录中。",
            meaning_en="Id of the enterprise that buys; must stand in enterprises.",
            synonyms=("采购商编号", "customer_id"),
            weak=("采购商", "购买企业", "下游企业", "buyer", "to"),
            refers="enterprises.enterprise_id",
        ),
        Column(
            "share",
            "number",
            "供货份额",
            "Share of supplier's sales",
            unit="share",
            required=True,
            minimum=0,
            maximum=1,
            meaning_zh="该采购方占供应企业销售额的比例，0 至 1。",
            meaning_en="The buyer's part of the supplier's sales, 0 to 1.",
            synonyms=("份额", "比例", "占比", "供货比例", "ratio", "weight", "fraction"),
        ),
    ),
    key=("supplier_id", "buyer_id"),
    synonyms=("供应链", "产业链", "配套关系", "上下游", "supply_links", "supply_chain", "link"),
    meaning_zh="一行一对供应与采购关系。",
    meaning_en="One row per pair of supplier and buyer.",
    if_absent_zh="未提供时不计产业链配套。",
    if_absent_en="Without it no supply chains are counted.",
)
