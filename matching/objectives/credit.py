"""Credit: enterprises in good standing with the customs first.

1 advanced certified (高级认证), 0.75 certified (一般认证), 0.5 ordinary (一般信用) or not known,
0 dishonest (失信; such an enterprise is not eligible anyway).
Source: 粤府〔2016〕98号 item 28, task 79 (classes of enterprises and their credit); the values are
assumptions.
"""

from __future__ import annotations

import numpy as np

from matching.cells import texts
from matching.context import Context
from matching.factored import Factored
from matching.objectives.scale import NEUTRAL

VALUE = {"advanced": 1.0, "certified": 0.75, "ordinary": 0.5, "dishonest": 0.0}


def score(context: Context) -> Factored:
    """(E, 1, 1, 1)."""
    classes = texts(context.enterprises["credit_class"])
    return Factored.of_enterprises(
        np.array([VALUE.get(name, NEUTRAL) for name in classes], dtype=np.float32)
    )
