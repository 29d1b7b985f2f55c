"""Counterpart duties: how much of the projects a city owes, or is owed, the plan places."""

from __future__ import annotations

import pandas as pd

from app.layers.data import LayerInput
from app.layers.layer import VALUE_COLUMNS, Layer, LayerValues


def compute(data: LayerInput) -> LayerValues:
    """Of a city: used / bound of the worst of its project duties, sending and receiving.

    A duty runs over its own years, so the map shows the whole term and not the chosen year.  note:
    the counterpart of that duty.  Cities without a duty have no data.
    """
    limits = data.limits
    assert limits is not None, "Layer.values asks first whether there is a plan"
    rows = limits[(limits["rule"] == "duty") & (limits["resource"] == "projects")]
    rows = rows[rows["bound"] > 0]
    pair = rows["scope"].str.split("@").str[0].str.split(">", expand=True)
    if not len(rows):
        return LayerValues()
    one = pd.DataFrame(
        {"code": pair[0], "note": pair[1], "used": rows["used"], "bound": rows["bound"]}
    )
    # A receiving county stands for its city.
    other = one.assign(code=pair[1].str[:4] + "00", note=pair[0])
    both = pd.concat([one, other])
    both["value"] = both["used"] / both["bound"]
    worst = both.sort_values(["value", "bound"], ascending=[True, False], kind="stable")
    cities = worst.drop_duplicates("code").set_index("code").sort_index()
    return LayerValues(cities=cities[list(VALUE_COLUMNS)])


LAYER = Layer(
    name="duties",
    compute=compute,
    unit="share",
    detail_unit="projects",
    breaks=(0.5, 0.8, 1.0, 1.5),
    delta_breaks=(0.05, 0.3),
)
