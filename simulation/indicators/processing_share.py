"""Share of East, West and North Guangdong in the province's processing trade; goal 5 % in 2020.

    share = (listed firms there + incumbents there) / (listed firms in the province + incumbents)

Listed enterprises stand for the whole processing trade of the sending cities; incumbents are the
firms that were there before (assumption `ewn_processing_share`, no published baseline was found).
What left the province or closed is in neither part, so the share can rise without a single move:
always show numerator and denominator.  Source of the goal: 粤府〔2016〕98号 一(二).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from simulation.indicators.indicator import Indicator
from simulation.outcome import Outcome

GOAL = (2020, 0.05)
TRADE = "processing_trade_wan_yuan"


def numerator(outcome: Outcome) -> npt.NDArray[np.float64]:
    """(R, T) processing trade of East, West and North, wan yuan."""
    there = outcome.account(TRADE)[:, :, outcome.in_regions("east", "west", "north")]
    return there.sum(axis=2) + outcome.incumbents_processing_trade_wan_yuan


def denominator(outcome: Outcome) -> npt.NDArray[np.float64]:
    """(R, T) processing trade of the province, wan yuan."""
    return outcome.account(TRADE).sum(axis=2) + outcome.incumbents_processing_trade_wan_yuan


def values(outcome: Outcome) -> npt.NDArray[np.float64]:
    """(R, T); NaN where there is no processing trade at all."""
    total = denominator(outcome)
    return np.divide(numerator(outcome), total, out=np.full(total.shape, np.nan), where=total > 0)


INDICATOR = Indicator(
    "processing_share", values, "share", "up", GOAL, numerator=numerator, denominator=denominator
)
